import type { Instant } from '../../base/duration.js'
import type { Ipv4 } from '../../base/ipv4.js'
import { PrefixMap } from '../../base/prefix-map.js'
import type { PathType, Route } from '../../engine/route.js'
import type { AreaId, RouterId } from '../identifiers.js'
import type { Asbr, Forwarding } from './external.js'
import type { Graph } from './graph.js'
import { NextHopTable } from './next-hop.js'
import { type AttachedSource, type Destination, Routes } from './table.js'

/** The routing table of an OSPF instance (RFC 2328 §11) and what its calculation keeps between runs. */
export interface RoutingMemory {
  readonly routes: Routes
  /** When each calculation ended and what it cost, the newest last, bounded in number. */
  readonly log: SpfRun[]
  /** Calculations so far. */
  runs: number
  readonly delay: SpfDelay
  /** What the link state databases say, kept up to date with each LSA. */
  readonly graphs: Map<AreaId, Graph>
  /** Every network that some LSA or own interface describes. */
  readonly destinations: PrefixMap<Destination>
  readonly asbrs: Map<RouterId, Asbr>
  /** The forwarding addresses that AS-external-LSAs name. */
  readonly forwarding: Map<Ipv4, Forwarding>
  /** RFC 3101 §2.5 (3): the NSSAs of an area border router, and which type 7 defaults it does not use there. */
  nssasWithoutDefault: ReadonlyMap<AreaId, 'all' | 'not-propagated'>
  /** The networks of the router's own interfaces. */
  attached: AttachedSource[]
  nextHops: NextHopTable
  /** The areas whose summary-LSAs count (§16.2): the backbone for an area border router, else all. */
  summaryAreas: ReadonlySet<Graph>
  /** Another router is in the tree of the backbone. */
  reachesBackbone: boolean
  /** The areas with TransitCapability (RFC 2328 §6). */
  transitAreas: ReadonlySet<Graph>
  /** RFC 2328 §C.1, as the routes were calculated by it. */
  rfc1583Compatibility: boolean
  readonly pending: PendingCalculation
  /** When the trees were last compared with whole ones. */
  verified: Instant | undefined
  /** The calculation that goes on, or else the last one. */
  calculation: SpfRun
  /** The destinations to which it has given another route; none when it has ended. */
  readonly touched: Destination[]
  /** The routes are withdrawn and stay so: the router is stopping. */
  withdrawn: boolean
}

/** What the next calculation has to look at again. */
export interface PendingCalculation {
  /** Own interfaces or Full neighbors changed. */
  nextHops: boolean
  /** Each once: those that say so themselves. */
  readonly destinations: Destination[]
  readonly asbrs: Set<Asbr>
  /** The ways to all forwarding addresses have to be looked up again, or to these, which are new. */
  allForwarding: boolean
  readonly newForwarding: Set<Forwarding>
  /** What came first since the last calculation, and how many things came. */
  firstTrigger: string
  triggers: number
}

/** RFC 8405 §5. */
export interface SpfDelay {
  state: 'QUIET' | 'SHORT_WAIT' | 'LONG_WAIT'
  lastEvent: Instant
  /** Calculations since QUIET that did not wait because a link of ours was new. */
  promptRuns: number
}

/** RFC 2328 §11: a routing table entry whose Destination Type is network. */
export interface OspfRoute extends Route {
  readonly pathType: PathType
  /** undefined for external paths, which belong to no area. */
  readonly area: AreaId | undefined
  readonly cost: number
  /** The type 2 cost of an external-2 path. */
  readonly type2Cost: number | undefined
  /** The external route tag; undefined for paths inside the AS. */
  readonly tag: number | undefined
  /** The router whose LSA this comes from (network-LSA's or router-LSA's originator, ABR, ASBR). */
  readonly originator: RouterId
  /** The network is the router's own: the kernel has a better route to it already. */
  readonly attached: boolean
  /** That which last changed the entry. */
  readonly calculation: SpfRun
}

export interface SpfRun {
  readonly at: Instant
  /** What made it necessary: `router-LSA 10.0.0.1`, and how many more. */
  readonly trigger: string
  /** By what it cost: a whole tree, the part of one that changed, or destinations only. */
  kind: 'full' | 'incremental' | 'partial'
  vertices: number
  routes: number
  changed: number
}

/** An empty routing table. */
export function createRoutingMemory(): RoutingMemory {
  const destinations = new PrefixMap<Destination>()
  return {
    routes: new Routes(destinations),
    log: [],
    runs: 0,
    delay: { state: 'QUIET', lastEvent: 0 as Instant, promptRuns: 0 },
    graphs: new Map(),
    destinations,
    asbrs: new Map(),
    forwarding: new Map(),
    nssasWithoutDefault: new Map(),
    attached: [],
    nextHops: new NextHopTable(1),
    summaryAreas: new Set(),
    reachesBackbone: false,
    transitAreas: new Set(),
    rfc1583Compatibility: false,
    pending: {
      nextHops: true,
      destinations: [],
      asbrs: new Set(),
      allForwarding: false,
      newForwarding: new Set(),
      firstTrigger: '',
      triggers: 0,
    },
    calculation: { at: 0 as Instant, trigger: '', kind: 'partial', vertices: 0, routes: 0, changed: 0 },
    touched: [],
    verified: undefined,
    withdrawn: false,
  }
}
