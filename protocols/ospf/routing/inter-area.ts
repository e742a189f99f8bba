import { rangeCost } from '../area/ranges.js'
import { type RouterId, routerId } from '../identifiers.js'
import type { Graph } from './graph.js'
import { type NextHopTable, NO_HOPS } from './next-hop.js'
import { type Destination, internalPath, type Path, type SummarySource } from './table.js'

/** Bit B of a router-LSA (§A.4.2): the router is an area border router. */
const BIT_B = 1

/**
 * The inter-area path to a destination (RFC 2328 §16.2) from the type 3 summary-LSAs of `areas`, merged where several
 * area border routers of one area are equally far; of several areas the one with the largest Area ID is taken, for the
 * equal-cost paths of one route share their area (§16.8). Step (1) was done when the LSA arrived; steps (5) to (7), that an intra-area
 * path is preferred, are for the caller.
 */
export function interAreaPath(
  destination: Destination,
  areas: ReadonlySet<Graph>,
  nextHops: NextHopTable,
  self: RouterId,
): Path | undefined {
  let best: Path | undefined
  for (const source of destination.sources) {
    if (source.kind !== 'summary' || !areas.has(source.graph)) continue
    const path = summaryPath(source, self)
    if (path !== undefined) best = betterSummaryPath(best, path, nextHops)
  }
  return best
}

/**
 * §11.1 and §16.2 (3): an active area address range of our own is a destination to which packets are discarded, which keeps
 * them from looping; no summary-LSA leads there, nor to a range whose networks are hidden.
 *
 * @returns undefined where there is no such range
 */
export function rangePath(destination: Destination, self: RouterId): { readonly path: Path | undefined } | undefined {
  for (const source of destination.sources) {
    if (source.kind !== 'range') continue
    const { area, settings } = source.range
    if (!settings.advertise) return { path: undefined }
    return { path: internalPath('inter-area', area, rangeCost(source.range), NO_HOPS, self) }
  }
  return undefined
}

/** The better one of two paths by way of summary-LSAs, or both as one. */
export function betterSummaryPath(best: Path | undefined, path: Path, nextHops: NextHopTable): Path {
  if (best === undefined) return path
  const order = best.cost - path.cost || path.area! - best.area!
  if (order === 0) return mergePaths(best, path, nextHops)
  return order > 0 ? path : best
}

/** Steps (2) and (4): the path by way of the area border router that originated the LSA. */
export function summaryPath(
  source: Pick<SummarySource, 'graph' | 'vertex' | 'cost'>,
  self: RouterId,
): Path | undefined {
  const { graph, vertex } = source
  const originator = routerId(graph.id[vertex]!)
  const distance = graph.distance[vertex]!
  if (originator === self || distance === Number.POSITIVE_INFINITY || (graph.flags[vertex]! & BIT_B) === 0)
    return undefined
  const cost = distance + source.cost
  return internalPath('inter-area', graph.area, cost, graph.hops[vertex]!, originator)
}

/** Two equal-cost paths as one, under the larger originator. */
export function mergePaths(a: Path, b: Path, nextHops: NextHopTable): Path {
  const first = a.originator > b.originator ? a : b
  return { ...first, hops: nextHops.union(a.hops, b.hops) }
}
