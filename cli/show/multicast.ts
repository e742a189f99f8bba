import type { Answers } from '../../daemon/control/answers.js'
import { ORDINARY_REFUSALS } from '../../protocols/igmp/refusal.js'
import type { IgmpGroupView, IgmpInterfaceView } from '../../protocols/igmp/view.js'
import type { FlowView } from '../../protocols/multicast/view.js'
import { columns, tableOr } from '../table.js'
import { bytes, elapsed, interval, NOTHING, remaining } from '../units.js'

const NO_IGMP = 'IGMP does not run: the configuration has no igmp section.'

export function renderIgmpInterfaces({ configured, interfaces }: Answers['/igmp/interfaces']): string {
  if (!configured) return NO_IGMP
  return tableOr(
    'No interfaces: no link of this machine matches a name or pattern under igmp.interfaces.',
    columns(
      'INTERFACE',
      'ADDRESS',
      '>VERSION',
      'QUERIER',
      '>FOR',
      '>NEXT QUERY',
      '>OTHER GONE IN',
      '>INTERVAL',
      '>GROUPS',
      '>SOURCES',
      '>REFUSED',
      'WHY NOT RUNNING',
    ),
    interfaces.map(igmpInterfaceRow),
  )
}

function isOrdinary(reason: string): boolean {
  return (ORDINARY_REFUSALS as ReadonlySet<string>).has(reason)
}

function igmpInterfaceRow(i: IgmpInterfaceView): string[] {
  let refused = 0
  for (const [reason, count] of Object.entries(i.refused)) if (!isOrdinary(reason)) refused += count
  return [
    i.interface,
    i.address ?? NOTHING,
    `${i.version}`,
    i.querierState === 'Querier' ? 'this router' : (i.querier ?? NOTHING),
    elapsed(i.querierFor),
    remaining(i.nextGeneralQuery),
    remaining(i.otherQuerierPresent),
    interval(i.queryInterval),
    `${i.groups}`,
    `${i.sources}`,
    `${refused}`,
    i.whyNot ?? '',
  ]
}

export function renderIgmpGroups({ configured, groups }: Answers['/igmp/groups']): string {
  if (!configured) return NO_IGMP
  return tableOr(
    'No groups: no host on a link where IGMP runs has reported one (waymark show igmp interfaces).',
    columns('INTERFACE', 'GROUP', 'MODE', 'SOURCES', 'HOSTS', '>EXPIRES', '>UP', 'LAST REPORTER'),
    groups.map(groupRow),
  )
}

function groupRow(g: IgmpGroupView): string[] {
  return [
    g.interface,
    g.group,
    g.compatibilityMode === 'IGMPv3' ? g.filterMode : `${g.filterMode} (${g.compatibilityMode})`,
    sources(g),
    g.hosts === null ? NOTHING : `${g.hosts.length}`,
    g.static ? 'static' : remaining(expiry(g)),
    elapsed(g.uptime),
    g.lastReporter ?? NOTHING,
  ]
}

/** When the last thing that keeps the group ends. */
function expiry(g: IgmpGroupView): number | null {
  if (g.expires !== null) return g.expires
  const timers = g.sources.flatMap(({ expires }) => (expires === null ? [] : [expires]))
  return timers.length === 0 ? null : Math.max(...timers)
}

const SHOWN_SOURCES = 4

function sources(g: IgmpGroupView): string {
  const listed = g.sources
    .filter(({ forwarded }) => forwarded === (g.filterMode === 'INCLUDE'))
    .map(({ source }) => source)
  if (listed.length === 0) return g.filterMode === 'INCLUDE' ? 'none' : 'all'
  const shown = listed.slice(0, SHOWN_SOURCES).join(', ')
  const more = listed.length > SHOWN_SOURCES ? ` and ${listed.length - SHOWN_SOURCES} more` : ''
  return g.filterMode === 'INCLUDE' ? `${shown}${more}` : `all but ${shown}${more}`
}

export function renderMulticastRoutes({ configured, owned, interfaces, flows }: Answers['/multicast/routes']): string {
  if (!configured) return 'Nothing is forwarded: the configuration has no multicast section.'
  const table = tableOr(
    interfaces.length === 0
      ? 'No flows: no link of this machine matches a name or pattern under multicast.forward.'
      : `No flows: nothing was sent to a group on ${interfaces.map((each) => each.interface).join(', ')}.`,
    columns(
      'SOURCE',
      'GROUP',
      'FROM',
      'TO',
      '>PACKETS',
      '>RATE',
      '>BYTES',
      '>RATE',
      '>WRONG',
      '>RATE',
      '>IDLE',
      '>UP',
      'WHY NOT FORWARDED',
    ),
    flows.map(flowRow),
  )
  return owned || interfaces.length === 0
    ? table
    : `Another program owns the kernel's multicast forwarding: nothing is forwarded until it goes.\n\n${table}`
}

function perSecond(rate: number | null, inWords: (rounded: number) => string): string {
  return rate === null ? NOTHING : `${inWords(Math.round(rate))}/s`
}

function flowRow(f: FlowView): string[] {
  return [
    f.source,
    f.group,
    f.incoming,
    f.outgoing.join(', ') || NOTHING,
    `${f.packets}`,
    perSecond(f.packetRate, String),
    bytes(f.bytes),
    perSecond(f.byteRate, bytes),
    `${f.wrongInterface}`,
    perSecond(f.wrongInterfaceRate, String),
    elapsed(f.idle),
    elapsed(f.uptime),
    f.verdict === 'forwarded' ? '' : f.verdict,
  ]
}
