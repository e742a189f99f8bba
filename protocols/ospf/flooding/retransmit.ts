import { type Instant, later, milliseconds } from '../../base/duration.js'
import type { DatabaseEntry } from '../database/database.js'
import { considerRemoval, scheduleRemoval } from '../database/lifetime.js'
import { eligibleInterfaces } from '../database/scope.js'
import type { Neighbor, OspfMemory } from '../memory.js'
import { roomForBody, unicastDestination } from '../send.js'
import { forgetEarly } from './early.js'
import { sendUpdate } from './flood.js'

/** Between two packets of retransmissions to one neighbor, when more are due than one packet holds. */
const RETRANSMISSION_PACE = milliseconds(20)

/** Puts `entry` on the neighbor's retransmission list (§13.3 (1)(d)) as sent now. */
export function addToRetransmissionList(memory: OspfMemory, neighbor: Neighbor, entry: DatabaseEntry): void {
  const list = neighbor.retransmissionList
  if (entry.retransmissions === 0 || !list.delete(entry)) entry.retransmissions += 1
  list.set(entry, memory.now)
  if (list.size === 1) schedule(memory, neighbor, later(memory.now, neighbor.interface.settings.retransmitInterval))
}

/** The neighbor has it (§13.7, §13 (7)(a)). */
export function removeFromRetransmissionList(memory: OspfMemory, neighbor: Neighbor, entry: DatabaseEntry): void {
  if (neighbor.retransmissionList.delete(entry)) leftList(memory, entry)
}

function leftList(memory: OspfMemory, entry: DatabaseEntry): void {
  entry.retransmissions -= 1
  if (entry.retransmissions === 0 && entry.maxAge) scheduleRemoval(memory, entry)
}

/** Takes an instance that is in the database no more off every retransmission list (§13 (5)(c), §13.2). */
export function forgetInstance(memory: OspfMemory, entry: DatabaseEntry): void {
  if (entry.retransmissions === 0) return
  for (const ospfInterface of eligibleInterfaces(memory, entry))
    for (const neighbor of ospfInterface.neighbors.values()) neighbor.retransmissionList.delete(entry)
  entry.retransmissions = 0
}

/** Clears the neighbor's retransmission, summary and request lists (§10.3). */
export function forgetNeighborLists(memory: OspfMemory, neighbor: Neighbor): void {
  for (const entry of neighbor.retransmissionList.keys()) leftList(memory, entry)
  neighbor.retransmissionList.clear()
  neighbor.summaryList = []
  neighbor.described.clear()
  neighbor.requestList.clear()
  memory.agenda.cancel(timer(neighbor))
  forgetEarly(memory, neighbor)
  memory.flooding.shortened.delete(neighbor)
  considerRemoval(memory)
}

/**
 * §13.6: what was not acknowledged for RxmtInterval is sent again, directly to the neighbor. What was sent last stands
 * last in the list, so the first ones are those to look at.
 */
function retransmit(memory: OspfMemory, neighbor: Neighbor): void {
  const { retransmitInterval } = neighbor.interface.settings
  const list = neighbor.retransmissionList
  const due: DatabaseEntry[] = []
  let room = roomForBody(neighbor.interface)
  let next: Instant | undefined
  for (const [entry, sentAt] of list) {
    // The same sum as the timer's: by the difference of two instants with fractions it could be not due at its own time.
    const dueAt = later(sentAt, retransmitInterval)
    if (dueAt > memory.now) {
      next = dueAt
      break
    }
    if (due.length > 0 && entry.lsa.length > room) {
      next = later(memory.now, RETRANSMISSION_PACE)
      break
    }
    room -= entry.lsa.length
    due.push(entry)
  }
  for (const entry of due) {
    list.delete(entry)
    list.set(entry, memory.now)
  }
  if (due.length > 0) {
    neighbor.interface.counters.retransmittedLsas += due.length
    sendUpdate(memory, neighbor.interface, unicastDestination(neighbor), due)
    next ??= later(memory.now, retransmitInterval)
  }
  if (next !== undefined) schedule(memory, neighbor, next)
}

/** Sends `entry` once more to the neighbors that have not acknowledged it yet, before RxmtInterval is over. */
export function repeat(memory: OspfMemory, entry: DatabaseEntry): void {
  if (entry.retransmissions === 0) return
  for (const ospfInterface of eligibleInterfaces(memory, entry)) {
    for (const neighbor of ospfInterface.neighbors.values()) {
      if (!neighbor.retransmissionList.has(entry)) continue
      addToRetransmissionList(memory, neighbor, entry)
      ospfInterface.counters.retransmittedLsas += 1
      sendUpdate(memory, ospfInterface, unicastDestination(neighbor), [entry])
    }
  }
}

function schedule(memory: OspfMemory, neighbor: Neighbor, at: Instant): void {
  memory.agenda.set(timer(neighbor), at, () => retransmit(memory, neighbor))
}

function timer(neighbor: Neighbor): string {
  return `retransmit ${neighbor.key}`
}
