import type { Reader } from '../../wire/reader.js'
import type { Writer } from '../../wire/writer.js'
import { routerId } from '../identifiers.js'
import type { LsaKey, LsType } from '../lsa/lsa.js'

/**
 * RFC 2328 §A.3.4, after the OSPF header, any number of times:
 *
 *      0                   1                   2                   3
 *      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     |                          LS type                              |
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     |                       Link State ID                           |
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     |                     Advertising Router                        |
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */
export interface LinkStateRequest {
  readonly type: 'link-state-request'
  /** Their LS type may be one that we do not know; it is in no database then. */
  readonly requests: readonly LsaKey[]
}

/** Bytes of one request. */
export const LINK_STATE_REQUEST_LENGTH = 12

/** @returns undefined when its requests are not whole */
export function decodeLinkStateRequest(reader: Reader): LinkStateRequest | undefined {
  if (reader.remaining % LINK_STATE_REQUEST_LENGTH !== 0) return undefined
  const requests: LsaKey[] = []
  while (reader.remaining > 0) {
    requests.push({
      type: reader.uint32() as LsType,
      linkStateId: reader.ipv4(),
      advertisingRouter: routerId(reader.uint32()),
    })
  }
  return { type: 'link-state-request', requests }
}

export function encodeLinkStateRequest(writer: Writer, request: LinkStateRequest): void {
  for (const key of request.requests) writer.uint32(key.type).uint32(key.linkStateId).uint32(key.advertisingRouter)
}
