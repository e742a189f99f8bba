import { formatIpv4, type Ipv4, isMulticast } from '../base/ipv4.js'
import { contains } from '../base/prefix.js'
import type { Link } from '../engine/link.js'
import { wallClockAt } from './authentication/memory.js'
import { rememberSequence, replayed } from './authentication/sequence.js'
import { AllDRouters, AllSPFRouters } from './constants.js'
import type { OspfInput } from './contract.js'
import { receiveLinkStateAcknowledgment } from './flooding/acknowledge.js'
import { receiveLinkStateUpdate } from './flooding/update.js'
import { type AreaId, BACKBONE } from './identifiers.js'
import { receiveHello } from './interface/hello.js'
import { isListening } from './interface/link-access.js'
import { notAllowed } from './interface/neighbor-filter.js'
import type { OspfInterface, OspfMemory } from './memory.js'
import { receiveDatabaseDescription } from './neighbor/exchange.js'
import { receiveLinkStateRequest } from './neighbor/loading.js'
import { findNeighbor } from './neighbor/neighbor.js'
import { authenticate } from './packet/authentication.js'
import {
  decodeBody,
  decodeHeader,
  type PacketBody,
  type PacketError,
  type PacketHeader,
  packetTypeNumber,
} from './packet/packet.js'
import { refusePacket } from './refusal.js'
import { HIGHEST_TTL } from './send.js'

export type PacketInput = Extract<OspfInput, { on: 'packet' }>

/**
 * RFC 2328 §8.2, receiving protocol packets, in its order. What is refused on the way is counted with its reason;
 * a packet of a link without OSPF interfaces belongs to nobody and is not.
 */
export function receivePacket(memory: OspfMemory, packet: PacketInput): void {
  const ospfInterface = virtualInterfaceFor(memory, packet) ?? interfaceFor(memory, packet)
  if (ospfInterface === undefined) return
  const error = process(memory, ospfInterface, packet)
  if (error !== undefined)
    refusePacket(memory, ospfInterface, packet.source, error.reason, error.detail, error.routerId)
}

/**
 * §8.2 (2): a packet of the backbone that came out of a Transit area, from the other endpoint of a virtual link through
 * that area, is the virtual link's. That this router is an area border router, as it must be, follows from its being up.
 */
function virtualInterfaceFor(memory: OspfMemory, packet: PacketInput): OspfInterface | undefined {
  if (isMulticast(packet.destination)) return undefined
  for (const ospfInterface of memory.areas.get(BACKBONE)?.interfaces ?? []) {
    const { virtualEnd } = ospfInterface
    if (virtualEnd === undefined || !cameThrough(memory, virtualEnd.transitArea, packet)) continue
    const header = decodeHeader(packet.bytes)
    if (header.ok && header.value.areaId === BACKBONE && header.value.routerId === virtualEnd.neighbor)
      return ospfInterface
  }
  return undefined
}

/**
 * Whether the receiving interface attaches to the area. What is sent to a host address of ours in the area, for we have no
 * network there, comes by the shortest way, whatever area that is in.
 */
function cameThrough({ areas }: OspfMemory, area: AreaId, { interface: index, destination }: PacketInput): boolean {
  for (const { link, prefix, address, state } of areas.get(area)?.interfaces ?? []) {
    const isHost = prefix === undefined || prefix.length === 32
    if (link.index === index || (isHost && address === destination && state !== 'Down')) return true
  }
  return false
}

/**
 * Several subnets of one network are several interfaces: the packet belongs to the one whose subnet has its source. On a
 * point-to-point link it is for the one that speaks, for the neighbor may have chosen another subnet to speak on.
 */
function interfaceFor(memory: OspfMemory, { interface: index, source }: PacketInput): OspfInterface | undefined {
  const interfaces = memory.interfacesOfLink.get(index) ?? []
  if (interfaces[0]?.type === 'point-to-point') return interfaces.find(isListening) ?? interfaces[0]
  return interfaces.find(({ prefix }) => prefix !== undefined && contains(prefix, source)) ?? interfaces[0]
}

function process(memory: OspfMemory, ospfInterface: OspfInterface, packet: PacketInput): PacketError | undefined {
  const { bytes } = packet
  // Over a virtual link the other endpoint may send from any of its addresses
  const source = ospfInterface.virtualEnd?.address ?? packet.source
  const unwanted = checkAddresses(ospfInterface, packet) ?? checkTtl(ospfInterface, packet)
  if (unwanted !== undefined) return unwanted

  const decoded = decodeHeader(bytes)
  if (!decoded.ok) return decoded.error
  const header = decoded.value
  const stranger = checkHeader(memory, ospfInterface, source, header) ?? checkDouble(ospfInterface, source, header)
  if (stranger !== undefined) return stranger
  const { authentication } = ospfInterface.settings
  const wallClock = wallClockAt(memory.authentication, memory.now)
  const authentic = authenticate(authentication, header, bytes, packet.source, wallClock)
  if (!authentic.ok) return authentic.error
  const { sequence } = authentic.value
  const { sequenceNumbers } = ospfInterface
  const replay = replayed(sequenceNumbers, authentication, header.routerId, header.type, sequence)
  if (replay !== undefined) return { reason: 'authentication-sequence', detail: replay, routerId: header.routerId }

  const content = decodeBody(header, bytes)
  if (!content.ok) return content.error
  const body = content.value
  ospfInterface.counters.received[packetTypeNumber(body.type)]! += 1

  const refusal = deliver(memory, ospfInterface, source, header, body)
  const neighbor = findNeighbor(ospfInterface, header.routerId, source)
  if (neighbor !== undefined) rememberSequence(sequenceNumbers, header.routerId, header.type, sequence)
  return refusal && { ...refusal, routerId: header.routerId }
}

/** The end of §8.2: to the Hello Protocol, or to the active neighbor that the packet is from. */
function deliver(
  memory: OspfMemory,
  ospfInterface: OspfInterface,
  source: Ipv4,
  { routerId }: PacketHeader,
  body: PacketBody,
): PacketError | undefined {
  if (body.type === 'hello') return receiveHello(memory, ospfInterface, source, routerId, body)
  // All other packets are sent on adjacencies only
  const neighbor = findNeighbor(ospfInterface, routerId, source)
  if (neighbor === undefined || neighbor.routerId !== routerId)
    return { reason: 'unknown-neighbor', detail: `${body.type} of ${formatIpv4(routerId)}` }
  switch (body.type) {
    case 'database-description':
      return receiveDatabaseDescription(memory, neighbor, body)
    case 'link-state-request':
      return receiveLinkStateRequest(memory, neighbor, body)
    case 'link-state-update':
      receiveLinkStateUpdate(memory, neighbor, body)
      return undefined
    case 'link-state-acknowledgment':
      receiveLinkStateAcknowledgment(memory, neighbor, body.headers)
      return undefined
  }
}

/** The tests that §8.2 wants at the IP level. */
function checkAddresses(ospfInterface: OspfInterface, { source, destination }: PacketInput): PacketError | undefined {
  const { state, settings, link, virtualEnd } = ospfInterface
  if (settings.passive) return { reason: 'passive-interface', detail: `${ospfInterface.key} is passive` }
  if (!isListening(ospfInterface)) return { reason: 'interface-down', detail: `${ospfInterface.key} is ${state}` }
  if (source === ospfInterface.address || isAddressOf(link, source))
    return { reason: 'own-source', detail: `from ${formatIpv4(source)}, an address of ours` }
  const accepted =
    destination === AllSPFRouters ||
    destination === ospfInterface.address ||
    // Of our addresses, the other endpoint chooses one by our router-LSA
    virtualEnd !== undefined ||
    (destination === AllDRouters && (state === 'DR' || state === 'Backup'))
  if (accepted) return undefined
  const why = destination === AllDRouters ? `, but we are ${state} on ${link.name}` : ''
  return { reason: 'destination', detail: `to ${formatIpv4(destination)}${why}` }
}

/** RFC 5082 §3 (2). Without it any TTL is accepted, as RFC 2328 wants none. */
function checkTtl(
  { settings: { ttlSecurity, ttlSecurityHops } }: OspfInterface,
  { ttl }: PacketInput,
): PacketError | undefined {
  if (ttlSecurity !== true) return undefined
  const least = HIGHEST_TTL - ttlSecurityHops + 1
  return ttl >= least ? undefined : { reason: 'ttl', detail: `TTL ${ttl}, at least ${least} wanted` }
}

function isAddressOf({ addresses }: Link, source: Ipv4): boolean {
  return addresses.some(({ address }) => address === source)
}

function isOurs({ links }: OspfMemory, source: Ipv4): boolean {
  for (const link of links.values()) if (isAddressOf(link, source)) return true
  return false
}

/**
 * A point-to-point neighbor may speak from any address (§8.2), but one that is known on this subnet and speaks from
 * outside of it as well does so on another interface of its: its Hellos there do not list us.
 */
function checkDouble(ospfInterface: OspfInterface, source: Ipv4, { routerId }: PacketHeader): PacketError | undefined {
  const { type, prefix } = ospfInterface
  if (type !== 'point-to-point' || prefix === undefined || contains(prefix, source)) return undefined
  const known = findNeighbor(ospfInterface, routerId, source)
  if (known === undefined || !contains(prefix, known.address)) return undefined
  return { reason: 'source-not-on-subnet', detail: `from ${formatIpv4(source)}`, routerId }
}

/** The OSPF header's Area ID and Router ID, and with the area the source's subnet. */
function checkHeader(
  memory: OspfMemory,
  { area, type, prefix, settings }: OspfInterface,
  source: Ipv4,
  { areaId, routerId }: PacketHeader,
): PacketError | undefined {
  if (areaId !== area.id)
    return { reason: 'area-mismatch', detail: `theirs ${formatIpv4(areaId)}, ours ${formatIpv4(area.id)}`, routerId }
  if (type !== 'point-to-point' && prefix !== undefined && !contains(prefix, source))
    return { reason: 'source-not-on-subnet', detail: `from ${formatIpv4(source)}`, routerId }
  if (routerId === 0) return { reason: 'router-id-zero', detail: 'Router ID 0.0.0.0' }
  // Two of our links may be on one network
  if (routerId === memory.routerId && isOurs(memory, source))
    return { reason: 'own-source', detail: `from ${formatIpv4(source)}, an address of ours` }
  if (routerId === memory.routerId)
    return { reason: 'own-router-id', detail: `from ${formatIpv4(source)} with our Router ID`, routerId }
  const unwanted = notAllowed(settings.allowNeighbors, routerId, source)
  if (unwanted !== undefined) return { reason: 'neighbor-not-allowed', detail: unwanted, routerId }
  return undefined
}
