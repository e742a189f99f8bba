import type { Buffer } from 'node:buffer'
import { decodeAttributes, NetlinkWriter, NLM_F_DUMP, NLM_F_REQUEST, textOf } from './message.js'

export const RTM_NEWLINK = 16
export const RTM_DELLINK = 17
const RTM_GETLINK = 18

const AF_UNSPEC = 0
const IFLA_IFNAME = 3
const IFLA_MTU = 4
const IFLA_EXT_MASK = 29
/** Leaves the counters out, which are most of the message. */
const RTEXT_FILTER_SKIP_STATS = 1 << 3

const IFF_UP = 0x1
const IFF_LOOPBACK = 0x8
const IFF_POINTOPOINT = 0x10
const IFF_RUNNING = 0x40
const IFF_LOWER_UP = 0x10000

/** A link as rtnetlink tells it. */
export interface LinkMessage {
  readonly index: number
  readonly name: string
  readonly mtu: number
  readonly kind: 'loopback' | 'broadcast' | 'point-to-point'
  /** An operator switched it on. */
  readonly administrativelyUp: boolean
  /** On, with carrier, and with everything below it ready. */
  readonly up: boolean
}

/**
 * The body of RTM_NEWLINK and RTM_DELLINK. Undefined for messages that are not about the whole link: a bridge's about
 * a port of its, and wireless events.
 */
export function decodeLink(payload: Buffer): LinkMessage | undefined {
  if (payload.length < 16 || payload[0] !== AF_UNSPEC) return undefined
  const flags = payload.readUInt32LE(8)
  let name: string | undefined
  let mtu: number | undefined
  for (const { type, value } of decodeAttributes(payload, 16)) {
    if (type === IFLA_IFNAME) name = textOf(value)
    else if (type === IFLA_MTU && value.length >= 4) mtu = value.readUInt32LE(0)
  }
  if (name === undefined || mtu === undefined) return undefined
  const administrativelyUp = (flags & IFF_UP) !== 0
  return {
    index: payload.readInt32LE(4),
    name,
    mtu,
    kind: (flags & IFF_LOOPBACK) !== 0 ? 'loopback' : (flags & IFF_POINTOPOINT) !== 0 ? 'point-to-point' : 'broadcast',
    administrativelyUp,
    // IFF_RUNNING is the operational state; it may say up for a moment after the carrier went.
    up: administrativelyUp && (flags & IFF_RUNNING) !== 0 && (flags & IFF_LOWER_UP) !== 0,
  }
}

export function encodeLinkDump(sequence: number): Buffer {
  const writer = new NetlinkWriter(64).begin(RTM_GETLINK, NLM_F_REQUEST | NLM_F_DUMP, sequence)
  writer.uint8(AF_UNSPEC).uint8(0).uint16(0).uint32(0).uint32(0).uint32(0)
  return writer.attributeUint32(IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS).end().finish()
}
