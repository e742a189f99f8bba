import type { Ipv4 } from '../../base/ipv4.js'
import { Writer } from '../../wire/writer.js'
import type { RouterId } from '../identifiers.js'
import { lsaChecksum } from './checksum.js'
import { encodeLsaHeader, LSA_HEADER_LENGTH, type Lsa, type LsaHeader, type LsType, lsaOfBytes } from './lsa.js'

const CHECKSUM_AT = 16

/** A new instance of an LSA of age 0 (RFC 2328 §12.1), its length and checksum filled in. */
export function encodeLsa(lsa: {
  readonly options: number
  readonly type: LsType
  readonly linkStateId: Ipv4
  readonly advertisingRouter: RouterId
  readonly sequenceNumber: number
  readonly body: Uint8Array
}): Lsa {
  const { options, type, linkStateId, advertisingRouter, sequenceNumber, body } = lsa
  const length = LSA_HEADER_LENGTH + body.length
  const header: LsaHeader = {
    age: 0,
    options,
    type,
    linkStateId,
    advertisingRouter,
    sequenceNumber,
    checksum: 0,
    length,
  }
  const writer = new Writer(length)
  encodeLsaHeader(writer, header)
  writer.bytes(body)
  const bytes = writer.finish()
  writer.setUint16(CHECKSUM_AT, lsaChecksum(bytes))
  return lsaOfBytes(bytes)
}
