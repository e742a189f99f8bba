import type { Instant } from '../../protocols/base/duration.js'

const SECOND = 1000
const MINUTE = 60 * SECOND

/** How long a fact that keeps repeating is held back after the first, second, third … time it was said. */
const STEPS = [MINUTE, 10 * MINUTE, 60 * MINUTE]
/** Facts remembered at once: whoever forges source addresses must not grow the map. */
const MOST_KEYS = 1024

interface Repeated {
  saidAt: Instant
  step: number
  held: number
}

/**
 * Holds back a fact that repeats: said at once, then at most after one minute, ten minutes and every hour, each time
 * with how often it happened in between. A fact that stayed away for as long as its step begins anew.
 */
export class Backoff {
  readonly #facts = new Map<string, Repeated>()

  /** Whether to say the fact `key` now and how often it was held back before; undefined: hold it back. */
  admit(key: string, now: Instant): { readonly held: number } | undefined {
    const fact = this.#facts.get(key)
    if (fact === undefined) {
      if (this.#facts.size >= MOST_KEYS && !this.#forgetOne(now)) return undefined
      this.#facts.set(key, { saidAt: now, step: 0, held: 0 })
      return { held: 0 }
    }
    const waited = now - fact.saidAt
    if (waited < STEPS[fact.step]!) {
      fact.held++
      return undefined
    }
    const held = fact.held
    fact.step = held === 0 ? 0 : Math.min(fact.step + 1, STEPS.length - 1)
    fact.saidAt = now
    fact.held = 0
    // Said again means newest: the map's order is the order in which facts may be forgotten.
    this.#facts.delete(key)
    this.#facts.set(key, fact)
    return { held }
  }

  /** Forgets the fact that was said longest ago, if it may be said again anyhow. */
  #forgetOne(now: Instant): boolean {
    for (const [key, fact] of this.#facts) {
      if (now - fact.saidAt < STEPS[0]!) return false
      this.#facts.delete(key)
      return true
    }
    return false
  }
}
