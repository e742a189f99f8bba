import { type Instant, instant, later } from '../../base/duration.js'
import type { Ipv4 } from '../../base/ipv4.js'
import type { Group, IgmpMemory } from '../memory.js'
import { groupMembershipInterval } from '../values.js'
import { deleteGroup } from './group.js'
import { touch } from './membership.js'
import { runSource, sourceRecords, stopSource, switchToInclude } from './state.js'
import { forgetExpiredHosts } from './tracking.js'

/** After any change of a group's state: counts its sources, sets its timer, deletes it when nobody wants it. */
export function settle(memory: IgmpMemory, group: Group): void {
  const { state, interface: interface_ } = group
  if (state.filterMode === 'INCLUDE' && state.running.size === 0) {
    deleteGroup(memory, group)
    return
  }
  const records = sourceRecords(state)
  interface_.sources += records - group.countedSources
  group.countedSources = records
  touch(memory, interface_, group.address)
  setTimer(memory, group, later(memory.now, groupMembershipInterval(interface_)))
}

/** Timers are lowered, never raised, by a specific query that is sent or received (RFC 3376 §6.6.1). */
export function lowerGroupTimer(memory: IgmpMemory, group: Group, to: Instant): void {
  if (group.state.filterMode !== 'EXCLUDE' || group.state.groupTimer <= to) return
  group.state.groupTimer = to
  setTimer(memory, group, to)
}

export function lowerSourceTimers(memory: IgmpMemory, group: Group, sources: Iterable<Ipv4>, to: Instant): void {
  for (const source of sources) {
    const until = group.state.running.get(source)
    if (until !== undefined && until > to) runSource(group.state, source, to)
  }
  setTimer(memory, group, to)
}

/**
 * One entry of the agenda for all timers of a group: set to the earliest of them, and not put off when they are raised.
 * It then comes up early, finds nothing to do and is set again: once in a Group Membership Interval, not once a report.
 *
 * @param earliestSet no timer has been set to an earlier instant than this, or than the group timer
 */
function setTimer(memory: IgmpMemory, group: Group, earliestSet: Instant): void {
  const { state } = group
  const set = memory.agenda.at(group.timer)
  if (set !== undefined && set <= earliestSet && (state.filterMode === 'INCLUDE' || set <= state.groupTimer)) return
  let earliest = state.filterMode === 'EXCLUDE' ? state.groupTimer : Number.POSITIVE_INFINITY
  for (const until of state.running.values()) if (until < earliest) earliest = until
  if (set === undefined || earliest < set) {
    memory.agenda.set(group.timer, instant(earliest), () => expire(memory, group))
  }
}

/** Source timers reach zero (§6.3), then the group timer (§6.5). */
function expire(memory: IgmpMemory, group: Group): void {
  const { state } = group
  for (const [source, until] of state.running) if (until <= memory.now) stopSource(state, source)
  if (state.filterMode === 'EXCLUDE' && state.groupTimer <= memory.now) group.state = switchToInclude(state)
  forgetExpiredHosts(group, memory.now)
  settle(memory, group)
}
