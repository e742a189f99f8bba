import { later } from '../../base/duration.js'
import type { DatabaseEntry } from '../database/database.js'
import { findInstance } from '../database/scope.js'
import { sendUpdate } from '../flooding/flood.js'
import { nameOfLsa } from '../lsa/lsa.js'
import type { Neighbor, OspfMemory } from '../memory.js'
import { LINK_STATE_REQUEST_LENGTH, type LinkStateRequest } from '../packet/link-state-request.js'
import type { PacketError } from '../packet/packet.js'
import { roomForBody, sendPacket, unicastDestination } from '../send.js'
import { atLeast } from '../states.js'
import { neighborEvent } from './neighbor.js'

/** After so many repetitions of a request without any of its LSAs, the exchange begins anew. */
const MAX_REPEATS = 12

/**
 * Sends the beginning of the request list, as much as one packet holds, unless a request is outstanding
 * (RFC 2328 §10.9: at most one is).
 */
export function sendRequests(memory: OspfMemory, neighbor: Neighbor): void {
  const { outstandingRequests, requestList } = neighbor
  if (outstandingRequests.size > 0 || requestList.size === 0) return
  const room = Math.max(1, Math.floor(roomForBody(neighbor.interface) / LINK_STATE_REQUEST_LENGTH))
  for (const key of requestList.keys()) {
    if (outstandingRequests.size === room) break
    outstandingRequests.add(key)
  }
  neighbor.requestRepeats = 0
  request(memory, neighbor)
}

/** LSAs that came were taken off the neighbor's request list: the next request is due, or loading is done (§10.9). */
export function requestListChanged(memory: OspfMemory, neighbor: Neighbor): void {
  const { outstandingRequests, requestList } = neighbor
  for (const key of outstandingRequests) {
    if (requestList.has(key)) continue
    outstandingRequests.delete(key)
    neighbor.requestRepeats = 0
  }
  if (outstandingRequests.size > 0) return
  memory.agenda.cancel(requestTimer(neighbor))
  if (requestList.size > 0) sendRequests(memory, neighbor)
  else if (neighbor.state === 'Loading') neighborEvent(memory, neighbor, 'LoadingDone', 'all requested LSAs came')
}

/** Nothing is requested from the neighbor any more. */
export function stopRequesting(memory: OspfMemory, neighbor: Neighbor): void {
  memory.agenda.cancel(requestTimer(neighbor))
  neighbor.requestList.clear()
  neighbor.outstandingRequests.clear()
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
    const entry = findInstance(memory, neighbor.interface, key)
    if (entry === undefined) {
      neighborEvent(memory, neighbor, 'BadLSReq', `it requests ${nameOfLsa(key)}, which we do not have`)
      return undefined
    }
    entries.add(entry)
  }
  sendUpdate(memory, neighbor.interface, unicastDestination(neighbor), entries)
  return undefined
}

function request(memory: OspfMemory, neighbor: Neighbor): void {
  const requests = [...neighbor.outstandingRequests].map((key) => neighbor.requestList.get(key)!)
  sendPacket(memory, neighbor.interface, unicastDestination(neighbor), { type: 'link-state-request', requests })
  const { retransmitInterval } = neighbor.interface.settings
  memory.agenda.set(requestTimer(neighbor), later(memory.now, retransmitInterval), () => repeat(memory, neighbor))
}

/** RxmtInterval is over (§10.9). What came meanwhile is not requested again. */
function repeat(memory: OspfMemory, neighbor: Neighbor): void {
  neighbor.requestRepeats += 1
  const [first] = neighbor.outstandingRequests
  const named = nameOfLsa(neighbor.requestList.get(first!)!)
  if (neighbor.requestRepeats > MAX_REPEATS) {
    neighborEvent(memory, neighbor, 'BadLSReq', `${named} did not come after ${MAX_REPEATS} more requests`)
    return
  }
  neighbor.impediment = `${neighbor.requestList.size} requested LSAs have not come, first ${named}`
  request(memory, neighbor)
}

function requestTimer(neighbor: Neighbor): string {
  return `link-state-request ${neighbor.key}`
}
