import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Namespace, output } from '../../lab/namespace.js'
import type { Network } from '../../lab/network.js'
import { areasOf, type ExternalMetric, type RouterPlan } from '../../lab/plan.js'
import type { Program } from '../../lab/program.js'
import { until } from '../../lab/until.js'
import type { NeighborSeen } from './peers.js'

export type FrrDaemon = 'zebra' | 'ospfd' | 'pimd'

/**
 * A graceful restart is remembered in one file of the machine, whatever the options: another ospfd that starts meanwhile
 * takes it for its own, and originates nothing. So each has a directory of its own there, which only it sees.
 */
const OWN_STATE = ['sh', '-c', 'mkdir -p /run/frr && mount --bind "$0" /run/frr && exec "$@"']

/** FRR in a namespace: zebra and other daemons of it. */
export class Frr {
  readonly #directory: string
  readonly #programs: Program[]
  readonly #startAgain: () => Promise<Program>

  private constructor(directory: string, programs: Program[], startAgain: () => Promise<Program>) {
    this.#directory = directory
    this.#programs = programs
    this.#startAgain = startAgain
  }

  /** @param config one text for all of them: each takes what it knows */
  static async start(network: Network, at: Namespace, daemons: readonly FrrDaemon[], config: string): Promise<Frr> {
    const directory = join(network.directory, `frr-${at.name}`)
    mkdirSync(directory)
    // They drop to their user and write their sockets there.
    await output(['chown', 'frr:frr', directory])
    chmodSync(directory, 0o755)
    const start = (daemon: FrrDaemon, text: string, ...options: readonly string[]): Program => {
      const file = join(directory, `${daemon}.conf`)
      writeFileSync(file, text)
      const common = ['-u', 'frr', '-g', 'frr', '-f', file, '-i', join(directory, `${daemon}.pid`)]
      const sockets = ['-z', join(directory, 'zserv'), '--vty_socket', directory, '--log', 'stdout']
      return at.start(daemon, [...OWN_STATE, directory, `/usr/lib/frr/${daemon}`, ...common, ...sockets, ...options])
    }
    const ready = (path: string): Promise<boolean> =>
      until(
        `${path} exists`,
        () => existsSync(join(directory, path)),
        (seen) => seen,
        { every: 20 },
      )
    const programs = [start('zebra', `hostname ${at.name}\n`, '-s', '90000000')]
    await ready('zserv')
    for (const daemon of daemons) programs.push(start(daemon, `hostname ${at.name}\n${config}`))
    for (const daemon of daemons) await ready(`${daemon}.vty`)
    const last = daemons.at(-1)!
    const startAgain = async (): Promise<Program> => {
      rmSync(join(directory, `${last}.vty`), { force: true })
      const program = start(last, `hostname ${at.name}\n${config}`)
      await ready(`${last}.vty`)
      return program
    }
    return new Frr(directory, programs, startAgain)
  }

  /** Runs commands in vtysh; as configuration where the first is `configure`. */
  vtysh(...commands: readonly string[]): Promise<string> {
    return output(['vtysh', '--vty_socket', this.#directory, ...commands.flatMap((command) => ['-c', command])])
  }

  async neighbors(): Promise<readonly NeighborSeen[]> {
    const answer = JSON.parse(await this.vtysh('show ip ospf neighbor json')) as {
      readonly neighbors: Readonly<Record<string, readonly { readonly nbrState: string }[]>>
    }
    return Object.entries(answer.neighbors).flatMap(([routerId, list]) =>
      list.map(({ nbrState }) => ({ routerId, state: nbrState })),
    )
  }

  /** The last of its daemons crashes, and is started again after so many milliseconds. */
  async crash(away: number): Promise<void> {
    await this.#programs.pop()?.stop('SIGKILL')
    await new Promise((resolve) => setTimeout(resolve, away))
    this.#programs.push(await this.#startAgain())
  }

  async stop(): Promise<void> {
    for (const program of this.#programs.toReversed()) await program.stop('SIGTERM', 3_000)
  }
}

/** ospfd's configuration for a planned router; `router ospf` is the last of it. */
export function frrOspf(plan: RouterPlan): string {
  const interfaces = plan.interfaces.flatMap((planned) => [
    `interface ${planned.name}`,
    ` ip ospf area ${planned.area ?? 0}`,
    ` ip ospf network ${planned.type}`,
    ` ip ospf hello-interval ${planned.hello ?? 1}`,
    ` ip ospf dead-interval ${planned.dead ?? 4}`,
    ' ip ospf retransmit-interval 1',
    ` ip ospf cost ${planned.cost ?? 10}`,
    ...(planned.priority === undefined ? [] : [` ip ospf priority ${planned.priority}`]),
    ...(planned.passive ? [' ip ospf passive'] : []),
  ])
  const externals = (plan.externals ?? []).flatMap(({ prefix, metric, metricType }, i) => [
    `ip prefix-list external-${i} permit ${prefix}`,
    `route-map external permit ${i + 1}`,
    ` match ip address prefix-list external-${i}`,
    ` set metric ${metric}`,
    ` set metric-type type-${metricType}`,
  ])
  const filters = areasOf(plan).flatMap(({ id, filter = {} }) =>
    Object.entries(filter).flatMap(([way, entries]) =>
      entries.map((entry) => `ip prefix-list area-${id}-${way} permit ${entry}`),
    ),
  )
  return [
    ...interfaces,
    ...externals,
    ...filters,
    'router ospf',
    ` ospf router-id ${plan.routerId}`,
    ' timers throttle spf 0 50 500',
    ...areaLines(plan),
    ...(plan.rfc1583Compatibility ? [' compatible rfc1583'] : []),
    ...(plan.externals === undefined ? [] : [' redistribute kernel route-map external']),
    ...(plan.defaultInformation === undefined
      ? []
      : [` default-information originate always${metricOf(plan.defaultInformation)}`]),
    '',
  ].join('\n')
}

function areaLines(plan: RouterPlan): readonly string[] {
  return areasOf(plan).flatMap(
    ({ id, type, summary, defaultCost, ranges = {}, filter = {}, translates, virtualLinks = [] }) => [
      ...(type === 'normal' ? [] : [` area ${id} ${type}${summary === false ? ' no-summary' : ''}`]),
      ...(type === 'normal' ? [] : [` area ${id} default-cost ${defaultCost}`]),
      ...(translates ? [` area ${id} nssa translate-always`] : []),
      ...Object.entries(ranges).map(([prefix, what]) => ` area ${id} range ${prefix}${rangeSays(what)}`),
      ...virtualLinks.map((routerId) => ` area ${id} virtual-link ${routerId} hello-interval 1 dead-interval 4`),
      ...Object.keys(filter).map((way) => ` area ${id} filter-list prefix area-${id}-${way} ${way}`),
    ],
  )
}

function rangeSays(what: 'advertise' | 'hide' | number): string {
  if (typeof what === 'number') return ` cost ${what}`
  return what === 'hide' ? ' not-advertise' : ''
}

function metricOf({ metric, metricType }: ExternalMetric): string {
  return ` metric ${metric} metric-type ${metricType}`
}
