import type { Prefix } from '../base/prefix.js'
import type { NextHop } from './route.js'

/** A unicast route that somebody else put into one of the kernel's tables. */
export interface ForeignRoute {
  readonly prefix: Prefix
  /** rtnetlink's rtm_protocol: 2 the kernel itself, 3 `ip route add`, 4 static, 186 BIRD, 16 DHCP, … */
  readonly protocol: number
  /** The kernel's priority: the lower of two routes is used. */
  readonly metric: number
  /** The tag that the kernel has for routes; 0 for none. */
  readonly realm: number
  /** Ordered by interface index and gateway; empty where packets are discarded (blackhole, unreachable, prohibit). */
  readonly nextHops: readonly NextHop[]
}

/** What a table has for a prefix from now on: the route with the lowest metric of all but our own, or none. */
export interface ForeignRouteChange {
  readonly prefix: Prefix
  readonly route: ForeignRoute | undefined
}
