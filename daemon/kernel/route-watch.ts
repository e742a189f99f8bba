import { NetlinkSocket } from './netlink.js'
import type { FilterInstruction } from './socket-option.js'

const RTNLGRP_IPV4_ROUTE = 7
const RTNLGRP_IPV4_RULE = 8
const RECEIVE_BUFFER = 256 * 1024
/** Of each message no more than its header is looked at, or copied. */
const HEADER_LENGTH = 16
/** Changes come in bursts: so long after the first of one it is told, and so long at least from one time to the next, in milliseconds. */
const PATIENCE = 20
const INTERVAL = 250

/** Says that the kernel's IPv4 routes, or the rules that choose among its tables, are others than before: not which. */
export class RouteWatch {
  readonly #changed: () => void
  #socket: NetlinkSocket
  #timer: NodeJS.Timeout | undefined
  #toldAt = Number.NEGATIVE_INFINITY

  constructor(changed: () => void) {
    this.#changed = changed
    this.#socket = this.#open()
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#socket.close()
  }

  #open(): NetlinkSocket {
    return new NetlinkSocket({
      purpose: 'route changes',
      receiveBuffer: RECEIVE_BUFFER,
      datagramSize: HEADER_LENGTH,
      groups: [RTNLGRP_IPV4_ROUTE, RTNLGRP_IPV4_RULE],
      filter: HEADER_ONLY,
      received: () => this.#tellSoon(),
      failed: () => {
        this.#socket = this.#open()
        this.#tellSoon()
      },
    })
  }

  #tellSoon(): void {
    const delay = Math.max(PATIENCE, this.#toldAt + INTERVAL - performance.now())
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.#toldAt = performance.now()
      this.#changed()
    }, delay)
  }
}

const RETURN = 0x06
const HEADER_ONLY: readonly FilterInstruction[] = [[RETURN, 0, 0, HEADER_LENGTH]]
