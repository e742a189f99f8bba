import type { Buffer } from 'node:buffer'
import type { Link, LinkInput } from '../../protocols/engine/link.js'
import type { Links, Vrf } from '../ports/links.js'
import type { KernelNotice } from '../ports/notice.js'
import type { SocketStatistics } from '../ports/socket-statistics.js'
import type { DumpSocket } from './dump.js'
import { KnownLinks } from './known-links.js'
import { linkSpeed } from './link-speed.js'
import { NetlinkSocket } from './netlink.js'
import { encodeAddressDump } from './rtnetlink/address.js'
import { encodeLinkDump } from './rtnetlink/link.js'
import { decodeMessages, type NetlinkMessage } from './rtnetlink/message.js'

const RTNLGRP_LINK = 1
const RTNLGRP_IPV4_IFADDR = 5

const RECEIVE_BUFFER = 4 * 1024 * 1024
const RETRY_AFTER_MS = 1000

export interface LinkHandlers {
  readonly link: (input: LinkInput) => void
  readonly notice: (notice: KernelNotice) => void
  readonly linksWentDown: (links: ReadonlySet<number>) => void
  /** A link or an address went: the kernel may have removed routes without a word. */
  readonly routesMayBeGone: () => void
  /** A link came up or got an address: routes that were refused may be possible. */
  readonly routesMayBePossible: () => void
}

/** The kernel's links and their IPv4 addresses: a dump, then its events. */
export class LinkTable implements Links {
  readonly #handlers: LinkHandlers
  readonly #dumps: DumpSocket
  readonly #known = new KnownLinks(linkSpeed)
  #events: NetlinkSocket
  /** Events that came while the tables are read; undefined when they are not. */
  #held: NetlinkMessage[] | undefined
  #drops = 0
  #reading: Promise<void> = Promise.resolve()
  #closed = false

  constructor(dumps: DumpSocket, handlers: LinkHandlers) {
    this.#dumps = dumps
    this.#handlers = handlers
    this.#events = this.#openEvents()
  }

  start(): Promise<void> {
    return this.#readAgain()
  }

  byIndex(index: number): Link | undefined {
    return this.#known.byIndex(index)
  }

  byName(name: string): Link | undefined {
    return this.#known.byName(name)
  }

  all(): Iterable<Link> {
    return this.#known.all()
  }

  vrf(name: string): Vrf | undefined {
    return this.#known.vrf(name)
  }

  vrfOf(index: number): string | undefined {
    return this.#known.vrfOf(index)
  }

  statistics(): SocketStatistics[] {
    return this.#events.statistics()
  }

  close(): void {
    this.#closed = true
    this.#events.close()
  }

  #openEvents(): NetlinkSocket {
    return new NetlinkSocket({
      purpose: 'link events',
      receiveBuffer: RECEIVE_BUFFER,
      groups: [RTNLGRP_LINK, RTNLGRP_IPV4_IFADDR],
      received: (datagrams) => this.#received(datagrams),
      failed: (error) => {
        const failure = { socket: 'netlink', interface: undefined, operation: 'receive', error } as const
        this.#handlers.notice({ notice: 'socket-failed', level: 'error', ...failure })
        this.#events = this.#openEvents()
        this.#drops = 0
        void this.#readAgain()
      },
    })
  }

  #received(datagrams: readonly Buffer[]): void {
    for (const datagram of datagrams) {
      for (const message of decodeMessages(datagram)) {
        if (this.#held === undefined) this.#known.apply(message)
        else this.#held.push(message)
      }
    }
    const drops = this.#events.drops()
    if (drops !== this.#drops) {
      const dropped = drops - this.#drops
      this.#drops = drops
      this.#handlers.notice({ notice: 'netlink-overrun', level: 'warning', following: 'links', dropped })
      if (this.#held === undefined) void this.#readAgain()
    }
    if (this.#held === undefined) this.#handOver()
  }

  /** Reads both tables, then applies what came meanwhile: that is as new, or newer. Tries until it works. */
  #readAgain(): Promise<void> {
    this.#reading = this.#reading.then(() => this.#readAll())
    return this.#reading
  }

  async #readAll(): Promise<void> {
    this.#held = []
    let error = await this.#read()
    while (error !== undefined && !this.#closed) {
      this.#handlers.notice({
        notice: 'netlink-request-failed',
        level: 'error',
        request: 'links and addresses',
        error,
      })
      await new Promise((resolve) => setTimeout(resolve, RETRY_AFTER_MS))
      error = await this.#read()
    }
    if (this.#closed) return
    const held = this.#held
    this.#held = undefined
    for (const message of held) this.#known.apply(message)
    this.#handOver()
  }

  /** @returns what went wrong */
  async #read(): Promise<string | undefined> {
    const [links, addresses] = await Promise.all([
      this.#dumps.dump(encodeLinkDump),
      this.#dumps.dump(encodeAddressDump),
    ])
    if (!links.ok) return links.error
    if (!addresses.ok) return addresses.error
    this.#known.replaceAll(links.value, addresses.value)
    return undefined
  }

  #handOver(): void {
    const { inputs, down, routesMayBeGone, routesMayBePossible } = this.#known.handOver()
    if (down.size > 0) this.#handlers.linksWentDown(down)
    if (routesMayBeGone) this.#handlers.routesMayBeGone()
    if (routesMayBePossible) this.#handlers.routesMayBePossible()
    for (const input of inputs) if (!this.#closed) this.#handlers.link(input)
  }
}
