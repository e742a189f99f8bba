import { Heap } from './heap.js'

/** Numbers that come and go, each as often as it likes; the largest is found without a look at the others. */
export class Largest {
  /** How many there are of each that is in the heap, which one that has gone leaves when it comes up. */
  readonly #counts = new Map<number, number>()
  readonly #heap = new Heap<number>((a, b) => b - a)

  add(value: number): void {
    const count = this.#counts.get(value)
    if (count === undefined) this.#heap.add(value)
    this.#counts.set(value, (count ?? 0) + 1)
  }

  /** Takes away one that was added. */
  remove(value: number): void {
    this.#counts.set(value, this.#counts.get(value)! - 1)
  }

  /** undefined where there is none. */
  get value(): number | undefined {
    for (;;) {
      const value = this.#heap.least
      if (value === undefined || this.#counts.get(value)! > 0) return value
      this.#heap.dropLeast()
      this.#counts.delete(value)
    }
  }
}
