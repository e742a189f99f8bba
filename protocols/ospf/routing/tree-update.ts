import { type Graph, LINK_FIELDS, type Links, TO_NETWORK } from './graph.js'
import { type HopSet, NO_HOPS } from './next-hop.js'
import { endOf, examine, hopsBeyond, offer, type Root } from './spf.js'

/** Where more than this share of the vertices loses paths or gets shorter ones, and not just a few, the whole tree costs less. */
const LARGEST_SHARE = 1 / 128
const FEW = 32
/** So many links for each that the area has may be gone through: the whole tree goes through each once. */
const LINKS_FOR_EACH = 8
const FEW_LINKS = 4096

interface Search {
  readonly graph: Graph
  readonly root: Root
  /** Less than 0: the whole tree costs less. */
  linksLeft: number
}

/**
 * Brings the shortest-path tree up to date after the links of some vertices changed, at the cost of what that changes and
 * with the result of `calculateTree`, in two steps:
 *
 * 1. Who loses? The ends of the links that changed, in the order of their distance, compare the shortest paths that are
 *    left to them with what they have. Who still has paths of the same length over the same next hops keeps them; who
 *    does not is lost, and then those are asked to whom a shortest path led by way of it.
 * 2. Who is lost forgets its distance, and is offered the paths by way of all its neighbors that are not. Every vertex
 *    whose links changed offers its new ones. Then §16.1 (3) goes on as usual until there are no more candidates, which also
 *    finds whom the change brought nearer.
 *
 * Step 1 needs that a vertex is farther away than those by way of which it is reached, or a network is before a router at
 * the same distance; a router's link of cost 0 would break that. And where several network-LSAs have one Link State ID, more
 * than its own links decides about a vertex: `graph.stale` then. In both cases the whole tree is calculated, and where there
 * is more to look at than that would cost.
 *
 * @returns the vertices whose distance or next hops may be others, in the order of their numbers: so lies in memory what hangs
 *   on them. undefined where the whole tree is to be calculated
 */
export function updateTree(graph: Graph, root: Root): Int32Array | undefined {
  if (graph.stale || graph.zeroCostLinks > 0) return undefined
  graph.candidates.reset(graph.count)
  const search: Search = { graph, root, linksLeft: FEW_LINKS + LINKS_FOR_EACH * graph.linkCount }
  const lost = findLost(search)
  if (lost === undefined) return undefined
  const { candidates, changed, distance, hops } = graph
  for (const w of lost) {
    distance[w] = Number.POSITIVE_INFINITY
    hops[w] = NO_HOPS
  }
  distance[root.vertex] = 0
  const touched = new Set([root.vertex, ...lost])
  for (const w of new Set([...lost, ...changed.keys()])) {
    forEachPath(search, w, (d, via) => offer(graph, root.nextHops, w, d, via))
    if (search.linksLeft < 0) return undefined
  }
  for (const x of changed.keys()) if (x !== root.vertex && isReached(graph, x)) examine(graph, root, x)
  const most = mostInParts(graph)
  while (candidates.size > 0) {
    const v = candidates.take()
    touched.add(v)
    if (touched.size > most) return undefined
    examine(graph, root, v)
  }
  return Int32Array.from(touched).sort()
}

/** Step 1; undefined where there are too many. Uses the candidate list for those who are to be asked. */
function findLost(search: Search): ReadonlySet<number> | undefined {
  const { graph, root } = search
  const { candidates, distance, links } = graph
  const lost = new Set<number>()
  const most = mostInParts(graph)
  const ask = (w: number): void => {
    if (w !== root.vertex && isReached(graph, w)) candidates.put(w, distance[w]!, graph.isRouter[w] === 1)
  }
  for (const [x, former] of graph.changed) {
    ask(x)
    forEachEnd(graph, former, ask)
  }
  while (candidates.size > 0) {
    const w = candidates.take()
    if (lost.has(w) || shortestPathsLeft(search, w, lost) === graph.hops[w]) continue
    lost.add(w)
    if (lost.size > most || search.linksLeft < 0) return undefined
    forEachEnd(graph, links[w]!, (u, metric) => {
      if (distance[w]! + metric === distance[u]) ask(u)
    })
  }
  return lost
}

function mostInParts(graph: Graph): number {
  return FEW + graph.size * LARGEST_SHARE
}

/** The next hops of the paths to `w` that are as short as before; none where there is no such path any more. */
function shortestPathsLeft(search: Search, w: number, lost: ReadonlySet<number>): HopSet {
  const { graph, root } = search
  let left = NO_HOPS
  forEachPath(search, w, (d, hops, v) => {
    if (d === graph.distance[w] && !lost.has(v)) left = root.nextHops.union(left, hops)
  })
  return left
}

/**
 * The paths to `w` by way of each vertex `v` that has one itself, which are the same that `examine` offers from there:
 * since both have to link to each other (§16.1 (2) (b)), the links of `w` say which vertices those are. An LSA may name
 * one several thousand times; its links are gone through once.
 */
function forEachPath(search: Search, w: number, path: (d: number, hops: HopSet, v: number) => void): void {
  const { graph, root } = search
  const ends = new Set<number>()
  forEachEnd(graph, graph.links[w]!, (v) => ends.add(v))
  for (const v of ends) {
    if (v === root.vertex) {
      for (const link of root.links) if (endOf(graph, root, link) === w) path(link.cost, link.hops, v)
      continue
    }
    if (!isReached(graph, v)) continue
    search.linksLeft -= graph.links[v]!.length / LINK_FIELDS
    if (search.linksLeft < 0) return
    forEachEnd(graph, graph.links[v]!, (end, metric, kind) => {
      const hops = end === w ? hopsBeyond(graph, root, v, w, kind) : NO_HOPS
      if (hops !== NO_HOPS) path(graph.distance[v]! + metric, hops, v)
    })
  }
}

/** The vertices that links lead to, whether or not these link back. */
function forEachEnd(graph: Graph, links: Links, end: (vertex: number, metric: number, kind: number) => void): void {
  for (let i = 0; i < links.length; i += LINK_FIELDS) {
    const [kind, target, metric] = [links[i]!, links[i + 1]!, links[i + 2]!]
    if (kind !== TO_NETWORK) end(target, metric, kind)
    else for (const network of graph.networksNamed(target)) end(network, metric, kind)
  }
}

function isReached(graph: Graph, vertex: number): boolean {
  return graph.distance[vertex] !== Number.POSITIVE_INFINITY
}
