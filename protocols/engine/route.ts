import type { Ipv4 } from '../base/ipv4.js'
import type { Prefix } from '../base/prefix.js'

/** A unicast route that a protocol wants in the kernel. */
export interface Route {
  readonly prefix: Prefix
  /** Without duplicates, ordered by interface index and then gateway; none where packets are to be discarded. */
  readonly nextHops: readonly NextHop[]
  /** Which metric it has in the kernel where path types differ in that; undefined: that of the best one. */
  readonly pathType?: PathType
}

/** RFC 2328 §11, in the order of preference. */
export type PathType = 'intra-area' | 'inter-area' | 'external-1' | 'external-2'

export interface NextHop {
  /** The outgoing link's index. */
  readonly interface: number
  /** The neighbor's address; undefined where the destination itself is on the link. */
  readonly gateway?: Ipv4
  /** The gateway is not in any subnet of the link (unnumbered): the kernel must not check that it is. */
  readonly onlink: boolean
}

/** A route that is wanted from now on (replacing one for the same prefix), or wanted no more. */
export type RouteChange =
  | { readonly prefix: Prefix; readonly route: Route }
  | { readonly prefix: Prefix; readonly route: undefined }
