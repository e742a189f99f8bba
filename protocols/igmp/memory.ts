import type { Agenda } from '../base/agenda.js'
import type { Duration, Instant } from '../base/duration.js'
import type { Ipv4 } from '../base/ipv4.js'
import type { Link } from '../engine/link.js'
import type { IgmpEffect, Membership } from './contract.js'
import type { GroupState } from './group/state.js'
import type { IgmpRefusal } from './notice.js'
import type { Advertising } from './router-advertisement.js'
import type { IgmpInterfaceSettings, IgmpSettings, IgmpVersion } from './settings.js'
import type { IgmpMessageName } from './view.js'

/** Everything the IGMP router knows. The engine owns it; the functions of this folder change it. */
export interface IgmpMemory {
  readonly agenda: Agenda
  /** The instant of the input being handled. */
  now: Instant
  /** The effects of the input being handled, in order. */
  effects: IgmpEffect[]
  settings: IgmpSettings
  readonly links: Map<number, Link>
  /** By link index: the links that a rule of the settings matches. */
  readonly interfaces: Map<number, IgmpInterface>
  /** Refused before their link was known. */
  readonly refusals: Refusals
  /** Groups for which this input asks for specific queries; sent at its end. */
  readonly asked: Set<Group>
  /** Groups whose membership may have changed with this input; told at its end, each once. */
  readonly touched: Map<IgmpInterface, Set<Ipv4>>
}

/** How often each reason was met, and what the next notice of it has to count. */
export type Refusals = Map<IgmpRefusal, { count: number; unnoticed: number; noticedAt: Instant | undefined }>

/** A link that IGMP is configured on. */
export interface IgmpInterface {
  link: Link
  settings: IgmpInterfaceSettings
  role: Role
  /** Its socket is open: it has had an address since it was matched. */
  open: boolean
  /** By group address. */
  readonly groups: Map<Ipv4, Group>
  /** What forwarding was told last; groups without members are absent. */
  readonly told: Map<Ipv4, Membership>
  /** Source records of all groups. */
  sources: number
  /** Groups that each host brought into being. */
  readonly groupsOfHost: Map<Ipv4, number>
  trackedHosts: number
  /** From when on every host has had the time to answer a general query: then the tracked hosts are all there are. */
  trackingCompleteAt: Instant
  /** Groups with specific queries still to be sent. */
  readonly querying: Set<Group>
  /** undefined where routers are not advertised. */
  advertising: Advertising | undefined
  readonly bucket: { tokens: number; filledAt: Instant }
  readonly received: Record<IgmpMessageName, number>
  readonly sent: Record<IgmpMessageName, number>
  readonly refusals: Refusals
  versionMismatchNoticedAt: Instant | undefined
  joins: number
  leaves: number
}

/** RFC 2236 §7: whether we send the queries of the link. */
export type Role =
  /** No queries are sent or received: no link, or no address. */
  | { readonly state: 'Initial'; readonly reason: string }
  | {
      readonly state: 'Querier'
      readonly address: Ipv4
      readonly since: Instant
      /** General queries still to be sent a Startup Query Interval apart. */
      startupQueries: number
      /** A better querier was heard while specific queries were pending; obeyed when they are over (RFC 2236 §3). */
      successor: Heard | undefined
    }
  | {
      readonly state: 'Non-Querier'
      readonly address: Ipv4
      readonly since: Instant
      /** undefined on a passive link where no query has been heard. */
      readonly querier: Heard | undefined
    }

/** The general query of another router, as far as it matters here. */
export interface Heard {
  readonly querier: Ipv4
  readonly at: Instant
  readonly version: IgmpVersion
  /** What the querier says of its own; undefined where its query does not say (RFC 3376 §4.1.6, §4.1.7). */
  readonly robustnessVariable: number | undefined
  readonly queryInterval: Duration | undefined
  readonly queryMaxResponseTime: Duration | undefined
}

/** A multicast group with members on a link (RFC 3376 §6.2). */
export interface Group {
  readonly interface: IgmpInterface
  readonly address: Ipv4
  /** The agenda's name for all timers of the group. */
  readonly timer: string
  state: GroupState
  readonly since: Instant
  lastReporter: Ipv4
  /** The host that brought it into being. */
  readonly creator: Ipv4
  /** The older host present timers (§7.3.2): until when; in the past where they do not run. */
  version1HostUntil: Instant
  version2HostUntil: Instant
  /** Specific queries to be sent again (§6.6.3). */
  pendingGroupQuery: PendingQuery | undefined
  pendingSourceQueries: Map<Ipv4, PendingQuery> | undefined
  /** By host; undefined where none is tracked. */
  hosts: Map<Ipv4, TrackedHost> | undefined
  /** Until when members may exist that are not in `hosts`. */
  untrackedUntil: Instant
  /** Source records counted in the interface's total. */
  countedSources: number
}

/** A query of which `remaining` transmissions are left, the next at `due`. */
export interface PendingQuery {
  remaining: number
  due: Instant
}

/** What one host said last of the group. */
export interface TrackedHost {
  filterMode: 'INCLUDE' | 'EXCLUDE'
  readonly sources: Set<Ipv4>
  expires: Instant
}
