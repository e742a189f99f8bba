import type { Buffer } from 'node:buffer'
import { RawNetlinkSocket } from 'netlink/dist/raw.js'
import type { SocketStatistics } from '../ports/socket-statistics.js'
import { sendAside } from './send-aside.js'
import {
  attachFilter,
  descriptorMemory,
  type FilterInstruction,
  longestDatagram,
  netlinkDescriptor,
  prepareNetlinkSocket,
} from './socket-option.js'

const NETLINK_ROUTE = 0

export interface NetlinkSocketOptions {
  /** Shown in the statistics. */
  readonly purpose: string
  /** Bytes. */
  readonly receiveBuffer: number
  /**
   * The most bytes of one datagram, for a socket whose datagrams are all about that long. Without it each is measured
   * first: one more call a datagram, and nothing is ever cut off.
   */
  readonly datagramSize?: number
  /** RTNLGRP_* numbers. */
  readonly groups?: readonly number[]
  /** What the kernel must let through. */
  readonly filter?: readonly FilterInstruction[]
  /** All that came in one turn of the loop. Never called from inside of another call. */
  readonly received: (datagrams: readonly Buffer[]) => void
  /** The socket does not work any more and is closed. */
  readonly failed: (error: string) => void
}

/**
 * A socket to the kernel's rtnetlink: the lowest layer of the `netlink` package with its traps closed. The package
 * ends the process (an uncaught C++ exception, which no handler in JavaScript sees) when the descriptor reports an
 * error, as it does when its buffer overflows, and when a handler throws: so an overflow is only counted here (see
 * `drops`), and handlers run from the loop.
 */
export class NetlinkSocket {
  readonly #options: NetlinkSocketOptions
  readonly #socket: RawNetlinkSocket
  readonly #fd: number | undefined
  readonly port: number
  #datagrams: Buffer[] = []
  #open = true
  /** What waits until another thread has sent what came before; undefined while it has nothing to do. */
  #aside: Uint8Array[] | undefined
  #received = 0
  #sent = 0

  /** @throws Error when the kernel refuses the socket or the process cannot make it safe */
  constructor(options: NetlinkSocketOptions) {
    this.#options = options
    const { datagramSize, receiveBuffer } = options
    this.#socket = new RawNetlinkSocket(NETLINK_ROUTE, {
      messagePeeking: datagramSize === undefined,
      ...(datagramSize === undefined ? {} : { msgBufferSize: datagramSize }),
      // The package's types ask for both; they are set below, beyond what its own option allows.
      recvBufferSize: receiveBuffer,
      sendBufferSize: SEND_BUFFER,
    })
    this.#socket.on('message', (datagram) => this.#queue(datagram))
    this.#socket.on('truncatedMessage', (datagram) => this.#queue(datagram))
    this.#socket.on('error', (error) => this.#fail(error))
    this.port = this.#socket.address().port
    this.#fd = netlinkDescriptor(this.port)
    if (this.#fd === undefined || !prepareNetlinkSocket(this.#fd, receiveBuffer, SEND_BUFFER)) {
      this.#socket.close()
      throw new Error('cannot set NETLINK_NO_ENOBUFS on a netlink socket: is /proc mounted?')
    }
    // Without the filter it works as well, and costs more.
    if (options.filter !== undefined) attachFilter(this.#fd, options.filter)
    for (const group of options.groups ?? []) this.#socket.addMembership(group)
  }

  /** The most bytes of one `send`: less than usual where the process may not ask for as much as it likes. */
  longestDatagram(): number {
    return longestDatagram(this.#fd!)
  }

  /** The kernel carries the requests out before this returns, unless others are still under way. */
  send(bytes: Uint8Array): void {
    if (this.#aside !== undefined) {
      this.sendAside(bytes)
      return
    }
    if (!this.#open) return
    this.#sent++
    this.#socket.send(bytes, undefined, (error) => {
      if (error !== undefined) this.#fail(error)
    })
  }

  /** The kernel carries the requests out while this thread goes on, and after those of former calls. */
  sendAside(bytes: Uint8Array): void {
    if (!this.#open) return
    this.#sent++
    if (this.#aside !== undefined) {
      this.#aside.push(bytes)
      return
    }
    this.#aside = []
    this.#sendNextAside(bytes)
  }

  #sendNextAside(bytes: Uint8Array): void {
    sendAside(this.#fd!, bytes, (sent) => {
      const next = this.#open && sent ? this.#aside!.shift() : undefined
      if (next !== undefined) {
        this.#sendNextAside(next)
        return
      }
      this.#aside = undefined
      if (!this.#open) this.#socket.close()
      else if (!sent) this.#fail(new Error('the kernel takes no requests'))
    })
  }

  /** How many messages the kernel has dropped because the buffer was full. */
  drops(): number {
    return this.#memory()?.drops ?? 0
  }

  statistics(): SocketStatistics[] {
    const memory = this.#memory()
    if (memory === undefined) return []
    const { purpose } = this.#options
    return [{ socket: 'netlink', purpose, ...memory, packetsReceived: this.#received, packetsSent: this.#sent }]
  }

  /**
   * Not from inside of the package's callbacks, which use the socket after them; nor while another thread uses the
   * descriptor.
   */
  close(): void {
    if (!this.#open) return
    this.#open = false
    this.#datagrams = []
    if (this.#aside === undefined) setImmediate(() => this.#socket.close())
  }

  #memory() {
    return this.#open && this.#fd !== undefined ? descriptorMemory(this.#fd) : undefined
  }

  #queue(datagram: Buffer): void {
    this.#received++
    if (this.#datagrams.length === 0) setImmediate(() => this.#deliver())
    this.#datagrams.push(datagram)
  }

  #deliver(): void {
    const datagrams = this.#datagrams
    this.#datagrams = []
    if (this.#open) this.#options.received(datagrams)
  }

  #fail(error: Error): void {
    if (!this.#open) return
    this.close()
    setImmediate(() => this.#options.failed(error.message))
  }
}

const SEND_BUFFER = 1024 * 1024
