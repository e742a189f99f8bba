import type { Ipv4 } from '../../protocols/base/ipv4.js'

/** A received OSPF packet (IP protocol 89), its IP header taken off. */
export interface OspfPacket {
  /** Index of the link that it came in on. */
  readonly interface: number
  readonly source: Ipv4
  readonly destination: Ipv4
  readonly ttl: number
  /** The IP payload; a copy that belongs to the receiver. */
  readonly bytes: Uint8Array
}

/** A packet to be sent: the IP payload and what its header says. */
export interface OspfSend extends OspfPacket {
  /** Goes by the kernel's routes, out of whatever link they say; else the destination is on this one. */
  readonly routed: boolean
}

/** Why a packet could not be sent, for the counters. */
export type SendFailure =
  | 'not-open'
  | 'no-source-address'
  | 'interface-down'
  | 'no-such-interface'
  | 'no-route'
  | 'queue-full'
  | 'too-long'
  | 'not-permitted'
  | 'other'

/** Why a received datagram did not reach a protocol. */
export type ReceiveRefusal = 'truncated' | 'bad-ip-header'

/** Counted since the socket was opened. */
export interface PacketCounters {
  packetsReceived: number
  packetsSent: number
  readonly receiveRefusals: Record<ReceiveRefusal, number>
  readonly sendFailures: Record<SendFailure, number>
}

/** One raw socket per link, bound to it. Links are named by index; a re-created link is another link. */
export interface OspfSockets {
  /**
   * Receive on this link, 224.0.0.5 joined. Does nothing if it is open. When the kernel refuses (too many sockets, the
   * link just went) a notice says so once and it is tried again until it works or `close` is called.
   */
  open(interfaceIndex: number): void
  /** Leaves the groups and closes; packets still in the socket are dropped. */
  close(interfaceIndex: number): void
  /** Remembered while the link is not open yet, and forgotten by `close`. */
  join(interfaceIndex: number, group: Ipv4): void
  leave(interfaceIndex: number, group: Ipv4): void
  /**
   * Sends at once, fragmenting by the link's MTU, with TOS 0xc0 (Internetwork Control). Never blocks and never throws:
   * a failure is counted, and the first one of a row of failures is a notice.
   */
  send(packet: OspfSend): void
  /** By link index. */
  counters(): ReadonlyMap<number, PacketCounters>
}
