import { type Instant, instant, milliseconds, seconds } from '../../../protocols/base/duration.js'
import { type Ipv4, ipv4 } from '../../../protocols/base/ipv4.js'
import { contains, parsePrefix, prefixOf } from '../../../protocols/base/prefix.js'
import { seededRandom } from '../../../protocols/base/random.js'
import type { Link, LinkAddress } from '../../../protocols/engine/link.js'
import type { OspfEffect, OspfInput } from '../../../protocols/ospf/contract.js'
import { OspfEngine } from '../../../protocols/ospf/engine.js'
import { areaId, routerId } from '../../../protocols/ospf/identifiers.js'
import { AREA_DEFAULTS, type InterfaceSettings, type OspfSettings } from '../../../protocols/ospf/settings.js'
import { INSTANCE_DEFAULTS, INTERFACE_DEFAULTS } from '../default-settings.js'

type Packet = Extract<OspfEffect, { do: 'send' }>

/** One router on a few wires, in virtual time. */
export interface Router {
  readonly name: string
  engine: OspfEngine
  readonly links: Map<number, Link>
  /** Everything that it ever asked for. */
  readonly effects: OspfEffect[]
}

const DELAY = 1

/** Two to four engines on wires that carry every packet after one millisecond, and a clock that jumps. */
export class Network {
  now: Instant = instant(1_000_000)
  readonly routers: Router[] = []
  /** Which links are on one wire: `r1 1`. */
  readonly #wires: Set<string>[] = []
  #inFlight: { at: number; to: Router; input: OspfInput }[] = []
  /** What does not arrive. */
  drops: (from: Router, packet: Packet) => boolean = () => false
  /** What a process that starts again is told before anything else. */
  prepare: (engine: OspfEngine) => void = () => {}

  router(name: string, settings: OspfSettings, links: readonly Link[]): Router {
    const router: Router = {
      name,
      engine: new OspfEngine(seededRandom(this.routers.length + 1)),
      links: new Map(),
      effects: [],
    }
    this.routers.push(router)
    for (const link of links) this.input(router, { on: 'link', link })
    this.input(router, { on: 'settings', settings })
    return router
  }

  /** The router's process is killed and starts again, its links as they are. */
  replace(router: Router, settings: OspfSettings): void {
    router.engine = new OspfEngine(seededRandom(this.now))
    this.prepare(router.engine)
    for (const link of [...router.links.values()]) this.input(router, { on: 'link', link })
    this.input(router, { on: 'settings', settings })
  }

  /** Puts `r1 1`, `r2 1`, … (router and link index) on one wire. */
  wire(...ends: string[]): void {
    this.#wires.push(new Set(ends))
  }

  input(router: Router, input: OspfInput): readonly OspfEffect[] {
    if (input.on === 'link') router.links.set(input.link.index, input.link)
    const effects = router.engine.handle(input, this.now)
    router.effects.push(...effects)
    for (const effect of effects) if (effect.do === 'send') this.#carry(router, effect)
    return effects
  }

  /** Lets time pass until `condition` holds; fails after `limit` milliseconds of it. */
  until(condition: () => boolean, limit = 120_000): number {
    const start = this.now
    while (!condition()) {
      const at = this.#nextAt()
      if (at === undefined || at - start > limit) throw new Error(`did not happen within ${limit} ms`)
      this.#advance(at)
    }
    return this.now - start
  }

  /** Lets so many milliseconds pass. */
  pass(ms: number): void {
    const end = this.now + ms
    for (let at = this.#nextAt(); at !== undefined && at <= end; at = this.#nextAt()) this.#advance(at)
    this.now = instant(end)
  }

  #nextAt(): number | undefined {
    const times = this.#inFlight.map(({ at }) => at)
    for (const { engine } of this.routers) {
      const wake = engine.wakeAt()
      if (wake !== undefined) times.push(wake)
    }
    return times.length === 0 ? undefined : Math.max(this.now, Math.min(...times))
  }

  #advance(at: number): void {
    this.now = instant(at)
    const due = this.#inFlight.filter((each) => each.at <= at)
    this.#inFlight = this.#inFlight.filter((each) => each.at > at)
    for (const { to, input } of due) this.input(to, input)
    for (const router of this.routers) {
      const wake = router.engine.wakeAt()
      if (wake !== undefined && wake <= at) this.input(router, { on: 'time' })
    }
  }

  #carry(from: Router, packet: Packet): void {
    if (this.drops(from, packet)) return
    if (packet.routed) {
      this.#forward(from, packet)
      return
    }
    const wire = this.#wires.find((ends) => ends.has(`${from.name} ${packet.interface}`))
    if (wire === undefined) return
    for (const to of this.routers)
      for (const { index, up } of to.links.values())
        if (to !== from && up && wire.has(`${to.name} ${index}`)) this.#arrive(to, index, packet, DELAY)
  }

  #arrive(to: Router, index: number, packet: Packet, delay: number): void {
    const { source, destination, ttl, bytes } = packet
    const input: OspfInput = { on: 'packet', interface: index, source, destination, ttl, bytes }
    this.#inFlight.push({ at: this.now + delay, to, input })
  }

  /** From router to router as their routes say; it is lost where there is none. */
  #forward(from: Router, packet: Packet): void {
    let at = from
    for (let hops = 1; hops < packet.ttl; hops++) {
      const hop = nextHop(at, packet.destination, this.now)
      const next = hop && this.#atEnd(at, hop)
      if (next === undefined) return
      at = next.router
      if (owns(at, packet.destination)) {
        this.#arrive(at, next.index, packet, hops * DELAY)
        return
      }
    }
  }

  #atEnd(from: Router, { index, gateway }: Hop): { router: Router; index: number } | undefined {
    const wire = this.#wires.find((ends) => ends.has(`${from.name} ${index}`))
    for (const router of this.routers)
      for (const link of router.links.values())
        if (router !== from && link.up && wire?.has(`${router.name} ${link.index}`) && owns(router, gateway))
          return { router, index: link.index }
    return undefined
  }
}

interface Hop {
  readonly index: number
  readonly gateway: Ipv4
}

function owns(router: Router, address: Ipv4): boolean {
  return [...router.links.values()].some((link) => link.addresses.some((each) => each.address === address))
}

/** What the kernel would do with a packet: a network of a link, or the route with the longest prefix. */
function nextHop({ engine, links }: Router, destination: Ipv4, now: Instant): Hop | undefined {
  const usable = [...links.values()].filter(({ up }) => up)
  for (const { index, addresses } of usable)
    for (const { address, prefixLength } of addresses)
      if (prefixLength < 32 && contains(prefixOf(address, prefixLength), destination))
        return { index, gateway: destination }
  let best: { readonly length: number; readonly hop: Hop } | undefined
  for (const { prefix, nextHops } of engine.routes(now)) {
    const network = parsePrefix(prefix)!
    if (!contains(network, destination) || network.length < (best?.length ?? 0)) continue
    for (const { interface: name, gateway } of nextHops) {
      const link = usable.find((each) => each.name === name)
      if (link === undefined || gateway === null) continue
      best = { length: network.length, hop: { index: link.index, gateway: ipv4(gateway) } }
      break
    }
  }
  return best?.hop
}

/** `10.0.0.1/24` as a link has it. */
export function address(text: string): LinkAddress {
  const [dotted, length] = text.split('/')
  return { address: ipv4(dotted!), prefixLength: Number(length), secondary: false }
}

export function ethernet(index: number, name: string, ...addresses: string[]): Link {
  return { index, name, up: true, mtu: 1500, kind: 'broadcast', addresses: addresses.map(address) }
}

export const POINT_TO_POINT: Partial<InterfaceSettings> = { interfaceType: 'point-to-point' }

/** An instance in area 0; the interfaces by pattern, each with what differs from the defaults. */
export function settings(id: string, interfaces: Readonly<Record<string, Partial<InterfaceSettings>>>): OspfSettings {
  return {
    routerId: routerId(ipv4(id)),
    areas: [
      {
        ...AREA_DEFAULTS,
        id: areaId(0),
        interfaces: Object.entries(interfaces).map(([pattern, own]) => ({
          pattern,
          settings: { ...INTERFACE_DEFAULTS, ...own },
        })),
      },
    ],
    ...INSTANCE_DEFAULTS,
    spfDelay: {
      initialDelay: seconds(0),
      shortDelay: milliseconds(50),
      longDelay: milliseconds(500),
      timeToLearn: milliseconds(500),
      holdDown: seconds(5),
    },
  }
}

/** The states of a router's neighbors by Router ID, as it shows them. */
export function states(network: Network, router: Router): Record<string, string | null> {
  return Object.fromEntries(router.engine.view(network.now).neighbors.map((each) => [each.routerId, each.state]))
}

/** The databases as text, to be compared: without the ages. */
export function databaseOf(network: Network, router: Router): string[] {
  return [...router.engine.database(network.now)]
    .map((lsa) => `${lsa.type} ${lsa.linkStateId} ${lsa.advertisingRouter} ${lsa.sequenceNumber} ${lsa.checksum}`)
    .sort()
}

/** `10.0.0.0/24 → 10.1.1.2 eth0` */
export function routesOf(network: Network, router: Router): string[] {
  return router.engine
    .routes(network.now)
    .map(
      ({ prefix, cost, nextHops }) =>
        `${prefix} ${cost} via ${nextHops.map((hop) => `${hop.gateway ?? '-'} ${hop.interface}`).join(', ')}`,
    )
}
