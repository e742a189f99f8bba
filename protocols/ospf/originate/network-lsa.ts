import { UNSPECIFIED } from '../../base/ipv4.js'
import { maskOf } from '../../base/prefix.js'
import type { RouterId } from '../identifiers.js'
import { suppressesPrefix } from '../interface/prefix-suppression.js'
import type { NetworkLsa } from '../lsa/network-lsa.js'
import type { OspfInterface } from '../memory.js'
import { isFullyAdjacent } from '../neighbor/adjacency.js'

/**
 * RFC 2328 §12.4.2: what our network-LSA for the network of `ospfInterface` says; undefined unless we are its
 * Designated Router and fully adjacent to another router. The attached routers are in the order of their Router IDs.
 */
export function networkLsa(ospfInterface: OspfInterface, ours: RouterId): NetworkLsa | undefined {
  if (ospfInterface.state !== 'DR' || ospfInterface.designatedRouter === UNSPECIFIED) return undefined
  const attachedRouters = [ours]
  for (const neighbor of ospfInterface.neighbors.values())
    if (isFullyAdjacent(neighbor)) attachedRouters.push(neighbor.routerId)
  if (attachedRouters.length === 1) return undefined
  attachedRouters.sort((a, b) => a - b)
  const length = suppressesPrefix(ospfInterface) ? 32 : (ospfInterface.prefix?.length ?? 32)
  return { networkMask: maskOf(length), attachedRouters }
}
