import type { Ipv4 } from '../../base/ipv4.js'
import { type Prefix, prefixKey, prefixOf } from '../../base/prefix.js'
import { suppressesPrefix } from '../interface/prefix-suppression.js'
import type { Area, OspfInterface, OspfMemory } from '../memory.js'
import { isFullyAdjacent } from '../neighbor/adjacency.js'
import { atLeast } from '../states.js'
import type { Graph } from './graph.js'
import { isOnLink, VIRTUAL_NEXT_HOP } from './next-hop.js'
import type { Root, RootLink } from './spf.js'
import { addSource, destinationFor, removeSource } from './table.js'

/**
 * The root of an area's tree: its links are the Full neighbors on point-to-point interfaces and virtual links and the networks of which
 * the router is a transit member, as its router-LSA says it (§12.4.1) or will say it soon.
 *
 * @param vertex the router's own vertex in `graph`
 */
export function rootOf(memory: OspfMemory, area: Area, graph: Graph, vertex: number): Root {
  const { nextHops } = memory.routing
  const links: RootLink[] = []
  for (const ospfInterface of area.interfaces) {
    const { link, cost } = ospfInterface
    if (isTransit(ospfInterface)) {
      const hops = nextHops.setOf([{ interface: link.index, onlink: false }])
      links.push({ kind: 'network', target: ospfInterface.designatedRouter, cost, hops })
    }
    if (ospfInterface.state !== 'Point-to-point') continue
    for (const neighbor of ospfInterface.neighbors.values()) {
      const { routerId, address } = neighbor
      const target = graph.findRouter(routerId)
      if (!isFullyAdjacent(neighbor) || target === undefined) continue
      if (ospfInterface.type === 'virtual') {
        links.push({ kind: 'router', target, cost, hops: nextHops.setOf([VIRTUAL_NEXT_HOP]) })
        continue
      }
      const hop = { interface: link.index, gateway: address, onlink: !isOnLink(link, address) }
      links.push({ kind: 'router', target, cost, hops: nextHops.setOf([hop]) })
    }
  }
  return { vertex, links, nextHops, onLink: (link, gateway) => isGatewayOn(memory, link, gateway) }
}

/** What `rootOf` looks at, as a text: another text is another root. */
export function describeRoot(area: Area): string {
  const links: string[] = []
  for (const ospfInterface of area.interfaces) {
    const { key, link, cost, prefix, designatedRouter, neighbors, type } = ospfInterface
    if (type === 'virtual') {
      for (const neighbor of neighbors.values()) if (isFullyAdjacent(neighbor)) links.push(`${key} ${cost}`)
      continue
    }
    const name = `${link.index} ${prefix === undefined ? '' : prefixKey(prefix)} ${cost}`
    if (isTransit(ospfInterface)) links.push(`${name} ${designatedRouter}`)
    if (ospfInterface.state !== 'Point-to-point') continue
    for (const neighbor of neighbors.values())
      if (isFullyAdjacent(neighbor)) links.push(`${name} ${neighbor.routerId} ${neighbor.address}`)
  }
  return links.join()
}

/** §12.4.1.2: the router is Full with the Designated Router, or is it and Full with any other. */
function isTransit({ state, designatedRouter, neighbors }: OspfInterface): boolean {
  if (state !== 'DR' && state !== 'Backup' && state !== 'DROther') return false
  for (const neighbor of neighbors.values())
    if (isFullyAdjacent(neighbor) && (state === 'DR' || neighbor.address === designatedRouter)) return true
  return false
}

/**
 * Whether the LSAs of the neighbors say what our interfaces do, so that paths use our links: each router that is Full on
 * a point-to-point network links back to us, and each that we hear on a transit network is in it by both LSAs.
 */
export function adjacenciesAreConfirmed(memory: OspfMemory): boolean {
  for (const area of memory.areas.values()) {
    const graph = memory.routing.graphs.get(area.id)
    const self = graph?.findRouter(memory.routerId)
    for (const ospfInterface of area.interfaces) {
      const transit = isTransit(ospfInterface)
      if (!transit && ospfInterface.state !== 'Point-to-point') continue
      for (const { state, routerId } of ospfInterface.neighbors.values()) {
        if (!atLeast(state, transit ? '2-Way' : 'Full')) continue
        const neighbor = graph?.findRouter(routerId)
        if (graph === undefined || self === undefined || neighbor === undefined) return false
        const far = transit ? graph.networkOf(ospfInterface.designatedRouter, self) : self
        if (far === undefined || !graph.linksBack(neighbor, far)) return false
        if (transit && !graph.linksBack(far, neighbor)) return false
      }
    }
  }
  return true
}

function isGatewayOn(memory: OspfMemory, index: number, gateway: Ipv4): boolean {
  const link = memory.links.get(index)
  return link !== undefined && isOnLink(link, gateway) && !link.addresses.some((a) => a.address === gateway)
}

/** Whether a link of the router has this address. */
export function isOwnAddress(memory: OspfMemory, address: Ipv4): boolean {
  for (const link of memory.links.values()) if (link.addresses.some((a) => a.address === address)) return true
  return false
}

/** Makes the networks of the own interfaces sources of their destinations, in place of the former ones. */
export function attachNetworks(memory: OspfMemory): void {
  const { routing } = memory
  for (const source of routing.attached) removeSource(routing, source)
  routing.attached = []
  for (const ospfInterface of memory.interfaces.values()) {
    if (ospfInterface.state === 'Down' || ospfInterface.type === 'virtual' || ospfInterface.unnumbered) continue
    const { prefix, cost } = networkOfInterface(ospfInterface)
    const hops = routing.nextHops.setOf([{ interface: ospfInterface.link.index, onlink: false }])
    const destination = destinationFor(routing, prefix)
    const area = ospfInterface.area.id
    const hidden = suppressesPrefix(ospfInterface)
    routing.attached.push(addSource(routing, { kind: 'attached', destination, place: 0, area, cost, hops, hidden }))
  }
}

/** §12.4.1: a host where the interface is a loopback or point-to-multipoint (of cost 0), or has no subnet. */
function networkOfInterface({ type, state, prefix, address, cost }: OspfInterface): { prefix: Prefix; cost: number } {
  if (type === 'point-to-multipoint') return { prefix: prefixOf(address, 32), cost: 0 }
  return prefix === undefined || state === 'Loopback' ? { prefix: prefixOf(address, 32), cost } : { prefix, cost }
}
