import { type Ipv4, ipv4FromNumber, UNSPECIFIED } from '../../base/ipv4.js'
import type { DatabaseEntry } from '../database/database.js'
import { type Lsa, LsType } from '../lsa/lsa.js'
import { forEachRouterLink, LinkType } from '../lsa/router-lsa.js'
import type { OspfInterface, OspfMemory } from '../memory.js'
import { sendPacket } from '../send.js'
import { atLeast } from '../states.js'
import { helloFrom } from './hello.js'
import { adoptSettings } from './lifecycle.js'
import { helloDestinations } from './non-broadcast.js'

/**
 * Before we go, we are Designated Router and Backup of no network any more (RFC 2328 §9.4, with Router Priority 0): the
 * others elect new ones while our adjacencies still carry what they say of it.
 *
 * @returns the networks on which others have to take our place
 */
export function resign(memory: OspfMemory): OspfInterface[] {
  const designated = [...memory.interfaces.values()].filter(
    ({ neighbors, state }) =>
      (state === 'DR' || state === 'Backup') && [...neighbors.values()].some((each) => atLeast(each.state, '2-Way')),
  )
  for (const ospfInterface of designated)
    adoptSettings(memory, ospfInterface, { ...ospfInterface.settings, priority: 0 })
  return designated
}

/**
 * Whether another router is Designated Router of the network, its network-LSA has come, and the router-LSAs of all others
 * name it; or there will be none, as far as is known.
 */
export function isSucceeded({ area, designatedRouter, neighbors, state }: OspfInterface): boolean {
  if (state === 'DR' || state === 'Backup') return false
  if (state === 'Down' || designatedRouter === UNSPECIFIED) return true
  const others = [...neighbors.values()].filter((each) => atLeast(each.state, '2-Way'))
  return others.every(({ address, routerId }) => {
    const network = { type: LsType.network, linkStateId: designatedRouter, advertisingRouter: routerId }
    if (address === designatedRouter && !isThere(area.database.get(network))) return false
    const linkStateId = ipv4FromNumber(routerId)
    const router = area.database.get({ type: LsType.router, linkStateId, advertisingRouter: routerId })
    return isThere(router) && isOnNetwork(router.lsa, designatedRouter)
  })
}

function isThere(entry: DatabaseEntry | undefined): entry is DatabaseEntry {
  return entry !== undefined && !entry.maxAge
}

function isOnNetwork(routerLsa: Lsa, network: Ipv4): boolean {
  let found = false
  forEachRouterLink(routerLsa, (type, id) => {
    found = type === LinkType.transit && id === (network as number)
    return !found
  })
  return found
}

/** The last Hello of an interface lists nobody: the others need not wait for RouterDeadInterval. */
export function sayFarewell(memory: OspfMemory, ospfInterface: OspfInterface): void {
  if (ospfInterface.lastHelloSent === undefined || !ospfInterface.link.up) return
  const last = {
    ...helloFrom(ospfInterface),
    priority: 0,
    designatedRouter: UNSPECIFIED,
    backupDesignatedRouter: UNSPECIFIED,
    neighbors: [],
  }
  for (const destination of helloDestinations(ospfInterface)) sendPacket(memory, ospfInterface, destination, last)
}
