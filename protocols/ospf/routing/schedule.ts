import { type Instant, later, milliseconds } from '../../base/duration.js'
import { formatIpv4 } from '../../base/ipv4.js'
import type { DatabaseEntry } from '../database/database.js'
import type { AreaId, RouterId } from '../identifiers.js'
import { sendHellosAhead } from '../interface/hello.js'
import { type LsaKey, LsType, lsTypeName } from '../lsa/lsa.js'
import type { Area, OspfMemory } from '../memory.js'
import { announcements, calculateRoutes, withdrawals } from './calculate.js'
import { Graph } from './graph.js'
import type { RoutingMemory } from './memory.js'
import { describeRoot } from './root.js'
import { updateFromLsa } from './update.js'
import { isVerificationDue, verifyTrees } from './verify.js'

/** Names on the agenda: the timers of RFC 8405 §5.3. */
const SPF_TIMER = 'spf'
const HOLDDOWN_TIMER = 'spf-holddown'
const LEARN_TIMER = 'spf-learn'
const VERIFY_TIMER = 'spf-verify'
/** Calculations for new links of our own that wait for nothing, until the network is at rest again. */
const MOST_PROMPT_RUNS = 4
/** LSAs that are calculated without a thought of Hellos: in some ten milliseconds. */
const MOST_BETWEEN_HELLOS = 2000
/** Another input than the one in which they are sent: that is enough, for they go out when it ends. */
const AFTER_HELLOS = milliseconds(0.001)
/** For changes that are no IGP event. */
const INTERFACES_TIMER = 'spf-interfaces'

/**
 * The content of an LSA changed in the database (RFC 2328 §13.2): it was installed, removed, or reached MaxAge. The
 * routes follow soon.
 *
 * @param area undefined for AS scope
 */
export function topologyChanged(
  memory: OspfMemory,
  area: Area | undefined,
  before: DatabaseEntry | undefined,
  after: DatabaseEntry | undefined,
): void {
  const { routing } = memory
  const key = (after ?? before)?.lsa
  if (key === undefined || routing.withdrawn) return
  // What the router says of itself is known from its interfaces, and sooner.
  if (key.type === LsType.router && key.advertisingRouter === memory.routerId) return
  const graph = area === undefined ? undefined : graphOf(routing, area.id)
  const linkedBack = linksBack(graph, key, memory.routerId)
  updateFromLsa(routing, graph, key, after === undefined || after.maxAge ? undefined : after.lsa)
  if (!isPending(routing)) return
  igpEvent(memory, key)
  if (!linkedBack && linksBack(graph, key, memory.routerId)) ownLinkCompleted(memory)
}

/**
 * A neighbor's LSA lists us and did not before: a link of ours can be used from now on. Others learn of it from us, and
 * send us what they sent the long way round before; so we must not be the last to use it, or packets go in circles. A few
 * such calculations are at once, whatever the delay of RFC 8405 §5; many links at the same time wait for each other.
 */
function ownLinkCompleted(memory: OspfMemory): void {
  const { agenda, now, routing } = memory
  if (routing.delay.promptRuns++ < MOST_PROMPT_RUNS) agenda.set(SPF_TIMER, now, () => calculate(memory))
}

/** Whether the LSA lists `router`; asked where that has an adjacency in the area. */
function linksBack(graph: Graph | undefined, lsa: LsaKey, router: RouterId): boolean {
  if (graph === undefined || graph.root === '') return false
  const self = graph.findRouter(router)
  if (self === undefined) return false
  if (lsa.type === LsType.router) {
    const vertex = graph.findRouter(lsa.advertisingRouter)
    return vertex !== undefined && graph.linksBack(vertex, self)
  }
  if (lsa.type !== LsType.network) return false
  const vertex = graph.findNetwork(lsa.linkStateId, lsa.advertisingRouter)
  return vertex !== undefined && graph.linksBack(vertex, self)
}

/**
 * Own interfaces or Full neighbors changed. Where this changes the root of a tree, so may every next hop; else it is only
 * the networks of the interfaces themselves, which moves no SPF delay: a router that starts is to be quick when its first
 * neighbor is Full.
 */
export function nextHopsChanged(memory: OspfMemory): void {
  const { agenda, areas, now, routing, settings } = memory
  if (routing.withdrawn) return
  routing.pending.nextHops = true
  let rootsChanged = [...routing.graphs.keys()].some((id) => !areas.has(id))
  for (const area of areas.values()) {
    const graph = graphOf(routing, area.id)
    const root = describeRoot(area)
    if (root === graph.root) continue
    graph.root = root
    graph.stale = true
    rootsChanged = true
  }
  if (rootsChanged) igpEvent(memory, 'own adjacencies')
  else if (nextCalculation(memory) === undefined) {
    noteTrigger(routing, 'own interfaces')
    agenda.set(INTERFACES_TIMER, later(now, settings.spfDelay.initialDelay), () => calculate(memory))
  }
}

/** What we aggregate of the networks outside of the AS changed, which no LSA of others tells. */
export function aggregatesChanged(memory: OspfMemory): void {
  const { agenda, now, routing, settings } = memory
  if (routing.withdrawn || nextCalculation(memory) !== undefined) return
  noteTrigger(routing, 'external ranges')
  agenda.set(INTERFACES_TIMER, later(now, settings.spfDelay.initialDelay), () => calculate(memory))
}

/**
 * A neighbor is no longer Full: what is sent to it may go nowhere from now on. That is known here and now, nothing about
 * it is to be learned from others, so that the calculation does not wait for the delay of RFC 8405 §5, which it starts
 * all the same.
 */
export function nextHopLost(memory: OspfMemory): void {
  if (memory.routing.withdrawn) return
  nextHopsChanged(memory)
  memory.agenda.set(SPF_TIMER, memory.now, () => calculate(memory))
}

function calculate(memory: OspfMemory): void {
  afterHellos(memory, SPF_TIMER, () => calculateRoutes(memory))
}

/** Where there is so much to look at that Hellos could be late, those that are due soon go out before the work begins. */
function afterHellos(memory: OspfMemory, timer: string, work: () => void): void {
  const { agenda, areas, asDatabase, now } = memory
  let lsas = asDatabase.size
  for (const { database } of areas.values()) lsas += database.size
  if (lsas > MOST_BETWEEN_HELLOS && sendHellosAhead(memory)) agenda.set(timer, later(now, AFTER_HELLOS), work)
  else work()
}

/** Compares the trees, unless they are to be calculated anyway. One that is wrong is calculated as after any IGP event (RFC 8405 §5). */
function verify(memory: OspfMemory): void {
  if (nextCalculation(memory) === undefined && !verifyTrees(memory)) igpEvent(memory, 'verification')
}

/** Calculates what has changed, without the delay of RFC 8405. */
export function calculateAtOnce(memory: OspfMemory): void {
  if (memory.routing.withdrawn) return
  for (const timer of [SPF_TIMER, INTERFACES_TIMER]) memory.agenda.cancel(timer)
  calculateRoutes(memory)
}

/** Tells of every route, for while we restarted nobody was told of any (RFC 3623 §2.3 (3)). */
export function announceAllRoutes({ effects, routing }: OspfMemory): void {
  const changes = announcements(routing)
  if (changes.length > 0) effects.push({ do: 'routes', changes })
}

/** Takes every route back; nothing is calculated after this. */
export function withdrawRoutes(memory: OspfMemory): void {
  const { agenda, effects, routing } = memory
  for (const timer of [SPF_TIMER, INTERFACES_TIMER, HOLDDOWN_TIMER, LEARN_TIMER, VERIFY_TIMER]) agenda.cancel(timer)
  routing.withdrawn = true
  const changes = withdrawals(routing)
  if (changes.length > 0) effects.push({ do: 'routes', changes })
}

/** When the next calculation is due; undefined where none is. */
export function nextCalculation(memory: OspfMemory): Instant | undefined {
  return memory.agenda.at(SPF_TIMER) ?? memory.agenda.at(INTERFACES_TIMER)
}

function graphOf(routing: RoutingMemory, area: AreaId): Graph {
  let graph = routing.graphs.get(area)
  if (graph === undefined) {
    graph = new Graph(area)
    routing.graphs.set(area, graph)
    routing.pending.nextHops = true
  }
  return graph
}

/** Whether a calculation would find anything: where no area has an adjacency, nothing is reachable. */
function isPending({ graphs, pending }: RoutingMemory): boolean {
  const anyPending = pending.destinations.length > 0 || pending.asbrs.size > 0
  for (const graph of graphs.values()) if (graph.root !== '' && (anyPending || !graph.isCalculated)) return true
  return false
}

function noteTrigger({ pending }: RoutingMemory, trigger: string | LsaKey): void {
  if (pending.triggers++ > 0) return
  pending.firstTrigger =
    typeof trigger === 'string' ? trigger : `${lsTypeName(trigger.type)}-LSA ${formatIpv4(trigger.linkStateId)}`
}

/** RFC 8405 §5.4, transitions 1, 2 and 4. */
function igpEvent(memory: OspfMemory, trigger: string | LsaKey): void {
  const { agenda, now } = memory
  const { delay } = memory.routing
  const { initialDelay, shortDelay, longDelay, timeToLearn, holdDown } = memory.settings.spfDelay
  noteTrigger(memory.routing, trigger)
  agenda.cancel(INTERFACES_TIMER)
  const spfDelay = { QUIET: initialDelay, SHORT_WAIT: shortDelay, LONG_WAIT: longDelay }[delay.state]
  if (agenda.at(SPF_TIMER) === undefined) agenda.set(SPF_TIMER, later(now, spfDelay), () => calculate(memory)) // 7 to 9
  delay.lastEvent = now
  if (delay.state !== 'QUIET') return
  delay.state = 'SHORT_WAIT'
  agenda.set(LEARN_TIMER, later(now, timeToLearn), () => {
    delay.state = 'LONG_WAIT' // 3
  })
  agenda.set(HOLDDOWN_TIMER, later(now, holdDown), () => holdDownExpired(memory))
}

/** Transitions 5 and 6. The timer was not moved with each event, so it may be early. */
function holdDownExpired(memory: OspfMemory): void {
  const { delay } = memory.routing
  const { agenda, now, settings } = memory
  const end = later(delay.lastEvent, settings.spfDelay.holdDown)
  if (end > now) {
    agenda.set(HOLDDOWN_TIMER, end, () => holdDownExpired(memory))
    return
  }
  agenda.cancel(LEARN_TIMER)
  delay.state = 'QUIET'
  delay.promptRuns = 0
  if (isVerificationDue(memory)) afterHellos(memory, VERIFY_TIMER, () => verify(memory))
}
