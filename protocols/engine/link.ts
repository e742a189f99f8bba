import type { Ipv4 } from '../base/ipv4.js'

/** A network interface of the router as the kernel has it now. */
export interface Link {
  /** The kernel's interface index; a re-created interface of the same name has another. */
  readonly index: number
  readonly name: string
  /** Administratively up and with carrier: packets can be sent. */
  readonly up: boolean
  /** Largest IP datagram, in bytes. */
  readonly mtu: number
  readonly kind: 'loopback' | 'broadcast' | 'point-to-point'
  /** Mbit/s; undefined where the kernel does not know. */
  readonly speed?: number
  /** In the kernel's order: a subnet's primary address comes before its secondary ones. */
  readonly addresses: readonly LinkAddress[]
}

export interface LinkAddress {
  readonly address: Ipv4
  /** 0 to 32; for a peer address (`ip address add A peer P/len`), the peer's. */
  readonly prefixLength: number
  /** The far end, where the kernel was told one different from `address`. */
  readonly peer?: Ipv4
  /** Another address of this subnet is the primary one (IFA_F_SECONDARY). */
  readonly secondary: boolean
}

/** Inputs about links, the same for every protocol. */
export type LinkInput =
  /** A link appeared or anything of it changed; the whole of it. */
  { readonly on: 'link'; readonly link: Link } | { readonly on: 'link-removed'; readonly index: number }
