import { between, type Instant, later } from '../../base/duration.js'
import { MaxAge, MaxSequenceNumber, MinLSArrival } from '../constants.js'
import { ageOf, type DatabaseEntry } from '../database/database.js'
import { isMaxAge } from '../lsa/age.js'
import { type Lsa, LsType } from '../lsa/lsa.js'
import { compareInstances } from '../lsa/more-recent.js'
import type { LsaRefusal } from '../notice.js'

/** What is to be done with a received LSA, by the step of RFC 2328 §13 that decides. */
export type Verdict =
  /** (3): discard it, acknowledge nothing. */
  | { readonly step: '3'; readonly refusal: LsaRefusal }
  /** (5)(a): discard it, acknowledge nothing; `acceptable`: from when on an instance is looked at. */
  | { readonly step: '5a'; readonly refusal: LsaRefusal; readonly acceptable: Instant }
  /** (4): acknowledge it directly, discard it. */
  | { readonly step: '4' }
  /** (5): flood it and install it. */
  | { readonly step: '5' }
  /** (6): BadLSReq, stop processing the packet. */
  | { readonly step: '6' }
  /** (7): the same instance; `implied`: on the neighbor's retransmission list, so it is its acknowledgment. */
  | { readonly step: '7'; readonly copy: DatabaseEntry; readonly implied: boolean }
  /** (8): ours is more recent; `answer`: send it back to the neighbor. */
  | { readonly step: '8'; readonly copy: DatabaseEntry; readonly answer: boolean }

/** What the verdict depends on beside the LSA. */
export interface Circumstances {
  readonly now: Instant
  /** LSAs of its type have a place in the area (`areaTakesType`). */
  readonly belongs: boolean
  /** The instance that the database holds. */
  readonly copy: DatabaseEntry | undefined
  /** Where it holds none: the instance of age MaxAge that was flushed a moment ago. */
  readonly flushed: DatabaseEntry | undefined
  /** Any of the router's neighbors is in state Exchange or Loading; asked where the LSA has age MaxAge. */
  readonly exchanging: boolean
  /** An instance of the LSA is on the sending neighbor's request list. */
  readonly requested: boolean
  /** The copy is on the sending neighbor's retransmission list. */
  readonly awaitsAcknowledgment: boolean
}

/** RFC 2328 §13, steps (3) to (8); (1) and (2) were taken when the packet was decoded. */
export function judge(lsa: Lsa, circumstances: Circumstances): Verdict {
  const { now, copy } = circumstances
  // (3) with RFC 3101 §2.2: type 7 belongs to NSSAs.
  if (!circumstances.belongs)
    return { step: '3', refusal: lsa.type === LsType.nssaExternal ? 'lsa-scope' : 'lsa-not-in-stub-area' }
  // (4)
  if (copy === undefined && isMaxAge(lsa.age) && !circumstances.exchanging) return { step: '4' }
  // (5), but for what the flush has overtaken on the way: (8) as if it were in the database still
  if (copy === undefined) {
    const { flushed, requested } = circumstances
    const late = flushed !== undefined && !requested && compareInstances(lsa, { ...flushed.lsa, age: MaxAge }) < 0
    return late ? answer(flushed, now) : { step: '5' }
  }
  const { sequenceNumber, checksum } = copy.lsa
  const newer = compareInstances(lsa, { sequenceNumber, checksum, age: ageOf(copy, now) })
  if (newer > 0) {
    // (5)(a): what we request in an exchange is not flooded too often by somebody, neither as copy nor as successor.
    const acceptable = later(copy.installedAt, MinLSArrival)
    if (copy.origin === 'flooded' && now < acceptable && !circumstances.requested)
      return { step: '5a', refusal: 'lsa-min-arrival', acceptable }
    return { step: '5' }
  }
  // (6)
  if (circumstances.requested) return { step: '6' }
  // (7)
  if (newer === 0) return { step: '7', copy, implied: circumstances.awaitsAcknowledgment }
  // (8): the sequence number is wrapping, the copy must be flushed before a new instance can be introduced.
  if (copy.maxAge && sequenceNumber === MaxSequenceNumber) return { step: '8', copy, answer: false }
  return answer(copy, now)
}

/** (8): unless it was sent within MinLSArrival. */
function answer(copy: DatabaseEntry, now: Instant): Verdict {
  const sentLately = copy.sentAt !== undefined && between(copy.sentAt, now) < MinLSArrival
  return { step: '8', copy, answer: !sentLately }
}
