import type { Agenda } from '../base/agenda.js'
import type { Instant } from '../base/duration.js'
import type { Ipv4 } from '../base/ipv4.js'
import type { Link } from '../engine/link.js'
import type { Membership } from '../igmp/contract.js'
import type { MulticastEffect } from './contract.js'
import type { FormerLife } from './former-life.js'
import type { FlowVerdict, MulticastRefusal } from './notice.js'
import type { MulticastInterfaceSettings, MulticastSettings } from './settings.js'

/** Everything multicast forwarding knows. The engine owns it; the functions of this folder change it. */
export interface MulticastMemory {
  readonly agenda: Agenda
  /** The instant of the input being handled. */
  now: Instant
  /** The effects of the input being handled, in order. */
  effects: MulticastEffect[]
  settings: MulticastSettings
  readonly links: Map<number, Link>
  /** By link index: links on which IGMP runs. */
  readonly igmp: Set<number>
  /** By link index: links on which we are the IGMP querier. */
  readonly queriers: Set<number>
  /** By link index: the links that something of the settings, or IGMP, needs a VIF for and that have one. */
  readonly interfaces: Map<number, MulticastInterface>
  /** By VIF number: the link index that has it. */
  readonly vifs: Map<number, number>
  /** Where the search for a free VIF number begins: numbers are used in turn, so that one is not reused at once. */
  nextVif: number
  /** What the links' hosts want: by group, then by link index. */
  readonly memberships: Map<Ipv4, Map<number, Wanted>>
  /** What another life of the daemon left in the kernel, as long as that may still be wanted. */
  former: FormerLife | undefined
  /** By group, then by source. */
  readonly flows: Map<Ipv4, Map<Ipv4, Flow>>
  flowCount: number
  /** Flows that are not forwarded, the longest silenced first: they make room for others. */
  readonly silenced: Set<Flow>
  /** Flows without a packet between the last two readings of their counters, the longest idle first. */
  readonly idle: Set<Flow>
  /** Links that need a VIF and found none left. */
  readonly without: Set<number>
  /** By link index, as far as the counters have been read: what the kernel has sent onto it, and what it should have but did not. */
  readonly sent: Map<number, { readonly packetsOut: number; readonly notSent: number }>
  /** What the upstream links were asked to be members of: by link index, then by group. */
  readonly upstream: Map<number, Map<Ipv4, Membership>>
  /** The kernel's routes back to sources of flows, where a link's reverse path check asks for them. */
  readonly routes: Map<Ipv4, SourceRoute>
  /** Sources whose route may have changed, and those of them that have been asked for. */
  readonly staleRoutes: { readonly waiting: Set<Ipv4>; readonly asked: Set<Ipv4> }
  readonly refusals: Map<MulticastRefusal, { count: number; unnoticed: number; noticedAt: Instant | undefined }>
  readonly upcalls: Record<'NOCACHE' | 'WRONGVIF', number>
  /** When the kernel's entries were last asked for. */
  readAt: Instant
}

/** Which packets of a group a link's hosts want. */
export interface Wanted {
  readonly filterMode: 'INCLUDE' | 'EXCLUDE'
  readonly sources: ReadonlySet<Ipv4>
}

/** A link with what the settings make of it. */
export interface MulticastInterface {
  readonly link: Link
  readonly settings: MulticastInterfaceSettings
  /** One of those between which multicast is forwarded. */
  readonly forwards: boolean
  readonly vif: number
}

export interface SourceRoute {
  /** Link indexes; undefined until the kernel has answered. */
  interfaces: readonly number[] | undefined
  /** The flows of the source. */
  readonly flows: Set<Flow>
}

/** One (S,G) entry of the kernel. */
export interface Flow {
  readonly source: Ipv4
  readonly group: Ipv4
  /** Link index of where its packets were met last. */
  arrived: number
  decision: Decision
  readonly since: Instant
  /** When the entry was last given to the kernel. */
  setAt: Instant
  /** When its counters were last seen to grow. */
  usedAt: Instant
  packets: number
  bytes: number
  wrongInterface: number
  /** When these were last read; undefined before the first time. */
  countedAt: Instant | undefined
  /** A second, between the last two readings; undefined before the second. */
  rates: { readonly packets: number; readonly bytes: number; readonly wrongInterface: number } | undefined
  /** Another link that its packets come in on as well, being weighed against the one in use. */
  contender: { readonly interface: number; forwarded: number | undefined } | undefined
}

/** What becomes of a flow: the kernel's entry, with links instead of VIFs, and why. */
export interface Decision {
  /** Link index. */
  readonly incoming: number
  /** In order of link index. */
  readonly outgoing: readonly { readonly interface: number; readonly threshold: number }[]
  readonly verdict: FlowVerdict
}
