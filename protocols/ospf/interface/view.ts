import type { Ipv4 } from '../../base/ipv4.js'
import { formatIpv4, UNSPECIFIED } from '../../base/ipv4.js'
import { formatPrefix } from '../../base/prefix.js'
import { authenticationInUse } from '../authentication/in-use.js'
import { wallClockAt } from '../authentication/memory.js'
import { hostnameOf } from '../hostname.js'
import type { OspfInterface, OspfMemory } from '../memory.js'
import { PACKET_TYPES } from '../packet/packet.js'
import type { InterfaceView, VirtualLinkView } from '../view.js'
import { noPathInWords } from './no-path.js'
import { suppressesPrefix } from './prefix-suppression.js'

export function interfaceView(memory: OspfMemory, ospfInterface: OspfInterface): InterfaceView {
  const { area, counters, link, neighbors, prefix, settings } = ospfInterface
  const full = [...neighbors.values()].filter(({ state }) => state === 'Full')
  return {
    interface: ospfInterface.key,
    area: formatIpv4(area.id),
    type: ospfInterface.type,
    virtualLink: virtualLinkView(ospfInterface),
    address: formatIpv4(ospfInterface.address),
    prefixLength: prefix?.length ?? null,
    state: ospfInterface.state,
    cost: ospfInterface.cost,
    priority: settings.priority,
    passive: settings.passive,
    prefixSuppressed: suppressesPrefix(ospfInterface),
    mtu: link.mtu,
    mtuIgnored: settings.mtuIgnore,
    designatedRouter: addressOrNull(ospfInterface.designatedRouter),
    designatedRouterHostname: hostnameAt(memory, ospfInterface, ospfInterface.designatedRouter),
    backupDesignatedRouter: addressOrNull(ospfInterface.backupDesignatedRouter),
    backupDesignatedRouterHostname: hostnameAt(memory, ospfInterface, ospfInterface.backupDesignatedRouter),
    helloInterval: settings.helloInterval,
    deadInterval: settings.deadInterval,
    authentication: authenticationInUse(settings.authentication, wallClockAt(memory.authentication, memory.now)),
    ttlSecurity: settings.ttlSecurity,
    ttlSecurityHops: settings.ttlSecurityHops,
    allowNeighbors: {
      routerIds: settings.allowNeighbors.routerIds?.map(formatIpv4) ?? null,
      sources: settings.allowNeighbors.sources?.map(formatPrefix) ?? null,
    },
    neighbors: neighbors.size,
    fullNeighbors: full.length,
    received: byPacketType(counters.received),
    sent: byPacketType(counters.sent),
    refusedPackets: Object.fromEntries(counters.refusedPackets),
    refusedLsas: Object.fromEntries(counters.refusedLsas),
    retransmittedLsas: counters.retransmittedLsas,
    stateChanges: ospfInterface.stateChanges,
  }
}

function virtualLinkView({ virtualEnd, link }: OspfInterface): VirtualLinkView | null {
  if (virtualEnd === undefined) return null
  const { transitArea, neighbor, address, noPath } = virtualEnd
  return {
    transitArea: formatIpv4(transitArea),
    neighbor: formatIpv4(neighbor),
    outgoing: address === UNSPECIFIED ? null : link.name,
    noPath: noPath === undefined ? null : noPathInWords(noPath, transitArea),
  }
}

/** The name of the router with this address on the network. */
function hostnameAt(memory: OspfMemory, { address, neighbors }: OspfInterface, wanted: Ipv4): string | null {
  if (wanted === UNSPECIFIED) return null
  if (wanted === address) return memory.settings.hostname ?? null
  for (const neighbor of neighbors.values()) {
    if (neighbor.address === wanted && neighbor.state !== 'Attempt')
      return hostnameOf(memory, neighbor.routerId) ?? null
  }
  return null
}

function addressOrNull(address: Ipv4): string | null {
  return address === 0 ? null : formatIpv4(address)
}

function byPacketType(counts: readonly number[]): Record<string, number> {
  return Object.fromEntries(PACKET_TYPES.map((type, i) => [type, counts[i + 1] ?? 0]))
}
