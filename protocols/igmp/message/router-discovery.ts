import { type Duration, seconds, wholeSeconds } from '../../base/duration.js'
import { err, ok, type Result } from '../../base/result.js'
import { Reader } from '../../wire/reader.js'
import { Writer } from '../../wire/writer.js'
import type { IgmpRefusal } from '../notice.js'
import { MULTICAST_ROUTER_ADVERTISEMENT, MULTICAST_ROUTER_SOLICITATION, MULTICAST_ROUTER_TERMINATION } from './types.js'

/** Multicast router discovery (RFC 4286), by which switches that snoop learn where the routers are. */
export type RouterDiscovery = Advertisement | { readonly type: 'solicitation' } | { readonly type: 'termination' }

export interface Advertisement {
  readonly type: 'advertisement'
  /** Whole seconds, up to 255. */
  readonly advertisementInterval: Duration
  /** Whole seconds; 0 where the router sends no queries. */
  readonly queryInterval: Duration
  /** 0 where the router sends no queries. */
  readonly robustnessVariable: number
}

/**
 * A packet whose checksum is right. A solicitation and a termination are the first four octets alone.
 *
 *      0                   1                   2                   3
 *      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     |  Type = 0x30  | Ad. Interval  |           Checksum            |
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     |         Query Interval        |      Robustness Variable      |
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */
export function decodeRouterDiscovery(bytes: Uint8Array): Result<RouterDiscovery, IgmpRefusal> {
  const reader = new Reader(bytes)
  const type = reader.uint8()
  if (type === MULTICAST_ROUTER_SOLICITATION) return ok({ type: 'solicitation' })
  if (type === MULTICAST_ROUTER_TERMINATION) return ok({ type: 'termination' })
  const advertisementInterval = seconds(reader.uint8())
  reader.skip(2)
  const queryInterval = seconds(reader.uint16())
  const robustnessVariable = reader.uint16()
  if (reader.overrun) return err('truncated')
  return ok({ type: 'advertisement', advertisementInterval, queryInterval, robustnessVariable })
}

export function encodeRouterDiscovery(message: RouterDiscovery): Writer {
  switch (message.type) {
    case 'advertisement':
      return new Writer(8)
        .uint8(MULTICAST_ROUTER_ADVERTISEMENT)
        .uint8(Math.min(255, wholeSeconds(message.advertisementInterval)))
        .uint16(0)
        .uint16(Math.min(65_535, wholeSeconds(message.queryInterval)))
        .uint16(message.robustnessVariable)
    case 'solicitation':
      return new Writer(4).uint8(MULTICAST_ROUTER_SOLICITATION).uint8(0).uint16(0)
    case 'termination':
      return new Writer(4).uint8(MULTICAST_ROUTER_TERMINATION).uint8(0).uint16(0)
  }
}
