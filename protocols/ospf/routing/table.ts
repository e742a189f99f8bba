import type { Ipv4 } from '../../base/ipv4.js'
import { lengthOfMask, type Prefix, prefixOf } from '../../base/prefix.js'
import type { PrefixMap } from '../../base/prefix-map.js'
import type { PathType } from '../../engine/route.js'
import type { Range } from '../area/ranges.js'
import type { ExternalRoute } from '../external/route.js'
import type { AreaId, RouterId } from '../identifiers.js'
import type { ExternalSource } from './external.js'
import type { Graph } from './graph.js'
import type { OspfRoute, RoutingMemory } from './memory.js'
import type { HopSet } from './next-hop.js'

/** A network (RFC 2328 §11, Destination ID), everything that describes it, and the route chosen from that. */
export interface Destination {
  readonly prefix: Prefix
  /** In no order. */
  sources: Source[]
  route: OspfRoute | undefined
  /** What the route was before the calculation that goes on, if that has touched it. */
  former: OspfRoute | undefined
  touched: boolean
  /** It is to be looked at in the next calculation. */
  pending: boolean
}

/** The destinations that have a route, as a map. */
export class Routes {
  size = 0
  readonly #destinations: PrefixMap<Destination>

  constructor(destinations: PrefixMap<Destination>) {
    this.#destinations = destinations
  }

  get(prefix: Prefix): OspfRoute | undefined {
    return this.#destinations.get(prefix)?.route
  }

  *values(): Iterable<OspfRoute> {
    for (const { route } of this.#destinations.values()) if (route !== undefined) yield route
  }
}

/** One statement about a destination; `place` is where it stands in `destination.sources`. */
export type Source =
  | AttachedSource
  | NetworkSource
  | StubSource
  | SummarySource
  | ExternalSource
  | RangeSource
  | AggregateSource

interface SourceOf<Kind extends string> {
  readonly kind: Kind
  readonly destination: Destination
  place: number
}

/** An own interface is on it. */
export interface AttachedSource extends SourceOf<'attached'> {
  readonly area: AreaId
  readonly cost: number
  readonly hops: HopSet
  /** RFC 6860: it is nobody's destination, neither ours nor that of others. */
  readonly hidden: boolean
}

/** A network-LSA. */
export interface NetworkSource extends SourceOf<'network'> {
  readonly graph: Graph
  readonly vertex: number
}

/** A stub link in a router-LSA. */
export interface StubSource extends SourceOf<'stub'> {
  readonly graph: Graph
  readonly vertex: number
  readonly cost: number
}

/** A type 3 summary-LSA of the area border router `vertex`. */
export interface SummarySource extends SourceOf<'summary'> {
  readonly graph: Graph
  readonly vertex: number
  readonly cost: number
}

/** An own area address range that is active (§11.1). */
export interface RangeSource extends SourceOf<'range'> {
  readonly range: Range
}

/** A network that we advertise to the AS in the place of networks in it. */
export interface AggregateSource extends SourceOf<'aggregate'> {
  readonly route: ExternalRoute
}

/** The best paths to a destination: one type, one cost, all their next hops. */
export interface Path {
  readonly pathType: PathType
  readonly area: AreaId | undefined
  readonly cost: number
  readonly type2Cost: number | undefined
  readonly tag: number | undefined
  readonly hops: HopSet
  readonly originator: RouterId
}

/** A path inside the AS. */
export function internalPath(
  pathType: 'intra-area' | 'inter-area',
  area: AreaId,
  cost: number,
  hops: HopSet,
  originator: RouterId,
): Path {
  return { pathType, area, cost, type2Cost: undefined, tag: undefined, hops, originator }
}

/**
 * The network that an address and a mask of an LSA describe; undefined when the mask is not contiguous or no packet can
 * be routed there (RFC 1122 §3.2.1.3: "this network", loopback; RFC 1112 §4: multicast and beyond).
 */
export function networkOf(address: Ipv4, mask: Ipv4): Prefix | undefined {
  const length = lengthOfMask(mask)
  if (length === undefined) return undefined
  const prefix = prefixOf(address, length)
  const first = prefix.address >>> 24
  if (length >= 8 && (first === 0 || first === 127)) return undefined
  return length >= 3 && first >= 224 ? undefined : prefix
}

/** The destination for `prefix`, made if there is none. */
export function destinationFor(routing: RoutingMemory, prefix: Prefix): Destination {
  let destination = routing.destinations.get(prefix)
  if (destination === undefined) {
    destination = { prefix, sources: [], route: undefined, former: undefined, touched: false, pending: false }
    routing.destinations.set(prefix, destination)
  }
  return destination
}

/** Has the destination looked at in the next calculation. */
export function lookAgain({ pending }: RoutingMemory, destination: Destination): void {
  if (destination.pending) return
  destination.pending = true
  pending.destinations.push(destination)
}

/** Whether its destination is but a stub link of one router, as most are: there is no other path then. */
export function isOneStub(source: Source): source is StubSource {
  return source.kind === 'stub' && source.destination.sources.length === 1
}

/** Adds a source to its destination, which is to be calculated again. */
export function addSource<S extends Source>(routing: RoutingMemory, source: S): S {
  const { destination } = source
  source.place = destination.sources.length
  destination.sources = withOneMore(destination.sources, source)
  lookAgain(routing, destination)
  return source
}

/** `list` with `item` at its end. Most lists have one item: it gets no room for more, which `push` would make for 17. */
export function withOneMore<T>(list: T[], item: T): T[] {
  if (list.length === 0) return [item]
  list.push(item)
  return list
}

/** Takes a source away from its destination, which is to be calculated again. */
export function removeSource(routing: RoutingMemory, source: Source): void {
  const { sources } = source.destination
  const last = sources.pop()!
  if (last !== source) {
    sources[source.place] = last
    last.place = source.place
  }
  lookAgain(routing, source.destination)
}
