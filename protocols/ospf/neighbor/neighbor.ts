import { later } from '../../base/duration.js'
import { invariant } from '../../base/invariant.js'
import { formatIpv4, type Ipv4, UNSPECIFIED } from '../../base/ipv4.js'
import type { NoticeLevel } from '../../engine/notice.js'
import { neighborGone } from '../authentication/sequence.js'
import { forgetNeighborLists } from '../flooding/retransmit.js'
import { stopHelping } from '../graceful-restart/helping.js'
import { restartMayBeOver } from '../graceful-restart/restarting.js'
import type { RouterId } from '../identifiers.js'
import { sendHelloTo } from '../interface/hello.js'
import { isPointToPoint } from '../interface/network-type.js'
import { scheduleInterfaceEvent } from '../interface/schedule.js'
import type { Neighbor, OspfInterface, OspfMemory } from '../memory.js'
import { interfaceChanged } from '../originate/events.js'
import { nextHopLost, nextHopsChanged } from '../routing/schedule.js'
import { atLeast, type NeighborEvent, type NeighborState } from '../states.js'
import { adjacencyWanted } from './adjacency.js'
import { fillSummaryList, startNegotiation, stopExchange } from './exchange.js'
import { sendRequests, stopRequesting } from './loading.js'
import { adjacencyMayBegin, isComingUp, nextAdjacency } from './pacing.js'
import { RequestList } from './request-list.js'
import { type NeighborAction, type NeighborGuard, neighborRows } from './table.js'

/** A neighbor in state Down that has just been detected (RFC 2328 §10.5). The caller gives it `HelloReceived`, or `Start`. */
export function createNeighbor(
  memory: OspfMemory,
  ospfInterface: OspfInterface,
  routerId: RouterId,
  address: Ipv4,
): Neighbor {
  const id = neighborId(ospfInterface, routerId, address)
  const neighbor: Neighbor = {
    interface: ospfInterface,
    key: `${ospfInterface.key} ${formatIpv4(id)}`,
    routerId,
    address,
    state: 'Down',
    since: memory.now,
    lastHello: memory.now,
    comingUpSince: memory.now,
    priority: 0,
    designatedRouter: UNSPECIFIED,
    backupDesignatedRouter: UNSPECIFIED,
    options: 0,
    interfaceMtu: undefined,
    master: true,
    ddSequenceNumber: memory.random.uint32(),
    answeredOpening: undefined,
    negotiationsPaidUntil: memory.now,
    lastReceivedDd: undefined,
    lastSentDd: undefined,
    summaryList: [],
    described: new Set(),
    requestList: new RequestList(ospfInterface.area.database.seed),
    requestRepeats: 0,
    early: new Map(),
    retransmissionList: new Map(),
    stateChanges: 0,
    helping: undefined,
    impediment: undefined,
  }
  ospfInterface.neighbors.set(id, neighbor)
  return neighbor
}

/** The neighbor that sent a packet (RFC 2328 §8.2): by Router ID on point-to-point networks and virtual links, else by address. */
export function findNeighbor(ospfInterface: OspfInterface, routerId: RouterId, address: Ipv4): Neighbor | undefined {
  return ospfInterface.neighbors.get(neighborId(ospfInterface, routerId, address))
}

function neighborId(ospfInterface: OspfInterface, routerId: RouterId, address: Ipv4): number {
  return isPointToPoint(ospfInterface) ? routerId : address
}

/**
 * Gives `event` to the neighbor's state machine (RFC 2328 §10.3). Where the table has no row, nothing happens. A
 * neighbor that goes Down is forgotten; one whose restart we help stays until that is over (RFC 3623 §3).
 *
 * @param reason in words, for the notice of a state change: `no Hello for 40 s`
 */
export function neighborEvent(memory: OspfMemory, neighbor: Neighbor, event: NeighborEvent, reason: string): void {
  if (event === 'KillNbr' || event === 'LLDown') stopHelping(memory, neighbor, 'abandoned', reason)
  const rows = neighborRows(neighbor.state, event)
  const row = rows.find(({ when }) => when === undefined || HOLDS[when](neighbor, memory))
  if (row === undefined) return
  const from = neighbor.state
  if (row.to !== undefined) neighbor.state = row.to
  for (const action of row.actions) PERFORM[action](memory, neighbor)
  if (row.to !== undefined && row.to !== from) stateChanged(memory, neighbor, from, row.to, event, reason)
}

const HOLDS: Readonly<Record<NeighborGuard, (neighbor: Neighbor, memory: OspfMemory) => boolean>> = {
  'adjacency wanted': adjacencyWanted,
  'adjacency not wanted': (neighbor) => !adjacencyWanted(neighbor),
  'adjacency may begin': (neighbor, memory) => adjacencyMayBegin(memory, neighbor),
  'adjacency may not begin': (neighbor, memory) => !adjacencyMayBegin(memory, neighbor),
  'request list empty': ({ requestList }) => requestList.size === 0,
  'request list not empty': ({ requestList }) => requestList.size > 0,
}

const PERFORM: Readonly<Record<NeighborAction, (memory: OspfMemory, neighbor: Neighbor) => void>> = {
  'send Hello': (memory, neighbor) => sendHelloTo(memory, neighbor.interface, neighbor.address),
  'restart inactivity timer': restartInactivityTimer,
  'disable inactivity timer': (memory, neighbor) => memory.agenda.cancel(inactivityTimer(neighbor)),
  'clear lists': clearLists,
  'start negotiation': startNegotiation,
  'fill summary list': fillSummaryList,
  'send requests': sendRequests,
}

/** Only Hellos restart it (§10.2). Also called when RouterDeadInterval was changed by new settings. */
export function restartInactivityTimer(memory: OspfMemory, neighbor: Neighbor): void {
  const { deadInterval } = neighbor.interface.settings
  memory.agenda.set(inactivityTimer(neighbor), later(neighbor.lastHello, deadInterval), () => {
    neighborEvent(memory, neighbor, 'InactivityTimer', `no Hello for ${deadInterval / 1000} s`)
  })
}

function inactivityTimer(neighbor: Neighbor): string {
  return `inactivity ${neighbor.key}`
}

function clearLists(memory: OspfMemory, neighbor: Neighbor): void {
  stopExchange(memory, neighbor)
  stopRequesting(memory, neighbor)
  forgetNeighborLists(memory, neighbor)
}

function stateChanged(
  memory: OspfMemory,
  neighbor: Neighbor,
  from: NeighborState,
  to: NeighborState,
  event: NeighborEvent,
  reason: string,
): void {
  const ospfInterface = neighbor.interface
  neighbor.since = memory.now
  neighbor.stateChanges += 1
  neighbor.impediment = undefined
  memory.effects.push({
    do: 'notice',
    notice: {
      notice: 'neighbor-state',
      level: levelOf(neighbor, from, to),
      interface: ospfInterface.key,
      neighbor: neighbor.routerId,
      address: neighbor.address,
      from,
      to,
      event,
      reason: neighbor.helping === undefined ? reason : `${reason}; it restarts gracefully`,
    },
  })
  if (to === 'Down') {
    // Who comes back after a graceful restart may begin anew with them too (RFC 3623 §2.1)
    neighborGone(ospfInterface.sequenceNumbers, ospfInterface.settings.authentication, neighbor.routerId)
    if (neighbor.helping === undefined) forgetNeighbor(neighbor)
  }
  if (isComingUp(to) && !isComingUp(from)) neighbor.comingUpSince = memory.now
  if (isComingUp(from) && !isComingUp(to)) nextAdjacency(memory)
  // §9.2: bidirectional communication began or ended
  if (atLeast(from, '2-Way') !== atLeast(to, '2-Way'))
    scheduleInterfaceEvent(memory, ospfInterface, 'NeighborChange', reason)
  // §12.4: router-LSA and network-LSA list the fully adjacent
  if (from === 'Full' || to === 'Full') {
    interfaceChanged(memory, ospfInterface)
    restartMayBeOver(memory)
    if (from === 'Full' && neighbor.helping === undefined) nextHopLost(memory)
    else nextHopsChanged(memory)
  }
}

function levelOf({ helping }: Neighbor, from: NeighborState, to: NeighborState): NoticeLevel {
  if (to === 'Full' || (from === 'Full' && helping === undefined)) return 'notice'
  return from === 'Full' || to === 'Down' ? 'info' : 'debug'
}

/** Takes a neighbor that is Down off its interface's list. */
export function forgetNeighbor(neighbor: Neighbor): void {
  const { neighbors } = neighbor.interface
  const removed = neighbors.delete(neighborId(neighbor.interface, neighbor.routerId, neighbor.address))
  invariant(removed, `${neighbor.key} is not in its interface's list`)
}
