import type { Ipv4 } from '../../base/ipv4.js'
import type { Group, IgmpMemory } from '../memory.js'
import { queryGroup, querySources } from './specific-query.js'
import { stopSource, switchToInclude } from './state.js'
import { isWanted, knowsAllHosts } from './tracking.js'

/**
 * A host gave up the sources, or the group's EXCLUDE mode, and the tables of RFC 3376 §6.4.2 ask for Q(G,X) or Q(G).
 * Only the querier acts on it (RFC 2236 §3). It asks who else is there, unless it knows: because every host is
 * tracked, or because it was told that there is nobody else. Then what nobody wants ends at once, and what another
 * host wants goes on as if nothing had been said.
 */
export function leave(memory: IgmpMemory, group: Group, sources: readonly Ipv4[], wholeGroup: boolean): void {
  const { settings, role } = group.interface
  if (role.state !== 'Querier') return
  if (settings.immediateLeave || knowsAllHosts(group, memory.now)) {
    const isGone = (source: Ipv4 | undefined): boolean =>
      settings.immediateLeave || !isWanted(group, source, memory.now)
    for (const source of sources) {
      if (group.state.running.has(source) && isGone(source)) stopSource(group.state, source)
    }
    if (wholeGroup && isGone(undefined)) group.state = switchToInclude(group.state)
    return
  }
  if (wholeGroup) queryGroup(memory, group)
  // A version 2 querier has no words for sources: their timers run as they are.
  if (settings.version === 3) querySources(memory, group, sources)
  memory.asked.add(group)
}
