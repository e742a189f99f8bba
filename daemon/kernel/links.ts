import type { Buffer } from 'node:buffer'
import type { Link, LinkAddress, LinkInput } from '../../protocols/engine/link.js'
import type { Links, Vrf } from '../ports/links.js'
import type { KernelNotice } from '../ports/notice.js'
import type { SocketStatistics } from '../ports/socket-statistics.js'
import type { DumpSocket } from './dump.js'
import { linkSpeed } from './link-speed.js'
import { NetlinkSocket } from './netlink.js'
import {
  decodeAddress,
  encodeAddressDump,
  RTM_DELADDR,
  RTM_NEWADDR,
  withAddress,
  withoutAddress,
} from './rtnetlink/address.js'
import { decodeLink, encodeLinkDump, type LinkMessage, RTM_DELLINK, RTM_NEWLINK } from './rtnetlink/link.js'
import { decodeMessages, type NetlinkMessage } from './rtnetlink/message.js'
import { vrfOf } from './vrf.js'

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

interface KnownLink {
  readonly message: LinkMessage
  readonly addresses: readonly LinkAddress[]
}

/** The kernel's links and their IPv4 addresses: a dump, then its events. */
export class LinkTable implements Links {
  readonly #handlers: LinkHandlers
  readonly #dumps: DumpSocket
  #events: NetlinkSocket
  /** As the kernel has them. */
  #known = new Map<number, KnownLink>()
  /** As they were handed over. */
  readonly #current = new Map<number, Link>()
  /** The VRFs that they were in then. */
  readonly #vrfs = new Map<number, string | undefined>()
  /** Indices of which something changed since; true when the link was gone in between. */
  readonly #changed = new Map<number, boolean>()
  /** Events that came while the tables are read; undefined when they are not. */
  #held: NetlinkMessage[] | undefined
  /** A link went down or away, or an address did, even if it is back by now. */
  #routesMayBeGone = false
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
    return this.#current.get(index)
  }

  byName(name: string): Link | undefined {
    for (const link of this.#current.values()) if (link.name === name) return link
    return undefined
  }

  all(): Iterable<Link> {
    return this.#current.values()
  }

  vrf(name: string): Vrf | undefined {
    const index = this.byName(name)?.index
    const table = index === undefined ? undefined : this.#known.get(index)?.message.vrfTable
    return table === undefined ? undefined : { name, table }
  }

  vrfOf(index: number): string | undefined {
    return vrfOf(this.#known.get(index)?.message, (master) => this.#known.get(master)?.message)
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
        if (this.#held === undefined) this.#apply(message)
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
    let known = await this.#read()
    while (typeof known === 'string' && !this.#closed) {
      const failure = { request: 'links and addresses', error: known }
      this.#handlers.notice({ notice: 'netlink-request-failed', level: 'error', ...failure })
      await new Promise((resolve) => setTimeout(resolve, RETRY_AFTER_MS))
      known = await this.#read()
    }
    if (typeof known === 'string' || this.#closed) return
    for (const index of this.#known.keys()) if (!known.has(index)) this.#changed.set(index, true)
    for (const index of known.keys()) this.#touch(index)
    this.#routesMayBeGone = true
    this.#known = known
    const held = this.#held
    this.#held = undefined
    for (const message of held) this.#apply(message)
    this.#handOver()
  }

  async #read(): Promise<Map<number, KnownLink> | string> {
    const [links, addresses] = await Promise.all([
      this.#dumps.dump(encodeLinkDump),
      this.#dumps.dump(encodeAddressDump),
    ])
    if (!links.ok) return links.error
    if (!addresses.ok) return addresses.error
    const known = new Map<number, KnownLink>()
    for (const { payload } of links.value) {
      const message = decodeLink(payload)
      if (message !== undefined) known.set(message.index, { message, addresses: [] })
    }
    for (const { payload } of addresses.value) {
      const decoded = decodeAddress(payload)
      const link = decoded && known.get(decoded.index)
      if (link === undefined) continue
      known.set(decoded!.index, { ...link, addresses: [...link.addresses, decoded!.address] })
    }
    return known
  }

  #apply({ type, payload }: NetlinkMessage): void {
    if (type === RTM_NEWLINK || type === RTM_DELLINK) {
      const message = decodeLink(payload)
      if (message === undefined) return
      const { index } = message
      const before = this.#known.get(index)
      if (before?.message.administrativelyUp && !message.administrativelyUp) this.#routesMayBeGone = true
      if (type === RTM_DELLINK) {
        this.#routesMayBeGone = true
        if (this.#known.delete(index)) this.#changed.set(index, true)
      } else {
        this.#known.set(index, { message, addresses: before?.addresses ?? [] })
        this.#touch(index)
      }
    } else if (type === RTM_NEWADDR || type === RTM_DELADDR) {
      const decoded = decodeAddress(payload)
      const link = decoded && this.#known.get(decoded.index)
      if (link === undefined) return
      if (type === RTM_DELADDR) this.#routesMayBeGone = true
      const change = type === RTM_NEWADDR ? withAddress : withoutAddress
      this.#known.set(decoded!.index, { ...link, addresses: change(link.addresses, decoded!.address) })
      this.#touch(decoded!.index)
    }
  }

  #touch(index: number): void {
    if (!this.#changed.has(index)) this.#changed.set(index, false)
  }

  /** Hands over what differs from what was handed over before: removed links first. */
  #handOver(): void {
    const changed = [...this.#changed]
    this.#changed.clear()
    let possible = false
    const down = new Set<number>()
    const inputs: LinkInput[] = []
    for (const [index, removed] of changed) {
      if (!removed || !this.#current.delete(index)) continue
      down.add(index)
      inputs.push({ on: 'link-removed', index })
    }
    for (const [index] of changed) {
      const known = this.#known.get(index)
      if (known === undefined) continue
      const before = this.#current.get(index)
      const link = linkOf(known)
      const vrf = this.vrfOf(index)
      if (before !== undefined && isSameLink(before, link) && this.#vrfs.get(index) === vrf) continue
      this.#current.set(index, link)
      this.#vrfs.set(index, vrf)
      if (link.up) possible = true
      else if (before?.up) down.add(index)
      inputs.push({ on: 'link', link })
    }
    if (down.size > 0) this.#handlers.linksWentDown(down)
    if (this.#routesMayBeGone) this.#handlers.routesMayBeGone()
    this.#routesMayBeGone = false
    if (possible) this.#handlers.routesMayBePossible()
    for (const input of inputs) if (!this.#closed) this.#handlers.link(input)
  }
}

function linkOf({ message, addresses }: KnownLink): Link {
  const { index, name, up, mtu, kind } = message
  const speed = up && kind !== 'loopback' ? linkSpeed(name, index) : undefined
  return { index, name, up, mtu, kind, ...(speed === undefined ? {} : { speed }), addresses }
}

function isSameLink(a: Link, b: Link): boolean {
  return (
    a.name === b.name &&
    a.up === b.up &&
    a.mtu === b.mtu &&
    a.kind === b.kind &&
    a.speed === b.speed &&
    a.addresses.length === b.addresses.length &&
    a.addresses.every((address, i) => isSameAddressEntry(address, b.addresses[i]!))
  )
}

function isSameAddressEntry(a: LinkAddress, b: LinkAddress): boolean {
  return (
    a.address === b.address && a.prefixLength === b.prefixLength && a.peer === b.peer && a.secondary === b.secondary
  )
}
