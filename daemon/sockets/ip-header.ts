import { type Ipv4, ipv4FromNumber } from '../../protocols/base/ipv4.js'
import { err, ok, type Result } from '../../protocols/base/result.js'
import type { ReceiveRefusal } from '../ports/ospf-sockets.js'

/** What is used of a received IPv4 header (RFC 791 §3.1). */
export interface IpHeader {
  readonly source: Ipv4
  readonly destination: Ipv4
  readonly ttl: number
  readonly protocol: number
  /** In bytes, 20 to 60: where the payload begins. */
  readonly headerLength: number
  /** In bytes, header included. */
  readonly totalLength: number
  readonly routerAlert: boolean
}

/** What is sent differs in these. */
export interface OutgoingIpHeader {
  readonly protocol: number
  readonly source: Ipv4
  readonly destination: Ipv4
  readonly ttl: number
  /** Whether the Router Alert option (RFC 2113) is in the header. */
  readonly routerAlert: boolean
}

/** TOS of routing protocols: Internetwork Control (RFC 2328 §A.1, RFC 3376 §4). */
const INTERNETWORK_CONTROL = 0xc0
const ROUTER_ALERT = 0x94
const MORE_FRAGMENTS = 0x2000

/** The header of a datagram as a raw socket delivers it: reassembled and with the kernel's checks passed. */
export function parseIpHeader(datagram: Uint8Array): Result<IpHeader, ReceiveRefusal> {
  if (datagram.length < 20) return err('truncated')
  const headerLength = (datagram[0]! & 0x0f) * 4
  if (datagram[0]! >>> 4 !== 4 || headerLength < 20) return err('bad-ip-header')
  const totalLength = (datagram[2]! << 8) | datagram[3]!
  if (totalLength < headerLength) return err('bad-ip-header')
  if (totalLength > datagram.length) return err('truncated')
  return ok({
    source: addressAt(datagram, 12),
    destination: addressAt(datagram, 16),
    ttl: datagram[8]!,
    protocol: datagram[9]!,
    headerLength,
    totalLength,
    routerAlert: headerLength > 20 && hasRouterAlert(datagram, headerLength),
  })
}

function addressAt(datagram: Uint8Array, at: number): Ipv4 {
  return ipv4FromNumber(
    (datagram[at]! << 24) | (datagram[at + 1]! << 16) | (datagram[at + 2]! << 8) | datagram[at + 3]!,
  )
}

function hasRouterAlert(datagram: Uint8Array, headerLength: number): boolean {
  for (let i = 20; i < headerLength; ) {
    const type = datagram[i]!
    if (type === 0) return false
    if (type === ROUTER_ALERT) return true
    const length = type === 1 ? 1 : (datagram[i + 1] ?? 0)
    if (length === 0) return false
    i += length
  }
  return false
}

/**
 * Writes the datagrams that carry `payload` to `out`, one after the other, and has `send` send each: one, or as many
 * fragments as the MTU asks for (RFC 791 §2.3; the kernel does not fragment what comes with its own header). The
 * kernel fills in the header checksum, and the identification where it is 0.
 * @param identification 1 to 65535
 * @returns the first answer of `send` that is not undefined, which ends it
 */
export function sendDatagrams<Failure>(
  header: OutgoingIpHeader,
  payload: Uint8Array,
  mtu: number,
  identification: number,
  out: Uint8Array,
  send: (length: number) => Failure | undefined,
): Failure | undefined {
  const headerLength = header.routerAlert ? 24 : 20
  if (headerLength + payload.length <= mtu) {
    writeDatagram(header, headerLength, 0, 0, payload, out)
    return send(headerLength + payload.length)
  }
  const room = Math.max(8, (mtu - headerLength) & ~7)
  for (let offset = 0; offset < payload.length; offset += room) {
    const part = payload.subarray(offset, offset + room)
    const more = offset + room < payload.length ? MORE_FRAGMENTS : 0
    writeDatagram(header, headerLength, identification, more | (offset >>> 3), part, out)
    const failure = send(headerLength + part.length)
    if (failure !== undefined) return failure
  }
  return undefined
}

function writeDatagram(
  header: OutgoingIpHeader,
  headerLength: number,
  identification: number,
  fragment: number,
  payload: Uint8Array,
  out: Uint8Array,
): void {
  const view = new DataView(out.buffer, out.byteOffset, out.byteLength)
  view.setUint8(0, 0x40 | (headerLength >>> 2))
  view.setUint8(1, INTERNETWORK_CONTROL)
  view.setUint16(2, headerLength + payload.length)
  view.setUint16(4, identification)
  view.setUint16(6, fragment)
  view.setUint8(8, header.ttl)
  view.setUint8(9, header.protocol)
  view.setUint16(10, 0)
  view.setUint32(12, header.source)
  view.setUint32(16, header.destination)
  if (header.routerAlert) view.setUint32(20, ROUTER_ALERT * 0x1000000 + 0x040000)
  out.set(payload, headerLength)
}
