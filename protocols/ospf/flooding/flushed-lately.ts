import { between, later, seconds } from '../../base/duration.js'
import type { DatabaseEntry } from '../database/database.js'
import { nameAt, type Place } from '../database/scope.js'
import type { LsaKey } from '../lsa/lsa.js'
import type { OspfMemory } from '../memory.js'

/** So much later than the flush of an LSA may its last retransmission arrive; well below RxmtInterval. */
const LATE = seconds(2)
/** The most that are remembered at a time: flushes of what nobody had must not fill the memory. */
const MOST = 10_000
const TIMER = 'flushed-lately'

/**
 * An instance of age MaxAge has left the database (§14), or did not come into it (§13 (4)). What is on the way of the same
 * LSA, sent before and overtaken, would find none in the database, and stay until MaxAge: the sender takes it for flushed.
 */
export function rememberFlush(memory: OspfMemory, entry: DatabaseEntry): void {
  const { flushedLately } = memory.flooding
  const name = nameAt(entry, entry.lsa)
  flushedLately.delete(name)
  flushedLately.set(name, { entry, at: memory.now })
  if (flushedLately.size > MOST) flushedLately.delete(flushedLately.keys().next().value!)
  memory.agenda.set(TIMER, later(memory.now, LATE), () => flushedLately.clear())
}

/** The instance of age MaxAge that the database held, or refused, a moment ago. */
export function flushedLately(memory: OspfMemory, place: Place, key: LsaKey): DatabaseEntry | undefined {
  const { flushedLately: flushed } = memory.flooding
  if (flushed.size === 0) return undefined
  const last = flushed.get(nameAt(place, key))
  return last === undefined || between(last.at, memory.now) > LATE ? undefined : last.entry
}
