import assert from 'node:assert/strict'
import { formatIpv4, type Ipv4 } from '../../protocols/base/ipv4.js'
import { contains, formatPrefix, prefixKey, prefixOf } from '../../protocols/base/prefix.js'
import type { Link } from '../../protocols/engine/link.js'
import type { NextHop, Route, RouteChange } from '../../protocols/engine/route.js'

/** A kernel's table of one daemon's routes, which refuses what a real one would. */
export class SimKernel {
  readonly #routes = new Map<number, Route>()
  /** Of a former life, and not asked for in this one yet. */
  readonly #adopted = new Map<number, Route>()
  readonly #links: ReadonlyMap<number, Link>

  constructor(links: ReadonlyMap<number, Link>, adopted: Iterable<Route> = []) {
    this.#links = links
    for (const route of adopted) this.#adopted.set(prefixKey(route.prefix), route)
  }

  routes(): Route[] {
    return [...this.#adopted.values(), ...this.#routes.values()]
  }

  /** What is wanted is complete: the rest of a former life goes. */
  sweep(): void {
    this.#adopted.clear()
  }

  apply(changes: readonly RouteChange[]): void {
    for (const { prefix, route } of changes) {
      const key = prefixKey(prefix)
      this.#adopted.delete(key)
      if (route === undefined) assert.ok(this.#routes.delete(key), `${formatPrefix(prefix)} is not in the table`)
      else {
        for (const hop of route.nextHops) this.#check(hop)
        this.#routes.set(key, route)
      }
    }
  }

  owns(address: Ipv4): boolean {
    return [...this.#links.values()].some((link) => link.addresses.some((each) => each.address === address))
  }

  /** The first next hop of the longest prefix, a network of a link being one. */
  wayTo(destination: Ipv4): { readonly interface: number; readonly gateway: Ipv4 } | undefined {
    let best: { readonly length: number; readonly interface: number; readonly gateway: Ipv4 } | undefined
    const consider = (length: number, index: number, gateway: Ipv4): void => {
      if (this.#links.get(index)?.up && length > (best?.length ?? -1)) best = { length, interface: index, gateway }
    }
    for (const { index, addresses } of this.#links.values())
      for (const { address, prefixLength } of addresses)
        if (prefixLength < 32 && contains(prefixOf(address, prefixLength), destination))
          consider(prefixLength, index, destination)
    for (const { prefix, nextHops } of this.routes())
      if (contains(prefix, destination))
        for (const hop of nextHops) consider(prefix.length, hop.interface, hop.gateway ?? destination)
    return best
  }

  /** Prefix → next hops, each `10.0.0.2 dev 3`, in order. */
  table(): Map<string, string> {
    const table = new Map<string, string>()
    for (const { prefix, nextHops } of this.routes())
      table.set(formatPrefix(prefix), nextHops.map(formatHop).sort().join(', ') || 'discard')
    return table
  }

  #check({ interface: index, gateway, onlink }: NextHop): void {
    const link = this.#links.get(index)
    assert.ok(link !== undefined, `no link ${index}`)
    if (gateway === undefined || onlink) return
    const near = link.addresses.some((a) => contains(prefixOf(a.address, a.prefixLength), gateway))
    assert.ok(near, `${formatIpv4(gateway)} is not reachable on link ${index}`)
  }
}

export function formatHop({ interface: index, gateway }: Pick<NextHop, 'interface' | 'gateway'>): string {
  return `${gateway === undefined ? '-' : formatIpv4(gateway)} dev ${index}`
}
