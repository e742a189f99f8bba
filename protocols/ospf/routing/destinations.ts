import { contains } from '../../base/prefix.js'
import { updateRanges } from '../area/ranges.js'
import type { OspfMemory } from '../memory.js'
import {
  externalPath,
  type Forwarding,
  type InternalPath,
  isBoundaryRouter,
  pathToAsbr,
  pathToForwarding,
} from './external.js'
import { install, installStub } from './install.js'
import { interAreaPath, rangePath } from './inter-area.js'
import { intraAreaPath, isIntraArea } from './intra-area.js'
import type { OspfRoute, RoutingMemory } from './memory.js'
import { isOwnAddress } from './root.js'
import { type Destination, isOneStub, lookAgain, type Path, type SummarySource } from './table.js'
import { throughTransitAreas } from './transit-area.js'

/** With more networks it costs less to look the way to an address up than to compare the address with them. */
const MOST_COMPARED = 32

/** §16.4 (3): the ways to AS boundary routers; where one changed, all that the router advertises is looked at again. */
export function calculateAsbrs(memory: OspfMemory): void {
  const { routing } = memory
  for (const asbr of routing.pending.asbrs) {
    const path = pathToAsbr(routing, asbr, memory.routerId)
    if (asbr.externals.size === 0 && asbr.summaries.size === 0 && !isBoundaryRouter(routing, asbr))
      (asbr.nssa?.nssaAsbrs ?? routing.asbrs).delete(asbr.routerId)
    if (samePath(path, asbr.path)) continue
    asbr.path = path
    if (asbr.nssa === undefined) memory.border.asbrs.add(asbr.routerId)
    for (const external of asbr.externals.values()) lookAgain(routing, external.destination)
  }
}

/** Chooses the route of every destination that is to be looked at. */
export function calculateDestinations(memory: OspfMemory): void {
  const { routing, routerId } = memory
  /** To which there was no path inside the AS when they were looked at. */
  const outside: Destination[] = []
  const decide = (destination: Destination): void => {
    const first = destination.sources[0]
    if (first !== undefined && isOneStub(first)) {
      installStub(routing, first)
      return
    }
    const path = isOneExternal(destination) ? undefined : internalPathTo(memory, destination)
    if (path === undefined) outside.push(destination)
    if (path !== undefined || isInternal(destination.route)) install(routing, destination, path)
  }
  routing.pending.destinations.forEach(decide)
  const reconsidered = updateRanges(memory, routing.touched)
  for (const destination of reconsidered) decide(destination)
  tellSummaries(memory, reconsidered)
  for (const forwarding of forwardingToResolve(memory, routing.touched)) resolve(memory, forwarding, outside)
  for (const destination of outside)
    if (!isInternal(destination.route)) install(routing, destination, externalPath(destination, routing, routerId))
}

/** What we advertise of these destinations to other areas, if anything, is to be considered again. */
export function tellSummaries({ border }: OspfMemory, destinations: Iterable<Destination>): void {
  // Who is no area border router considers everything once it becomes one
  if (border.considered?.isAreaBorderRouter !== true) return
  for (const destination of destinations) border.destinations.add(destination)
}

/** §16.1 to §16.3: the best path inside the AS, which the own ranges keep from being one by way of summary-LSAs. */
function internalPathTo({ routing, routerId }: OspfMemory, destination: Destination): Path | undefined {
  const intraArea = intraAreaPath(destination, routing, routerId)
  const range = intraArea === undefined ? rangePath(destination, routerId) : undefined
  if (range !== undefined) return range.path
  const path = intraArea ?? interAreaPath(destination, routing.summaryAreas, routing.nextHops, routerId)
  const summaries = routing.transitAreas.size > 0 ? summariesOf(destination) : []
  return path && throughTransitAreas(routing, path, summaries, routerId)
}

/** As most that are outside are but an AS-external-LSA. */
function isOneExternal({ sources }: Destination): boolean {
  return sources.length === 1 && sources[0]!.kind === 'external'
}

/** But for those of the areas that it is inside of: there nobody follows them. */
function* summariesOf({ sources }: Destination): Iterable<SummarySource> {
  for (const source of sources)
    if (source.kind === 'summary' && !sources.some((each) => isIntraArea(each, source.graph.area))) yield source
}

/** §16.4 (3): the forwarding addresses that are new, or to which the routes that were touched may lead. */
function* forwardingToResolve({ routing }: OspfMemory, touched: readonly Destination[]): Iterable<Forwarding> {
  const { allForwarding: all, newForwarding } = routing.pending
  if (all || touched.length > MOST_COMPARED) yield* allForwarding(routing)
  else {
    yield* newForwarding
    if (touched.length === 0) return
    for (const forwarding of allForwarding(routing))
      if (touched.some(({ prefix }) => contains(prefix, forwarding.address))) yield forwarding
  }
}

/** Looks up the way to a forwarding address; where it changed, the destinations behind it are looked at again. */
function resolve(memory: OspfMemory, forwarding: Forwarding, outside: Destination[]): void {
  const path = pathToForwarding(memory.routing, forwarding, (address) => isOwnAddress(memory, address))
  if (samePath(path, forwarding.path)) return
  forwarding.path = path
  for (const { destination } of forwarding.users) {
    lookAgain(memory.routing, destination)
    outside.push(destination)
  }
}

function* allForwarding({ forwarding, graphs }: RoutingMemory): Iterable<Forwarding> {
  yield* forwarding.values()
  for (const { nssaForwarding } of graphs.values()) yield* nssaForwarding.values()
}

function isInternal(route: OspfRoute | undefined): boolean {
  return route?.pathType === 'intra-area' || route?.pathType === 'inter-area'
}

function samePath(a: InternalPath | undefined, b: InternalPath | undefined): boolean {
  return a === b || (a?.cost === b?.cost && a?.hops === b?.hops && a?.area === b?.area && a?.pathType === b?.pathType)
}
