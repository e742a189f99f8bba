import { readdirSync, readFileSync } from 'node:fs'
import type { Program } from '../../lab/program.js'
import { type Patience, until } from '../../lab/until.js'

/** What a program's threads have run, and its first one has waited for a processor, in milliseconds. */
export function scheduled({ child: { pid } }: Program): { readonly ran: number; readonly waited: number } {
  const read = (thread: string): number[] =>
    readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'latin1').split(' ').map(Number)
  const ran = readdirSync(`/proc/${pid}/task`).reduce((sum, thread) => sum + read(thread)[0]!, 0)
  return { ran: ran / 1e6, waited: read(`${pid}`)[1]! / 1e6 }
}

/** How long these programs' first threads have waited for a processor: what else the machine does is not their doing. */
export function waitedFor(programs: readonly Program[]): number {
  return programs.reduce((sum, program) => sum + scheduled(program).waited, 0)
}

/** Reads how many milliseconds these programs, which go on, have taken since; what they waited for a processor left out. */
export function stopwatch(programs: readonly Program[]): () => number {
  const begun = performance.now()
  const waited = waitedFor(programs)
  return () => performance.now() - begun - (waitedFor(programs) - waited)
}

/**
 * Looks until what is seen is accepted, as `until` does.
 *
 * @returns how long that took these programs, without the look itself
 */
export async function tookUntil<T>(
  programs: readonly Program[],
  what: string,
  look: () => Promise<T>,
  accept: (seen: T) => boolean,
  patience?: Patience,
): Promise<number> {
  const took = stopwatch(programs)
  let looked = 0
  const lookNow = (): Promise<T> => {
    looked = took()
    return look()
  }
  await until(what, lookNow, accept, patience)
  return looked
}
