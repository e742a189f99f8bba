import type { Ipv4 } from '../../base/ipv4.js'
import type { AreaId, RouterId } from '../identifiers.js'
import { RouterBits } from '../lsa/router-lsa.js'
import type { Asbr, AsbrSummary, Forwarding } from './external.js'
import { CandidateList } from './heap.js'
import { NO_HOPS } from './next-hop.js'
import type { Root } from './spf.js'
import type { Source, SummarySource } from './table.js'

/**
 * The links of a vertex one behind the other, as signed 32-bit integers: V8 keeps an array of those as they are, and it is
 * smaller and sooner made than a typed one.
 */
export type Links = readonly number[]
/** Integers per link in `Links`: kind, target, metric, Link Data. */
export const LINK_FIELDS = 4
/** The target is a router's vertex: a point-to-point link, or a router attached to a network. */
export const TO_ROUTER = 0
/** The target is the Link State ID of a network, which may have several network-LSAs. */
export const TO_NETWORK = 1
/** The target is a router's vertex: a virtual link. */
export const TO_ROUTER_VIRTUALLY = 2

const FEW_CHANGES = 64
const NO_LINKS: Links = []
const NO_SOURCES: Source[] = []

/**
 * The routers and transit networks of one area as vertices with dense numbers (RFC 2328 §16.1), kept from one
 * calculation to the next: an LSA that changes costs its own links. A vertex lives as long as an LSA describes it or
 * something refers to it; then its number is used again.
 */
export class Graph {
  readonly area: AreaId
  /** The router's own adjacencies in the area, in words (`describeRoot`); empty where it has none. */
  root = ''
  /** Of the last tree. V8 drops the code that is made for objects of a shape when it collects and finds none: this one stays. */
  lastRoot: Root | undefined
  /** Whether it may be on the way to what AS-external-LSAs describe (RFC 3101 §2.5 (3)). */
  takesExternals = true
  /** The originators of type 7 LSAs, and the forwarding addresses that these name. */
  readonly nssaAsbrs = new Map<RouterId, Asbr>()
  readonly nssaForwarding = new Map<Ipv4, Forwarding>()
  /** The shortest-path tree has to be calculated again from its root. */
  stale = true
  /** The vertices whose links changed since the tree was calculated, and the links that they had then. */
  readonly changed = new Map<number, Links>()
  readonly candidates = new CandidateList()
  /** Vertex numbers are below this. */
  count = 0
  /** Vertices in use. */
  size = 0
  /** Routers with bit V (§A.4.2), endpoints of virtual links. */
  readonly virtualEndpoints = new Set<number>()
  /** Routers with bit B, area border routers. */
  readonly borderRouters = new Set<number>()
  /** Of all vertices. */
  linkCount = 0
  /** Links of routers that cost nothing. */
  zeroCostLinks = 0
  isRouter = new Uint8Array(16)
  /** Router ID, or a network-LSA's Link State ID. */
  id = new Uint32Array(16)
  originator = new Uint32Array(16)
  /** Bits V, E and B of a router-LSA (§A.4.2). */
  flags = new Uint8Array(16)
  /** Infinity where there is no path. */
  distance = new Float64Array(16)
  hops = new Int32Array(16)
  /** What the destinations know of a vertex: before and after a calculation the same as `distance` and `hops`. */
  knownDistance = new Float64Array(16)
  knownHops = new Int32Array(16)
  /** 1 where the vertex has an LSA. */
  described = new Uint8Array(16)
  /** By vertex; empty where it has no LSA. */
  readonly links: Links[] = []
  /** The destinations that the LSA of a vertex describes. */
  readonly sources: Source[][] = []
  /** The summary-LSAs that a router originated into the area, by Link State ID. */
  readonly summaries: (Map<Ipv4, SummarySource> | undefined)[] = []
  readonly asbrSummaries: (Map<Ipv4, AsbrSummary> | undefined)[] = []
  #references = new Int32Array(16)
  readonly #free: number[] = []
  readonly #routers = new Map<RouterId, number>()
  readonly #networks = new Map<string, number>()
  readonly #networksOf = new Map<number, number[]>()
  /** Network-LSAs beyond the first one of a Link State ID. */
  #namesakes = 0
  /** What `networkOf` chose of several, by router and Link State ID, until an LSA changes: a router may name one very often. */
  readonly #namesakeChoices = new Map<number, number | undefined>()

  constructor(area: AreaId) {
    this.area = area
  }

  findRouter(routerId: RouterId): number | undefined {
    return this.#routers.get(routerId)
  }

  findNetwork(linkStateId: Ipv4, originator: RouterId): number | undefined {
    return this.#networks.get(`${linkStateId} ${originator}`)
  }

  /** The router's vertex, made if there is none, with one more reference to it. */
  takeRouter(routerId: RouterId): number {
    let vertex = this.#routers.get(routerId)
    if (vertex === undefined) {
      vertex = this.#create(true, routerId, routerId)
      this.#routers.set(routerId, vertex)
    }
    this.#references[vertex]!++
    return vertex
  }

  /** The network-LSA's vertex, made if there is none, with one more reference to it. */
  takeNetwork(linkStateId: Ipv4, originator: RouterId): number {
    const key = `${linkStateId} ${originator}`
    let vertex = this.#networks.get(key)
    if (vertex === undefined) {
      vertex = this.#create(false, linkStateId, originator)
      this.#networks.set(key, vertex)
      const same = this.#networksOf.get(linkStateId)
      if (same === undefined) this.#networksOf.set(linkStateId, [vertex])
      else {
        same.push(vertex)
        this.#namesakes++
        this.#namesakeChoices.clear()
        this.stale = true
      }
    }
    this.#references[vertex]!++
    return vertex
  }

  /** Gives a reference back. */
  release(vertex: number): void {
    if (--this.#references[vertex]! > 0) return
    this.size--
    const id = this.id[vertex]!
    if (this.isRouter[vertex] === 1) this.#routers.delete(id as RouterId)
    else {
      this.#networks.delete(`${id} ${this.originator[vertex]}`)
      const others = this.#networksOf.get(id)!.filter((other) => other !== vertex)
      if (others.length === 0) this.#networksOf.delete(id)
      else {
        this.#networksOf.set(id, others)
        this.#namesakes--
        this.#namesakeChoices.clear()
        this.stale = true
      }
    }
    this.#forgetPath(vertex)
    this.#free.push(vertex)
  }

  /**
   * What the LSA of `vertex` says now; `exists` is whether there still is one. Takes over the references to the routers
   * in `links`, and the reference to `vertex` that stands for its LSA.
   */
  describe(vertex: number, flags: number, links: Links, exists: boolean): void {
    const old = this.links[vertex]!
    if (this.flags[vertex] !== flags || !sameLinks(old, links)) {
      if (!this.stale && !this.changed.has(vertex)) this.#linksChanged(vertex, old)
      if (this.#namesakes > 0) this.stale = true
    }
    if (this.isRouter[vertex] === 1) this.zeroCostLinks += zeroCost(links) - zeroCost(old)
    this.linkCount += (links.length - old.length) / LINK_FIELDS
    if (this.#namesakeChoices.size > 0) this.#namesakeChoices.clear()
    if (this.flags[vertex] !== flags) this.#flagsChanged(vertex, flags)
    this.links[vertex] = links
    this.described[vertex] = exists ? 1 : 0
    for (let i = 0; i < old.length; i += LINK_FIELDS) if (old[i] !== TO_NETWORK) this.release(old[i + 1]!)
    if (!exists) this.release(vertex)
  }

  /** §16.1 (2) (b): whether the LSA of `vertex` has a link back to `other`. */
  linksBack(vertex: number, other: number): boolean {
    const links = this.links[vertex]!
    const toNetwork = this.isRouter[other] === 0
    const target = toNetwork ? this.id[other]! | 0 : other
    for (let i = 0; i < links.length; i += LINK_FIELDS)
      if (links[i + 1] === target && (links[i] === TO_NETWORK) === toNetwork) return true
    return false
  }

  /**
   * The network that a router's link with this Link ID leads to: of all network-LSAs of that Link State ID (a Designated
   * Router that changed its Router ID leaves an old one behind) one that links back to the router; first one whose
   * originator says that it has that address on that network, then the one of the largest originator.
   */
  networkOf(linkStateId: number, router: number): number | undefined {
    const same = this.#networksOf.get(linkStateId >>> 0)
    if (same === undefined) return undefined
    if (same.length === 1) return this.linksBack(same[0]!, router) ? same[0] : undefined
    const key = router * 0x1_0000_0000 + (linkStateId >>> 0)
    if (this.#namesakeChoices.has(key)) return this.#namesakeChoices.get(key)
    const chosen = this.#chosenOf(same, router)
    this.#namesakeChoices.set(key, chosen)
    return chosen
  }

  #chosenOf(namesakes: readonly number[], router: number): number | undefined {
    let best: number | undefined
    let bestRank = -1
    for (const network of namesakes) {
      const rank = this.originator[network]! + (this.#isItsDesignatedRouter(network) ? 0x1_0000_0000 : 0)
      if (rank > bestRank && this.linksBack(network, router)) {
        best = network
        bestRank = rank
      }
    }
    return best
  }

  /** The addresses of `router` on `network` (§16.1.1): the Link Data of its links to it. */
  addressesOn(network: number, router: number): Ipv4[] {
    const links = this.links[router]!
    const target = this.id[network]! | 0
    const addresses: Ipv4[] = []
    for (let i = 0; i < links.length; i += LINK_FIELDS)
      if (links[i] === TO_NETWORK && links[i + 1] === target) addresses.push((links[i + 3]! >>> 0) as Ipv4)
    return addresses
  }

  /** Where a link leads to that a router has by this Link ID, whether or not it links back: the networks of that ID. */
  networksNamed(linkStateId: number): readonly number[] {
    return this.#networksOf.get(linkStateId >>> 0) ?? []
  }

  /** Forgets the last tree but for what the destinations know of it. */
  beginTree(): void {
    this.distance.fill(Number.POSITIVE_INFINITY, 0, this.count)
    this.hops.fill(NO_HOPS, 0, this.count)
    this.candidates.reset(this.count)
  }

  /** Whether another router than this is in the tree. */
  reachesMoreThan(self: RouterId): boolean {
    for (let vertex = 0; vertex < this.count; vertex++)
      if (this.isRouter[vertex] === 1 && this.distance[vertex] !== Number.POSITIVE_INFINITY && this.id[vertex] !== self)
        return true
    return false
  }

  /** Whether the tree is up to date. */
  get isCalculated(): boolean {
    return !this.stale && this.changed.size === 0
  }

  /** The tree is up to date. */
  endTree(): void {
    this.stale = false
    this.changed.clear()
  }

  /** Where a large part of the graph changes, as when it is loaded, the whole tree is calculated. */
  #linksChanged(vertex: number, old: Links): void {
    this.changed.set(vertex, old)
    if (this.changed.size <= FEW_CHANGES + this.size / 8) return
    this.stale = true
    this.changed.clear()
  }

  #flagsChanged(vertex: number, flags: number): void {
    this.flags[vertex] = flags
    if ((flags & RouterBits.V) === 0) this.virtualEndpoints.delete(vertex)
    else this.virtualEndpoints.add(vertex)
    if ((flags & RouterBits.B) === 0) this.borderRouters.delete(vertex)
    else this.borderRouters.add(vertex)
  }

  #forgetPath(vertex: number): void {
    this.distance[vertex] = Number.POSITIVE_INFINITY
    this.knownDistance[vertex] = Number.POSITIVE_INFINITY
    this.hops[vertex] = NO_HOPS
    this.knownHops[vertex] = NO_HOPS
  }

  #isItsDesignatedRouter(network: number): boolean {
    const router = this.#routers.get(this.originator[network]! as RouterId)
    return router !== undefined && this.addressesOn(network, router).includes(this.id[network]! as Ipv4)
  }

  #create(isRouter: boolean, id: number, originator: number): number {
    const vertex = this.#free.pop() ?? this.count++
    if (vertex >= this.id.length) this.#grow()
    this.size++
    this.isRouter[vertex] = isRouter ? 1 : 0
    this.id[vertex] = id
    this.originator[vertex] = originator
    this.flags[vertex] = 0
    this.described[vertex] = 0
    this.#forgetPath(vertex)
    this.#references[vertex] = 0
    this.links[vertex] = NO_LINKS
    this.sources[vertex] = NO_SOURCES
    this.summaries[vertex] = undefined
    this.asbrSummaries[vertex] = undefined
    return vertex
  }

  #grow(): void {
    const capacity = 2 * this.id.length
    this.isRouter = enlarge(this.isRouter, new Uint8Array(capacity))
    this.id = enlarge(this.id, new Uint32Array(capacity))
    this.originator = enlarge(this.originator, new Uint32Array(capacity))
    this.flags = enlarge(this.flags, new Uint8Array(capacity))
    this.described = enlarge(this.described, new Uint8Array(capacity))
    this.distance = enlarge(this.distance, new Float64Array(capacity))
    this.hops = enlarge(this.hops, new Int32Array(capacity))
    this.knownDistance = enlarge(this.knownDistance, new Float64Array(capacity))
    this.knownHops = enlarge(this.knownHops, new Int32Array(capacity))
    this.#references = enlarge(this.#references, new Int32Array(capacity))
  }
}

function zeroCost(links: Links): number {
  let count = 0
  for (let i = 2; i < links.length; i += LINK_FIELDS) if (links[i] === 0) count++
  return count
}

function sameLinks(a: Links, b: Links): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

function enlarge<T extends { set(from: ArrayLike<number>): void }>(from: ArrayLike<number>, to: T): T {
  to.set(from)
  return to
}
