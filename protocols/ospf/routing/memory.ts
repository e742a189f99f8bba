import type { Instant } from '../../base/duration.js'
import type { Prefix } from '../../base/prefix.js'
import type { NextHop } from '../../engine/route.js'
import type { AreaId, RouterId } from '../identifiers.js'

/** The routing table of an OSPF instance (RFC 2328 §11) and what its calculation keeps between runs. */
export interface RoutingMemory {
  /** By `prefixKey`. */
  readonly routes: Map<number, OspfRoute>
  /** When each calculation ended and what it cost, the newest last, bounded in number. */
  readonly log: SpfRun[]
}

/** RFC 2328 §11: a routing table entry whose Destination Type is network. */
export interface OspfRoute {
  readonly prefix: Prefix
  readonly pathType: 'intra-area' | 'inter-area' | 'external-1' | 'external-2'
  readonly area: AreaId
  readonly cost: number
  /** The type 2 cost of an external-2 path. */
  readonly type2Cost?: number
  readonly tag?: number
  readonly nextHops: readonly NextHop[]
  /** The router whose LSA this comes from (network-LSA's or router-LSA's originator, ABR, ASBR). */
  readonly originator: RouterId
  /** When the entry last changed. */
  readonly since: Instant
}

export interface SpfRun {
  readonly at: Instant
  readonly kind: 'full' | 'partial'
  /** What made it necessary: `router-LSA 10.0.0.1`, and how many more. */
  readonly trigger: string
  readonly vertices: number
  readonly routes: number
  readonly changed: number
}
