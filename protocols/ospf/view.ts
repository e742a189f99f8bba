import { between, type Duration } from '../base/duration.js'
import { formatIpv4 } from '../base/ipv4.js'
import { areaViews, lsasByType } from './area/view.js'
import type { AuthenticationInUse } from './authentication/in-use.js'
import { interfaceView } from './interface/view.js'
import type { OspfMemory } from './memory.js'
import { neighborViews } from './neighbor/view.js'
import { spfView } from './routing/view.js'
import type { AreaType, OspfSettings } from './settings.js'
import type { InterfaceState, NeighborState } from './states.js'
import { type StubRouterReason, stubRouterReason } from './stub-router.js'

/**
 * What the engine shows of itself: plain JSON data, addresses as text, times as milliseconds from now (remaining) or
 * until now (elapsed). The same for `waymark show`, its `--json`, and the metrics.
 */
export interface OspfView {
  readonly routerId: string
  /** Why others are asked to send around this router (RFC 6987); null where they are not. */
  readonly stubRouter: StubRouterReason | null
  /** Networks outside of the AS that are brought into it, and our AS-external-LSAs, of which ranges make fewer. */
  readonly externals: { readonly networks: number; readonly lsas: number }
  readonly areas: readonly AreaView[]
  /** Those of AS scope, by type name (`as-external`, …). */
  readonly asLsas: Readonly<Record<string, number>>
  readonly interfaces: readonly InterfaceView[]
  readonly neighbors: readonly NeighborView[]
  readonly spf: SpfView
  /** A graceful restart of our own that is not over yet. */
  readonly restarting: { readonly planned: boolean; readonly graceLeft: Duration } | null
  /** How often the help for a neighbor's graceful restart had each outcome. */
  readonly helpOutcomes: Readonly<Record<string, number>>
  readonly foreignLsas: ForeignLsasView
}

/** The LSAs of others, and how many there may be. */
export interface ForeignLsasView {
  /** Those longer than 1024 bytes more than once. */
  readonly counted: number
  readonly maximum: number
  /** How often there were more. */
  readonly overflows: number
  /** What is left of the time in which the instance does nothing for that reason; null where it does something. */
  readonly pauseLeft: Duration | null
}

export interface AreaView {
  readonly area: string
  readonly type: AreaType
  /** Whether summaries of other areas are imported. */
  readonly summary: boolean
  /** TransitCapability (RFC 2328 §6): whether it carries the traffic of other areas, for a virtual link goes through it. */
  readonly transit: boolean
  /** Whether this router is an area border router. */
  readonly borderRouter: boolean
  /** NSSATranslatorState (RFC 3101 §3.1); null where the area is no NSSA. */
  readonly translator: 'disabled' | 'enabled' | 'elected' | null
  readonly interfaces: number
  readonly fullNeighbors: number
  /** The networks that our summary-LSAs describe to the area. */
  readonly summaries: number
  readonly ranges: readonly {
    readonly prefix: string
    readonly advertise: boolean
    /** Networks in it to which there are routes inside of the area. */
    readonly networks: number
    /** null while there is none. */
    readonly cost: number | null
  }[]
  /** Ranges of an NSSA's externals, for a translator; the cost is that of the configuration, null where it has none. */
  readonly externalRanges: readonly {
    readonly prefix: string
    readonly advertise: boolean
    readonly cost: number | null
  }[]
  /** What passes into the area and out of it; null: everything. */
  readonly filter: { readonly in: readonly string[] | null; readonly out: readonly string[] | null }
  /** Of the default route that a border router advertises into a stub area or NSSA; null elsewhere. */
  readonly defaultCost: number | null
  /** LSAs by type name (`router`, `network`, …). */
  readonly lsas: Readonly<Record<string, number>>
}

export interface InterfaceView {
  readonly interface: string
  readonly area: string
  readonly type: string
  /** null unless it is a virtual link. */
  readonly virtualLink: VirtualLinkView | null
  readonly address: string
  readonly prefixLength: number | null
  readonly state: InterfaceState
  readonly cost: number
  readonly priority: number
  readonly passive: boolean
  /** Its network is not advertised (RFC 6860). */
  readonly prefixSuppressed: boolean
  readonly mtu: number
  /** It is not compared with the neighbors' (`mtu-ignore`). */
  readonly mtuIgnored: boolean
  /** The addresses of both on the network, and the names that they advertise (RFC 5642). */
  readonly designatedRouter: string | null
  readonly designatedRouterHostname: string | null
  readonly backupDesignatedRouter: string | null
  readonly backupDesignatedRouterHostname: string | null
  readonly helloInterval: Duration
  readonly deadInterval: Duration
  readonly authentication: AuthenticationInUse
  readonly ttlSecurity: boolean | 'transmit-only'
  /** From how far away packets are accepted with it: 1, the link itself, and more. */
  readonly ttlSecurityHops: number
  /** Whose packets are accepted, by Router ID and by address; null: everybody's. */
  readonly allowNeighbors: { readonly routerIds: readonly string[] | null; readonly sources: readonly string[] | null }
  readonly neighbors: number
  readonly fullNeighbors: number
  /** By packet type name (`hello`, `database-description`, …). */
  readonly received: Readonly<Record<string, number>>
  readonly sent: Readonly<Record<string, number>>
  readonly refusedPackets: Readonly<Record<string, number>>
  readonly refusedLsas: Readonly<Record<string, number>>
  readonly retransmittedLsas: number
  readonly stateChanges: number
}

/** RFC 2328 §15. */
export interface VirtualLinkView {
  readonly transitArea: string
  /** The Router ID of the other endpoint. */
  readonly neighbor: string
  /** The interface out of which its path begins; null while there is none. */
  readonly outgoing: string | null
  /** Why there is no path; null while there is one. */
  readonly noPath: string | null
}

export interface NeighborView {
  readonly area: string
  readonly interface: string
  /** null where nothing but refused packets is known, and of a configured neighbor that has not been heard. */
  readonly routerId: string | null
  /** The name it advertises (RFC 5642). */
  readonly hostname: string | null
  readonly address: string
  readonly state: NeighborState | null
  readonly role: 'DR' | 'Backup' | 'Other' | null
  readonly priority: number | null
  /** Until the neighbor is declared dead. */
  readonly deadIn: Duration | null
  /** Since the state last changed. */
  readonly inState: Duration | null
  readonly stateChanges: number
  readonly retransmissionList: number
  readonly requestList: number
  /** It restarts gracefully, and we help it (RFC 3623). */
  readonly helping: { readonly graceLeft: Duration; readonly reason: string } | null
  readonly whyNotFull: string | null
}

export interface DatabaseEntryView {
  /** null for AS scope. */
  readonly area: string | null
  /** Link-local scope only. */
  readonly interface: string | null
  readonly type: string
  readonly linkStateId: string
  readonly advertisingRouter: string
  /** The name that router advertises (RFC 5642). */
  readonly advertisingHostname: string | null
  /** Whole seconds. */
  readonly age: number
  /** `0x80000001` */
  readonly sequenceNumber: string
  /** `0x1a2b` */
  readonly checksum: string
  readonly length: number
  readonly selfOriginated: boolean
  /** The decoded body, fields named as in RFC 2328 Appendix A.4. */
  readonly body: Readonly<Record<string, unknown>>
}

export interface RouteView {
  readonly prefix: string
  readonly pathType: string
  /** null for external routes, which belong to no area. */
  readonly area: string | null
  readonly cost: number
  readonly type2Cost: number | null
  readonly tag: number | null
  readonly nextHops: readonly { readonly interface: string; readonly gateway: string | null }[]
  /** The Router ID of whose LSA this is, and the name it advertises (RFC 5642). */
  readonly from: string
  readonly fromHostname: string | null
  /** Since the entry last changed. */
  readonly unchanged: Duration
  /** What made the calculation necessary that changed it: `router-LSA 10.0.0.1`, and how many more. */
  readonly changedBy: string
}

/** Another router to which there is a path of its own (RFC 2328 §11, Destination Type router), one for each area of these. */
export interface BorderRouterView {
  readonly routerId: string
  /** The name it advertises (RFC 5642). */
  readonly hostname: string | null
  /** Of the path: that of the router's LSA, or of the area border router's that tells of it. */
  readonly area: string
  /** It is an area border router of the area. */
  readonly abr: boolean
  /** It is an AS boundary router. */
  readonly asbr: boolean
  readonly pathType: 'intra-area' | 'inter-area'
  readonly cost: number
  /** None where nothing but a virtual link leads there. */
  readonly nextHops: RouteView['nextHops']
}

/** A network outside of the AS that this router knows of and brings into it, or does not. */
export interface ExternalRouteView {
  readonly prefix: string
  /** `connected`, `default-information`, `external-range`, or the rtm_protocol it has in the kernel. */
  readonly source: string | number
  readonly metricType: 1 | 2
  readonly metric: number
  readonly tag: number
  readonly forwardingAddress: string | null
  /**
   * `advertised` by itself, `aggregated` or `hidden` by a range, or left to `another-asbr` that says the same
   * (RFC 2328 §12.4.4.1).
   */
  readonly fate: 'advertised' | 'aggregated' | 'hidden' | 'another-asbr'
  readonly range: string | null
}

export interface SpfView {
  /** RFC 8405 §5 state. */
  readonly state: 'QUIET' | 'SHORT_WAIT' | 'LONG_WAIT'
  readonly nextRunIn: Duration | null
  readonly runs: number
  readonly log: readonly {
    readonly ago: Duration
    readonly kind: string
    readonly trigger: string
    readonly vertices: number
    readonly routes: number
    readonly changed: number
  }[]
}

/** Of an instance that has not begun, or has ended. */
export const NOTHING: OspfView = {
  routerId: '0.0.0.0',
  stubRouter: null,
  externals: { networks: 0, lsas: 0 },
  areas: [],
  asLsas: {},
  interfaces: [],
  neighbors: [],
  spf: { state: 'QUIET', nextRunIn: null, runs: 0, log: [] },
  restarting: null,
  helpOutcomes: {},
  foreignLsas: { counted: 0, maximum: 0, overflows: 0, pauseLeft: null },
}

/** Of an instance that does nothing for a while, because there were more LSAs than it may hold. */
export function pausedView(settings: OspfSettings, pauseLeft: Duration, overflows: number): OspfView {
  const foreignLsas = { counted: 0, maximum: settings.maximumLsas, overflows, pauseLeft }
  return { ...NOTHING, routerId: formatIpv4(settings.routerId), foreignLsas }
}

/** Everything but the databases and routes, which may be large. */
export function ospfView(memory: OspfMemory, overflows: number): OspfView {
  const interfaces = [...memory.interfaces.values()]
  return {
    routerId: formatIpv4(memory.routerId),
    stubRouter: stubRouterReason(memory) ?? null,
    externals: { networks: memory.external.routes.size, lsas: memory.external.advertised.size },
    areas: areaViews(memory),
    asLsas: lsasByType(memory.asDatabase),
    interfaces: interfaces.map((each) => interfaceView(memory, each)),
    neighbors: interfaces.flatMap((each) => neighborViews(memory, each)),
    spf: spfView(memory),
    restarting:
      memory.gracefulRestart.restarting === undefined
        ? null
        : {
            planned: memory.gracefulRestart.restarting.planned,
            graceLeft: between(memory.now, memory.gracefulRestart.restarting.until),
          },
    helpOutcomes: memory.gracefulRestart.outcomes,
    foreignLsas: {
      counted: memory.flooding.foreign.counted,
      maximum: memory.settings.maximumLsas,
      overflows,
      pauseLeft: null,
    },
  }
}
