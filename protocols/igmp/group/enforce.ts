import type { Ipv4 } from '../../base/ipv4.js'
import type { Group, IgmpInterface, IgmpMemory } from '../memory.js'
import { isPermitted, isSourceSpecific } from './admission.js'
import { deleteSource, switchToInclude } from './state.js'
import { settle } from './timers.js'

/** Settings changed: what the policy or the range of SSM no longer allows ends at once, as if it had been refused. */
export function enforce(memory: IgmpMemory, interface_: IgmpInterface): void {
  for (const group of [...interface_.groups.values()]) {
    const sources = [...group.state.running.keys()].filter((source) => !mayHave(group, source))
    const all =
      group.state.filterMode === 'EXCLUDE' && (isSourceSpecific(memory, group.address) || !mayHave(group, undefined))
    if (sources.length === 0 && !all) continue
    for (const source of sources) deleteSource(group.state, source)
    if (all) group.state = switchToInclude(group.state)
    settle(memory, group)
  }
}

/** Whether one of the group's hosts may have it: the tracked ones, or the one that reported last. */
function mayHave({ interface: { settings }, address, hosts, lastReporter }: Group, source: Ipv4 | undefined): boolean {
  const asked = hosts === undefined || hosts.size === 0 ? [lastReporter] : [...hosts.keys()]
  return asked.some((host) => isPermitted(settings.policy, host, address, source))
}
