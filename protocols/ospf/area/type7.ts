import { type Ipv4, UNSPECIFIED } from '../../base/ipv4.js'
import { contains, type Prefix, prefix, prefixKey } from '../../base/prefix.js'
import type { ExternalRoute } from '../external/route.js'
import { suppressesPrefix } from '../interface/prefix-suppression.js'
import type { Area, OspfInterface, OspfMemory } from '../memory.js'
import { isFullyAdjacent } from '../neighbor/adjacency.js'
import type { NetworkAdvertisements } from '../originate/network-advertisements.js'
import type { Content } from '../originate/own.js'
import { Options } from '../packet/options.js'
import { leastMetrics } from '../stub-router.js'
import { isAreaBorderRouter } from './border.js'
import { externalContent } from './translation.js'

const DEFAULT_DESTINATION = prefix('0.0.0.0/0')

/** RFC 3101 §2.3, §2.4: the type 7 LSAs that we originate into an NSSA for these networks; undefined: for all. */
export function originateType7Lsas(
  memory: OspfMemory,
  area: Area,
  advertisements: NetworkAdvertisements,
  networks: Iterable<Prefix> | undefined,
): void {
  for (const network of networks ?? allNetworks(memory, advertisements))
    advertisements.set(memory, network, type7Content(memory, area, network))
}

/** Those that there are LSAs for, or may be; some more than once. */
function* allNetworks({ external }: OspfMemory, advertisements: NetworkAdvertisements): Iterable<Prefix> {
  yield* advertisements.prefixes()
  yield DEFAULT_DESTINATION
  for (const { prefix: network } of external.told.values()) yield network
}

/** What our type 7 LSA for the network says; undefined: there is to be none. */
function type7Content(memory: OspfMemory, area: Area, network: Prefix): Content | undefined {
  const border = isAreaBorderRouter(memory)
  // §2.4, §2.7: with summaries the default is of type 7, with P clear
  if (network.length === 0 && border && area.settings.summary && area.settings.nssa.defaultRoute) {
    const cost = Math.max(area.settings.defaultCost, leastMetrics(memory).summary)
    return externalContent({ prefix: network, type2: false, cost, tag: 0, forwardingAddress: UNSPECIFIED }, 0)
  }
  const route = memory.external.told.get(prefixKey(network))
  const forwardingAddress = route && forwardingAddressFor(area, route, border)
  if (route === undefined || forwardingAddress === undefined) return undefined
  const { metric, metricType, tag } = route
  const described = { prefix: network, type2: metricType === 2, cost: metric, tag, forwardingAddress }
  // §2.4: a border router originates a type 5 LSA too, which is not to be doubled by another's translation
  return externalContent(described, border ? 0 : Options.NP)
}

/**
 * §2.3: the route's own forwarding address where that is on a network of the NSSA; else, with bit P set, one of our
 * addresses in the NSSA. undefined: there is none, and the LSA is not originated.
 */
function forwardingAddressFor(area: Area, { forwardingAddress }: ExternalRoute, border: boolean): Ipv4 | undefined {
  if (forwardingAddress !== UNSPECIFIED)
    for (const ospfInterface of area.interfaces)
      if (isShown(ospfInterface) && ospfInterface.prefix !== undefined)
        if (contains(ospfInterface.prefix, forwardingAddress)) return forwardingAddress
  return border ? UNSPECIFIED : ownAddressIn(area)
}

/** An internal address first, then one of a stub network, then any (§2.3). */
function ownAddressIn({ interfaces }: Area): Ipv4 | undefined {
  const rank = ({ state, neighbors }: OspfInterface): number =>
    state === 'Loopback' ? 0 : [...neighbors.values()].some(isFullyAdjacent) ? 2 : 1
  const active = [...interfaces].filter((each) => isShown(each) && !each.unnumbered)
  active.sort((a, b) => rank(a) - rank(b) || b.address - a.address)
  return active[0]?.address
}

/** Whether others find the way to the interface's network (RFC 6860 §4.1). */
function isShown(ospfInterface: OspfInterface): boolean {
  return ospfInterface.state !== 'Down' && !suppressesPrefix(ospfInterface)
}
