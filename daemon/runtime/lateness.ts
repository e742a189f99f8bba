/** Upper bounds of the buckets, in milliseconds. */
export const LATENESS_BUCKETS = [1, 2, 5, 10, 25, 50, 100, 250, 1000] as const

/** How late timers ran, as a histogram of plain numbers: what the event loop's lag does to the protocols. */
export class Lateness {
  /** How many were at most as late as the bound of the same index, and not as the one before; the last: later. */
  readonly counts: number[] = new Array(LATENESS_BUCKETS.length + 1).fill(0)
  count = 0
  /** Milliseconds. */
  sum = 0
  worst = 0

  /** @param late milliseconds, 0 for in time */
  observe(late: number): void {
    let i = 0
    while (i < LATENESS_BUCKETS.length && late > LATENESS_BUCKETS[i]!) i++
    this.counts[i]!++
    this.count++
    this.sum += late
    if (late > this.worst) this.worst = late
  }
}
