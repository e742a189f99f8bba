import type { Ipv4 } from '../base/ipv4.js'
import type { LinkInput } from '../engine/link.js'
import type { Membership } from '../igmp/contract.js'
import type { MulticastNotice } from './notice.js'
import type { MulticastSettings } from './settings.js'

/** Everything that can reach the multicast forwarding engine. */
export type MulticastInput =
  | LinkInput
  | { readonly on: 'time' }
  | { readonly on: 'settings'; readonly settings: MulticastSettings }
  /**
   * What another life of the daemon left in the kernel, told before settings and links. It goes on as it is until the
   * memberships of its links are known.
   */
  | { readonly on: 'former-life'; readonly vifs: readonly FormerVif[]; readonly entries: readonly FormerEntry[] }
  | { readonly on: 'membership'; readonly membership: Membership }
  | { readonly on: 'querier'; readonly interface: number; readonly querier: boolean }
  /** IGMP runs on this link from now on, or no more (its `open` and `close`): to be heard it needs a VIF. */
  | { readonly on: 'igmp'; readonly interface: number; readonly running: boolean }
  /** The memberships of this link are known from now on (IGMP's `converged`). */
  | { readonly on: 'converged'; readonly interface: number }
  /** The kernel asks what to do with a flow, or met one on an interface where it does not belong. */
  | {
      readonly on: 'upcall'
      readonly upcall: 'NOCACHE' | 'WRONGVIF'
      readonly vif: number
      readonly source: Ipv4
      readonly group: Ipv4
    }
  /** The kernel's forwarding entries and their counters, read because of a `read-entries` effect. */
  | { readonly on: 'entries'; readonly entries: readonly KernelEntry[]; readonly vifs: readonly KernelVifCount[] }
  /** Answers `find-route`: the links that the kernel's route to this source leads to; none where it has no route. */
  | { readonly on: 'route'; readonly source: Ipv4; readonly interfaces: readonly number[] }
  /** The kernel's unicast routes, some of them, are others than they were. */
  | { readonly on: 'routes-changed' }
  | { readonly on: 'shutdown' }

export interface FormerVif {
  readonly vif: number
  /** Link index. */
  readonly interface: number
}

/** A forwarding entry in link indexes. */
export interface FormerEntry {
  readonly source: Ipv4
  readonly group: Ipv4
  readonly incoming: number
  readonly outgoing: readonly { readonly interface: number; readonly threshold: number }[]
}

/** One forwarding entry as the kernel counts it. */
export interface KernelEntry {
  readonly source: Ipv4
  readonly group: Ipv4
  readonly packets: number
  readonly bytes: number
  readonly wrongInterface: number
}

/** What the kernel has sent onto a link, by the number of its VIF; read after the entries. */
export interface KernelVifCount {
  readonly vif: number
  readonly packetsOut: number
}

/** Everything the multicast engine can ask for. */
export type MulticastEffect =
  /**
   * VIF numbers are 0 to 31 and belong to the engine. Every link with a VIF needs an IGMP socket with Router Alert,
   * also where IGMP does not run, or the kernel takes reports for data.
   */
  | { readonly do: 'add-vif'; readonly vif: number; readonly interface: number }
  | { readonly do: 'remove-vif'; readonly vif: number }
  /** Add or replace in place; no outgoing interface silences the flow. */
  | {
      readonly do: 'set-entry'
      readonly source: Ipv4
      readonly group: Ipv4
      readonly incoming: number
      /** By VIF; packets with a TTL not above `threshold` are not forwarded. */
      readonly outgoing: readonly { readonly vif: number; readonly threshold: number }[]
    }
  | { readonly do: 'remove-entry'; readonly source: Ipv4; readonly group: Ipv4 }
  /**
   * Be a member, as a host (RFC 4605 §4.1), of the group on this link, in place of what was asked before; an empty
   * INCLUDE ends it.
   */
  | { readonly do: 'host-membership'; readonly membership: Membership }
  /** Say `routes-changed` from now on, or no more. */
  | { readonly do: 'watch-routes'; readonly watch: boolean }
  /** Nothing that another life has left counts any more: what was kept of it may go. */
  | { readonly do: 'former-life-ended' }
  /** Answer with a `route` input. */
  | { readonly do: 'find-route'; readonly source: Ipv4 }
  /** Answer with an `entries` input. */
  | { readonly do: 'read-entries' }
  | { readonly do: 'notice'; readonly notice: MulticastNotice }
  | { readonly do: 'stopped' }
