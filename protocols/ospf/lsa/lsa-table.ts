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
  /** What the key of the item in a slot comes to: most others are told from it without a look at them, which may be far away in memory. */
  #hashes = new Int32Array(16)
  #size = 0

  constructor(seed = 0) {
    this.seed = seed
  }

  get size(): number {
    return this.#size
  }

  get(key: LsaKey): Item | undefined {
    return this.#slots[this.#find(key, this.#hash(key))]
  }

  /** As they are now, in no order; the table may change while they are gone through. */
  all(): Item[] {
    return this.#slots.filter((item) => item !== undefined)
  }

  /** Puts `item` in the place of an earlier one of the same LSA, which is returned. */
  put(item: Item): Item | undefined {
    const hash = this.#hash(item.lsa)
    const slot = this.#find(item.lsa, hash)
    const old = this.#slots[slot]
    this.#slots[slot] = item
    this.#hashes[slot] = hash
    if (old === undefined && 2 * ++this.#size > this.#slots.length) this.#grow()
    return old
  }

  /** Takes `item` out, unless another one has taken its place. */
  remove(item: Item): void {
    const slot = this.#find(item.lsa, this.#hash(item.lsa))
    if (this.#slots[slot] === item) this.#free(slot)
  }

  /** Takes out what there is of the LSA, and returns it. */
  take(key: LsaKey): Item | undefined {
    const slot = this.#find(key, this.#hash(key))
    const item = this.#slots[slot]
    if (item !== undefined) this.#free(slot)
    return item
  }

  #free(slot: number): void {
    const slots = this.#slots
    const hashes = this.#hashes
    const mask = slots.length - 1
    let free = slot
    this.#size--
    // Those behind it move up, as far as they may: never before the slot that is theirs.
    for (let i = (free + 1) & mask; slots[i] !== undefined; i = (i + 1) & mask) {
      if (((i - hashes[i]!) & mask) < ((i - free) & mask)) continue
      slots[free] = slots[i]
      hashes[free] = hashes[i]!
      free = i
    }
    slots[free] = undefined
  }

  /** The slot of the LSA, or the free one where it belongs. */
  #find({ type, linkStateId, advertisingRouter }: LsaKey, hash: number): number {
    const slots = this.#slots
    const hashes = this.#hashes
    const mask = slots.length - 1
    let i = hash & mask
    for (let item = slots[i]; item !== undefined; item = slots[i]) {
      if (hashes[i] === hash) {
        const { lsa } = item
        if (lsa.linkStateId === linkStateId && lsa.advertisingRouter === advertisingRouter && lsa.type === type) break
      }
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
    this.#hashes = new Int32Array(16)
    this.#size = 0
  }

  #grow(): void {
    const [old, oldHashes] = [this.#slots, this.#hashes]
    const count = 2 * old.length
    const slots = emptySlots(count) as (Item | undefined)[]
    const hashes = new Int32Array(count)
    for (let from = 0; from < old.length; from++) {
      if (old[from] === undefined) continue
      let to = oldHashes[from]! & (count - 1)
      while (slots[to] !== undefined) to = (to + 1) & (count - 1)
      slots[to] = old[from]
      hashes[to] = oldHashes[from]!
    }
    this.#slots = slots
    this.#hashes = hashes
  }
}

function emptySlots(count: number): undefined[] {
  return new Array(count).fill(undefined)
}
