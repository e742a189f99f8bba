import type { Brand } from './brand.js'

/** A length of time in milliseconds, fractions allowed. */
export type Duration = Brand<number, 'Duration'>

/** A point on a clock that never goes back, in milliseconds since an arbitrary start. */
export type Instant = Brand<number, 'Instant'>

export function milliseconds(n: number): Duration {
  return n as Duration
}

export function seconds(n: number): Duration {
  return (n * 1000) as Duration
}

export function instant(ms: number): Instant {
  return ms as Instant
}

export function later(from: Instant, by: Duration): Instant {
  return (from + by) as Instant
}

/** The time from `from` to `to`; negative when `to` is earlier. */
export function between(from: Instant, to: Instant): Duration {
  return (to - from) as Duration
}

/** Whole seconds, rounded down, as OSPF ages and IGMP codes count them. */
export function wholeSeconds(d: Duration): number {
  return Math.floor(d / 1000)
}
