import { between, type Duration, type Instant, milliseconds, seconds } from '../../base/duration.js'
import { formatIpv4, type Ipv4 } from '../../base/ipv4.js'
import { hostnameOf } from '../hostname.js'
import { isMultiAccess } from '../interface/network-type.js'
import type { Neighbor, OspfInterface, OspfMemory, Refusal } from '../memory.js'
import { refusalInWords } from '../refusal.js'
import type { NeighborView } from '../view.js'
import { adjacencyWanted } from './adjacency.js'

/** How long a refused packet explains something, unless RouterDeadInterval is longer. */
const REFUSAL_LASTS = seconds(120)

/** An interface's neighbors, and sources of which nothing but refused packets is known. */
export function neighborViews(memory: OspfMemory, ospfInterface: OspfInterface): NeighborView[] {
  const { now } = memory
  const views: NeighborView[] = []
  const known = new Set<Ipv4>()
  for (const neighbor of ospfInterface.neighbors.values()) {
    known.add(neighbor.address)
    views.push({ ...neighborView(neighbor, now), hostname: hostnameOf(memory, neighbor.routerId) ?? null })
  }
  for (const [source, refusal] of ospfInterface.refusals) {
    if (!known.has(source) && isRecent(refusal, ospfInterface, now))
      views.push(strangerView(ospfInterface, source, refusal, now))
  }
  return views
}

function neighborView(neighbor: Neighbor, now: Instant): Omit<NeighborView, 'hostname'> {
  const { interface: ospfInterface } = neighbor
  const sinceHello = between(neighbor.lastHello, now)
  return {
    area: formatIpv4(ospfInterface.area.id),
    interface: ospfInterface.key,
    routerId: neighbor.state === 'Attempt' ? null : formatIpv4(neighbor.routerId),
    address: formatIpv4(neighbor.address),
    state: neighbor.state,
    role: roleOf(neighbor),
    priority: neighbor.priority,
    deadIn: milliseconds(Math.max(0, ospfInterface.settings.deadInterval - sinceHello)),
    inState: between(neighbor.since, now),
    stateChanges: neighbor.stateChanges,
    retransmissionList: neighbor.retransmissionList.size,
    requestList: neighbor.requestList.size,
    helping:
      neighbor.helping === undefined
        ? null
        : { graceLeft: between(now, neighbor.helping.until), reason: neighbor.helping.reason },
    whyNotFull: whyNotFull(neighbor, now),
  }
}

function strangerView(ospfInterface: OspfInterface, source: Ipv4, refusal: Refusal, now: Instant): NeighborView {
  return {
    area: formatIpv4(ospfInterface.area.id),
    interface: ospfInterface.key,
    routerId: refusal.routerId === undefined ? null : formatIpv4(refusal.routerId),
    hostname: null,
    address: formatIpv4(source),
    state: null,
    role: null,
    priority: null,
    deadIn: null,
    inState: null,
    stateChanges: 0,
    retransmissionList: 0,
    requestList: 0,
    helping: null,
    whyNotFull: explainRefusal(refusal, now),
  }
}

function roleOf({ address, interface: ospfInterface }: Neighbor): NeighborView['role'] {
  if (!isMultiAccess(ospfInterface)) return null
  if (address === ospfInterface.designatedRouter) return 'DR'
  return address === ospfInterface.backupDesignatedRouter ? 'Backup' : 'Other'
}

/** Why there is no full adjacency, or one that is kept only for a restart, in words; null when all is well. */
export function whyNotFull(neighbor: Neighbor, now: Instant): string | null {
  if (neighbor.helping !== undefined)
    return `restarting, ${Math.ceil(between(now, neighbor.helping.until) / 1000)} s of grace left`
  if (neighbor.state === 'Full') return null
  if (neighbor.impediment !== undefined) return neighbor.impediment
  const refusal = neighbor.interface.refusals.get(neighbor.address)
  if (refusal !== undefined && refusal.at >= neighbor.lastHello && isRecent(refusal, neighbor.interface, now))
    return explainRefusal(refusal, now)
  return explainState(neighbor, now)
}

function explainState(neighbor: Neighbor, now: Instant): string {
  const { link, settings, state } = neighbor.interface
  switch (neighbor.state) {
    case 'Attempt':
      return 'it does not answer our Hellos'
    case 'Init':
      return 'our Router ID is not in its Hellos: it does not hear us'
    case '2-Way':
      if (state === 'Waiting') return 'waiting to learn who is Designated Router'
      return adjacencyWanted(neighbor)
        ? 'waits until others have exchanged their databases (RFC 4222)'
        : 'neither of us is DR or Backup (as it should be)'
    case 'ExStart':
    case 'Exchange': {
      const stuck = between(neighbor.since, now) > settings.retransmitInterval
      const theirs = neighbor.interfaceMtu
      if (stuck && theirs !== undefined && theirs !== 0 && theirs < link.mtu)
        return `it does not answer our Database Descriptions; MTU theirs ${theirs}, ours ${link.mtu}`
      if (stuck) return 'it does not answer our Database Descriptions'
      return 'databases are being compared'
    }
    case 'Loading':
      return `${neighbor.requestList.size} LSAs still to come`
    default:
      return 'no Hello yet'
  }
}

function isRecent(refusal: Refusal, { settings }: OspfInterface, now: Instant): boolean {
  return between(refusal.at, now) <= Math.max(REFUSAL_LASTS, settings.deadInterval)
}

function explainRefusal({ reason, detail, at, count }: Refusal, now: Instant): string {
  const times = count === 1 ? '1 packet' : `${count} packets`
  return `${refusalInWords(reason, detail)} (${times} refused, last ${ago(between(at, now))} ago)`
}

function ago(elapsed: Duration): string {
  return elapsed < 60_000 ? `${Math.round(elapsed / 1000)} s` : `${Math.round(elapsed / 60_000)} min`
}
