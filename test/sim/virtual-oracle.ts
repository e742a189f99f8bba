import { formatIpv4, type Ipv4 } from '../../protocols/base/ipv4.js'
import { contains } from '../../protocols/base/prefix.js'
import { areaConfiguration } from './configuration.js'
import { byPlace, type Oracle, type VirtualEdge } from './oracle.js'
import type { RouterPlan, Topology } from './topology.js'

/** §15: a path that costs more is none. */
const LARGEST_COST = 0xffff

/** The virtual links of a network, from the transit areas' oracles. */
export interface VirtualOracle {
  /** Those that are fully adjacent, in both directions. */
  readonly edges: readonly VirtualEdge[]
  /** The router is told of a virtual link, which makes it have a backbone. */
  isConfigured(router: RouterPlan): boolean
  /** A virtual link of the router has a path, whether the other end answers or not. */
  isUp(router: RouterPlan): boolean
  /** Bit V of its router-LSA in the area. */
  isEndpoint(router: RouterPlan, area: number): boolean
  /** TransitCapability of the area, as the router sees it. */
  isTransit(router: RouterPlan, area: number): boolean
}

interface Directed extends VirtualEdge {
  readonly area: number
}

/**
 * §15, RFC 6860 §4.2: an end sends to an address of the other and from one of its own that a network inside of the area
 * has, or to its neighbor on the link.
 */
function hasAddresses(oracle: Oracle, from: RouterPlan, to: RouterPlan, ways: readonly string[]): boolean {
  const prefixes = [...oracle.paths(from).values()].map(({ prefix }) => prefix)
  const isInside = (address: Ipv4): boolean => prefixes.some((prefix) => contains(prefix, address))
  const first = [...ways].sort(byPlace)[0]!
  if (oracle.addressesOf(to).some((address) => first.startsWith(`${formatIpv4(address)} dev `))) return true
  return oracle.addressesTold(to).some(isInside) && oracle.addressesOf(from).some(isInside)
}

/** @param areas all but the backbone */
export function virtualOracleOf({ routers }: Topology, areas: ReadonlyMap<number, Oracle>): VirtualOracle {
  const alive = routers.filter((router) => router.alive)
  const told = (router: RouterPlan) =>
    [...areas.keys()].flatMap((area) =>
      areaConfiguration(router, area).virtualLinks.map(({ neighbor }) => ({ area, neighbor })),
    )
  const up: Directed[] = alive.flatMap((from) =>
    told(from).flatMap(({ area, neighbor }) => {
      const to = alive.find((other) => other !== from && other.routerId === neighbor)
      const path = to && areas.get(area)!.pathsTo(from, to)
      if (to === undefined || path === undefined || path.cost > LARGEST_COST) return []
      if (!hasAddresses(areas.get(area)!, from, to, path.ways)) return []
      return [{ area, from, to, cost: path.cost }]
    }),
  )
  const edges = up.filter(({ area, from, to }) =>
    up.some((back) => back.area === area && back.from === to && back.to === from),
  )
  const isEndpoint = (router: RouterPlan, area: number): boolean =>
    edges.some((edge) => edge.from === router && edge.area === area)
  return {
    edges,
    isConfigured: (router) => told(router).length > 0,
    isUp: (router) => up.some(({ from }) => from === router),
    isEndpoint,
    isTransit: (router, area) =>
      alive.some((other) => isEndpoint(other, area) && areas.get(area)!.pathsTo(router, other) !== undefined),
  }
}
