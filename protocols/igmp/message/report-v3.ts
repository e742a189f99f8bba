import type { Ipv4 } from '../../base/ipv4.js'
import { err, ok, type Result } from '../../base/result.js'
import { Reader } from '../../wire/reader.js'
import { Writer } from '../../wire/writer.js'
import type { IgmpRefusal } from '../notice.js'
import { V3_MEMBERSHIP_REPORT } from './types.js'

/** RFC 3376 §4.2. */
export interface ReportV3 {
  readonly type: 'report-v3'
  /** The records whose type is known and that are there whole, in order. */
  readonly records: readonly GroupRecord[]
  /** Records of other types, which are ignored (§4.2.12). */
  readonly unknownRecords: number
  /** Fewer records are there than the packet says. */
  readonly truncated: boolean
}

export interface GroupRecord {
  readonly record: RecordType
  readonly group: Ipv4
  readonly sources: readonly Ipv4[]
}

/** §4.2.12, abbreviated as in §6.4. */
export type RecordType = 'IS_IN' | 'IS_EX' | 'TO_IN' | 'TO_EX' | 'ALLOW' | 'BLOCK'

/** By Record Type octet. */
const RECORD_TYPES: readonly (RecordType | undefined)[] = [
  undefined,
  'IS_IN',
  'IS_EX',
  'TO_IN',
  'TO_EX',
  'ALLOW',
  'BLOCK',
]

/**
 * A packet whose checksum is right. Auxiliary and additional data are skipped (§4.2.10, §4.2.11).
 *
 *      0                   1                   2                   3
 *      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     |  Type = 0x22  |    Reserved   |           Checksum            |
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     |           Reserved            |  Number of Group Records (M)  |
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     |  Record Type  |  Aux Data Len |     Number of Sources (N)     |  M times
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     |                       Multicast Address                       |
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     |                    Source Address [1 … N]                     |
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     |           Auxiliary Data (Aux Data Len 32-bit words)          |
 */
export function decodeReportV3(bytes: Uint8Array): Result<ReportV3, IgmpRefusal> {
  const reader = new Reader(bytes)
  reader.skip(6)
  const count = reader.uint16()
  if (reader.overrun) return err('truncated')
  const records: GroupRecord[] = []
  let unknownRecords = 0
  for (let i = 0; i < count; i++) {
    const record = RECORD_TYPES[reader.uint8()]
    const auxiliaryWords = reader.uint8()
    const sourceCount = reader.uint16()
    const group = reader.ipv4()
    if (reader.overrun || (sourceCount + auxiliaryWords) * 4 > reader.remaining) {
      return ok({ type: 'report-v3', records, unknownRecords, truncated: true })
    }
    if (record === undefined) {
      unknownRecords++
      reader.skip((sourceCount + auxiliaryWords) * 4)
      continue
    }
    const sources: Ipv4[] = []
    for (let j = 0; j < sourceCount; j++) sources.push(reader.ipv4())
    reader.skip(auxiliaryWords * 4)
    records.push({ record, group, sources })
  }
  return ok({ type: 'report-v3', records, unknownRecords, truncated: false })
}

export function encodeReportV3(records: readonly GroupRecord[]): Writer {
  const writer = new Writer().uint8(V3_MEMBERSHIP_REPORT).uint8(0).uint16(0).uint16(0).uint16(records.length)
  for (const { record, group, sources } of records) {
    writer.uint8(RECORD_TYPES.indexOf(record)).uint8(0).uint16(sources.length).uint32(group)
    for (const source of sources) writer.uint32(source)
  }
  return writer
}
