import type { Buffer } from 'node:buffer'
import { type Ipv4, ipv4FromNumber, UNSPECIFIED } from '../../../protocols/base/ipv4.js'
import { type Prefix, prefixOf } from '../../../protocols/base/prefix.js'
import type { NextHop, Route } from '../../../protocols/engine/route.js'
import {
  decodeAttributes,
  NetlinkWriter,
  NLM_F_ACK,
  NLM_F_CREATE,
  NLM_F_DUMP,
  NLM_F_EXCL,
  NLM_F_REPLACE,
  NLM_F_REQUEST,
} from './message.js'

export const RTM_NEWROUTE = 24
export const RTM_DELROUTE = 25
const RTM_GETROUTE = 26

/** rtm_protocol of all that this daemon installs. */
export const RTPROT_OSPF = 188

const RTPROT_UNSPEC = 0
const AF_INET = 2
const RT_TABLE_UNSPEC = 0
const RT_SCOPE_UNIVERSE = 0
const RT_SCOPE_LINK = 253
const RT_SCOPE_NOWHERE = 255
const RTN_UNSPEC = 0
const RTN_UNICAST = 1
/** RTN_BLACKHOLE, RTN_UNREACHABLE, RTN_PROHIBIT. */
const DISCARDING = [6, 7, 8]
const RTN_BLACKHOLE = 6
const RTNH_F_ONLINK = 4
const RTM_F_FIB_MATCH = 0x2000

const RTA_DST = 1
const RTA_OIF = 4
const RTA_GATEWAY = 5
const RTA_PRIORITY = 6
const RTA_MULTIPATH = 9
const RTA_FLOW = 11
const RTA_TABLE = 15
const RTA_NH_ID = 30

/** What tells an own route apart in the kernel, besides its prefix. */
export interface RouteSlot {
  readonly table: number
  readonly metric: number
}

/** A route as rtnetlink tells it. */
export interface RouteMessage {
  readonly table: number
  readonly metric: number
  readonly protocol: number
  readonly prefix: Prefix
  /** Ordered by interface and gateway; empty for one that discards, and where they are only in a nexthop object. */
  readonly nextHops: readonly NextHop[]
  /** The id of the nexthop object that it goes over. */
  readonly object: number | undefined
  /** `discard`: a blackhole, unreachable or prohibit route. `other`: local, broadcast and the like. */
  readonly kind: 'unicast' | 'discard' | 'other'
  /** 0 but for routes for some types of service only. */
  readonly typeOfService: number
  /** The realm to which packets belong (RTA_FLOW); 0 for none. */
  readonly realm: number
}

/** The body of RTM_NEWROUTE and RTM_DELROUTE; undefined for other families. */
export function decodeRoute(payload: Buffer): RouteMessage | undefined {
  if (payload.length < 12 || payload[0] !== AF_INET) return undefined
  let table = payload[4]!
  let metric = 0
  let destination = UNSPECIFIED
  let interfaceIndex: number | undefined
  let gateway = UNSPECIFIED
  let nextHops: NextHop[] = []
  let object: number | undefined
  let realm = 0
  for (const { type, value } of decodeAttributes(payload, 12)) {
    if (type === RTA_MULTIPATH) nextHops = decodeNextHops(value)
    else if (value.length < 4) continue
    else if (type === RTA_TABLE) table = value.readUInt32LE(0)
    else if (type === RTA_PRIORITY) metric = value.readUInt32LE(0)
    else if (type === RTA_DST) destination = ipv4FromNumber(value.readUInt32BE(0))
    else if (type === RTA_FLOW) realm = value.readUInt32LE(0)
    else if (type === RTA_NH_ID) object = value.readUInt32LE(0)
    else if (type === RTA_OIF) interfaceIndex = value.readUInt32LE(0)
    else if (type === RTA_GATEWAY) gateway = ipv4FromNumber(value.readUInt32BE(0))
  }
  if (interfaceIndex !== undefined) nextHops = [nextHop(interfaceIndex, gateway, payload.readUInt32LE(8))]
  return {
    table,
    metric,
    protocol: payload[5]!,
    prefix: prefixOf(destination, payload[1]!),
    nextHops: nextHops.length > 1 ? nextHops.sort(compareNextHops) : nextHops,
    object,
    kind: kindOf(payload[7]!),
    typeOfService: payload[3]!,
    realm,
  }
}

function kindOf(type: number): RouteMessage['kind'] {
  if (type === RTN_UNICAST) return 'unicast'
  return DISCARDING.includes(type) ? 'discard' : 'other'
}

/** A row of struct rtnexthop, each with its attributes. */
function decodeNextHops(value: Buffer): NextHop[] {
  const nextHops: NextHop[] = []
  for (let at = 0; at + 8 <= value.length; ) {
    const length = value.readUInt16LE(at)
    if (length < 8 || at + length > value.length) break
    let gateway = UNSPECIFIED
    for (const attribute of decodeAttributes(value.subarray(0, at + length), at + 8)) {
      if (attribute.type === RTA_GATEWAY && attribute.value.length >= 4) {
        gateway = ipv4FromNumber(attribute.value.readUInt32BE(0))
      }
    }
    nextHops.push(nextHop(value.readUInt32LE(at + 4), gateway, value[at + 2]!))
    at += (length + 3) & ~3
  }
  return nextHops
}

function nextHop(interfaceIndex: number, gateway: NonNullable<NextHop['gateway']>, flags: number): NextHop {
  const onlink = (flags & RTNH_F_ONLINK) !== 0
  return gateway === UNSPECIFIED
    ? { interface: interfaceIndex, onlink }
    : { interface: interfaceIndex, gateway, onlink }
}

function compareNextHops(a: NextHop, b: NextHop): number {
  return a.interface - b.interface || (a.gateway ?? 0) - (b.gateway ?? 0)
}

/**
 * RTM_NEWROUTE. To `add` fails with EEXIST when any route of this prefix, table and metric is there, whosever it is;
 * to `replace` takes the place of the first of them, whosever it is, or adds one where there is none.
 *
 * @param object the id of the nexthop object that stands for the next hops
 */
export function encodeRoute(
  writer: NetlinkWriter,
  how: 'add' | 'replace',
  route: Route,
  slot: RouteSlot,
  flags: number,
  sequence: number,
  object?: number,
): void {
  const { prefix, nextHops } = route
  const only = nextHops.length === 1 ? nextHops[0] : undefined
  const type = nextHops.length === 0 ? RTN_BLACKHOLE : RTN_UNICAST
  const scope =
    type === RTN_BLACKHOLE || nextHops.some((hop) => hop.gateway !== undefined) ? RT_SCOPE_UNIVERSE : RT_SCOPE_LINK
  const create = NLM_F_CREATE | (how === 'add' ? NLM_F_EXCL : NLM_F_REPLACE)
  writer.begin(RTM_NEWROUTE, NLM_F_REQUEST | create | flags, sequence)
  // What an object says may not be said once more.
  const own = object === undefined ? only : undefined
  header(writer, prefix.length, slot.table, scope, type, own === undefined ? 0 : onlinkFlag(own))
  slotAttributes(writer, prefix, slot)
  if (object !== undefined) writer.attributeUint32(RTA_NH_ID, object)
  else if (nextHops.length > 1) {
    writer.beginNested(RTA_MULTIPATH)
    for (const hop of nextHops) {
      writer
        .uint16(hop.gateway === undefined ? 8 : 16)
        .uint8(onlinkFlag(hop))
        .uint8(0)
        .uint32(hop.interface)
      if (hop.gateway !== undefined) writer.attributeAddress(RTA_GATEWAY, hop.gateway)
    }
    writer.endNested()
  } else if (own !== undefined) {
    writer.attributeUint32(RTA_OIF, own.interface)
    if (own.gateway !== undefined) writer.attributeAddress(RTA_GATEWAY, own.gateway)
  }
  writer.end()
}

/** RTM_DELROUTE of an own route: one of another protocol is not touched, and ESRCH says that there is none of ours. */
export function encodeRouteDeletion(
  writer: NetlinkWriter,
  prefix: Prefix,
  slot: RouteSlot,
  flags: number,
  sequence: number,
): void {
  writer.begin(RTM_DELROUTE, NLM_F_REQUEST | flags, sequence)
  header(writer, prefix.length, slot.table, RT_SCOPE_NOWHERE, RTN_UNSPEC, 0)
  slotAttributes(writer, prefix, slot)
  writer.end()
}

/** The route request before once more, for another network of the same prefix length. */
export function repeatForNetwork(writer: NetlinkWriter, address: Ipv4, flags: number, sequence: number): void {
  writer.repeat(flags, sequence).setAddress(DESTINATION, address)
}

/** Asks for the own routes of one table, or of all (0); older kernels answer with more. */
export function encodeRouteDump(table: number, sequence: number): Buffer {
  return encodeDump(table, RTPROT_OSPF, sequence)
}

/** Asks for the routes of everybody in one table; older kernels answer with those of other tables too. */
export function encodeAllRoutesDump(table: number, sequence: number): Buffer {
  return encodeDump(table, RTPROT_UNSPEC, sequence)
}

function encodeDump(table: number, protocol: number, sequence: number): Buffer {
  const writer = new NetlinkWriter(64).begin(RTM_GETROUTE, NLM_F_REQUEST | NLM_F_DUMP, sequence)
  header(writer, 0, table, RT_SCOPE_UNIVERSE, RTN_UNSPEC, 0, protocol)
  return writer.attributeUint32(RTA_TABLE, table).end().finish()
}

/** Asks for the route that packets to `address` take: the whole of it, with every next hop. */
export function encodeRouteLookup(address: Ipv4, sequence: number): Buffer {
  const writer = new NetlinkWriter(64).begin(RTM_GETROUTE, NLM_F_REQUEST | NLM_F_ACK, sequence)
  writer.uint8(AF_INET).uint8(32).uint16(0).uint32(0).uint32(RTM_F_FIB_MATCH)
  return writer.attributeAddress(RTA_DST, address).end().finish()
}

/** struct rtmsg. */
function header(
  writer: NetlinkWriter,
  length: number,
  table: number,
  scope: number,
  type: number,
  flags: number,
  protocol = RTPROT_OSPF,
): void {
  writer.uint8(AF_INET).uint8(length).uint8(0).uint8(0)
  writer
    .uint8(table < 256 ? table : RT_TABLE_UNSPEC)
    .uint8(protocol)
    .uint8(scope)
    .uint8(type)
  writer.uint32(flags)
}

/** Where the network stands in a message: after its header, struct rtmsg, the table's attribute, and the head of its own. */
const DESTINATION = 16 + 12 + 8 + 4

function slotAttributes(writer: NetlinkWriter, prefix: Prefix, slot: RouteSlot): void {
  writer.attributeUint32(RTA_TABLE, slot.table)
  writer.attributeAddress(RTA_DST, prefix.address)
  writer.attributeUint32(RTA_PRIORITY, slot.metric)
}

function onlinkFlag(hop: NextHop): number {
  return hop.onlink && hop.gateway !== undefined ? RTNH_F_ONLINK : 0
}
