import { areaConfiguration } from './configuration.js'
import type { Oracle, VirtualEdge } from './oracle.js'
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
      const cost = to && areas.get(area)!.pathsTo(from, to)?.cost
      return to === undefined || cost === undefined || cost > LARGEST_COST ? [] : [{ area, from, to, cost }]
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
