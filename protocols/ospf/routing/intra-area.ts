import { type AreaId, BACKBONE, type RouterId, routerId } from '../identifiers.js'
import type { RoutingMemory } from './memory.js'
import type { NextHopTable } from './next-hop.js'
import {
  type AttachedSource,
  type Destination,
  internalPath,
  type NetworkSource,
  type Path,
  type Source,
  type StubSource,
} from './table.js'

/**
 * The intra-area path to a destination (RFC 2328 §16.1 (4) and second stage), whatever the order of its sources: transit
 * networks first, then the stub links of the routers in the tree.
 *
 * Where several areas have a path of the same cost, the one with the largest Area ID is taken, as for AS boundary
 * routers in §16.4 (3): the equal-cost paths of one route share their area (§16.8).
 *
 * A network of the backbone may be inside of a transit area as well, such as the address of a border router that
 * unnumbered links borrow. The routers inside of that know no other way to it, and would send back what a border router
 * sends through it on the way of a virtual link (§16.3); nor must the packets of the virtual link itself, whose end the
 * address may be, depend on it. So the backbone has no path to it where one of its shortest paths goes over a virtual link,
 * our own or that of a router further on.
 */
export function intraAreaPath(
  { sources }: Destination,
  { nextHops, transitAreas }: Pick<RoutingMemory, 'nextHops' | 'transitAreas'>,
  self: RouterId,
): Path | undefined {
  if (transitAreas.size > 0 && isInTransitArea(sources, transitAreas)) {
    const inBackbone = bestOf(
      sources.filter((each) => areaOf(each) === BACKBONE),
      nextHops,
      self,
    )
    if (inBackbone !== undefined && nextHops.isVirtual(inBackbone.hops))
      return bestOf(
        sources.filter((each) => areaOf(each) !== BACKBONE),
        nextHops,
        self,
      )
  }
  return bestOf(sources, nextHops, self)
}

function bestOf(sources: readonly Source[], nextHops: NextHopTable, self: RouterId): Path | undefined {
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

function isInTransitArea(sources: readonly Source[], transitAreas: RoutingMemory['transitAreas']): boolean {
  if (sources.length === 1) return false
  for (const { area } of transitAreas) if (sources.some((each) => isIntraArea(each, area))) return true
  return false
}

/** Whether the source describes a network inside of the area that is reached. */
export function isIntraArea(source: Source, area: AreaId): boolean {
  if (source.kind === 'attached') return source.area === area && !source.hidden
  if (source.kind !== 'stub' && source.kind !== 'network') return false
  return source.graph.area === area && source.graph.distance[source.vertex] !== Number.POSITIVE_INFINITY
}

/** Of what is inside of an area. */
function areaOf(source: Source): AreaId | undefined {
  if (source.kind === 'attached') return source.area
  return source.kind === 'stub' || source.kind === 'network' ? source.graph.area : undefined
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
