import { type Instant, instant, seconds } from '../../../protocols/base/duration.js'
import { type Ipv4, ipv4 } from '../../../protocols/base/ipv4.js'
import { seededRandom } from '../../../protocols/base/random.js'
import type { Link } from '../../../protocols/engine/link.js'
import { AllSPFRouters } from '../../../protocols/ospf/constants.js'
import type { OspfEffect, OspfInput } from '../../../protocols/ospf/contract.js'
import { OspfEngine } from '../../../protocols/ospf/engine.js'
import { areaId, routerId } from '../../../protocols/ospf/identifiers.js'
import type { LsaHeader } from '../../../protocols/ospf/lsa/lsa.js'
import type { OspfNotice } from '../../../protocols/ospf/notice.js'
import type { DatabaseDescription } from '../../../protocols/ospf/packet/database-description.js'
import type { Hello } from '../../../protocols/ospf/packet/hello.js'
import { Options } from '../../../protocols/ospf/packet/options.js'
import {
  decodeBody,
  decodeHeader,
  encodePacket,
  type OutgoingBody,
  type PacketBody,
} from '../../../protocols/ospf/packet/packet.js'
import type { OspfSettings } from '../../../protocols/ospf/settings.js'
import type { InterfaceView, NeighborView } from '../../../protocols/ospf/view.js'

/** A packet that the engine sent, decoded. */
export interface Sent {
  readonly interface: number
  readonly source: Ipv4
  readonly destination: Ipv4
  readonly ttl: number
  readonly body: PacketBody
}

/** Whose packet it is, where it was sent to, and where it arrives: on link 1 to AllSPFRouters in area 0 unless said. */
export interface From {
  readonly address: string
  readonly id?: string
  readonly destination?: string
  readonly interface?: number
  readonly area?: number
  /** 1 unless said. */
  readonly ttl?: number
}

/** One engine in virtual time, whose neighbors are packets written by hand. */
export class LoneEngine {
  readonly engine = new OspfEngine(seededRandom(1))
  readonly notices: OspfNotice[] = []
  readonly effects: OspfEffect[] = []
  now: Instant = instant(1_000_000)
  #sent: Sent[] = []
  readonly #open = new Set<number>()

  constructor(settings: OspfSettings, ...links: readonly Link[]) {
    for (const link of links) this.input({ on: 'link', link })
    this.input({ on: 'settings', settings })
  }

  input(input: OspfInput): void {
    for (const effect of this.engine.handle(input, this.now)) {
      this.effects.push(effect)
      if (effect.do === 'notice') this.notices.push(effect.notice)
      if (effect.do === 'open') this.#open.add(effect.interface)
      if (effect.do === 'close') this.#open.delete(effect.interface)
      if (effect.do !== 'send') continue
      if (!this.#open.has(effect.interface)) throw new Error(`sent out of link ${effect.interface}, which is not open`)
      const { source, destination, ttl, bytes } = effect
      this.#sent.push({ interface: effect.interface, source, destination, ttl, body: decode(bytes) })
    }
  }

  /** Something arrives. */
  hear(from: From, body: OutgoingBody): void {
    const id = routerId(ipv4(from.id ?? from.address))
    this.hearBytes(from, encodePacket(id, areaId(from.area ?? 0), body))
  }

  hearBytes(from: From, bytes: Uint8Array): void {
    const destination = from.destination === undefined ? AllSPFRouters : ipv4(from.destination)
    const { interface: index = 1, ttl = 1 } = from
    this.input({ on: 'packet', interface: index, source: ipv4(from.address), destination, ttl, bytes })
  }

  /** Lets so many milliseconds pass, every timer at its time. */
  pass(ms: number): void {
    const end = this.now + ms
    for (let at = this.engine.wakeAt(); at !== undefined && at <= end; at = this.engine.wakeAt()) {
      this.now = instant(Math.max(at, this.now))
      this.input({ on: 'time' })
    }
    this.now = instant(end)
  }

  /** Lets time pass with a Hello of each of these every two seconds, so that none of them dies. */
  passHearing(ms: number, ...hellos: readonly (() => void)[]): void {
    for (let left = ms; left > 0; left -= 2000) {
      for (const hello of hellos) hello()
      this.pass(Math.min(left, 2000))
    }
  }

  /** What was sent since this was last asked. */
  takeSent(): Sent[] {
    const sent = this.#sent
    this.#sent = []
    return sent
  }

  /** The bodies of one type sent since anything was last asked. */
  takeBodies<T extends PacketBody['type']>(type: T): Extract<PacketBody, { type: T }>[] {
    return this.takeSent().flatMap(({ body }) => (body.type === type ? [body as Extract<PacketBody, { type: T }>] : []))
  }

  interface(name = 'eth0'): InterfaceView {
    const view = this.engine.view(this.now).interfaces.find((each) => each.interface === name)
    if (view === undefined) throw new Error(`no interface ${name}`)
    return view
  }

  /** The row of a neighbor; undefined where there is none. */
  neighbor(address: string): NeighborView | undefined {
    return this.engine.view(this.now).neighbors.find((each) => each.address === address)
  }

  state(address: string): string | null | undefined {
    return this.neighbor(address)?.state
  }

  refused(name = 'eth0'): Readonly<Record<string, number>> {
    return this.interface(name).refusedPackets
  }

  /** What was asked for but packets and notices: `open 1`, `join 1`, … */
  deeds(): string[] {
    return this.effects.flatMap((effect) =>
      effect.do === 'send' || effect.do === 'notice' || effect.do === 'routes'
        ? []
        : ['interface' in effect ? `${effect.do} ${effect.interface}` : effect.do],
    )
  }
}

/** A Hello as the defaults of `settings()` want it, on a /24. */
export function hello(...neighbors: readonly string[]): Hello {
  return {
    type: 'hello',
    networkMask: ipv4('255.255.255.0'),
    helloInterval: seconds(10),
    options: Options.E,
    priority: 1,
    deadInterval: seconds(40),
    designatedRouter: ipv4('0.0.0.0'),
    backupDesignatedRouter: ipv4('0.0.0.0'),
    neighbors: neighbors.map((each) => routerId(ipv4(each))),
  }
}

/** A Database Description; `bits` of I, M and S (for MS), as in `IMS`. */
export function dd(
  bits: string,
  sequenceNumber: number,
  headers: readonly LsaHeader[] = [],
  more: Partial<DatabaseDescription> = {},
): DatabaseDescription {
  return {
    type: 'database-description',
    interfaceMtu: 1500,
    options: Options.E | Options.O,
    init: bits.includes('I'),
    more: bits.includes('M'),
    master: bits.includes('S'),
    sequenceNumber,
    headers,
    ...more,
  }
}

/** The bits of a Database Description as `dd` takes them. */
export function bitsOf({ init, more, master }: DatabaseDescription): string {
  return `${init ? 'I' : ''}${more ? 'M' : ''}${master ? 'S' : ''}`
}

function decode(bytes: Uint8Array): PacketBody {
  const header = decodeHeader(bytes)
  if (!header.ok) throw new Error(header.error.detail)
  const body = decodeBody(header.value, bytes)
  if (!body.ok) throw new Error(body.error.detail)
  return body.value
}
