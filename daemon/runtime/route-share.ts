import { isDeepStrictEqual } from 'node:util'
import { distancesByPathType, type RouteDistances } from '../../config/settings.js'
import { type Prefix, prefixKey } from '../../protocols/base/prefix.js'
import type { PathType, Route, RouteChange } from '../../protocols/engine/route.js'
import type { UnicastRoutes } from '../ports/unicast-routes.js'
import type { RouteSink } from './perform.js'

/** Where a share's routes go: told of what is different in it. */
export interface RouteDestination {
  changed(changes: readonly RouteChange[]): void
  convergedMore(): void
}

/**
 * The routes that one OSPF instance wants, whether or not a kernel table is open for them: an engine need not wait for
 * the table, and the routes can go to another table while the daemon runs.
 */
export class RouteShare implements RouteSink {
  readonly instance: string
  /** Two while the routes move from one table to another. */
  readonly destinations = new Set<RouteDestination>()
  #wanted = new Map<number, Route>()
  /** An open table with nothing in it but these routes, which then need not be kept here too. */
  #table: UnicastRoutes | undefined
  #converged = false
  #distances: RouteDistances
  #distanceOf: Readonly<Record<PathType, number>>

  constructor(instance: string, distances: RouteDistances) {
    this.instance = instance
    this.#distances = distances
    this.#distanceOf = distancesByPathType(distances)
  }

  get isConverged(): boolean {
    return this.#converged
  }

  get size(): number {
    return this.#table?.wantedCount() ?? this.#wanted.size
  }

  set distances(distances: RouteDistances) {
    if (isDeepStrictEqual(distances, this.#distances)) return
    this.#distances = distances
    this.#distanceOf = distancesByPathType(distances)
    this.#tell(this.asChanges())
  }

  routes(): Iterable<Route> {
    return this.#table?.wanted() ?? this.#wanted.values()
  }

  asChanges(): RouteChange[] {
    return [...this.routes()].map((route) => ({ prefix: route.prefix, route }))
  }

  /** With its administrative distance; undefined where there is none, and not asked of a share that `isKeptBy` a table. */
  routeTo(key: number): { readonly route: Route; readonly distance: number } | undefined {
    const route = this.#wanted.get(key)
    return route && { route, distance: this.#distanceOf[route.pathType ?? 'intra-area'] }
  }

  /** The table has all of these routes and no others as long as it is not said otherwise (undefined). */
  isKeptBy(table: UnicastRoutes | undefined): void {
    if (table === this.#table) return
    this.#wanted = new Map()
    if (table === undefined) for (const route of this.routes()) this.#wanted.set(prefixKey(route.prefix), route)
    this.#table = table
  }

  apply(changes: readonly RouteChange[]): void {
    if (this.#table === undefined) {
      for (const { prefix, route } of changes) {
        if (route === undefined) this.#wanted.delete(prefixKey(prefix))
        else this.#wanted.set(prefixKey(prefix), route)
      }
    }
    this.#tell(changes)
  }

  converged(): void {
    this.#converged = true
    for (const destination of this.destinations) destination.convergedMore()
  }

  #tell(changes: readonly RouteChange[]): void {
    for (const destination of this.destinations) destination.changed(changes)
  }
}

export function changeOf(prefix: Prefix, route: Route | undefined): RouteChange {
  return route === undefined ? { prefix, route } : { prefix, route }
}
