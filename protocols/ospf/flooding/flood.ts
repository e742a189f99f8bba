import { later, milliseconds, wholeSeconds } from '../../base/duration.js'
import type { Ipv4 } from '../../base/ipv4.js'
import { ageOf, type DatabaseEntry } from '../database/database.js'
import { eligibleInterfaces, takesType } from '../database/scope.js'
import { addAge } from '../lsa/age.js'
import { compareInstances } from '../lsa/more-recent.js'
import type { Neighbor, OspfInterface, OspfMemory } from '../memory.js'
import { requestListChanged } from '../neighbor/loading.js'
import { LINK_STATE_UPDATE_LENGTH, type LsaCopy } from '../packet/link-state-update.js'
import { floodDestinations, roomForBody, sendPacket } from '../send.js'
import { atLeast } from '../states.js'
import { addToRetransmissionList } from './retransmit.js'

/** As many updates leave an interface at once; the rest follows in turns, so that no Hello waits behind it (RFC 4222). */
const PACKETS_A_TURN = 32
const TURN = milliseconds(2)
const FLOOD = 'flood'

/**
 * RFC 2328 §13.3: floods a new instance out of the eligible interfaces. The packets leave when the handling of the
 * input ends, several LSAs in each.
 *
 * @param from the neighbor from which the instance was received; undefined for one of our own making
 * @returns whether it goes back out of the interface on which it was received (§13 (5)(b))
 */
export function flood(memory: OspfMemory, entry: DatabaseEntry, from: Neighbor | undefined): boolean {
  let back = false
  for (const ospfInterface of eligibleInterfaces(memory, entry)) {
    if (!floodsOut(memory, entry, from, ospfInterface)) continue
    queue(memory, ospfInterface, entry)
    if (ospfInterface === from?.interface) back = true
  }
  return back
}

/** Steps (1) to (4) on one interface: whether the instance must be sent out of it. */
function floodsOut(
  memory: OspfMemory,
  entry: DatabaseEntry,
  from: Neighbor | undefined,
  ospfInterface: OspfInterface,
): boolean {
  let added = false
  for (const neighbor of ospfInterface.neighbors.values()) {
    // (1)(a)
    if (!atLeast(neighbor.state, 'Exchange') || !takesType(neighbor, entry.lsa.type)) continue
    // (1)(b)
    if (neighbor.state !== 'Full' && neighborIsUpToDate(memory, entry, neighbor)) continue
    // (1)(c)
    if (neighbor === from) continue
    // (1)(d)
    addToRetransmissionList(memory, neighbor, entry)
    added = true
  }
  // (2)
  if (!added) return false
  if (ospfInterface !== from?.interface) return true
  // (3)
  if (from.address === ospfInterface.designatedRouter || from.address === ospfInterface.backupDesignatedRouter)
    return false
  // (4)
  return ospfInterface.state !== 'Backup'
}

/** (1)(b): compares with what a neighbor in Exchange or Loading described, and shortens its request list. */
function neighborIsUpToDate(memory: OspfMemory, entry: DatabaseEntry, neighbor: Neighbor): boolean {
  if (neighbor.requestList.size === 0) return false
  const theirs = neighbor.requestList.get(entry.lsa)
  if (theirs === undefined) return false
  const ours = compareInstances(asOfNow(memory, entry), theirs)
  if (ours < 0) return true
  neighbor.requestList.delete(entry.lsa)
  const { shortened } = memory.flooding
  if (shortened.size === 0) scheduleTurn(memory)
  shortened.add(neighbor)
  return ours === 0
}

/** What §13.1 compares of an entry, with its age of now. */
export function asOfNow(memory: OspfMemory, entry: DatabaseEntry) {
  const { sequenceNumber, checksum } = entry.lsa
  return { sequenceNumber, checksum, age: ageOf(entry, memory.now) }
}

function queue(memory: OspfMemory, ospfInterface: OspfInterface, entry: DatabaseEntry): void {
  const waiting = memory.flooding.updates.get(ospfInterface)
  if (waiting === undefined) memory.flooding.updates.set(ospfInterface, new Set([entry]))
  else waiting.add(entry)
  scheduleTurn(memory)
}

function scheduleTurn(memory: OspfMemory): void {
  memory.agenda.soon(FLOOD, () => takeTurn(memory))
}

/** The handling of an input ends: neighbors learn of their shorter request lists, waiting updates go out. */
function takeTurn(memory: OspfMemory): void {
  const { shortened, updates } = memory.flooding
  for (const neighbor of shortened) {
    shortened.delete(neighbor)
    requestListChanged(memory, neighbor)
  }
  for (const [ospfInterface, waiting] of updates) {
    if (hasAdjacency(ospfInterface)) sendWaiting(memory, ospfInterface, waiting)
    else waiting.clear()
    if (waiting.size === 0) updates.delete(ospfInterface)
  }
  if (updates.size > 0) memory.agenda.setEarlier(FLOOD, later(memory.now, TURN), () => takeTurn(memory))
}

/** Whether a neighbor of the interface takes part in flooding (§13.3 (1)(a)). */
export function hasAdjacency({ neighbors }: OspfInterface): boolean {
  for (const { state } of neighbors.values()) if (atLeast(state, 'Exchange')) return true
  return false
}

function sendWaiting(memory: OspfMemory, ospfInterface: OspfInterface, waiting: Set<DatabaseEntry>): void {
  let room = PACKETS_A_TURN * roomForBody(ospfInterface)
  const now: DatabaseEntry[] = []
  for (const entry of waiting) {
    if (room <= 0) break
    waiting.delete(entry)
    if (entry.retired) continue
    now.push(entry)
    room -= entry.lsa.length
  }
  for (const destination of floodDestinations(ospfInterface)) sendUpdate(memory, ospfInterface, destination, now)
}

/**
 * Sends these LSAs in as few Link State Updates as the link's MTU allows, each with its age of now and InfTransDelay
 * (§13.3 (5)). An LSA larger than that goes alone.
 */
export function sendUpdate(
  memory: OspfMemory,
  ospfInterface: OspfInterface,
  destination: Ipv4,
  entries: Iterable<DatabaseEntry>,
): void {
  const delay = wholeSeconds(ospfInterface.settings.transmitDelay)
  const room = roomForBody(ospfInterface) - LINK_STATE_UPDATE_LENGTH
  let copies: LsaCopy[] = []
  let length = 0
  const send = (): void => {
    if (copies.length > 0) sendPacket(memory, ospfInterface, destination, { type: 'link-state-update', copies })
    copies = []
    length = 0
  }
  for (const entry of entries) {
    if (length + entry.lsa.length > room) send()
    copies.push({ lsa: entry.lsa, age: addAge(ageOf(entry, memory.now), delay) })
    length += entry.lsa.length
    entry.sentAt = memory.now
  }
  send()
}
