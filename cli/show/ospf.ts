import type { Answers } from '../../daemon/control/answers.js'
import type { Of } from '../../daemon/control/ospf-answers.js'
import type { InterfaceView, NeighborView, SpfView } from '../../protocols/ospf/view.js'
import { columns, tableOr } from '../table.js'
import { elapsed, interval, NOTHING, remaining } from '../units.js'
import { instanceColumn } from './instance-column.js'

const NOT_RUNNING =
  'OSPF does not run: it is not configured, waits for an address to choose a Router ID from, or had too many LSAs (waymark show status).'

export function renderNeighbors({ running, instances, neighbors }: Answers['/ospf/neighbors']): string {
  if (!running) return NOT_RUNNING
  const { headings, cells } = instanceColumn(instances)
  return tableOr(
    'No neighbors: nobody answered our Hellos, and no OSPF packet was refused. waymark show ospf interfaces shows where we speak.',
    columns(...headings, 'AREA', 'INTERFACE', 'NEIGHBOR', 'ADDRESS', 'STATE', 'ROLE', '>DEAD', '>UP', 'WHY NOT FULL'),
    neighbors.map((each) => [...cells(each), ...neighborRow(each)]),
  )
}

function neighborRow(n: NeighborView): string[] {
  return [
    n.area,
    n.interface,
    n.hostname ?? n.routerId ?? NOTHING,
    n.address,
    n.state ?? NOTHING,
    n.role ?? NOTHING,
    remaining(n.deadIn),
    elapsed(n.inState),
    n.whyNotFull ?? '',
  ]
}

export function renderInterfaces({ running, instances, interfaces }: Answers['/ospf/interfaces']): string {
  if (!running) return NOT_RUNNING
  const { headings, cells } = instanceColumn(instances)
  return tableOr(
    'No interfaces: no link of this machine matches a name or pattern under ospf.areas.*.interfaces.',
    columns(
      ...headings,
      'AREA',
      'INTERFACE',
      'TYPE',
      'ADDRESS',
      'STATE',
      '>COST',
      '>PRI',
      'DR',
      'BACKUP',
      '>FULL',
      'MTU',
      '>HELLO',
      '>DEAD',
      'AUTHENTICATION',
      'TTL',
      'ALLOWED',
      '>REFUSED',
    ),
    interfaces.map((each) => [...cells(each), ...interfaceRow(each)]),
  )
}

function interfaceRow(i: InterfaceView): string[] {
  const refused = sum(i.refusedPackets) + sum(i.refusedLsas)
  return [
    i.area,
    i.interface,
    typeOf(i),
    addressOf(i),
    i.state,
    hasNoPath(i) ? NOTHING : `${i.cost}`,
    i.type === 'broadcast' ? `${i.priority}` : NOTHING,
    i.designatedRouterHostname ?? i.designatedRouter ?? NOTHING,
    i.backupDesignatedRouterHostname ?? i.backupDesignatedRouter ?? NOTHING,
    `${i.fullNeighbors}/${i.neighbors}`,
    mtu(i),
    interval(i.helloInterval),
    interval(i.deadInterval),
    authentication(i.authentication),
    ttlSecurity(i),
    allowed(i),
    `${refused}`,
  ]
}

/** `virtual over eth0`, or why there is no path for it; `broadcast, hidden` where prefix suppression hides the network. */
function typeOf({ type, passive, prefixSuppressed, virtualLink }: InterfaceView): string {
  if (virtualLink === null) return `${type}${passive ? ', passive' : ''}${prefixSuppressed ? ', hidden' : ''}`
  const { noPath, outgoing } = virtualLink
  return noPath === null ? `${type} over ${outgoing}` : `${type}, ${noPath}`
}

function addressOf(i: InterfaceView): string {
  if (hasNoPath(i)) return NOTHING
  return i.prefixLength === null ? i.address : `${i.address}/${i.prefixLength}`
}

function hasNoPath({ virtualLink }: InterfaceView): boolean {
  return virtualLink !== null && virtualLink.noPath !== null
}

/** `1500, ignored` where that of a neighbor may be larger; a virtual link has none (RFC 2328 §10.8). */
function mtu({ mtu: bytes, mtuIgnored, virtualLink }: InterfaceView): string {
  if (virtualLink !== null) return NOTHING
  return `${bytes}${mtuIgnored ? ', ignored' : ''}`
}

/** `HMAC-SHA-256 key 1` */
function authentication({ type, key }: InterfaceView['authentication']): string {
  if (key === null) return type === 'null' ? NOTHING : type
  const extended = type === 'extended' ? ', extended' : ''
  return `${key.algorithm.toUpperCase()} key ${key.keyId}${extended}${key.expired ? ', EXPIRED' : ''}`
}

/** The TTL that packets must have left: `255`, from farther away `>=253`; `sends 255` where it is not asked of others yet. */
function ttlSecurity({ ttlSecurity: mode, ttlSecurityHops }: InterfaceView): string {
  if (mode === false) return NOTHING
  if (mode === 'transmit-only') return 'sends 255'
  return ttlSecurityHops === 1 ? '255' : `>=${256 - ttlSecurityHops}`
}

/** `10.0.0.2 10.0.0.3 from 10.0.1.0/24` */
function allowed({ allowNeighbors: { routerIds, sources } }: InterfaceView): string {
  const parts = [routerIds?.join(' '), sources === null ? undefined : `from ${sources.join(' ')}`]
  return parts.filter((part) => part !== undefined).join(' ') || NOTHING
}

export function renderSpf({ running, instances, spf }: Answers['/ospf/spf']): string {
  if (!running) return NOT_RUNNING
  const named = (each: Of<SpfView>): string => (instances.length < 2 ? '' : `${each.instance}: `)
  return spf.map((each) => `${named(each)}${calculations(each)}`).join('\n\n')
}

function calculations(spf: SpfView): string {
  const next = spf.nextRunIn === null ? 'none is due' : `the next is due in ${remaining(spf.nextRunIn)}`
  const head = `${spf.runs} calculations; ${next}; delay state ${spf.state} (RFC 8405)`
  if (spf.log.length === 0) return head
  const table = tableOr(
    '',
    columns('AGO', 'KIND', '>VERTICES', '>ROUTES', '>CHANGED', 'BECAUSE OF'),
    spf.log
      .toReversed()
      .map((run) => [elapsed(run.ago), run.kind, `${run.vertices}`, `${run.routes}`, `${run.changed}`, run.trigger]),
  )
  return `${head}\n\n${table}`
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, n) => total + n, 0)
}
