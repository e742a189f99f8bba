import { Agenda } from '../../protocols/base/agenda.js'
import { type Instant, instant } from '../../protocols/base/duration.js'
import { type Ipv4, ipv4, ipv4FromNumber } from '../../protocols/base/ipv4.js'
import { prefixOf } from '../../protocols/base/prefix.js'
import { seededRandom } from '../../protocols/base/random.js'
import type { LinkAddress } from '../../protocols/engine/link.js'
import { createBorderMemory } from '../../protocols/ospf/area/memory.js'
import { createAuthenticationMemory } from '../../protocols/ospf/authentication/memory.js'
import { Database, type DatabaseEntry, databaseEntry, type Origin } from '../../protocols/ospf/database/database.js'
import { install } from '../../protocols/ospf/database/install.js'
import { findInstance, placeOf } from '../../protocols/ospf/database/scope.js'
import { createExternalMemory } from '../../protocols/ospf/external/memory.js'
import { receiveLinkStateAcknowledgment } from '../../protocols/ospf/flooding/acknowledge.js'
import { createFloodingMemory } from '../../protocols/ospf/flooding/memory.js'
import { receiveLinkStateUpdate } from '../../protocols/ospf/flooding/update.js'
import { createGracefulRestartMemory } from '../../protocols/ospf/graceful-restart/memory.js'
import { areaId, routerId } from '../../protocols/ospf/identifiers.js'
import { encodeLsa } from '../../protocols/ospf/lsa/encode.js'
import { type Lsa, type LsaHeader, type LsaKey, LsType } from '../../protocols/ospf/lsa/lsa.js'
import { encodeRouterLsa, LinkType } from '../../protocols/ospf/lsa/router-lsa.js'
import type { Area, Neighbor, OspfInterface, OspfMemory } from '../../protocols/ospf/memory.js'
import { RequestList } from '../../protocols/ospf/neighbor/request-list.js'
import type { OspfNotice } from '../../protocols/ospf/notice.js'
import { Options } from '../../protocols/ospf/packet/options.js'
import { decodeBody, decodeHeader, encodePacket, type PacketBody } from '../../protocols/ospf/packet/packet.js'
import { createRoutingMemory } from '../../protocols/ospf/routing/memory.js'
import { AREA_DEFAULTS } from '../../protocols/ospf/settings.js'
import type { InterfaceState, NeighborState } from '../../protocols/ospf/states.js'
import { INSTANCE_DEFAULTS, INTERFACE_DEFAULTS } from './default-settings.js'

/** A packet that the router sent. */
export interface Sent {
  readonly interface: number
  readonly destination: Ipv4
  readonly body: PacketBody
}

/** One router whose interfaces and neighbors are set by hand, and the packets that it exchanges, through the real codec. */
export class OneRouter {
  readonly memory: OspfMemory
  readonly area: Area
  readonly notices: OspfNotice[] = []
  #sent: Sent[] = []

  constructor(self = '10.0.0.1') {
    const id = routerId(ipv4(self))
    this.area = {
      id: areaId(0),
      settings: { ...AREA_DEFAULTS, id: areaId(0), interfaces: [] },
      database: new Database(),
      interfaces: new Set(),
    }
    this.memory = {
      random: seededRandom(1),
      agenda: new Agenda(),
      now: instant(1_000_000),
      effects: [],
      settings: {
        routerId: id,
        areas: [],
        ...INSTANCE_DEFAULTS,
      },
      routerId: id,
      links: new Map(),
      areas: new Map([[this.area.id, this.area]]),
      interfaces: new Map(),
      interfacesOfLink: new Map(),
      openLinks: new Map(),
      asDatabase: new Database(),
      flooding: createFloodingMemory(),
      routing: createRoutingMemory(),
      border: createBorderMemory(),
      external: createExternalMemory(),
      stubRouter: new Set(),
      authentication: createAuthenticationMemory(),
      gracefulRestart: createGracefulRestartMemory(),
      stopping: false,
      resigning: false,
    }
  }

  /** An interface whose state is what is said; its network a /24 unless said. */
  addInterface(
    address: string,
    type: OspfInterface['type'],
    state: InterfaceState,
    more: {
      readonly dr?: string
      readonly bdr?: string
      readonly length?: number
      readonly others?: string[]
      readonly cost?: number
    } = {},
  ): OspfInterface {
    const index = this.memory.interfaces.size + 1
    const prefixLength = more.length ?? 24
    const addresses: LinkAddress[] = [address, ...(more.others ?? [])].map((each, i) => ({
      address: ipv4(each),
      prefixLength,
      secondary: i > 0,
    }))
    const ospfInterface: OspfInterface = {
      key: `eth${index}`,
      link: { index, name: `eth${index}`, up: true, mtu: 1500, kind: 'broadcast', addresses },
      area: this.area,
      settings: { ...INTERFACE_DEFAULTS, cost: 10 },
      type,
      address: ipv4(address),
      prefix: type === 'point-to-point' && prefixLength === 32 ? undefined : prefixOf(ipv4(address), prefixLength),
      unnumbered: false,
      virtualEnd: undefined,
      cost: more.cost ?? (type === 'loopback' ? 0 : 10),
      state,
      designatedRouter: ipv4(more.dr ?? '0.0.0.0'),
      backupDesignatedRouter: ipv4(more.bdr ?? '0.0.0.0'),
      neighbors: new Map(),
      database: new Database(),
      delayedAcknowledgments: [],
      counters: {
        received: Array(6).fill(0),
        sent: Array(6).fill(0),
        refusedPackets: new Map(),
        refusedLsas: new Map(),
        retransmittedLsas: 0,
      },
      refusals: new Map(),
      sequenceNumbers: new Map(),
      keyExpired: false,
      stateChanges: 0,
      since: this.memory.now,
      lastHelloSent: undefined,
    }
    this.memory.interfaces.set(ospfInterface.key, ospfInterface)
    this.area.interfaces.add(ospfInterface)
    return ospfInterface
  }

  addNeighbor(ospfInterface: OspfInterface, address: string, state: NeighborState = 'Full', id = address): Neighbor {
    const neighbor: Neighbor = {
      interface: ospfInterface,
      key: `${ospfInterface.key} ${address}`,
      routerId: routerId(ipv4(id)),
      address: ipv4(address),
      state,
      since: this.memory.now,
      lastHello: this.memory.now,
      comingUpSince: this.memory.now,
      priority: 1,
      designatedRouter: ipv4('0.0.0.0'),
      backupDesignatedRouter: ipv4('0.0.0.0'),
      options: Options.E | Options.O,
      interfaceMtu: 1500,
      master: true,
      ddSequenceNumber: 1,
      answeredOpening: undefined,
      negotiationsPaidUntil: this.memory.now,
      lastReceivedDd: undefined,
      lastSentDd: undefined,
      summaryList: [],
      described: new Set(),
      requestList: new RequestList(),
      requestRepeats: 0,
      early: new Map(),
      retransmissionList: new Map(),
      stateChanges: 0,
      helping: undefined,
      impediment: undefined,
    }
    ospfInterface.neighbors.set(
      ospfInterface.type === 'point-to-point' ? neighbor.routerId : neighbor.address,
      neighbor,
    )
    return neighbor
  }

  /** The neighbor sends these LSAs in one update, which goes through the codec. */
  update(neighbor: Neighbor, ...lsas: Lsa[]): void {
    const body = { type: 'link-state-update' as const, copies: lsas.map((lsa) => ({ lsa, age: lsa.age })) }
    const packet = encodePacket(neighbor.routerId, this.area.id, body)
    const received = decode(packet)
    if (received.type !== 'link-state-update') throw new Error('not an update')
    receiveLinkStateUpdate(this.memory, neighbor, received)
    this.settle()
  }

  acknowledge(neighbor: Neighbor, ...headers: LsaHeader[]): void {
    receiveLinkStateAcknowledgment(this.memory, neighbor, headers)
    this.settle()
  }

  /** The neighbor acknowledges all that is on its retransmission list. */
  acknowledgeAll(...neighbors: Neighbor[]): void {
    for (const neighbor of neighbors) {
      const headers = [...neighbor.retransmissionList.keys()].map(({ lsa, maxAge }) => (maxAge ? aged(lsa, 3600) : lsa))
      receiveLinkStateAcknowledgment(this.memory, neighbor, headers)
    }
    this.settle()
  }

  /** Puts an LSA into the database as if it had been flooded to the router long ago, and known to all neighbors. */
  hold(lsa: Lsa, options: { readonly origin?: Origin; readonly ago?: number } = {}): DatabaseEntry {
    const [anyInterface] = this.area.interfaces
    const at = instant(this.memory.now - (options.ago ?? 10_000))
    const entry = databaseEntry(lsa, at, placeOf(anyInterface!, lsa.type), options.origin ?? 'flooded')
    install(this.memory, entry)
    this.settle()
    return entry
  }

  find(key: LsaKey): DatabaseEntry | undefined {
    const [anyInterface] = this.area.interfaces
    return findInstance(this.memory, anyInterface!, key)
  }

  /** Does what is left for the end of an input's handling, and keeps what was sent. */
  settle(): void {
    for (let run = this.memory.agenda.takeSoon(); run !== undefined; run = this.memory.agenda.takeSoon()) run()
    for (const effect of this.memory.effects) {
      if (effect.do === 'notice') this.notices.push(effect.notice)
      if (effect.do !== 'send') continue
      this.#sent.push({ interface: effect.interface, destination: effect.destination, body: decode(effect.bytes) })
    }
    this.memory.effects = []
  }

  /** Lets `ms` pass, every timer at its time. */
  pass(ms: number): void {
    const end = (this.memory.now + ms) as Instant
    for (let next = this.memory.agenda.next(); next !== undefined && next <= end; next = this.memory.agenda.next()) {
      if (next > this.memory.now) this.memory.now = next
      this.memory.agenda.takeDue(this.memory.now)?.()
      this.settle()
    }
    this.memory.now = end
  }

  /** What was sent since this was last asked. */
  takeSent(): Sent[] {
    this.settle()
    const sent = this.#sent
    this.#sent = []
    return sent
  }

  /** The LSAs of the updates sent since this was last asked, with where each went. */
  takeFlooded(): { readonly interface: number; readonly destination: Ipv4; readonly lsa: Lsa }[] {
    return this.takeSent().flatMap(({ body, ...where }) =>
      body.type === 'link-state-update' ? body.lsas.map((lsa) => ({ ...where, lsa })) : [],
    )
  }

  takeAcknowledged(): { readonly interface: number; readonly destination: Ipv4; readonly header: LsaHeader }[] {
    return this.takeSent().flatMap(({ body, ...where }) =>
      body.type === 'link-state-acknowledgment' ? body.headers.map((header) => ({ ...where, header })) : [],
    )
  }
}

/** A router-LSA of another router, with one stub link whose metric tells instances apart. */
export function routerLsaOf(router: string, sequenceNumber = 1, metric = 1, options = Options.E): Lsa {
  return encodeLsa({
    options,
    type: LsType.router,
    linkStateId: ipv4(router),
    advertisingRouter: routerId(ipv4(router)),
    sequenceNumber: -0x80000000 + sequenceNumber,
    body: encodeRouterLsa({ bits: 0, links: [{ type: LinkType.stub, id: ipv4(router), data: 0xffffffff, metric }] }),
  })
}

/** An LSA with any body. */
export function lsaOf(
  type: LsType,
  linkStateId: string,
  router: string,
  sequenceNumber: number,
  body: Uint8Array,
): Lsa {
  return encodeLsa({
    options: Options.E,
    type,
    linkStateId: ipv4FromNumber(ipv4(linkStateId)),
    advertisingRouter: routerId(ipv4(router)),
    sequenceNumber: -0x80000000 + sequenceNumber,
    body,
  })
}

/** The same instance at another age. */
export function aged(lsa: Lsa, age: number): Lsa {
  return { ...lsa, age }
}

function decode(packet: Uint8Array): PacketBody {
  const header = decodeHeader(packet)
  if (!header.ok) throw new Error(header.error.detail)
  const body = decodeBody(header.value, packet)
  if (!body.ok) throw new Error(body.error.detail)
  return body.value
}
