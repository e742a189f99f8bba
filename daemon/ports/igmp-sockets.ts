import type { Ipv4 } from '../../protocols/base/ipv4.js'
import type { PacketCounters } from './ospf-sockets.js'

/** A received IGMP packet (IP protocol 2), its IP header taken off. */
export interface IgmpPacket {
  /** Index of the link; undefined for a packet without Router Alert to a group that nobody here joined. */
  readonly interface: number | undefined
  readonly source: Ipv4
  readonly destination: Ipv4
  readonly ttl: number
  /** Whether the IP header carries the Router Alert option (RFC 2113). */
  readonly routerAlert: boolean
  /** The IP payload; a copy that belongs to the receiver. */
  readonly bytes: Uint8Array
}

export interface IgmpSend {
  readonly interface: number
  /** An address of the link: nothing is sent from 0.0.0.0. */
  readonly source: Ipv4
  readonly destination: Ipv4
  readonly bytes: Uint8Array
}

/** One raw socket per link; besides, packets that the multicast routing socket receives arrive through here too. */
export interface IgmpSockets {
  /**
   * Receive on this link: everything with Router Alert whatever its group, and what is sent to 224.0.0.1, 224.0.0.2
   * and 224.0.0.22. Version 1 and 2 reports arrive only while the link has a VIF, too (see `MulticastTable`).
   */
  open(interfaceIndex: number): void
  close(interfaceIndex: number): void
  /** With TTL 1, TOS 0xc0 and Router Alert (RFC 3376 §4). Failures as with OSPF. */
  send(packet: IgmpSend): void
  /** By link index; `undefined` is the multicast routing socket. */
  counters(): ReadonlyMap<number | undefined, PacketCounters>
}
