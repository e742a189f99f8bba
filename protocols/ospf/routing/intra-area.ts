import { type RouterId, routerId } from '../identifiers.js'
import type { NextHopTable } from './next-hop.js'
import {
  type AttachedSource,
  type Destination,
  internalPath,
  type NetworkSource,
  type Path,
  type StubSource,
} from './table.js'

/**
 * The intra-area path to a destination (RFC 2328 §16.1 (4) and second stage), whatever the order of its sources: transit
 * networks first, then the stub links of the routers in the tree.
 *
 * Where several areas have a path of the same cost, the one with the largest Area ID is taken, as for AS boundary
 * routers in §16.4 (3): the equal-cost paths of one route share their area (§16.8).
 */
export function intraAreaPath(destination: Destination, nextHops: NextHopTable, self: RouterId): Path | undefined {
  const { sources } = destination
  // Most have but this
  const only = sources.length === 1 ? sources[0] : undefined
  if (only?.kind === 'stub') return stubPath(only)
  let best: Path | undefined
  let bestLinkStateId = -1
  for (const source of sources) {
    if (source.kind !== 'network') continue
    const path = networkPath(source)
    if (path === undefined) continue
    // Overwritten if and only if the new path is shorter, or just as short and of a larger Link State ID.
    const linkStateId = source.graph.id[source.vertex]!
    const order = compare(path, best) || linkStateId - bestLinkStateId || path.originator - (best?.originator ?? 0)
    if (order <= 0) continue
    best = path
    bestLinkStateId = linkStateId
  }
  let fromNetwork = best !== undefined
  for (const source of sources) {
    if (source.kind !== 'stub' && (source.kind !== 'attached' || source.hidden)) continue
    const path = source.kind === 'stub' ? stubPath(source) : attachedPath(source, self)
    if (path === undefined) continue
    const order = compare(path, best)
    if (order < 0) continue
    if (order > 0 || best === undefined) {
      best = path
      fromNetwork = false
    } else {
      best = {
        ...best,
        hops: nextHops.union(best.hops, path.hops),
        originator: fromNetwork || best.originator > path.originator ? best.originator : path.originator,
      }
    }
  }
  return best
}

/** More than 0 when `path` is shorter than `best` (or of a larger area), 0 when they are equal-cost paths. */
function compare(path: Path, best: Path | undefined): number {
  if (best === undefined) return 1
  return best.cost - path.cost || path.area! - best.area!
}

function networkPath({ graph, vertex }: NetworkSource): Path | undefined {
  const cost = graph.distance[vertex]!
  if (cost === Number.POSITIVE_INFINITY) return undefined
  const originator = routerId(graph.originator[vertex]!)
  return internalPath('intra-area', graph.area, cost, graph.hops[vertex]!, originator)
}

function stubPath({ graph, vertex, cost }: StubSource): Path | undefined {
  const distance = graph.distance[vertex]!
  const originator = routerId(graph.id[vertex]!)
  if (distance === Number.POSITIVE_INFINITY) return undefined
  return internalPath('intra-area', graph.area, distance + cost, graph.hops[vertex]!, originator)
}

function attachedPath({ area, cost, hops }: AttachedSource, self: RouterId): Path {
  return internalPath('intra-area', area, cost, hops, self)
}
