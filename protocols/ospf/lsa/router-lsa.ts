import { Writer } from '../../wire/writer.js'
import { LSA_HEADER_LENGTH, type Lsa } from './lsa.js'

/**
 * RFC 2328 §A.4.2, after the LSA header:
 *
 *      0                   1                   2                   3
 *      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     |    0    |V|E|B|        0      |            # links            |
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     |                          Link ID                              |
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     |                         Link Data                             |
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     |     Type      |     # TOS     |            metric             |
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     |      TOS      |        0      |          TOS  metric          |
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     |                              ...                              |
 */
export interface RouterLsa {
  /** `RouterBits`. */
  readonly bits: number
  readonly links: readonly RouterLink[]
}

/** A link's Type 1 to 4 decides what its ID and Data mean (§A.4.2); the metric of TOS 0. */
export interface RouterLink {
  readonly id: number
  readonly data: number
  readonly type: number
  readonly metric: number
}

/**
 * The router is an area border router (B), an AS boundary router (E), an endpoint of a virtual link (V), a translator of
 * its NSSA (Nt, RFC 3101 §2.1).
 */
export const RouterBits = { B: 0x01, E: 0x02, V: 0x04, Nt: 0x10 } as const

/** §A.4.2: the Type of a link. */
export const LinkType = { pointToPoint: 1, transit: 2, stub: 3, virtual: 4 } as const

const LINKS_AT = LSA_HEADER_LENGTH + 4
const LINK_LENGTH = 12
const TOS_LENGTH = 4

/** Whether all the links and TOS metrics that are announced are there. */
export function routerLsaIsWellFormed(bytes: Uint8Array): boolean {
  const { length } = bytes
  if (length < LINKS_AT) return false
  let at = LINKS_AT
  for (let left = uint16(bytes, LSA_HEADER_LENGTH + 2); left > 0; left--) {
    if (at + LINK_LENGTH > length) return false
    at += LINK_LENGTH + TOS_LENGTH * bytes[at + 9]!
  }
  return at <= length
}

export function routerLsaBits(lsa: Lsa): number {
  return lsa.bytes[LSA_HEADER_LENGTH]!
}

/**
 * Calls `visit` with each link, in the order of the bytes, allocating nothing: `id` and `data` are unsigned 32-bit,
 * `metric` 16-bit. It ends early when `visit` returns false.
 */
export function forEachRouterLink(
  lsa: Lsa,
  // biome-ignore lint/suspicious/noConfusingVoidType: a visitor that never ends early returns nothing
  visit: (type: number, id: number, data: number, metric: number) => boolean | void,
): void {
  const bytes = lsa.bytes
  let at = LINKS_AT
  for (let left = uint16(bytes, LSA_HEADER_LENGTH + 2); left > 0; left--) {
    const more = visit(bytes[at + 8]!, uint32(bytes, at), uint32(bytes, at + 4), uint16(bytes, at + 10))
    if (more === false) return
    at += LINK_LENGTH + TOS_LENGTH * bytes[at + 9]!
  }
}

export function decodeRouterLsa(lsa: Lsa): RouterLsa {
  const links: RouterLink[] = []
  forEachRouterLink(lsa, (type, id, data, metric) => {
    links.push({ id, data, type, metric })
  })
  return { bits: routerLsaBits(lsa), links }
}

/** The body, without the LSA header. */
export function encodeRouterLsa(body: RouterLsa): Uint8Array<ArrayBuffer> {
  const writer = new Writer(4 + LINK_LENGTH * body.links.length)
  writer.uint8(body.bits).uint8(0).uint16(body.links.length)
  for (const link of body.links) writer.uint32(link.id).uint32(link.data).uint8(link.type).uint8(0).uint16(link.metric)
  return writer.finish()
}

function uint16(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 8) | bytes[at + 1]!
}

function uint32(bytes: Uint8Array, at: number): number {
  return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0
}
