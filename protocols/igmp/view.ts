import type { Duration } from '../base/duration.js'
import type { IgmpRefusal } from './notice.js'
import type { IgmpVersion } from './settings.js'

/**
 * What the engine shows of itself: plain JSON data, addresses as text, times as milliseconds from now (remaining) or
 * until now (elapsed). The same for `waymark show`, its `--json`, and the metrics.
 */
export interface IgmpView {
  readonly interfaces: readonly IgmpInterfaceView[]
  readonly groups: readonly IgmpGroupView[]
  /** Refused before their link was known. */
  readonly refused: Readonly<Partial<Record<IgmpRefusal, number>>>
}

export interface IgmpInterfaceView {
  readonly interface: string
  /** null while it is not running. */
  readonly address: string | null
  readonly running: boolean
  /** Why it is not running. */
  readonly whyNot: string | null
  readonly version: IgmpVersion
  readonly passive: boolean
  readonly querierState: 'Querier' | 'Non-Querier' | null
  /** The querier's address; null where none is known. */
  readonly querier: string | null
  /** Since the querier last changed. */
  readonly querierFor: Duration | null
  /** Until we become querier; null where we are it. */
  readonly otherQuerierPresent: Duration | null
  readonly nextGeneralQuery: Duration | null
  /** In force now: ours, or the querier's where we are not querier (RFC 3376 §4.1.6, §4.1.7). */
  readonly robustnessVariable: number
  readonly queryInterval: Duration
  readonly queryMaxResponseTime: Duration
  readonly lastMemberQueryInterval: Duration
  readonly lastMemberQueryCount: number
  readonly groupMembershipInterval: Duration
  readonly groups: number
  readonly sources: number
  readonly trackedHosts: number
  readonly received: Readonly<Record<IgmpMessageName, number>>
  readonly sent: Readonly<Record<IgmpMessageName, number>>
  readonly refused: Readonly<Partial<Record<IgmpRefusal, number>>>
  readonly joins: number
  readonly leaves: number
}

export type IgmpMessageName =
  | 'query-v1'
  | 'query-v2'
  | 'query-v3'
  | 'report-v1'
  | 'report-v2'
  | 'report-v3'
  | 'leave'
  | 'advertisement'
  | 'solicitation'
  | 'termination'

export interface IgmpGroupView {
  readonly interface: string
  readonly group: string
  readonly filterMode: 'INCLUDE' | 'EXCLUDE'
  /** Until the group leaves EXCLUDE mode; null in INCLUDE mode and for a static group. */
  readonly expires: Duration | null
  /** Since the group has had members; null for one that is static only. */
  readonly uptime: Duration | null
  /** RFC 3376 §7.3.2. */
  readonly compatibilityMode: 'IGMPv1' | 'IGMPv2' | 'IGMPv3'
  readonly version1HostPresent: Duration | null
  readonly version2HostPresent: Duration | null
  readonly lastReporter: string | null
  readonly static: boolean
  readonly sources: readonly IgmpSourceView[]
  /** null where hosts are not tracked. */
  readonly hosts: readonly IgmpHostView[] | null
}

export interface IgmpSourceView {
  readonly source: string
  /** What is suggested to forwarding (RFC 3376 §6.3). */
  readonly forwarded: boolean
  /** null where the source timer is zero, and for a static source. */
  readonly expires: Duration | null
}

export interface IgmpHostView {
  readonly host: string
  readonly filterMode: 'INCLUDE' | 'EXCLUDE'
  readonly sources: readonly string[]
  readonly expires: Duration
}
