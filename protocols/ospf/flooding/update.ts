import { areaTakesType } from '../area/options.js'
import { type DatabaseEntry, databaseEntry } from '../database/database.js'
import { install } from '../database/install.js'
import { anyExchanging } from '../database/lifetime.js'
import { hasRoomFor, overflow } from '../database/limit.js'
import { findInstance, placeOf } from '../database/scope.js'
import { graceLsaReceived } from '../graceful-restart/helping.js'
import { isMaxAge } from '../lsa/age.js'
import { isGraceLsa } from '../lsa/grace-lsa.js'
import { type Lsa, type LsaHeader, nameOfLsa } from '../lsa/lsa.js'
import type { Neighbor, OspfMemory } from '../memory.js'
import { neighborEvent } from '../neighbor/neighbor.js'
import type { LsaRefusal } from '../notice.js'
import type { LinkStateUpdate } from '../packet/link-state-update.js'
import { unicastDestination } from '../send.js'
import { atLeast } from '../states.js'
import { acknowledge, sendDirectAcknowledgments, sendFullAcknowledgments } from './acknowledge.js'
import { forgetEarlier, receiveLater } from './early.js'
import { flood, sendUpdate } from './flood.js'
import { flushedLately, rememberFlush } from './flushed-lately.js'
import { judge } from './judge.js'
import { removeFromRetransmissionList } from './retransmit.js'
import { isSelfOriginated, receivedSelfOriginated, selfOriginatedRepeated } from './self-originated.js'

/** What one update leads to for its sender, sent when all of its LSAs have been looked at. */
interface Answers {
  readonly acknowledgments: LsaHeader[]
  readonly copies: Set<DatabaseEntry>
}

/** RFC 2328 §13, the flooding procedure, for an update that passed §8.2. */
export function receiveLinkStateUpdate(memory: OspfMemory, neighbor: Neighbor, update: LinkStateUpdate): void {
  if (!atLeast(neighbor.state, 'Exchange')) return
  // (1), (2)
  for (const { header, reason } of update.refused) refuse(memory, neighbor, header, reason)
  receiveLsas(memory, neighbor, update.lsas)
}

function receiveLsas(memory: OspfMemory, neighbor: Neighbor, lsas: readonly Lsa[]): void {
  const answers: Answers = { acknowledgments: [], copies: new Set() }
  for (const lsa of lsas) if (!receiveLsa(memory, neighbor, lsa, answers)) break
  sendDirectAcknowledgments(memory, neighbor, answers.acknowledgments)
  sendFullAcknowledgments(memory, neighbor.interface)
  sendUpdate(memory, neighbor.interface, unicastDestination(neighbor), answers.copies)
}

/** @returns whether to go on with the next LSA of the packet */
function receiveLsa(memory: OspfMemory, neighbor: Neighbor, lsa: Lsa, answers: Answers): boolean {
  const isRequested = neighbor.requestList.size > 0 && neighbor.requestList.get(lsa) !== undefined
  const copy = findInstance(memory, neighbor.interface, lsa)
  const place = placeOf(neighbor.interface, lsa.type)
  const verdict = judge(lsa, {
    now: memory.now,
    belongs: areaTakesType(neighbor.interface.area, lsa.type),
    copy,
    flushed: copy === undefined ? flushedLately(memory, place, lsa) : undefined,
    exchanging: isMaxAge(lsa.age) && anyExchanging(memory),
    requested: isRequested,
    awaitsAcknowledgment: copy !== undefined && neighbor.retransmissionList.has(copy),
  })
  switch (verdict.step) {
    case '3':
      refuse(memory, neighbor, lsa, verdict.refusal)
      return true
    case '5a':
      refuse(memory, neighbor, lsa, verdict.refusal)
      receiveLater(memory, neighbor, lsa, verdict.acceptable, () => receiveLsas(memory, neighbor, [lsa]))
      return true
    case '4':
      forgetEarlier(memory, neighbor, lsa)
      rememberFlush(memory, databaseEntry(lsa, memory.now, place, 'flooded'))
      acknowledge(memory, neighbor, lsa, 'MaxAge, no instance', answers.acknowledgments)
      return true
    case '5':
      if (!hasRoomFor(memory, lsa, copy)) {
        overflow(memory)
        refuse(memory, neighbor, lsa, 'lsa-maximum')
        return false
      }
      accept(memory, neighbor, databaseEntry(lsa, memory.now, place, isRequested ? 'requested' : 'flooded'), answers)
      return true
    case '6':
      neighborEvent(memory, neighbor, 'BadLSReq', `it sent an older ${nameOfLsa(lsa)} than it described`)
      return false
    case '7':
      if (lsa.advertisingRouter === memory.routerId) selfOriginatedRepeated(memory, neighbor, verdict.copy, lsa)
      if (verdict.implied) removeFromRetransmissionList(memory, neighbor, verdict.copy)
      acknowledge(
        memory,
        neighbor,
        lsa,
        verdict.implied ? 'implied acknowledgment' : 'duplicate',
        answers.acknowledgments,
      )
      return true
    case '8':
      if (copy === undefined) refuse(memory, neighbor, lsa, 'lsa-flushed-lately')
      if (verdict.answer) answers.copies.add(verdict.copy)
      return true
  }
}

/** §13 (5)(b) to (f). */
function accept(memory: OspfMemory, neighbor: Neighbor, entry: DatabaseEntry, answers: Answers): void {
  const { lsa } = entry
  // (b)
  const back = flood(memory, entry, neighbor)
  // (c), (d)
  install(memory, entry)
  // (e)
  acknowledge(memory, neighbor, lsa, back ? 'flooded back' : 'more recent', answers.acknowledgments)
  if (isGraceLsa(lsa)) graceLsaReceived(memory, neighbor.interface, entry)
  // (f)
  if (isSelfOriginated(memory, lsa)) receivedSelfOriginated(memory, neighbor, entry)
}

/** What happens in a healthy network too. */
const ORDINARY: ReadonlySet<LsaRefusal> = new Set<LsaRefusal>(['lsa-min-arrival', 'lsa-flushed-lately'])

/** Counts a refused LSA. Who sends many is named less and less often: with each doubling of the count. */
function refuse(memory: OspfMemory, neighbor: Neighbor, header: LsaHeader | undefined, reason: LsaRefusal): void {
  const { refusedLsas } = neighbor.interface.counters
  const count = (refusedLsas.get(reason) ?? 0) + 1
  refusedLsas.set(reason, count)
  if ((count & (count - 1)) !== 0) return
  memory.effects.push({
    do: 'notice',
    notice: {
      notice: 'lsa-refused',
      level: ORDINARY.has(reason) ? 'debug' : 'warning',
      interface: neighbor.interface.key,
      neighbor: neighbor.routerId,
      lsa: header === undefined ? 'LSA without a whole header' : nameOfLsa(header),
      reason,
    },
  })
}
