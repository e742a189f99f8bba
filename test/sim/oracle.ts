import { formatIpv4, type Ipv4, parseIpv4 } from '../../protocols/base/ipv4.js'
import { formatPrefix, type Prefix, prefixOf } from '../../protocols/base/prefix.js'
import { formatHop } from './kernel.js'
import { type EndPlan, type NetworkPlan, type RouterPlan, secondAddress, type Topology } from './topology.js'

/**
 * What every router must have in the end, computed from the network on paper and from nothing that a router says, by
 * means that are slow and plain: all pairs of distances by repeated relaxation, then every next hop by its definition.
 */
export interface Oracle {
  /**
   * Each router's kernel table: prefix → the next hops, as `SimKernel.table` writes them. More than one text where it
   * depends on the past which is right: a LAN that fell apart is one prefix with two Designated Routers (§16.1 (4)).
   */
  routes(router: RouterPlan): Map<string, readonly string[]>
  /** The routers that have the same database: those that reach each other. */
  components(): RouterPlan[][]
  /** The ways inside of the area to each prefix, the router's own networks included. */
  paths(router: RouterPlan): Map<string, Paths>
  /** The ways inside of the area from one router to another; undefined: none. */
  pathsTo(from: RouterPlan, to: RouterPlan): { readonly cost: number; readonly ways: readonly string[] } | undefined
  /** The end is adjacent with somebody on its network. */
  hasAdjacency(end: EndPlan): boolean
  /** The addresses of a router that its router-LSA tells of: those of its ends with adjacencies, and its host addresses. */
  addressesTold(router: RouterPlan): Ipv4[]
  /** The addresses of a router's interfaces that are up. */
  addressesOf(router: RouterPlan): Ipv4[]
  /** How many network-LSAs these routers together have to originate. */
  networkLsas(component: readonly RouterPlan[]): number
}

export interface Paths {
  readonly prefix: Prefix
  readonly cost: number
  /** More than one where it depends on the past which is right. */
  readonly ways: readonly (readonly string[])[]
  /** At least one of the shortest ways goes over a virtual link somewhere. */
  readonly isVirtual: boolean
}

/** A router, or those ends of a LAN that hear each other and have a Designated Router. */
type Node = RouterPlan | Segment

interface Segment {
  readonly network: NetworkPlan
  readonly ends: readonly EndPlan[]
}

interface Edge {
  readonly from: Node
  readonly to: Node
  readonly cost: number
}

/** What a stub router says that its links cost (RFC 6987). */
const MAX_LINK_METRIC = 65535

/** A virtual link as one of its ends has it. */
export interface VirtualEdge {
  readonly from: RouterPlan
  readonly to: RouterPlan
  readonly cost: number
}

/** What stands for the next hops of a way over a virtual link of the router's own, until transit areas say where it goes. */
export const VIRTUAL_WAY = 'virtual'

/** @param virtual the backbone's virtual links */
export function oracleOf(plan: Topology, virtual: readonly VirtualEdge[] = []): Oracle {
  const topology = { ...plan, networks: plan.networks.flatMap(subnetsOf) }
  const alive = topology.routers.filter((router) => router.alive)
  const segments = topology.networks.filter(hasDesignatedRouter).flatMap(segmentsOf)
  const adjacencies = topology.networks.flatMap(pairsOf).filter(isAdjacency)
  const edges: Edge[] = [
    ...virtual,
    ...segments.flatMap((segment) =>
      segment.ends.flatMap((end) => [
        { from: end.router, to: segment, cost: end.cost },
        { from: segment, to: end.router, cost: 0 },
      ]),
    ),
    ...adjacencies.flatMap(([a, b]) => [
      { from: a!.router, to: b!.router, cost: a!.cost },
      { from: b!.router, to: a!.router, cost: b!.cost },
    ]),
  ]
  const seenBy = new Map<RouterPlan | undefined, Distance>()

  /** The distances as a router sees them: of stub routers it knows the costs that they advertise, of itself its own. */
  function distancesOf(root: RouterPlan): Distance {
    const observer = alive.some(isStubRouter) ? root : undefined
    let distance = seenBy.get(observer)
    if (distance === undefined) {
      const advertised = edges.map((edge) => asSeenBy(root, edge))
      distance = allDistances([...alive, ...segments], advertised)
      seenBy.set(observer, distance)
    }
    return distance
  }

  /** The ways from `from` to a node, at the least cost: `10.0.0.2 dev 3`. */
  function waysTo(from: RouterPlan, to: Node): string[] {
    const distance = distancesOf(from)
    const best = distance(from, to)
    const ways = new Set<string>()
    for (const edge of virtual)
      if (edge.from === from && edge.cost + distance(edge.to, to) === best) ways.add(VIRTUAL_WAY)
    for (const ends of adjacencies)
      for (const [near, far] of [ends, [...ends].reverse()] as [EndPlan, EndPlan][])
        if (near.router === from && near.cost + distance(far.router, to) === best)
          ways.add(formatHop({ interface: near.index, gateway: far.address }))
    for (const segment of segments)
      for (const near of segment.ends) {
        if (near.router !== from) continue
        if (to === segment && near.cost === best) ways.add(formatHop({ interface: near.index }))
        for (const far of segment.ends)
          if (far !== near && near.cost + distance(far.router, to) === best)
            ways.add(formatHop({ interface: near.index, gateway: far.address }))
      }
    return [...ways]
  }

  function isOverVirtual(from: RouterPlan, to: Node): boolean {
    const distance = distancesOf(from)
    return virtual.some((edge) => {
      const { cost } = asSeenBy(from, edge)
      return distance(from, edge.from) + cost + distance(edge.to, to) === distance(from, to)
    })
  }

  function routes(from: RouterPlan): Map<string, readonly string[]> {
    const own = attachedPrefixes(topology, from)
    const result = new Map<string, readonly string[]>()
    for (const [prefix, { ways }] of paths(from)) if (!own.has(prefix)) result.set(prefix, ways.map(wayText))
    return result
  }

  function pathsTo(from: RouterPlan, to: RouterPlan) {
    const cost = distancesOf(from)(from, to)
    return cost === Number.POSITIVE_INFINITY ? undefined : { cost, ways: waysTo(from, to) }
  }

  function paths(from: RouterPlan): Map<string, Paths> {
    const distance = distancesOf(from)
    const result = new Map<string, Paths>()
    for (const [text, { prefix, nodes, stubs }] of destinations(topology, segments)) {
      const transit = Math.min(...nodes.map((node) => distance(from, node)))
      const far = (stub: Stub): number => distance(from, stub.router) + stubCost(stub, from)
      const stub = Math.min(...stubs.map(far))
      const best = Math.min(transit, stub)
      if (best === Number.POSITIVE_INFINITY) continue
      const leaves = stubs.filter((each) => far(each) === best)
      const stubWays = leaves.flatMap(({ router, end }) =>
        router === from && end !== undefined ? [directWay(end)] : waysTo(from, router),
      )
      // §16.1 (4): of equally near networks with this prefix one counts, whose Designated Router has the larger address.
      const transits = nodes.filter((node) => distance(from, node) === best)
      const bases = transits.length === 0 ? [[]] : transits.map((node) => waysTo(from, node))
      const isVirtual = [...transits, ...leaves.map(({ router }) => router)].some((to) => isOverVirtual(from, to))
      result.set(text, { prefix, cost: best, ways: bases.map((ways) => [...ways, ...stubWays]), isVirtual })
    }
    return result
  }

  function components(): RouterPlan[][] {
    const result: RouterPlan[][] = []
    for (const router of alive) {
      const distance = distancesOf(router)
      const known = result.find((component) => distance(component[0]!, router) < Number.POSITIVE_INFINITY)
      if (known === undefined) result.push([router])
      else known.push(router)
    }
    return result
  }

  function networkLsas(component: readonly RouterPlan[]): number {
    return segments.filter(({ ends }) => component.includes(ends[0]!.router)).length
  }

  function addressesTold(router: RouterPlan): Ipv4[] {
    const ends = topology.networks.flatMap((network) =>
      network.ends.flatMap((end) => {
        if (end.router !== router || !end.up) return []
        const isHost = network.prefix === undefined || network.kind === 'point-to-multipoint'
        return hasAdjacency(end) || (isHost && (!network.hidden || end.passive)) ? [end.address] : []
      }),
    )
    return (topology.area ?? router.area) === router.area ? [...ends, router.loopback] : ends
  }

  function addressesOf(router: RouterPlan): Ipv4[] {
    const ends = topology.networks.flatMap((network) => network.ends.filter((end) => end.router === router && end.up))
    const addresses = ends.map(({ address }) => address)
    return (topology.area ?? router.area) === router.area ? [...addresses, router.loopback] : addresses
  }

  function hasAdjacency(end: EndPlan): boolean {
    return adjacencies.some((ends) => ends.includes(end)) || segments.some(({ ends }) => ends.includes(end))
  }

  return { routes, paths, pathsTo, components, addressesOf, addressesTold, hasAdjacency, networkLsas }
}

/** Next hops as `SimKernel.table` writes them. */
export function wayText(ways: readonly string[]): string {
  return [...new Set(ways)].sort().join(', ')
}

/** Ways by interface, then by gateway. */
export function byPlace(a: string, b: string): number {
  const [gatewayA, , linkA] = a.split(' ')
  const [gatewayB, , linkB] = b.split(' ')
  return Number(linkA) - Number(linkB) || (parseIpv4(gatewayA!) ?? -1) - (parseIpv4(gatewayB!) ?? -1)
}

/** A network with a second subnet is two networks that share their fate. */
function subnetsOf(network: NetworkPlan): NetworkPlan[] {
  if (network.secondPrefix === undefined) return [network]
  const ends = network.ends.map((end) => ({ ...end, address: secondAddress(network, end)! }))
  return [network, { ...network, prefix: network.secondPrefix, ends }]
}

/** The groups of ends that hear each other, are several, and have somebody who may be Designated Router. */
function segmentsOf(network: NetworkPlan): Segment[] {
  const groups = new Map<number, EndPlan[]>()
  for (const end of network.ends)
    if (end.up && end.router.alive && !end.deaf && !end.passive)
      groups.set(end.group, [...(groups.get(end.group) ?? []), end])
  return [...groups.values()]
    .filter((ends) => ends.length > 1 && ends.some(({ priority }) => priority > 0))
    .map((ends) => ({ network, ends }))
}

function hasDesignatedRouter({ kind }: Pick<NetworkPlan, 'kind'>): boolean {
  return kind === 'lan' || kind === 'non-broadcast'
}

/** The two of a point-to-point link, every two of a point-to-multipoint network. */
function pairsOf({ kind, ends }: NetworkPlan): (readonly [EndPlan, EndPlan])[] {
  if (hasDesignatedRouter({ kind })) return []
  return ends.flatMap((a, i) => ends.slice(i + 1).map((b) => [a, b] as const))
}

function isAdjacency([a, b]: readonly [EndPlan, EndPlan]): boolean {
  const works = (end: EndPlan): boolean => end.up && end.router.alive && !end.deaf && !end.passive
  return works(a) && works(b) && a.group === b.group
}

/** What an edge costs to a router that is told of it. */
function asSeenBy(root: RouterPlan, edge: Edge): Edge {
  const penalized = 'configuration' in edge.from && edge.from !== root && isStubRouter(edge.from)
  return penalized ? { ...edge, cost: MAX_LINK_METRIC } : edge
}

function isStubRouter({ configuration }: RouterPlan): boolean {
  return configuration.stubRouter !== undefined
}

/** What the router says that a link of its to a stub network costs, to whom it says it. */
function stubCost({ router, cost }: Stub, observer: RouterPlan): number {
  return observer !== router && router.configuration.stubRouter?.includeStub ? MAX_LINK_METRIC : cost
}

function directWay({ index }: EndPlan): string {
  return formatHop({ interface: index })
}

type Distance = (from: Node, to: Node) => number

/** Bellman and Ford's relaxation from every node, until nothing becomes nearer. */
function allDistances(nodes: readonly Node[], edges: readonly Edge[]): Distance {
  const table = new Map<Node, Map<Node, number>>()
  for (const from of nodes) {
    const row = new Map<Node, number>([[from, 0]])
    for (let changed = true; changed; ) {
      changed = false
      for (const edge of edges) {
        const through = (row.get(edge.from) ?? Number.POSITIVE_INFINITY) + edge.cost
        if (through >= (row.get(edge.to) ?? Number.POSITIVE_INFINITY)) continue
        row.set(edge.to, through)
        changed = true
      }
    }
    table.set(from, row)
  }
  return (from, to) => table.get(from)?.get(to) ?? Number.POSITIVE_INFINITY
}

interface Advertised {
  readonly prefix: Prefix
  /** Where the prefix is a transit network. */
  readonly nodes: Segment[]
  /** Where a router advertises it as a stub network: that of an interface, or its host address. */
  readonly stubs: Stub[]
}

interface Stub {
  readonly router: RouterPlan
  readonly cost: number
  readonly end?: EndPlan
}

/** Every prefix with what is there: LAN segments as networks, everything else with carrier as its router's stub. */
function destinations(topology: Topology, segments: readonly Segment[]): Map<string, Advertised> {
  const result = new Map<string, Advertised>()
  const at = (prefix: Prefix): Advertised => {
    const known = result.get(formatPrefix(prefix)) ?? { prefix, nodes: [], stubs: [] }
    result.set(formatPrefix(prefix), known)
    return known
  }
  for (const router of topology.routers)
    if (router.alive && (topology.area ?? router.area) === router.area)
      at(hostOf(router.loopback)).stubs.push({ router, cost: 0 })
  for (const network of topology.networks)
    for (const end of network.ends) {
      const { router } = end
      if (!end.up || !router.alive) continue
      // Unnumbered: its host address is advertised in the area of the link too
      if (network.prefix === undefined) {
        if (!network.hidden || end.passive) at(hostOf(router.loopback)).stubs.push({ router, cost: end.cost })
        continue
      }
      if (network.hidden && !end.passive) continue
      if (network.kind === 'point-to-multipoint') {
        at(hostOf(end.address)).stubs.push({ router, cost: 0 })
        continue
      }
      const advertised = at(network.prefix)
      const segment = segments.find(({ ends }) => ends.includes(end))
      if (segment === undefined) advertised.stubs.push({ router, end, cost: end.cost })
      else if (!advertised.nodes.includes(segment)) advertised.nodes.push(segment)
    }
  return result
}

export function attachedPrefixes(topology: Topology, router: RouterPlan): Set<string> {
  const own = new Set([formatPrefix(hostOf(router.loopback))])
  for (const { kind, prefix, ends } of topology.networks)
    for (const end of ends)
      if (prefix !== undefined && end.router === router && end.up)
        own.add(formatPrefix(kind === 'point-to-multipoint' ? hostOf(end.address) : prefix))
  return own
}

function hostOf(address: Ipv4): Prefix {
  return prefixOf(address, 32)
}

/** A network on paper in words, for the report of a failing seed. */
export function describeTopology({ routers, networks }: Topology): string {
  const lines = routers.map(({ name, loopback, alive }) => `${name} ${formatIpv4(loopback)}${alive ? '' : ' DEAD'}`)
  for (const { name, kind, prefix, secondPrefix, ends, hidden, authentication } of networks) {
    const members = ends.map(
      ({ router, index, address, cost, priority, passive, up, group, deaf }) =>
        `${router.name}[dev ${index} ${formatIpv4(address)} cost ${cost}` +
        `${kind === 'lan' || kind === 'non-broadcast' ? ` priority ${priority}` : ''}${passive ? ' passive' : ''}${up ? '' : ' DOWN'}${deaf ? ' DEAF' : ''}${group === 0 ? '' : ` group ${group}`}]`,
    )
    const subnets = [prefix, secondPrefix].flatMap((p) => (p === undefined ? [] : [formatPrefix(p)]))
    lines.push(
      `${name} ${authentication.type === 'null' ? '' : `${authentication.type} `}${kind}${hidden ? ' HIDDEN' : ''} ${subnets.join(' ') || 'unnumbered'}: ${members.join(' ')}`,
    )
  }
  return lines.join('\n')
}
