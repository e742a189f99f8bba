import { Agenda } from '../base/agenda.js'
import type { Instant } from '../base/duration.js'
import type { Ipv4 } from '../base/ipv4.js'
import type { Prefix } from '../base/prefix.js'
import type { Random } from '../base/random.js'
import type { Link } from '../engine/link.js'
import { type BorderMemory, createBorderMemory } from './area/memory.js'
import type { AuthenticationMemory } from './authentication/memory.js'
import type { SequenceNumbers } from './authentication/sequence.js'
import type { OspfEffect } from './contract.js'
import { Database, type DatabaseEntry } from './database/database.js'
import { createExternalMemory, type ExternalMemory } from './external/memory.js'
import { createFloodingMemory, type FloodingMemory } from './flooding/memory.js'
import { createGracefulRestartMemory, type GracefulRestartMemory, type Helping } from './graceful-restart/memory.js'
import type { AreaId, RouterId } from './identifiers.js'
import type { Lsa, LsaHeader } from './lsa/lsa.js'
import type { RequestList } from './neighbor/request-list.js'
import type { LsaRefusal, PacketRefusal } from './notice.js'
import type { DatabaseDescription } from './packet/database-description.js'
import { createRoutingMemory, type RoutingMemory } from './routing/memory.js'
import type { WhyNoPath } from './routing/virtual-path.js'
import type { AreaSettings, InterfaceSettings, InterfaceType, OspfSettings } from './settings.js'
import type { InterfaceState, NeighborState } from './states.js'
import type { StubRouterReason } from './stub-router.js'

/** Everything one OSPF instance knows (RFC 2328 §5). The engine owns it; the functions of this folder change it. */
export interface OspfMemory {
  readonly random: Random
  readonly agenda: Agenda
  /** The instant of the input being handled. */
  now: Instant
  /** The effects of the input being handled, in order. */
  effects: OspfEffect[]
  settings: OspfSettings
  /** settings.routerId, for short. */
  readonly routerId: RouterId
  readonly links: Map<number, Link>
  readonly areas: Map<AreaId, Area>
  /** By OspfInterface.key. */
  readonly interfaces: Map<string, OspfInterface>
  /** The interfaces of each link by the link's index, in the order in which they came to be; virtual links are on none. */
  readonly interfacesOfLink: Map<number, OspfInterface[]>
  /** Links on which OSPF packets are received now, by index, with the groups joined beside AllSPFRouters. */
  readonly openLinks: Map<number, { allDRouters: boolean }>
  /** The LSAs of AS scope: AS-external and opaque type 11. */
  readonly asDatabase: Database
  readonly flooding: FloodingMemory
  readonly routing: RoutingMemory
  readonly border: BorderMemory
  readonly external: ExternalMemory
  /** Why the router is a stub router now, `always` apart. */
  readonly stubRouter: Set<StubRouterReason>
  readonly authentication: AuthenticationMemory
  readonly gracefulRestart: GracefulRestartMemory
  /** Own LSAs are being flushed; nothing is originated any more. */
  stopping: boolean
  /** Others are taking our place as Designated Router before that: our router- and network-LSAs stay as they are until then. */
  resigning: boolean
}

/** What an instance knows when it starts. Its owner shares the links and the authentication's memory, which outlive it. */
export function createMemory(
  settings: OspfSettings,
  links: Map<number, Link>,
  authentication: AuthenticationMemory,
  random: Random,
  now: Instant,
  effects: OspfEffect[],
): OspfMemory {
  return {
    random,
    agenda: new Agenda(),
    now,
    effects,
    settings,
    routerId: settings.routerId,
    links,
    areas: new Map(),
    interfaces: new Map(),
    interfacesOfLink: new Map(),
    openLinks: new Map(),
    asDatabase: new Database(random.uint32()),
    flooding: createFloodingMemory(),
    routing: createRoutingMemory(),
    border: createBorderMemory(),
    external: createExternalMemory(),
    stubRouter: new Set(),
    authentication,
    gracefulRestart: createGracefulRestartMemory(),
    stopping: false,
    resigning: false,
  }
}

/** RFC 2328 §6. */
export interface Area {
  readonly id: AreaId
  settings: AreaSettings
  /** The LSAs of area scope. */
  readonly database: Database
  readonly interfaces: Set<OspfInterface>
}

/** What a virtual link is, and where the path through its Transit area leads (RFC 2328 §15). */
export interface VirtualEnd {
  readonly transitArea: AreaId
  /** The other endpoint. */
  readonly neighbor: RouterId
  /** Its interface address; 0 while there is no path to it. */
  address: Ipv4
  /** It is our neighbor on the link too. */
  near: boolean
  /** Why there is no path; undefined while there is one. */
  noPath: WhyNoPath | undefined
}

/**
 * RFC 2328 §9: the connection of the router to one network. A link with addresses in several subnets is several
 * interfaces; one without an address can be one (unnumbered point-to-point).
 */
export interface OspfInterface {
  /** `eth0`, `eth0:10.0.1.1` for the subnets after a link's first, `vlink:0.0.0.1:10.0.0.3` for a virtual link. Unique. */
  readonly key: string
  /** Of a virtual link, the one out of which the path through the Transit area begins. */
  link: Link
  readonly area: Area
  settings: InterfaceSettings
  readonly type: InterfaceType | 'loopback' | 'virtual'
  /** Of a virtual link only. */
  readonly virtualEnd: VirtualEnd | undefined
  /** The IP interface address: the source of its packets. Borrowed from another link where `unnumbered`. */
  address: Ipv4
  /** The subnet; undefined where unnumbered (no address, or a /32 on a point-to-point link). */
  readonly prefix: Prefix | undefined
  /** The link has no address of its own: `address` is another link's. */
  readonly unnumbered: boolean
  /** Interface output cost, 1 to 65535; 0 on a loopback unless told otherwise (§12.4.1). */
  cost: number
  state: InterfaceState
  /** Addresses; 0 while there is none (§9: Designated Router, Backup Designated Router). */
  designatedRouter: Ipv4
  backupDesignatedRouter: Ipv4
  /** By address on broadcast links, by Router ID on point-to-point and virtual ones (§10.5). */
  readonly neighbors: Map<number, Neighbor>
  /** The LSAs of link-local scope (opaque type 9). */
  readonly database: Database
  /** Headers that wait for the next delayed acknowledgment (§13.5). */
  delayedAcknowledgments: LsaHeader[]
  readonly counters: InterfaceCounters
  /** The last refusal by source address, bounded in number, so that a router that is no neighbor yet can be explained. */
  readonly refusals: Map<Ipv4, Refusal>
  readonly sequenceNumbers: SequenceNumbers
  /** The chain of keys has none that is valid now (§D.3): said, and not to be said again. */
  keyExpired: boolean
  stateChanges: number
  /** When the state last changed. */
  since: Instant
  /** When the last Hello was sent; undefined before the first since it came up. */
  lastHelloSent: Instant | undefined
}

export interface Refusal {
  reason: PacketRefusal
  /** `theirs 40, ours 4` */
  detail: string
  at: Instant
  count: number
  routerId: RouterId | undefined
}

export interface InterfaceCounters {
  /** By packet type 1 to 5 (index 0 unused). */
  readonly received: number[]
  readonly sent: number[]
  readonly refusedPackets: Map<PacketRefusal, number>
  readonly refusedLsas: Map<LsaRefusal, number>
  retransmittedLsas: number
}

/** RFC 2328 §10. */
export interface Neighbor {
  readonly interface: OspfInterface
  /** `eth0 10.0.0.2`, for the names of timers: unique among those that are alive. */
  readonly key: string
  routerId: RouterId
  address: Ipv4
  state: NeighborState
  /** When the state last changed. */
  since: Instant
  /** When the last Hello came. */
  lastHello: Instant
  /** When the adjacency last began to come up: the way from ExStart to Full (RFC 4222 §2 (5)). */
  comingUpSince: Instant
  priority: number
  designatedRouter: Ipv4
  backupDesignatedRouter: Ipv4
  /** Options of its Database Descriptions (§10.6); 0 before the first is accepted. */
  options: number
  /** Interface MTU of its last Database Description; undefined before the first. */
  interfaceMtu: number | undefined
  /** We are master of the exchange. */
  master: boolean
  ddSequenceNumber: number
  /** The DD sequence number of the opening that we answered last as slave; undefined before. */
  answeredOpening: number | undefined
  /** Each negotiation moves this on by RxmtInterval: how far it may be ahead of now limits their rate. */
  negotiationsPaidUntil: Instant
  lastReceivedDd: DatabaseDescription | undefined
  /** The last Database Description packet we sent, to be sent again with the same content. */
  lastSentDd: DatabaseDescription | undefined
  /** Database summary list (§10): what is still to be described. */
  summaryList: LsaHeader[]
  /** What of it the neighbor has described itself, as recent or more so, by `lsaKeyOf`: it needs no description (RFC 5243). */
  readonly described: Set<string>
  /** Link state request list (§10): what the neighbor has and we want. */
  readonly requestList: RequestList
  /** How often its outstanding requests have been repeated without any of their LSAs having come. */
  requestRepeats: number
  /** Link state retransmission list (§10): flooded and not acknowledged; the value is when it was last sent. */
  readonly retransmissionList: Map<DatabaseEntry, Instant>
  /** What came before MinLSArrival was over and waits for that (§13 (5)(a)), by `lsaKeyOf`. */
  readonly early: Map<string, Lsa>
  stateChanges: number
  /** It restarts gracefully, and we help it; undefined else. */
  helping: Helping | undefined
  /** Why it is not further than it is, in words; undefined when all is well. */
  impediment: string | undefined
}
