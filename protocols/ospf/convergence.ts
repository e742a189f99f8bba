import { between, type Duration, type Instant, seconds } from '../base/duration.js'
import { isListening } from './interface/link-access.js'
import type { OspfInterface, OspfMemory } from './memory.js'
import { adjacencyWanted, isFullyAdjacent } from './neighbor/adjacency.js'
import { adjacenciesAreConfirmed } from './routing/root.js'
import { nextCalculation } from './routing/schedule.js'

/** Before this the links and their addresses may not all have been told. */
const LEAST = seconds(2)
/** After the last interface had time to find its neighbors, so long may database exchanges still take. */
const MOST_FOR_EXCHANGE = seconds(60)

/**
 * Whether the first databases are complete and calculated, so that routes of a former life which are not wanted now may
 * be removed: every interface has the adjacencies that it should have, or nobody was heard there for
 * RouterDeadInterval; the LSAs of the other ends say so too, without which no path uses them; and no calculation is
 * due. True in any case after a time that the settings bound.
 */
export function isConverged(memory: OspfMemory, startedAt: Instant): boolean {
  const elapsed = between(startedAt, memory.now)
  if (elapsed < LEAST) return false
  if (elapsed >= longestDeadInterval(memory) + MOST_FOR_EXCHANGE) return true
  for (const ospfInterface of memory.interfaces.values()) if (!isSettled(ospfInterface, elapsed)) return false
  if (memory.interfaces.size === 0 && elapsed < longestDeadInterval(memory)) return false
  return nextCalculation(memory) === undefined && adjacenciesAreConfirmed(memory)
}

/** A virtual link's path is known, or nobody expects it any more. Its Designated Router is known, it has neighbors, and with all with whom it should it has a full adjacency. */
function isSettled(ospfInterface: OspfInterface, elapsed: Duration): boolean {
  const { type, settings } = ospfInterface
  if (!isListening(ospfInterface)) return type !== 'virtual' || elapsed >= settings.deadInterval
  if (ospfInterface.state === 'Waiting') return false
  if (ospfInterface.neighbors.size === 0) return elapsed >= settings.deadInterval
  for (const neighbor of ospfInterface.neighbors.values()) {
    const asItShouldBe = isFullyAdjacent(neighbor) || (neighbor.state === '2-Way' && !adjacencyWanted(neighbor))
    if (!asItShouldBe) return false
  }
  return true
}

function longestDeadInterval({ settings }: OspfMemory): Duration {
  const intervals = settings.areas.flatMap(({ interfaces, virtualLinks }) =>
    [...interfaces, ...virtualLinks].map((rule) => rule.settings.deadInterval),
  )
  return seconds(Math.max(0, ...intervals) / 1000)
}
