import { later } from '../../base/duration.js'
import { LSRefreshTime } from '../constants.js'
import type { OspfMemory } from '../memory.js'
import type { Graph } from './graph.js'
import { rootOf } from './root.js'
import { calculateTree } from './spf.js'

/** Whether it is LSRefreshTime since the trees were compared. */
export function isVerificationDue({ now, routing }: OspfMemory): boolean {
  return routing.verified === undefined || now >= later(routing.verified, LSRefreshTime)
}

/**
 * Trees that were brought up to date part by part have to be what a calculation of the whole makes of the same links
 * (RFC 2328 §16.1). To be asked when the network is at rest after changes. It also has V8 make code of the calculation while
 * there is nothing else to do, and not in the next failure.
 *
 * @returns whether they are; one that is not is to be calculated as a whole (`graph.stale`)
 */
export function verifyTrees(memory: OspfMemory): boolean {
  const { areas, effects, now, routing } = memory
  routing.verified = now
  let areWhole = true
  for (const graph of routing.graphs.values()) {
    const area = areas.get(graph.area)
    if (area === undefined || graph.root === '' || !graph.isCalculated) continue
    const vertex = graph.takeRouter(memory.routerId)
    calculateTree(graph, rootOf(memory, area, graph, vertex))
    const vertices = countDiffering(graph, vertex)
    graph.release(vertex)
    if (vertices === 0) continue
    graph.stale = true
    areWhole = false
    effects.push({ do: 'notice', notice: { notice: 'tree-differs', level: 'error', area: graph.area, vertices } })
  }
  return areWhole
}

/** How many vertices the tree reaches otherwise than the routes have it; the root may be a vertex for this calculation only. */
function countDiffering({ count, distance, hops, knownDistance, knownHops }: Graph, root: number): number {
  let differing = 0
  for (let vertex = 0; vertex < count; vertex++)
    if (vertex !== root && (distance[vertex] !== knownDistance[vertex] || hops[vertex] !== knownHops[vertex]))
      differing++
  return differing
}
