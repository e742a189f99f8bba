import type { Ipv4 } from '../base/ipv4.js'
import { contains } from '../base/prefix.js'
import type { Link } from '../engine/link.js'
import { matchesPattern } from '../engine/pattern.js'
import type { Membership } from '../igmp/contract.js'
import { type Filter, hasMembers, mergeFilters, NOBODY, sameFilter } from '../igmp/merge.js'
import { matchesAny } from './decide.js'
import { formerGroups, membersOf } from './former-life.js'
import type { MulticastMemory, Wanted } from './memory.js'
import type { ProxySettings } from './settings.js'

/**
 * The membership database of a proxy (RFC 4605 §4.1): what all of its downstream links want of a group, whoever is
 * querier there, merged as the memberships of one host are.
 */
function mergedMembership(memory: MulticastMemory, proxy: ProxySettings, group: Ipv4): Filter {
  const wanted: Wanted[] = []
  for (const [index, filter] of membersOf(memory, group)) {
    const link = memory.links.get(index)
    if (link !== undefined && matchesAny(proxy.downstream, link.name)) wanted.push(filter)
  }
  return mergeFilters(wanted)
}

/** A group's members changed: the upstream links are told where the merger is another than before. */
export function reconsiderUpstreamGroup(memory: MulticastMemory, group: Ipv4): void {
  for (const proxy of memory.settings.proxies) {
    const link = linkNamed(memory, proxy.upstream)
    if (link !== undefined) ask(memory, link.index, group, wantedUpstream(memory, proxy, link, group))
  }
}

/** Links or settings changed: what upstream links were asked and are not to be asked any more is taken back. */
export function reconsiderUpstream(memory: MulticastMemory): void {
  const current = new Map<number, { readonly link: Link; readonly proxy: ProxySettings }>()
  for (const proxy of memory.settings.proxies) {
    const link = linkNamed(memory, proxy.upstream)
    if (link !== undefined) current.set(link.index, { link, proxy })
  }
  for (const [index, asked] of memory.upstream) {
    if (current.has(index)) continue
    for (const group of [...asked.keys()]) ask(memory, index, group, NOBODY)
    memory.upstream.delete(index)
  }
  for (const { link, proxy } of current.values()) {
    const groups = new Set([
      ...(memory.upstream.get(link.index)?.keys() ?? []),
      ...memory.memberships.keys(),
      ...formerGroups(memory),
    ])
    for (const group of groups) ask(memory, link.index, group, wantedUpstream(memory, proxy, link, group))
  }
}

/** A group that may not pass the upstream link is not asked for there. */
function wantedUpstream(memory: MulticastMemory, proxy: ProxySettings, link: Link, group: Ipv4): Filter {
  const rule = memory.settings.interfaces.find(({ pattern }) => matchesPattern(pattern, link.name))
  if (rule?.settings.boundary.some((prefix) => contains(prefix, group))) return NOBODY
  return mergedMembership(memory, proxy, group)
}

function ask(memory: MulticastMemory, link: number, group: Ipv4, filter: Filter): void {
  const asked = memory.upstream.get(link) ?? new Map<Ipv4, Membership>()
  memory.upstream.set(link, asked)
  if (sameFilter(asked.get(group) ?? NOBODY, filter)) return
  const membership: Membership = { interface: link, group, ...filter }
  if (hasMembers(filter)) asked.set(group, membership)
  else asked.delete(group)
  memory.effects.push({ do: 'host-membership', membership })
}

function linkNamed(memory: MulticastMemory, name: string): Link | undefined {
  for (const link of memory.links.values()) if (link.name === name) return link
  return undefined
}
