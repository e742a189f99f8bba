import type { Ipv4 } from '../../base/ipv4.js'
import { err, ok, type Result } from '../../base/result.js'
import { Reader } from '../../wire/reader.js'
import { Writer } from '../../wire/writer.js'
import type { IgmpRefusal } from '../notice.js'
import { V1_MEMBERSHIP_REPORT, V2_LEAVE_GROUP, V2_MEMBERSHIP_REPORT } from './types.js'

/** The three messages of older hosts (RFC 1112 Appendix I, RFC 2236 §2), which differ in Type only. */
export interface GroupMessage {
  readonly type: 'report-v1' | 'report-v2' | 'leave'
  readonly group: Ipv4
}

const TYPES = { 'report-v1': V1_MEMBERSHIP_REPORT, 'report-v2': V2_MEMBERSHIP_REPORT, leave: V2_LEAVE_GROUP } as const

/**
 * A packet whose checksum is right; what follows the first 8 octets is ignored (RFC 2236 §2.5).
 *
 *      0                   1                   2                   3
 *      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     |      Type     | Max Resp Time |           Checksum            |
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     |                         Group Address                         |
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */
export function decodeGroupMessage(type: GroupMessage['type'], bytes: Uint8Array): Result<GroupMessage, IgmpRefusal> {
  const reader = new Reader(bytes)
  reader.skip(4)
  const group = reader.ipv4()
  return reader.overrun ? err('truncated') : ok({ type, group })
}

export function encodeGroupMessage(message: GroupMessage): Writer {
  return new Writer(8).uint8(TYPES[message.type]).uint8(0).uint16(0).uint32(message.group)
}
