import type { Reader } from '../../wire/reader.js'
import type { Writer } from '../../wire/writer.js'
import { decodeLsaHeader, encodeLsaHeader, LSA_HEADER_LENGTH, type LsaHeader } from '../lsa/lsa.js'

/** RFC 2328 §A.3.6: after the OSPF header, any number of LSA headers. */
export interface LinkStateAcknowledgment {
  readonly type: 'link-state-acknowledgment'
  readonly headers: readonly LsaHeader[]
}

/** @returns undefined when its LSA headers are not whole */
export function decodeLinkStateAcknowledgment(reader: Reader): LinkStateAcknowledgment | undefined {
  if (reader.remaining % LSA_HEADER_LENGTH !== 0) return undefined
  const headers: LsaHeader[] = []
  while (reader.remaining > 0) headers.push(decodeLsaHeader(reader))
  return { type: 'link-state-acknowledgment', headers }
}

export function encodeLinkStateAcknowledgment(writer: Writer, acknowledgment: LinkStateAcknowledgment): void {
  for (const header of acknowledgment.headers) encodeLsaHeader(writer, header)
}
