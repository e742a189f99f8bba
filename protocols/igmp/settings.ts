import { type Duration, milliseconds, seconds } from '../base/duration.js'
import type { Ipv4 } from '../base/ipv4.js'
import { type Prefix, prefix } from '../base/prefix.js'

/** What the IGMP router is to do, checked whole and with every default applied. */
export interface IgmpSettings {
  /** Links that no rule matches do not run IGMP; the first rule whose pattern a link's name matches is the link's. */
  readonly interfaces: readonly IgmpInterfaceRule[]
  /** Groups with source-specific semantics only (RFC 4604 §3); empty: none. */
  readonly ssmRange: readonly Prefix[]
}

export interface IgmpInterfaceRule {
  /** A link's name, `*` standing for any characters. */
  readonly pattern: string
  readonly settings: IgmpInterfaceSettings
}

export type IgmpVersion = 1 | 2 | 3

/** RFC 3376 §8; names of RFC 8652. */
export interface IgmpInterfaceSettings {
  /** The version of the queries we send (§7.3.1); reports of older hosts are understood whatever it is. */
  readonly version: IgmpVersion
  /** §8.1: 1 to 7. */
  readonly robustnessVariable: number
  /** §8.2: 1 s to 31744 s, and at least queryMaxResponseTime. */
  readonly queryInterval: Duration
  /** §8.3, the Query Response Interval: 0.1 s to 3174.4 s (25.5 s where version is 2). */
  readonly queryMaxResponseTime: Duration
  /** §8.8: 0.1 s to 3174.4 s (25.5 s where version is 2). */
  readonly lastMemberQueryInterval: Duration
  /** §8.9: from 1; undefined: the Robustness Variable. */
  readonly lastMemberQueryCount: number | undefined
  /** §8.6; undefined: a quarter of the Query Interval. */
  readonly startupQueryInterval: Duration | undefined
  /** §8.7: from 1; undefined: the Robustness Variable. */
  readonly startupQueryCount: number | undefined
  /** Listen only: never send a query, never become querier. */
  readonly passive: boolean
  /** A leave ends the membership at once, without a query: for links with one host. */
  readonly immediateLeave: boolean
  /** Keep the hosts of each group, so that the leave of the last one ends the membership at once. */
  readonly explicitTracking: boolean
  /** Refuse reports without the Router Alert option (§9.2); shuts out IGMPv1 hosts. */
  readonly requireRouterAlert: boolean
  /** Refuse reports from outside the link's subnets (§9.2); 0.0.0.0 is always accepted. */
  readonly verifySourceSubnet: boolean
  /** Ignore reports and leaves of older versions than this (§9.2). */
  readonly oldestHostVersion: IgmpVersion
  /** The first rule that matches decides; what none matches is accepted. Holds for the reports that come from now on. */
  readonly policy: readonly MembershipRule[]
  /** Groups to treat as if a host were a member. */
  readonly staticGroups: readonly StaticGroup[]
  /** Groups that this machine itself is a member of on the link, as a host. */
  readonly joinGroups: readonly StaticGroup[]
  /** Sources for the groups that v1 and v2 hosts report in the SSM range. */
  readonly ssmMap: readonly SsmMapping[]
  /** RFC 4286: tell switches that snoop that a multicast router is here. */
  readonly routerAdvertisements: boolean
  readonly limits: IgmpLimits
}

export interface MembershipRule {
  readonly action: 'accept' | 'refuse'
  readonly group: Prefix
  /** undefined: any source, and memberships for all sources. */
  readonly source: Prefix | undefined
  /** The reporting host; undefined: any. */
  readonly host: Prefix | undefined
}

export interface StaticGroup {
  readonly group: Ipv4
  /** Empty: all sources. */
  readonly sources: readonly Ipv4[]
}

export interface SsmMapping {
  readonly group: Prefix
  readonly sources: readonly Ipv4[]
}

/** What hosts can make us remember and do, for each link. */
export interface IgmpLimits {
  readonly groups: number
  readonly sourcesPerGroup: number
  /** Of all groups together. */
  readonly sources: number
  readonly groupsPerHost: number
  /** Host and group pairs that explicit tracking keeps. */
  readonly trackedHosts: number
  /** Reports and leaves a second; as many again may come in a burst. */
  readonly reportsPerSecond: number
}

/** RFC 3376 §8 and our own defaults: what an interface has that says nothing. */
export const DEFAULT_IGMP_INTERFACE: IgmpInterfaceSettings = {
  version: 3,
  robustnessVariable: 2,
  queryInterval: seconds(125),
  queryMaxResponseTime: seconds(10),
  lastMemberQueryInterval: milliseconds(1000),
  lastMemberQueryCount: undefined,
  startupQueryInterval: undefined,
  startupQueryCount: undefined,
  passive: false,
  immediateLeave: false,
  explicitTracking: false,
  requireRouterAlert: false,
  verifySourceSubnet: true,
  oldestHostVersion: 1,
  policy: [],
  staticGroups: [],
  joinGroups: [],
  ssmMap: [],
  routerAdvertisements: false,
  limits: {
    groups: 16_384,
    sourcesPerGroup: 1024,
    sources: 262_144,
    groupsPerHost: 4096,
    trackedHosts: 65_536,
    reportsPerSecond: 20_000,
  },
}

/** RFC 4604 §2: the range that IANA allocated for SSM. */
export const DEFAULT_SSM_RANGE: readonly Prefix[] = [prefix('232.0.0.0/8')]
