import type { Buffer } from 'node:buffer'
import { decodeAttributes, NetlinkWriter, NLM_F_DUMP, NLM_F_REQUEST, textOf } from './message.js'

export const RTM_NEWLINK = 16
export const RTM_DELLINK = 17
const RTM_GETLINK = 18

const AF_UNSPEC = 0
const IFLA_IFNAME = 3
const IFLA_MTU = 4
const IFLA_MASTER = 10
const IFLA_LINKINFO = 18
const IFLA_EXT_MASK = 29
const IFLA_INFO_KIND = 1
const IFLA_INFO_DATA = 2
const IFLA_VRF_TABLE = 1
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
  /** The index of the link that it is enslaved to; undefined: to none. */
  readonly master: number | undefined
  /** The routing table of a VRF device; undefined for what is none. */
  readonly vrfTable: number | undefined
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
  let master: number | undefined
  let vrfTable: number | undefined
  for (const { type, value } of decodeAttributes(payload, 16)) {
    if (type === IFLA_IFNAME) name = textOf(value)
    else if (type === IFLA_MTU && value.length >= 4) mtu = value.readUInt32LE(0)
    else if (type === IFLA_MASTER && value.length >= 4) master = value.readUInt32LE(0)
    else if (type === IFLA_LINKINFO) vrfTable = decodeVrf(value)
  }
  if (name === undefined || mtu === undefined) return undefined
  const administrativelyUp = (flags & IFF_UP) !== 0
  return {
    index: payload.readInt32LE(4),
    name,
    mtu,
    kind: kindOf(flags, vrfTable),
    administrativelyUp,
    // IFF_RUNNING is the operational state; it may say up for a moment after the carrier went.
    up: administrativelyUp && (flags & IFF_RUNNING) !== 0 && (flags & IFF_LOWER_UP) !== 0,
    master,
    vrfTable,
  }
}

/** A VRF device is to the links in it what `lo` is to the others. */
function kindOf(flags: number, vrfTable: number | undefined): LinkMessage['kind'] {
  if ((flags & IFF_LOOPBACK) !== 0 || vrfTable !== undefined) return 'loopback'
  return (flags & IFF_POINTOPOINT) !== 0 ? 'point-to-point' : 'broadcast'
}

/** IFLA_LINKINFO: which kind of device, and then what that kind has to say. */
function decodeVrf(info: Buffer): number | undefined {
  let kind: string | undefined
  let data: Buffer | undefined
  for (const { type, value } of decodeAttributes(info, 0)) {
    if (type === IFLA_INFO_KIND) kind = textOf(value)
    else if (type === IFLA_INFO_DATA) data = value
  }
  if (kind !== 'vrf' || data === undefined) return undefined
  for (const { type, value } of decodeAttributes(data, 0)) {
    if (type === IFLA_VRF_TABLE && value.length >= 4) return value.readUInt32LE(0)
  }
  return undefined
}

export function encodeLinkDump(sequence: number): Buffer {
  const writer = new NetlinkWriter(64).begin(RTM_GETLINK, NLM_F_REQUEST | NLM_F_DUMP, sequence)
  writer.uint8(AF_UNSPEC).uint8(0).uint16(0).uint32(0).uint32(0).uint32(0)
  return writer.attributeUint32(IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS).end().finish()
}
