import type { Ipv4 } from '../base/ipv4.js'
import { mergeFilters } from '../igmp/merge.js'
import type { FormerEntry, MulticastInput } from './contract.js'
import type { MulticastMemory, Wanted } from './memory.js'

/** Upcalls that wait for their link; the kernel asks again about others when their flow has been forgotten (10 s). */
const MOST_WAITING = 4096

const NO_MEMBERS: ReadonlyMap<number, Wanted> = new Map()

type Upcall = Extract<MulticastInput, { on: 'upcall' }>

/**
 * What another life of the daemon, killed or replaced, left in the kernel, which goes on forwarding by it. A link takes
 * its VIF number again; an entry whose links all have done so becomes a flow of this life, and counts as a membership
 * of its outgoing links in its source until their hosts have had the time to say themselves what they want.
 */
export interface FormerLife {
  /** By link index: VIF numbers that no link has taken again. */
  readonly vifs: Map<number, number>
  /** By source and group: entries that are not flows of this life yet. */
  readonly entries: Map<string, FormerEntry>
  /** By group, then by link index: sources that were forwarded there. */
  readonly wanted: Map<Ipv4, Map<number, Set<Ipv4>>>
  /** Links with former members of which it is not known yet whether we are their querier. */
  readonly undecided: Set<number>
  /** Links whose hosts have all had the time to report: nothing of before counts there. */
  readonly converged: Set<number>
  /** First packets that came in on a VIF whose link is not known yet. */
  readonly waiting: Upcall[]
}

/** The VIF number that the link had. */
export function takeFormerVif(memory: MulticastMemory, link: number): number | undefined {
  const vif = memory.former?.vifs.get(link)
  memory.former?.vifs.delete(link)
  return vif
}

/** Whether a link that has not come back may still want this VIF number. */
export function isFormerVif({ former }: MulticastMemory, vif: number): boolean {
  if (former === undefined) return false
  for (const each of former.vifs.values()) if (each === vif) return true
  return false
}

/** Keeps a first packet for when its link is known. False where there is nothing to wait for. */
export function waitForLink(memory: MulticastMemory, upcall: Upcall): boolean {
  if (!isFormerVif(memory, upcall.vif)) return false
  const { waiting } = memory.former!
  if (waiting.length < MOST_WAITING) waiting.push(upcall)
  return true
}

/** Whether the kernel holds an entry of a former life that waits for its links. */
export function isFormerEntry({ former }: MulticastMemory, entry: Pick<FormerEntry, 'source' | 'group'>): boolean {
  return former?.entries.has(keyOf(entry)) ?? false
}

/** What a group's hosts want, with what they wanted of the former life as long as that counts. */
export function membersOf({ memberships, former }: MulticastMemory, group: Ipv4): ReadonlyMap<number, Wanted> {
  const known = memberships.get(group) ?? NO_MEMBERS
  const before = former?.wanted.get(group)
  if (before === undefined) return known
  const members = new Map(known)
  for (const [link, sources] of before) {
    const now = known.get(link)
    const { filterMode, sources: merged } = mergeFilters([
      { filterMode: 'INCLUDE', sources },
      ...(now === undefined ? [] : [now]),
    ])
    members.set(link, { filterMode, sources: new Set(merged) })
  }
  return members
}

/** The links whose querier we are, or were as far as we know. */
export function queriersOf({ queriers, former }: MulticastMemory): ReadonlySet<number> {
  if (former === undefined || former.undecided.size === 0) return queriers
  return new Set([...queriers, ...former.undecided])
}

export function formerGroups({ former }: MulticastMemory): Iterable<Ipv4> {
  return former?.wanted.keys() ?? []
}

/** IGMP says who the querier of a link is. */
export function querierKnown({ former }: MulticastMemory, link: number): void {
  former?.undecided.delete(link)
}

/** The last known member of a group has left its link: whoever else was there has been asked. */
export function membersAreGone({ former }: MulticastMemory, link: number, group: Ipv4): void {
  const ofGroup = former?.wanted.get(group)
  if (ofGroup?.delete(link) && ofGroup.size === 0) former?.wanted.delete(group)
}

/** What was wanted of a link counts no more. @returns the groups that this may change something for */
export function forgetLink({ former }: MulticastMemory, link: number): Ipv4[] {
  if (former === undefined) return []
  former.undecided.delete(link)
  const groups: Ipv4[] = []
  for (const [group, links] of former.wanted) {
    if (!links.delete(link)) continue
    groups.push(group)
    if (links.size === 0) former.wanted.delete(group)
  }
  return groups
}

export function keyOf({ source, group }: Pick<FormerEntry, 'source' | 'group'>): string {
  return `${source} ${group}`
}
