import type { RouteChange } from '../../engine/route.js'
import { areasOfSummaries, isAreaBorderRouter } from '../area/border.js'
import { nssasMayHaveChanged } from '../area/nssa.js'
import { isNssa, takesExternals } from '../area/options.js'
import { equivalentsMayHaveChanged } from '../external/redistribute.js'
import { type AreaId, BACKBONE } from '../identifiers.js'
import { updateVirtualLinks } from '../interface/virtual-link.js'
import type { OspfMemory } from '../memory.js'
import { summariesChanged } from '../originate/summaries.js'
import { calculateAsbrs, calculateDestinations, tellSummaries } from './destinations.js'
import type { Graph } from './graph.js'
import { changesOf, changesToAnnounce, changesToWithdraw, installStub } from './install.js'
import type { RoutingMemory, SpfRun } from './memory.js'
import { NextHopTable } from './next-hop.js'
import { attachNetworks, rootOf } from './root.js'
import { calculateTree } from './spf.js'
import { isOneStub, lookAgain } from './table.js'
import { findTransitAreas } from './transit-area.js'
import { updateTree } from './tree-update.js'
import { forgetGraph, touchBorderRouter } from './update.js'

/** Sets and unions of next hops that are remembered, used or not; with more the table begins anew. */
const MAXIMUM_HOP_SETS = 50_000
/** Calculations that are remembered for `show ospf spf`. */
const LOG_LENGTH = 64

/**
 * RFC 2328 §16: brings the routing table up to date with what changed since the last calculation, and says what became
 * different. In areas where a link changed the shortest-path tree is brought up to date (incremental) or, where much of it
 * changes or our own links did, calculated anew (full); where only stub networks, summary- or AS-external-LSAs changed, their
 * destinations are looked at again and nothing else (partial: §16.5, 16.6). All choose the route of a destination by the
 * same functions.
 */
export function calculateRoutes(memory: OspfMemory): void {
  const { routing } = memory
  const { pending } = routing
  const run: SpfRun = {
    at: memory.now,
    trigger: pending.triggers > 1 ? `${pending.firstTrigger} and ${pending.triggers - 1} more` : pending.firstTrigger,
    kind: 'partial',
    vertices: 0,
    routes: 0,
    changed: 0,
  }
  routing.calculation = run
  if (prepare(memory)) {
    for (const graph of routing.graphs.values()) graph.stale = true
    lookAtEverything(routing)
  }
  const calculatedGraphs: Graph[] = []
  const calculate = (graph: Graph): void => {
    const calculated = calculateGraph(memory, graph)
    if (calculated === undefined) return
    calculatedGraphs.push(graph)
    if (run.kind !== 'full') run.kind = calculated.kind
    run.vertices += calculated.vertices
  }
  const [backbone, others] = backboneAndOthers(routing)
  for (const graph of others) calculate(graph)
  // What virtual links are depends on the trees of their Transit areas
  updateVirtualLinks(memory)
  if (findTransitAreas(memory)) lookAtEverything(routing)
  if (backbone !== undefined) calculate(backbone)
  routing.reachesBackbone = backbone?.reachesMoreThan(memory.routerId) ?? false
  if (considerSummaryAreas(memory)) lookAtEverything(routing)
  calculateAsbrs(memory)
  calculateDestinations(memory)
  nssasMayHaveChanged(memory, calculatedGraphs, pending.destinations, routing.touched)
  const { added, removed, changed, changes } = changesOf(routing)
  tellSummaries(memory, routing.touched)
  summariesChanged(memory)
  routing.runs++
  run.routes = routing.routes.size
  run.changed = added + removed + changed
  routing.log.push(run)
  if (routing.log.length > LOG_LENGTH) routing.log.shift()
  equivalentsMayHaveChanged(memory, pending.destinations)
  forgetPending(routing)
  // RFC 3623 §2 (2): while we restart, forwarding is left as it is
  if (changes.length > 0 && memory.gracefulRestart.restarting === undefined)
    memory.effects.push({ do: 'routes', changes })
  if (run.changed > 0)
    memory.effects.push({
      do: 'notice',
      notice: { notice: 'routes-calculated', level: 'info', routes: routing.routes.size, added, removed, changed },
    })
}

function backboneAndOthers({ graphs }: RoutingMemory): [Graph | undefined, Graph[]] {
  return [graphs.get(BACKBONE), [...graphs.values()].filter(({ area }) => area !== BACKBONE)]
}

/** The area's tree, if it may be another: how that was done, and to how many vertices. */
function calculateGraph(
  memory: OspfMemory,
  graph: Graph,
): { readonly kind: 'full' | 'incremental'; readonly vertices: number } | undefined {
  const { routing } = memory
  const area = memory.areas.get(graph.area)
  if (area === undefined) forgetGraph(routing, graph)
  if (area === undefined || graph.isCalculated) return undefined
  const vertex = graph.takeRouter(memory.routerId)
  const root = rootOf(memory, area, graph, vertex)
  graph.lastRoot = root
  const some = updateTree(graph, root)
  if (some === undefined) calculateTree(graph, root)
  const vertices = touchVertices(routing, graph, some)
  graph.release(vertex)
  graph.endTree()
  return { kind: some === undefined ? 'full' : 'incremental', vertices }
}

/** Looks at the own interfaces where they changed. Returns whether the old results can't be compared. */
function prepare(memory: OspfMemory): boolean {
  const { routing } = memory
  const { pending } = routing
  const { maximumPaths } = memory.settings
  const renew = routing.nextHops.maximumPaths !== maximumPaths || routing.nextHops.size > MAXIMUM_HOP_SETS
  if (renew) routing.nextHops = new NextHopTable(maximumPaths)
  let everything = renew
  if (renew || pending.nextHops) {
    attachNetworks(memory)
    pending.allForwarding = true
    everything = considerAreaTypes(memory) || everything
    const { rfc1583Compatibility } = memory.settings
    everything ||= routing.rfc1583Compatibility !== rfc1583Compatibility
    routing.rfc1583Compatibility = rfc1583Compatibility
  }
  return everything
}

/** §16.2. Returns whether other areas' summary-LSAs count than before. */
function considerSummaryAreas(memory: OspfMemory): boolean {
  const { routing } = memory
  const areas = areasOfSummaries(memory).flatMap((area) => routing.graphs.get(area) ?? [])
  if (areas.length === routing.summaryAreas.size && areas.every((area) => routing.summaryAreas.has(area))) return false
  routing.summaryAreas = new Set(areas)
  return true
}

function lookAtEverything(routing: RoutingMemory): void {
  const { pending } = routing
  for (const destination of routing.destinations.values()) lookAgain(routing, destination)
  for (const asbrs of [routing.asbrs, ...[...routing.graphs.values()].map((graph) => graph.nssaAsbrs)])
    for (const asbr of asbrs.values()) pending.asbrs.add(asbr)
}

/** What the types of the areas say of externals. Returns whether it is not what it was. */
function considerAreaTypes(memory: OspfMemory): boolean {
  const { routing } = memory
  let changed = false
  const without = new Map<AreaId, 'all' | 'not-propagated'>()
  for (const area of memory.areas.values()) {
    const graph = routing.graphs.get(area.id)
    const external = takesExternals(area)
    if (graph !== undefined && graph.takesExternals !== external) {
      graph.takesExternals = external
      changed = true
    }
    if (isNssa(area) && isAreaBorderRouter(memory))
      without.set(area.id, area.settings.summary ? 'not-propagated' : 'all')
  }
  const before = routing.nssasWithoutDefault
  routing.nssasWithoutDefault = without
  return changed || before.size !== without.size || [...without].some(([id, which]) => before.get(id) !== which)
}

/**
 * Has the destinations of those of `vertices` (undefined: of all) looked at again that the tree reaches otherwise than before;
 * those that are but a stub link of one are at once what they will be.
 *
 * @returns how many of them the tree reaches
 */
function touchVertices(routing: RoutingMemory, graph: Graph, vertices: Int32Array | undefined): number {
  const { distance, hops, knownDistance, knownHops } = graph
  const hasAsbrs = routing.asbrs.size > 0 || graph.nssaAsbrs.size > 0
  const count = vertices?.length ?? graph.count
  let reached = 0
  for (let i = 0; i < count; i++) {
    const vertex = vertices?.[i] ?? i
    if (distance[vertex] !== Number.POSITIVE_INFINITY) reached++
    if (distance[vertex] === knownDistance[vertex] && hops[vertex] === knownHops[vertex]) continue
    knownDistance[vertex] = distance[vertex]!
    knownHops[vertex] = hops[vertex]!
    const sources = graph.sources[vertex]!
    for (let k = 0; k < sources.length; k++) {
      const source = sources[k]!
      if (isOneStub(source) && !source.destination.pending) installStub(routing, source)
      else lookAgain(routing, source.destination)
    }
    if (hasAsbrs || graph.summaries[vertex] !== undefined || graph.asbrSummaries[vertex] !== undefined)
      touchBorderRouter(routing, graph, vertex)
  }
  return reached
}

function forgetPending({ pending, destinations, touched }: RoutingMemory): void {
  for (const destination of pending.destinations) {
    destination.pending = false
    if (destination.sources.length === 0) destinations.delete(destination.prefix)
  }
  pending.destinations.length = 0
  touched.length = 0
  pending.asbrs.clear()
  pending.nextHops = false
  pending.allForwarding = false
  pending.newForwarding.clear()
  pending.firstTrigger = ''
  pending.triggers = 0
}

/** Every route that is for the kernel, as if nothing had been told of it yet. */
export function announcements({ routes }: RoutingMemory): RouteChange[] {
  return changesToAnnounce(routes.values())
}

/** What withdraws every route that was announced. */
export function withdrawals({ destinations, routes }: RoutingMemory): RouteChange[] {
  routes.size = 0
  return changesToWithdraw(destinations.values())
}
