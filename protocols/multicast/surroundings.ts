import type { Ipv4 } from '../base/ipv4.js'
import type { Surroundings } from './decide.js'
import type { MulticastMemory, Wanted } from './memory.js'

const NO_MEMBERS: ReadonlyMap<number, Wanted> = new Map()

/** Everything decisions about a group's flows look at, as it is now. */
export function surroundings(memory: MulticastMemory, group: Ipv4): Surroundings {
  return {
    settings: memory.settings,
    interfaces: memory.interfaces,
    members: memory.memberships.get(group) ?? NO_MEMBERS,
    queriers: memory.queriers,
    routes: memory.routes,
  }
}
