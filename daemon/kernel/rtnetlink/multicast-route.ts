import type { Buffer } from 'node:buffer'
import { type Ipv4, ipv4FromNumber } from '../../../protocols/base/ipv4.js'
import type { KernelEntry } from '../../../protocols/multicast/contract.js'
import { decodeAttributes, NetlinkWriter, NLM_F_DUMP, NLM_F_REQUEST } from './message.js'

const RTM_GETROUTE = 26

const RTNL_FAMILY_IPMR = 128
/** The table that MRT_INIT without MRT_TABLE claims. */
const RT_TABLE_DEFAULT = 253
const RTNH_F_UNRESOLVED = 32

const RTA_DST = 1
const RTA_SRC = 2
const RTA_TABLE = 15
const RTA_MFC_STATS = 17

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
