import type { Ipv4 } from '../../base/ipv4.js'
import { contains, maskOf, type Prefix } from '../../base/prefix.js'
import { isAreaBorderRouter, isVirtualLinkEndpoint } from '../area/border.js'
import { isNssaBorderRouter } from '../area/translator.js'
import { isAsBoundaryRouter } from '../external/redistribute.js'
import { suppressesPrefix } from '../interface/prefix-suppression.js'
import { LinkType, RouterBits, type RouterLink, type RouterLsa } from '../lsa/router-lsa.js'
import type { Area, OspfInterface, OspfMemory } from '../memory.js'
import { isFullyAdjacent } from '../neighbor/adjacency.js'
import { stubRouterReason, withStubRouterMetrics } from '../stub-router.js'

/** RFC 2328 §12.4.1: what our router-LSA for `area` says. */
export function routerLsa(memory: OspfMemory, area: Area): RouterLsa {
  const links: RouterLink[] = []
  for (const ospfInterface of area.interfaces) links.push(...linksOf(ospfInterface))
  const advertised = withoutDuplicateStubs(links)
  const metrics =
    stubRouterReason(memory) === undefined ? advertised : withStubRouterMetrics(advertised, memory.settings.stubRouter)
  return { bits: bitsFor(memory, area), links: metrics }
}

/** Bit E is never set in a stub area; border routers of an NSSA have it in all others, bit Nt in the NSSA (RFC 3101 §3.1). */
function bitsFor(memory: OspfMemory, area: Area): number {
  const isBoundary = isAsBoundaryRouter(memory) || isNssaBorderRouter(memory)
  const translates = memory.border.nssa.areas.get(area)?.translator === 'enabled'
  return (
    (isAreaBorderRouter(memory) ? RouterBits.B : 0) |
    (isVirtualLinkEndpoint(memory, area.id) ? RouterBits.V : 0) |
    (isBoundary && area.settings.areaType !== 'stub' ? RouterBits.E : 0) |
    (translates ? RouterBits.Nt : 0)
  )
}

function linksOf(ospfInterface: OspfInterface): RouterLink[] {
  switch (ospfInterface.state) {
    case 'Down':
      return []
    case 'Loopback':
      return hostLinks(ospfInterface)
    case 'Point-to-point':
      return pointToPointLinks(ospfInterface)
    case 'Waiting':
    case 'DROther':
    case 'Backup':
    case 'DR':
      return transitOrStubLinks(ospfInterface)
  }
}

/** §12.4.1: in state Loopback, each address is a host; the RFC's cost of 0 is the default. */
function hostLinks({ address, cost, link, prefix, unnumbered }: OspfInterface): RouterLink[] {
  if (unnumbered) return []
  const addresses = new Set<Ipv4>([address])
  if (prefix !== undefined)
    for (const other of link.addresses) if (contains(prefix, other.address)) addresses.add(other.address)
  return [...addresses].map((host) => hostLink(host, cost))
}

/**
 * §12.4.1.1, §12.4.1.3 and §12.4.1.4: the adjacencies, and the subnet (option 2). Where the interface has an address but no subnet, its own
 * address takes the subnet's place; an unnumbered one has nothing to add, for its address is another interface's.
 */
function pointToPointLinks(ospfInterface: OspfInterface): RouterLink[] {
  const { address, cost, link, neighbors, type, unnumbered } = ospfInterface
  const links: RouterLink[] = []
  for (const neighbor of neighbors.values()) {
    if (!isFullyAdjacent(neighbor)) continue
    links.push({
      type: type === 'virtual' ? LinkType.virtual : LinkType.pointToPoint,
      id: neighbor.routerId,
      data: unnumbered ? link.index : address,
      metric: cost,
    })
  }
  if (unnumbered || type === 'virtual' || suppressesPrefix(ospfInterface)) return links
  // §12.4.1.4: on a point-to-multipoint network the address stands for the subnet
  links.push(ospfInterface.type === 'point-to-multipoint' ? hostLink(address, 0) : stubLink(ospfInterface))
  return links
}

function transitOrStubLinks(ospfInterface: OspfInterface): RouterLink[] {
  const transit = transitLink(ospfInterface)
  if (transit !== undefined) return [transit]
  return suppressesPrefix(ospfInterface) ? [] : [stubLink(ospfInterface)]
}

/** §12.4.1.2: undefined unless a Designated Router is there, and we are fully adjacent to it or it to somebody. */
function transitLink({ address, cost, designatedRouter, neighbors, state }: OspfInterface): RouterLink | undefined {
  if (state === 'Waiting') return undefined
  for (const neighbor of neighbors.values()) {
    if (isFullyAdjacent(neighbor) && (state === 'DR' || neighbor.address === designatedRouter))
      return { type: LinkType.transit, id: designatedRouter, data: address, metric: cost }
  }
  return undefined
}

function stubLink({ address, cost, prefix }: OspfInterface): RouterLink {
  return prefix === undefined ? hostLink(address, cost) : networkLink(prefix, cost)
}

function networkLink(prefix: Prefix, metric: number): RouterLink {
  return { type: LinkType.stub, id: prefix.address, data: maskOf(prefix.length), metric }
}

function hostLink(address: Ipv4, metric: number): RouterLink {
  return { type: LinkType.stub, id: address, data: maskOf(32), metric }
}

/** One address on several interfaces is one stub network, at the least of their costs. */
function withoutDuplicateStubs(links: readonly RouterLink[]): RouterLink[] {
  const stubs = new Map<string, RouterLink>()
  for (const link of links) {
    if (link.type !== LinkType.stub) continue
    const name = `${link.id} ${link.data}`
    const other = stubs.get(name)
    if (other === undefined || link.metric < other.metric) stubs.set(name, link)
  }
  return links.filter((link) => link.type !== LinkType.stub || stubs.get(`${link.id} ${link.data}`) === link)
}
