import { formatIpv4, type Ipv4 } from '../../base/ipv4.js'
import { uint16At, uint32At } from '../../wire/bytes.js'
import type { Reader } from '../../wire/reader.js'
import type { Writer } from '../../wire/writer.js'
import { type RouterId, routerId } from '../identifiers.js'

/** LS types (RFC 2328 §A.4.1; RFC 3101 §2.2; RFC 5250 §3). */
export const LsType = {
  router: 1,
  network: 2,
  summaryNetwork: 3,
  summaryAsbr: 4,
  asExternal: 5,
  nssaExternal: 7,
  opaqueLink: 9,
  opaqueArea: 10,
  opaqueAs: 11,
} as const
export type LsType = (typeof LsType)[keyof typeof LsType]

const NAMES = new Map<number, string>([
  [LsType.router, 'router'],
  [LsType.network, 'network'],
  [LsType.summaryNetwork, 'summary-network'],
  [LsType.summaryAsbr, 'summary-asbr'],
  [LsType.asExternal, 'as-external'],
  [LsType.nssaExternal, 'nssa-external'],
  [LsType.opaqueLink, 'opaque-link'],
  [LsType.opaqueArea, 'opaque-area'],
  [LsType.opaqueAs, 'opaque-as'],
])

/** Whether LS type `n` is one that is stored and flooded (§13 (2)). */
export function isLsType(n: number): n is LsType {
  return NAMES.has(n)
}

/** `router`, `network`, …; `type-6` for one that we do not know. */
export function lsTypeName(type: number): string {
  return NAMES.get(type) ?? `type-${type}`
}

/** What names an LSA, whatever its instance (RFC 2328 §12.1). */
export interface LsaKey {
  readonly type: LsType
  readonly linkStateId: Ipv4
  readonly advertisingRouter: RouterId
}

/** For a person: `router-LSA 10.0.0.1 of 10.0.0.1`. */
export function nameOfLsa(key: LsaKey): string {
  return `${lsTypeName(key.type)}-LSA ${formatIpv4(key.linkStateId)} of ${formatIpv4(key.advertisingRouter)}`
}

/**
 * The 20 bytes that begin every LSA (RFC 2328 §A.4.1).
 *
 *      0                   1                   2                   3
 *      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     |            LS age             |    Options    |    LS type    |
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     |                        Link State ID                          |
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     |                     Advertising Router                        |
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     |                     LS sequence number                        |
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     |         LS checksum           |             length            |
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */
export interface LsaHeader extends LsaKey {
  /**
   * LS age as it stood in the bytes: whole seconds, with the DoNotAge bit (RFC 1793 §2.2). See `age.ts` for what it
   * means and `database/database.ts` for the age now.
   */
  readonly age: number
  readonly options: number
  /** Signed 32-bit (§12.1.6). */
  readonly sequenceNumber: number
  /** Fletcher checksum, 16 bits (§12.1.7). */
  readonly checksum: number
  /** Of the whole LSA with this header, in bytes. */
  readonly length: number
}

/**
 * An instance of an LSA whose length, checksum and inner structure have been found good. The header is decoded; the
 * body stays bytes (decode it with the file of its type) and is never changed. The LS age in `bytes` is the age at the
 * moment the bytes were made or received.
 */
export interface Lsa extends LsaHeader {
  readonly bytes: Uint8Array
}

export const LSA_HEADER_LENGTH = 20

/** Where the length of an LSA stands in it. */
export const LENGTH_AT = 18

/** The LSA that `bytes` are, nothing checked but that a header is there. */
export function lsaOfBytes(bytes: Uint8Array): Lsa {
  return {
    age: uint16At(bytes, 0),
    options: bytes[2]!,
    type: bytes[3] as LsType,
    linkStateId: uint32At(bytes, 4) as Ipv4,
    advertisingRouter: uint32At(bytes, 8) as RouterId,
    sequenceNumber: uint32At(bytes, 12) | 0,
    checksum: uint16At(bytes, 16),
    length: uint16At(bytes, LENGTH_AT),
    bytes,
  }
}

/** The next 20 bytes, nothing checked: the LS type may be one that we do not know. */
export function decodeLsaHeader(reader: Reader): LsaHeader {
  const first = reader.uint32()
  const linkStateId = reader.ipv4()
  const advertisingRouter = routerId(reader.uint32())
  const sequenceNumber = reader.int32()
  const last = reader.uint32()
  return {
    age: first >>> 16,
    options: (first >>> 8) & 0xff,
    type: (first & 0xff) as LsType,
    linkStateId,
    advertisingRouter,
    sequenceNumber,
    checksum: last >>> 16,
    length: last & 0xffff,
  }
}

/** The header alone: what waits in a list does not hold the body in memory. */
export function headerWithAge(header: LsaHeader, age: number): LsaHeader {
  const { options, type, linkStateId, advertisingRouter, sequenceNumber, checksum, length } = header
  return { age, options, type, linkStateId, advertisingRouter, sequenceNumber, checksum, length }
}

export function encodeLsaHeader(writer: Writer, header: LsaHeader): void {
  writer
    .uint32((header.age << 16) | (header.options << 8) | header.type)
    .uint32(header.linkStateId)
    .uint32(header.advertisingRouter)
    .uint32(header.sequenceNumber)
    .uint32((header.checksum << 16) | header.length)
}
