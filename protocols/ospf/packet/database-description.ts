import type { Reader } from '../../wire/reader.js'
import type { Writer } from '../../wire/writer.js'
import { decodeLsaHeader, encodeLsaHeader, LSA_HEADER_LENGTH, type LsaHeader } from '../lsa/lsa.js'

/**
 * RFC 2328 §A.3.3, after the OSPF header:
 *
 *      0                   1                   2                   3
 *      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     |         Interface MTU         |    Options    |0|0|0|0|0|I|M|MS
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     |                     DD sequence number                        |
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     |                      An LSA Header                            |
 *     |                              ...                              |
 */
export interface DatabaseDescription {
  readonly type: 'database-description'
  /** Largest IP datagram the sender takes without fragments, in bytes; 0 over virtual links. */
  readonly interfaceMtu: number
  readonly options: number
  readonly init: boolean
  readonly more: boolean
  readonly master: boolean
  /** Unsigned 32-bit. */
  readonly sequenceNumber: number
  /** Their LS type may be one that we do not know: see `isLsType`. */
  readonly headers: readonly LsaHeader[]
}

/** Bytes of the packet body before the first LSA header. */
export const DATABASE_DESCRIPTION_LENGTH = 8

const INIT = 0x04
const MORE = 0x02
const MASTER = 0x01

/** @returns undefined when it is too short or its LSA headers are not whole */
export function decodeDatabaseDescription(reader: Reader): DatabaseDescription | undefined {
  const rest = reader.remaining - DATABASE_DESCRIPTION_LENGTH
  if (rest < 0 || rest % LSA_HEADER_LENGTH !== 0) return undefined
  const interfaceMtu = reader.uint16()
  const options = reader.uint8()
  const bits = reader.uint8()
  const sequenceNumber = reader.uint32()
  const headers: LsaHeader[] = []
  while (reader.remaining > 0) headers.push(decodeLsaHeader(reader))
  return {
    type: 'database-description',
    interfaceMtu,
    options,
    init: (bits & INIT) !== 0,
    more: (bits & MORE) !== 0,
    master: (bits & MASTER) !== 0,
    sequenceNumber,
    headers,
  }
}

export function encodeDatabaseDescription(writer: Writer, description: DatabaseDescription): void {
  writer
    .uint16(description.interfaceMtu)
    .uint8(description.options)
    .uint8((description.init ? INIT : 0) | (description.more ? MORE : 0) | (description.master ? MASTER : 0))
    .uint32(description.sequenceNumber)
  for (const header of description.headers) encodeLsaHeader(writer, header)
}
