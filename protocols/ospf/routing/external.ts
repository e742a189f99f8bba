import type { Ipv4 } from '../../base/ipv4.js'
import { prefixOf } from '../../base/prefix.js'
import type { ExternalRoute } from '../external/route.js'
import { type AreaId, BACKBONE, type RouterId } from '../identifiers.js'
import type { Graph } from './graph.js'
import { betterSummaryPath, mergePaths, summaryPath } from './inter-area.js'
import type { RoutingMemory } from './memory.js'
import { type HopSet, NO_HOPS } from './next-hop.js'
import { type AggregateSource, type Destination, internalPath, type Path } from './table.js'
import { throughTransitAreas } from './transit-area.js'

/** Bit E of a router-LSA (§A.4.2): the router is an AS boundary router. */
const BIT_E = 2

/** An AS-external-LSA, or a type 7 LSA where its `asbr` is of an NSSA. */
export interface ExternalSource {
  readonly kind: 'external'
  readonly destination: Destination
  place: number
  readonly asbr: Asbr
  /** Type 2 external metric. */
  readonly type2: boolean
  readonly cost: number
  /** undefined where packets go to the AS boundary router itself. */
  readonly forwarding: Forwarding | undefined
  readonly tag: number
  /** RFC 3101 §2.3: a type 7 LSA with bit P. */
  readonly propagate: boolean
}

/** A type 4 summary-LSA of the area border router `vertex`. */
export interface AsbrSummary {
  readonly asbr: Asbr
  readonly graph: Graph
  readonly vertex: number
  readonly cost: number
}

/** A router that AS-external-LSAs or type 4 summary-LSAs name, and the way to it. */
export interface Asbr {
  readonly routerId: RouterId
  /** The NSSA in which its type 7 LSAs are, and the way to it has to be (RFC 3101 §2.5 (3)). */
  readonly nssa: Graph | undefined
  /** Its AS-external-LSAs, by Link State ID. */
  readonly externals: Map<Ipv4, ExternalSource>
  readonly summaries: Set<AsbrSummary>
  path: InternalPath | undefined
}

/** A forwarding address, and the way to it. */
export interface Forwarding {
  readonly address: Ipv4
  /** The NSSA in which the way to it has to be, for type 7 LSAs. */
  readonly nssa: Graph | undefined
  readonly users: Set<ExternalSource>
  path: InternalPath | undefined
}

/** A path inside the AS to an AS boundary router or a forwarding address. */
export interface InternalPath {
  readonly pathType: 'intra-area' | 'inter-area'
  readonly area: AreaId
  readonly cost: number
  readonly hops: HopSet
  /** §16.4.1: an intra-area path through an area that is not the backbone, unless RFC1583Compatibility is set. */
  readonly preferred: boolean
}

/**
 * RFC 2328 §16.4 (3): the preferred one of the routing table entries for an AS boundary router, of which each attached
 * area can have one: intra-area where the router is in the area with its bit E set, else inter-area (§16.2).
 */
export function pathToAsbr(routing: RoutingMemory, asbr: Asbr, self: RouterId): InternalPath | undefined {
  // The router has no entry for itself, to be advertised to others (§12.4.3)
  if (asbr.routerId === self) return undefined
  if (asbr.nssa !== undefined) {
    const path = intraAreaPathToAsbr(asbr.nssa, asbr)
    return path && internalPathOf(routing, path, path.hops)
  }
  let best: Path | undefined
  for (const graph of routing.graphs.values()) {
    if (!graph.takesExternals) continue
    const inArea = intraAreaPathToAsbr(graph, asbr) ?? interAreaPathToAsbr(routing, graph, asbr, self)
    const path = inArea && throughTransitAreas(routing, inArea, asbr.summaries, self)
    if (path === undefined) continue
    const order =
      best === undefined
        ? 1
        : Number(isPreferred(routing, path)) - Number(isPreferred(routing, best)) ||
          best.cost - path.cost ||
          path.area! - best.area!
    if (order > 0) best = path
  }
  return best === undefined ? undefined : internalPathOf(routing, best, best.hops)
}

/** Whether its router-LSA in some area says that it is an AS boundary router. */
export function isBoundaryRouter({ graphs }: RoutingMemory, { routerId }: Asbr): boolean {
  for (const graph of graphs.values()) {
    const vertex = graph.findRouter(routerId)
    if (vertex !== undefined && (graph.flags[vertex]! & BIT_E) !== 0) return true
  }
  return false
}

function intraAreaPathToAsbr(graph: Graph, asbr: Asbr): Path | undefined {
  const vertex = graph.findRouter(asbr.routerId)
  if (vertex === undefined || (graph.flags[vertex]! & BIT_E) === 0) return undefined
  const cost = graph.distance[vertex]!
  if (cost === Number.POSITIVE_INFINITY) return undefined
  return internalPath('intra-area', graph.area, cost, graph.hops[vertex]!, asbr.routerId)
}

function interAreaPathToAsbr(routing: RoutingMemory, graph: Graph, asbr: Asbr, self: RouterId): Path | undefined {
  if (!routing.summaryAreas.has(graph)) return undefined
  let best: Path | undefined
  for (const summary of asbr.summaries) {
    if (summary.graph !== graph) continue
    const path = summaryPath(summary, self)
    if (path !== undefined) best = betterSummaryPath(best, path, routing.nextHops)
  }
  return best
}

function internalPathOf(
  routing: RoutingMemory,
  path: Pick<Path, 'pathType' | 'area' | 'cost'>,
  hops: HopSet,
): InternalPath {
  const pathType = path.pathType === 'intra-area' ? path.pathType : 'inter-area'
  return { pathType, area: path.area!, cost: path.cost, hops, preferred: isPreferred(routing, path) }
}

/** §16.4.1. */
function isPreferred({ rfc1583Compatibility }: RoutingMemory, path: Pick<Path, 'pathType' | 'area'>): boolean {
  return !rfc1583Compatibility && path.pathType === 'intra-area' && path.area !== BACKBONE
}

/**
 * RFC 2328 §16.4 (3): the way to a forwarding address: the longest matching intra-area or inter-area route. An address of
 * our own would be a loop.
 */
export function pathToForwarding(
  routing: RoutingMemory,
  { address, nssa }: Forwarding,
  isOwnAddress: (address: Ipv4) => boolean,
): InternalPath | undefined {
  if (isOwnAddress(address)) return undefined
  for (let length = 32; length >= 0; length--) {
    const route = routing.routes.get(prefixOf(address, length))
    if (route === undefined || !(route.pathType === 'intra-area' || route.pathType === 'inter-area')) continue
    if (route.nextHops.length === 0) return undefined
    // RFC 3101 §2.5 (3): in the NSSA of a type 7 LSA, and for others not in an NSSA
    const inside = nssa === undefined ? routing.graphs.get(route.area!)?.takesExternals : route.area === nssa.area
    if (!inside || (nssa !== undefined && route.pathType !== 'intra-area')) return undefined
    const hops = routing.nextHops.setOf(
      route.nextHops.map((hop) => (hop.gateway === undefined ? { ...hop, gateway: address } : hop)),
    )
    return internalPathOf(routing, route, hops)
  }
  return undefined
}

/**
 * The best AS external path to a destination (RFC 2328 §16.4 (2) to (6)). That intra-area and inter-area paths are
 * preferred, (6) (a), is for the caller; that an LSA's cost is LSInfinity, (1), was seen when it arrived.
 *
 * @param without a source that is not looked at
 */
export function externalPath(
  destination: Destination,
  routing: RoutingMemory,
  self: RouterId,
  without?: AggregateSource,
): Path | undefined {
  let best: Candidate | undefined
  for (const source of destination.sources) {
    if (source === without) continue
    if (source.kind === 'aggregate') return discardPath(source.route, self)
    if (source.kind !== 'external') continue
    const candidate = externalCandidate(source, routing, self)
    if (candidate === undefined) continue
    const order = best === undefined ? 1 : prefer(candidate, best)
    if (order < 0) continue
    best =
      order > 0 || best === undefined
        ? candidate
        : { ...best, path: mergePaths(best.path, candidate.path, routing.nextHops) }
  }
  return best?.path
}

/** What lies in a network that we aggregate, but in none of its parts, is discarded, lest it go round between two of us. */
function discardPath({ metric, metricType, tag }: ExternalRoute, self: RouterId): Path {
  return {
    pathType: metricType === 2 ? 'external-2' : 'external-1',
    area: undefined,
    cost: metricType === 2 ? 0 : metric,
    type2Cost: metricType === 2 ? metric : undefined,
    tag,
    hops: NO_HOPS,
    originator: self,
  }
}

/** The path that one LSA describes, by (2) to (5) (RFC 3101 §2.5); undefined: none. */
export function externalCandidate(
  source: ExternalSource,
  { nssasWithoutDefault }: RoutingMemory,
  self: RouterId,
): Candidate | undefined {
  const { asbr, destination, forwarding, propagate } = source
  if (asbr.routerId === self) return undefined // (2)
  if (asbr.path === undefined) return undefined // (3)
  // RFC 3101 §2.5 (3): which type 7 defaults an area border router does not use
  if (asbr.nssa !== undefined && destination.prefix.length === 0) {
    const without = nssasWithoutDefault.get(asbr.nssa.area)
    if (without === 'all' || (without === 'not-propagated' && !propagate)) return undefined
  }
  const internal = forwarding === undefined ? asbr.path : forwarding.path
  if (internal === undefined || internal.hops === NO_HOPS) return undefined
  return candidateOf(source, internal)
}

export interface Candidate {
  readonly path: Path
  readonly preferred: boolean
}

/** (4) and (5). */
function candidateOf(source: ExternalSource, internal: InternalPath): Candidate {
  const path: Path = {
    pathType: source.type2 ? 'external-2' : 'external-1',
    area: undefined,
    cost: source.type2 ? internal.cost : internal.cost + source.cost,
    type2Cost: source.type2 ? source.cost : undefined,
    tag: source.tag,
    hops: internal.hops,
    originator: source.asbr.routerId,
  }
  return { path, preferred: internal.preferred }
}

/** (6): more than 0 when `a` is preferred over `b`, 0 when they are equally good. */
function prefer(a: Candidate, b: Candidate): number {
  return (
    Number(b.path.pathType === 'external-2') - Number(a.path.pathType === 'external-2') || // (b)
    (b.path.type2Cost ?? 0) - (a.path.type2Cost ?? 0) ||
    Number(a.preferred) - Number(b.preferred) || // (c)
    b.path.cost - a.path.cost // (d)
  )
}
