import { setTimeout as sleep } from 'node:timers/promises'
import { inspect } from 'node:util'

export interface Patience {
  /** Milliseconds until giving up; 30 s unless told. */
  readonly within?: number
  /** Milliseconds between two looks; 100 unless told. */
  readonly every?: number
}

/**
 * Looks again and again until what is seen is accepted, and returns that.
 *
 * @throws an error that says what was seen last, when it takes too long
 */
export async function until<T>(
  what: string,
  look: () => Promise<T> | T,
  accept: (seen: T) => boolean,
  patience: Patience = {},
): Promise<T> {
  const within = patience.within ?? 30_000
  const deadline = performance.now() + within
  for (;;) {
    const seen = await look()
    if (accept(seen)) return seen
    if (performance.now() > deadline) {
      const last = typeof seen === 'string' ? seen : inspect(seen, { depth: 8, maxArrayLength: 40 })
      throw new Error(`${what}: not within ${within / 1000} s; seen last:\n${last}`)
    }
    await sleep(patience.every ?? 100)
  }
}

/** True for every tick of `accept` over `during` milliseconds; throws with the first value that was not accepted. */
export async function always<T>(
  what: string,
  look: () => Promise<T> | T,
  accept: (seen: T) => boolean,
  during: number,
  every = 100,
): Promise<void> {
  const end = performance.now() + during
  do {
    const seen = await look()
    if (!accept(seen)) throw new Error(`${what}: no longer so; seen:\n${inspect(seen, { depth: 8 })}`)
    await sleep(every)
  } while (performance.now() < end)
}
