import type { Ipv4 } from '../../base/ipv4.js'
import { Reader } from '../../wire/reader.js'
import { Writer } from '../../wire/writer.js'
import { LSA_HEADER_LENGTH, type Lsa } from './lsa.js'

/**
 * RFC 2328 §A.4.4, types 3 and 4, after the LSA header. Metrics of other TOS than 0 may follow; they are
 * not used (§12.3).
 *
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     |                         Network Mask                          |
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     |      0        |                  metric                       |
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     |     TOS       |                TOS  metric                    |
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */
export interface SummaryLsa {
  /** As it came: its ones need not be contiguous. Without meaning in type 4. */
  readonly networkMask: Ipv4
  /** 24 bits. */
  readonly metric: number
}

/** Whether there is a mask and a metric, and whole TOS metrics behind them. */
export function summaryLsaIsWellFormed(length: number): boolean {
  return length >= LSA_HEADER_LENGTH + 8
}

export function decodeSummaryLsa(lsa: Lsa): SummaryLsa {
  const reader = new Reader(lsa.bytes.subarray(LSA_HEADER_LENGTH))
  const networkMask = reader.ipv4()
  reader.skip(1)
  return { networkMask, metric: reader.uint24() }
}

/** The body, without the LSA header. */
export function encodeSummaryLsa(body: SummaryLsa): Uint8Array<ArrayBuffer> {
  return new Writer(8).uint32(body.networkMask).uint8(0).uint24(body.metric).finish()
}
