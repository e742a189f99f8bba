import type { Buffer } from 'node:buffer'
import { ipv4FromNumber } from '../../../protocols/base/ipv4.js'
import type { NextHop } from '../../../protocols/engine/route.js'
import { decodeAttributes, NetlinkWriter, NLM_F_CREATE, NLM_F_DUMP, NLM_F_EXCL, NLM_F_REQUEST } from './message.js'
import { RTPROT_OSPF } from './route.js'

export const RTM_NEWNEXTHOP = 104
export const RTM_DELNEXTHOP = 105
const RTM_GETNEXTHOP = 106

const AF_UNSPEC = 0
const AF_INET = 2
const RTNH_F_ONLINK = 4
const NHA_ID = 1
const NHA_OIF = 5
const NHA_GATEWAY = 6
/** struct nhmsg. */
const HEADER = 8

/** A next hop by way of a gateway, which is what an object of ours stands for. */
export type GatewayNextHop = NextHop & Required<Pick<NextHop, 'gateway'>>

/** A nexthop object as rtnetlink tells it. */
export interface NexthopMessage {
  readonly id: number
  readonly protocol: number
  /** undefined where it is anything else than one IPv4 gateway on a link. */
  readonly nextHop: GatewayNextHop | undefined
}

/** The body of RTM_NEWNEXTHOP and RTM_DELNEXTHOP; undefined where it says no id. */
export function decodeNexthop(payload: Buffer): NexthopMessage | undefined {
  if (payload.length < HEADER) return undefined
  let id: number | undefined
  let link: number | undefined
  let gateway: NextHop['gateway']
  for (const { type, value } of decodeAttributes(payload, HEADER)) {
    if (value.length < 4) continue
    if (type === NHA_ID) id = value.readUInt32LE(0)
    else if (type === NHA_OIF) link = value.readUInt32LE(0)
    else if (type === NHA_GATEWAY && payload[0] === AF_INET) gateway = ipv4FromNumber(value.readUInt32BE(0))
  }
  if (id === undefined) return undefined
  const onlink = (payload.readUInt32LE(4) & RTNH_F_ONLINK) !== 0
  const isGateway = link !== undefined && gateway !== undefined
  return { id, protocol: payload[2]!, nextHop: isGateway ? { interface: link!, gateway: gateway!, onlink } : undefined }
}

/** RTM_NEWNEXTHOP; it fails with EEXIST when there is an object of that id, whosever it is. */
export function encodeNexthop(
  writer: NetlinkWriter,
  id: number,
  { interface: link, gateway, onlink }: GatewayNextHop,
  flags: number,
  sequence: number,
): void {
  writer.begin(RTM_NEWNEXTHOP, NLM_F_REQUEST | NLM_F_CREATE | NLM_F_EXCL | flags, sequence)
  header(writer, AF_INET, RTPROT_OSPF, onlink ? RTNH_F_ONLINK : 0)
  writer.attributeUint32(NHA_ID, id).attributeUint32(NHA_OIF, link).attributeAddress(NHA_GATEWAY, gateway).end()
}

/** RTM_DELNEXTHOP: the routes over the object go with it, without a message. */
export function encodeNexthopDeletion(writer: NetlinkWriter, id: number, flags: number, sequence: number): void {
  writer.begin(RTM_DELNEXTHOP, NLM_F_REQUEST | flags, sequence)
  header(writer, AF_UNSPEC, 0, 0)
  writer.attributeUint32(NHA_ID, id).end()
}

/** Asks for all objects. */
export function encodeNexthopDump(sequence: number): Buffer {
  const writer = new NetlinkWriter(64).begin(RTM_GETNEXTHOP, NLM_F_REQUEST | NLM_F_DUMP, sequence)
  header(writer, AF_UNSPEC, 0, 0)
  return writer.end().finish()
}

function header(writer: NetlinkWriter, family: number, protocol: number, flags: number): void {
  writer.uint8(family).uint8(0).uint8(protocol).uint8(0).uint32(flags)
}
