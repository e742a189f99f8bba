import type { RouterId } from '../identifiers.js'
import type { OspfMemory } from '../memory.js'

/** Whether the router is reached inside of an area, or as an AS boundary router that others tell of (RFC 5250 §5). */
export function isReachable({ routing }: OspfMemory, router: RouterId): boolean {
  if (routing.asbrs.get(router)?.path !== undefined) return true
  for (const graph of routing.graphs.values()) {
    const vertex = graph.findRouter(router)
    if (vertex !== undefined && graph.distance[vertex] !== Number.POSITIVE_INFINITY) return true
  }
  return false
}
