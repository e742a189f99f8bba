import type { Ipv4 } from '../../base/ipv4.js'
import { Reader } from '../../wire/reader.js'
import { Writer } from '../../wire/writer.js'
import { type RouterId, routerId } from '../identifiers.js'
import { LSA_HEADER_LENGTH, type Lsa } from './lsa.js'

/**
 * RFC 2328 §A.4.3, after the LSA header:
 *
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     |                         Network Mask                          |
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     |                        Attached Router                        |
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     |                              ...                              |
 */
export interface NetworkLsa {
  /** As it came: its ones need not be contiguous. */
  readonly networkMask: Ipv4
  readonly attachedRouters: readonly RouterId[]
}

/** Whether there is a mask and at least one attached router, all of them whole. */
export function networkLsaIsWellFormed(length: number): boolean {
  return length >= LSA_HEADER_LENGTH + 8
}

export function decodeNetworkLsa(lsa: Lsa): NetworkLsa {
  const reader = new Reader(lsa.bytes.subarray(LSA_HEADER_LENGTH))
  const networkMask = reader.ipv4()
  const attachedRouters: RouterId[] = []
  while (reader.remaining > 0) attachedRouters.push(routerId(reader.uint32()))
  return { networkMask, attachedRouters }
}

/** The body, without the LSA header. */
export function encodeNetworkLsa(body: NetworkLsa): Uint8Array<ArrayBuffer> {
  const writer = new Writer(4 + 4 * body.attachedRouters.length)
  writer.uint32(body.networkMask)
  for (const router of body.attachedRouters) writer.uint32(router)
  return writer.finish()
}
