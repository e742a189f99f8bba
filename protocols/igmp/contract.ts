import type { Ipv4 } from '../base/ipv4.js'
import type { LinkInput } from '../engine/link.js'
import type { IgmpNotice } from './notice.js'
import type { IgmpSettings } from './settings.js'

/** Everything that can reach the IGMP engine. */
export type IgmpInput =
  | LinkInput
  | { readonly on: 'time' }
  | { readonly on: 'settings'; readonly settings: IgmpSettings }
  | {
      readonly on: 'packet'
      /** The link's index; undefined where it cannot be told: the link is then found by the source. */
      readonly interface: number | undefined
      readonly source: Ipv4
      readonly destination: Ipv4
      readonly ttl: number
      readonly routerAlert: boolean
      /** The IP payload. The engine copies what it keeps. */
      readonly bytes: Uint8Array
    }
  | { readonly on: 'shutdown' }

/** Everything the IGMP engine can ask for. */
export type IgmpEffect =
  /** IGMP runs on this link from now on: receive there (Router Alert, 224.0.0.2 and 224.0.0.22 joined). */
  | { readonly do: 'open'; readonly interface: number }
  | { readonly do: 'close'; readonly interface: number }
  /** With TTL 1, TOS 0xc0 and Router Alert (RFC 3376 §4). */
  | {
      readonly do: 'send'
      readonly interface: number
      readonly source: Ipv4
      readonly destination: Ipv4
      readonly bytes: Uint8Array
    }
  /** Whom the group's packets are forwarded for on this link changed. */
  | { readonly do: 'membership'; readonly membership: Membership }
  /**
   * Be a member, as a host, of the group on this link, in place of what was asked before; an empty INCLUDE ends it.
   */
  | { readonly do: 'host-membership'; readonly membership: Membership }
  | { readonly do: 'querier'; readonly interface: number; readonly querier: boolean }
  /** Every host of the link has had the time to answer the queries of startup (§8.6, §8.7): its memberships are known. */
  | { readonly do: 'converged'; readonly interface: number }
  | { readonly do: 'notice'; readonly notice: IgmpNotice }
  | { readonly do: 'stopped' }

/** What a link's hosts want of one group (RFC 3376 §6.3): an empty INCLUDE means nobody is left. */
export interface Membership {
  readonly interface: number
  readonly group: Ipv4
  readonly filterMode: 'INCLUDE' | 'EXCLUDE'
  /** INCLUDE: forward only these; EXCLUDE: forward all but these. */
  readonly sources: readonly Ipv4[]
}
