import { between, type Duration, type Instant, seconds } from '../base/duration.js'
import { isListening } from './interface/link-access.js'
import type { OspfInterface, OspfMemory } from './memory.js'
import { adjacencyWanted } from './neighbor/adjacency.js'
import { nextCalculation } from './routing/schedule.js'
import { atLeast, type NeighborState } from './states.js'

/** Before this the links and their addresses may not all have been told. */
const LEAST = seconds(2)
/** After the last interface had time to find its neighbors, so long may database exchanges still take. */
const MOST_FOR_EXCHANGE = seconds(60)

/**
 * Whether the first databases are complete and calculated, so that routes of a former life which are not wanted now may
 * be removed: no exchange is under way, no calculation due, and every interface either has the adjacencies that it
 * should have or has waited for RouterDeadInterval. True in any case after a time that the settings bound.
 */
export function isConverged(memory: OspfMemory, startedAt: Instant): boolean {
  const elapsed = between(startedAt, memory.now)
  if (elapsed < LEAST) return false
  if (elapsed >= longestDeadInterval(memory) + MOST_FOR_EXCHANGE) return true
  for (const ospfInterface of memory.interfaces.values()) {
    for (const { state } of ospfInterface.neighbors.values()) if (isExchanging(state)) return false
    if (!isSettled(ospfInterface) && elapsed < ospfInterface.settings.deadInterval) return false
  }
  if (memory.interfaces.size === 0 && elapsed < longestDeadInterval(memory)) return false
  return nextCalculation(memory) === undefined
}

function isExchanging(state: NeighborState): boolean {
  return atLeast(state, 'ExStart') && state !== 'Full'
}

/** Its Designated Router is known, it has neighbors, and with all with whom it should it has a full adjacency. */
function isSettled(ospfInterface: OspfInterface): boolean {
  if (!isListening(ospfInterface)) return true
  if (ospfInterface.state === 'Waiting' || ospfInterface.neighbors.size === 0) return false
  for (const neighbor of ospfInterface.neighbors.values()) {
    const asItShouldBe = neighbor.state === 'Full' || (neighbor.state === '2-Way' && !adjacencyWanted(neighbor))
    if (!asItShouldBe) return false
  }
  return true
}

function longestDeadInterval({ settings }: OspfMemory): Duration {
  const intervals = settings.areas.flatMap((area) => area.interfaces.map((rule) => rule.settings.deadInterval))
  return seconds(Math.max(0, ...intervals) / 1000)
}
