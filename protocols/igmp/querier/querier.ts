import { between, instant, later, seconds } from '../../base/duration.js'
import { formatIpv4, type Ipv4, UNSPECIFIED } from '../../base/ipv4.js'
import { ALL_SYSTEMS, NOTICE_INTERVAL } from '../constants.js'
import type { Heard, IgmpInterface, IgmpMemory, Role } from '../memory.js'
import type { Query } from '../message/query.js'
import { sendMessage } from '../send.js'
import { lastMemberQueryTime, otherQuerierPresentInterval, startupQueryCount, startupQueryInterval } from '../values.js'
import { isBetterQuerier } from './election.js'
import { type QuerierAction, type QuerierEvent, rowOf } from './table.js'

/** What an event is about, for those that need it. */
export interface QuerierOccasion {
  /** In words, for the notice. */
  readonly reason: string
  /** Of `interface up`: the address to send from. */
  readonly address?: Ipv4
  /** Of a query that was received. */
  readonly heard?: Heard
}

/** Runs the querier machine of an interface (querier/table.ts). */
export function querierEvent(
  memory: IgmpMemory,
  interface_: IgmpInterface,
  event: QuerierEvent,
  occasion: QuerierOccasion,
): void {
  const { role, settings } = interface_
  const row = rowOf(role.state, event, {
    passive: settings.passive,
    queriesPending: interface_.querying.size > 0,
  })
  if (row === undefined) return
  if (row.becomes !== role.state) {
    cancelTimers(memory, interface_)
    interface_.role = enter(memory, interface_, row.becomes, occasion)
  }
  for (const action of row.actions) perform(memory, interface_, action, occasion)
  tellChange(memory, interface_, role, occasion.reason)
}

function enter(
  memory: IgmpMemory,
  interface_: IgmpInterface,
  state: Role['state'],
  { reason, address, heard }: QuerierOccasion,
): Role {
  const { role } = interface_
  const own = address ?? (role.state === 'Initial' ? UNSPECIFIED : role.address)
  switch (state) {
    case 'Initial':
      return { state, reason }
    case 'Querier': {
      // §8.7: on startup several in short order; after another querier's end one is enough (§6.6.2).
      const startupQueries = role.state === 'Initial' ? startupQueryCount(interface_) : 1
      return { state, address: own, since: memory.now, startupQueries, successor: undefined }
    }
    case 'Non-Querier':
      return { state, address: own, since: memory.now, querier: heard }
  }
}

function perform(
  memory: IgmpMemory,
  interface_: IgmpInterface,
  action: QuerierAction,
  { heard }: QuerierOccasion,
): void {
  const { role } = interface_
  switch (action) {
    case 'send general query':
      if (role.state === 'Querier' && role.startupQueries > 0) role.startupQueries--
      sendMessage(memory, interface_, ALL_SYSTEMS, generalQuery(interface_))
      return
    case 'start general query timer':
      startGeneralQueryTimer(memory, interface_)
      return
    case 'remember querier':
      if (role.state === 'Non-Querier') rememberQuerier(memory, interface_, heard)
      return
    case 'forget querier':
      if (role.state === 'Non-Querier') rememberQuerier(memory, interface_, undefined)
      return
    case 'remember successor':
      if (role.state !== 'Querier') return
      role.successor = heard
      // Everything that is pending now is over by then; what another host starts meanwhile puts it off no further.
      memory.agenda.setEarlier(
        `successor ${interface_.link.index}`,
        later(memory.now, lastMemberQueryTime(interface_)),
        () => yieldToSuccessor(memory, interface_),
      )
  }
}

function yieldToSuccessor(memory: IgmpMemory, interface_: IgmpInterface): void {
  const { role } = interface_
  if (role.state !== 'Querier' || role.successor === undefined) return
  const heard = role.successor
  interface_.querying.clear()
  querierEvent(memory, interface_, 'query received from a better querier', { reason: 'lower address', heard })
}

export function startGeneralQueryTimer(memory: IgmpMemory, interface_: IgmpInterface): void {
  const { role, settings } = interface_
  if (role.state !== 'Querier') return
  const interval = role.startupQueries > 0 ? startupQueryInterval(interface_) : settings.queryInterval
  memory.agenda.set(`general query ${interface_.link.index}`, later(memory.now, interval), () =>
    querierEvent(memory, interface_, 'general query timer expired', { reason: 'query interval' }),
  )
}

function rememberQuerier(memory: IgmpMemory, interface_: IgmpInterface, querier: Heard | undefined): void {
  const { role } = interface_
  if (role.state !== 'Non-Querier') return
  const since = role.querier?.querier === querier?.querier ? role.since : memory.now
  interface_.role = { ...role, querier, since }
  const name = `other querier ${interface_.link.index}`
  if (querier === undefined) {
    memory.agenda.cancel(name)
    return
  }
  memory.agenda.set(name, later(querier.at, otherQuerierPresentInterval(interface_)), () =>
    querierEvent(memory, interface_, 'other querier present timer expired', {
      reason: `no query from ${formatIpv4(querier.querier)}`,
    }),
  )
}

function cancelTimers(memory: IgmpMemory, { link }: IgmpInterface): void {
  for (const timer of ['general query', 'other querier', 'successor']) memory.agenda.cancel(`${timer} ${link.index}`)
}

/** In the version of the interface (RFC 3376 §7.3.1). */
function generalQuery({ settings }: IgmpInterface): Query {
  const { version, queryMaxResponseTime, queryInterval, robustnessVariable } = settings
  switch (version) {
    case 1:
      return { type: 'query', version, group: UNSPECIFIED }
    case 2:
      return { type: 'query', version, group: UNSPECIFIED, maxResponseTime: queryMaxResponseTime }
    case 3:
      return {
        type: 'query',
        version,
        group: UNSPECIFIED,
        maxResponseTime: queryMaxResponseTime,
        suppressRouterSideProcessing: false,
        robustnessVariable: robustnessVariable > 7 ? 0 : robustnessVariable,
        queryInterval,
        sources: [],
      }
  }
}

/** A general query from another router, whatever its version (§6.6.2): the election. */
export function receiveGeneralQuery(memory: IgmpMemory, interface_: IgmpInterface, source: Ipv4, query: Query): void {
  warnOfVersion(memory, interface_, source, query)
  if (!isBetterQuerier(interface_.role, source)) return
  querierEvent(memory, interface_, 'query received from a better querier', {
    reason: interface_.settings.passive ? 'query heard' : 'lower address',
    heard: heardOf(memory, source, query),
  })
}

/** 0 means that the querier does not say (§4.1.6, §4.1.7); a version 1 query means 10 s (§7.2.1). */
function heardOf(memory: IgmpMemory, querier: Ipv4, query: Query): Heard {
  const v3 = query.version === 3 ? query : undefined
  return {
    querier,
    at: memory.now,
    version: query.version,
    robustnessVariable: v3?.robustnessVariable || undefined,
    queryInterval: v3?.queryInterval || undefined,
    queryMaxResponseTime: query.version === 1 ? seconds(10) : query.maxResponseTime || undefined,
  }
}

/** Routers of different versions on one link are to be set right by their operators (§7.3.1). */
function warnOfVersion(memory: IgmpMemory, interface_: IgmpInterface, source: Ipv4, query: Query): void {
  if (query.version === interface_.settings.version) return
  const last = interface_.versionMismatchNoticedAt ?? instant(Number.NEGATIVE_INFINITY)
  if (between(last, memory.now) < NOTICE_INTERVAL) return
  interface_.versionMismatchNoticedAt = memory.now
  memory.effects.push({
    do: 'notice',
    notice: {
      notice: 'igmp-version-mismatch',
      level: 'warning',
      interface: interface_.link.name,
      source,
      theirs: query.version,
      ours: interface_.settings.version,
    },
  })
}

function tellChange(memory: IgmpMemory, interface_: IgmpInterface, before: Role, reason: string): void {
  const { role, link } = interface_
  const was = before.state === 'Querier'
  const is = role.state === 'Querier'
  if (was !== is) memory.effects.push({ do: 'querier', interface: link.index, querier: is })
  const querier = querierAddress(role)
  if (querier === undefined || querier === querierAddress(before)) return
  memory.effects.push({
    do: 'notice',
    notice: { notice: 'igmp-querier', level: 'info', interface: link.name, querier, self: is, reason },
  })
}

/** The querier of the link, as far as it is known. */
export function querierAddress(role: Role): Ipv4 | undefined {
  if (role.state === 'Querier') return role.address
  return role.state === 'Non-Querier' ? role.querier?.querier : undefined
}
