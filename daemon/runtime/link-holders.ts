import type { Ipv4 } from '../../protocols/base/ipv4.js'
import type { OspfSockets } from '../ports/ospf-sockets.js'

/** The part of OspfSockets that an engine reaches. */
export type OspfLinkAccess = Omit<OspfSockets, 'counters'>

/** Who wants a link's socket, with the groups that it wants to be joined. */
type Wanting = Map<string, Set<Ipv4>>

/**
 * A link's OSPF socket belongs to one instance at a time: OSPFv2 packets do not say which instance they are of. Where a
 * reload moves a link from one instance to another, that one has it as soon as the other has let it go.
 */
export class LinkHolders {
  readonly #sockets: OspfSockets
  /** By link index; the first of each is the holder. */
  readonly #wanting = new Map<number, Wanting>()

  constructor(sockets: OspfSockets) {
    this.#sockets = sockets
  }

  /** The instance that speaks on this link. */
  holderOf(interfaceIndex: number): string | undefined {
    return this.#wanting.get(interfaceIndex)?.keys().next().value
  }

  /** The sockets as one instance reaches them: what it sends on a link that is not its own yet is dropped. */
  of(instance: string): OspfLinkAccess {
    const holds = (index: number): boolean => this.holderOf(index) === instance
    return {
      open: (index) => {
        const wanting = this.#wanting.get(index) ?? new Map<string, Set<Ipv4>>()
        this.#wanting.set(index, wanting)
        if (!wanting.has(instance)) wanting.set(instance, new Set())
        if (holds(index)) this.#sockets.open(index)
      },
      close: (index) => this.#close(instance, index),
      join: (index, group) => {
        this.#wanting.get(index)?.get(instance)?.add(group)
        if (holds(index)) this.#sockets.join(index, group)
      },
      leave: (index, group) => {
        this.#wanting.get(index)?.get(instance)?.delete(group)
        if (holds(index)) this.#sockets.leave(index, group)
      },
      send: (packet) => {
        const holder = this.holderOf(packet.interface)
        if (holder === undefined || holder === instance) this.#sockets.send(packet)
      },
    }
  }

  #close(instance: string, index: number): void {
    const wanting = this.#wanting.get(index)
    const held = this.holderOf(index) === instance
    wanting?.delete(instance)
    if (!held || wanting === undefined) return
    this.#sockets.close(index)
    const next = wanting.values().next().value
    if (next === undefined) {
      this.#wanting.delete(index)
      return
    }
    this.#sockets.open(index)
    for (const group of next) this.#sockets.join(index, group)
  }
}
