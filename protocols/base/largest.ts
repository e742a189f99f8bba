import { Heap } from './heap.js'

/** So many that have gone may stay in the heap, and beyond that as many as there are others. */
const GONE = 64

/** Numbers that come and go, each as often as it likes; the largest is found without a look at the others. */
export class Largest {
  /** How many there are of each that is in the heap; one that has gone leaves it when it comes up, or by a sweep. */
  readonly #counts = new Map<number, number>()
  readonly #heap = new Heap<number>((a, b) => b - a)
  /** How many of those in the heap have gone. */
  #gone = 0

  add(value: number): void {
    const count = this.#counts.get(value)
    if (count === undefined) this.#heap.add(value)
    else if (count === 0) this.#gone--
    this.#counts.set(value, (count ?? 0) + 1)
  }

  /** Takes away one that was added. */
  remove(value: number): void {
    const count = this.#counts.get(value)! - 1
    this.#counts.set(value, count)
    if (count > 0) return
    this.#gone++
    if (this.#gone > GONE && this.#gone > this.#counts.size / 2) this.#sweep()
  }

  /** undefined where there is none. */
  get value(): number | undefined {
    for (;;) {
      const value = this.#heap.least
      if (value === undefined || this.#counts.get(value)! > 0) return value
      this.#heap.dropLeast()
      this.#counts.delete(value)
      this.#gone--
    }
  }

  /** How many numbers are kept, those that have gone among them. */
  get kept(): number {
    return this.#heap.size
  }

  #sweep(): void {
    for (const [value, count] of this.#counts) if (count === 0) this.#counts.delete(value)
    this.#heap.replace(this.#counts.keys())
    this.#gone = 0
  }
}
