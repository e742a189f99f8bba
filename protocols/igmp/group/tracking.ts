import { type Instant, later } from '../../base/duration.js'
import { type Ipv4, UNSPECIFIED } from '../../base/ipv4.js'
import type { Group, IgmpMemory, TrackedHost } from '../memory.js'
import type { RecordType } from '../message/report-v3.js'
import { refuse } from '../refusal.js'
import { groupMembershipInterval } from '../values.js'
import { compatibilityMode } from './compatibility.js'

/**
 * Explicit tracking (RFC 3376 Appendix A.2): what each host said of the group. A host's sources may be more than it
 * still wants, never fewer, because a current state can come in several records (§4.2.16).
 */
export function trackHost(
  memory: IgmpMemory,
  group: Group,
  address: Ipv4,
  record: RecordType,
  sources: readonly Ipv4[],
): void {
  if (!group.interface.settings.explicitTracking) return
  const expires = later(memory.now, groupMembershipInterval(group.interface))
  const host = address === UNSPECIFIED ? undefined : (group.hosts?.get(address) ?? newHost(memory, group, address))
  if (host === undefined) {
    group.untrackedUntil = expires
    return
  }
  host.expires = expires
  const adds = host.filterMode === 'INCLUDE' ? record !== 'BLOCK' : record === 'BLOCK'
  switch (record) {
    case 'IS_EX':
    case 'TO_EX':
      host.filterMode = 'EXCLUDE'
      host.sources.clear()
      for (const source of sources) host.sources.add(source)
      break
    case 'IS_IN':
    case 'TO_IN':
      if (host.filterMode === 'EXCLUDE' || sources.length === 0) host.sources.clear()
      host.filterMode = 'INCLUDE'
      for (const source of sources) host.sources.add(source)
      break
    case 'ALLOW':
    case 'BLOCK':
      for (const source of sources) adds ? host.sources.add(source) : host.sources.delete(source)
  }
  if (host.filterMode === 'INCLUDE' && host.sources.size === 0) forgetHost(group, address)
}

function newHost(memory: IgmpMemory, group: Group, address: Ipv4): TrackedHost | undefined {
  const { settings } = group.interface
  if (group.interface.trackedHosts >= settings.limits.trackedHosts) {
    refuse(memory, group.interface, address, 'limit-tracked-hosts')
    return undefined
  }
  const host: TrackedHost = { filterMode: 'INCLUDE', sources: new Set(), expires: memory.now }
  group.hosts ??= new Map()
  group.hosts.set(address, host)
  group.interface.trackedHosts++
  return host
}

function forgetHost(group: Group, address: Ipv4): void {
  if (group.hosts?.delete(address)) group.interface.trackedHosts--
}

export function forgetHosts(group: Group): void {
  group.interface.trackedHosts -= group.hosts?.size ?? 0
  group.hosts = undefined
}

export function forgetExpiredHosts(group: Group, now: Instant): void {
  for (const [address, host] of group.hosts ?? []) if (host.expires <= now) forgetHost(group, address)
}

/** Whether the tracked hosts are all the members there are: no host of the group keeps silent because of another. */
export function knowsAllHosts(group: Group, now: Instant): boolean {
  const { settings, trackingCompleteAt } = group.interface
  return (
    settings.explicitTracking &&
    now >= trackingCompleteAt &&
    now >= group.untrackedUntil &&
    compatibilityMode(group.interface, group, now) === 3
  )
}

/** Whether a tracked host wants packets from `source`; undefined: from sources that nobody named. */
export function isWanted(group: Group, source: Ipv4 | undefined, now: Instant): boolean {
  for (const host of group.hosts?.values() ?? []) {
    if (host.expires <= now) continue
    const named = source !== undefined && host.sources.has(source)
    if (host.filterMode === 'INCLUDE' ? named : !named) return true
  }
  return false
}
