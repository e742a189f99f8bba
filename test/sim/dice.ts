import type { Random } from '../../protocols/base/random.js'

/** Random decisions by name. */
export class Dice {
  readonly #random: Random

  constructor(random: Random) {
    this.#random = random
  }

  below(n: number): number {
    return Math.floor(this.#random.next() * n)
  }

  chance(probability: number): boolean {
    return this.#random.next() < probability
  }

  pick<T>(all: readonly T[]): T {
    return all[this.below(all.length)]!
  }

  some<T>(all: readonly T[], probability: number): T[] {
    return all.filter(() => this.chance(probability))
  }

  cost(): number {
    return this.pick([1, 5, 10, 10, 10, 50])
  }
}
