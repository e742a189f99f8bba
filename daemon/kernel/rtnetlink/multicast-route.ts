import type { Buffer } from 'node:buffer'
import { type Ipv4, ipv4FromNumber, UNSPECIFIED } from '../../../protocols/base/ipv4.js'
import type { FormerEntry, KernelEntry } from '../../../protocols/multicast/contract.js'
import type { KernelVif } from '../../ports/multicast-table.js'
import { decodeAttributes, NetlinkWriter, NLM_F_DUMP, NLM_F_REQUEST } from './message.js'

const RTM_GETLINK = 18
const RTM_GETROUTE = 26

const RTNL_FAMILY_IPMR = 128
/** The table that MRT_INIT without MRT_TABLE claims. */
const RT_TABLE_DEFAULT = 253
const RTNH_F_UNRESOLVED = 32

const RTA_DST = 1
const RTA_SRC = 2
const RTA_IIF = 3
const RTA_MULTIPATH = 9
const RTA_TABLE = 15
const RTA_MFC_STATS = 17

/** struct rtnexthop. */
const NEXT_HOP = 8

const IFLA_AF_SPEC = 26
const IPMRA_TABLE_ID = 1
const IPMRA_TABLE_VIFS = 6
const IPMRA_VIFA_IFINDEX = 1
const IPMRA_VIFA_VIF_ID = 2
const IPMRA_VIFA_PACKETS_IN = 6
const IPMRA_VIFA_PACKETS_OUT = 7

/**
 * The body of RTM_NEWROUTE in a dump of multicast entries. Undefined for other families and tables, and for a flow
 * that the kernel still asks about.
 */
export function decodeMulticastRoute(payload: Buffer): KernelEntry | undefined {
  if (payload.length < 12 || payload[0] !== RTNL_FAMILY_IPMR) return undefined
  if ((payload.readUInt32LE(8) & RTNH_F_UNRESOLVED) !== 0) return undefined
  let table = payload[4]!
  let source: Ipv4 | undefined
  let group: Ipv4 | undefined
  let [packets, bytes, wrongInterface] = [0, 0, 0]
  for (const { type, value } of decodeAttributes(payload, 12)) {
    if (type === RTA_TABLE && value.length >= 4) table = value.readUInt32LE(0)
    else if (type === RTA_SRC && value.length >= 4) source = ipv4FromNumber(value.readUInt32BE(0))
    else if (type === RTA_DST && value.length >= 4) group = ipv4FromNumber(value.readUInt32BE(0))
    else if (type === RTA_MFC_STATS && value.length >= 24) {
      packets = Number(value.readBigUInt64LE(0))
      bytes = Number(value.readBigUInt64LE(8))
      wrongInterface = Number(value.readBigUInt64LE(16))
    }
  }
  if (table !== RT_TABLE_DEFAULT || source === undefined || group === undefined) return undefined
  return { source, group, packets, bytes, wrongInterface }
}

export function encodeMulticastRouteDump(sequence: number): Buffer {
  const writer = new NetlinkWriter(64).begin(RTM_GETROUTE, NLM_F_REQUEST | NLM_F_DUMP, sequence)
  return writer.uint8(RTNL_FAMILY_IPMR).uint8(0).uint16(0).uint32(0).uint32(0).end().finish()
}

/**
 * The way of an entry, of the same message: by link indexes. `incoming` is undefined where its link is gone; the message
 * must have been decoded as an entry.
 */
export function decodeMulticastWay(payload: Buffer): Omit<FormerEntry, 'incoming'> & { incoming: number | undefined } {
  let source = UNSPECIFIED
  let group = UNSPECIFIED
  let incoming: number | undefined
  const outgoing: { interface: number; threshold: number }[] = []
  for (const { type, value } of decodeAttributes(payload, 12)) {
    if (type === RTA_SRC && value.length >= 4) source = ipv4FromNumber(value.readUInt32BE(0))
    else if (type === RTA_DST && value.length >= 4) group = ipv4FromNumber(value.readUInt32BE(0))
    else if (type === RTA_IIF && value.length >= 4) incoming = value.readUInt32LE(0)
    else if (type === RTA_MULTIPATH) {
      for (let at = 0; at + NEXT_HOP <= value.length; at += Math.max(NEXT_HOP, value.readUInt16LE(at))) {
        outgoing.push({ interface: value.readInt32LE(at + 4), threshold: value[at + 3]! })
      }
    }
  }
  outgoing.sort((a, b) => a.interface - b.interface)
  return { source, group, incoming, outgoing }
}

/** The VIFs of a message about multicast tables: those of the default table. */
export function decodeVifs(payload: Buffer): KernelVif[] {
  const vifs: KernelVif[] = []
  for (const { type, value } of decodeAttributes(payload, 16)) {
    if (type !== IFLA_AF_SPEC) continue
    let table = 0
    let list: Buffer | undefined
    for (const attribute of decodeAttributes(value, 0)) {
      if (attribute.type === IPMRA_TABLE_ID) table = attribute.value.readUInt32LE(0)
      else if (attribute.type === IPMRA_TABLE_VIFS) list = attribute.value
    }
    if (table !== RT_TABLE_DEFAULT || list === undefined) continue
    for (const { value: each } of decodeAttributes(list, 0)) {
      let [vif, link, packetsIn, packetsOut] = [-1, 0, 0, 0]
      for (const field of decodeAttributes(each, 0)) {
        if (field.type === IPMRA_VIFA_IFINDEX) link = field.value.readUInt32LE(0)
        else if (field.type === IPMRA_VIFA_VIF_ID) vif = field.value.readUInt32LE(0)
        else if (field.type === IPMRA_VIFA_PACKETS_IN) packetsIn = Number(field.value.readBigUInt64LE(0))
        else if (field.type === IPMRA_VIFA_PACKETS_OUT) packetsOut = Number(field.value.readBigUInt64LE(0))
      }
      if (vif >= 0 && link > 0) vifs.push({ vif, interface: link, packetsIn, packetsOut })
    }
  }
  return vifs
}

export function encodeVifDump(sequence: number): Buffer {
  const writer = new NetlinkWriter(64).begin(RTM_GETLINK, NLM_F_REQUEST | NLM_F_DUMP, sequence)
  return writer.uint8(RTNL_FAMILY_IPMR).uint8(0).uint16(0).uint32(0).uint32(0).uint32(0).end().finish()
}
