import { type Duration, seconds } from '../../base/duration.js'
import type { Ipv4 } from '../../base/ipv4.js'
import { Reader } from '../../wire/reader.js'
import { Writer } from '../../wire/writer.js'
import { LSA_HEADER_LENGTH, type Lsa, type LsaKey, LsType } from './lsa.js'

/** RFC 3623 Appendix A: Opaque Type 3, Opaque ID 0, at link-local scope. */
const GRACE_OPAQUE_TYPE = 3
export const GRACE_LINK_STATE_ID = (GRACE_OPAQUE_TYPE << 24) as Ipv4

/** Why a router restarts, by their numbers in the TLV. */
const RESTART_REASONS = [
  'unknown',
  'software restart',
  'software reload/upgrade',
  'switch to redundant control processor',
] as const
export type RestartReason = (typeof RESTART_REASONS)[number]

/**
 * RFC 3623 Appendix A, the body of a Grace-LSA: TLVs, each padded to four bytes, the padding not counted in its length.
 *
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     |              Type             |             Length            |
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     |                            Value...                           |
 *
 * 1: Grace Period, 4 bytes; 2: reason, 1 byte; 3: IP interface address, 4 bytes. Others are ignored.
 */
export interface GraceLsa {
  /** From when the LSA's age was 0; whole seconds, at most 2^32 - 1. */
  readonly gracePeriod: Duration
  readonly reason: RestartReason
  /** Required on networks with several neighbors, where it names the restarting router. */
  readonly interfaceAddress: Ipv4 | undefined
}

const Tlv = { gracePeriod: 1, reason: 2, interfaceAddress: 3 } as const

export function isGraceLsa({ type, linkStateId }: Pick<LsaKey, 'type' | 'linkStateId'>): boolean {
  return type === LsType.opaqueLink && linkStateId >>> 24 === GRACE_OPAQUE_TYPE
}

/**
 * undefined where it is not one: a TLV that does not fit or has another length than its type, or one of the two missing
 * that must always be there. Of a TLV that appears twice the first counts. A reason that we do not know is `unknown`.
 */
export function decodeGraceLsa(lsa: Lsa): GraceLsa | undefined {
  const reader = new Reader(lsa.bytes.subarray(LSA_HEADER_LENGTH))
  let gracePeriod: Duration | undefined
  let reason: RestartReason | undefined
  let interfaceAddress: Ipv4 | undefined
  while (reader.remaining > 0) {
    const type = reader.uint16()
    const length = reader.uint16()
    const padded = (length + 3) & ~3
    if (reader.overrun || padded > reader.remaining) return undefined
    const value = new Reader(reader.bytes(padded))
    switch (type) {
      case Tlv.gracePeriod:
        if (length !== 4) return undefined
        gracePeriod ??= seconds(value.uint32())
        break
      case Tlv.reason:
        if (length !== 1) return undefined
        reason ??= RESTART_REASONS[value.uint8()] ?? 'unknown'
        break
      case Tlv.interfaceAddress:
        if (length !== 4) return undefined
        interfaceAddress ??= value.ipv4()
    }
  }
  return gracePeriod === undefined || reason === undefined ? undefined : { gracePeriod, reason, interfaceAddress }
}

/** The body, without the LSA header. */
export function encodeGraceLsa({ gracePeriod, reason, interfaceAddress }: GraceLsa): Uint8Array<ArrayBuffer> {
  const writer = new Writer(interfaceAddress === undefined ? 16 : 24)
  writer
    .uint16(Tlv.gracePeriod)
    .uint16(4)
    .uint32(gracePeriod / 1000)
  writer.uint16(Tlv.reason).uint16(1).uint8(RESTART_REASONS.indexOf(reason)).uint8(0).uint16(0)
  if (interfaceAddress !== undefined) writer.uint16(Tlv.interfaceAddress).uint16(4).uint32(interfaceAddress)
  return writer.finish()
}
