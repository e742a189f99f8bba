import { isMultiAccess } from '../interface/network-type.js'
import type { Neighbor } from '../memory.js'

/**
 * Whether the neighbor counts as fully adjacent in our LSAs and routes: it is, or it restarts gracefully and we help it
 * (RFC 3623 §3), whatever its state is meanwhile.
 */
export function isFullyAdjacent({ state, helping }: Neighbor): boolean {
  return state === 'Full' || helping !== undefined
}

/** Whether an adjacency should be established, or kept, with a bidirectional neighbor (RFC 2328 §10.4). */
export function adjacencyWanted(neighbor: Neighbor): boolean {
  const { state, designatedRouter, backupDesignatedRouter } = neighbor.interface
  return (
    !isMultiAccess(neighbor.interface) ||
    state === 'DR' ||
    state === 'Backup' ||
    neighbor.address === designatedRouter ||
    neighbor.address === backupDesignatedRouter
  )
}
