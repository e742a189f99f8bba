import { later, seconds } from '../../base/duration.js'
import { MaxSequenceNumber } from '../constants.js'
import type { DatabaseEntry } from '../database/database.js'
import { nameAt, type Place } from '../database/scope.js'
import type { LsaKey } from '../lsa/lsa.js'
import type { OspfMemory } from '../memory.js'

/** So much later than the flush of an LSA may its last retransmission arrive; well below RxmtInterval. */
const LATE = seconds(2)
/** The most that are remembered at a time, and the longest, in bytes: flushes of what nobody had must not fill the memory. */
const MOST = 10_000
const LONGEST = 1500
const TIMER = 'flushed-lately'

/**
 * An instance of age MaxAge has left the database (§14), or did not come into it (§13 (4)). What is on the way of the same
 * LSA, sent before and overtaken, would find none in the database, and stay until MaxAge: the sender takes it for flushed.
 */
export function rememberFlush(memory: OspfMemory, entry: DatabaseEntry): void {
  const { flushedLately } = memory.flooding
  const { sequenceNumber, bytes } = entry.lsa
  // §12.1.6: what comes after the last number is the first, which only looks older
  if (sequenceNumber === MaxSequenceNumber || bytes.length > LONGEST) return
  const name = nameAt(entry, entry.lsa)
  flushedLately.delete(name)
  flushedLately.set(name, { entry, at: memory.now })
  forgetOldest(memory)
}

/** The oldest stand first. */
function forgetOldest(memory: OspfMemory): void {
  const { agenda, flooding, now } = memory
  for (const [name, { at }] of flooding.flushedLately) {
    // Not their difference, which rounds otherwise than the timer's sum: it would be set to now for ever
    const forgotten = later(at, LATE)
    if (forgotten > now && flooding.flushedLately.size <= MOST) {
      agenda.setEarlier(TIMER, forgotten, () => forgetOldest(memory))
      return
    }
    flooding.flushedLately.delete(name)
  }
}

/** The instance of age MaxAge that the database held, or refused, a moment ago. */
export function flushedLately(memory: OspfMemory, place: Place, key: LsaKey): DatabaseEntry | undefined {
  const { flushedLately: flushed } = memory.flooding
  if (flushed.size === 0) return undefined
  const last = flushed.get(nameAt(place, key))
  return last === undefined || later(last.at, LATE) <= memory.now ? undefined : last.entry
}
