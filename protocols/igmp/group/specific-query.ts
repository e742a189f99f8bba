import { type Instant, later, milliseconds } from '../../base/duration.js'
import type { Ipv4 } from '../../base/ipv4.js'
import type { Group, IgmpInterface, IgmpMemory } from '../memory.js'
import { type QueryV2, type QueryV3, sourcesPerQuery } from '../message/query.js'
import { sendMessage } from '../send.js'
import { lastMemberQueryCount, lastMemberQueryTime } from '../values.js'
import { queryTimerName } from './group.js'
import { lowerGroupTimer, lowerSourceTimers } from './timers.js'

/**
 * Send Q(G) (RFC 3376 §6.6.3.1): the group timer is lowered to LMQT; the query goes out at once and is repeated. One
 * that is pending and unanswered goes on as it is (§6.4.2: they are merged).
 */
export function queryGroup(memory: IgmpMemory, group: Group): void {
  const end = lastMemberQueryTimeFromNow(memory, group)
  const answered = group.state.filterMode === 'EXCLUDE' && group.state.groupTimer > end
  if (group.pendingGroupQuery === undefined || answered) {
    group.pendingGroupQuery = { remaining: lastMemberQueryCount(group.interface), due: memory.now }
  }
  lowerGroupTimer(memory, group, end)
}

/** Send Q(G,X) (§6.6.3.2): only for the sources of X whose timers are above LMQT; those are lowered to it. */
export function querySources(memory: IgmpMemory, group: Group, sources: readonly Ipv4[]): void {
  const end = lastMemberQueryTimeFromNow(memory, group)
  const remaining = lastMemberQueryCount(group.interface)
  const asked = sources.filter((source) => (group.state.running.get(source) ?? memory.now) > end)
  if (asked.length === 0) return
  group.pendingSourceQueries ??= new Map()
  for (const source of asked) group.pendingSourceQueries.set(source, { remaining, due: memory.now })
  lowerSourceTimers(memory, group, asked, end)
}

/** Sends the queries that this input has given cause for: however many of its records ask for one, each goes out once. */
export function transmitNewQueries(memory: IgmpMemory): void {
  for (const group of memory.asked) {
    if (group.interface.groups.get(group.address) === group) transmitQueries(memory, group)
  }
  memory.asked.clear()
}

/** Sends what is due of a group's specific queries, and sets the timer for what is left. */
function transmitQueries(memory: IgmpMemory, group: Group): void {
  const { interface: interface_, state } = group
  if (interface_.role.state !== 'Querier') {
    group.pendingGroupQuery = undefined
    group.pendingSourceQueries = undefined
  }
  if (state.filterMode === 'INCLUDE') group.pendingGroupQuery = undefined
  const groupQuery = take(memory, group, group.pendingGroupQuery)
  if (group.pendingGroupQuery?.remaining === 0) group.pendingGroupQuery = undefined
  const end = lastMemberQueryTimeFromNow(memory, group)
  if (groupQuery) sendGroupQuery(memory, group, state.filterMode === 'EXCLUDE' && state.groupTimer > end)

  const suppressed: Ipv4[] = []
  const cleared: Ipv4[] = []
  for (const [source, query] of group.pendingSourceQueries ?? []) {
    const until = state.running.get(source)
    if (until !== undefined && take(memory, group, query)) (until > end ? suppressed : cleared).push(source)
    if (until === undefined || query.remaining === 0) group.pendingSourceQueries?.delete(source)
  }
  // §6.6.3.2, Note: beside a group-specific query, the one with the S flag may be left out.
  if (!groupQuery) sendSourceQueries(memory, group, suppressed, true)
  sendSourceQueries(memory, group, cleared, false)
  setQueryTimer(memory, group)
}

/** Whether a query is to go out now; if so it is counted down and put off by a Last Member Query Interval. */
function take(memory: IgmpMemory, group: Group, query: { remaining: number; due: Instant } | undefined): boolean {
  if (query === undefined || query.due > memory.now) return false
  query.remaining--
  query.due = later(memory.now, group.interface.settings.lastMemberQueryInterval)
  return true
}

function setQueryTimer(memory: IgmpMemory, group: Group): void {
  let next = group.pendingGroupQuery?.due
  for (const { due } of group.pendingSourceQueries?.values() ?? []) if (next === undefined || due < next) next = due
  if (next === undefined) {
    group.pendingSourceQueries = undefined
    group.interface.querying.delete(group)
    memory.agenda.cancel(queryTimerName(group))
  } else {
    group.interface.querying.add(group)
    memory.agenda.set(queryTimerName(group), next, () => transmitQueries(memory, group))
  }
}

function sendGroupQuery(memory: IgmpMemory, group: Group, suppress: boolean): void {
  const { interface: interface_, address } = group
  const maxResponseTime = interface_.settings.lastMemberQueryInterval
  if (interface_.settings.version === 2) {
    sendMessage(memory, interface_, address, { type: 'query', version: 2, group: address, maxResponseTime })
  } else {
    sendMessage(memory, interface_, address, specificQuery(group, [], suppress))
  }
}

/** Split over as many messages as the MTU asks for (§4.1.8). */
function sendSourceQueries(memory: IgmpMemory, group: Group, sources: readonly Ipv4[], suppress: boolean): void {
  const size = sourcesPerQuery(group.interface.link.mtu)
  for (let i = 0; i < sources.length; i += size) {
    const query = specificQuery(group, sources.slice(i, i + size), suppress)
    sendMessage(memory, group.interface, group.address, query)
  }
}

function specificQuery(group: Group, sources: readonly Ipv4[], suppressRouterSideProcessing: boolean): QueryV3 {
  const { settings } = group.interface
  return {
    type: 'query',
    version: 3,
    group: group.address,
    maxResponseTime: settings.lastMemberQueryInterval,
    suppressRouterSideProcessing,
    robustnessVariable: settings.robustnessVariable > 7 ? 0 : settings.robustnessVariable,
    queryInterval: settings.queryInterval,
    sources,
  }
}

function lastMemberQueryTimeFromNow(memory: IgmpMemory, group: Group): Instant {
  return later(memory.now, lastMemberQueryTime(group.interface))
}

/**
 * A group-specific or group-and-source-specific query of the querier: what it asks about may be gone in LMQT (§6.6.1).
 * In version 2 that is reckoned with the Max Response Time in the message (RFC 2236 §3); in version 3 it is our own
 * unless the message gives hosts longer to answer. A querier asks for itself: what others ask cuts off no member of its.
 */
export function receiveSpecificQuery(memory: IgmpMemory, interface_: IgmpInterface, query: QueryV2 | QueryV3): void {
  const group = interface_.groups.get(query.group)
  if (group === undefined || interface_.role.state !== 'Non-Querier') return
  const sources = query.version === 3 ? query.sources : []
  if (query.version === 3 && query.suppressRouterSideProcessing) return
  const theirs = lastMemberQueryCount(interface_) * query.maxResponseTime
  const time = query.version === 2 ? theirs : Math.max(theirs, lastMemberQueryTime(interface_))
  const end = later(memory.now, milliseconds(time))
  if (sources.length === 0) lowerGroupTimer(memory, group, end)
  else lowerSourceTimers(memory, group, sources, end)
}
