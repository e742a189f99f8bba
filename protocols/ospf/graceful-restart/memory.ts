import type { Instant } from '../../base/duration.js'
import type { Ipv4 } from '../../base/ipv4.js'
import type { Elected } from '../interface/election.js'
import type { RestartReason } from '../lsa/grace-lsa.js'
import type { Neighbor, OspfInterface } from '../memory.js'

/** We are helper for a neighbor that restarts (RFC 3623 §3): it counts as fully adjacent whatever its state is. */
export interface Helping {
  /** When the grace period ends. */
  until: Instant
  reason: RestartReason
  /** What it declared in its Hellos when it went: the network's Designated Router and its Backup stay who they are. */
  readonly priority: number
  readonly designatedRouter: Ipv4
  readonly backupDesignatedRouter: Ipv4
}

/** We restart gracefully ourselves (RFC 3623 §2). */
export interface Restarting {
  readonly since: Instant
  /** When the grace period ends. */
  readonly until: Instant
  readonly planned: boolean
  /** Interfaces of whose network we were Designated Router or Backup, as the Hellos of the neighbors say (§2 (3)). */
  readonly roles: Map<OspfInterface, Elected>
}

/** How our restart ended (RFC 3623 §2.2). */
export type RestartOutcome = 'completed' | 'inconsistent' | 'grace-period-expired' | 'abandoned'

/** How the help for a restarting neighbor ended (RFC 3623 §3.2), or why it did not begin (§3.1). */
export type HelpOutcome =
  /** The Grace-LSA was flushed: the restart succeeded. */
  | 'completed'
  | 'grace-period-expired'
  | 'topology-changed'
  /** The neighbor or the interface is gone altogether, or helping was switched off. */
  | 'abandoned'
  | 'refused'

/** What an instance remembers of graceful restarts. */
export interface GracefulRestartMemory {
  /** The neighbors that we help. */
  readonly helped: Set<Neighbor>
  /** undefined unless we restart ourselves. */
  restarting: Restarting | undefined
  /** How often each was the outcome. */
  readonly outcomes: Record<HelpOutcome, number>
}

export function createGracefulRestartMemory(): GracefulRestartMemory {
  return {
    helped: new Set(),
    restarting: undefined,
    outcomes: { completed: 0, 'grace-period-expired': 0, 'topology-changed': 0, abandoned: 0, refused: 0 },
  }
}
