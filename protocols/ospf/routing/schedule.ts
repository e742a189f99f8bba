import { type Instant, later } from '../../base/duration.js'
import { formatIpv4 } from '../../base/ipv4.js'
import type { DatabaseEntry } from '../database/database.js'
import type { AreaId } from '../identifiers.js'
import { lsTypeName } from '../lsa/lsa.js'
import type { Area, OspfMemory } from '../memory.js'
import { calculateRoutes, withdrawals } from './calculate.js'
import { Graph } from './graph.js'
import type { RoutingMemory } from './memory.js'
import { updateFromLsa } from './update.js'

/** Names on the agenda: the timers of RFC 8405 §5.3. */
const SPF_TIMER = 'spf'
const HOLDDOWN_TIMER = 'spf-holddown'
const LEARN_TIMER = 'spf-learn'

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
  const graph = area === undefined ? undefined : graphOf(routing, area.id)
  updateFromLsa(routing, graph, key, after === undefined || after.maxAge ? undefined : after.lsa)
  if (isPending(routing)) igpEvent(memory, `${lsTypeName(key.type)}-LSA ${formatIpv4(key.linkStateId)}`)
}

/** Own interfaces or Full neighbors changed: so may every next hop. */
export function nextHopsChanged(memory: OspfMemory): void {
  if (memory.routing.withdrawn) return
  memory.routing.pending.nextHops = true
  igpEvent(memory, 'own interfaces')
}

/**
 * A neighbor is no longer Full: what is sent to it may go nowhere from now on. That is known here and now, nothing about
 * it is to be learned from others, so that the calculation does not wait for the delay of RFC 8405 §5, which it starts
 * all the same.
 */
export function nextHopLost(memory: OspfMemory): void {
  if (memory.routing.withdrawn) return
  nextHopsChanged(memory)
  memory.agenda.set(SPF_TIMER, memory.now, () => calculateRoutes(memory))
}

/** Takes every route back; nothing is calculated after this. */
export function withdrawRoutes(memory: OspfMemory): void {
  const { agenda, effects, routing } = memory
  for (const timer of [SPF_TIMER, HOLDDOWN_TIMER, LEARN_TIMER]) agenda.cancel(timer)
  routing.withdrawn = true
  const changes = withdrawals(routing, memory.now)
  if (changes.length > 0) effects.push({ do: 'routes', changes })
}

/** When the next calculation is due; undefined where none is. */
export function nextCalculation(memory: OspfMemory): Instant | undefined {
  return memory.agenda.at(SPF_TIMER)
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

function isPending({ graphs, pending }: RoutingMemory): boolean {
  if (pending.nextHops || pending.destinations.size > 0 || pending.asbrs.size > 0) return true
  for (const graph of graphs.values()) if (graph.stale) return true
  return false
}

/** RFC 8405 §5.4, transitions 1, 2 and 4. */
function igpEvent(memory: OspfMemory, trigger: string): void {
  const { agenda, now } = memory
  const { delay, pending } = memory.routing
  const { initialDelay, shortDelay, longDelay, timeToLearn, holdDown } = memory.settings.spfDelay
  if (pending.triggers++ === 0) pending.firstTrigger = trigger
  const spfDelay = { QUIET: initialDelay, SHORT_WAIT: shortDelay, LONG_WAIT: longDelay }[delay.state]
  if (agenda.at(SPF_TIMER) === undefined) agenda.set(SPF_TIMER, later(now, spfDelay), () => calculateRoutes(memory)) // 7 to 9
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
}
