import { type Duration, seconds } from '../base/duration.js'
import type { Ipv4 } from '../base/ipv4.js'
import type { Prefix } from '../base/prefix.js'
import type { PrefixRange } from '../base/prefix-list.js'
import type { ExternalSettings } from './external/settings.js'
import type { AreaId, RouterId } from './identifiers.js'
import type { Authentication } from './packet/authentication.js'
import type { StubRouterSettings } from './stub-router.js'

/** What an OSPF instance is to do, checked whole and with every default applied (RFC 2328 Appendix C). */
export interface OspfSettings extends ExternalSettings {
  /** Advertised for others to show (RFC 5642); undefined: not. 1 to 255 visible ASCII characters. */
  readonly hostname: string | undefined
  readonly stubRouter: StubRouterSettings
  readonly routerId: RouterId
  readonly areas: readonly AreaSettings[]
  /** The most next hops of one route; at least 1. */
  readonly maximumPaths: number
  /** Mbit/s of a link of cost 1, for interfaces without a `cost`. */
  readonly referenceBandwidth: number
  readonly spfDelay: SpfDelaySettings
  readonly abrType: AbrType
  readonly gracefulRestart: GracefulRestartSettings
  /** RFC 4222 §2 (5): so many adjacencies are brought up at once; at least 1. */
  readonly maximumAdjacenciesComingUp: number
  /** So many LSAs of others the database may hold, those longer than 1024 bytes counting more; at least 1. */
  readonly maximumLsas: number
  /** With more, the instance ends its adjacencies and does nothing for so long. */
  readonly overflowPause: Duration
  /** RFC 2328 §C.1, the same on all routers of the AS: how one of several AS-external-LSAs is preferred (§16.4.1). */
  readonly rfc1583Compatibility: boolean
}

/** RFC 3623 Appendix B. */
export interface GracefulRestartSettings {
  /** RestartSupport: restarts of our own are graceful, those that are planned. */
  readonly enabled: boolean
  /** Those after a crash too. */
  readonly unplanned: boolean
  /** RestartInterval: how long neighbors are asked to count us as adjacent; whole seconds, 1 to 1800. */
  readonly gracePeriod: Duration
  /** RestartHelperSupport: what we do for neighbors that restart. */
  readonly helper: HelperSettings
}

export interface HelperSettings {
  readonly enabled: boolean
  /** RestartHelperStrictLSAChecking: a change of the topology ends the help. */
  readonly strictLsaChecking: boolean
  /** Nobody is helped who asks for more. */
  readonly maximumGracePeriod: Duration
  /** Only who says that the restart is a software restart or upgrade, not after a crash (RFC 3623 §5). */
  readonly plannedOnly: boolean
  /** Who is helped; undefined: everybody. */
  readonly routers: readonly RouterId[] | undefined
}

/**
 * When a router of several areas is an area border router: RFC 2328 §3.3 (`standard`), or by RFC 3509 §2.1 only with an
 * interface in the backbone that is not Down (`cisco`), or any at all (`ibm`).
 */
export type AbrType = 'standard' | 'cisco' | 'ibm'

/** RFC 8405 §5: the SPF back-off algorithm's times. */
export interface SpfDelaySettings {
  readonly initialDelay: Duration
  readonly shortDelay: Duration
  readonly longDelay: Duration
  readonly timeToLearn: Duration
  readonly holdDown: Duration
}

/** RFC 2328 §C.2. */
export interface AreaSettings {
  readonly id: AreaId
  readonly areaType: AreaType
  /** ImportSummaries (RFC 3101 Appendix D): whether an area border router originates more than a default into a stub area. */
  readonly summary: boolean
  /** StubDefaultCost, 0 to 16777214. */
  readonly defaultCost: number
  /** The area's address ranges, which an area border router advertises in the place of the networks in them. */
  readonly ranges: readonly AreaRange[]
  /** Which networks summary-LSAs into the area, and those about the area's own networks, may describe. */
  readonly filter: AreaFilter
  /** What counts where the area is an NSSA. */
  readonly nssa: NssaSettings
  /** The first whose pattern a link's name matches is the link's. */
  readonly interfaces: readonly InterfaceRule[]
  /** The virtual links through this area, which is normal and not the backbone; where there is one, there is a backbone. */
  readonly virtualLinks: readonly VirtualLink[]
}

/** RFC 2328 §C.4. */
export interface VirtualLink {
  /** The Router ID of the other endpoint; no two in an area have the same. */
  readonly neighbor: RouterId
  readonly settings: VirtualLinkSettings
}

/** The cost is that of the path through the area (§15). */
export interface VirtualLinkSettings
  extends Pick<
    InterfaceSettings,
    'helloInterval' | 'deadInterval' | 'retransmitInterval' | 'transmitDelay' | 'authentication'
  > {}

export type AreaType = 'normal' | 'stub' | 'nssa'

/** RFC 3101 Appendix D. */
export interface NssaSettings {
  /** NSSATranslatorRole; `never` is not the RFC's. */
  readonly translator: 'candidate' | 'always' | 'never'
  /** TranslatorStabilityInterval. */
  readonly stabilityInterval: Duration
  /** Whether an area border router originates a type 7 default where it originates summaries. */
  readonly defaultRoute: boolean
  /** Type-7 address ranges. */
  readonly ranges: readonly NssaRange[]
}

/** RFC 3101 §2.2. */
export interface NssaRange {
  readonly prefix: Prefix
  readonly advertise: boolean
  /** undefined: as RFC 3101 §3.2 (3) has it. */
  readonly cost: number | undefined
  readonly tag: number
}

/** RFC 2328 §C.2. */
export interface AreaRange {
  readonly prefix: Prefix
  /** Advertise, or DoNotAdvertise: hide the networks in it. */
  readonly advertise: boolean
  /** 0 to 16777214; undefined: the largest cost of the networks in it. */
  readonly cost: number | undefined
}

/** Inter-area prefix filters: the networks that pass; undefined: all do. */
export interface AreaFilter {
  readonly in: readonly PrefixRange[] | undefined
  readonly out: readonly PrefixRange[] | undefined
}

/** An area about which nothing is said. */
export const AREA_DEFAULTS = {
  areaType: 'normal',
  summary: true,
  defaultCost: 1,
  ranges: [],
  filter: { in: undefined, out: undefined },
  nssa: { translator: 'candidate', stabilityInterval: seconds(40), defaultRoute: true, ranges: [] },
  virtualLinks: [],
} as const satisfies Omit<AreaSettings, 'id' | 'interfaces'>

export interface InterfaceRule {
  /** A link's name, `*` standing for any characters. */
  readonly pattern: string
  readonly settings: InterfaceSettings
}

export type InterfaceType = 'broadcast' | 'non-broadcast' | 'point-to-point' | 'point-to-multipoint'

/** RFC 2328 Appendix C.3. */
export interface InterfaceSettings {
  /** undefined: broadcast, but point-to-point on a point-to-point link. A loopback link is always a stub host. */
  readonly interfaceType: InterfaceType | undefined
  /** 1 to 65535; undefined: from the link's speed and the reference bandwidth, 10 where the speed is unknown. */
  readonly cost: number | undefined
  /** 0 to 255; 0 never becomes Designated Router. */
  readonly priority: number
  /** Whole seconds up to 65535, or less than one. */
  readonly helloInterval: Duration
  /** Whole seconds, more than helloInterval. */
  readonly deadInterval: Duration
  /** RxmtInterval. */
  readonly retransmitInterval: Duration
  /** InfTransDelay, whole seconds from 1. */
  readonly transmitDelay: Duration
  /** Advertised, but neither sends nor accepts OSPF packets. */
  readonly passive: boolean
  /** Do not compare the Interface MTU of Database Description packets. */
  readonly mtuIgnore: boolean
  /**
   * On a non-broadcast network the routers that may become Designated Router, and with this router being one that may
   * all others too (§9.5.1, §C.5); on a point-to-multipoint one all routers, or none where it carries multicast.
   */
  readonly staticNeighbors: readonly StaticNeighbor[]
  /** PollInterval (§C.5): between Hellos to neighbors of a non-broadcast network that are Down. */
  readonly pollInterval: Duration
  readonly authentication: Authentication
  readonly allowNeighbors: NeighborFilter
  /** Hide the network (RFC 6860), where the interface is neither passive nor a loopback. */
  readonly prefixSuppression: boolean
  /**
   * The Generalized TTL Security Mechanism (RFC 5082): packets from afar are known by the TTL that is left of 255.
   * Transmit-only sends with TTL 255, but accepts any, while the neighbors are being changed over.
   */
  readonly ttlSecurity: boolean | 'transmit-only'
  /** From how far away packets are accepted then: 1, the link itself, to 254. */
  readonly ttlSecurityHops: number
}

export interface StaticNeighbor {
  readonly address: Ipv4
  /** 0 to 255; more than 0: eligible to become Designated Router, until its Hellos say themselves. */
  readonly priority: number
}

/** Whose packets are accepted; undefined: everybody's. */
export interface NeighborFilter {
  readonly routerIds: readonly RouterId[] | undefined
  /** Of their source addresses. */
  readonly sources: readonly Prefix[] | undefined
}
