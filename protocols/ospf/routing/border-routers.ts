import { formatIpv4 } from '../../base/ipv4.js'
import { hostnamesIn } from '../hostname.js'
import { type RouterId, routerId } from '../identifiers.js'
import { RouterBits } from '../lsa/router-lsa.js'
import type { OspfMemory } from '../memory.js'
import type { BorderRouterView } from '../view.js'
import type { InternalPath } from './external.js'
import type { Graph } from './graph.js'
import { NO_HOPS } from './next-hop.js'
import { internalPath } from './table.js'
import { throughTransitAreas } from './transit-area.js'
import { nextHopViews } from './view.js'

/** RFC 2328 §11: a routing table entry whose Destination Type is router. */
interface BorderRouter extends Pick<InternalPath, 'pathType' | 'area' | 'cost' | 'hops'> {
  readonly routerId: RouterId
  /** `RouterBits`. */
  readonly bits: number
}

/**
 * The other area border and AS boundary routers that are reached, by Router ID and area: those in the trees of our areas,
 * and AS boundary routers of other areas, of which type 4 summary-LSAs tell (§16.4 (3)).
 */
export function borderRouterViews(memory: OspfMemory): BorderRouterView[] {
  const { routing } = memory
  const hostname = hostnamesIn(memory)
  return [...[...routing.graphs.values()].flatMap((graph) => inArea(memory, graph)), ...inOtherAreas(memory)]
    .sort((a, b) => a.routerId - b.routerId || a.area - b.area)
    .map((router) => ({
      routerId: formatIpv4(router.routerId),
      hostname: hostname(router.routerId),
      area: formatIpv4(router.area),
      abr: (router.bits & RouterBits.B) !== 0,
      asbr: (router.bits & RouterBits.E) !== 0,
      pathType: router.pathType,
      cost: router.cost,
      nextHops: nextHopViews(memory, routing.nextHops.hopsOf(router.hops)),
    }))
}

function inArea({ routing, routerId: self }: OspfMemory, graph: Graph): BorderRouter[] {
  const found: BorderRouter[] = []
  for (let vertex = 0; vertex < graph.count; vertex++) {
    const bits = graph.flags[vertex]! & (RouterBits.B | RouterBits.E)
    const cost = graph.distance[vertex]!
    const id = routerId(graph.id[vertex]!)
    if (graph.isRouter[vertex] === 0 || bits === 0 || cost === Number.POSITIVE_INFINITY || id === self) continue
    const path = internalPath('intra-area', graph.area, cost, graph.hops[vertex]!, id)
    // §16.3; a virtual link by itself is no next hop
    const real = throughTransitAreas(routing, path, routing.asbrs.get(id)?.summaries ?? [], self) ?? {
      cost,
      hops: NO_HOPS,
    }
    found.push({ routerId: id, bits, pathType: 'intra-area', area: graph.area, cost: real.cost, hops: real.hops })
  }
  return found
}

function inOtherAreas({ routing }: OspfMemory): BorderRouter[] {
  return [...routing.asbrs.values()].flatMap(({ routerId: id, path }) =>
    path?.pathType === 'inter-area' ? [{ routerId: id, bits: RouterBits.E, ...path }] : [],
  )
}
