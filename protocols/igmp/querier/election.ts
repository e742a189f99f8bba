import { type Ipv4, UNSPECIFIED } from '../../base/ipv4.js'
import type { Role } from '../memory.js'

/**
 * Whether a general query from `source` takes the role of querier or keeps it (RFC 3376 §6.6.2): the lowest address
 * wins. Our own is no other querier, and 0.0.0.0 (a switch that snoops) never wins.
 */
export function isBetterQuerier(role: Role, source: Ipv4): boolean {
  if (source === UNSPECIFIED) return false
  switch (role.state) {
    case 'Initial':
      return false
    case 'Querier':
      return source < role.address
    case 'Non-Querier':
      return source !== role.address && (role.querier === undefined || source <= role.querier.querier)
  }
}
