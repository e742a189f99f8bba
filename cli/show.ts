import { type Command, InvalidArgumentError } from 'commander'
import type { Answers } from '../daemon/control/answers.js'
import { ask, ClientError } from './client.js'
import { findControlSocket } from './control-socket.js'
import { renderConfiguration, renderSockets, renderStatus } from './show/machine.js'
import { renderIgmpGroups, renderIgmpInterfaces, renderMulticastRoutes } from './show/multicast.js'
import { renderInterfaces, renderNeighbors, renderSpf } from './show/ospf.js'
import { renderAreas } from './show/ospf-areas.js'
import { renderBorderRouters } from './show/ospf-border-routers.js'
import { renderDatabase } from './show/ospf-database.js'
import { renderExternals } from './show/ospf-externals.js'
import { renderInstances } from './show/ospf-instances.js'
import { parseWanted, renderRoutes } from './show/ospf-routes.js'
import { STANDARD_OUTPUT, show } from './watch.js'

/** What every `show` takes. */
interface ShowOptions {
  readonly socket?: string
  readonly json?: true
  /** Of OSPF. */
  readonly instance?: string
  /** Seconds, or `true` for the usual interval. */
  readonly watch?: number | true
}

const USUAL_INTERVAL = 1

/** `waymark show …`: what the running daemon knows, as tables, as JSON, once or again and again. */
export function addShowCommand(program: Command): void {
  const root = program.command('show').summary('show what the running daemon knows')
  const ospf = root
    .command('ospf')
    .summary('neighbors, interfaces, database, routes, calculations')
    .option('--instance <name>', 'only this instance of OSPF; that of `ospf` in the configuration is called default')
  simple(ospf, 'instances', 'every instance of OSPF, with its VRF and kernel table', '/ospf/instances', renderInstances)
  simple(ospf, 'neighbors', 'every OSPF neighbor, and why it is not Full', '/ospf/neighbors', renderNeighbors)
  simple(ospf, 'interfaces', 'every OSPF interface', '/ospf/interfaces', renderInterfaces)
  simple(ospf, 'areas', 'areas, our role in them, their ranges', '/ospf/areas', renderAreas)
  simple(ospf, 'spf', 'the last route calculations and what made them necessary', '/ospf/spf', renderSpf)
  common(ospf.command('database').summary('the link state database'))
    .argument('[type]', 'only LSAs of this type: router, network, …')
    .option('--detail', 'with what each LSA says')
    .action((type: string | undefined, { detail }: { readonly detail?: true }, command: Command) =>
      answer('/ospf/database', command, (value) => renderDatabase(value, { type, detail: detail === true })),
    )
  common(ospf.command('routes').summary('the OSPF routing table'))
    .argument('[prefix]', 'only this prefix and those inside it, or the route to this address', wanted)
    .action((prefix: ReturnType<typeof wanted> | undefined, _options: unknown, command: Command) =>
      answer('/ospf/routes', command, (value) => renderRoutes(value, prefix)),
    )
  simple(
    ospf,
    'border-routers',
    'the ways to area border and AS boundary routers',
    '/ospf/border-routers',
    renderBorderRouters,
  )
  simple(ospf, 'externals', 'what this router brings into the AS', '/ospf/externals', renderExternals)
  const igmp = root.command('igmp').summary('interfaces, groups')
  simple(igmp, 'interfaces', 'every IGMP interface and its querier', '/igmp/interfaces', renderIgmpInterfaces)
  simple(igmp, 'groups', 'what hosts have joined', '/igmp/groups', renderIgmpGroups)
  const multicast = root.command('multicast').summary('routes')
  simple(multicast, 'routes', 'multicast flows and where they go', '/multicast/routes', renderMulticastRoutes)
  common(root.command('configuration').summary('the settings in force, with their defaults'))
    .argument('[key]', 'only this key and those below it: ospf.areas, igmp, …')
    .action((key: string | undefined, _options: unknown, command: Command) =>
      answer('/configuration', command, (value) => renderConfiguration(value, key)),
    )
  simple(root, 'sockets', 'every socket of the daemon, with its queue and drops', '/sockets', renderSockets)
  simple(root, 'status', 'the daemon in a few lines', '/status', renderStatus)
}

function simple<P extends keyof Answers>(
  parent: Command,
  name: string,
  summary: string,
  path: P,
  render: (value: Answers[P]) => string,
): void {
  common(parent.command(name).summary(summary)).action((_options: unknown, command: Command) =>
    answer(path, command, render),
  )
}

function common(command: Command): Command {
  return command
    .description(`Show ${command.summary()}.`)
    .option('--json', 'print JSON, with the version of its shape as "schema"; times are milliseconds')
    .option('--watch [seconds]', `show it again each second, or as often as is said (${USUAL_INTERVAL})`, seconds)
}

async function answer<P extends keyof Answers>(
  path: P,
  command: Command,
  render: (value: Answers[P]) => string,
): Promise<void> {
  const options = command.optsWithGlobals<ShowOptions>()
  await orFail(async () => {
    const socket = await findControlSocket(options.socket)
    const look = async (): Promise<string> => {
      const { value, text } = await ask(socket, path, options.instance)
      return options.json ? text.trimEnd() : render(value)
    }
    const interval = options.watch === true ? USUAL_INTERVAL : options.watch
    await show(look, interval, STANDARD_OUTPUT)
  })
}

/** Says in one line why there is no answer, with exit status 1. */
export async function orFail(run: () => Promise<void>): Promise<void> {
  try {
    await run()
  } catch (error) {
    if (!(error instanceof ClientError)) throw error
    console.error(`waymark: ${error.message}`)
    process.exitCode = 1
  }
}

function seconds(text: string): number {
  const value = Number(text)
  if (!(value >= 0.1 && value <= 86_400)) throw new InvalidArgumentError('expected seconds, from 0.1 to 86400')
  return value
}

function wanted(text: string): NonNullable<ReturnType<typeof parseWanted>> {
  const prefix = parseWanted(text)
  if (prefix === undefined) throw new InvalidArgumentError('expected a prefix like 10.9.0.0/16, or an address')
  return prefix
}
