import { between, type Instant, wholeSeconds } from '../../base/duration.js'
import type { Ipv4 } from '../../base/ipv4.js'
import { MaxAge } from '../constants.js'
import type { RouterId } from '../identifiers.js'
import { DoNotAge, isMaxAge } from '../lsa/age.js'
import type { Lsa, LsaKey, LsType } from '../lsa/lsa.js'
import type { Area, OspfInterface } from '../memory.js'

/** An LSA in the link state database (RFC 2328 §12.2). One object a life: a newer instance replaces it. */
export interface DatabaseEntry {
  readonly lsa: Lsa
  readonly installedAt: Instant
  /** It came by flooding, so MinLSArrival applies (§13 (5a)). */
  readonly flooded: boolean
  /** Where it belongs: undefined at AS scope. */
  readonly area: Area | undefined
  /** Where it belongs at link-local scope; undefined at the others. */
  readonly interface: OspfInterface | undefined
  /** On how many neighbors' retransmission lists it is. */
  retransmissions: number
  /** It was aged prematurely, reached MaxAge here, or came with it (§14). */
  maxAge: boolean
  /** When it last went out in a Link State Update. */
  sentAt: Instant | undefined
  /** It is in the database no more: a newer instance took its place, or it was removed. */
  retired: boolean
  /** The second in which it expires or is refreshed (see `lifetimes.ts`); 0 when it has none. */
  due: number
}

/** An entry for `lsa` that is in no database yet. */
export function databaseEntry(
  lsa: Lsa,
  now: Instant,
  place: { readonly area: Area | undefined; readonly interface: OspfInterface | undefined },
  flooded: boolean,
): DatabaseEntry {
  return {
    lsa,
    installedAt: now,
    flooded,
    area: place.area,
    interface: place.interface,
    retransmissions: 0,
    maxAge: isMaxAge(lsa.age),
    sentAt: undefined,
    retired: false,
    due: 0,
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

/** The LSAs of one scope (RFC 2328 §12.2): found in constant time, network-LSAs also by Link State ID alone. */
export class Database {
  readonly #entries = new Map<string, DatabaseEntry>()
  readonly #byType = new Map<LsType, Set<DatabaseEntry>>()
  readonly #networks = new Map<Ipv4, Set<DatabaseEntry>>()

  get size(): number {
    return this.#entries.size
  }

  find(type: LsType, linkStateId: Ipv4, advertisingRouter: RouterId): DatabaseEntry | undefined {
    return this.#entries.get(lsaKeyOf({ type, linkStateId, advertisingRouter }))
  }

  get(key: LsaKey): DatabaseEntry | undefined {
    return this.#entries.get(lsaKeyOf(key))
  }

  all(): IterableIterator<DatabaseEntry> {
    return this.#entries.values()
  }

  ofType(type: LsType): Iterable<DatabaseEntry> {
    return this.#byType.get(type) ?? []
  }

  /** Every network-LSA of this Link State ID, whoever originated it. */
  networks(linkStateId: Ipv4): Iterable<DatabaseEntry> {
    return this.#networks.get(linkStateId) ?? []
  }

  /** Puts `entry` in the place of an earlier instance of the same LSA, which is returned. */
  put(entry: DatabaseEntry): DatabaseEntry | undefined {
    const key = lsaKeyOf(entry.lsa)
    const old = this.#entries.get(key)
    if (old !== undefined) this.#unindex(old)
    this.#entries.set(key, entry)
    index(this.#byType, entry.lsa.type, entry)
    if (entry.lsa.type === 2) index(this.#networks, entry.lsa.linkStateId, entry)
    return old
  }

  /** Takes `entry` out, unless a newer instance has taken its place. */
  remove(entry: DatabaseEntry): void {
    const key = lsaKeyOf(entry.lsa)
    if (this.#entries.get(key) !== entry) return
    this.#entries.delete(key)
    this.#unindex(entry)
  }

  #unindex(entry: DatabaseEntry): void {
    this.#byType.get(entry.lsa.type)?.delete(entry)
    if (entry.lsa.type !== 2) return
    const set = this.#networks.get(entry.lsa.linkStateId)
    set?.delete(entry)
    if (set?.size === 0) this.#networks.delete(entry.lsa.linkStateId)
  }
}

function index<K>(map: Map<K, Set<DatabaseEntry>>, key: K, entry: DatabaseEntry): void {
  const set = map.get(key)
  if (set === undefined) map.set(key, new Set([entry]))
  else set.add(entry)
}
