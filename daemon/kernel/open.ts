import type { DescriptorKeeper } from '../ports/descriptor-keeper.js'
import type { ForeignRouteListener, ForeignRoutes } from '../ports/foreign-routes.js'
import type { Kernel, KernelHandlers } from '../ports/kernel.js'
import type { KernelNotice } from '../ports/notice.js'
import type { SocketStatistics } from '../ports/socket-statistics.js'
import type { RouteTableSettings, UnicastRoutes } from '../ports/unicast-routes.js'
import { SocketHostMemberships } from '../sockets/host-memberships.js'
import { RawIgmpSockets } from '../sockets/igmp-socket.js'
import type { LinkSocketSurroundings } from '../sockets/link-sockets.js'
import { RawOspfSockets } from '../sockets/ospf-socket.js'
import { DumpSocket } from './dump.js'
import { ForeignRouteFollower } from './foreign-routes.js'
import { LinkTable } from './links.js'
import { KernelMulticastTable } from './multicast-routes.js'
import { NexthopObjects } from './nexthop-objects.js'
import { Outbox } from './outbox.js'
import { metricsOf, RouteTables } from './route-tables.js'
import { RouteTable } from './routes.js'

/**
 * This machine's kernel, in the network namespace of the process.
 * @param keeper who keeps multicast forwarding beyond the process
 * @throws Error when rtnetlink cannot be used at all
 */
export function openKernel(handlers: KernelHandlers, keeper?: DescriptorKeeper): Kernel {
  return new LinuxKernel(handlers, keeper)
}

class LinuxKernel implements Kernel {
  readonly #notices: Outbox<KernelNotice>
  readonly #dumps = new DumpSocket()
  readonly #tables = new Set<RouteTable>()
  readonly #objects = new NexthopObjects(this.#dumps, () => this.#verifyTables())
  /** Resolves when the objects of a former life are known. */
  #objectsOpen: Promise<void> | undefined
  readonly #followers = new Set<ForeignRouteFollower>()
  readonly links: LinkTable
  readonly ospf: RawOspfSockets
  readonly igmp: RawIgmpSockets
  readonly multicast: KernelMulticastTable
  readonly hostMemberships: SocketHostMemberships

  constructor(handlers: KernelHandlers, keeper: DescriptorKeeper | undefined) {
    this.#notices = new Outbox(handlers.notice)
    const notice = (value: KernelNotice) => this.#notices.post(value)
    this.links = new LinkTable(this.#dumps, {
      link: (input) => {
        if (input.on === 'link-removed') this.ospf.linkRemoved(input.index)
        handlers.link(input)
      },
      notice,
      linksWentDown: (links) => {
        this.#objects.leaveLinks(links)
        for (const table of this.#tables) table.leaveLinks(links)
      },
      routesMayBeGone: () => {
        this.#verifyTables()
        for (const follower of this.#followers) follower.verifySoon()
      },
      routesMayBePossible: () => {
        this.#objects.retry()
        for (const table of this.#tables) table.retryTroubles()
      },
    })
    const surroundings: LinkSocketSurroundings = { linkByIndex: (index) => this.links.byIndex(index), notice }
    const multicastHandlers = { packet: handlers.igmpPacket, upcall: handlers.upcall, ...surroundings }
    this.multicast = new KernelMulticastTable(this.#dumps, multicastHandlers, keeper)
    this.hostMemberships = new SocketHostMemberships(notice, keeper)
    this.ospf = new RawOspfSockets(handlers.ospfPacket, surroundings, (index) => {
      const vrf = this.links.vrfOf(index)
      return vrf === undefined ? undefined : this.links.byName(vrf)?.index
    })
    this.igmp = new RawIgmpSockets(handlers.igmpPacket, this.multicast.socket, surroundings)
  }

  async openRoutes(settings: RouteTableSettings): Promise<UnicastRoutes> {
    this.#objectsOpen ??= this.#objects.open()
    await this.#objectsOpen
    const metrics = metricsOf(settings)
    const tables = new Map<number, RouteTable>()
    for (const metric of metrics) {
      const table = new RouteTable({ table: settings.table, metric }, metrics, {
        dumps: this.#dumps,
        objects: this.#objects,
        linkByIndex: (index) => this.links.byIndex(index),
        notice: (value) => this.#notices.post(value),
        closed: (closed) => this.#tables.delete(closed),
      })
      tables.set(metric, table)
      this.#tables.add(table)
      await table.adopt()
    }
    const [only] = tables.values()
    return tables.size === 1 ? only! : new RouteTables(settings, tables)
  }

  #verifyTables(): void {
    for (const table of this.#tables) table.verifySoon()
  }

  followRoutes(listener: ForeignRouteListener): ForeignRoutes {
    const follower = new ForeignRouteFollower(listener, {
      dumps: this.#dumps,
      notice: (value) => this.#notices.post(value),
      closed: (closed) => this.#followers.delete(closed),
    })
    this.#followers.add(follower)
    return follower
  }

  drainNow(): number {
    return this.ospf.drainNow() + this.igmp.drainNow() + this.multicast.socket.drainNow()
  }

  leaveBehind(): boolean {
    if (!this.multicast.leaveBehind()) return false
    this.hostMemberships.leaveBehind()
    return true
  }

  endFormerLife(): void {
    this.multicast.socket.forgetPassed()
    this.hostMemberships.endFormer()
  }

  socketStatistics(): readonly SocketStatistics[] {
    return [
      ...this.ospf.statistics(),
      ...this.igmp.statistics(),
      ...this.multicast.socket.statistics(),
      ...this.links.statistics(),
      ...[...this.#tables].flatMap((table) => table.statistics()),
      ...this.#objects.statistics(),
      ...[...this.#followers].flatMap((follower) => follower.statistics()),
      ...this.#dumps.statistics(),
    ]
  }

  async close(): Promise<void> {
    this.#notices.close()
    this.ospf.closeAll()
    this.igmp.closeAll()
    this.multicast.close()
    this.hostMemberships.closeAll()
    this.links.close()
    for (const follower of [...this.#followers]) follower.close()
    for (const table of [...this.#tables]) await table.close()
    await this.#objects.close()
    this.#dumps.close()
  }
}
