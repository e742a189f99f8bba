import { invariant } from '../../base/invariant.js'
import type { Ipv4 } from '../../base/ipv4.js'
import { err, ok, type Result } from '../../base/result.js'
import { digest, digestLength, extendedDigest, sameDigest } from '../authentication/digest.js'
import { acceptKey, type ExtendedKey, type Key, sendKey, type WallClock } from '../authentication/key.js'
import type { PacketRefusal } from '../notice.js'
import type { PacketError, PacketHeader } from './packet.js'

/** How the packets of an interface are authenticated (RFC 2328 Appendix D, RFC 7474). */
export type Authentication =
  /** §D.1: the 8 bytes of the header are zero and not examined. */
  | { readonly type: 'null' }
  /** §D.2: a password in the clear. */
  | { readonly type: 'simple' /** 8 bytes, padded with zeros. */; readonly password: Uint8Array }
  /** §D.3 with RFC 5709. */
  | {
      readonly type: 'cryptographic'
      /** What its configuration calls the keys. */
      readonly keyChain: string
      readonly keys: readonly Key[]
      /** A sequence number must be higher than the last, where §D.5 accepts the same again (BIRD sends bursts of it). */
      readonly strictSequence: boolean
    }
  /** RFC 7474: 64-bit sequence numbers that outlive a restart, and the source address under the digest. */
  | { readonly type: 'extended'; readonly keyChain: string; readonly keys: readonly ExtendedKey[] }

export const NULL_AUTHENTICATION: Authentication = { type: 'null' }

/** Appendix D, table 17, and RFC 7474 §9: the values of AuType. */
export const AuType = { null: 0, simple: 1, cryptographic: 2, extended: 3 } as const

const NAMES: Readonly<Record<number, string>> = {
  [AuType.null]: 'null',
  [AuType.simple]: 'simple password',
  [AuType.cryptographic]: 'cryptographic',
  [AuType.extended]: 'cryptographic with extended sequence numbers',
}

const CHECKSUM_AT = 12
const AUTYPE_AT = 14
const AUTHENTICATION_AT = 16
const AUTHENTICATION_LENGTH = 8
/** RFC 7474 §3: the sequence number between the packet and the digest. */
const EXTENDED_SEQUENCE_LENGTH = 8

/** What is known of a packet that was accepted. */
export interface Authentic {
  /** undefined for the types without one. */
  readonly sequence: Sequence | undefined
}

/** Where in its sender's sequence a packet is: to be compared with the last one (§D.5, RFC 7474 §2). */
export interface Sequence {
  readonly keyId: number
  /** 32 bits for cryptographic authentication, 64 bits for extended. */
  readonly number: bigint
}

/** Whether the packets of this authentication carry a checksum (§D.4): those with a digest do not. */
export function hasChecksum(auType: number): boolean {
  return auType !== AuType.cryptographic && auType !== AuType.extended
}

/** Bytes that `protect` adds behind a packet, at most: they count against the link's MTU. */
export function trailerLength(authentication: Authentication): number {
  if (authentication.type !== 'cryptographic' && authentication.type !== 'extended') return 0
  const digests = authentication.keys.map((key) => digestLength(key.algorithm))
  return Math.max(0, ...digests) + (authentication.type === 'extended' ? EXTENDED_SEQUENCE_LENGTH : 0)
}

/**
 * RFC 2328 §8.2 and §D.5: whether a received packet is one that `authentication` accepts. Its sequence number is
 * authentic then, but not yet compared with what came before.
 *
 * @param packet the whole IP payload: an authentication trailer lies beyond `header.length`
 */
export function authenticate(
  authentication: Authentication,
  header: PacketHeader,
  packet: Uint8Array,
  source: Ipv4,
  wallClock: WallClock,
): Result<Authentic, PacketError> {
  const refuse = (reason: PacketRefusal, detail: string) => err({ reason, detail, routerId: header.routerId })
  const ours = AuType[authentication.type]
  if (header.auType !== ours) {
    const theirs = NAMES[header.auType] ?? `type ${header.auType}`
    return refuse('authentication-type', `theirs ${theirs}, ours ${NAMES[ours]}`)
  }
  switch (authentication.type) {
    case 'null':
      return ok({ sequence: undefined })
    case 'simple': {
      const theirs = packet.subarray(AUTHENTICATION_AT, AUTHENTICATION_AT + AUTHENTICATION_LENGTH)
      if (!sameDigest(theirs, authentication.password)) return refuse('authentication-failed', 'wrong password')
      return ok({ sequence: undefined })
    }
    case 'cryptographic':
    case 'extended':
      return authenticateDigest(authentication, header, packet, source, wallClock)
  }
}

function authenticateDigest(
  authentication: Authentication & { readonly type: 'cryptographic' | 'extended' },
  header: PacketHeader,
  packet: Uint8Array,
  source: Ipv4,
  wallClock: WallClock,
): Result<Authentic, PacketError> {
  const refuse = (detail: string) =>
    err({ reason: 'authentication-failed' as const, detail, routerId: header.routerId })
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength)
  const extended = authentication.type === 'extended'
  const keyId = extended ? view.getUint32(AUTHENTICATION_AT + 4) : view.getUint8(AUTHENTICATION_AT + 2)
  const dataLength = view.getUint8(AUTHENTICATION_AT + 3)
  const key = acceptKey(authentication.keys, keyId, wallClock)
  if (key === undefined) return refuse(`no key ${keyId} valid now`)
  const ours = digestLength(key.algorithm) + (extended ? EXTENDED_SEQUENCE_LENGTH : 0)
  const name = key.algorithm.toUpperCase()
  if (dataLength !== ours)
    return refuse(`authentication data of ${dataLength} bytes, ${name} of key ${keyId} has ${ours}`)
  if (header.length + ours > packet.length) return refuse(`authentication data of ${ours} bytes cut short`)
  const digestAt = header.length + (extended ? EXTENDED_SEQUENCE_LENGTH : 0)
  const covered = packet.subarray(0, digestAt)
  const expected = isExtended(authentication, key) ? extendedDigest(key, source, covered) : digest(key, covered)
  if (!sameDigest(packet.subarray(digestAt, digestAt + expected.length), expected))
    return refuse(`${name} digest wrong for key ${keyId}`)
  const sequenceNumber = extended ? view.getBigUint64(header.length) : BigInt(view.getUint32(AUTHENTICATION_AT + 4))
  return ok({ sequence: { keyId, number: sequenceNumber } })
}

/** What a digest covers beside the packet. */
export interface DigestContext {
  /** The IP source address of the packet. */
  readonly source: Ipv4
  readonly wallClock: WallClock
  /** More than that of any packet before: 32 bits for cryptographic authentication, 64 bits for extended. */
  readonly sequenceNumber: bigint
}

/**
 * RFC 2328 §D.4: what a packet to be sent becomes. Its checksum has been filled in, as the types without a digest want
 * it.
 *
 * @returns the IP payload: the packet and, where the type has one, the trailer beyond its length
 */
export function protect(
  authentication: Authentication & { readonly type: 'null' | 'simple' },
  packet: Uint8Array<ArrayBuffer>,
): Uint8Array
export function protect(
  authentication: Authentication,
  packet: Uint8Array<ArrayBuffer>,
  context: DigestContext,
): Uint8Array
export function protect(
  authentication: Authentication,
  packet: Uint8Array<ArrayBuffer>,
  context?: DigestContext,
): Uint8Array {
  if (authentication.type === 'null') return packet
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength)
  view.setUint16(AUTYPE_AT, AuType[authentication.type])
  if (authentication.type === 'simple') {
    packet.set(authentication.password, AUTHENTICATION_AT)
    view.setUint16(CHECKSUM_AT, checksumWithAuType(view.getUint16(CHECKSUM_AT), AuType.simple))
    return packet
  }
  invariant(context !== undefined, 'a digest without its context')
  const { source, wallClock, sequenceNumber } = context
  const key = sendKey<Key>(authentication.keys, wallClock)
  invariant(key !== undefined, 'a key chain without keys')
  const extended = isExtended(authentication, key)
  const sequenceLength = extended ? EXTENDED_SEQUENCE_LENGTH : 0
  const length = digestLength(key.algorithm)
  view.setUint16(CHECKSUM_AT, 0)
  view.setUint32(AUTHENTICATION_AT, length + sequenceLength)
  if (!extended) view.setUint8(AUTHENTICATION_AT + 2, key.keyId)
  view.setUint32(AUTHENTICATION_AT + 4, extended ? key.keyId : Number(sequenceNumber & 0xffffffffn))
  const whole = new Uint8Array(packet.length + sequenceLength + length)
  whole.set(packet)
  if (extended) new DataView(whole.buffer).setBigUint64(packet.length, sequenceNumber)
  const covered = whole.subarray(0, packet.length + sequenceLength)
  whole.set(extended ? extendedDigest(key, source, covered) : digest(key, covered), covered.length)
  return whole
}

function isExtended(authentication: Authentication, key: Key): key is ExtendedKey {
  return authentication.type === 'extended' && key.algorithm !== 'md5'
}

/** The checksum of a packet whose AuType was 0 when it was computed, one's complement arithmetic (RFC 1624 eqn. 3). */
function checksumWithAuType(checksum: number, auType: number): number {
  const sum = (~checksum & 0xffff) + auType
  return ~((sum & 0xffff) + (sum >>> 16)) & 0xffff
}
