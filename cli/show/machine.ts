import { DEFAULT_INSTANCE, MAIN_TABLE } from '../../config/settings.js'
import type { Answers, Status } from '../../daemon/control/answers.js'
import { columns, tableOr } from '../table.js'
import { bytes, count, elapsed, NOTHING, remaining } from '../units.js'

export function renderSockets({ sockets }: Answers['/sockets']): string {
  return tableOr(
    'No sockets are open.',
    columns('SOCKET', 'INTERFACE', 'PURPOSE', '>QUEUE', '>BUFFER', '>RECEIVED', '>SENT', '>DROPS'),
    sockets.map((s) => [
      s.socket,
      s.interface ?? NOTHING,
      s.purpose ?? NOTHING,
      bytes(s.receiveQueue),
      bytes(s.receiveBuffer),
      `${s.packetsReceived}`,
      `${s.packetsSent}`,
      `${s.drops}`,
    ]),
  )
}

/** @param within a key, of which those below it are shown; undefined: all */
export function renderConfiguration({ settings }: Answers['/configuration'], within?: string): string {
  const chosen = settings.filter(({ path }) => within === undefined || `${path}.`.startsWith(`${within}.`))
  const keys = [...new Set(settings.map(({ path }) => path.split('.', 1)[0]))]
  return tableOr(
    `Nothing is set at ${within}; there are: ${keys.join(', ')}.`,
    columns('KEY', 'VALUE'),
    chosen.map(({ path, value }) => [path, value]),
  )
}

export function renderStatus(s: Status): string {
  const { ospf, igmp, multicast, routes, configuration } = s
  const lines: [string, string][] = [
    ['waymarkd', `${s.version}, pid ${s.pid}, up ${elapsed(s.uptime)}, ${bytes(s.memory)} of memory`],
    ['configuration', `${configuration.file}, read ${configuration.readAt}`],
    ...(ospf.length === 0 ? [['ospf', 'not configured'] as [string, string]] : ospf.map(ospfLine)),
    [
      'igmp',
      igmp.configured
        ? `${count(igmp.groups, 'group')} on ${count(igmp.interfaces, 'running interface')}`
        : 'not configured',
    ],
    ['multicast', multicast.configured ? multicastLine(multicast) : 'not configured'],
    ['routes', `${routes.installed} in the kernel of ${routes.wanted} wanted`],
    ['timers', `${s.timers.run} run, the latest by ${s.timers.worstLateness.toFixed(1)} ms`],
  ]
  const width = Math.max(...lines.map(([name]) => name.length))
  const text = lines.map(([name, value]) => `${name.padEnd(width)}  ${value}`)
  for (const problem of configuration.problems) text.push(`configuration problem: ${problem}`)
  for (const { table, prefix, trouble, reason } of routes.troubles) {
    text.push(
      `route ${prefix}${table === MAIN_TABLE ? '' : ` in table ${table}`}: ${trouble}${reason === null ? '' : `: ${reason}`}`,
    )
  }
  return text.join('\n')
}

function ospfLine(ospf: Status['ospf'][number]): [string, string] {
  const name = ospf.instance === DEFAULT_INSTANCE ? 'ospf' : `ospf ${ospf.instance}`
  const { pauseLeft = null, maximum = 0 } = ospf.foreignLsas ?? {}
  if (pauseLeft !== null) {
    return [name, `paused, ${remaining(pauseLeft)} left: there were more than ${maximum} LSAs of others (maximum-lsas)`]
  }
  if (ospf.state !== 'running') return [name, ospf.vrf === null ? ospf.state : `${ospf.state} ${ospf.vrf}`]
  const neighbors = `${ospf.fullNeighbors} of ${count(ospf.neighbors, 'neighbor')} Full`
  const stub = ospf.stubRouter === null ? '' : `, stub router (${ospf.stubRouter})`
  const restart = ospf.restarting === null ? '' : `, ${restartInWords(ospf.restarting)}`
  const text = `Router ID ${ospf.routerId}${stub}${restart}, ${count(ospf.areas, 'area')}, ${count(ospf.interfaces, 'interface')}, ${neighbors}, ${count(ospf.lsas, 'LSA')}`
  return [name, text]
}

/** `restarting gracefully, 93s left` */
function restartInWords({ graceLeft, planned }: NonNullable<Status['ospf'][number]['restarting']>): string {
  return `${planned ? 'restarting gracefully' : 'restarting after a crash'}, ${remaining(graceLeft)} left`
}

function multicastLine(multicast: Status['multicast']): string {
  const flows = count(multicast.flows, 'flow')
  return multicast.owned ? flows : `${flows}, but another program owns the kernel's multicast forwarding`
}
