import type { Buffer } from 'node:buffer'
import type { SocketStatistics } from '../ports/socket-statistics.js'
import { NetlinkSocket } from './netlink.js'
import { decodeMessages, NLM_F_EXCL, NLM_F_REPLACE } from './rtnetlink/message.js'
import { decodeRoute, type RouteMessage, RTM_DELROUTE, RTM_NEWROUTE } from './rtnetlink/route.js'
import type { FilterInstruction } from './socket-option.js'

const RTNLGRP_IPV4_ROUTE = 7
const RECEIVE_BUFFER = 4 * 1024 * 1024

/** What somebody else did to a routing table. */
export interface RouteEvent {
  /** `removed` it, put it in the place of another (`replaced`), or put it beside one of the same prefix and metric. */
  readonly event: 'removed' | 'replaced' | 'added-beside'
  readonly route: RouteMessage
}

export interface RouteEventHandlers {
  /** All of one turn of the loop. */
  readonly events: (events: readonly RouteEvent[]) => void
  /** The kernel dropped so many messages. */
  readonly overrun: (dropped: number) => void
}

/**
 * What others do to the kernel's IPv4 routes, as far as it can matter to ours. The kernel leaves out what `ownPort`
 * did, and routes that were simply added: another daemon may add hundreds of thousands.
 */
export class RouteEvents {
  readonly #ownPort: () => number
  readonly #handlers: RouteEventHandlers
  #socket: NetlinkSocket
  #drops = 0

  constructor(ownPort: () => number, handlers: RouteEventHandlers) {
    this.#ownPort = ownPort
    this.#handlers = handlers
    this.#socket = this.#open()
  }

  statistics(): SocketStatistics[] {
    return this.#socket.statistics()
  }

  close(): void {
    this.#socket.close()
  }

  #open(): NetlinkSocket {
    return new NetlinkSocket({
      purpose: 'route events',
      receiveBuffer: RECEIVE_BUFFER,
      groups: [RTNLGRP_IPV4_ROUTE],
      filter: othersChanges(this.#ownPort()),
      received: (datagrams) => this.#received(datagrams),
      failed: () => {
        this.#socket = this.#open()
        this.#drops = 0
        this.#handlers.overrun(0)
      },
    })
  }

  #received(datagrams: readonly Buffer[]): void {
    const events: RouteEvent[] = []
    for (const datagram of datagrams) {
      for (const { type, flags, port, payload } of decodeMessages(datagram)) {
        const event = port === this.#ownPort() ? undefined : eventOf(type, flags)
        const route = event && decodeRoute(payload)
        if (route !== undefined) events.push({ event: event!, route })
      }
    }
    const drops = this.#socket.drops()
    if (events.length > 0) this.#handlers.events(events)
    if (drops === this.#drops) return
    this.#handlers.overrun(drops - this.#drops)
    this.#drops = drops
  }
}

/** The kernel keeps NLM_F_EXCL in the notification when no other route of that prefix and metric was there. */
function eventOf(type: number, flags: number): RouteEvent['event'] | undefined {
  if (type === RTM_DELROUTE) return 'removed'
  if (type !== RTM_NEWROUTE || (flags & NLM_F_EXCL) !== 0) return undefined
  return (flags & NLM_F_REPLACE) !== 0 ? 'replaced' : 'added-beside'
}

const LOAD_WORD = 0x20
const LOAD_HALF = 0x28
const LOAD_BYTE = 0x30
const JUMP_EQUAL = 0x15
const JUMP_ANY_BIT = 0x45
const RETURN = 0x06
const AF_INET = 2

/** A classic BPF program over a netlink message: the same as `eventOf`, in the kernel. It loads in network order. */
function othersChanges(ownPort: number): readonly FilterInstruction[] {
  return [
    [LOAD_WORD, 0, 0, 12],
    [JUMP_EQUAL, 8, 0, swap32(ownPort)],
    [LOAD_BYTE, 0, 0, 16],
    [JUMP_EQUAL, 0, 6, AF_INET],
    [LOAD_HALF, 0, 0, 4],
    [JUMP_EQUAL, 3, 0, swap16(RTM_DELROUTE)],
    [JUMP_EQUAL, 0, 3, swap16(RTM_NEWROUTE)],
    [LOAD_HALF, 0, 0, 6],
    [JUMP_ANY_BIT, 1, 0, swap16(NLM_F_EXCL)],
    [RETURN, 0, 0, 0xffffffff],
    [RETURN, 0, 0, 0],
  ]
}

function swap16(n: number): number {
  return ((n & 0xff) << 8) | (n >>> 8)
}

function swap32(n: number): number {
  return ((swap16(n & 0xffff) << 16) | swap16(n >>> 16)) >>> 0
}
