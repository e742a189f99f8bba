import type { Prefix } from './prefix.js'

/** Lengths are from 0 to 32. */
const LENGTHS = 33

/**
 * Values by prefix: for each length a Map, whose keys are the addresses as signed integers of 32 bits. V8 keeps and finds those
 * as they are; a number with the length in it is one more object in memory, and hashed slowly.
 */
export class PrefixMap<Value> {
  readonly #byLength = Array.from({ length: LENGTHS }, () => new Map<number, Value>())

  get size(): number {
    return this.#byLength.reduce((sum, { size }) => sum + size, 0)
  }

  get({ address, length }: Prefix): Value | undefined {
    return this.#byLength[length]!.get(address | 0)
  }

  set({ address, length }: Prefix, value: Value): void {
    this.#byLength[length]!.set(address | 0, value)
  }

  delete({ address, length }: Prefix): void {
    this.#byLength[length]!.delete(address | 0)
  }

  /** The shorter prefixes first, those of one length in the order in which they came. */
  *values(): Iterable<Value> {
    for (const values of this.#byLength) yield* values.values()
  }
}
