import { type Duration, type Instant, later, milliseconds, seconds } from '../base/duration.js'
import type { DatabaseEntry } from './database/database.js'
import { announcePlannedRestart, endRestart, flushLeftovers } from './graceful-restart/restarting.js'
import { isSucceeded, resign } from './interface/farewell.js'
import type { OspfInterface, OspfMemory } from './memory.js'
import { flushOwnLsas, ownLsasFlushed } from './originate/own.js'
import type { OspfSettings } from './settings.js'

/** How long an end waits for others to take our place as Designated Router. */
const RESIGNATION_LIMIT = seconds(1)
/** How long it waits after that for the neighbors' acknowledgments of our flushed LSAs (RFC 2328 §14.1). */
const FLUSH_LIMIT = milliseconds(1500)
/** How long a planned restart waits for the neighbors' acknowledgments: for one that was lost, RxmtInterval (RFC 3623 §2.1). */
const ANNOUNCEMENT_LIMIT = seconds(8)
const TIMER = 'ending'

/** What is to follow when our LSAs are flushed: the end, a pause, or a start with these settings. */
export type Next = 'stop' | 'pause' | OspfSettings

/** What a router on its way to the end of a life waits for, and until when. */
export type Ending =
  /** We have resigned as Designated Router of these networks (§9.4), and others are to take our place. */
  | {
      readonly by: 'resigning'
      readonly networks: readonly OspfInterface[]
      readonly before: Next
      readonly until: Instant
    }
  /** Our LSAs are flushed (§14.1), and that is to be acknowledged. */
  | { readonly by: 'flushing'; readonly before: Next; readonly until: Instant }
  /** A planned restart is announced (RFC 3623 §2.1), and that is to be acknowledged. */
  | {
      readonly by: 'restarting'
      readonly entries: readonly DatabaseEntry[]
      readonly until: Instant
      readonly graceEnds: Instant
    }

/** Our LSAs are to be flushed: but first others take our place as DR, unless that is waited for already. */
export function endBefore(memory: OspfMemory, next: Next, ending: Ending | undefined): Ending {
  const networks = ending?.by === 'resigning' || memory.stopping ? [] : resign(memory)
  if (networks.length === 0) return flushBefore(memory, next, ending)
  memory.resigning = true
  return { by: 'resigning', networks, before: next, until: waitFor(memory, RESIGNATION_LIMIT) }
}

/** Where our LSAs are being flushed already there is no grace to ask for. */
export function endByRestart(memory: OspfMemory): Ending {
  const { gracePeriod } = memory.settings.gracefulRestart
  const entries = memory.stopping ? [] : announcePlannedRestart(memory)
  const graceEnds = memory.stopping ? memory.now : later(memory.now, gracePeriod)
  return { by: 'restarting', entries, until: waitFor(memory, ANNOUNCEMENT_LIMIT), graceEnds }
}

/** What follows on the resignation, when others have taken our place or had their time; otherwise `ending` as it is. */
export function afterResignation(memory: OspfMemory, ending: Ending): Ending {
  if (ending.by !== 'resigning') return ending
  const isOver = memory.now >= ending.until || ending.networks.every(isSucceeded)
  return isOver ? flushBefore(memory, ending.before, ending) : ending
}

/** Whether every neighbor has acknowledged what is to be acknowledged, or had its time. */
export function isOver(memory: OspfMemory, ending: Exclude<Ending, { by: 'resigning' }>): boolean {
  if (memory.now >= ending.until) return true
  return ending.by === 'flushing' ? ownLsasFlushed(memory) : unacknowledged(ending.entries) === 0
}

/** How many of these LSAs are on a retransmission list. */
export function unacknowledged(entries: readonly DatabaseEntry[]): number {
  return entries.filter(({ retransmissions }) => retransmissions > 0).length
}

function flushBefore(memory: OspfMemory, next: Next, ending: Ending | undefined): Ending {
  if (ending?.by === 'flushing') return { ...ending, before: next }
  if (!memory.stopping) {
    endRestart(memory, 'abandoned', 'OSPF stops')
    flushLeftovers(memory)
    flushOwnLsas(memory)
  }
  return { by: 'flushing', before: next, until: waitFor(memory, FLUSH_LIMIT) }
}

/** There is nothing to run then: that an input comes is enough. */
function waitFor(memory: OspfMemory, limit: Duration): Instant {
  const until = later(memory.now, limit)
  memory.agenda.set(TIMER, until, () => {})
  return until
}
