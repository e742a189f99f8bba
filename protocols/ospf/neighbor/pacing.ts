import { between } from '../../base/duration.js'
import type { Neighbor, OspfMemory } from '../memory.js'
import { atLeast, type NeighborState } from '../states.js'
import { adjacencyWanted } from './adjacency.js'
import { neighborEvent } from './neighbor.js'

/**
 * A neighbor that has not become Full in this many RxmtIntervals may never be (its MTU is another, it does not hear us,
 * it begins anew again and again): it is no reason for others to wait any longer.
 */
const PATIENCE = 3

/**
 * RFC 4222 §2 (5): whether an adjacency with the neighbor is wanted and it is its turn: so many at most are brought up at
 * once.
 */
export function adjacencyMayBegin(memory: OspfMemory, neighbor: Neighbor): boolean {
  return adjacencyWanted(neighbor) && adjacenciesComingUp(memory) < memory.settings.maximumAdjacenciesComingUp
}

/** How many neighbors are in ExStart, Exchange or Loading, and have not been there for too long. */
export function adjacenciesComingUp({ interfaces, now }: OspfMemory): number {
  let count = 0
  for (const { neighbors, settings } of interfaces.values())
    for (const { state, comingUpSince } of neighbors.values())
      if (isComingUp(state) && between(comingUpSince, now) < PATIENCE * settings.retransmitInterval) count += 1
  return count
}

export function isComingUp(state: NeighborState): boolean {
  return atLeast(state, 'ExStart') && state !== 'Full'
}

/** An adjacency came up or was given up: it is the turn of the neighbor that has waited longest. */
export function nextAdjacency(memory: OspfMemory): void {
  memory.agenda.soon('next-adjacency', () => {
    const waiting: Neighbor[] = []
    for (const { neighbors } of memory.interfaces.values())
      for (const neighbor of neighbors.values())
        if (neighbor.state === '2-Way' && adjacencyWanted(neighbor)) waiting.push(neighbor)
    waiting.sort((a, b) => a.since - b.since)
    for (const neighbor of waiting) neighborEvent(memory, neighbor, 'AdjOK?', 'it is its turn')
  })
}
