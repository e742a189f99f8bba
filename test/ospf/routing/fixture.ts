import { Agenda } from '../../../protocols/base/agenda.js'
import { instant } from '../../../protocols/base/duration.js'
import { type Ipv4, ipv4 } from '../../../protocols/base/ipv4.js'
import { formatPrefix, maskOf, prefix } from '../../../protocols/base/prefix.js'
import { seededRandom } from '../../../protocols/base/random.js'
import type { Link } from '../../../protocols/engine/link.js'
import type { NextHop, RouteChange } from '../../../protocols/engine/route.js'
import { createBorderMemory } from '../../../protocols/ospf/area/memory.js'
import { Database, type DatabaseEntry, databaseEntry } from '../../../protocols/ospf/database/database.js'
import { createExternalMemory } from '../../../protocols/ospf/external/memory.js'
import { createGracefulRestartMemory } from '../../../protocols/ospf/graceful-restart/memory.js'
import { areaId, type RouterId, routerId } from '../../../protocols/ospf/identifiers.js'
import { encodeAsExternalLsa } from '../../../protocols/ospf/lsa/as-external-lsa.js'
import { LSA_HEADER_LENGTH, type Lsa, LsType } from '../../../protocols/ospf/lsa/lsa.js'
import { encodeNetworkLsa } from '../../../protocols/ospf/lsa/network-lsa.js'
import { encodeRouterLsa, LinkType, type RouterLink } from '../../../protocols/ospf/lsa/router-lsa.js'
import { encodeSummaryLsa } from '../../../protocols/ospf/lsa/summary-lsa.js'
import type { Area, Neighbor, OspfInterface, OspfMemory } from '../../../protocols/ospf/memory.js'
import { createRoutingMemory, type OspfRoute } from '../../../protocols/ospf/routing/memory.js'
import { nextHopsChanged, topologyChanged } from '../../../protocols/ospf/routing/schedule.js'
import { AREA_DEFAULTS } from '../../../protocols/ospf/settings.js'
import type { InterfaceState } from '../../../protocols/ospf/states.js'
import { INSTANCE_DEFAULTS, INTERFACE_DEFAULTS } from '../default-settings.js'

/** One router's memory, its interfaces and neighbors set by hand, and the LSAs that it is told of. */
export class Fixture {
  readonly memory: OspfMemory
  readonly #held = new Map<string, DatabaseEntry>()

  constructor(self: string, maximumPaths = 16) {
    const id = routerId(ipv4(self))
    this.memory = {
      random: seededRandom(1),
      agenda: new Agenda(),
      now: instant(0),
      effects: [],
      settings: {
        routerId: id,
        areas: [],
        ...INSTANCE_DEFAULTS,
        maximumPaths,
        abrType: 'standard',
      },
      routerId: id,
      links: new Map(),
      areas: new Map(),
      interfaces: new Map(),
      asDatabase: new Database(),
      routing: createRoutingMemory(),
      gracefulRestart: createGracefulRestartMemory(),
      border: createBorderMemory(),
      external: createExternalMemory(),
    } as unknown as OspfMemory // What the calculation looks at, and nothing else.
  }

  area(id = 0): Area {
    let area = this.memory.areas.get(areaId(id))
    if (area === undefined) {
      area = {
        id: areaId(id),
        settings: { ...AREA_DEFAULTS, id: areaId(id), interfaces: [] },
        database: new Database(),
        interfaces: new Set(),
      }
      this.memory.areas.set(area.id, area)
    }
    return area
  }

  /** An interface with `neighbors` (Router ID and address) that are Full; `lan` is the Designated Router's address. */
  interface(
    index: number,
    own: string,
    options: {
      readonly cost?: number
      readonly area?: number
      readonly lan?: string
      readonly neighbors?: readonly (readonly [string, string])[]
      readonly state?: InterfaceState
    } = {},
  ): OspfInterface {
    const [address, length] = own.split('/') as [string, string]
    const state = options.state ?? (options.lan === undefined ? 'Point-to-point' : 'DROther')
    const link: Link = {
      index,
      name: `eth${index}`,
      up: true,
      mtu: 1500,
      kind: 'broadcast',
      addresses: [{ address: ipv4(address), prefixLength: Number(length), secondary: false }],
    }
    const area = this.area(options.area)
    const ospfInterface = {
      key: link.name,
      link,
      area,
      type: options.lan === undefined ? 'point-to-point' : 'broadcast',
      address: ipv4(address),
      prefix: length === '32' ? undefined : prefix(`${masked(own)}`),
      unnumbered: false,
      settings: INTERFACE_DEFAULTS,
      cost: options.cost ?? 10,
      state,
      designatedRouter: options.lan === undefined ? (0 as Ipv4) : ipv4(options.lan),
      neighbors: new Map<number, Neighbor>(),
    } as unknown as OspfInterface
    for (const [router, at] of options.neighbors ?? [])
      ospfInterface.neighbors.set(ipv4(router), {
        routerId: routerId(ipv4(router)),
        address: ipv4(at),
        state: 'Full',
      } as Neighbor)
    this.memory.links.set(index, link)
    const former = this.memory.interfaces.get(ospfInterface.key)
    if (former !== undefined) area.interfaces.delete(former)
    area.interfaces.add(ospfInterface)
    this.memory.interfaces.set(ospfInterface.key, ospfInterface)
    nextHopsChanged(this.memory)
    return ospfInterface
  }

  /** The LSA of this key is now this one; `undefined`: it is gone. */
  tell(key: LsaText, area: number | undefined = key.type === LsType.asExternal ? undefined : 0): DatabaseEntry {
    const lsa = makeLsa(key)
    const place = { area: area === undefined ? undefined : this.area(area), interface: undefined }
    const entry = databaseEntry(lsa, this.memory.now, place, 'flooded')
    const name = `${area} ${lsa.type} ${lsa.linkStateId} ${lsa.advertisingRouter}`
    topologyChanged(this.memory, place.area, this.#held.get(name), entry)
    this.#held.set(name, entry)
    return entry
  }

  /** The LSA is gone from the database. */
  forget(entry: DatabaseEntry): void {
    const { lsa, area } = entry
    const name = `${area?.id} ${lsa.type} ${lsa.linkStateId} ${lsa.advertisingRouter}`
    topologyChanged(this.memory, area, this.#held.get(name), undefined)
    this.#held.delete(name)
  }

  /** Lets time pass until nothing more is due within a minute; the changes that were announced. */
  settle(): RouteChange[] {
    const before = this.memory.effects.length
    const end = this.memory.now + 60_000
    for (;;) {
      const next = this.memory.agenda.next()
      if (next === undefined || next > end) break
      this.memory.now = next
      this.memory.agenda.takeDue(next)?.()
    }
    this.memory.now = instant(end)
    return this.memory.effects.slice(before).flatMap((e) => (e.do === 'routes' ? [...e.changes] : []))
  }

  /** `10.0.0.0/24` as the routing table has it. */
  route(text: string): OspfRoute | undefined {
    for (const route of this.memory.routing.routes.values()) if (formatPrefix(route.prefix) === text) return route
    return undefined
  }

  /** `20 via 10.0.0.2 eth1, 10.0.1.2 eth2`: cost and next hops of a route. */
  way(text: string): string | undefined {
    const route = this.route(text)
    return route && `${route.cost} via ${route.nextHops.map(describeHop).join(', ')}`
  }
}

function describeHop(hop: NextHop): string {
  const gateway = hop.gateway === undefined ? '-' : formatPrefix({ address: hop.gateway, length: 32 }).split('/')[0]
  return `${gateway} eth${hop.interface}${hop.onlink ? ' onlink' : ''}`
}

function masked(text: string): string {
  const [address, length] = text.split('/') as [string, string]
  return formatPrefix({ address: ((ipv4(address) & maskOf(Number(length))) >>> 0) as Ipv4, length: Number(length) })
}

export interface LsaText {
  readonly type: LsType
  readonly linkStateId: Ipv4
  readonly advertisingRouter: RouterId
  readonly body: Uint8Array
}

export function makeLsa({ body, ...key }: LsaText): Lsa {
  const bytes = new Uint8Array(LSA_HEADER_LENGTH + body.length)
  bytes.set(body, LSA_HEADER_LENGTH)
  return { ...key, age: 1, options: 2, sequenceNumber: 1, checksum: 1, length: bytes.length, bytes }
}

/** A router-LSA; links as `p2p 2.2.2.2 10.0.0.1 10` (ID, Data, metric), `virtual …`, `lan …` and `stub 10.0.0.0/24 10`. */
export function routerLsa(id: string, links: readonly string[], bits = 0): LsaText {
  const body = encodeRouterLsa({ bits, links: links.map(routerLink) })
  return { type: LsType.router, linkStateId: ipv4(id), advertisingRouter: routerId(ipv4(id)), body }
}

const TYPES: Readonly<Record<string, RouterLink['type']>> = {
  p2p: LinkType.pointToPoint,
  virtual: LinkType.virtual,
  lan: LinkType.transit,
}

function routerLink(text: string): RouterLink {
  const words = text.split(' ')
  if (words[0] === 'stub') {
    const { address, length } = prefix(words[1]!)
    return { type: LinkType.stub, id: address, data: maskOf(length), metric: Number(words[2]) }
  }
  return { type: TYPES[words[0]!]!, id: ipv4(words[1]!), data: ipv4(words[2]!), metric: Number(words[3]) }
}

/** @param at the Designated Router's address with the prefix length */
export function networkLsa(at: string, originator: string, routers: readonly string[]): LsaText {
  const [address, length] = at.split('/') as [string, string]
  const attachedRouters = routers.map((router) => routerId(ipv4(router)))
  const body = encodeNetworkLsa({ networkMask: maskOf(Number(length)), attachedRouters })
  return { type: LsType.network, linkStateId: ipv4(address), advertisingRouter: routerId(ipv4(originator)), body }
}

export function summaryLsa(to: string, originator: string, metric: number): LsaText {
  const { address, length } = prefix(to)
  const body = encodeSummaryLsa({ networkMask: maskOf(length), metric })
  return { type: LsType.summaryNetwork, linkStateId: address, advertisingRouter: routerId(ipv4(originator)), body }
}

export function asbrSummaryLsa(asbr: string, originator: string, metric: number): LsaText {
  const body = encodeSummaryLsa({ networkMask: 0 as Ipv4, metric })
  return { type: LsType.summaryAsbr, linkStateId: ipv4(asbr), advertisingRouter: routerId(ipv4(originator)), body }
}

export function externalLsa(
  to: string,
  originator: string,
  metric: number,
  options: { readonly type2?: boolean; readonly forwarding?: string; readonly tag?: number; readonly id?: string } = {},
): LsaText {
  const { address, length } = prefix(to)
  const body = encodeAsExternalLsa({
    networkMask: maskOf(length),
    type2: options.type2 ?? false,
    metric,
    forwardingAddress: options.forwarding === undefined ? (0 as Ipv4) : ipv4(options.forwarding),
    externalRouteTag: options.tag ?? 0,
  })
  const linkStateId = options.id === undefined ? address : ipv4(options.id)
  return { type: LsType.asExternal, linkStateId, advertisingRouter: routerId(ipv4(originator)), body }
}
