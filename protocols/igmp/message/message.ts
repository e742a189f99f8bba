import { err, type Result } from '../../base/result.js'
import { internetChecksum } from '../../wire/internet-checksum.js'
import type { Writer } from '../../wire/writer.js'
import type { IgmpRefusal } from '../notice.js'
import { decodeQuery, encodeQuery, type Query } from './query.js'
import { decodeGroupMessage, encodeGroupMessage, type GroupMessage } from './report-v1-v2-leave.js'
import { decodeReportV3, encodeReportV3, type ReportV3 } from './report-v3.js'
import { decodeRouterDiscovery, encodeRouterDiscovery, type RouterDiscovery } from './router-discovery.js'
import {
  MEMBERSHIP_QUERY,
  MULTICAST_ROUTER_ADVERTISEMENT,
  MULTICAST_ROUTER_SOLICITATION,
  MULTICAST_ROUTER_TERMINATION,
  V1_MEMBERSHIP_REPORT,
  V2_LEAVE_GROUP,
  V2_MEMBERSHIP_REPORT,
  V3_MEMBERSHIP_REPORT,
} from './types.js'

export type IgmpMessage = Query | GroupMessage | ReportV3 | RouterDiscovery

/** What there is to say; counts of what could not be read are not. */
type Encodable = Query | GroupMessage | Pick<ReportV3, 'type' | 'records'> | RouterDiscovery

/** A whole IP payload. The checksum covers all of it, whatever of it means something (RFC 3376 §4.1.2, §4.2.2). */
export function decodeMessage(bytes: Uint8Array): Result<IgmpMessage, IgmpRefusal> {
  const isShort = bytes[0] === MULTICAST_ROUTER_SOLICITATION || bytes[0] === MULTICAST_ROUTER_TERMINATION
  if (bytes.length < (isShort ? 4 : 8)) return err('truncated')
  if (internetChecksum(bytes) !== 0) return err('checksum')
  switch (bytes[0]) {
    case MEMBERSHIP_QUERY:
      return decodeQuery(bytes)
    case V1_MEMBERSHIP_REPORT:
      return decodeGroupMessage('report-v1', bytes)
    case V2_MEMBERSHIP_REPORT:
      return decodeGroupMessage('report-v2', bytes)
    case V2_LEAVE_GROUP:
      return decodeGroupMessage('leave', bytes)
    case V3_MEMBERSHIP_REPORT:
      return decodeReportV3(bytes)
    case MULTICAST_ROUTER_ADVERTISEMENT:
    case MULTICAST_ROUTER_SOLICITATION:
    case MULTICAST_ROUTER_TERMINATION:
      return decodeRouterDiscovery(bytes)
    default:
      return err('unknown-type')
  }
}

/** An IP payload with its checksum. */
export function encodeMessage(message: Encodable): Uint8Array<ArrayBuffer> {
  return withChecksum(encodeBody(message))
}

function encodeBody(message: Encodable): Writer {
  switch (message.type) {
    case 'query':
      return encodeQuery(message)
    case 'report-v3':
      return encodeReportV3(message.records)
    case 'advertisement':
    case 'solicitation':
    case 'termination':
      return encodeRouterDiscovery(message)
    default:
      return encodeGroupMessage(message)
  }
}

function withChecksum(writer: Writer): Uint8Array<ArrayBuffer> {
  const bytes = writer.finish()
  const checksum = internetChecksum(bytes)
  bytes[2] = checksum >> 8
  bytes[3] = checksum & 0xff
  return bytes
}
