import type { Ipv4 } from '../../base/ipv4.js'
import { Reader } from '../../wire/reader.js'
import { Writer } from '../../wire/writer.js'
import { LSA_HEADER_LENGTH, type Lsa, type LsaKey, LsType } from './lsa.js'

/** RFC 7770 §2.1: Opaque Type 4; of several instances, Opaque ID 0 is the first. */
const ROUTER_INFORMATION_OPAQUE_TYPE = 4
export const ROUTER_INFORMATION_LINK_STATE_ID = (ROUTER_INFORMATION_OPAQUE_TYPE << 24) as Ipv4

/** RFC 7770 §2.4: the Informational Capability bits, bit 0 being the leftmost. */
export const InformationalCapabilities = {
  /** 0: OSPF graceful restart capable (RFC 3623). */
  gracefulRestart: 0x80000000,
  /** 1: OSPF graceful restart helper. */
  gracefulRestartHelper: 0x40000000,
  /** 2: stub router support (RFC 6987). */
  stubRouter: 0x20000000,
} as const

/**
 * RFC 7770 §2.2, the body of a Router Information LSA: TLVs, each padded to four bytes, the padding not counted in its
 * length.
 *
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     |              Type             |             Length            |
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     |                            Value...                           |
 *
 * 1: Informational Capabilities, 4 bytes and more; 7: Dynamic Hostname (RFC 5642), 1 to 255 bytes. Others are ignored.
 */
export interface RouterInformationLsa {
  /** `InformationalCapabilities`, its first 32 bits. */
  readonly capabilities: number | undefined
  readonly hostname: string | undefined
}

const Tlv = { informationalCapabilities: 1, dynamicHostname: 7 } as const
const LONGEST_HOSTNAME = 255

export function isRouterInformationLsa({ type, linkStateId }: Pick<LsaKey, 'type' | 'linkStateId'>): boolean {
  const isOpaque = type === LsType.opaqueLink || type === LsType.opaqueArea || type === LsType.opaqueAs
  return isOpaque && linkStateId >>> 24 === ROUTER_INFORMATION_OPAQUE_TYPE
}

/** What can be understood of it: a TLV that does not fit ends it; of one that appears twice the first counts. */
export function decodeRouterInformationLsa(lsa: Lsa): RouterInformationLsa {
  const reader = new Reader(lsa.bytes.subarray(LSA_HEADER_LENGTH))
  let capabilities: number | undefined
  let hostname: string | undefined
  while (reader.remaining >= 4) {
    const type = reader.uint16()
    const length = reader.uint16()
    if (length > reader.remaining) break
    const value = reader.bytes(length)
    reader.skip(Math.min(-length & 3, reader.remaining))
    if (type === Tlv.informationalCapabilities && length >= 4) capabilities ??= new Reader(value).uint32()
    else if (type === Tlv.dynamicHostname) hostname ??= hostnameOf(value)
  }
  return { capabilities, hostname }
}

/** RFC 5642 §3: ASCII. What a person's terminal could stumble over is no name. */
function hostnameOf(value: Uint8Array): string | undefined {
  if (value.length === 0 || value.length > LONGEST_HOSTNAME) return undefined
  const text = String.fromCharCode(...value)
  return isHostname(text) ? text : undefined
}

/** 1 to 255 visible ASCII characters. */
export function isHostname(text: string): boolean {
  return /^[\x21-\x7e]{1,255}$/.test(text)
}

/** The body, without the LSA header. */
export function encodeRouterInformationLsa({ capabilities, hostname }: RouterInformationLsa): Uint8Array<ArrayBuffer> {
  const writer = new Writer(32)
  if (capabilities !== undefined) writer.uint16(Tlv.informationalCapabilities).uint16(4).uint32(capabilities)
  if (hostname !== undefined) {
    writer.uint16(Tlv.dynamicHostname).uint16(hostname.length)
    for (let i = 0; i < hostname.length; i++) writer.uint8(hostname.charCodeAt(i))
    writer.bytes(new Uint8Array(-hostname.length & 3))
  }
  return writer.finish()
}
