import type { Ipv4 } from '../base/ipv4.js'
import type { Notice } from '../engine/notice.js'
import type { IgmpVersion } from './settings.js'

/** What happens in IGMP that somebody may want to know, one shape per fact. */
export type IgmpNotice = Notice &
  (
    | {
        readonly notice: 'igmp-interface'
        readonly interface: string
        readonly running: boolean
        /** In words: `link up`, `address 10.0.1.1 removed`. */
        readonly reason: string
      }
    | {
        readonly notice: 'igmp-querier'
        readonly interface: string
        /** The querier's address; ours where we are it. */
        readonly querier: Ipv4
        readonly self: boolean
        readonly reason: string
      }
    /** A query of another version than ours was heard (RFC 3376 §7.3.1); at most one a minute for each link. */
    | {
        readonly notice: 'igmp-version-mismatch'
        readonly interface: string
        readonly source: Ipv4
        readonly theirs: IgmpVersion
        readonly ours: IgmpVersion
      }
    /** A group got its first member on the link or lost its last. */
    | {
        readonly notice: 'igmp-group'
        readonly interface: string
        readonly group: Ipv4
        readonly members: boolean
        readonly reason: string
      }
    /** The first refusal of its reason on a link, and then at most one a minute. */
    | {
        readonly notice: 'igmp-refused'
        /** null where the kernel could not tell the link. */
        readonly interface: string | null
        readonly source: Ipv4
        readonly reason: IgmpRefusal
        /** In words; empty where the reason says it all. */
        readonly detail: string
        /** Refusals of this reason on this link since the last such notice, this one included. */
        readonly count: number
      }
  )

/** Why a message, or one group record of a good one, is refused: closed, counted per interface. */
export type IgmpRefusal =
  /** Shorter than its type needs, or than its own counts say. */
  | 'truncated'
  /** A query of 9 to 11 bytes (RFC 3376 §7.1). */
  | 'query-length'
  | 'checksum'
  | 'unknown-type'
  | 'unknown-record-type'
  | 'ttl'
  | 'no-router-alert'
  | 'source-not-on-subnet'
  /** Multicast, broadcast or loopback as a source. */
  | 'source-invalid'
  | 'own-source'
  | 'destination'
  /** The kernel did not say where it came from and its source is on no or more than one link. */
  | 'interface-unknown'
  | 'interface-not-running'
  | 'group-not-multicast'
  /** 224.0.0.0/24 is never forwarded: nothing to remember. */
  | 'group-link-local'
  | 'ssm-range'
  | 'host-version'
  | 'policy'
  | 'limit-groups'
  | 'limit-sources'
  | 'limit-groups-per-host'
  | 'limit-tracked-hosts'
  | 'limit-rate'
