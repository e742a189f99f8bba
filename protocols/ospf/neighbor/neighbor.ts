import type { Neighbor, OspfMemory } from '../memory.js'
import type { NeighborEvent } from '../states.js'
/** To be replaced by the neighbor machine. */
export function neighborEvent(_memory: OspfMemory, _neighbor: Neighbor, _event: NeighborEvent, _reason: string): void {}
