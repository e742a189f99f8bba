import { type Duration, later, milliseconds } from '../../base/duration.js'
import type { Ipv4 } from '../../base/ipv4.js'
import type { DatabaseEntry } from '../database/database.js'
import { findInstance } from '../database/scope.js'
import { isMaxAge } from '../lsa/age.js'
import { LSA_HEADER_LENGTH, type LsaHeader } from '../lsa/lsa.js'
import { compareInstances } from '../lsa/more-recent.js'
import type { Neighbor, OspfInterface, OspfMemory } from '../memory.js'
import { floodDestinations, roomForBody, sendPacket, unicastDestination } from '../send.js'
import { atLeast } from '../states.js'
import { asOfNow, hasAdjacency } from './flood.js'
import { removeFromRetransmissionList } from './retransmit.js'

/** How an LSA was received, as far as its acknowledgment depends on it: the rows of Table 19. */
export type Receipt = 'flooded back' | 'more recent' | 'implied acknowledgment' | 'duplicate' | 'MaxAge, no instance'

export type Acknowledgment = 'none' | 'delayed' | 'delayed if from DR' | 'direct'

/** RFC 2328 §13.5, Table 19: the action in state Backup, and in all other states. */
export const TABLE_19: Readonly<Record<Receipt, { readonly backup: Acknowledgment; readonly other: Acknowledgment }>> =
  {
    'flooded back': { backup: 'none', other: 'none' },
    'more recent': { backup: 'delayed if from DR', other: 'delayed' },
    'implied acknowledgment': { backup: 'delayed if from DR', other: 'none' },
    duplicate: { backup: 'direct', other: 'direct' },
    'MaxAge, no instance': { backup: 'direct', other: 'direct' },
  }

/** Delayed acknowledgments wait so long for company; it must be well below RxmtInterval. */
const LONGEST_DELAY = milliseconds(500)

/**
 * Acknowledges a received LSA as Table 19 says.
 *
 * @param direct takes the header when the acknowledgment is a direct one, for `sendDirectAcknowledgment`
 */
export function acknowledge(
  memory: OspfMemory,
  neighbor: Neighbor,
  header: LsaHeader,
  receipt: Receipt,
  direct: LsaHeader[],
): void {
  const ospfInterface = neighbor.interface
  const row = TABLE_19[receipt]
  switch (ospfInterface.state === 'Backup' ? row.backup : row.other) {
    case 'none':
      return
    case 'delayed if from DR':
      if (neighbor.address === ospfInterface.designatedRouter) delay(memory, ospfInterface, header)
      return
    case 'delayed':
      delay(memory, ospfInterface, header)
      return
    case 'direct':
      direct.push(header)
  }
}

/** Direct acknowledgments go to the neighbor itself, at once (§13.5). */
export function sendDirectAcknowledgments(memory: OspfMemory, neighbor: Neighbor, headers: LsaHeader[]): void {
  send(memory, neighbor.interface, unicastDestination(neighbor), headers)
}

function delay(memory: OspfMemory, ospfInterface: OspfInterface, header: LsaHeader): void {
  const waiting = ospfInterface.delayedAcknowledgments
  if (waiting.push(header) > 1) return
  const wait = Math.min(LONGEST_DELAY, ospfInterface.settings.retransmitInterval / 4) as Duration
  memory.agenda.set(timer(ospfInterface), later(memory.now, wait), () => sendDelayed(memory, ospfInterface))
}

/** Delayed acknowledgments that fill packets wait for no company; called when an update has been looked at. */
export function sendFullAcknowledgments(memory: OspfMemory, ospfInterface: OspfInterface): void {
  const waiting = ospfInterface.delayedAcknowledgments
  const most = headersAPacket(ospfInterface)
  if (waiting.length >= most)
    sendToAll(memory, ospfInterface, waiting.splice(0, waiting.length - (waiting.length % most)))
}

export function sendDelayed(memory: OspfMemory, ospfInterface: OspfInterface): void {
  memory.agenda.cancel(timer(ospfInterface))
  const headers = ospfInterface.delayedAcknowledgments
  ospfInterface.delayedAcknowledgments = []
  sendToAll(memory, ospfInterface, headers)
}

/** To all adjacent routers of the interface (§13.5). */
function sendToAll(memory: OspfMemory, ospfInterface: OspfInterface, waiting: LsaHeader[]): void {
  if (!hasAdjacency(ospfInterface)) return
  const headers = waiting.filter((header) => isStillTrue(memory, ospfInterface, header))
  for (const destination of floodDestinations(ospfInterface)) send(memory, ospfInterface, destination, headers)
}

/**
 * Whether what waited to be acknowledged is still the instance that we hold, or is of age MaxAge and gone (§14). If a newer
 * one took its place meanwhile, the neighbor has been sent that, or it sends this one again and is answered (§13 (8)): its
 * list is all that tells us that it holds this one again, from a router that did not hear of the newer one.
 */
function isStillTrue(memory: OspfMemory, ospfInterface: OspfInterface, header: LsaHeader): boolean {
  const entry = findInstance(memory, ospfInterface, header)
  if (entry === undefined) return isMaxAge(header.age)
  if (entry.lsa === header && !entry.maxAge) return true
  return compareInstances(header, asOfNow(memory, entry)) === 0
}

function send(memory: OspfMemory, ospfInterface: OspfInterface, destination: Ipv4, headers: LsaHeader[]): void {
  const most = headersAPacket(ospfInterface)
  for (let i = 0; i < headers.length; i += most)
    sendPacket(memory, ospfInterface, destination, {
      type: 'link-state-acknowledgment',
      headers: headers.slice(i, i + most),
    })
}

function headersAPacket(ospfInterface: OspfInterface): number {
  return Math.max(1, Math.floor(roomForBody(ospfInterface) / LSA_HEADER_LENGTH))
}

function timer(ospfInterface: OspfInterface): string {
  return `delayed-acknowledgment ${ospfInterface.key}`
}

/** RFC 2328 §13.7: an acknowledgment takes off the retransmission list the instance that it names, and no other. */
export function receiveLinkStateAcknowledgment(
  memory: OspfMemory,
  neighbor: Neighbor,
  headers: readonly LsaHeader[],
): void {
  if (!atLeast(neighbor.state, 'Exchange')) return
  for (const header of headers) {
    const entry: DatabaseEntry | undefined = findInstance(memory, neighbor.interface, header)
    if (entry === undefined || !neighbor.retransmissionList.has(entry)) continue
    if (compareInstances(header, asOfNow(memory, entry)) === 0) removeFromRetransmissionList(memory, neighbor, entry)
  }
}
