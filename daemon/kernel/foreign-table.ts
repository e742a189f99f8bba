import { prefixKey } from '../../protocols/base/prefix.js'
import type { ForeignRoute, ForeignRouteChange } from '../../protocols/engine/foreign-route.js'
import { sameNextHops } from './reconcile.js'
import type { RouteMessage } from './rtnetlink/route.js'

/**
 * The routes of others in one table as far as the kernel has told of them, and what has been handed over: of each prefix
 * the route with the lowest metric, which is the one that the kernel uses.
 */
export class ForeignTable {
  #routes = new Map<number, RouteMessage[]>()
  readonly #handedOver = new Map<number, ForeignRoute>()
  readonly #changed = new Map<number, ForeignRoute['prefix']>()

  /** The table was read: it is this. */
  become(routes: readonly RouteMessage[]): void {
    for (const [key, [first]] of this.#routes) this.#changed.set(key, first!.prefix)
    this.#routes = new Map()
    for (const route of routes) this.add(route)
  }

  add(route: RouteMessage): void {
    const routes = this.#at(route)
    if (routes.some((other) => isSame(other, route))) return
    routes.push(route)
    routes.sort((a, b) => a.metric - b.metric)
  }

  remove(route: RouteMessage): void {
    const routes = this.#at(route)
    const index = routes.findIndex((other) => isSame(other, route))
    if (index >= 0) routes.splice(index, 1)
    if (routes.length === 0) this.#routes.delete(prefixKey(route.prefix))
  }

  /**
   * The route took the place of another of its prefix and metric.
   * @returns false when there are several: which one, only reading the table tells
   */
  replace(route: RouteMessage): boolean {
    const former = this.#at(route).filter(({ metric }) => metric === route.metric)
    for (const other of former) this.remove(other)
    this.add(route)
    return former.length < 2
  }

  /** What is to be handed over; to be taken to its end. */
  *takeChanges(): Iterable<ForeignRouteChange> {
    for (const [key, prefix] of this.#changed) {
      const best = this.#routes.get(key)?.[0]
      const before = this.#handedOver.get(key)
      if (best === undefined ? before === undefined : before !== undefined && isAsBefore(before, best)) continue
      if (best === undefined) {
        this.#handedOver.delete(key)
        yield { prefix, route: undefined }
      } else {
        const { protocol, metric, realm, nextHops } = best
        const route = { prefix, protocol, metric, realm, nextHops }
        this.#handedOver.set(key, route)
        yield { prefix, route }
      }
    }
    this.#changed.clear()
  }

  #at({ prefix }: RouteMessage): RouteMessage[] {
    const key = prefixKey(prefix)
    this.#changed.set(key, prefix)
    let routes = this.#routes.get(key)
    if (routes === undefined) {
      routes = []
      this.#routes.set(key, routes)
    }
    return routes
  }
}

function isSame(a: RouteMessage, b: RouteMessage): boolean {
  return a.kind === b.kind && a.protocol === b.protocol && a.metric === b.metric && sameNextHops(a.nextHops, b.nextHops)
}

function isAsBefore(a: ForeignRoute, b: ForeignRoute): boolean {
  return (
    a.protocol === b.protocol && a.metric === b.metric && a.realm === b.realm && sameNextHops(a.nextHops, b.nextHops)
  )
}
