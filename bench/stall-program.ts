// Run before all others (`nice -n -20`): notes when the machine let nobody run, and when the processes that it is told of were
// ready to run and waited for a processor. It says that as JSON lines, and obeys the words on its standard input.
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Span } from './span.js'
import type { StallEvent, StallWord } from './stall-words.js'

/** Milliseconds between two looks. */
const PERIOD = 10
/** Milliseconds; what is shorter makes no Hello late. */
const SHORTEST = 1

/** Milliseconds that each process waited for a processor so far. */
const waited = new Map<number, number>()
let stalls: Span[] = []
let looked = Date.now()

setInterval(look, PERIOD)
say({ event: 'ready' })
for await (const line of createInterface({ input: process.stdin })) obey(line as StallWord)

function look(): void {
  // As packets are stamped: a clock that is set forward makes a gap too.
  const now = Date.now()
  note(now, now - looked - PERIOD)
  looked = now
  for (const [pid, before] of waited) {
    const after = waitOf(pid) ?? before
    note(now, after - before)
    waited.set(pid, after)
  }
}

/** What is known to be over by now lasted so long. */
function note(now: number, duration: number): void {
  if (duration >= SHORTEST) stalls.push({ from: now - duration, to: now })
}

function obey(word: StallWord): void {
  if (word === 'report') {
    look()
    say({ event: 'stalls', stalls })
    stalls = []
  } else {
    const pid = Number(word.slice('watch '.length))
    waited.set(pid, waitOf(pid) ?? 0)
  }
}

/** Of its main thread; undefined when it has ended. */
function waitOf(pid: number): number | undefined {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[1]) / 1e6
  } catch {
    return undefined
  }
}

function say(event: StallEvent): void {
  console.log(JSON.stringify(event))
}
