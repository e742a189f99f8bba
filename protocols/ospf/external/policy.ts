import type { Ipv4 } from '../../base/ipv4.js'
import type { Prefix } from '../../base/prefix.js'
import { inPrefixRange, type PrefixRange } from '../../base/prefix-list.js'
import type { ForeignRoute } from '../../engine/foreign-route.js'

/** Which routes an AS boundary router brings into the AS, and how (RFC 2328 §12.4.4): the first rule that matches decides. */
export interface RedistributionRule {
  readonly from: RouteSource
  /** The kernel's table; a connected network is in none. */
  readonly table: number
  readonly match: RouteMatch
  readonly action: 'accept' | 'reject'
  readonly set: ExternalAttributes
}

/**
 * `connected`: the networks of links on which OSPF does not run. `static`: routes by hand (rtm_protocol 3 and 4).
 * `kernel`: whoever put them there, but connected networks and our own. A number: that rtm_protocol.
 */
export type RouteSource = 'connected' | 'static' | 'kernel' | number

/** What is undefined matches everything. */
export interface RouteMatch {
  readonly prefix: readonly PrefixRange[] | undefined
  /** The kernel's metric. */
  readonly metric: number | undefined
  /** The kernel's realm of the route. */
  readonly tag: number | undefined
}

/** What an AS-external-LSA says beside its network (§A.4.5). */
export interface ExternalAttributes {
  /** 0 to 16777214. */
  readonly metric: number
  readonly metricType: 1 | 2
  /** 32 bits; undefined: the route's realm. */
  readonly tag: number | undefined
  /** `next-hop`: the route's next hop where that is on a network of OSPF's; `none`; or this address. */
  readonly forwardingAddress: 'next-hop' | 'none' | Ipv4
}

/** Something that a rule may be about. */
export type Candidate =
  | { readonly kind: 'connected'; readonly prefix: Prefix }
  | { readonly kind: 'foreign'; readonly prefix: Prefix; readonly table: number; readonly route: ForeignRoute }

/** What becomes of a network that several places know, and which of them it comes from; undefined: nothing. */
export function decide(
  rules: readonly RedistributionRule[],
  candidates: readonly Candidate[],
): { readonly candidate: Candidate; readonly set: ExternalAttributes } | undefined {
  for (const rule of rules) {
    const candidate = candidates.find((each) => isAbout(rule, each) && matches(rule.match, each))
    if (candidate === undefined) continue
    return rule.action === 'accept' ? { candidate, set: rule.set } : undefined
  }
  return undefined
}

/** RTPROT_BOOT, which `ip route add` gives, and RTPROT_STATIC. */
export const STATIC_PROTOCOLS = [3, 4]
/** RTPROT_KERNEL. */
export const KERNEL_PROTOCOL = 2

function isAbout({ from, table }: RedistributionRule, candidate: Candidate): boolean {
  if (candidate.kind === 'connected') return from === 'connected'
  if (from === 'connected' || candidate.table !== table) return false
  const { route } = candidate
  if (from === 'static') return STATIC_PROTOCOLS.includes(route.protocol)
  if (from === 'kernel') return !isConnectedRoute(route)
  return route.protocol === from
}

/** The kernel's own route to a network of one of its links. */
function isConnectedRoute({ protocol, nextHops }: ForeignRoute): boolean {
  return protocol === KERNEL_PROTOCOL && nextHops.length > 0 && nextHops.every((hop) => hop.gateway === undefined)
}

function matches({ prefix, metric, tag }: RouteMatch, candidate: Candidate): boolean {
  if (prefix !== undefined && !prefix.some((range) => inPrefixRange(range, candidate.prefix))) return false
  const route = candidate.kind === 'foreign' ? candidate.route : { metric: 0, realm: 0 }
  return (metric === undefined || route.metric === metric) && (tag === undefined || route.realm === tag)
}
