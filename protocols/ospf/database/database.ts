import { type Instant, wholeSeconds } from '../../base/duration.js'
import type { Ipv4 } from '../../base/ipv4.js'
import { MaxAge } from '../constants.js'
import type { RouterId } from '../identifiers.js'
import type { Lsa, LsaKey, LsType } from '../lsa/lsa.js'

/** An LSA in the link state database (RFC 2328 §12.2). One object a life: a newer instance replaces it. */
export interface DatabaseEntry {
  readonly lsa: Lsa
  readonly installedAt: Instant
  /** It came by flooding, so MinLSArrival applies (§13 (5a)). */
  readonly flooded: boolean
  /** On how many neighbors' retransmission lists it is. */
  retransmissions: number
  /** It was aged prematurely or reached MaxAge here (§14). */
  maxAge: boolean
}

/** The LS age now: what it was when installed plus the time held, MaxAge at most (§12.1.1). Whole seconds. */
export function ageOf(entry: DatabaseEntry, now: Instant): number {
  if (entry.maxAge) return MaxAge
  return Math.min(MaxAge, entry.lsa.age + wholeSeconds((now - entry.installedAt) as never))
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
