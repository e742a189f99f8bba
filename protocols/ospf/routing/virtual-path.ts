import type { Ipv4 } from '../../base/ipv4.js'
import type { AreaId, RouterId } from '../identifiers.js'
import type { Neighbor, OspfInterface, OspfMemory } from '../memory.js'
import { isFullyAdjacent } from '../neighbor/adjacency.js'
import { type Graph, LINK_FIELDS, TO_NETWORK, TO_ROUTER } from './graph.js'
import { isOwnAddress } from './root.js'
import type { StubSource } from './table.js'

/** The intra-area path that a virtual link stands for. */
export interface VirtualPath {
  /** 1 to 65535 */
  readonly cost: number
  /** Where it begins. */
  readonly outgoing: OspfInterface
  /** An interface address of the other endpoint. */
  readonly address: Ipv4
  /** The other endpoint is the next hop itself: the address is on the link. */
  readonly near: boolean
}

/** §15: with a larger cost it is no path. */
const LARGEST_COST = 0xffff

/**
 * The path through `area` to the router at the other end of a virtual link (RFC 2328 §15, §16.1 (4)), whether its
 * router-LSA says that it is a border router or not (RFC 3509 §3); undefined where there is none, or where its addresses
 * are not known because its links are unnumbered.
 */
export function virtualPathTo(memory: OspfMemory, area: AreaId, router: RouterId): VirtualPath | undefined {
  const { routing } = memory
  const graph = routing.graphs.get(area)
  const vertex = graph?.findRouter(router)
  if (graph === undefined || vertex === undefined) return undefined
  const cost = graph.distance[vertex]!
  if (cost > LARGEST_COST || cost === 0) return undefined
  const hop = routing.nextHops.hopsOf(graph.hops[vertex]!)[0]
  const outgoing = outgoingInterface(memory, area, hop?.interface)
  const near = hop?.gateway !== undefined && isAddressOf(memory, graph, vertex, hop.gateway)
  const address = near ? hop.gateway : addressOf(memory, graph, vertex)
  return outgoing === undefined || address === undefined ? undefined : { cost, outgoing, address, near }
}

/** Whether the router has this address, so that it is our next hop itself. */
function isAddressOf(memory: OspfMemory, graph: Graph, vertex: number, address: Ipv4): boolean {
  const links = graph.links[vertex]!
  for (let i = 0; i < links.length; i += LINK_FIELDS) if (links[i + 3]! >>> 0 === address) return true
  return neighborOn(memory, graph, vertex)?.address === address
}

function outgoingInterface(
  { interfacesOfLink }: OspfMemory,
  area: AreaId,
  link: number | undefined,
): OspfInterface | undefined {
  const interfaces = link === undefined ? [] : (interfacesOfLink.get(link) ?? [])
  return interfaces.find((each) => each.area.id === area && each.state !== 'Down')
}

/**
 * §16.1 (4): the router's interface address that points back to its parent on the shortest path; where that link is
 * unnumbered another address of its, which packets find as well.
 */
function addressOf(memory: OspfMemory, graph: Graph, vertex: number): Ipv4 | undefined {
  let other: Ipv4 | undefined
  const links = graph.links[vertex]!
  for (let i = 0; i < links.length; i += LINK_FIELDS) {
    const data = (links[i + 3]! >>> 0) as Ipv4
    const target = links[i] === TO_NETWORK ? graph.networkOf(links[i + 1]!, vertex) : links[i + 1]!
    if (!isHostAddress(data) || target === undefined) continue
    if (isParent(memory, graph, target, vertex)) return data
    if (graph.distance[target] !== Number.POSITIVE_INFINITY) other ??= data
  }
  return neighborOn(memory, graph, vertex)?.address ?? other ?? hostAddress(memory, graph, vertex)
}

/**
 * Link Data below 1.0.0.0 is no address but the ifIndex of an unnumbered interface (§A.4.2). What else is no host's on a
 * network (RFC 1122 §3.2.1.3) is nowhere to send packets to, whoever says that it is his.
 */
function isHostAddress(address: Ipv4): boolean {
  const first = address >>> 24
  return first > 0 && first !== 127 && first < 224
}

/** Whether the vertex hangs on `parent` in the shortest-path tree. */
function isParent(memory: OspfMemory, graph: Graph, parent: number, vertex: number): boolean {
  const rest = graph.distance[vertex]! - graph.distance[parent]!
  if (graph.isRouter[parent] === 0) return rest === 0
  // The root's own links are not in the graph
  if (graph.id[parent] === memory.routerId) return neighborOn(memory, graph, vertex) !== undefined
  const links = graph.links[parent]!
  for (let i = 0; i < links.length; i += LINK_FIELDS)
    if (links[i] === TO_ROUTER && links[i + 1] === vertex && links[i + 2] === rest) return true
  return false
}

/** The router as our neighbor at the end of a link without a network, if the shortest path is that link. */
function neighborOn({ areas }: OspfMemory, graph: Graph, vertex: number): Neighbor | undefined {
  for (const { cost, neighbors, state } of areas.get(graph.area)?.interfaces ?? []) {
    if (state !== 'Point-to-point' || cost !== graph.distance[vertex]) continue
    for (const each of neighbors.values()) if (each.routerId === graph.id[vertex] && isFullyAdjacent(each)) return each
  }
  return undefined
}

/** A host address that the router advertises, a loopback's best. It may be the other end of a link of its (§12.4.1.1). */
function hostAddress(memory: OspfMemory, graph: Graph, vertex: number): Ipv4 | undefined {
  let best: StubSource | undefined
  for (const source of graph.sources[vertex]!) {
    if (source.kind !== 'stub' || source.destination.prefix.length !== 32) continue
    if (!isHostAddress(source.destination.prefix.address)) continue
    if (isOwnAddress(memory, source.destination.prefix.address)) continue
    if (best === undefined || source.cost < best.cost) best = source
  }
  return best?.destination.prefix.address
}
