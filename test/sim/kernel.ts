import assert from 'node:assert/strict'
import { formatIpv4 } from '../../protocols/base/ipv4.js'
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
