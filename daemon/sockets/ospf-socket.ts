import { type Ipv4, ipv4 } from '../../protocols/base/ipv4.js'
import type { OspfPacket, OspfSend, OspfSockets, PacketCounters } from '../ports/ospf-sockets.js'
import type { SocketStatistics } from '../ports/socket-statistics.js'
import { type LinkSocketSurroundings, LinkSockets } from './link-sockets.js'
import type { RawSocket } from './raw-socket.js'
import { RoutedSockets } from './routed-sockets.js'

/** RFC 2328 §A.1. */
const OSPF_PROTOCOL_NUMBER = 89
const AllSPFRouters = ipv4('224.0.0.5')

const SOL_SOCKET = 1
const SO_DONTROUTE = 5
const IP_MULTICAST_ALL = 49

/** OSPF's raw sockets, one a link, and for what goes over virtual links one beside. */
export class RawOspfSockets implements OspfSockets {
  readonly #sockets: LinkSockets
  readonly #routed = new RoutedSockets()
  readonly #vrfDeviceOf: (index: number) => number | undefined

  /** @param vrfDeviceOf the index of the VRF that a link is in */
  constructor(
    received: (packet: OspfPacket) => void,
    surroundings: LinkSocketSurroundings,
    vrfDeviceOf: (index: number) => number | undefined,
  ) {
    this.#vrfDeviceOf = vrfDeviceOf
    this.#sockets = new LinkSockets(
      {
        protocol: 'ospf',
        protocolNumber: OSPF_PROTOCOL_NUMBER,
        groups: [AllSPFRouters],
        routerAlert: false,
        configure: configureOspf,
        received: (index, { source, destination, ttl }, bytes) =>
          received({ interface: index, source, destination, ttl, bytes }),
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

  join(index: number, group: Ipv4): void {
    this.#sockets.join(index, group)
  }

  leave(index: number, group: Ipv4): void {
    this.#sockets.leave(index, group)
  }

  send(packet: OspfSend): void {
    const { interface: index, source, destination, ttl, bytes } = packet
    if (packet.routed)
      this.#sockets.sendBy(this.#routed.of(this.#vrfDeviceOf(index)), index, source, destination, ttl, bytes)
    else this.#sockets.send(index, source, destination, ttl, bytes)
  }

  /** It may have been the device of a VRF. */
  linkRemoved(index: number): void {
    this.#routed.close(index)
  }

  counters(): ReadonlyMap<number, PacketCounters> {
    return this.#sockets.counters()
  }

  drainNow(): number {
    return this.#sockets.drainNow()
  }

  statistics(): SocketStatistics[] {
    return this.#sockets.statistics()
  }

  closeAll(): void {
    this.#sockets.closeAll()
    this.#routed.closeAll()
  }
}

function configureOspf(socket: RawSocket): void {
  // A neighbor is on the link, whatever a route to its address says (unnumbered links, routes through a gateway).
  socket.setOption(SOL_SOCKET, SO_DONTROUTE, 1)
  // Else groups that any other program has joined on the link are received as well.
  socket.setIpOption(IP_MULTICAST_ALL, 0)
}
