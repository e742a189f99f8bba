import { between, type Instant, wholeSeconds } from '../../base/duration.js'
import { MaxAge } from '../constants.js'
import { DoNotAge, isMaxAge } from '../lsa/age.js'
import type { Lsa, LsaKey } from '../lsa/lsa.js'
import { LsaTable } from '../lsa/lsa-table.js'
import type { Area, OspfInterface } from '../memory.js'

/** An LSA in the link state database (RFC 2328 §12.2). One object a life: a newer instance replaces it. */
export interface DatabaseEntry {
  readonly lsa: Lsa
  readonly installedAt: Instant
  readonly origin: Origin
  /** Where it belongs: undefined at AS scope. */
  readonly area: Area | undefined
  /** Where it belongs at link-local scope; undefined at the others. */
  readonly interface: OspfInterface | undefined
  /** On how many neighbors' retransmission lists it is. */
  retransmissions: number
  /** What it says differs from what was there before it, and not every neighbor has acknowledged that (§13.2). */
  changed: boolean
  /** It was aged prematurely, reached MaxAge here, or came with it (§14). */
  maxAge: boolean
  /** When it last went out in a Link State Update. */
  sentAt: Instant | undefined
  /** It is in the database no more: a newer instance took its place, or it was removed. */
  retired: boolean
  /** The second in which it expires or is refreshed (see `lifetimes.ts`); 0 when it has none. */
  due: number
  /** Its place among those that are due in that second. */
  duePlace: number
}

/**
 * Where an instance is from: ours, from a neighbor in answer to a request of ours (§10.9), or flooded by one of its own
 * accord, where MinLSArrival applies (§13 (5)(a)).
 */
export type Origin = 'originated' | 'requested' | 'flooded'

/** An entry for `lsa` that is in no database yet. */
export function databaseEntry(
  lsa: Lsa,
  now: Instant,
  place: { readonly area: Area | undefined; readonly interface: OspfInterface | undefined },
  origin: Origin,
): DatabaseEntry {
  return {
    lsa,
    installedAt: now,
    origin,
    area: place.area,
    interface: place.interface,
    retransmissions: 0,
    changed: false,
    maxAge: isMaxAge(lsa.age),
    sentAt: undefined,
    retired: false,
    due: 0,
    duePlace: 0,
  }
}

/**
 * The LS age now, with the DoNotAge bit: what it was when installed plus the time held (§12.1.1). MaxAge is never
 * reached by counting alone: it is an event (§14), of which `maxAge` tells.
 */
export function ageOf(entry: DatabaseEntry, now: Instant): number {
  const { age } = entry.lsa
  if (entry.maxAge) return MaxAge
  if ((age & DoNotAge) !== 0) return age
  return Math.min(MaxAge - 1, age + wholeSeconds(between(entry.installedAt, now)))
}

/** A text that is different for each LSA, whatever its instance. */
export function lsaKeyOf(key: LsaKey): string {
  return `${key.type} ${key.linkStateId} ${key.advertisingRouter}`
}

/** The LSAs of one scope (RFC 2328 §12.2). */
export class Database extends LsaTable<DatabaseEntry> {}
