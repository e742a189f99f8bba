import { between, type Instant } from '../../protocols/base/duration.js'

/** So many lines of one kind may come in a burst: every neighbor of a large router changes at once. */
const BURST = 500
/** So many more a second: somebody on a link can make things change at packet rate. */
const A_SECOND = 5

/** Bounds how many lines of one kind are written, whatever they say. */
export class Pace {
  readonly #kinds = new Map<string, { allowance: number; at: Instant; left: number }>()

  /**
   * Whether a line may be written now and how many of its kind were left out before; undefined: leave it out.
   *
   * @param kind one of a closed list
   */
  admit(kind: string, now: Instant): { readonly left: number } | undefined {
    const known = this.#kinds.get(kind) ?? { allowance: BURST, at: now, left: 0 }
    this.#kinds.set(kind, known)
    known.allowance = Math.min(BURST, known.allowance + (between(known.at, now) / 1000) * A_SECOND)
    known.at = now
    if (known.allowance < 1) {
      known.left++
      return undefined
    }
    const { left } = known
    known.allowance -= 1
    known.left = 0
    return { left }
  }
}
