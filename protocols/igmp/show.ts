import { between, type Duration, type Instant } from '../base/duration.js'
import { formatIpv4 } from '../base/ipv4.js'
import { compatibilityMode } from './group/compatibility.js'
import { stoppedSources } from './group/state.js'
import type { Group, IgmpInterface, IgmpMemory, Refusals } from './memory.js'
import type { IgmpRefusal } from './notice.js'
import { querierAddress } from './querier/querier.js'
import type { StaticGroup } from './settings.js'
import {
  groupMembershipInterval,
  lastMemberQueryCount,
  otherQuerierPresentInterval,
  queryInterval,
  queryResponseInterval,
  robustnessVariable,
} from './values.js'
import type { IgmpGroupView, IgmpInterfaceView, IgmpSourceView, IgmpView } from './view.js'

/** The groups, of which there may be very many, are only made when they are looked at: in the same turn, that is. */
export function show(memory: IgmpMemory, now: Instant): IgmpView {
  const interfaces = [...memory.interfaces.values()].sort((a, b) => compare(a.link.name, b.link.name))
  return {
    interfaces: interfaces.map((interface_) => showInterface(memory, interface_, now)),
    get groups() {
      return interfaces.flatMap((interface_) => showGroups(interface_, now))
    },
    refused: showRefusals(memory.refusals),
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function showInterface(memory: IgmpMemory, interface_: IgmpInterface, now: Instant): IgmpInterfaceView {
  const { role, settings, link } = interface_
  const querier = querierAddress(role)
  const nextGeneralQuery = memory.agenda.at(`general query ${link.index}`)
  const other = role.state === 'Non-Querier' ? role.querier : undefined
  return {
    interface: link.name,
    address: role.state === 'Initial' ? null : formatIpv4(role.address),
    running: role.state !== 'Initial',
    whyNot: role.state === 'Initial' ? role.reason : null,
    version: settings.version,
    passive: settings.passive,
    querierState: role.state === 'Initial' ? null : role.state,
    querier: querier === undefined ? null : formatIpv4(querier),
    querierFor: role.state === 'Initial' || querier === undefined ? null : between(role.since, now),
    otherQuerierPresent:
      other === undefined ? null : ((otherQuerierPresentInterval(interface_) - between(other.at, now)) as Duration),
    nextGeneralQuery: nextGeneralQuery === undefined ? null : between(now, nextGeneralQuery),
    robustnessVariable: robustnessVariable(interface_),
    queryInterval: queryInterval(interface_),
    queryMaxResponseTime: queryResponseInterval(interface_),
    lastMemberQueryInterval: settings.lastMemberQueryInterval,
    lastMemberQueryCount: lastMemberQueryCount(interface_),
    groupMembershipInterval: groupMembershipInterval(interface_),
    groups: interface_.told.size,
    sources: interface_.sources,
    trackedHosts: interface_.trackedHosts,
    received: { ...interface_.received },
    sent: { ...interface_.sent },
    refused: showRefusals(interface_.refusals),
    joins: interface_.joins,
    leaves: interface_.leaves,
  }
}

function showRefusals(refusals: Refusals): Partial<Record<IgmpRefusal, number>> {
  const counts: Partial<Record<IgmpRefusal, number>> = {}
  for (const [reason, { count }] of refusals) counts[reason] = count
  return counts
}

function showGroups(interface_: IgmpInterface, now: Instant): IgmpGroupView[] {
  const configured = new Map(interface_.settings.staticGroups.map((group) => [group.group, group]))
  const groups = [...interface_.groups.values()].map((group) => showGroup(group, configured.get(group.address), now))
  for (const group of configured.values()) {
    if (!interface_.groups.has(group.group)) groups.push(showStaticGroup(interface_, group))
  }
  return groups
}

function showGroup(group: Group, configured: StaticGroup | undefined, now: Instant): IgmpGroupView {
  const { state, interface: interface_ } = group
  const sources: IgmpSourceView[] = []
  for (const [source, until] of state.running) {
    sources.push({ source: formatIpv4(source), forwarded: true, expires: between(now, until) })
  }
  for (const source of stoppedSources(state)) {
    sources.push({ source: formatIpv4(source), forwarded: false, expires: null })
  }
  return {
    interface: interface_.link.name,
    group: formatIpv4(group.address),
    filterMode: state.filterMode,
    expires: state.filterMode === 'EXCLUDE' ? between(now, state.groupTimer) : null,
    uptime: between(group.since, now),
    compatibilityMode: `IGMPv${compatibilityMode(interface_, group, now)}`,
    version1HostPresent: remaining(now, group.version1HostUntil),
    version2HostPresent: remaining(now, group.version2HostUntil),
    lastReporter: formatIpv4(group.lastReporter),
    static: configured !== undefined,
    sources,
    hosts: interface_.settings.explicitTracking
      ? [...(group.hosts ?? [])].map(([host, { filterMode, sources: named, expires }]) => ({
          host: formatIpv4(host),
          filterMode,
          sources: [...named].map(formatIpv4),
          expires: between(now, expires),
        }))
      : null,
  }
}

function showStaticGroup(interface_: IgmpInterface, { group, sources }: StaticGroup): IgmpGroupView {
  return {
    interface: interface_.link.name,
    group: formatIpv4(group),
    filterMode: sources.length === 0 ? 'EXCLUDE' : 'INCLUDE',
    expires: null,
    uptime: null,
    compatibilityMode: `IGMPv${interface_.settings.version}`,
    version1HostPresent: null,
    version2HostPresent: null,
    lastReporter: null,
    static: true,
    sources: sources.map((source) => ({ source: formatIpv4(source), forwarded: true, expires: null })),
    hosts: null,
  }
}

function remaining(now: Instant, until: Instant): Duration | null {
  return until > now ? between(now, until) : null
}
