import type { Link, LinkAddress, LinkInput } from '../../protocols/engine/link.js'
import type { Vrf } from '../ports/links.js'
import { decodeAddress, RTM_DELADDR, RTM_NEWADDR, withAddress, withoutAddress } from './rtnetlink/address.js'
import { decodeLink, type LinkMessage, RTM_DELLINK, RTM_NEWLINK } from './rtnetlink/link.js'
import type { NetlinkMessage } from './rtnetlink/message.js'
import { vrfOf } from './vrf.js'

interface KnownLink {
  readonly message: LinkMessage
  readonly addresses: readonly LinkAddress[]
}

/** What became different of the links, and what that means for routes. */
export interface LinkChanges {
  /** Removed links first. */
  readonly inputs: readonly LinkInput[]
  readonly down: ReadonlySet<number>
  /** A link went down or away, lost its carrier, or an address went, even if it is back by now. */
  readonly routesMayBeGone: boolean
  readonly routesMayBePossible: boolean
}

/** The links as the kernel's messages have them, and as they were last handed over. */
export class KnownLinks {
  readonly #speedOf: (name: string, index: number) => number | undefined
  /** As the kernel has them. */
  #known = new Map<number, KnownLink>()
  /** As they were handed over. */
  readonly #current = new Map<number, Link>()
  /** The VRFs that they were in then. */
  readonly #vrfs = new Map<number, string | undefined>()
  /** Indices of which something changed since; true when the link was gone in between. */
  readonly #changed = new Map<number, boolean>()
  #routesMayBeGone = false

  constructor(speedOf: (name: string, index: number) => number | undefined) {
    this.#speedOf = speedOf
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

  /** What a dump of the links and one of the addresses say, in the place of everything before. */
  replaceAll(links: readonly NetlinkMessage[], addresses: readonly NetlinkMessage[]): void {
    const known = new Map<number, KnownLink>()
    for (const { payload } of links) {
      const message = decodeLink(payload)
      if (message !== undefined) known.set(message.index, { message, addresses: [] })
    }
    for (const { payload } of addresses) {
      const decoded = decodeAddress(payload)
      const link = decoded && known.get(decoded.index)
      if (link === undefined) continue
      known.set(decoded!.index, { ...link, addresses: [...link.addresses, decoded!.address] })
    }
    for (const index of this.#known.keys()) if (!known.has(index)) this.#changed.set(index, true)
    for (const index of known.keys()) this.#touch(index)
    this.#routesMayBeGone = true
    this.#known = known
  }

  /** An event. */
  apply({ type, payload }: NetlinkMessage): void {
    if (type === RTM_NEWLINK || type === RTM_DELLINK) {
      const message = decodeLink(payload)
      if (message !== undefined) this.#applyLink(message, type === RTM_DELLINK)
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

  /** What differs from what was handed over before, which it is from now on. */
  handOver(): LinkChanges {
    const changed = [...this.#changed]
    this.#changed.clear()
    let possible = false
    const down = new Set<number>()
    const inputs: LinkInput[] = []
    for (const [index, removed] of changed) {
      if (!removed || !this.#current.delete(index)) continue
      this.#vrfs.delete(index)
      down.add(index)
      inputs.push({ on: 'link-removed', index })
    }
    for (const [index] of changed) {
      const known = this.#known.get(index)
      if (known === undefined) continue
      const before = this.#current.get(index)
      const link = this.#linkOf(known)
      const vrf = this.vrfOf(index)
      if (before !== undefined && isSameLink(before, link) && this.#vrfs.get(index) === vrf) continue
      this.#current.set(index, link)
      this.#vrfs.set(index, vrf)
      if (link.up) possible = true
      else if (before?.up) down.add(index)
      inputs.push({ on: 'link', link })
    }
    const routesMayBeGone = this.#routesMayBeGone
    this.#routesMayBeGone = false
    return { inputs, down, routesMayBeGone, routesMayBePossible: possible }
  }

  #applyLink(message: LinkMessage, isGone: boolean): void {
    const { index } = message
    const before = this.#known.get(index)
    if (isLess(before?.message, message)) this.#routesMayBeGone = true
    if (isGone) {
      this.#routesMayBeGone = true
      if (this.#known.delete(index)) this.#changed.set(index, true)
    } else {
      this.#known.set(index, { message, addresses: before?.addresses ?? [] })
      this.#touch(index)
    }
    if (message.vrfTable !== undefined || before?.message.vrfTable !== undefined) this.#touchLinksIn(index)
  }

  /** The kernel says nothing of the links in a VRF whose device has another name. */
  #touchLinksIn(device: number): void {
    for (const [index, { message }] of this.#known) if (message.master === device) this.#touch(index)
  }

  #touch(index: number): void {
    if (!this.#changed.has(index)) this.#changed.set(index, false)
  }

  #linkOf({ message, addresses }: KnownLink): Link {
    const { index, name, up, mtu, kind } = message
    const speed = up && kind !== 'loopback' ? this.#speedOf(name, index) : undefined
    return { index, name, up, mtu, kind, ...(speed === undefined ? {} : { speed }), addresses }
  }
}

/** The kernel takes routes from a link that is set down, and those over nexthop objects from one that loses its carrier. */
function isLess(before: LinkMessage | undefined, { administrativelyUp, up }: LinkMessage): boolean {
  return (before?.administrativelyUp && !administrativelyUp) || (before?.up && !up) || false
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
