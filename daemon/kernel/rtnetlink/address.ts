import type { Buffer } from 'node:buffer'
import { type Ipv4, ipv4FromNumber } from '../../../protocols/base/ipv4.js'
import type { LinkAddress } from '../../../protocols/engine/link.js'
import { decodeAttributes, NetlinkWriter, NLM_F_DUMP, NLM_F_REQUEST } from './message.js'

export const RTM_NEWADDR = 20
export const RTM_DELADDR = 21
const RTM_GETADDR = 22

const AF_INET = 2
const IFA_ADDRESS = 1
const IFA_LOCAL = 2
const IFA_FLAGS = 8
const IFA_F_SECONDARY = 0x01

export interface AddressMessage {
  readonly index: number
  readonly address: LinkAddress
}

/** The body of RTM_NEWADDR and RTM_DELADDR; undefined for other families. */
export function decodeAddress(payload: Buffer): AddressMessage | undefined {
  if (payload.length < 8 || payload[0] !== AF_INET) return undefined
  let flags = payload[2]!
  // IFA_ADDRESS is the far end; IFA_LOCAL is our own. They are the same but on a link with a peer address.
  let far: Ipv4 | undefined
  let local: Ipv4 | undefined
  for (const { type, value } of decodeAttributes(payload, 8)) {
    if (value.length < 4) continue
    if (type === IFA_ADDRESS) far = ipv4FromNumber(value.readUInt32BE(0))
    else if (type === IFA_LOCAL) local = ipv4FromNumber(value.readUInt32BE(0))
    else if (type === IFA_FLAGS) flags = value.readUInt32LE(0)
  }
  const address = local ?? far
  if (address === undefined) return undefined
  return {
    index: payload.readUInt32LE(4),
    address: {
      address,
      prefixLength: payload[1]!,
      ...(far !== undefined && far !== address ? { peer: far } : {}),
      secondary: (flags & IFA_F_SECONDARY) !== 0,
    },
  }
}

/**
 * `addresses` with `added`, or with the same address replaced by it, in the kernel's order: primary addresses as they
 * came, then secondary ones as they came.
 */
export function withAddress(addresses: readonly LinkAddress[], added: LinkAddress): LinkAddress[] {
  const at = addresses.findIndex((existing) => isSameAddress(existing, added))
  if (at >= 0 && addresses[at]!.secondary === added.secondary) return addresses.with(at, added)
  const others = withoutAddress(addresses, added)
  if (added.secondary) return [...others, added]
  return [...others.filter((a) => !a.secondary), added, ...others.filter((a) => a.secondary)]
}

export function withoutAddress(addresses: readonly LinkAddress[], removed: LinkAddress): LinkAddress[] {
  return addresses.filter((existing) => !isSameAddress(existing, removed))
}

/** What the kernel tells addresses of a link apart by. */
function isSameAddress(a: LinkAddress, b: LinkAddress): boolean {
  return a.address === b.address && a.prefixLength === b.prefixLength && a.peer === b.peer
}

export function encodeAddressDump(sequence: number): Buffer {
  const writer = new NetlinkWriter(64).begin(RTM_GETADDR, NLM_F_REQUEST | NLM_F_DUMP, sequence)
  return writer.uint8(AF_INET).uint8(0).uint8(0).uint8(0).uint32(0).end().finish()
}
