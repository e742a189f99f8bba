import type { Ipv4 } from '../../base/ipv4.js'
import { LSInfinity } from '../constants.js'
import { BACKBONE, type RouterId, routerId } from '../identifiers.js'
import { type Lsa, type LsaKey, LsType } from '../lsa/lsa.js'
import { decodeNetworkLsa } from '../lsa/network-lsa.js'
import { decodeNssaExternalLsa } from '../lsa/nssa-external-lsa.js'
import { forEachRouterLink, LinkType, RouterBits, routerLsaBits } from '../lsa/router-lsa.js'
import { decodeSummaryLsa } from '../lsa/summary-lsa.js'
import type { Asbr, AsbrSummary, ExternalSource, Forwarding } from './external.js'
import { type Graph, TO_NETWORK, TO_ROUTER, TO_ROUTER_VIRTUALLY } from './graph.js'
import type { RoutingMemory } from './memory.js'
import { addSource, destinationFor, lookAgain, networkOf, removeSource, type Source, withOneMore } from './table.js'

/**
 * Takes what an LSA says now into the graph and the destinations, and marks what has to be calculated again. `graph` is
 * the LSA's area, undefined for AS scope; `lsa` is undefined when it is gone or MaxAge, which is the same (§16).
 */
export function updateFromLsa(
  routing: RoutingMemory,
  graph: Graph | undefined,
  key: LsaKey,
  lsa: Lsa | undefined,
): void {
  if (key.type === LsType.asExternal) updateExternal(routing, undefined, key, lsa)
  if (graph === undefined) return
  if (key.type === LsType.router) updateRouter(routing, graph, key.advertisingRouter, lsa)
  else if (key.type === LsType.network) updateNetwork(routing, graph, key, lsa)
  else if (key.type === LsType.summaryNetwork) updateSummary(routing, graph, key, lsa)
  else if (key.type === LsType.nssaExternal) updateExternal(routing, graph, key, lsa)
  else if (key.type === LsType.summaryAsbr) updateAsbrSummary(routing, graph, key, lsa)
}

function updateRouter(routing: RoutingMemory, graph: Graph, router: RouterId, lsa: Lsa | undefined): void {
  const held = graph.findRouter(router)
  const described = held !== undefined && graph.described[held] === 1
  if (lsa === undefined && !described) return
  const vertex = described ? held : graph.takeRouter(router)
  const links: number[] = []
  let sources: Source[] = []
  if (lsa !== undefined)
    forEachRouterLink(lsa, (type, id, data, metric) => {
      if (type === LinkType.transit) links.push(TO_NETWORK, id | 0, metric, data | 0)
      else if (type === LinkType.stub) {
        const prefix = networkOf(id as Ipv4, data as Ipv4)
        if (prefix === undefined) return
        const destination = destinationFor(routing, prefix)
        sources = withOneMore(sources, { kind: 'stub', destination, place: 0, graph, vertex, cost: metric })
      } else if (type === LinkType.pointToPoint || type === LinkType.virtual) {
        const kind = type === LinkType.virtual && graph.area === BACKBONE ? TO_ROUTER_VIRTUALLY : TO_ROUTER
        links.push(kind, graph.takeRouter(routerId(id)), metric, data | 0)
      }
    })
  const isBoundaryRouter = lsa !== undefined && (routerLsaBits(lsa) & RouterBits.E) !== 0
  const asbr = isBoundaryRouter ? asbrFor(routing, router) : routing.asbrs.get(router)
  if (asbr !== undefined) routing.pending.asbrs.add(asbr)
  const inNssa = graph.nssaAsbrs.get(router)
  if (inNssa !== undefined) routing.pending.asbrs.add(inNssa)
  describe(routing, graph, vertex, lsa, links, sources)
}

function updateNetwork(routing: RoutingMemory, graph: Graph, key: LsaKey, lsa: Lsa | undefined): void {
  const held = graph.findNetwork(key.linkStateId, key.advertisingRouter)
  if (lsa === undefined && held === undefined) return
  const vertex = held ?? graph.takeNetwork(key.linkStateId, key.advertisingRouter)
  const links: number[] = []
  let sources: Source[] = []
  if (lsa !== undefined) {
    const { networkMask, attachedRouters } = decodeNetworkLsa(lsa)
    // One that is named several times is attached once: what is asked of it would be asked as often
    for (const router of new Set(attachedRouters)) links.push(TO_ROUTER, graph.takeRouter(router), 0, 0)
    const prefix = networkOf(key.linkStateId, networkMask)
    // RFC 6860 §2.2.2.2: a mask of all ones hides the network
    if (prefix !== undefined && prefix.length < 32) {
      const destination = destinationFor(routing, prefix)
      sources = [{ kind: 'network', destination, place: 0, graph, vertex }]
    }
  }
  describe(routing, graph, vertex, lsa, links, sources)
}

function describe(
  routing: RoutingMemory,
  graph: Graph,
  vertex: number,
  lsa: Lsa | undefined,
  links: number[],
  sources: Source[],
): void {
  const former = graph.sources[vertex]!
  for (let i = 0; i < former.length; i++) removeSource(routing, former[i]!)
  for (let i = 0; i < sources.length; i++) addSource(routing, sources[i]!)
  graph.sources[vertex] = sources
  const flags = lsa?.type === LsType.router ? routerLsaBits(lsa) : 0
  if (flags !== graph.flags[vertex]) touchBorderRouter(routing, graph, vertex)
  graph.describe(vertex, flags, links, lsa !== undefined)
}

function updateSummary(routing: RoutingMemory, graph: Graph, key: LsaKey, lsa: Lsa | undefined): void {
  const summaries = graph.summaries
  const held = graph.findRouter(key.advertisingRouter)
  const old = held === undefined ? undefined : summaries[held]?.get(key.linkStateId)
  const body = lsa === undefined ? undefined : decodeSummaryLsa(lsa)
  const prefix = body && networkOf(key.linkStateId, body.networkMask)
  if (body !== undefined && prefix !== undefined && body.metric < LSInfinity) {
    const vertex = graph.takeRouter(key.advertisingRouter)
    const destination = destinationFor(routing, prefix)
    summaries[vertex] ??= new Map()
    summaries[vertex].set(
      key.linkStateId,
      addSource(routing, { kind: 'summary', destination, place: 0, graph, vertex, cost: body.metric }),
    )
  } else if (old !== undefined) summaries[old.vertex]!.delete(key.linkStateId)
  if (old === undefined) return
  removeSource(routing, old)
  graph.release(old.vertex)
}

function updateAsbrSummary(routing: RoutingMemory, graph: Graph, key: LsaKey, lsa: Lsa | undefined): void {
  const summaries = graph.asbrSummaries
  const held = graph.findRouter(key.advertisingRouter)
  const old = held === undefined ? undefined : summaries[held]?.get(key.linkStateId)
  const cost = lsa === undefined ? LSInfinity : decodeSummaryLsa(lsa).metric
  if (cost < LSInfinity) {
    const vertex = graph.takeRouter(key.advertisingRouter)
    const summary: AsbrSummary = { asbr: asbrFor(routing, routerId(key.linkStateId)), graph, vertex, cost }
    summary.asbr.summaries.add(summary)
    routing.pending.asbrs.add(summary.asbr)
    summaries[vertex] ??= new Map()
    summaries[vertex].set(key.linkStateId, summary)
  } else if (old !== undefined) summaries[old.vertex]!.delete(key.linkStateId)
  if (old === undefined) return
  old.asbr.summaries.delete(old)
  routing.pending.asbrs.add(old.asbr)
  graph.release(old.vertex)
}

/** @param nssa of a type 7 LSA; undefined for type 5 */
function updateExternal(routing: RoutingMemory, nssa: Graph | undefined, key: LsaKey, lsa: Lsa | undefined): void {
  const asbrs = nssa?.nssaAsbrs ?? routing.asbrs
  const old = asbrs.get(key.advertisingRouter)?.externals.get(key.linkStateId)
  if (old !== undefined) removeSource(routing, old)
  const body = lsa === undefined ? undefined : decodeNssaExternalLsa(lsa)
  const prefix = body && networkOf(key.linkStateId, body.networkMask)
  if (body !== undefined && prefix !== undefined && body.metric < LSInfinity) {
    const asbr = asbrFor(routing, key.advertisingRouter, nssa)
    const source: ExternalSource = {
      kind: 'external',
      destination: destinationFor(routing, prefix),
      place: 0,
      asbr,
      type2: body.type2,
      cost: body.metric,
      forwarding: body.forwardingAddress === 0 ? undefined : forwardingFor(routing, body.forwardingAddress, nssa),
      tag: body.externalRouteTag,
      propagate: nssa !== undefined && body.propagate,
    }
    source.forwarding?.users.add(source)
    asbr.externals.set(key.linkStateId, addSource(routing, source))
  } else old?.asbr.externals.delete(key.linkStateId)
  if (old === undefined) return
  if (old.asbr.externals.size === 0) routing.pending.asbrs.add(old.asbr)
  old.forwarding?.users.delete(old)
  if (old.forwarding?.users.size === 0) (nssa?.nssaForwarding ?? routing.forwarding).delete(old.forwarding.address)
}

function asbrFor(routing: RoutingMemory, router: RouterId, nssa?: Graph): Asbr {
  const asbrs = nssa?.nssaAsbrs ?? routing.asbrs
  let asbr = asbrs.get(router)
  if (asbr === undefined) {
    asbr = { routerId: router, nssa, externals: new Map(), summaries: new Set(), path: undefined }
    asbrs.set(router, asbr)
    routing.pending.asbrs.add(asbr)
  }
  return asbr
}

function forwardingFor(routing: RoutingMemory, address: Ipv4, nssa: Graph | undefined): Forwarding {
  const all = nssa?.nssaForwarding ?? routing.forwarding
  let forwarding = all.get(address)
  if (forwarding === undefined) {
    forwarding = { address, nssa, users: new Set(), path: undefined }
    all.set(address, forwarding)
    routing.pending.newForwarding.add(forwarding)
  }
  return forwarding
}

/** Takes everything that came from an area's LSAs away: the router has left the area. */
export function forgetGraph(routing: RoutingMemory, graph: Graph): void {
  for (let vertex = 0; vertex < graph.count; vertex++) {
    for (const source of graph.sources[vertex]!) removeSource(routing, source)
    for (const source of graph.summaries[vertex]?.values() ?? []) removeSource(routing, source)
    for (const summary of graph.asbrSummaries[vertex]?.values() ?? []) summary.asbr.summaries.delete(summary)
    graph.sources[vertex] = []
    graph.summaries[vertex] = undefined
    graph.asbrSummaries[vertex] = undefined
  }
  for (const { externals } of graph.nssaAsbrs.values())
    for (const external of externals.values()) removeSource(routing, external)
  for (const asbr of routing.asbrs.values()) routing.pending.asbrs.add(asbr)
  routing.graphs.delete(graph.area)
}

/**
 * Has what is outside of the area, and reached by way of a router, looked at again after the way to the router changed or what it
 * says that it is.
 */
export function touchBorderRouter(routing: RoutingMemory, graph: Graph, vertex: number): void {
  const { asbrs } = routing.pending
  graph.summaries[vertex]?.forEach(({ destination }) => {
    lookAgain(routing, destination)
  })
  graph.asbrSummaries[vertex]?.forEach(({ asbr }) => {
    asbrs.add(asbr)
  })
  if (graph.isRouter[vertex] === 0) return
  touchAsbr(asbrs, routing.asbrs, graph.id[vertex]! as RouterId)
  touchAsbr(asbrs, graph.nssaAsbrs, graph.id[vertex]! as RouterId)
}

function touchAsbr(touched: Set<Asbr>, asbrs: ReadonlyMap<RouterId, Asbr>, router: RouterId): void {
  const asbr = asbrs.size === 0 ? undefined : asbrs.get(router)
  if (asbr !== undefined) touched.add(asbr)
}
