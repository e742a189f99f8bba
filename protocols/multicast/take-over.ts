import { later, seconds } from '../base/duration.js'
import type { Ipv4 } from '../base/ipv4.js'
import type { FormerEntry, FormerVif } from './contract.js'
import { receiveUpcall, reconsiderAll, reconsiderGroup, setEntry, startFlow } from './flows.js'
import { type FormerLife, forgetLink, keyOf } from './former-life.js'
import type { MulticastMemory } from './memory.js'
import { assumeRoute, receiveRoutesChanged } from './source-routes.js'
import { reconsiderUpstream } from './upstream.js'

/** How long the links of a former life are waited for. */
const UNCLAIMED = seconds(10)

export function adoptFormerLife(
  memory: MulticastMemory,
  { vifs, entries }: { readonly vifs: readonly FormerVif[]; readonly entries: readonly FormerEntry[] },
): void {
  if (vifs.length === 0 && entries.length === 0) {
    memory.effects.push({ do: 'former-life-ended' })
    return
  }
  memory.former = {
    vifs: new Map(vifs.map(({ vif, interface: link }) => [link, vif])),
    entries: new Map(entries.map((entry) => [keyOf(entry), entry])),
    wanted: new Map(),
    undecided: new Set(),
    converged: new Set(),
    waiting: [],
  }
  const found = { interfaces: vifs.length, flows: entries.length }
  memory.effects.push({ do: 'notice', notice: { notice: 'multicast-adopted', level: 'info', ...found } })
  memory.agenda.set('former life', later(memory.now, UNCLAIMED), () => sweepUnclaimed(memory))
}

/**
 * Links have their VIFs: the entries all of whose links do are this life's from here on, and count as memberships;
 * packets that came in before are looked at.
 */
export function takeOver(memory: MulticastMemory): void {
  const { former } = memory
  if (former === undefined) return
  for (const [key, entry] of former.entries) {
    const { source, group, incoming, outgoing } = entry
    const links = [incoming, ...outgoing.map((to) => to.interface)]
    if (!links.every((link) => memory.interfaces.has(link))) continue
    former.entries.delete(key)
    for (const { interface: link } of outgoing) want(former, group, link, source)
    const flow = startFlow(memory, source, group, incoming, { incoming, outgoing, verdict: 'forwarded' })
    assumeRoute(memory, flow)
    // The kernel's may name VIFs, too, whose links went meanwhile: the next that get their numbers would be served.
    setEntry(memory, flow)
  }
  for (const upcall of takeWaiting(memory)) receiveUpcall(memory, upcall)
}

function want(former: FormerLife, group: Ipv4, link: number, source: Ipv4): void {
  if (former.converged.has(link)) return
  const ofGroup = former.wanted.get(group) ?? new Map<number, Set<Ipv4>>()
  former.wanted.set(group, ofGroup)
  const sources = ofGroup.get(link) ?? new Set<Ipv4>()
  ofGroup.set(link, sources.add(source))
  former.undecided.add(link)
}

/** The first packets whose links are known now. */
function takeWaiting(memory: MulticastMemory): FormerLife['waiting'] {
  const { former } = memory
  if (former === undefined || former.waiting.length === 0) return []
  const all = former.waiting.splice(0)
  former.waiting.push(...all.filter(({ vif }) => !memory.vifs.has(vif)))
  return all.filter(({ vif }) => memory.vifs.has(vif))
}

/** Every host of the link has had the time to say what it wants: what was wanted before counts no more. */
export function linkConverged(memory: MulticastMemory, link: number): void {
  if (memory.former === undefined) return
  memory.former.converged.add(link)
  for (const group of forgetLink(memory, link)) reconsiderGroup(memory, group)
  reconsiderUpstream(memory)
}

/** The link is gone, and its VIF with it. */
export function linkGone(memory: MulticastMemory, link: number): void {
  removeFormerEntriesOf(memory, link)
  memory.former?.vifs.delete(link)
  forgetLink(memory, link)
}

/** Links that have not come back have lost their entries and VIFs, and those without IGMP have no members to wait for. */
export function sweepUnclaimed(memory: MulticastMemory): void {
  const { former } = memory
  if (former === undefined) return
  const swept = { interfaces: former.vifs.size, flows: former.entries.size }
  // A packet that came in on a VIF between the two would be asked about.
  for (const vif of former.vifs.values()) memory.effects.push({ do: 'remove-vif', vif })
  for (const { source, group } of former.entries.values()) memory.effects.push({ do: 'remove-entry', source, group })
  former.entries.clear()
  former.vifs.clear()
  former.waiting.length = 0
  const links = new Set([...former.wanted.values()].flatMap((ofGroup) => [...ofGroup.keys()]))
  for (const link of links) if (!memory.igmp.has(link)) forgetLink(memory, link)
  if (swept.interfaces + swept.flows > 0) {
    memory.effects.push({ do: 'notice', notice: { notice: 'multicast-swept', level: 'info', ...swept } })
  }
  reconsiderAll(memory)
  reconsiderUpstream(memory)
}

/** Before a link loses its VIF: what waits to be taken over must not come in on it, nor go out, any more. */
export function removeFormerEntriesOf(memory: MulticastMemory, link: number): void {
  const { former } = memory
  for (const [key, { source, group, incoming, outgoing }] of former?.entries ?? []) {
    if (incoming !== link && !outgoing.some((to) => to.interface === link)) continue
    former?.entries.delete(key)
    memory.effects.push({ do: 'remove-entry', source, group })
  }
}

/** Every link has come back or is waited for no more, and the hosts of each have had the time to report. */
export function endWhenDone(memory: MulticastMemory): void {
  const { former } = memory
  if (former === undefined || former.wanted.size > 0 || memory.agenda.at('former life') !== undefined) return
  for (const link of memory.igmp) if (!former.converged.has(link) && memory.links.get(link)?.up === true) return
  memory.former = undefined
  memory.effects.push({ do: 'former-life-ended' })
  receiveRoutesChanged(memory)
}
