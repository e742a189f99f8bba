import { instant } from '../../base/duration.js'
import type { Ipv4 } from '../../base/ipv4.js'
import type { Group, IgmpInterface, IgmpMemory } from '../memory.js'
import { touch } from './membership.js'
import { nothingKnown } from './state.js'
import { forgetHosts } from './tracking.js'

const LONG_AGO = instant(Number.NEGATIVE_INFINITY)

export function createGroup(memory: IgmpMemory, interface_: IgmpInterface, address: Ipv4, creator: Ipv4): Group {
  const group: Group = {
    interface: interface_,
    address,
    timer: `group ${interface_.link.index} ${address}`,
    state: nothingKnown(),
    since: memory.now,
    lastReporter: creator,
    creator,
    version1HostUntil: LONG_AGO,
    version2HostUntil: LONG_AGO,
    pendingGroupQuery: undefined,
    pendingSourceQueries: undefined,
    hosts: undefined,
    untrackedUntil: LONG_AGO,
    countedSources: 0,
  }
  interface_.groups.set(address, group)
  interface_.groupsOfHost.set(creator, (interface_.groupsOfHost.get(creator) ?? 0) + 1)
  return group
}

/** Nobody wants the group any more: forgets all about it. */
export function deleteGroup(memory: IgmpMemory, group: Group): void {
  const { interface: interface_, address, creator } = group
  interface_.groups.delete(address)
  interface_.sources -= group.countedSources
  const created = (interface_.groupsOfHost.get(creator) ?? 1) - 1
  if (created > 0) interface_.groupsOfHost.set(creator, created)
  else interface_.groupsOfHost.delete(creator)
  forgetHosts(group)
  interface_.querying.delete(group)
  memory.agenda.cancel(group.timer)
  memory.agenda.cancel(queryTimerName(group))
  touch(memory, interface_, address)
}

/** The agenda's name for the retransmission of a group's specific queries. */
export function queryTimerName(group: Group): string {
  return `specific query ${group.interface.link.index} ${group.address}`
}
