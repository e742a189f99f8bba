import { type Instant, instant } from '../../base/duration.js'
import type { DatabaseEntry } from './database.js'

/**
 * When each LSA of the databases is due: to be refreshed if it is our own, to have reached MaxAge if not. A wheel of
 * one slot a second, so that setting, cancelling and taking cost the same however many LSAs there are, and no LSA needs
 * a timer of its own.
 */
export class Lifetimes {
  readonly #slots = new Map<number, Set<DatabaseEntry>>()

  /** Makes `entry` due in the second that ends at or after `at`. */
  set(entry: DatabaseEntry, at: Instant): void {
    this.cancel(entry)
    entry.due = Math.ceil(at / 1000)
    const slot = this.#slots.get(entry.due)
    if (slot === undefined) this.#slots.set(entry.due, new Set([entry]))
    else slot.add(entry)
  }

  cancel(entry: DatabaseEntry): void {
    const slot = this.#slots.get(entry.due)
    if (slot === undefined || !slot.delete(entry)) return
    if (slot.size === 0) this.#slots.delete(entry.due)
  }

  /** When the next entries are due. Costs as much as there are different seconds, which an hour bounds. */
  next(): Instant | undefined {
    let first = Number.POSITIVE_INFINITY
    for (const second of this.#slots.keys()) if (second < first) first = second
    return first === Number.POSITIVE_INFINITY ? undefined : instant(first * 1000)
  }

  /** Takes out every entry that is due at `now`. */
  takeDue(now: Instant): DatabaseEntry[] {
    const due: DatabaseEntry[] = []
    for (const [second, slot] of this.#slots) {
      if (second * 1000 > now) continue
      this.#slots.delete(second)
      due.push(...slot)
    }
    return due
  }
}
