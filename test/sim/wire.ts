import { type Duration, milliseconds } from '../../protocols/base/duration.js'
import { type Ipv4, isMulticast } from '../../protocols/base/ipv4.js'
import type { Random } from '../../protocols/base/random.js'
import { AllDRouters, AllSPFRouters } from '../../protocols/ospf/constants.js'
import type { OspfEffect } from '../../protocols/ospf/contract.js'
import type { SimRouter } from './router.js'
import { type EndPlan, type NetworkPlan, secondAddress } from './topology.js'
import type { World } from './world.js'

/** `via` is the next hop of a packet that is routed; `duplicated`: a wire on its way made two of it. */
export type Packet = Extract<OspfEffect, { do: 'send' }> & { readonly via?: Ipv4; readonly duplicated?: true }

/** What happens to packets under way. Probabilities from 0 to 1, milliseconds. */
export interface WireFaults {
  loss: number
  duplication: number
  delay: number
  /** Added to the delay, anything up to this: packets overtake each other. */
  jitter: number
}

/** A wire without faults. */
export const PERFECT: Readonly<WireFaults> = { loss: 0, duplication: 0, delay: 0.1, jitter: 0 }

/** Some or all of what can go wrong. */
export function randomFaults(random: Random): WireFaults {
  const bad = random.next()
  return {
    loss: bad < 0.3 ? 0 : random.next() * 0.3,
    duplication: random.next() < 0.5 ? 0 : random.next() * 0.2,
    delay: 0.1 + random.next() * 20,
    jitter: random.next() < 0.5 ? 0 : random.next() * 300,
  }
}

/** A network: carries packets between the ends that have carrier and are in one group. */
export class Wire {
  faults: WireFaults = { ...PERFECT }
  /** Packets put on it, and their bytes. */
  packets = 0
  bytes = 0
  /** Sees each packet before it is carried; false: it is lost. */
  tap: ((from: EndPlan, packet: Packet) => boolean) | undefined
  readonly plan: NetworkPlan
  readonly #world: World
  readonly #random: Random
  readonly #routers = new Map<EndPlan, SimRouter>()

  constructor(plan: NetworkPlan, world: World, random: Random) {
    this.plan = plan
    this.#world = world
    this.#random = random
  }

  attach(end: EndPlan, router: SimRouter): void {
    this.#routers.set(end, router)
  }

  send(from: EndPlan, packet: Packet): void {
    if (!from.up) return
    this.packets++
    this.bytes += packet.bytes.length
    if (this.tap?.(from, packet) === false) return
    for (const [to, router] of this.#routers) {
      if (to === from || !this.#isFor(packet, to, router)) continue
      if (this.#random.next() < this.faults.loss) continue
      const delay = this.#delay()
      // Once on its whole way: where routes go in a circle while some routers know more than others (RFC 8405 §8), one
      // packet would become millions before its TTL ends
      const twice = this.#random.next() < this.faults.duplication && packet.duplicated === undefined
      const carried: Packet = twice ? { ...packet, duplicated: true } : packet
      this.#carry(from, to, router, carried, delay)
      if (twice) this.#carry(from, to, router, carried, this.#delay())
    }
  }

  #delay(): Duration {
    return milliseconds(this.faults.delay + this.#random.next() * this.faults.jitter)
  }

  #carry(from: EndPlan, to: EndPlan, router: SimRouter, packet: Packet, delay: Duration): void {
    this.#world.after(delay, () => {
      if (to.up && !to.deaf && from.group === to.group) router.receive(to, packet)
    })
  }

  /** Whether the kernel at the far end would hand the packet to the daemon. */
  #isFor({ via, destination: end }: Packet, to: EndPlan, router: SimRouter): boolean {
    const destination = via ?? end
    const carriesMulticast = this.plan.kind === 'lan' || this.plan.kind === 'point-to-point'
    if (!carriesMulticast && isMulticast(destination)) return false
    if (destination === AllSPFRouters) return router.isOpen(to.index)
    if (destination === AllDRouters) return router.hasJoined(to.index, AllDRouters)
    return destination === to.address || destination === secondAddress(this.plan, to)
  }
}
