import type { LinkInput } from '../../protocols/engine/link.js'
import type { ForeignRouteListener, ForeignRoutes } from './foreign-routes.js'
import type { HostMemberships } from './host-memberships.js'
import type { IgmpPacket, IgmpSockets } from './igmp-sockets.js'
import type { Links } from './links.js'
import type { MulticastTable, Upcall } from './multicast-table.js'
import type { KernelNotice } from './notice.js'
import type { OspfPacket, OspfSockets } from './ospf-sockets.js'
import type { SocketStatistics } from './socket-statistics.js'
import type { RouteTableSettings, UnicastRoutes } from './unicast-routes.js'

/**
 * What the world tells the daemon. Handlers are called one at a time, from the event loop, and never while the daemon
 * is inside a call of a port, with one exception that is asked for: `drainNow()` calls the packet handlers before it
 * returns. An exception that leaves a handler ends the process.
 */
export interface KernelHandlers {
  readonly link: (input: LinkInput) => void
  readonly ospfPacket: (packet: OspfPacket) => void
  readonly igmpPacket: (packet: IgmpPacket) => void
  readonly upcall: (upcall: Upcall) => void
  readonly notice: (notice: KernelNotice) => void
}

/** Everything between the daemon and its kernel. */
export interface Kernel {
  readonly links: Links
  readonly ospf: OspfSockets
  readonly igmp: IgmpSockets
  readonly multicast: MulticastTable
  readonly hostMemberships: HostMemberships

  /**
   * The daemon's own routes in one routing table; own routes found there are adopted before it resolves. After
   * `links.start`: a route over a link that is not known to be up waits.
   */
  openRoutes(settings: RouteTableSettings): Promise<UnicastRoutes>

  /** The routes of others, for one listener; none before its first `follow`. */
  followRoutes(listener: ForeignRouteListener): ForeignRoutes

  /**
   * Reads all packets that wait in the OSPF and IGMP sockets now and hands them to their handlers, so that no timer
   * declares a neighbor dead whose Hello is here already. Bounded; not from inside a handler.
   * @returns how many packets were read
   */
  drainNow(): number

  /**
   * What forwards multicast, and our memberships as a host, stay from now on as they are, where somebody keeps them beyond
   * this process: they end with the next life or, where none is to come, with whoever keeps them.
   * @returns false where nobody does
   */
  leaveBehind(): boolean

  /** Nothing that was kept of the last life is needed any more but what has been taken over. */
  endFormerLife(): void

  /** Each open socket, for `show sockets` and the metrics. */
  socketStatistics(): readonly SocketStatistics[]

  /**
   * Closes every socket and stops calling handlers. The groups are left and the kernel's multicast forwarding is
   * cleared, unless they are left behind; unicast routes stay (see `UnicastRoutes.withdrawAll`).
   */
  close(): Promise<void>
}
