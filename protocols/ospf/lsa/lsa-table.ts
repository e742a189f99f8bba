import type { LsaKey } from './lsa.js'

/** What is kept of an LSA: its key does not change. */
interface Named {
  readonly lsa: LsaKey
}

/**
 * Something about each of many LSAs, found in constant time by type, Link State ID and Advertising Router: a hash table
 * with open addressing. Making a text of those three for a Map would cost more than the rest of receiving an LSA.
 */
export class LsaTable<Item extends Named> {
  /** Any number, unknown to the network, which else could name its LSAs so that they share a slot. */
  readonly seed: number
  /** A power of two in number, at least half of them free. An item stands in its slot or behind it, no gap between. */
  #slots: (Item | undefined)[] = emptySlots(16)
  #size = 0

  constructor(seed = 0) {
    this.seed = seed
  }

  get size(): number {
    return this.#size
  }

  get(key: LsaKey): Item | undefined {
    return this.#slots[this.#find(key)]
  }

  /** As they are now, in no order; the table may change while they are gone through. */
  all(): Item[] {
    return this.#slots.filter((item) => item !== undefined)
  }

  /** Puts `item` in the place of an earlier one of the same LSA, which is returned. */
  put(item: Item): Item | undefined {
    const slot = this.#find(item.lsa)
    const old = this.#slots[slot]
    this.#slots[slot] = item
    if (old === undefined && 2 * ++this.#size > this.#slots.length) this.#grow()
    return old
  }

  /** Takes `item` out, unless another one has taken its place. */
  remove(item: Item): void {
    const slot = this.#find(item.lsa)
    if (this.#slots[slot] === item) this.#free(slot)
  }

  /** Takes out what there is of the LSA, and returns it. */
  take(key: LsaKey): Item | undefined {
    const slot = this.#find(key)
    const item = this.#slots[slot]
    if (item !== undefined) this.#free(slot)
    return item
  }

  #free(slot: number): void {
    const slots = this.#slots
    const mask = slots.length - 1
    let free = slot
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
    for (let item = slots[i]; item !== undefined; item = slots[i]) {
      const { lsa } = item
      if (lsa.linkStateId === linkStateId && lsa.advertisingRouter === advertisingRouter && lsa.type === type) break
      i = (i + 1) & mask
    }
    return i
  }

  #hash({ type, linkStateId, advertisingRouter }: LsaKey): number {
    let hash = Math.imul(linkStateId ^ this.seed, 0x9e3779b1)
    hash = Math.imul(hash ^ (hash >>> 15) ^ advertisingRouter, 0x85ebca6b)
    hash = Math.imul(hash ^ (hash >>> 13) ^ type, 0xc2b2ae35)
    return hash ^ (hash >>> 16)
  }

  clear(): void {
    this.#slots = emptySlots(16)
    this.#size = 0
  }

  #grow(): void {
    const items = this.all()
    this.#slots = emptySlots(this.#slots.length * 2)
    for (const item of items) this.#slots[this.#find(item.lsa)] = item
  }
}

function emptySlots(count: number): undefined[] {
  return new Array(count).fill(undefined)
}
