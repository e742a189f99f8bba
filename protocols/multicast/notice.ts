import type { Ipv4 } from '../base/ipv4.js'
import type { Notice } from '../engine/notice.js'

/** What happens in multicast forwarding that somebody may want to know, one shape per fact. */
export type MulticastNotice = Notice &
  (
    | {
        readonly notice: 'multicast-interface'
        readonly interface: string
        /** null: it has lost its VIF, or there is none left for it. */
        readonly vif: number | null
        readonly reason: string
      }
    | {
        readonly notice: 'multicast-flow'
        readonly source: Ipv4
        readonly group: Ipv4
        readonly change: 'new' | 'changed' | 'moved' | 'expired' | 'removed'
        readonly incoming: string
        readonly outgoing: readonly string[]
        /** Why nothing, or less than wanted, is forwarded. */
        readonly reason: FlowVerdict
      }
    /** Interfaces and flows of a former life were found in the kernel and go on. */
    | { readonly notice: 'multicast-adopted'; readonly interfaces: number; readonly flows: number }
    /** What nothing of this life asked for is gone: all memberships are known. */
    | { readonly notice: 'multicast-swept'; readonly interfaces: number; readonly flows: number }
    /** The first refusal of its reason, and then at most one a minute. */
    | {
        readonly notice: 'multicast-refused'
        readonly source: Ipv4
        readonly group: Ipv4
        readonly interface: string | null
        readonly reason: MulticastRefusal
        readonly count: number
      }
  )

/** Why an upcall is not answered: closed, counted. */
export type MulticastRefusal =
  | 'unknown-vif'
  | 'group-not-multicast'
  | 'group-link-local'
  /** Multicast, broadcast, loopback or 0.0.0.0 as a source. */
  | 'source-invalid'
  | 'limit-flows'
  | 'unknown-flow'

/** Why a flow is forwarded, or why not: closed. */
export type FlowVerdict =
  | 'forwarded'
  | 'no-member'
  /** There are members, but another router is the querier of their link. */
  | 'not-querier'
  | 'boundary'
  /** The source is in no subnet of the incoming link. */
  | 'reverse-path'
  | 'incoming-not-forwarding'
