import { err, ok, type Result } from '../../base/result.js'
import { internetChecksum, onesComplementSum } from '../../wire/internet-checksum.js'
import { Reader } from '../../wire/reader.js'
import { Writer } from '../../wire/writer.js'
import { type AreaId, areaId, type RouterId, routerId } from '../identifiers.js'
import type { PacketRefusal } from '../notice.js'
import { AuType, hasChecksum } from './authentication.js'
import {
  type DatabaseDescription,
  decodeDatabaseDescription,
  encodeDatabaseDescription,
} from './database-description.js'
import { decodeHello, encodeHello, type Hello } from './hello.js'
import {
  decodeLinkStateAcknowledgment,
  encodeLinkStateAcknowledgment,
  type LinkStateAcknowledgment,
} from './link-state-acknowledgment.js'
import { decodeLinkStateRequest, encodeLinkStateRequest, type LinkStateRequest } from './link-state-request.js'
import {
  decodeLinkStateUpdate,
  encodeLinkStateUpdate,
  type LinkStateUpdate,
  type OutgoingUpdate,
} from './link-state-update.js'

/** RFC 2328 §A.3.1: the packet types, in the order of their numbers, which begin at 1. */
export const PACKET_TYPES = [
  'hello',
  'database-description',
  'link-state-request',
  'link-state-update',
  'link-state-acknowledgment',
] as const
export type PacketType = (typeof PACKET_TYPES)[number]

/** 1 to 5. */
export function packetTypeNumber(type: PacketType): number {
  return PACKET_TYPES.indexOf(type) + 1
}

/**
 * RFC 2328 §A.3.1.
 *
 *      0                   1                   2                   3
 *      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     |   Version #   |     Type      |         Packet length         |
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     |                          Router ID                            |
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     |                           Area ID                             |
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     |           Checksum            |             AuType            |
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     |                       Authentication                          |
 *     |                       Authentication                          |
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */
export interface PacketHeader {
  readonly type: PacketType
  /** Of the packet with this header, without an authentication trailer; at most the bytes that came. */
  readonly length: number
  readonly routerId: RouterId
  readonly areaId: AreaId
  readonly auType: number
}

/** A packet's content as received. */
export type PacketBody = Hello | DatabaseDescription | LinkStateRequest | LinkStateUpdate | LinkStateAcknowledgment

/** A packet's content to be sent. */
export type OutgoingBody = Hello | DatabaseDescription | LinkStateRequest | OutgoingUpdate | LinkStateAcknowledgment

/** Why a packet is refused. */
export interface PacketError {
  readonly reason: PacketRefusal
  /** For a person: `packet length 500, received 44`. */
  readonly detail: string
  /** Where the header could be read. */
  readonly routerId?: RouterId
}

export const PACKET_HEADER_LENGTH = 24
const VERSION = 2
const LENGTH_AT = 2
const CHECKSUM_AT = 12
const AUTHENTICATION_AT = 16

/**
 * The header of a received packet (§8.2): version, type and lengths, and the checksum where the AuType has one.
 *
 * @param packet the whole IP payload
 */
export function decodeHeader(packet: Uint8Array): Result<PacketHeader, PacketError> {
  const reader = new Reader(packet)
  const version = reader.uint8()
  const typeNumber = reader.uint8()
  const length = reader.uint16()
  const router = routerId(reader.uint32())
  const area = areaId(reader.uint32())
  reader.skip(2)
  const auType = reader.uint16()
  if (packet.length < PACKET_HEADER_LENGTH) return err({ reason: 'truncated', detail: `${packet.length} bytes` })
  const refuse = (reason: PacketRefusal, detail: string) => err({ reason, detail, routerId: router })
  if (version !== VERSION) return refuse('version', `version ${version}`)
  if (length < PACKET_HEADER_LENGTH || length > packet.length)
    return refuse('length', `packet length ${length}, received ${packet.length}`)
  const type = PACKET_TYPES[typeNumber - 1]
  if (type === undefined) return refuse('unknown-type', `packet type ${typeNumber}`)
  if (hasChecksum(auType) && packetChecksum(packet, length) !== 0)
    return refuse('checksum', `wrong checksum in a ${type} packet`)
  return ok({ type, length, routerId: router, areaId: area, auType })
}

/** The content behind `header`, which `decodeHeader` made of the same bytes. */
export function decodeBody(header: PacketHeader, packet: Uint8Array): Result<PacketBody, PacketError> {
  const body = DECODE[header.type](new Reader(packet.subarray(PACKET_HEADER_LENGTH, header.length)))
  if (body !== undefined) return ok(body)
  return err({ reason: 'malformed', detail: `${header.type} of ${header.length} bytes`, routerId: header.routerId })
}

const DECODE: Record<PacketType, (reader: Reader) => PacketBody | undefined> = {
  hello: decodeHello,
  'database-description': decodeDatabaseDescription,
  'link-state-request': decodeLinkStateRequest,
  'link-state-update': decodeLinkStateUpdate,
  'link-state-acknowledgment': decodeLinkStateAcknowledgment,
}

/** A whole packet with its checksum and null authentication; `protect` makes of it what goes out. */
export function encodePacket(router: RouterId, area: AreaId, body: OutgoingBody): Uint8Array<ArrayBuffer> {
  const writer = new Writer(1536)
  writer
    .uint8(VERSION)
    .uint8(packetTypeNumber(body.type))
    .uint16(0)
    .uint32(router)
    .uint32(area)
    .uint32(AuType.null)
    .uint32(0)
    .uint32(0)
  encodeBody(writer, body)
  writer.setUint16(LENGTH_AT, writer.length)
  const packet = writer.finish()
  writer.setUint16(CHECKSUM_AT, packetChecksum(packet, packet.length))
  return packet
}

function encodeBody(writer: Writer, body: OutgoingBody): void {
  switch (body.type) {
    case 'hello':
      encodeHello(writer, body)
      break
    case 'database-description':
      encodeDatabaseDescription(writer, body)
      break
    case 'link-state-request':
      encodeLinkStateRequest(writer, body)
      break
    case 'link-state-update':
      encodeLinkStateUpdate(writer, body)
      break
    case 'link-state-acknowledgment':
      encodeLinkStateAcknowledgment(writer, body)
  }
}

/** §D.4.1: over the packet without the 64 bits of authentication; 0 when the field holds the right value already. */
function packetChecksum(packet: Uint8Array, length: number): number {
  return internetChecksum(packet, PACKET_HEADER_LENGTH, length, onesComplementSum(packet, 0, AUTHENTICATION_AT))
}
