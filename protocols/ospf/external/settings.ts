import type { PrefixRange } from '../../base/prefix-list.js'
import type { ExternalAttributes, RedistributionRule } from './policy.js'

/** What makes the router an AS boundary router (RFC 2328 §3.3), and what it advertises as one. */
export interface ExternalSettings {
  readonly redistribute: readonly RedistributionRule[]
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

export const NO_EXTERNALS: ExternalSettings = { redistribute: [], defaultInformation: undefined }
