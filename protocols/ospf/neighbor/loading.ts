import type { Neighbor, OspfMemory } from '../memory.js'
/** To be replaced by the neighbor machine. */
export function requestListChanged(_memory: OspfMemory, _neighbor: Neighbor): void {}
