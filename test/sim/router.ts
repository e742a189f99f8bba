import { type Duration, type Instant, later, milliseconds, seconds } from '../../protocols/base/duration.js'
import { type Ipv4, ipv4FromNumber } from '../../protocols/base/ipv4.js'
import { type Prefix, prefixKey } from '../../protocols/base/prefix.js'
import { seededRandom } from '../../protocols/base/random.js'
import type { ForeignRoute, ForeignRouteChange } from '../../protocols/engine/foreign-route.js'
import type { Link } from '../../protocols/engine/link.js'
import type { OspfEffect, OspfInput } from '../../protocols/ospf/contract.js'
import { OspfEngine } from '../../protocols/ospf/engine.js'
import type { OspfNotice } from '../../protocols/ospf/notice.js'
import type { OspfSettings } from '../../protocols/ospf/settings.js'
import { type ForeignPlan, MAIN_TABLE, OUTSIDE_INDEX } from './configuration.js'
import { SimKernel } from './kernel.js'
import { GRACE_PERIOD, settingsOf } from './settings.js'
import { type EndPlan, LOOPBACK_INDEX, nameOf, type RouterPlan, secondAddress } from './topology.js'
import type { Packet, Wire } from './wire.js'
import type { World } from './world.js'

const NOTICES_KEPT = 200
/** When the world began, by the wall clock. */
const EPOCH = 1_800_000_000_000

/** One router: an engine, the links it sees, the groups it joined, and a kernel table that its effects fill. */
export class SimRouter {
  readonly plan: RouterPlan
  readonly notices: { readonly at: Instant; readonly notice: OspfNotice }[] = []
  kernel: SimKernel
  /** It said that its first databases are complete. */
  converged = false
  #engine: OspfEngine | undefined
  #wakeAt: Instant | undefined
  #lives = 0
  /** What the state directory has of former lives. */
  #sequenceNumber = 0
  /** It restarts gracefully: what the next life is told (RFC 3623 §2). */
  #restart: { readonly graceEnds: number; readonly planned: boolean } | undefined
  #away: Duration = seconds(0)
  /** It asked for the kernel's routes, and was told of these, by `prefixKey`. */
  #follows = false
  #foreign = new Map<number, Prefix>()
  readonly #world: World
  readonly #seed: number
  readonly #links = new Map<number, Link>()
  readonly #wires = new Map<number, { readonly wire: Wire; readonly end: EndPlan }>()
  readonly #groups = new Map<number, Set<Ipv4>>()

  constructor(plan: RouterPlan, world: World, seed: number) {
    this.plan = plan
    this.#world = world
    this.#seed = seed
    this.kernel = new SimKernel(this.#links)
  }

  get engine(): OspfEngine | undefined {
    return this.#engine
  }

  connect(wire: Wire, end: EndPlan): void {
    wire.attach(end, this)
    this.#wires.set(end.index, { wire, end })
  }

  /** Starts the daemon, with nothing remembered of a former life but what neighbors must not see again. */
  start(): void {
    this.#engine = new OspfEngine(seededRandom(this.#seed * 1000 + this.#lives++))
    this.#links.clear()
    this.#groups.clear()
    this.#follows = false
    this.#foreign.clear()
    const restart = this.#restart
    this.#restart = undefined
    this.kernel = new SimKernel(this.#links, restart === undefined ? [] : this.kernel.routes())
    this.converged = false
    this.#world.add(this)
    this.#input({ on: 'clock', wallClock: EPOCH + this.#world.now })
    this.#input({ on: 'former-life', bootCount: this.#lives, sequenceNumber: this.#sequenceNumber })
    if (restart !== undefined) this.#input({ on: 'restarted', ...restart })
    this.#input({ on: 'link', link: this.#put(loopbackLink(this.plan)) })
    for (const { end, wire } of this.#wires.values()) this.#input({ on: 'link', link: this.#put(linkOf(end, wire)) })
    this.outsideChanged()
    this.reconfigure()
  }

  /** The daemon is gone from one moment to the next. */
  kill(): void {
    this.#restart = undefined
    this.#engine = undefined
    this.#groups.clear()
    this.#world.remove(this)
  }

  /** `waymark restart --graceful`, or a crash (not planned); it is back after `away`. */
  restartGracefully(away: Duration, planned: boolean): void {
    if (this.#engine === undefined) return
    this.#away = away
    if (planned) this.#input({ on: 'prepare-restart' })
    else this.#leave(EPOCH + later(this.#world.now, GRACE_PERIOD), planned)
  }

  #leave(graceEnds: number, planned: boolean): void {
    this.kill()
    this.#restart = { graceEnds, planned }
    this.#world.after(this.#away, () => {
      if (this.#restart !== undefined && this.#engine === undefined) this.start()
    })
  }

  /** Asks the daemon to end; it is gone once it says that it has stopped. */
  stop(): void {
    this.#restart = undefined
    this.#input({ on: 'shutdown' })
  }

  /** Tells the engine of the settings, as the plan has them now. */
  reconfigure(): void {
    this.#input({ on: 'settings', settings: this.settings() })
  }

  settings(): OspfSettings {
    return settingsOf(this.plan, [...this.#wires.values()])
  }

  /** Tells the engine of the link, as the plan has it now. */
  linkChanged(end: EndPlan): void {
    const { wire } = this.#wires.get(end.index)!
    const link = this.#put(linkOf(end, wire))
    if (this.#engine !== undefined) this.#input({ on: 'link', link })
  }

  /** Tells the engine of what is outside of the AS, as the plan has it now. */
  outsideChanged(): void {
    if (this.#engine === undefined) return
    const { connected } = this.plan.outside
    const links = connected.map((prefix, i) => outsideLink(OUTSIDE_INDEX + i, prefix))
    for (const index of [...this.#links.keys()])
      if (index >= OUTSIDE_INDEX + links.length) {
        this.#links.delete(index)
        this.#input({ on: 'link-removed', index })
      }
    for (const link of links) this.#input({ on: 'link', link: this.#put(link) })
    if (this.#follows) this.#tellForeignRoutes()
  }

  #tellForeignRoutes(): void {
    const wanted = new Map(this.plan.outside.foreign.map((plan) => [prefixKey(plan.prefix), foreignRoute(plan)]))
    const changes: ForeignRouteChange[] = [...wanted.values()].map((route) => ({ prefix: route.prefix, route }))
    for (const [key, prefix] of this.#foreign) if (!wanted.has(key)) changes.push({ prefix, route: undefined })
    this.#foreign = new Map([...wanted].map(([key, { prefix }]) => [key, prefix]))
    this.#input({ on: 'foreign-routes', table: MAIN_TABLE, changes })
  }

  /** The link is unplugged and another of the same name, with another index, is in its place. */
  replug(end: EndPlan, index: number): void {
    const { wire } = this.#wires.get(end.index)!
    this.#wires.delete(end.index)
    this.#links.delete(end.index)
    const removed = end.index
    end.index = index
    this.#wires.set(index, { wire, end })
    if (this.#engine === undefined) return
    this.#input({ on: 'link-removed', index: removed })
    this.#input({ on: 'link', link: this.#put(linkOf(end, wire)) })
  }

  receive(end: EndPlan, packet: Packet): void {
    const { source, destination, ttl, routed, bytes } = packet
    if (routed && !this.kernel.owns(destination)) {
      if (ttl > 1) this.#forward({ ...packet, ttl: ttl - 1 })
      return
    }
    if (this.#engine === undefined || !this.isOpen(end.index)) return
    this.#input({ on: 'packet', interface: end.index, source, destination, ttl, bytes: bytes.slice() })
  }

  isOpen(index: number): boolean {
    return this.#groups.has(index)
  }

  hasJoined(index: number, group: Ipv4): boolean {
    return this.#groups.get(index)?.has(group) === true
  }

  wakeAt(): Instant | undefined {
    return this.#wakeAt
  }

  wake(): void {
    this.#input({ on: 'time' })
  }

  /** As the kernel's routes say, whether the daemon lives or not. */
  #forward(packet: Packet): void {
    const hop = this.kernel.wayTo(packet.destination)
    if (hop !== undefined) this.#transmit(hop.interface, { ...packet, via: hop.gateway })
  }

  #transmit(index: number, packet: Packet): void {
    const connection = this.#wires.get(index)
    connection?.wire.send(connection.end, packet)
  }

  #put(link: Link): Link {
    this.#links.set(link.index, link)
    return link
  }

  #input(input: OspfInput): void {
    const engine = this.#engine
    if (engine === undefined) return
    const effects = engine.handle(input, this.#world.now)
    this.#wakeAt = engine.wakeAt()
    for (const effect of effects) this.#perform(effect)
  }

  #perform(effect: OspfEffect): void {
    switch (effect.do) {
      case 'open':
        this.#groups.set(effect.interface, new Set())
        break
      case 'close':
        this.#groups.delete(effect.interface)
        break
      case 'join':
        this.#groups.get(effect.interface)!.add(effect.group)
        break
      case 'leave':
        this.#groups.get(effect.interface)!.delete(effect.group)
        break
      case 'send': {
        if (!this.#groups.has(effect.interface)) throw new Error(`sent out of link ${effect.interface}, not open`)
        if (effect.routed) this.#forward(effect)
        else this.#transmit(effect.interface, effect)
        break
      }
      case 'routes':
        this.kernel.apply(effect.changes)
        break
      case 'follow-routes': {
        const engine = this.#engine
        this.#follows = effect.tables.includes(MAIN_TABLE)
        this.#foreign.clear()
        this.#world.after(milliseconds(0), () => {
          if (this.#engine === engine && this.#follows) this.#tellForeignRoutes()
        })
        break
      }
      case 'remember':
        this.#sequenceNumber = effect.sequenceNumber
        break
      case 'converged':
        this.converged = true
        this.kernel.sweep()
        break
      case 'notice':
        if (effect.notice.notice === 'tree-differs')
          throw new Error(`${this.plan.name}: a tree in parts was not the whole one`)
        this.notices.push({ at: this.#world.now, notice: effect.notice })
        if (this.notices.length > NOTICES_KEPT) this.notices.shift()
        break
      case 'ready-to-restart':
        this.#leave(effect.graceEnds, true)
        break
      case 'stopped':
        this.kill()
        break
    }
  }
}

function loopbackLink({ loopback }: RouterPlan): Link {
  const addresses = [{ address: loopback, prefixLength: 32, secondary: false }]
  return { index: LOOPBACK_INDEX, name: 'lo', up: true, mtu: 65535, kind: 'loopback', addresses }
}

function outsideLink(index: number, prefix: Prefix): Link {
  const address = ipv4FromNumber(prefix.address + (prefix.length < 32 ? 1 : 0))
  const addresses = [{ address, prefixLength: prefix.length, secondary: false }]
  return { index, name: `outside-${index}`, up: true, mtu: 1500, kind: 'broadcast', addresses }
}

/** As `ip route add` makes it. */
function foreignRoute({ prefix, realm, gateway }: ForeignPlan): ForeignRoute {
  const nextHops =
    gateway === undefined ? [] : [{ interface: gateway.end.index, gateway: gateway.address, onlink: false }]
  return { prefix, protocol: 3, metric: 0, realm, nextHops }
}

function linkOf(end: EndPlan, { plan }: Wire): Link {
  const { index, address, up } = end
  const addresses = [{ address, prefixLength: plan.prefix?.length ?? 32, secondary: false }]
  const second = secondAddress(plan, end)
  if (second !== undefined) addresses.push({ address: second, prefixLength: 24, secondary: false })
  return {
    index,
    name: nameOf(plan, end),
    up,
    mtu: 1500,
    kind: 'broadcast',
    addresses,
  }
}
