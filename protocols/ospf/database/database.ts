import { between, type Instant, wholeSeconds } from '../../base/duration.js'
import { MaxAge } from '../constants.js'
import { DoNotAge, isMaxAge } from '../lsa/age.js'
import type { Lsa, LsaKey } from '../lsa/lsa.js'
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

/**
 * The LSAs of one scope (RFC 2328 §12.2), found in constant time by type, Link State ID and Advertising Router: a hash
 * table with open addressing. Making a text of those three for a Map would cost more than the rest of receiving an LSA.
 */
export class Database {
  readonly #seed: number
  /** A power of two in number, at least half of them free. An entry stands in its slot or behind it, no gap between. */
  #slots: (DatabaseEntry | undefined)[] = new Array(16).fill(undefined)
  #size = 0

  /** @param seed any number, unknown to the network, which else could name its LSAs so that they share a slot */
  constructor(seed = 0) {
    this.#seed = seed
  }

  get size(): number {
    return this.#size
  }

  get(key: LsaKey): DatabaseEntry | undefined {
    return this.#slots[this.#find(key)]
  }

  /** As they are now, in no order; the database may change while they are gone through. */
  all(): DatabaseEntry[] {
    return this.#slots.filter((entry) => entry !== undefined)
  }

  /** Puts `entry` in the place of an earlier instance of the same LSA, which is returned. */
  put(entry: DatabaseEntry): DatabaseEntry | undefined {
    const slot = this.#find(entry.lsa)
    const old = this.#slots[slot]
    this.#slots[slot] = entry
    if (old === undefined && 2 * ++this.#size > this.#slots.length) this.#grow()
    return old
  }

  /** Takes `entry` out, unless a newer instance has taken its place. */
  remove(entry: DatabaseEntry): void {
    const slots = this.#slots
    const mask = slots.length - 1
    let free = this.#find(entry.lsa)
    if (slots[free] !== entry) return
    this.#size--
    // Those behind it move up, as far as they may: never before the slot that is theirs.
    for (let i = (free + 1) & mask; slots[i] !== undefined; i = (i + 1) & mask) {
      const own = this.#hash(slots[i]!.lsa) & mask
      if (((i - own) & mask) < ((i - free) & mask)) continue
      slots[free] = slots[i]
      free = i
    }
    slots[free] = undefined
  }

  /** The slot of the LSA, or the free one where it belongs. */
  #find(key: LsaKey): number {
    const { type, linkStateId, advertisingRouter } = key
    const slots = this.#slots
    const mask = slots.length - 1
    let i = this.#hash(key) & mask
    for (let entry = slots[i]; entry !== undefined; entry = slots[i]) {
      const { lsa } = entry
      if (lsa.linkStateId === linkStateId && lsa.advertisingRouter === advertisingRouter && lsa.type === type) break
      i = (i + 1) & mask
    }
    return i
  }

  #hash({ type, linkStateId, advertisingRouter }: LsaKey): number {
    let hash = Math.imul(linkStateId ^ this.#seed, 0x9e3779b1)
    hash = Math.imul(hash ^ (hash >>> 15) ^ advertisingRouter, 0x85ebca6b)
    hash = Math.imul(hash ^ (hash >>> 13) ^ type, 0xc2b2ae35)
    return hash ^ (hash >>> 16)
  }

  #grow(): void {
    const entries = this.all()
    this.#slots = new Array(this.#slots.length * 2).fill(undefined)
    for (const entry of entries) this.#slots[this.#find(entry.lsa)] = entry
  }
}
