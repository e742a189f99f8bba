import type { NextHop, PathType } from '../../engine/route.js'
import { LSInfinity } from '../constants.js'
import { type AreaId, BACKBONE } from '../identifiers.js'

/** The paths to a network or an AS boundary router, as the routing table has them (RFC 2328 §11). */
export interface SummarizedPath {
  readonly pathType: PathType
  readonly area: AreaId | undefined
  readonly cost: number
  readonly nextHops: readonly NextHop[]
}

/** What else decides about a summary-LSA. */
export interface SummaryCircumstances {
  /** The area to which the link of this index belongs. */
  readonly areaOfLink: (index: number) => AreaId | undefined
  /** RFC 3509 §2.2, 3.: the router has an active backbone connection, or need not. */
  readonly interAreaAllowed: boolean
}

/**
 * RFC 2328 §12.4.3: whether these paths are to be advertised into the area `into` by a summary-LSA of their own, ranges
 * apart; if so, the metric is their cost.
 */
export function isSummarized(path: SummarizedPath, into: AreaId, circumstances: SummaryCircumstances): boolean {
  if (path.pathType === 'external-1' || path.pathType === 'external-2') return false
  if (path.area === into) return false
  // Split horizon
  if (path.nextHops.some((hop) => circumstances.areaOfLink(hop.interface) === into)) return false
  if (path.cost >= LSInfinity) return false
  // Only intra-area routes are advertised into the backbone
  if (path.pathType === 'inter-area') return into !== BACKBONE && circumstances.interAreaAllowed
  return true
}
