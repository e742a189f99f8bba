import { isVirtualLinkEndpoint } from '../area/border.js'
import { type AreaId, BACKBONE, type RouterId } from '../identifiers.js'
import type { OspfMemory } from '../memory.js'
import type { Graph } from './graph.js'
import { summaryPath } from './inter-area.js'
import type { RoutingMemory } from './memory.js'
import { NO_HOPS } from './next-hop.js'
import type { Path, SummarySource } from './table.js'

/**
 * RFC 2328 §16.1 (2), TransitCapability: finds the areas that carry transit traffic, those in which an endpoint of a
 * fully adjacent virtual link is reachable, ourselves included.
 *
 * @returns whether they are others than before
 */
export function findTransitAreas(memory: OspfMemory): boolean {
  const { routing } = memory
  const transit = new Set<Graph>()
  for (const graph of routing.graphs.values()) {
    if (graph.area === BACKBONE) continue
    if (hasVirtualLinkEndpoint(graph) || isVirtualLinkEndpoint(memory, graph.area)) transit.add(graph)
  }
  const before = routing.transitAreas
  routing.transitAreas = transit
  return before.size !== transit.size || [...transit].some((graph) => !before.has(graph))
}

function hasVirtualLinkEndpoint({ distance, virtualEndpoints }: Graph): boolean {
  for (const vertex of virtualEndpoints) if (distance[vertex] !== Number.POSITIVE_INFINITY) return true
  return false
}

/** TransitCapability (§6). */
export function isTransitArea({ routing }: OspfMemory, area: AreaId): boolean {
  for (const graph of routing.transitAreas) if (graph.area === area) return true
  return false
}

/**
 * §16.3: the best of a path of the backbone and those by way of the transit areas' summary-LSAs for the same destination,
 * which also say where packets for a virtual link really go; undefined where nothing says it. Other paths stay as they
 * are.
 */
export function throughTransitAreas(
  { nextHops, transitAreas }: Pick<RoutingMemory, 'nextHops' | 'transitAreas'>,
  path: Path,
  summaries: Iterable<Pick<SummarySource, 'graph' | 'vertex' | 'cost'>>,
  self: RouterId,
): Path | undefined {
  if (path.area !== BACKBONE) return path // (3)
  let best = path
  for (const summary of summaries) {
    const through = transitAreas.has(summary.graph) ? summaryPath(summary, self) : undefined // (1), (2), (4)
    if (through === undefined || through.cost > best.cost) continue
    // (5)
    const hops = through.cost < best.cost ? through.hops : nextHops.union(best.hops, through.hops)
    best = { ...best, cost: through.cost, hops }
  }
  const hops = nextHops.resolved(best.hops)
  if (hops === best.hops) return best
  return hops === NO_HOPS ? undefined : { ...best, hops }
}
