import type { Instant } from '../../base/duration.js'
import type { Ipv4 } from '../../base/ipv4.js'

/**
 * The filter-mode, source records and group timer of a group (RFC 3376 §6.2, §6.4.1). A timer is the instant at which
 * it reaches zero; one that has reached it is not kept: its source is in `stopped`, or gone.
 */
export type GroupState = IncludeState | ExcludeState

/** INCLUDE (A). */
export interface IncludeState {
  readonly filterMode: 'INCLUDE'
  /** A: sources to be forwarded, each with its source timer. */
  running: ReadonlyMap<Ipv4, Instant>
}

/** EXCLUDE (X,Y). */
export interface ExcludeState {
  readonly filterMode: 'EXCLUDE'
  /** X: sources to be forwarded that some host wants, each with its source timer. */
  running: ReadonlyMap<Ipv4, Instant>
  /** Y: sources not to be forwarded; their timers are zero. */
  stopped: ReadonlySet<Ipv4>
  groupTimer: Instant
}

/** Most groups have no source records: these stand in for their collections, which are made with the first source. */
const NONE_RUNNING: ReadonlyMap<Ipv4, Instant> = new Map()
const NONE_STOPPED: ReadonlySet<Ipv4> = new Set()

/** INCLUDE ({}): what is the state of a group of which nothing is known. */
export function nothingKnown(): IncludeState {
  return { filterMode: 'INCLUDE', running: NONE_RUNNING }
}

/** Y; empty in INCLUDE mode. */
export function stoppedSources(state: GroupState): ReadonlySet<Ipv4> {
  return state.filterMode === 'EXCLUDE' ? state.stopped : NONE_STOPPED
}

export function sourceRecords(state: GroupState): number {
  return state.running.size + stoppedSources(state).size
}

export function deleteSource(state: GroupState, source: Ipv4): void {
  if (state.running.has(source)) ownRunning(state).delete(source)
  else if (state.filterMode === 'EXCLUDE' && state.stopped.has(source)) ownStopped(state).delete(source)
}

/** Sets the source timer, of a new source or one that is there. */
export function runSource(state: GroupState, source: Ipv4, until: Instant): void {
  ownRunning(state).set(source, until)
  if (state.filterMode === 'EXCLUDE' && state.stopped.has(source)) ownStopped(state).delete(source)
}

/** The source timer becomes or is zero: the record goes in INCLUDE mode, and stays in EXCLUDE mode (§6.3). */
export function stopSource(state: GroupState, source: Ipv4): void {
  if (state.running.has(source)) ownRunning(state).delete(source)
  if (state.filterMode === 'EXCLUDE') ownStopped(state).add(source)
}

/** The group timer is zero (§6.5): the sources whose timers run are all that is left. */
export function switchToInclude(state: GroupState): IncludeState {
  return { filterMode: 'INCLUDE', running: state.running }
}

export function switchToExclude(state: IncludeState, groupTimer: Instant): ExcludeState {
  return { filterMode: 'EXCLUDE', running: state.running, stopped: NONE_STOPPED, groupTimer }
}

function ownRunning(state: GroupState): Map<Ipv4, Instant> {
  if (state.running === NONE_RUNNING) state.running = new Map()
  return state.running as Map<Ipv4, Instant>
}

function ownStopped(state: ExcludeState): Set<Ipv4> {
  if (state.stopped === NONE_STOPPED) state.stopped = new Set()
  return state.stopped as Set<Ipv4>
}
