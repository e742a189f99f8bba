import type { Ipv4 } from '../../base/ipv4.js'
import type { Membership } from '../contract.js'
import type { IgmpInterface, IgmpMemory } from '../memory.js'
import type { StaticGroup } from '../settings.js'
import { minus } from './sources.js'
import type { GroupState } from './state.js'

type Filter = Pick<Membership, 'filterMode' | 'sources'>

/** What is suggested to forwarding of the group may have changed: it is looked at when the input has been handled. */
export function touch(memory: IgmpMemory, interface_: IgmpInterface, group: Ipv4): void {
  const groups = memory.touched.get(interface_)
  if (groups === undefined) memory.touched.set(interface_, new Set([group]))
  else groups.add(group)
}

/** Tells forwarding what has changed since it was told last (RFC 3376 §6.3), each group once. */
export function tellMemberships(memory: IgmpMemory): void {
  for (const [interface_, groups] of memory.touched) {
    for (const group of groups) tell(memory, interface_, group)
  }
  memory.touched.clear()
}

function tell(memory: IgmpMemory, interface_: IgmpInterface, address: Ipv4): void {
  const before = interface_.told.get(address)
  const state = interface_.groups.get(address)?.state
  const configured = interface_.settings.staticGroups.find(({ group }) => group === address)
  if (configured === undefined && isAsTold(before, state)) return
  const filter = merge(state, configured)
  if (configured !== undefined && before !== undefined && sameFilter(before, filter)) return
  const membership: Membership = { interface: interface_.link.index, group: address, ...filter }
  memory.effects.push({ do: 'membership', membership })
  const members = filter.filterMode === 'EXCLUDE' || filter.sources.length > 0
  if (members) interface_.told.set(address, membership)
  else interface_.told.delete(address)
  if (members === (before !== undefined)) return
  if (members) interface_.joins++
  else interface_.leaves++
  memory.effects.push({
    do: 'notice',
    notice: {
      notice: 'igmp-group',
      level: 'debug',
      interface: interface_.link.name,
      group: address,
      members,
      reason: members ? 'first member' : 'no member left',
    },
  })
}

/** §6.3: in INCLUDE mode the sources with running timers are forwarded, in EXCLUDE mode all but those with none. */
function suggested(state: GroupState): Filter {
  return state.filterMode === 'INCLUDE'
    ? { filterMode: 'INCLUDE', sources: [...state.running.keys()] }
    : { filterMode: 'EXCLUDE', sources: [...state.stopped] }
}

/** The same comparison as of `suggested`, without making its lists. */
function isAsTold(before: Membership | undefined, state: GroupState | undefined): boolean {
  if (before === undefined || state === undefined) return before === undefined && state === undefined
  const sources = state.filterMode === 'INCLUDE' ? state.running : state.stopped
  return (
    before.filterMode === state.filterMode &&
    before.sources.length === sources.size &&
    before.sources.every((source) => sources.has(source))
  )
}

function sameFilter(a: Filter, b: Filter): boolean {
  if (a.filterMode !== b.filterMode || a.sources.length !== b.sources.length) return false
  const sources = new Set(a.sources)
  return b.sources.every((source) => sources.has(source))
}

/** The rules for several memberships of one interface (§3.2), of the hosts' state and the configured one. */
function merge(state: GroupState | undefined, configured: StaticGroup | undefined): Filter {
  const learned: Filter = state === undefined ? { filterMode: 'INCLUDE', sources: [] } : suggested(state)
  if (configured === undefined) return learned
  if (configured.sources.length === 0) return { filterMode: 'EXCLUDE', sources: [] }
  const always = new Set(configured.sources)
  if (learned.filterMode === 'EXCLUDE') {
    return { filterMode: 'EXCLUDE', sources: minus(new Set(learned.sources), always) }
  }
  return { filterMode: 'INCLUDE', sources: [...new Set([...learned.sources, ...always])] }
}
