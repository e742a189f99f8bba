import type { Ipv4 } from '../../base/ipv4.js'
import { contains } from '../../base/prefix.js'
import { AllSPFRouters } from '../constants.js'
import type { Neighbor, OspfInterface } from '../memory.js'
import type { StaticNeighbor } from '../settings.js'
import { atLeast } from '../states.js'

/** Where the Hellos of every HelloInterval go (RFC 2328 §9.5, §9.5.1). */
export function helloDestinations(ospfInterface: OspfInterface): Ipv4[] {
  const { type, neighbors, virtualEnd } = ospfInterface
  if (virtualEnd !== undefined) return [virtualEnd.address]
  switch (type) {
    case 'broadcast':
    case 'point-to-point':
    case 'loopback':
    case 'virtual':
      return [AllSPFRouters]
    case 'point-to-multipoint': {
      const configured = staticNeighbors(ospfInterface)
      // Where none is configured the network is one that carries multicast
      if (configured.length === 0) return [AllSPFRouters]
      const known = [...neighbors.values()].map(({ address }) => address)
      return [...new Set([...configured.map(({ address }) => address), ...known])]
    }
    case 'non-broadcast':
      return [...neighbors.values()]
        .filter((neighbor) => wantsHellos(ospfInterface, neighbor.address, priorityOf(neighbor)))
        .map(({ address }) => address)
  }
}

/** Where the Hellos of every PollInterval go: to the configured neighbors that are Down (§9.5.1). */
export function pollDestinations(ospfInterface: OspfInterface): Ipv4[] {
  return silentNeighbors(ospfInterface)
    .filter(({ address, priority }) => wantsHellos(ospfInterface, address, priority))
    .map(({ address }) => address)
}

/** The configured neighbors of which nothing is known: they are Down. */
export function silentNeighbors(ospfInterface: OspfInterface): StaticNeighbor[] {
  return staticNeighbors(ospfInterface).filter(({ address }) => !ospfInterface.neighbors.has(address))
}

/** The configured neighbors of the interface's subnet, ourselves excepted: several subnets of a link share a list. */
function staticNeighbors({ settings, prefix, address: own }: OspfInterface): StaticNeighbor[] {
  return settings.staticNeighbors.filter(
    ({ address }) => address !== own && (prefix === undefined || contains(prefix, address)),
  )
}

/** §9.5.1: who sends to whom depends on who is eligible to become Designated Router, and on who is. */
function wantsHellos(ospfInterface: OspfInterface, address: Ipv4, priority: number): boolean {
  const { settings, state, designatedRouter, backupDesignatedRouter } = ospfInterface
  if (state === 'DR' || state === 'Backup') return true
  if (settings.priority > 0) return priority > 0
  return address === designatedRouter || address === backupDesignatedRouter
}

/** What it says itself; until it is heard what the configuration says. */
function priorityOf({ interface: ospfInterface, state, address, priority }: Neighbor): number {
  if (atLeast(state, 'Init')) return priority
  return ospfInterface.settings.staticNeighbors.find((each) => each.address === address)?.priority ?? priority
}
