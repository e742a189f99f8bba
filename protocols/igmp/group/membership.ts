import type { Ipv4 } from '../../base/ipv4.js'
import type { Membership } from '../contract.js'
import type { IgmpInterface, IgmpMemory } from '../memory.js'
import { type Filter, hasMembers, mergeFilters, NOBODY, sameFilter } from '../merge.js'
import type { GroupState } from './state.js'

/** What most groups are wanted for. */
const ALL_SOURCES: Filter = { filterMode: 'EXCLUDE', sources: [] }

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
  const { staticGroups } = interface_.settings
  const configured = staticGroups.length === 0 ? undefined : staticGroups.find(({ group }) => group === address)
  if (configured === undefined && isAsTold(before, state)) return
  const learned = state === undefined ? NOBODY : suggested(state)
  const filter = configured === undefined ? learned : mergeFilters([learned, asIfReported(configured.sources)])
  if (configured !== undefined && before !== undefined && sameFilter(before, filter)) return
  // Not spread: this is done for each group of a report.
  const { filterMode, sources } = filter
  const membership: Membership = { interface: interface_.link.index, group: address, filterMode, sources }
  memory.effects.push({ do: 'membership', membership })
  const members = hasMembers(filter)
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
  if (state.filterMode === 'INCLUDE') return { filterMode: 'INCLUDE', sources: [...state.running.keys()] }
  return state.stopped.size === 0 ? ALL_SOURCES : { filterMode: 'EXCLUDE', sources: [...state.stopped] }
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

/** The membership that a configured group stands for. */
export function asIfReported(sources: readonly Ipv4[]): Filter {
  return sources.length === 0 ? { filterMode: 'EXCLUDE', sources } : { filterMode: 'INCLUDE', sources }
}
