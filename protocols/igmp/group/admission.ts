import { type Ipv4, isMulticast } from '../../base/ipv4.js'
import { contains } from '../../base/prefix.js'
import type { IgmpInterface, IgmpMemory } from '../memory.js'
import type { GroupRecord } from '../message/report-v3.js'
import type { IgmpRefusal } from '../notice.js'
import type { MembershipRule } from '../settings.js'

/** Why no membership of the address may be remembered at all; undefined where it may. */
export function refusalOfGroup(group: Ipv4): IgmpRefusal | undefined {
  if (!isMulticast(group)) return 'group-not-multicast'
  // 224.0.0.0/24 is never forwarded, whatever its members.
  return group >>> 8 === 0xe00000 ? 'group-link-local' : undefined
}

/** RFC 4604 §3. */
export function isSourceSpecific(memory: IgmpMemory, group: Ipv4): boolean {
  return memory.settings.ssmRange.some((range) => contains(range, group))
}

/** Whether a host may be a member of the group, for the source or (undefined) for all sources. */
export function isPermitted(
  policy: readonly MembershipRule[],
  host: Ipv4,
  group: Ipv4,
  source: Ipv4 | undefined,
): boolean {
  for (const rule of policy) {
    if (!contains(rule.group, group)) continue
    if (rule.host !== undefined && !contains(rule.host, host)) continue
    if (rule.source !== undefined && (source === undefined || !contains(rule.source, source))) continue
    return rule.action === 'accept'
  }
  return true
}

/**
 * What of a record the policy and the limits let through, and why not all of it. Records that only take something away
 * pass whole. Nothing is left of one that asks for what may not be had.
 */
export function admit(
  interface_: IgmpInterface,
  host: Ipv4,
  record: GroupRecord,
): { readonly admitted: GroupRecord | undefined; readonly refusal: IgmpRefusal | undefined } {
  const { policy, limits } = interface_.settings
  const { group } = record
  const excludes = record.record === 'IS_EX' || record.record === 'TO_EX'
  let { sources } = record
  let refusal: IgmpRefusal | undefined

  if (policy.length > 0 && record.record !== 'BLOCK') {
    if (excludes) {
      if (!isPermitted(policy, host, group, undefined)) return { admitted: undefined, refusal: 'policy' }
    } else if (sources.length > 0) {
      sources = sources.filter((source) => isPermitted(policy, host, group, source))
      if (sources.length < record.sources.length) refusal = 'policy'
      if (sources.length === 0) return { admitted: undefined, refusal }
    }
  }

  const known = interface_.groups.get(group)
  if (known === undefined) {
    if (!excludes && (sources.length === 0 || record.record === 'BLOCK')) return { admitted: undefined, refusal }
    if (interface_.groups.size >= limits.groups) return { admitted: undefined, refusal: 'limit-groups' }
    if ((interface_.groupsOfHost.get(host) ?? 0) >= limits.groupsPerHost) {
      return { admitted: undefined, refusal: 'limit-groups-per-host' }
    }
  }

  let room = Math.min(limits.sourcesPerGroup - (known?.countedSources ?? 0), limits.sources - interface_.sources)
  if (sources.length > room) {
    const isNew = (source: Ipv4): boolean =>
      known === undefined ||
      !(known.state.running.has(source) || (known.state.filterMode === 'EXCLUDE' && known.state.stopped.has(source)))
    const fitting = sources.filter((source) => !isNew(source) || room-- > 0)
    if (fitting.length < sources.length) refusal = 'limit-sources'
    sources = fitting
    // An exclusion without some of its sources forwards too much, an inclusion of none is no membership.
    if (sources.length === 0 && !excludes && known === undefined) return { admitted: undefined, refusal }
  }
  return { admitted: sources === record.sources ? record : { ...record, sources }, refusal }
}
