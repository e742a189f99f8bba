import type { Ipv4 } from '../base/ipv4.js'
import { nextExtendedSequenceNumber, nextSequenceNumber, wallClockAt } from './authentication/memory.js'
import { AllDRouters, AllSPFRouters } from './constants.js'
import { isNonBroadcast } from './interface/network-type.js'
import type { Neighbor, OspfInterface, OspfMemory } from './memory.js'
import { protect, trailerLength } from './packet/authentication.js'
import { encodePacket, type OutgoingBody, PACKET_HEADER_LENGTH, packetTypeNumber } from './packet/packet.js'
import { atLeast } from './states.js'

const IP_HEADER_LENGTH = 20
/** The largest IP datagram there can be. */
const LARGEST_DATAGRAM = 65535
/** §A.1: over virtual links, whose paths' MTU is not known. */
const LARGEST_VIRTUAL_DATAGRAM = 576
/** §8.1 with A.1: OSPF packets do not travel further than one hop. */
const TTL = 1
/** RFC 5082 §3: the TTL that nobody can forge from further away; and what travels over a virtual link has as far as it needs. */
export const HIGHEST_TTL = 255

/** Sends one OSPF packet out of `ospfInterface` (RFC 2328 §8.1): header, checksum and authentication are added here. */
export function sendPacket(
  memory: OspfMemory,
  ospfInterface: OspfInterface,
  destination: Ipv4,
  body: OutgoingBody,
): void {
  const { virtualEnd } = ospfInterface
  const isVirtual = virtualEnd !== undefined
  // Its path is gone, which the next calculation finds
  if (isVirtual && !memory.openLinks.has(ospfInterface.link.index)) return
  const packet = encodePacket(memory.routerId, ospfInterface.area.id, body)
  const bytes = authenticated(memory, ospfInterface, packet)
  ospfInterface.counters.sent[packetTypeNumber(body.type)]! += 1
  memory.effects.push({
    do: 'send',
    interface: ospfInterface.link.index,
    source: ospfInterface.address,
    destination,
    ttl: isVirtual || ospfInterface.settings.ttlSecurity !== false ? HIGHEST_TTL : TTL,
    routed: isVirtual && !virtualEnd.near,
    bytes,
  })
}

function authenticated(
  { authentication: memory, now, effects }: OspfMemory,
  { settings: { authentication }, address }: OspfInterface,
  packet: Uint8Array<ArrayBuffer>,
): Uint8Array {
  switch (authentication.type) {
    case 'null':
    case 'simple':
      return protect(authentication, packet)
    case 'cryptographic':
      return protect(authentication, packet, {
        source: address,
        wallClock: wallClockAt(memory, now),
        sequenceNumber: nextSequenceNumber(memory, now, effects),
      })
    case 'extended':
      return protect(authentication, packet, {
        source: address,
        wallClock: wallClockAt(memory, now),
        sequenceNumber: nextExtendedSequenceNumber(memory),
      })
  }
}

/** Where a packet for one neighbor goes (§8.1): on a point-to-point network every packet goes to AllSPFRouters. */
export function unicastDestination(neighbor: Neighbor): Ipv4 {
  return neighbor.interface.type === 'point-to-point' ? AllSPFRouters : neighbor.address
}

/**
 * Where updates and delayed acknowledgments for all neighbors of an interface go (§8.1, §13.3 (5), §13.5): on a
 * broadcast network those of DR and Backup to AllSPFRouters, everybody else's to the two of them; without broadcast to
 * each by itself, on a virtual link to its other endpoint.
 */
export function floodDestinations(ospfInterface: OspfInterface): Ipv4[] {
  const { type, state, neighbors, virtualEnd } = ospfInterface
  if (virtualEnd !== undefined) return [virtualEnd.address]
  if (isNonBroadcast(ospfInterface))
    return [...neighbors.values()].filter((each) => atLeast(each.state, 'Exchange')).map(({ address }) => address)
  return [type === 'point-to-point' || state === 'DR' || state === 'Backup' ? AllSPFRouters : AllDRouters]
}

/** How many bytes of a packet's body, behind the OSPF header, an unfragmented IP datagram carries on this interface. */
export function roomForBody(ospfInterface: OspfInterface): number {
  const largest = ospfInterface.type === 'virtual' ? LARGEST_VIRTUAL_DATAGRAM : LARGEST_DATAGRAM
  const datagram = Math.min(ospfInterface.link.mtu, largest)
  return datagram - IP_HEADER_LENGTH - PACKET_HEADER_LENGTH - trailerLength(ospfInterface.settings.authentication)
}
