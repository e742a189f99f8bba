import type { Ipv4 } from '../base/ipv4.js'
import type { Surroundings } from './decide.js'
import { membersOf, queriersOf } from './former-life.js'
import type { MulticastMemory } from './memory.js'

/** Everything decisions about a group's flows look at, as it is now. */
export function surroundings(memory: MulticastMemory, group: Ipv4): Surroundings {
  return {
    settings: memory.settings,
    interfaces: memory.interfaces,
    members: membersOf(memory, group),
    queriers: queriersOf(memory),
    routes: memory.routes,
  }
}
