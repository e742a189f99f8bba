import { type Instant, instant } from '../../base/duration.js'
import type { DatabaseEntry } from './database.js'

/**
 * When each LSA of the databases is due: to be refreshed if it is our own, to have reached MaxAge if not. A wheel of
 * one slot a second, so that setting, cancelling and taking cost the same however many LSAs there are, and no LSA needs
 * a timer of its own.
 */
export class Lifetimes {
  readonly #slots = new Map<number, DatabaseEntry[]>()
  /** No slot is earlier than this one, which may be empty by now. */
  #earliest = Number.POSITIVE_INFINITY

  /**
   * Makes `entry` due in the second that ends at or after `at`.
   *
   * @returns whether nothing was due as early
   */
  set(entry: DatabaseEntry, at: Instant): boolean {
    this.cancel(entry)
    const second = Math.ceil(at / 1000)
    const slot = this.#slots.get(second)
    entry.due = second
    entry.duePlace = slot?.length ?? 0
    if (slot === undefined) this.#slots.set(second, [entry])
    else slot.push(entry)
    if (second >= this.#earliest) return false
    this.#earliest = second
    return true
  }

  /** The last entry of the slot takes the place of the cancelled one. */
  cancel(entry: DatabaseEntry): void {
    const slot = this.#slots.get(entry.due)
    if (slot?.[entry.duePlace] !== entry) return
    const last = slot.pop()!
    if (last !== entry) {
      slot[entry.duePlace] = last
      last.duePlace = entry.duePlace
    }
    if (slot.length === 0) this.#slots.delete(entry.due)
    entry.due = 0
  }

  /** No entry is due earlier; undefined when there is none at all. */
  next(): Instant | undefined {
    return this.#slots.size === 0 ? undefined : instant(this.#earliest * 1000)
  }

  /** Takes out every entry that is due at `now`. Costs as much as there are slots, which an hour bounds. */
  takeDue(now: Instant): DatabaseEntry[] {
    const due: DatabaseEntry[] = []
    this.#earliest = Number.POSITIVE_INFINITY
    for (const [second, slot] of this.#slots) {
      if (second * 1000 > now) {
        this.#earliest = Math.min(this.#earliest, second)
      } else {
        this.#slots.delete(second)
        for (const entry of slot) due.push(entry)
      }
    }
    return due
  }
}
