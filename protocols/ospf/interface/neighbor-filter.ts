import { formatIpv4, type Ipv4 } from '../../base/ipv4.js'
import { contains } from '../../base/prefix.js'
import type { RouterId } from '../identifiers.js'
import type { NeighborFilter } from '../settings.js'

/** Why a router may not be a neighbor, in words; undefined where it may. */
export function notAllowed(filter: NeighborFilter, routerId: RouterId, source: Ipv4): string | undefined {
  const { routerIds, sources } = filter
  if (routerIds !== undefined && !routerIds.includes(routerId))
    return `Router ID ${formatIpv4(routerId)} is not one that may be a neighbor`
  if (sources !== undefined && !sources.some((prefix) => contains(prefix, source)))
    return `${formatIpv4(source)} is not an address that a neighbor may have`
  return undefined
}
