import { type Duration, milliseconds, seconds } from '../../base/duration.js'
import { type Ipv4, isMulticast, UNSPECIFIED } from '../../base/ipv4.js'
import { err, ok, type Result } from '../../base/result.js'
import { Reader } from '../../wire/reader.js'
import { Writer } from '../../wire/writer.js'
import { IP_HEADER_LENGTH } from '../constants.js'
import type { IgmpRefusal } from '../notice.js'
import { codeOfValue, valueOfCode } from './code.js'
import { MEMBERSHIP_QUERY } from './types.js'

/** RFC 3376 §4.1. A group of 0.0.0.0 makes it a general query. */
export type Query = QueryV1 | QueryV2 | QueryV3

/** RFC 1112: always a general query. */
export interface QueryV1 {
  readonly type: 'query'
  readonly version: 1
  readonly group: Ipv4
}

/** RFC 2236 §2. */
export interface QueryV2 {
  readonly type: 'query'
  readonly version: 2
  readonly group: Ipv4
  /** From 0.1 s to 25.5 s in steps of 0.1 s: linear (RFC 3376 §7.2.1). */
  readonly maxResponseTime: Duration
}

export interface QueryV3 {
  readonly type: 'query'
  readonly version: 3
  readonly group: Ipv4
  /** From 0 to 3174.4 s; what cannot be expressed is sent as the next lower value. */
  readonly maxResponseTime: Duration
  /** S Flag: receiving routers leave their timers alone (§4.1.5). */
  readonly suppressRouterSideProcessing: boolean
  /** QRV; 0 where the querier's Robustness Variable is above 7 (§4.1.6). */
  readonly robustnessVariable: number
  /** QQI; 0 where the querier does not say (§4.1.7). */
  readonly queryInterval: Duration
  /** Empty in general and group-specific queries. */
  readonly sources: readonly Ipv4[]
}

/**
 * The body of a Membership Query, after Type, in a packet whose checksum is right.
 *
 *      0                   1                   2                   3
 *      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     |  Type = 0x11  | Max Resp Code |           Checksum            |
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     |                         Group Address                         |
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     | Resv  |S| QRV |     QQIC      |     Number of Sources (N)     |
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     |                    Source Address [1 … N]                     |
 */
export function decodeQuery(bytes: Uint8Array): Result<Query, IgmpRefusal> {
  const reader = new Reader(bytes)
  reader.skip(1)
  const code = reader.uint8()
  reader.skip(2)
  const group = reader.ipv4()
  if (reader.overrun) return err('truncated')
  // §7.1: eight octets are version 1 or 2, at least twelve version 3, anything else is ignored.
  if (bytes.length === 8) {
    if (code === 0) return ok({ type: 'query', version: 1, group: UNSPECIFIED })
    if (group !== UNSPECIFIED && !isMulticast(group)) return err('group-not-multicast')
    return ok({ type: 'query', version: 2, group, maxResponseTime: milliseconds(code * 100) })
  }
  if (bytes.length < 12) return err('query-length')
  const flags = reader.uint8()
  const queryInterval = seconds(valueOfCode(reader.uint8()))
  const count = reader.uint16()
  if (count * 4 > reader.remaining) return err('truncated')
  const sources: Ipv4[] = []
  for (let i = 0; i < count; i++) sources.push(reader.ipv4())
  if (group === UNSPECIFIED ? count > 0 : !isMulticast(group)) return err('group-not-multicast')
  return ok({
    type: 'query',
    version: 3,
    group,
    maxResponseTime: milliseconds(valueOfCode(code) * 100),
    suppressRouterSideProcessing: (flags & 0x08) !== 0,
    robustnessVariable: flags & 0x07,
    queryInterval,
    sources,
  })
}

export function encodeQuery(query: Query): Writer {
  switch (query.version) {
    case 1:
      return header(0, query.group)
    case 2:
      // 0 would make it a version 1 query.
      return header(Math.min(255, Math.max(1, Math.floor(query.maxResponseTime / 100))), query.group)
    case 3: {
      const writer = header(codeOfValue(query.maxResponseTime / 100), query.group, 12 + 4 * query.sources.length)
        .uint8((query.suppressRouterSideProcessing ? 0x08 : 0) | query.robustnessVariable)
        .uint8(codeOfValue(query.queryInterval / 1000))
        .uint16(query.sources.length)
      for (const source of query.sources) writer.uint32(source)
      return writer
    }
  }
}

function header(code: number, group: Ipv4, capacity = 8): Writer {
  return new Writer(capacity).uint8(MEMBERSHIP_QUERY).uint8(code).uint16(0).uint32(group)
}

/** How many sources fit into one query on a link (§4.1.8): 366 on Ethernet. */
export function sourcesPerQuery(mtu: number): number {
  return Math.max(1, Math.floor((mtu - IP_HEADER_LENGTH - 12) / 4))
}
