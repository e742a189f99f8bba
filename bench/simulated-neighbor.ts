import { seconds } from '../protocols/base/duration.js'
import { type Ipv4, ipv4FromNumber, UNSPECIFIED } from '../protocols/base/ipv4.js'
import { maskOf } from '../protocols/base/prefix.js'
import { AllDRouters, AllSPFRouters, InitialSequenceNumber } from '../protocols/ospf/constants.js'
import type { RouterId } from '../protocols/ospf/identifiers.js'
import { encodeLsa } from '../protocols/ospf/lsa/encode.js'
import { type Lsa, type LsaHeader, type LsaKey, LsType } from '../protocols/ospf/lsa/lsa.js'
import { encodeRouterLsa, LinkType, RouterBits } from '../protocols/ospf/lsa/router-lsa.js'
import type { DatabaseDescription } from '../protocols/ospf/packet/database-description.js'
import type { Hello } from '../protocols/ospf/packet/hello.js'
import { Options } from '../protocols/ospf/packet/options.js'
import type { OutgoingBody, PacketBody } from '../protocols/ospf/packet/packet.js'
import { externalLsa, indexOfExternal } from './synthetic-area.js'

/** A router that is one in name only: it takes part in one adjacency, with the router that is measured. */
export interface NeighborPlan {
  readonly interface: string
  /** Lower than the measured router's, who is the master of the exchange then. */
  readonly id: RouterId
  readonly address: Ipv4
  readonly prefixLength: number
  /** On a LAN the measured router is the only one that may become designated router. */
  readonly broadcast: boolean
  /** Its AS-external-LSAs, by their place among those of all neighbors. */
  readonly externals: { readonly from: number; readonly count: number }
}

/** LSAs that fit into a packet of 1,500 bytes: externals of 36 bytes, and headers of 20. */
const EXTERNALS_A_PACKET = 38
const HEADERS_A_PACKET = 70
const REQUESTS_A_PACKET = 120
/** Packets that it floods in one go: the default buffer of a raw socket holds some 90. */
const BURST = 16
const COST = 10

/**
 * What such a router says and answers. It keeps no database: it acknowledges what it gets (RFC 2328 §13.5) and notes whether it
 * is one of the external LSAs that are being flooded, which are all that it requests.
 */
export class SimulatedNeighbor {
  readonly plan: NeighborPlan
  /** How often the measured router has begun anew, or does not see us any more. */
  flaps = 0
  readonly #send: (destination: Ipv4, body: OutgoingBody) => void
  readonly #others: readonly RouterId[]
  readonly #received: Uint8Array
  #measured: { readonly id: RouterId; readonly address: Ipv4 } | undefined
  #designatedRouter = UNSPECIFIED
  #seen = false
  #exchange: { sequenceNumber: number; reply: DatabaseDescription } | undefined
  #instance = 0
  #missing = 0
  #acknowledgments: LsaHeader[] = []
  #toFlood: Lsa[] = []
  /** By place among all. */
  readonly #unacknowledged = new Map<number, Lsa>()
  readonly #toRequest = new Map<number, LsaKey>()

  /** @param others who else is on the link, and @param total the external LSAs of all neighbors together */
  constructor(
    plan: NeighborPlan,
    others: readonly RouterId[],
    total: number,
    send: (destination: Ipv4, body: OutgoingBody) => void,
  ) {
    this.plan = plan
    this.#others = others
    this.#received = new Uint8Array(total)
    this.#send = send
  }

  /** External LSAs of the current instance that it has not got yet, or that are its own and not acknowledged. */
  get missing(): number {
    return this.#missing
  }

  sayHello(): void {
    this.#send(AllSPFRouters, {
      type: 'hello',
      networkMask: maskOf(this.plan.prefixLength),
      helloInterval: seconds(1),
      deadInterval: seconds(4),
      options: Options.E,
      priority: 0,
      designatedRouter: this.#designatedRouter,
      backupDesignatedRouter: UNSPECIFIED,
      neighbors: this.#measured === undefined ? this.#others : [this.#measured.id, ...this.#others],
    })
  }

  /** A new instance of every external LSA: from now on it is this one that is missing. */
  beginInstance(): void {
    this.#instance++
    this.#received.fill(0)
    this.#missing = this.#received.length
    this.#unacknowledged.clear()
    this.#toRequest.clear()
    this.#toFlood = Array.from({ length: this.plan.externals.count }, (_, i) => this.#external(i))
  }

  /** Floods some of what is to be flooded. @returns whether there is more */
  floodSome(): boolean {
    for (let i = 0; i < BURST && this.#toFlood.length > 0; i++) {
      const some = this.#toFlood.splice(0, EXTERNALS_A_PACKET)
      for (const lsa of some) this.#unacknowledged.set(indexOfExternal(lsa), lsa)
      this.#update(this.plan.broadcast ? AllDRouters : AllSPFRouters, some)
    }
    return this.#toFlood.length > 0
  }

  retransmit(): void {
    this.#request()
    const some = [...this.#unacknowledged.values()].slice(0, EXTERNALS_A_PACKET)
    if (some.length > 0) this.#update(this.#unicast(), some)
  }

  acknowledge(): void {
    while (this.#acknowledgments.length > 0) {
      const headers = this.#acknowledgments.splice(0, HEADERS_A_PACKET)
      this.#send(this.plan.broadcast ? AllDRouters : AllSPFRouters, { type: 'link-state-acknowledgment', headers })
    }
  }

  receive(from: { readonly id: RouterId; readonly address: Ipv4 }, body: PacketBody): void {
    switch (body.type) {
      case 'hello':
        this.#receiveHello(from, body)
        return
      case 'database-description':
        this.#describe(body)
        return
      case 'link-state-request':
        this.#update(this.#unicast(), [this.#routerLsa()])
        return
      case 'link-state-update':
        for (const lsa of body.lsas) this.#take(lsa)
        return
      case 'link-state-acknowledgment':
        for (const header of body.headers) this.#acknowledged(header)
    }
  }

  #receiveHello(from: { readonly id: RouterId; readonly address: Ipv4 }, hello: Hello): void {
    const first = this.#measured === undefined
    this.#measured = from
    this.#designatedRouter = hello.designatedRouter
    const seen = hello.neighbors.includes(this.plan.id)
    if (this.#seen && !seen) this.flaps++
    this.#seen = seen
    // RFC 2328 §9.5: so that it sees us at once
    if (first) this.sayHello()
  }

  /** As the slave of the exchange (RFC 2328 §10.8). All that there is to describe is one LSA. */
  #describe(theirs: DatabaseDescription): void {
    const { sequenceNumber } = theirs
    if (this.#exchange?.sequenceNumber !== sequenceNumber) {
      if (theirs.init && this.#exchange !== undefined) this.flaps++
      const first = theirs.init || this.#exchange === undefined
      const headers = first ? [this.#routerLsa()] : []
      const bits = { init: false, more: false, master: false }
      const reply = { ...theirs, ...bits, interfaceMtu: 1500, options: Options.E, headers }
      this.#exchange = { sequenceNumber, reply }
    }
    this.#send(this.#unicast(), this.#exchange.reply)
    for (const header of theirs.headers) {
      if (this.#isCurrent(header) && this.#received[indexOfExternal(header)] === 0)
        this.#toRequest.set(indexOfExternal(header), header)
    }
    if (!theirs.more) this.#request()
  }

  #request(): void {
    const requests = [...this.#toRequest.values()].slice(0, REQUESTS_A_PACKET)
    if (requests.length > 0) this.#send(this.#unicast(), { type: 'link-state-request', requests })
  }

  #take(lsa: Lsa): void {
    // Flooded back on a LAN it is an acknowledgment (§13 (7)).
    if (lsa.advertisingRouter === this.plan.id) {
      this.#acknowledged(lsa)
      return
    }
    this.#acknowledgments.push(lsa)
    this.#note(lsa)
  }

  #acknowledged(header: LsaHeader): void {
    if (header.advertisingRouter === this.plan.id && this.#note(header))
      this.#unacknowledged.delete(indexOfExternal(header))
  }

  /** @returns whether it is of the current instance */
  #note(header: LsaHeader): boolean {
    if (!this.#isCurrent(header)) return false
    const i = indexOfExternal(header)
    if (this.#received[i] === 0) this.#missing--
    this.#received[i] = 1
    if (this.#toRequest.delete(i) && this.#toRequest.size % REQUESTS_A_PACKET === 0) this.#request()
    return true
  }

  #isCurrent({ type, sequenceNumber }: LsaHeader): boolean {
    return type === LsType.asExternal && sequenceNumber === this.#sequenceNumber
  }

  #update(destination: Ipv4, lsas: readonly Lsa[]): void {
    this.#send(destination, { type: 'link-state-update', copies: lsas.map((lsa) => ({ lsa, age: 1 })) })
  }

  /** To the measured router; over point-to-point links everything goes to AllSPFRouters (§8.1). */
  #unicast(): Ipv4 {
    return this.plan.broadcast && this.#measured !== undefined ? this.#measured.address : AllSPFRouters
  }

  get #sequenceNumber(): number {
    return InitialSequenceNumber + this.#instance
  }

  #external(i: number): Lsa {
    const { from } = this.plan.externals
    return externalLsa(from + i, COST + this.#instance, this.plan.id, this.#sequenceNumber)
  }

  #routerLsa(): Lsa {
    const { id, address, broadcast } = this.plan
    const link = broadcast
      ? { type: LinkType.transit, id: this.#designatedRouter, data: address, metric: COST }
      : { type: LinkType.pointToPoint, id: this.#measured?.id ?? id, data: address, metric: COST }
    return encodeLsa({
      options: Options.E,
      type: LsType.router,
      linkStateId: ipv4FromNumber(id),
      advertisingRouter: id,
      sequenceNumber: InitialSequenceNumber,
      body: encodeRouterLsa({ bits: RouterBits.E, links: [link] }),
    })
  }
}
