import { writeSync } from 'node:fs'
import type { LineWriter } from './journal.js'

const STDERR = 2

/** Whoever reads standard error is not there, or not fast enough. */
const NOBODY_READS: readonly (string | undefined)[] = ['EAGAIN', 'EPIPE', 'EIO']

/**
 * Writes a line to standard error, at once and in order. A line that cannot be written is lost: a terminal that was
 * closed or a journal that was restarted must not end a router.
 */
export const writeToStandardError: LineWriter = (text) => {
  try {
    writeSync(STDERR, text)
  } catch (error) {
    if (!NOBODY_READS.includes((error as NodeJS.ErrnoException).code)) throw error
  }
}
