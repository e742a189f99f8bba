import type { Instant } from './duration.js'
import { Heap } from './heap.js'

interface Entry {
  readonly name: string
  readonly at: Instant
  readonly order: number
  readonly run: () => void
}

/**
 * The timers of an engine: named, each set to an instant or not set. A heap; a timer that is set again or
 * cancelled leaves its old entry behind, which is skipped when it comes up (and swept when half of the heap is stale).
 * Timers due at the same instant run in the order in which they were set.
 */
export class Agenda {
  readonly #heap = new Heap<Entry>(compare)
  readonly #current = new Map<string, Entry>()
  readonly #soon = new Map<string, () => void>()
  #order = 0

  /** Sets the timer `name`, replacing an earlier setting. */
  set(name: string, at: Instant, run: () => void): void {
    const entry: Entry = { name, at, order: this.#order++, run }
    this.#current.set(name, entry)
    this.#heap.add(entry)
    if (this.#heap.size > 64 && this.#heap.size > 2 * this.#current.size) this.#sweep()
  }

  /**
   * Leaves `run` until what is being done now is done, in the order of the calls: the scheduled tasks of RFC 2328 §4.4.
   * A task whose `name` waits already is not left again.
   */
  soon(name: string, run: () => void): void {
    if (!this.#soon.has(name)) this.#soon.set(name, run)
  }

  /** Takes the first of the tasks left by `soon`. */
  takeSoon(): (() => void) | undefined {
    for (const [name, run] of this.#soon) {
      this.#soon.delete(name)
      return run
    }
    return undefined
  }

  /** Sets the timer `name` unless it is set to an earlier instant already. */
  setEarlier(name: string, at: Instant, run: () => void): void {
    const current = this.#current.get(name)
    if (current === undefined || at < current.at) this.set(name, at, run)
  }

  cancel(name: string): void {
    this.#current.delete(name)
  }

  /** When the timer `name` is due; undefined when it is not set. */
  at(name: string): Instant | undefined {
    return this.#current.get(name)?.at
  }

  /** When the next timer is due. */
  next(): Instant | undefined {
    this.#dropStale()
    return this.#heap.least?.at
  }

  /** Takes the next timer that is due at `now` off the agenda and returns what it does. */
  takeDue(now: Instant): (() => void) | undefined {
    this.#dropStale()
    const first = this.#heap.least
    if (first === undefined || first.at > now) return undefined
    this.#heap.dropLeast()
    this.#current.delete(first.name)
    return first.run
  }

  /** Runs every timer that is due at `now`, those included that these set to an instant that has come. */
  runDue(now: Instant): void {
    for (let run = this.takeDue(now); run !== undefined; run = this.takeDue(now)) run()
  }

  #dropStale(): void {
    for (let first = this.#heap.least; first !== undefined; first = this.#heap.least) {
      if (this.#current.get(first.name) === first) return
      this.#heap.dropLeast()
    }
  }

  #sweep(): void {
    this.#heap.replace(this.#current.values())
  }
}

function compare(a: Entry, b: Entry): number {
  return a.at - b.at || a.order - b.order
}
