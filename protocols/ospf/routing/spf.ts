import type { Ipv4 } from '../../base/ipv4.js'
import { type Graph, LINK_FIELDS, TO_NETWORK, TO_ROUTER_VIRTUALLY } from './graph.js'
import { type HopSet, type NextHopTable, NO_HOPS } from './next-hop.js'

/**
 * A link of the calculating router itself, from its own interfaces and not from its router-LSA, so that parallel links
 * stay apart: each gives its own next hop (§16.1.1, first case).
 */
export interface RootLink {
  /** The neighbor's vertex, or the Link State ID of the network. */
  readonly kind: 'router' | 'network'
  readonly target: number
  readonly cost: number
  readonly hops: HopSet
}

/** What the calculation needs to know of the router itself. */
export interface Root {
  readonly vertex: number
  readonly links: readonly RootLink[]
  readonly nextHops: NextHopTable
  /** Whether an address lies in the subnet of an own link: a gateway has to. */
  readonly onLink: (link: number, gateway: Ipv4) => boolean
}

/**
 * RFC 2328 §16.1, first stage: the shortest paths from the root to all routers and transit networks of the area, with
 * the next hops of all equal-cost ones. Leaves `distance` and `hops` of each vertex in the graph.
 */
export function calculateTree(graph: Graph, root: Root): void {
  // (1)
  graph.beginTree()
  graph.distance[root.vertex] = 0
  for (const link of root.links) {
    const w = endOf(graph, root, link)
    if (w !== undefined) offer(graph, root.nextHops, w, link.cost, link.hops)
  }
  const candidates = graph.candidates
  while (candidates.size > 0) examine(graph, root, candidates.take()) // (3)
}

/** The vertex that a link of the root leads to; undefined where its LSA does not link back. */
export function endOf(graph: Graph, root: Root, { kind, target }: RootLink): number | undefined {
  const w = kind === 'router' ? target : graph.networkOf(target, root.vertex)
  return w !== undefined && graph.linksBack(w, root.vertex) ? w : undefined
}

/** (2): the links of the vertex that was just added to the tree. */
export function examine(graph: Graph, root: Root, v: number): void {
  const links = graph.links[v]!
  const distance = graph.distance
  const base = distance[v]!
  for (let i = 0; i < links.length; i += LINK_FIELDS) {
    const d = base + links[i + 2]!
    let w: number | undefined = links[i + 1]!
    if (links[i] === TO_NETWORK) {
      w = graph.networkOf(w, v) // (b)
      if (w === undefined || d > distance[w]!) continue
    } else {
      // (c): a vertex on the tree is no farther than this one; (d), first case
      if (d > distance[w]! || w === root.vertex || !graph.linksBack(w, v)) continue // (b)
    }
    offer(graph, root.nextHops, w, d, hopsBeyond(graph, root, v, w, links[i]!))
  }
}

/** §16.1.1: the next hops of the paths to `w` by way of a link of `v` of this kind. */
export function hopsBeyond(graph: Graph, { nextHops, onLink }: Root, v: number, w: number, kind: number): HopSet {
  const hops = graph.hops[v]!
  if (kind === TO_ROUTER_VIRTUALLY) return nextHops.virtually(hops)
  if (graph.isRouter[v] === 1 || !nextHops.isDirect(hops)) return hops
  return nextHops.through(hops, graph.addressesOn(v, w), onLink)
}

/**
 * (2) (d): a path of length `d` to `w`, which is no longer than the ones known. One of equal length to a vertex that is
 * on the tree already (over a link of cost 0) makes it a candidate again, so that its next hops reach what follows it.
 */
export function offer(graph: Graph, nextHops: NextHopTable, w: number, d: number, hops: HopSet): void {
  const known = graph.distance[w]!
  if (d > known || hops === NO_HOPS) return
  const merged = d < known ? hops : nextHops.union(graph.hops[w]!, hops)
  if (d === known && merged === graph.hops[w]) return
  graph.distance[w] = d
  graph.hops[w] = merged
  if (d < known || !graph.candidates.has(w)) graph.candidates.put(w, d, graph.isRouter[w] === 1)
}
