import type { Prefix } from '../../base/prefix.js'
import type { PrefixRange } from '../../base/prefix-list.js'
import type { ExternalAttributes, RedistributionRule } from './policy.js'

/** What makes the router an AS boundary router (RFC 2328 §3.3), and what it advertises as one. */
export interface ExternalSettings {
  readonly redistribute: readonly RedistributionRule[]
  /** What is advertised in the place of the networks in it. */
  readonly externalRanges: readonly ExternalRange[]
  /** undefined: no default route is advertised. */
  readonly defaultInformation: DefaultInformation | undefined
}

/** The default route, which no rule of redistribution is about. */
export interface DefaultInformation {
  /** One of these has to be in the kernel's table, or be a connected network; undefined: it is advertised always. */
  readonly condition: readonly PrefixRange[] | undefined
  readonly table: number
  readonly set: ExternalAttributes
}

/** A network that stands for those in it, as area ranges do inside of the AS (`summary-address` of other makes). */
export interface ExternalRange {
  readonly prefix: Prefix
  /** false: the networks in it are advertised neither by themselves nor by this. */
  readonly advertise: boolean
  /** undefined: the largest of the networks in it. */
  readonly metric: number | undefined
  /** undefined: 2 if one of them is of type 2. */
  readonly metricType: 1 | 2 | undefined
  readonly tag: number
}
