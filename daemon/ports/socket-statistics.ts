/** One open socket, as the kernel counts it and as we do. */
export interface SocketStatistics {
  readonly socket: 'ospf' | 'igmp' | 'multicast-routing' | 'netlink'
  /** The link it is bound to; undefined for one that is bound to none. */
  readonly interface?: string
  /** What it is for: `events`, `dump`, `requests`, with a netlink socket. */
  readonly purpose?: string
  /** Bytes of kernel memory that wait to be read, and the most that may. */
  readonly receiveQueue: number
  readonly receiveBuffer: number
  readonly sendQueue: number
  /** Packets with a raw socket, datagrams with a netlink socket. */
  readonly packetsReceived: number
  readonly packetsSent: number
  /** Dropped by the kernel because the receive buffer was full. */
  readonly drops: number
}
