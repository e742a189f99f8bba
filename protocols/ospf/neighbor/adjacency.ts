import type { Neighbor } from '../memory.js'

/** Whether an adjacency should be established, or kept, with a bidirectional neighbor (RFC 2328 §10.4). */
export function adjacencyWanted(neighbor: Neighbor): boolean {
  const { type, state, designatedRouter, backupDesignatedRouter } = neighbor.interface
  return (
    type === 'point-to-point' ||
    type === 'point-to-multipoint' ||
    state === 'DR' ||
    state === 'Backup' ||
    neighbor.address === designatedRouter ||
    neighbor.address === backupDesignatedRouter
  )
}
