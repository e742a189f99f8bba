import { type Ipv4, UNSPECIFIED } from '../../base/ipv4.js'
import type { RouterId } from '../identifiers.js'

/** A router on the network as the election sees it (RFC 2328 §9.4): ourselves, or a neighbor in 2-Way or further. */
export interface Candidate {
  /** Its IP interface address on the network. */
  readonly address: Ipv4
  readonly routerId: RouterId
  /** Router Priority, 0 to 255; 0 is not eligible. */
  readonly priority: number
  /** Whom its Hellos declare; 0 for nobody. */
  readonly designatedRouter: Ipv4
  readonly backupDesignatedRouter: Ipv4
}

/** Addresses; 0 where there is none. */
export interface Elected {
  readonly designatedRouter: Ipv4
  readonly backupDesignatedRouter: Ipv4
}

/**
 * Elects the Designated Router and its Backup (RFC 2328 §9.4).
 *
 * @param self the calculating router; what it declares is the network's present DR and Backup
 * @param neighbors those with whom there is bidirectional communication
 */
export function elect(self: Candidate, neighbors: readonly Candidate[]): Elected {
  // (1) to (3)
  const first = calculate([self, ...neighbors])
  // (4) newly DR or Backup, or no longer: once more, ourselves declaring what came out
  const roleChanged =
    (first.designatedRouter === self.address) !== (self.designatedRouter === self.address) ||
    (first.backupDesignatedRouter === self.address) !== (self.backupDesignatedRouter === self.address)
  return roleChanged ? calculate([{ ...self, ...first }, ...neighbors]) : first
}

function calculate(candidates: readonly Candidate[]): Elected {
  const eligible = candidates.filter((router) => router.priority > 0)
  // (2) Backup: of those that do not declare themselves DR, those that declare themselves Backup, else any
  const notDesignated = eligible.filter((router) => !declaresDesignated(router))
  const backup = best(notDesignated.filter(declaresBackup)) ?? best(notDesignated)
  // (3) DR: of those that declare themselves DR, else the Backup is promoted
  const designated = best(eligible.filter(declaresDesignated)) ?? backup
  return {
    designatedRouter: designated?.address ?? UNSPECIFIED,
    backupDesignatedRouter: backup?.address ?? UNSPECIFIED,
  }
}

function declaresDesignated(router: Candidate): boolean {
  return router.designatedRouter === router.address
}

function declaresBackup(router: Candidate): boolean {
  return router.backupDesignatedRouter === router.address
}

/** The highest Router Priority; in case of a tie, the highest Router ID. */
function best(routers: readonly Candidate[]): Candidate | undefined {
  let winner: Candidate | undefined
  for (const router of routers) {
    const better =
      winner === undefined ||
      router.priority > winner.priority ||
      (router.priority === winner.priority && router.routerId > winner.routerId)
    if (better) winner = router
  }
  return winner
}
