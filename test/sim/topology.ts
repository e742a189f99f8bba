import { type Ipv4, ipv4FromNumber } from '../../protocols/base/ipv4.js'
import { type Prefix, prefixOf } from '../../protocols/base/prefix.js'
import type { Random } from '../../protocols/base/random.js'
import { type RouterId, routerId } from '../../protocols/ospf/identifiers.js'
import { type Authentication, NULL_AUTHENTICATION } from '../../protocols/ospf/packet/authentication.js'
import { type Configuration, NOTHING_OUTSIDE, type Outside, PLAIN } from './configuration.js'

/** A network on paper, with what is broken in it now. The simulator plays it, the oracle computes from it. */
export interface Topology {
  readonly routers: readonly RouterPlan[]
  readonly networks: readonly NetworkPlan[]
  /** Only the host addresses of this area count; undefined: all. */
  readonly area?: number
}

export interface RouterPlan {
  readonly name: string
  routerId: RouterId
  /** Its host address, on the loopback link. */
  readonly loopback: Ipv4
  /** The area of its host address. */
  readonly area: number
  alive: boolean
  configuration: Configuration
  outside: Outside
}

export interface NetworkPlan {
  readonly name: string
  readonly kind: 'lan' | 'non-broadcast' | 'point-to-multipoint' | 'point-to-point'
  /** undefined: unnumbered, the ends use their routers' host addresses. */
  readonly prefix: Prefix | undefined
  /** A second subnet on the same link, in which each end has the same host number. */
  readonly secondPrefix: Prefix | undefined
  readonly ends: readonly EndPlan[]
  readonly area: number
  authentication: Authentication
  /** Its prefix is advertised by passive ends only (RFC 6860). */
  hidden: boolean
}

/** A router's interface to a network. */
export interface EndPlan {
  readonly router: RouterPlan
  /** The link's index in the router. */
  index: number
  address: Ipv4
  cost: number
  priority: number
  /** Advertised, but without OSPF packets. */
  passive: boolean
  /** The link has carrier. */
  up: boolean
  /** Ends of different groups do not hear each other, and do not know it. */
  group: number
  /** Hears nothing, though it is heard. */
  deaf: boolean
}

/** The link of each router's host address. */
export const LOOPBACK_INDEX = 1
const LOOPBACKS = 0x0aff0000 // 10.255.AREA.0
const NETWORKS = 0x0a000000 // 10.AREA.0.0, a /24 each
const SECOND_NETWORKS = 0x0a800000 // 10.128.0.0, a /24 each

/** A free interface index of the router. */
export function nextIndex(topology: Topology, router: RouterPlan): number {
  const indexes = topology.networks.flatMap(({ ends }) => ends.filter((end) => end.router === router))
  return Math.max(LOOPBACK_INDEX, ...indexes.map(({ index }) => index)) + 1
}

/** The address of an end in its network's second subnet. */
export function secondAddress({ prefix, secondPrefix }: NetworkPlan, { address }: EndPlan): Ipv4 | undefined {
  if (prefix === undefined || secondPrefix === undefined) return undefined
  return ipv4FromNumber(secondPrefix.address + address - prefix.address)
}

/** The link's name: the same whatever its index is. */
export function nameOf(network: NetworkPlan, end: EndPlan): string {
  return `${network.name}-${network.ends.indexOf(end)}`
}

/** Builds topologies by name, in the order of the calls. */
export class TopologyBuilder {
  /** Of the routers' host addresses and networks that are added next. */
  area = 0
  readonly #routers: RouterPlan[] = []
  readonly #networks: NetworkPlan[] = []
  readonly #links = new Map<RouterPlan, number>()

  router(): RouterPlan {
    const number = this.#routers.length + 1
    const loopback = ipv4FromNumber(LOOPBACKS + this.area * 256 + number)
    const router = {
      name: `r${number}`,
      routerId: routerId(LOOPBACKS + number),
      loopback,
      area: this.area,
      alive: true,
      configuration: PLAIN,
      outside: NOTHING_OUTSIDE,
    }
    this.#routers.push(router)
    this.#links.set(router, LOOPBACK_INDEX)
    return router
  }

  routers(count: number): RouterPlan[] {
    return Array.from({ length: count }, () => this.router())
  }

  /** A LAN of these routers, each with [cost, priority] or the defaults 10 and 1. */
  lan(
    routers: readonly RouterPlan[],
    settings: readonly (readonly [number, number])[] = [],
    options: { readonly second?: boolean } = {},
  ): NetworkPlan {
    return this.#add('lan', true, routers, settings, options.second ?? false)
  }

  /** A network that carries no multicast: with a Designated Router, or as links between every two of them. */
  nonBroadcast(
    kind: 'non-broadcast' | 'point-to-multipoint',
    routers: readonly RouterPlan[],
    settings: readonly (readonly [number, number])[] = [],
  ): NetworkPlan {
    return this.#add(kind, true, routers, settings)
  }

  pointToPoint(
    routers: readonly [RouterPlan, RouterPlan],
    costs: readonly [number, number] = [10, 10],
    numbered = true,
  ): NetworkPlan {
    return this.#add('point-to-point', numbered, routers, [
      [costs[0], 1],
      [costs[1], 1],
    ])
  }

  build(): Topology {
    return { routers: this.#routers, networks: this.#networks }
  }

  #add(
    kind: NetworkPlan['kind'],
    numbered: boolean,
    routers: readonly RouterPlan[],
    settings: readonly (readonly [number, number])[],
    second = false,
  ): NetworkPlan {
    const number = this.#networks.length + 1
    const prefix = numbered
      ? prefixOf(ipv4FromNumber(NETWORKS + this.area * 65536 + number * 256), kind === 'point-to-point' ? 30 : 24)
      : undefined
    const ends = routers.map((router, i) => {
      const index = this.#links.get(router)! + 1
      this.#links.set(router, index)
      const [cost, priority] = settings[i] ?? [10, 1]
      const address = prefix === undefined ? router.loopback : ipv4FromNumber(prefix.address + i + 1)
      return { router, index, address, cost, priority, passive: false, up: true, group: 0, deaf: false }
    })
    const secondPrefix = second ? prefixOf(ipv4FromNumber(SECOND_NETWORKS + number * 256), 24) : undefined
    const network = {
      name: `n${number}`,
      kind,
      prefix,
      secondPrefix,
      ends,
      area: this.area,
      authentication: NULL_AUTHENTICATION,
      hidden: false,
    }
    this.#networks.push(network)
    return network
  }
}

/** A connected random network of LANs, networks without multicast, and point-to-point links (numbered or not, some of them parallel). */
export function randomTopology(random: Random, routers: number): Topology {
  const builder = new TopologyBuilder()
  const all = builder.routers(routers)
  const below = (n: number): number => Math.floor(random.next() * n)
  const cost = (): number => [1, 1, 5, 10, 10, 10, 100][below(7)]!
  const connect = (members: RouterPlan[]): void => {
    if (members.length === 2 && random.next() < 0.7)
      builder.pointToPoint([members[0]!, members[1]!], [cost(), cost()], random.next() < 0.6)
    else {
      const settings = members.map(() => [cost(), below(4)] as const)
      const kind = random.next()
      if (kind < 0.6) builder.lan(members, settings)
      else builder.nonBroadcast(kind < 0.8 ? 'non-broadcast' : 'point-to-multipoint', members, settings)
    }
  }
  for (let i = 1; i < routers; ) {
    const joining = all.slice(i, i + 1 + below(3))
    connect([all[below(i)]!, ...joining])
    i += joining.length
  }
  for (let extra = 1 + below(routers); extra > 0; extra--) {
    const members = new Set([all[below(routers)]!, all[below(routers)]!])
    if (random.next() < 0.4) members.add(all[below(routers)]!)
    if (members.size > 1) connect([...members])
  }
  return builder.build()
}
