import type { Instant } from '../../base/duration.js'
import type { DatabaseEntry } from '../database/database.js'
import { Lifetimes } from '../database/lifetimes.js'
import { createForeignLsas, type ForeignLsas } from '../database/limit.js'
import type { LsaKey } from '../lsa/lsa.js'
import type { Area, Neighbor, OspfInterface } from '../memory.js'

/** What flooding, ageing and origination remember between inputs. */
export interface FloodingMemory {
  readonly lifetimes: Lifetimes
  readonly foreign: ForeignLsas
  /** Entries of age MaxAge that are on no retransmission list, as far as is known, and wait for their removal (§14). */
  readonly removable: Set<DatabaseEntry>
  /** LSAs with DoNotAge (RFC 1793 §2.3) and since when their originators have been found to be unreachable. */
  readonly unreachableSince: Map<DatabaseEntry, Instant>
  /** What is to be sent out of each interface when the input's handling ends (§13.3 (5)). */
  readonly updates: Map<OspfInterface, Set<DatabaseEntry>>
  /** Neighbors whose request list became shorter by flooding; they are told when the input's handling ends. */
  readonly shortened: Set<Neighbor>
  /** Our LSAs, by place and `lsaKeyOf`: what we want to be in the database. */
  readonly own: Map<string, OwnLsa>
  /** The last instances of our LSAs that were flushed, under the same names, the oldest first; kept for MaxAge, and no more than
   * `maximumLsas`, for anybody can send LSAs that say they are ours. */
  readonly flushed: Map<string, { readonly sequenceNumber: number; readonly at: Instant }>
  /** What was flushed a moment ago, whoever originated it, under such names, the oldest first. */
  readonly flushedLately: Map<string, { readonly entry: DatabaseEntry; readonly at: Instant }>
}

/** An LSA of ours as it ought to be, and when it was last made so (§12.4). */
export interface OwnLsa extends LsaKey {
  readonly area: Area | undefined
  readonly interface: OspfInterface | undefined
  /** undefined: none is wanted any more. */
  wanted: { readonly options: number; readonly body: Uint8Array } | undefined
  /** Since when the database has not been as wanted; undefined while it is. */
  differsSince: Instant | undefined
  /** What only adds to it waits until then for more. */
  gatheringUntil: Instant
  /** When an instance was last flooded to anybody; undefined before. */
  floodedAt: Instant | undefined
  /** Each origination moves this on by MinLSInterval: how far it may be ahead of now limits their rate. */
  paidUntil: Instant
  /** When the last instance of ours that we had not originated in this life came, and how many did without a pause. */
  contradictedAt: Instant
  contradictions: number
  /** The instance that others take for what they have, which says something else: it needs a successor. */
  ambiguous: DatabaseEntry | undefined
}

export function createFloodingMemory(): FloodingMemory {
  return {
    lifetimes: new Lifetimes(),
    foreign: createForeignLsas(),
    removable: new Set(),
    unreachableSince: new Map(),
    updates: new Map(),
    shortened: new Set(),
    own: new Map(),
    flushed: new Map(),
    flushedLately: new Map(),
  }
}
