import { type Duration, seconds } from '../base/duration.js'
import type { Prefix } from '../base/prefix.js'

/** What multicast forwarding is to do, checked whole and with every default applied. Patterns as for IGMP. */
export interface MulticastSettings {
  /** Patterns of the links between which multicast is forwarded. */
  readonly forward: readonly string[]
  /** RFC 4605: an upstream link is in no other proxy and runs no IGMP router. */
  readonly proxies: readonly ProxySettings[]
  /** Flows that are forwarded without a membership. */
  readonly routes: readonly StaticMulticastRoute[]
  /** The first whose pattern a link's name matches is the link's; DEFAULT_MULTICAST_INTERFACE otherwise. */
  readonly interfaces: readonly MulticastInterfaceRule[]
  /** The most flows that are kept, the silenced ones included. */
  readonly maximumFlows: number
  /** A flow without a packet for this long is forgotten. */
  readonly flowTimeout: Duration
}

export interface ProxySettings {
  /** A link's name. */
  readonly upstream: string
  /** Patterns. */
  readonly downstream: readonly string[]
}

export interface StaticMulticastRoute {
  readonly group: Prefix
  /** undefined: any source. */
  readonly source: Prefix | undefined
  /** A link's name. */
  readonly incoming: string
  /** Patterns. */
  readonly outgoing: readonly string[]
}

export interface MulticastInterfaceRule {
  readonly pattern: string
  readonly settings: MulticastInterfaceSettings
}

export interface MulticastInterfaceSettings {
  /** 1 to 255: packets with a TTL not above this are not forwarded onto the link. */
  readonly ttlThreshold: number
  /** Groups that pass neither into nor out of the link (RFC 2365). */
  readonly boundary: readonly Prefix[]
  /** Where the source of a flow must be for the flow to be accepted from this link. */
  readonly reversePath: ReversePathCheck
  /** Forward onto the link also while another router is its querier (RFC 4605 §3). */
  readonly forwardAsNonQuerier: boolean
}

/**
 * `connected`: in a subnet of the link (a proxy's upstream: of no other link of ours); `routes`: there, or where the
 * kernel's route to it leads to the link; `none`: anywhere.
 */
export type ReversePathCheck = 'connected' | 'routes' | 'none'

export const DEFAULT_MULTICAST_INTERFACE: MulticastInterfaceSettings = {
  ttlThreshold: 1,
  boundary: [],
  reversePath: 'connected',
  forwardAsNonQuerier: false,
}

/** What a configuration without a `multicast` section means: forward nothing. */
export const DEFAULT_MULTICAST: MulticastSettings = {
  forward: [],
  proxies: [],
  routes: [],
  interfaces: [],
  maximumFlows: 16_384,
  flowTimeout: seconds(210),
}
