import type { Ipv4 } from '../../protocols/base/ipv4.js'
import type { Prefix } from '../../protocols/base/prefix.js'
import type { Notice, NoticeLevel } from '../../protocols/engine/notice.js'
import type { SendFailure } from './ospf-sockets.js'

interface KernelNoticeOf<Name extends string, Level extends NoticeLevel> extends Notice {
  readonly notice: Name
  readonly level: Level
}

/** A socket could not be opened, or the kernel gave it up; it is opened again. `error` is the kernel's word. */
export interface SocketFailed extends KernelNoticeOf<'socket-failed', 'error'> {
  readonly socket: 'ospf' | 'igmp' | 'multicast-routing' | 'netlink'
  readonly interface: number | undefined
  readonly operation: string
  readonly error: string
}

export interface SocketRecovered extends KernelNoticeOf<'socket-recovered', 'notice'> {
  readonly socket: SocketFailed['socket']
  readonly interface: number | undefined
}

/** The first of a row of packets that could not be sent on this link. */
export interface SendFailed extends KernelNoticeOf<'send-failed', 'warning'> {
  readonly protocol: 'ospf' | 'igmp'
  readonly interface: number
  readonly destination: Ipv4
  readonly failure: SendFailure
  readonly error: string
}

/** The kernel dropped netlink messages; everything is read again. */
export interface NetlinkOverrun extends KernelNoticeOf<'netlink-overrun', 'warning'> {
  readonly following: 'links' | 'routes'
  readonly dropped: number
}

export interface NetlinkRequestFailed extends KernelNoticeOf<'netlink-request-failed', 'error'> {
  readonly request: string
  readonly error: string
}

interface RouteNoticeOf<Name extends string, Level extends NoticeLevel> extends KernelNoticeOf<Name, Level> {
  /** The kernel table that it is about. */
  readonly table: number
}

/** Own routes of a former life were found and are kept until convergence. */
export interface RoutesAdopted extends RouteNoticeOf<'routes-adopted', 'info'> {
  readonly count: number
}

/** Own routes of a former life that nobody wants were removed. */
export interface RoutesSwept extends RouteNoticeOf<'routes-swept', 'info'> {
  readonly count: number
}

/** Own routes were missing or changed in the kernel and are being put back. */
export interface RoutesRestored extends RouteNoticeOf<'routes-restored', 'notice'> {
  readonly count: number
  readonly cause: 'deleted-by-another' | 'replaced-by-another' | 'missing'
}

/** The kernel refused routes, all for the same reason. */
export interface RouteRejected extends RouteNoticeOf<'route-rejected', 'warning'> {
  /** The first of them. */
  readonly prefix: Prefix
  readonly count: number
  /** ENETUNREACH and the like, with the kernel's explanation where it gives one. */
  readonly reason: string
}

/** Routes of other protocols with the same prefix and metric are in the table; ours wait until they go. */
export interface RouteConflict extends RouteNoticeOf<'route-conflict', 'warning'> {
  /** The first of them. */
  readonly prefix: Prefix
  readonly count: number
  readonly metric: number
}

export interface RouteConflictResolved extends RouteNoticeOf<'route-conflict-resolved', 'notice'> {
  readonly prefix: Prefix
}

/** Another process (its multicast routing daemon) owns the kernel's multicast table: nothing can be forwarded. */
export interface MulticastTableTaken extends KernelNoticeOf<'multicast-table-taken', 'error'> {}

export interface MulticastTableOwned extends KernelNoticeOf<'multicast-table-owned', 'info'> {}

/** Forwarding goes on when this process ends: until the next life, or the end of the service. */
export interface MulticastTableLeft extends KernelNoticeOf<'multicast-table-left', 'info'> {}

export interface MulticastRejected extends KernelNoticeOf<'multicast-rejected', 'warning'> {
  readonly operation: 'add-vif' | 'remove-vif' | 'set-entry' | 'remove-entry' | 'flush' | 'host-membership'
  readonly error: string
}

/** The kernel drops multicast whose source it has no route back to on this link (rp_filter). */
export interface ReversePathFilterActive extends KernelNoticeOf<'reverse-path-filter', 'warning' | 'info'> {
  readonly interface: number
  readonly mode: 'strict' | 'loose'
}

export type KernelNotice =
  | SocketFailed
  | SocketRecovered
  | SendFailed
  | NetlinkOverrun
  | NetlinkRequestFailed
  | RoutesAdopted
  | RoutesSwept
  | RoutesRestored
  | RouteRejected
  | RouteConflict
  | RouteConflictResolved
  | MulticastTableTaken
  | MulticastTableOwned
  | MulticastTableLeft
  | MulticastRejected
  | ReversePathFilterActive
