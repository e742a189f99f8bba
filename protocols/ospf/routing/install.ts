import type { RouteChange } from '../../engine/route.js'
import { routerId } from '../identifiers.js'
import type { OspfRoute, RoutingMemory } from './memory.js'
import { NO_HOPS, sameNextHops } from './next-hop.js'
import type { Destination, Path, Source, StubSource } from './table.js'

/** Makes `path` the route of the destination (undefined: none) where it says anything new. */
export function install(routing: RoutingMemory, destination: Destination, path: Path | undefined): void {
  setRoute(
    routing,
    destination,
    path && {
      prefix: destination.prefix,
      pathType: path.pathType,
      area: path.area,
      cost: path.cost,
      type2Cost: path.type2Cost,
      tag: path.tag,
      nextHops: routing.nextHops.hopsOf(path.hops),
      originator: path.originator,
      attached: destination.sources.some(isAttached),
      calculation: routing.calculation,
    },
  )
}

/**
 * The same for a destination that is but this stub link (§16.1, second stage), as most are: its path is its route at once.
 * Where it goes over virtual links only nothing says what its next hops are (§16.3).
 */
export function installStub(routing: RoutingMemory, { destination, graph, vertex, cost }: StubSource): void {
  const { nextHops } = routing
  const distance = graph.distance[vertex]!
  const hops = graph.hops[vertex]!
  const real = nextHops.resolved(hops)
  setRoute(
    routing,
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
          calculation: routing.calculation,
        },
  )
}

/** What the route was before the calculation, the destination says itself. */
function setRoute({ routes, touched }: RoutingMemory, destination: Destination, route: OspfRoute | undefined): void {
  const old = destination.route
  if (old === undefined) {
    if (route === undefined) return
    routes.size++
  } else if (route === undefined) routes.size--
  else if (isSame(old, route)) return
  destination.route = route
  if (destination.touched) return
  destination.touched = true
  destination.former = old
  touched.push(destination)
}

/** What the kernel has to be told after a calculation, and how many entries of the table came, went and changed. */
export interface Changes {
  added: number
  removed: number
  changed: number
  readonly changes: RouteChange[]
}

/** The difference that the calculation made, now that it is complete. */
export function changesOf({ touched }: RoutingMemory): Changes {
  const result: Changes = { added: 0, removed: 0, changed: 0, changes: [] }
  for (const destination of touched) {
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
        result.changes.push({ prefix, route })
    } else if (was) result.changes.push({ prefix, route: undefined })
  }
  return result
}

/** Takes the route of each of these destinations away. @returns what tells the kernel so */
export function changesToWithdraw(destinations: Iterable<Destination>): RouteChange[] {
  const changes: RouteChange[] = []
  for (const destination of destinations) {
    if (isAnnounced(destination.route)) changes.push({ prefix: destination.prefix, route: undefined })
    destination.route = undefined
  }
  return changes
}

/** What tells the kernel of these routes, of which it knows nothing yet. */
export function changesToAnnounce(routes: Iterable<OspfRoute>): RouteChange[] {
  const changes: RouteChange[] = []
  for (const route of routes) if (isAnnounced(route)) changes.push({ prefix: route.prefix, route })
  return changes
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
