import { later, seconds } from '../../base/duration.js'
import { type Ipv4, ipv4FromNumber, UNSPECIFIED } from '../../base/ipv4.js'
import { isAreaBorderRouter } from '../area/border.js'
import { nssasChanged } from '../area/nssa.js'
import { areaOptions } from '../area/options.js'
import { isNssaBorderRouter } from '../area/translator.js'
import { considerRemoval } from '../database/lifetime.js'
import { surroundingsChanged } from '../external/redistribute.js'
import { type Lsa, LsType } from '../lsa/lsa.js'
import { encodeNetworkLsa } from '../lsa/network-lsa.js'
import { encodeRouterLsa, RouterBits } from '../lsa/router-lsa.js'
import type { Area, OspfInterface, OspfMemory } from '../memory.js'
import { isFullyAdjacent } from '../neighbor/adjacency.js'
import { atLeast } from '../states.js'
import { networkLsaOnlyAdds, routerLsaOnlyAdds } from './addition.js'
import { networkLsa } from './network-lsa.js'
import { originate, withdraw } from './own.js'
import { considerRouterInformation } from './router-information.js'
import { routerLsa } from './router-lsa.js'

/**
 * Whose place another Designated Router has taken flushes its network-LSA (§12.4.2) so much later: until the other's
 * network-LSA has come, and the router-LSAs that name it, the network would be cut for those on it.
 */
const HANDOVER = seconds(1)

/**
 * RFC 2328 §12.4, events 2 to 4 and 8: the state, cost or address of an interface, its network's Designated Router, or
 * whether one of its neighbors is Full has changed. What our LSAs say of it is considered when the handling of the input
 * ends.
 */
export function interfaceChanged(memory: OspfMemory, ospfInterface: OspfInterface): void {
  considerRemoval(memory)
  areaChanged(memory, ospfInterface.area)
  // Event 8: bit V of the router-LSA for the Transit area
  const transitArea = ospfInterface.virtualEnd && memory.areas.get(ospfInterface.virtualEnd.transitArea)
  if (transitArea !== undefined) areaChanged(memory, transitArea)
  borderChanged(memory)
  nssasChanged(memory)
  surroundingsChanged(memory)
  const { address, area, key } = ospfInterface
  memory.agenda.soon(`network-lsa ${key} ${address}`, () => considerNetworkLsa(memory, area, key, address))
}

/** What our router-LSA says of `area` may have changed (§12.4.1). */
export function areaChanged(memory: OspfMemory, area: Area): void {
  memory.agenda.soon(`router-lsa ${area.id}`, () => {
    considerRouterLsa(memory, area)
    considerRouterInformation(memory, area)
  })
}

/** Whether we are a border router, of an NSSA too, may have changed: the router-LSAs of all areas say it. */
export function borderChanged(memory: OspfMemory): void {
  memory.agenda.soon('area-border', () => {
    const bits = (isAreaBorderRouter(memory) ? RouterBits.B : 0) | (isNssaBorderRouter(memory) ? RouterBits.E : 0)
    if (memory.stopping || bits === memory.border.declared) return
    memory.border.declared = bits
    for (const area of memory.areas.values()) areaChanged(memory, area)
  })
}

function considerRouterLsa(memory: OspfMemory, area: Area): void {
  if (memory.stopping || memory.resigning) return
  const place = { area, interface: undefined }
  const linkStateId = ipv4FromNumber(memory.routerId)
  if (area.interfaces.size === 0) {
    withdraw(memory, place, LsType.router, linkStateId)
    return
  }
  const wanted = routerLsa(memory, area)
  const content = { options: areaOptions(area), body: encodeRouterLsa(wanted) }
  originate(memory, place, LsType.router, linkStateId, content, (last) => routerLsaOnlyAdds(last, wanted))
}

/** The network-LSA that is called `address`, of the interface `key` if it still has that address. */
function considerNetworkLsa(memory: OspfMemory, area: Area, key: string, address: Ipv4): void {
  if (memory.stopping || memory.resigning) return
  const place = { area, interface: undefined }
  const ospfInterface = memory.interfaces.get(key)
  const wanted =
    ospfInterface?.address === address && ospfInterface.area === area
      ? networkLsa(ospfInterface, memory.routerId)
      : undefined
  const handover = `network-lsa-handover ${area.id} ${address}`
  if (wanted === undefined) {
    const flush = (): void => withdraw(memory, place, LsType.network, address)
    if (!isHandedOver(ospfInterface, address)) flush()
    else if (memory.agenda.at(handover) === undefined) memory.agenda.set(handover, later(memory.now, HANDOVER), flush)
    return
  }
  memory.agenda.cancel(handover)
  const content = { options: areaOptions(area), body: encodeNetworkLsa(wanted) }
  const onlyAdds = (last: Lsa): boolean => networkLsaOnlyAdds(last, wanted)
  originate(memory, place, LsType.network, address, content, isComplete(ospfInterface) ? undefined : onlyAdds)
}

/** Another router is Designated Router in our place. */
function isHandedOver(ospfInterface: OspfInterface | undefined, address: Ipv4): boolean {
  if (ospfInterface?.address !== address || ospfInterface.designatedRouter === UNSPECIFIED) return false
  return ospfInterface.state === 'DROther' || ospfInterface.state === 'Backup'
}

/** Nobody on the network is about to become fully adjacent: as after a Backup has taken over. */
function isComplete(ospfInterface: OspfInterface | undefined): boolean {
  for (const neighbor of ospfInterface?.neighbors.values() ?? [])
    if (atLeast(neighbor.state, '2-Way') && !isFullyAdjacent(neighbor)) return false
  return true
}
