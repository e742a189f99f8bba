import type { Ipv4 } from '../base/ipv4.js'
import type { ForeignRouteChange } from '../engine/foreign-route.js'
import type { LinkInput } from '../engine/link.js'
import type { RouteChange } from '../engine/route.js'
import type { WallClock } from './authentication/key.js'
import type { OspfNotice } from './notice.js'
import type { OspfSettings } from './settings.js'

/** Everything that can reach the OSPF engine. */
export type OspfInput =
  | LinkInput
  | { readonly on: 'time' }
  /** The first of these starts the instance; a later one changes only what differs. */
  | { readonly on: 'settings'; readonly settings: OspfSettings }
  | {
      readonly on: 'packet'
      /** The link's index. */
      readonly interface: number
      readonly source: Ipv4
      readonly destination: Ipv4
      readonly ttl: number
      /** The IP payload. The engine keeps what it needs by copying: the caller may reuse the buffer. */
      readonly bytes: Uint8Array
    }
  /** What time it is, milliseconds since 1970: before the first settings and when the clock has been set. */
  | { readonly on: 'clock'; readonly wallClock: WallClock }
  /**
   * Before the first settings: how often this router has started, this time included, and the last `sequenceNumber`
   * of a `remember` effect of former lives, 0 where there is none.
   */
  | { readonly on: 'former-life'; readonly bootCount: number; readonly sequenceNumber: number }
  /** What others have in one of the tables that a `follow-routes` effect asked for changed; all of it to begin with. */
  | { readonly on: 'foreign-routes'; readonly table: number; readonly changes: readonly ForeignRouteChange[] }
  /** An operator has others send through this router only what cannot go elsewhere (RFC 6987), or ends that. */
  | { readonly on: 'stub-router'; readonly active: boolean }
  /**
   * Before the first settings: the life before this one ended by `prepare-restart`, or (not planned) by a crash. Until
   * `graceEnds` the neighbors may count us as adjacent (RFC 3623 §2).
   */
  | { readonly on: 'restarted'; readonly graceEnds: WallClock; readonly planned: boolean }
  /** Tell the neighbors of a graceful restart (RFC 3623 §2.1); the last effect is `ready-to-restart`. */
  | { readonly on: 'prepare-restart' }
  /** Flush own LSAs (RFC 2328 §14.1), then withdraw the routes; the last effect is `stopped`. */
  | { readonly on: 'shutdown' }

/** Everything the OSPF engine can ask for. */
export type OspfEffect =
  /** OSPF runs on this link from now on: receive there, AllSPFRouters joined. `close` ends it. */
  | { readonly do: 'open'; readonly interface: number }
  | { readonly do: 'close'; readonly interface: number }
  /** Join or leave AllDRouters on an open link. */
  | { readonly do: 'join'; readonly interface: number; readonly group: Ipv4 }
  | { readonly do: 'leave'; readonly interface: number; readonly group: Ipv4 }
  | {
      readonly do: 'send'
      readonly interface: number
      readonly source: Ipv4
      readonly destination: Ipv4
      readonly ttl: number
      /** The destination is beyond the link: the packet goes there by the kernel's routes, whatever link they say (virtual links). */
      readonly routed: boolean
      /** The IP payload; may be longer than the link's MTU (IP fragmentation). Never changed after this. */
      readonly bytes: Uint8Array
    }
  | { readonly do: 'routes'; readonly changes: readonly RouteChange[] }
  /**
   * Tell of all routes of others in these tables of the kernel, and of their changes from then on, in place of what was
   * asked for before.
   */
  | { readonly do: 'follow-routes'; readonly tables: readonly number[] }
  /** Once: the first databases are complete and calculated; routes of a former life that are not wanted may go. */
  | { readonly do: 'converged' }
  /** Keep this number in stable storage, for the next life (RFC 2328 §D.3), before performing the effects behind it. */
  | { readonly do: 'remember'; readonly sequenceNumber: number }
  | { readonly do: 'notice'; readonly notice: OspfNotice }
  /** The graceful restart is over: the life after this one need not go on with it. */
  | { readonly do: 'restarted' }
  /** The neighbors know, as far as they answered. Nothing follows; the routes are to stay when the process ends. */
  | { readonly do: 'ready-to-restart'; readonly graceEnds: WallClock; readonly unacknowledged: number }
  | { readonly do: 'stopped' }
