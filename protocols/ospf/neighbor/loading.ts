import { later } from '../../base/duration.js'
import type { DatabaseEntry } from '../database/database.js'
import { findInstance, placeOf } from '../database/scope.js'
import { sendUpdate } from '../flooding/flood.js'
import { type LsaHeader, nameOfLsa } from '../lsa/lsa.js'
import type { Neighbor, OspfMemory } from '../memory.js'
import { endGathering } from '../originate/own.js'
import { LINK_STATE_REQUEST_LENGTH, type LinkStateRequest } from '../packet/link-state-request.js'
import type { PacketError } from '../packet/packet.js'
import { roomForBody, sendPacket, unicastDestination } from '../send.js'
import { atLeast } from '../states.js'
import { neighborEvent } from './neighbor.js'

/** After so many repetitions of a request without any of its LSAs, the exchange begins anew. */
const MAX_REPEATS = 12

/**
 * Link State Request packets that may be unanswered at a time. RFC 2328 §10.9 wants one: then a round trip is waited for
 * with each of them, which for a large database is most of the time that loading it takes.
 */
const PACKETS_IN_FLIGHT = 4

/** Requests more of what is on the request list, in whole packets where it holds so much or soon will (RFC 2328 §10.9). */
export function sendRequests(memory: OspfMemory, neighbor: Neighbor): void {
  const { requestList, state } = neighbor
  const { outstanding, size } = requestList
  const room = requestsAPacket(neighbor)
  const free = PACKETS_IN_FLIGHT * room - outstanding
  const count = Math.min(free, size - outstanding)
  const isLast = count < free && state !== 'Exchange'
  if (count < room && outstanding > 0 && !isLast) return
  const more = requestList.takeWaiting(isLast || count < room ? count : count - (count % room))
  if (more.length === 0) return
  neighbor.requestRepeats = 0
  request(memory, neighbor, more)
}

/** LSAs that came were taken off the neighbor's request list: the next request is due, or loading is done (§10.9). */
export function requestListChanged(memory: OspfMemory, neighbor: Neighbor): void {
  const { requestList } = neighbor
  neighbor.requestRepeats = 0
  if (requestList.size > 0) {
    sendRequests(memory, neighbor)
    return
  }
  memory.agenda.cancel(requestTimer(neighbor))
  if (neighbor.state === 'Loading') neighborEvent(memory, neighbor, 'LoadingDone', 'all requested LSAs came')
}

/** Nothing is requested from the neighbor any more. */
export function stopRequesting(memory: OspfMemory, neighbor: Neighbor): void {
  memory.agenda.cancel(requestTimer(neighbor))
  neighbor.requestList.clear()
}

/**
 * RFC 2328 §10.7, receiving Link State Request packets. The answer goes on no retransmission list. Returns why the
 * packet is refused, if it is.
 */
export function receiveLinkStateRequest(
  memory: OspfMemory,
  neighbor: Neighbor,
  { requests }: LinkStateRequest,
): PacketError | undefined {
  if (!atLeast(neighbor.state, 'Exchange'))
    return { reason: 'neighbor-state', detail: `Link State Request in state ${neighbor.state}` }
  const entries = new Set<DatabaseEntry>()
  for (const key of requests) {
    if (key.advertisingRouter === memory.routerId) endGathering(memory, placeOf(neighbor.interface, key.type), key)
    const entry = findInstance(memory, neighbor.interface, key)
    if (entry === undefined) {
      neighborEvent(memory, neighbor, 'BadLSReq', `it requests ${nameOfLsa(key)}, which we do not have`)
      return undefined
    }
    // What is about to be flooded is not sent twice
    if (entry.sentAt === undefined && neighbor.retransmissionList.has(entry)) continue
    entries.add(entry)
  }
  sendUpdate(memory, neighbor.interface, unicastDestination(neighbor), entries)
  return undefined
}

function request(memory: OspfMemory, neighbor: Neighbor, headers: readonly LsaHeader[]): void {
  const destination = unicastDestination(neighbor)
  const room = requestsAPacket(neighbor)
  for (let i = 0; i < headers.length; i += room) {
    const requests = headers.slice(i, i + room)
    sendPacket(memory, neighbor.interface, destination, { type: 'link-state-request', requests })
  }
  const { retransmitInterval } = neighbor.interface.settings
  memory.agenda.set(requestTimer(neighbor), later(memory.now, retransmitInterval), () => repeat(memory, neighbor))
}

function requestsAPacket(neighbor: Neighbor): number {
  return Math.max(1, Math.floor(roomForBody(neighbor.interface) / LINK_STATE_REQUEST_LENGTH))
}

/** RxmtInterval is over (§10.9). What came meanwhile is not requested again. */
function repeat(memory: OspfMemory, neighbor: Neighbor): void {
  neighbor.requestRepeats += 1
  const outstanding = neighbor.requestList.allOutstanding()
  const named = nameOfLsa(outstanding[0]!)
  if (neighbor.requestRepeats > MAX_REPEATS) {
    neighborEvent(memory, neighbor, 'BadLSReq', `${named} did not come after ${MAX_REPEATS} more requests`)
    return
  }
  neighbor.impediment = `${neighbor.requestList.size} requested LSAs have not come, among them ${named}`
  request(memory, neighbor, outstanding)
}

function requestTimer(neighbor: Neighbor): string {
  return `link-state-request ${neighbor.key}`
}
