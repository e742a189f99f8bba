import { ipv4 } from '../../protocols/base/ipv4.js'
import type { IgmpPacket, IgmpSend, IgmpSockets } from '../ports/igmp-sockets.js'
import type { PacketCounters } from '../ports/ospf-sockets.js'
import type { SocketStatistics } from '../ports/socket-statistics.js'
import { type LinkSocketSurroundings, LinkSockets } from './link-sockets.js'
import type { MulticastRoutingSocket } from './multicast-routing-socket.js'
import type { RawSocket } from './raw-socket.js'

/** RFC 3376 §4. */
const IGMP_PROTOCOL_NUMBER = 2
const IGMP_TTL = 1
const ALL_ROUTERS = ipv4('224.0.0.2')
const IGMPV3_ROUTERS = ipv4('224.0.0.22')

const IP_ROUTER_ALERT = 5

/**
 * IGMP's raw sockets: one a link for all that has Router Alert or goes to a group joined here, and the multicast
 * routing socket for reports without Router Alert.
 */
export class RawIgmpSockets implements IgmpSockets {
  readonly #sockets: LinkSockets
  readonly #routing: MulticastRoutingSocket

  constructor(
    received: (packet: IgmpPacket) => void,
    routing: MulticastRoutingSocket,
    surroundings: LinkSocketSurroundings,
  ) {
    this.#routing = routing
    this.#sockets = new LinkSockets(
      {
        protocol: 'igmp',
        protocolNumber: IGMP_PROTOCOL_NUMBER,
        groups: [ALL_ROUTERS, IGMPV3_ROUTERS],
        routerAlert: true,
        configure: configureIgmp,
        received: (index, { source, destination, ttl, routerAlert }, bytes) =>
          received({ interface: index, source, destination, ttl, routerAlert, bytes }),
      },
      surroundings,
    )
  }

  open(index: number): void {
    this.#sockets.open(index)
  }

  close(index: number): void {
    this.#sockets.close(index)
  }

  send(packet: IgmpSend): void {
    this.#sockets.send(packet.interface, packet.source, packet.destination, IGMP_TTL, packet.bytes)
  }

  counters(): ReadonlyMap<number | undefined, PacketCounters> {
    return new Map<number | undefined, PacketCounters>([
      ...this.#sockets.counters(),
      [undefined, this.#routing.packetCounters],
    ])
  }

  drainNow(): number {
    return this.#sockets.drainNow()
  }

  statistics(): SocketStatistics[] {
    return this.#sockets.statistics()
  }

  closeAll(): void {
    this.#sockets.closeAll()
  }
}

/** Puts the socket on the kernel's chain for packets with Router Alert, whatever their group. */
function configureIgmp(socket: RawSocket): void {
  socket.setIpOption(IP_ROUTER_ALERT, 1)
}
