import { setTimeout as wait } from 'node:timers/promises'
import { ClientError } from './client.js'

/** Where a command prints, and whether a person looks at it there. */
export interface Screen {
  write(text: string): void
  readonly interactive: boolean
}

export const STANDARD_OUTPUT: Screen = {
  write: (text) => {
    process.stdout.write(text)
  },
  interactive: process.stdout.isTTY === true,
}

const HOME = '\u001b[H'
const TO_END_OF_LINE = '\u001b[K'
const TO_END_OF_SCREEN = '\u001b[J'

/**
 * Prints what `look` returns; with an interval, again and again, in place on a terminal and one below the other
 * elsewhere, until `signal` ends it. A daemon that is away is said so meanwhile: it may come back.
 * @param interval seconds; undefined: once
 */
export async function show(
  look: () => Promise<string>,
  interval: number | undefined,
  screen: Screen,
  signal?: AbortSignal,
): Promise<void> {
  if (interval === undefined) {
    screen.write(`${await look()}\n`)
    return
  }
  const inPlace = screen.interactive
  if (inPlace) screen.write(`${HOME}${TO_END_OF_SCREEN}`)
  while (signal?.aborted !== true) {
    const text = await look().catch(saySo)
    if (inPlace) screen.write(`${HOME}${text.replace(/$/gm, TO_END_OF_LINE)}\n${TO_END_OF_SCREEN}`)
    else screen.write(`${text}\n\n`)
    await wait(interval * 1000, undefined, signal === undefined ? {} : { signal }).catch(() => {})
  }
}

function saySo(error: unknown): string {
  if (error instanceof ClientError) return error.message
  throw error
}
