import type { Ipv4 } from '../../base/ipv4.js'
import { prefixOf } from '../../base/prefix.js'
import { err, ok, type Result } from '../../base/result.js'
import type { AreaId, RouterId } from '../identifiers.js'
import type { Neighbor, OspfInterface, OspfMemory } from '../memory.js'
import { isFullyAdjacent } from '../neighbor/adjacency.js'
import { type Graph, LINK_FIELDS, TO_NETWORK, TO_ROUTER } from './graph.js'
import { isIntraArea } from './intra-area.js'
import { isOwnAddress } from './root.js'
import type { StubSource } from './table.js'

/** The intra-area path that a virtual link stands for. */
export interface VirtualPath {
  /** 1 to 65535 */
  readonly cost: number
  /** Where it begins. */
  readonly outgoing: OspfInterface
  /** An address of ours by which the other endpoint can reach us. */
  readonly source: Ipv4
  /** An interface address of the other endpoint. */
  readonly address: Ipv4
  /** The other endpoint is the next hop itself: the address is on the link. */
  readonly near: boolean
}

/** §15: with a larger cost it is no path. */
const LARGEST_COST = 0xffff

/**
 * Why a virtual link has no path: its other endpoint cannot be reached in the Transit area; it costs too much; or one of
 * the endpoints has no address there that packets of the area find, because its links are unnumbered or hidden.
 */
export type WhyNoPath =
  | { readonly why: 'unreachable' }
  | { readonly why: 'cost'; readonly cost: number }
  | { readonly why: 'no-address' }
  | { readonly why: 'no-own-address' }

/**
 * The path through `area` to the router at the other end of a virtual link (RFC 2328 §15, §16.1 (4)), whether its
 * router-LSA says that it is a border router or not (RFC 3509 §3).
 */
export function virtualPathTo(memory: OspfMemory, area: AreaId, router: RouterId): Result<VirtualPath, WhyNoPath> {
  const graph = memory.routing.graphs.get(area)
  const vertex = graph?.findRouter(router)
  if (graph === undefined || vertex === undefined) return err({ why: 'unreachable' })
  const cost = graph.distance[vertex]!
  const [hop] = memory.routing.nextHops.hopsOf(graph.hops[vertex]!)
  const outgoing = outgoingInterface(memory, area, hop?.interface)
  if (cost === 0 || cost === Number.POSITIVE_INFINITY || outgoing === undefined) return err({ why: 'unreachable' })
  if (cost > LARGEST_COST) return err({ why: 'cost', cost })
  const near = hop?.gateway !== undefined && isAddressOf(memory, graph, vertex, hop.gateway)
  const address = near ? hop.gateway : addressOf(memory, graph, vertex)
  if (address === undefined) return err({ why: 'no-address' })
  const source = ownAddress(memory, graph, outgoing) ?? (near ? outgoing.address : undefined)
  return source === undefined ? err({ why: 'no-own-address' }) : ok({ cost, outgoing, source, address, near })
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
 * unnumbered or hidden another address of its, which packets find as well.
 */
function addressOf(memory: OspfMemory, graph: Graph, vertex: number): Ipv4 | undefined {
  const towardsParent: Ipv4[] = []
  const others: Ipv4[] = []
  const links = graph.links[vertex]!
  for (let i = 0; i < links.length; i += LINK_FIELDS) {
    const data = (links[i + 3]! >>> 0) as Ipv4
    const target = links[i] === TO_NETWORK ? graph.networkOf(links[i + 1]!, vertex) : links[i + 1]!
    if (target === undefined) continue
    if (isParent(memory, graph, target, vertex)) towardsParent.push(data)
    else if (graph.distance[target] !== Number.POSITIVE_INFINITY) others.push(data)
  }
  const neighbor = neighborOn(memory, graph, vertex)
  if (neighbor !== undefined) towardsParent.push(neighbor.address)
  const all = [...towardsParent, ...others, ...hostAddresses(graph, vertex)]
  return all.find((each) => isHostAddress(each) && !isOwnAddress(memory, each) && isInside(memory, graph, each))
}

/** The address of the interface out of which the path begins, or where nobody can reach that another one of ours. */
function ownAddress(memory: OspfMemory, graph: Graph, outgoing: OspfInterface): Ipv4 | undefined {
  const interfaces = [...(memory.areas.get(graph.area)?.interfaces ?? [])].filter(({ state }) => state !== 'Down')
  const all = [outgoing, ...interfaces].map(({ address }) => address)
  return all.find((each) => isHostAddress(each) && isInside(memory, graph, each))
}

/**
 * RFC 6860 §4.2: whether a network inside of the area has the address, so that packets to it find their way; those of a
 * hidden network do not.
 */
function isInside({ routing: { destinations } }: OspfMemory, graph: Graph, address: Ipv4): boolean {
  for (let length = 32; length > 0; length--) {
    const sources = destinations.get(prefixOf(address, length))?.sources ?? []
    if (sources.some((each) => isIntraArea(each, graph.area))) return true
  }
  return false
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

/** The host addresses that the router advertises, a loopback's first. They may be the other ends of links of its (§12.4.1.1). */
function hostAddresses(graph: Graph, vertex: number): Ipv4[] {
  const hosts: StubSource[] = []
  for (const source of graph.sources[vertex]!)
    if (source.kind === 'stub' && source.destination.prefix.length === 32) hosts.push(source)
  return hosts.sort((a, b) => a.cost - b.cost).map(({ destination }) => destination.prefix.address)
}
