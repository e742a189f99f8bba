import type { Instant } from '../../base/duration.js'
import type { Route, RouteChange } from '../../engine/route.js'
import { routerId } from '../identifiers.js'
import type { OspfRoute, RoutingMemory } from './memory.js'
import { NO_HOPS, sameNextHops } from './next-hop.js'
import type { Destination, Path, Source, StubSource } from './table.js'

/** The routing table entries that one calculation makes different; what they were before, they say themselves. */
export class Installation {
  readonly touched: Destination[] = []
  readonly #routing: RoutingMemory
  readonly #now: Instant

  constructor(routing: RoutingMemory, now: Instant) {
    this.#routing = routing
    this.#now = now
  }

  /** Makes `path` the route of the destination (undefined: none) where it says anything new. */
  install(destination: Destination, path: Path | undefined): void {
    this.#set(
      destination,
      path && {
        prefix: destination.prefix,
        pathType: path.pathType,
        area: path.area,
        cost: path.cost,
        type2Cost: path.type2Cost,
        tag: path.tag,
        nextHops: this.#routing.nextHops.hopsOf(path.hops),
        originator: path.originator,
        attached: destination.sources.some(isAttached),
        since: this.#now,
      },
    )
  }

  /**
   * The same for a destination that is but this stub link (§16.1, second stage), as most are: its path is its route at once.
   * Where it goes over virtual links only nothing says what its next hops are (§16.3).
   */
  installStub({ destination, graph, vertex, cost }: StubSource): void {
    const { nextHops } = this.#routing
    const distance = graph.distance[vertex]!
    const hops = graph.hops[vertex]!
    const real = nextHops.resolved(hops)
    this.#set(
      destination,
      distance === Number.POSITIVE_INFINITY || (real === NO_HOPS && hops !== NO_HOPS)
        ? undefined
        : {
            prefix: destination.prefix,
            pathType: 'intra-area',
            area: graph.area,
            cost: distance + cost,
            type2Cost: undefined,
            tag: undefined,
            nextHops: nextHops.hopsOf(real),
            originator: routerId(graph.id[vertex]!),
            attached: false,
            since: this.#now,
          },
    )
  }

  #set(destination: Destination, route: OspfRoute | undefined): void {
    const old = destination.route
    if (old === undefined) {
      if (route === undefined) return
      this.#routing.routes.size++
    } else if (route === undefined) this.#routing.routes.size--
    else if (isSame(old, route)) return
    destination.route = route
    if (destination.touched) return
    destination.touched = true
    destination.former = old
    this.touched.push(destination)
  }
}

/** What the kernel has to be told after a calculation, and how many entries of the table came, went and changed. */
export interface Changes {
  added: number
  removed: number
  changed: number
  readonly changes: RouteChange[]
}

/** The difference that an installation made, now that it is complete. */
export function changesOf(installation: Installation): Changes {
  const result: Changes = { added: 0, removed: 0, changed: 0, changes: [] }
  for (const destination of installation.touched) {
    const { prefix, route, former: old } = destination
    destination.touched = false
    destination.former = undefined
    if (old === undefined && route === undefined) continue
    if (old !== undefined && route !== undefined && isSame(old, route)) continue
    if (old === undefined) result.added++
    else if (route === undefined) result.removed++
    else result.changed++
    const was = isAnnounced(old)
    if (isAnnounced(route)) {
      if (!(was && sameNextHops(old!.nextHops, route!.nextHops) && old!.pathType === route!.pathType))
        result.changes.push({ prefix, route: announced(route!) })
    } else if (was) result.changes.push({ prefix, route: undefined })
  }
  return result
}

/** What tells the kernel of these routes, of which it knows nothing yet. */
export function changesToAnnounce(routes: Iterable<OspfRoute>): RouteChange[] {
  const changes: RouteChange[] = []
  for (const route of routes) if (isAnnounced(route)) changes.push({ prefix: route.prefix, route: announced(route) })
  return changes
}

function announced(route: OspfRoute): Route {
  return { prefix: route.prefix, nextHops: route.nextHops, kind: route.pathType }
}

/** Whether the route is for the kernel, which knows the networks on its own links better. */
function isAnnounced(route: OspfRoute | undefined): route is OspfRoute {
  if (route === undefined || route.attached) return false
  const { nextHops } = route
  for (let i = 0; i < nextHops.length; i++) if (nextHops[i]!.gateway === undefined) return false
  return true
}

function isAttached(source: Source): boolean {
  return source.kind === 'attached'
}

function isSame(a: OspfRoute, b: OspfRoute): boolean {
  return (
    a.pathType === b.pathType &&
    a.area === b.area &&
    a.cost === b.cost &&
    a.type2Cost === b.type2Cost &&
    a.tag === b.tag &&
    a.originator === b.originator &&
    a.attached === b.attached &&
    sameNextHops(a.nextHops, b.nextHops)
  )
}
