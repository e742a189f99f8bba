import type { NoticeLevel } from '../../protocols/engine/notice.js'

/** syslog(3) priorities: what journald reads from a line's `<N>`. */
const PRIORITY: Readonly<Record<NoticeLevel, number>> = { error: 3, warning: 4, notice: 5, info: 6, debug: 7 }

/** One fact for a person: a sentence, and what a machine may want of it. */
export interface JournalLine {
  readonly level: NoticeLevel
  readonly message: string
  readonly fields: Readonly<Record<string, string | number | boolean | undefined>>
}

/** Where lines are written, one call a line, newline included. */
export type LineWriter = (text: string) => void

/**
 * Writes lines for journald (`<6>message key=value`) or for a terminal (`12:04:31.204 message key=value`). One format
 * for both readers: the sentence first, then the fields.
 */
export class Journal {
  readonly #write: LineWriter
  readonly #format: 'journald' | 'terminal'
  readonly #wallClock: () => Date
  #level: NoticeLevel

  /** @param level lines that matter less are left out */
  constructor(
    write: LineWriter,
    format: 'journald' | 'terminal',
    level: NoticeLevel,
    wallClock: () => Date = () => new Date(),
  ) {
    this.#write = write
    this.#format = format
    this.#level = level
    this.#wallClock = wallClock
  }

  set level(level: NoticeLevel) {
    this.#level = level
  }

  /** Whether lines of this level are written: asked before a sentence is made. */
  writes(level: NoticeLevel): boolean {
    return PRIORITY[level] <= PRIORITY[this.#level]
  }

  line(line: JournalLine): void {
    if (!this.writes(line.level)) return
    const text = `${oneLine(line.message)}${formatFields(line.fields)}`
    if (this.#format === 'journald') this.#write(`<${PRIORITY[line.level]}>${text}\n`)
    else this.#write(`${timeOfDay(this.#wallClock())} ${line.level.padEnd(7)} ${text}\n`)
  }
}

/**
 * The format for what reads standard error. systemd sets `JOURNAL_STREAM` to the device and inode of the journal's
 * stream (systemd.exec(5)); a program started from a session inherits the variable without the stream.
 */
export function journalFormat(
  env: Readonly<Record<string, string | undefined>>,
  standardError: { readonly dev: number; readonly ino: number },
): 'journald' | 'terminal' {
  return env.JOURNAL_STREAM === `${standardError.dev}:${standardError.ino}` ? 'journald' : 'terminal'
}

function formatFields(fields: JournalLine['fields']): string {
  let text = ''
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) text += ` ${name}=${quoteIfNeeded(String(value))}`
  }
  return text
}

function quoteIfNeeded(value: string): string {
  return /^[^\s"=\\]+$/.test(value) ? value : JSON.stringify(oneLine(value))
}

/** What came from the network must not begin a line of its own. */
function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
  return text.replace(/[\u0000-\u001f\u007f]/g, ' ')
}

function timeOfDay(date: Date): string {
  const two = (n: number): string => String(n).padStart(2, '0')
  const milliseconds = String(date.getMilliseconds()).padStart(3, '0')
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${milliseconds}`
}
