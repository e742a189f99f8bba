import { type Ipv4, ipv4FromNumber } from '../../base/ipv4.js'
import { uint32At } from '../../wire/bytes.js'
import { Writer } from '../../wire/writer.js'
import { LSA_HEADER_LENGTH, type Lsa } from './lsa.js'

/**
 * RFC 2328 §A.4.5, after the LSA header. Blocks of 12 bytes for other TOS than 0 may follow; they are not used (§12.3).
 *
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     |                         Network Mask                          |
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     |E|     0       |                  metric                       |
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     |                      Forwarding address                       |
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     |                      External Route Tag                       |
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */
export interface AsExternalLsa {
  /** As it came: its ones need not be contiguous. */
  readonly networkMask: Ipv4
  /** Bit E: the metric is larger than any link state path. */
  readonly type2: boolean
  /** 24 bits. */
  readonly metric: number
  /** 0 for none: traffic goes to the originator. */
  readonly forwardingAddress: Ipv4
  readonly externalRouteTag: number
}

const BLOCK_LENGTH = 12
const METRIC_AT = LSA_HEADER_LENGTH + 4

/** Whether there is a mask and at least one whole block of 12 bytes. */
export function asExternalLsaIsWellFormed(length: number): boolean {
  const blocks = length - LSA_HEADER_LENGTH - 4
  return blocks >= BLOCK_LENGTH && blocks % BLOCK_LENGTH === 0
}

export function decodeAsExternalLsa({ bytes }: Lsa): AsExternalLsa {
  const metric = uint32At(bytes, METRIC_AT)
  return {
    networkMask: ipv4FromNumber(uint32At(bytes, LSA_HEADER_LENGTH)),
    type2: metric >>> 31 === 1,
    metric: metric & 0xffffff,
    forwardingAddress: ipv4FromNumber(uint32At(bytes, METRIC_AT + 4)),
    externalRouteTag: uint32At(bytes, METRIC_AT + 8),
  }
}

/** The body, without the LSA header. */
export function encodeAsExternalLsa(body: AsExternalLsa): Uint8Array<ArrayBuffer> {
  return new Writer(16)
    .uint32(body.networkMask)
    .uint8(body.type2 ? 0x80 : 0)
    .uint24(body.metric)
    .uint32(body.forwardingAddress)
    .uint32(body.externalRouteTag)
    .finish()
}
