import type { Ipv4 } from '../../protocols/base/ipv4.js'
import type { Prefix } from '../../protocols/base/prefix.js'
import type { ExternalSettings } from '../../protocols/ospf/external/settings.js'
import { type AbrType, AREA_DEFAULTS, type AreaSettings } from '../../protocols/ospf/settings.js'
import type { StubRouterSettings } from '../../protocols/ospf/stub-router.js'
import { NO_EXTERNALS } from '../ospf/default-settings.js'
import type { EndPlan, RouterPlan } from './topology.js'

/** What a router is told beside its interfaces. */
export interface Configuration extends ExternalSettings {
  readonly abrType: AbrType
  readonly maximumPaths: number
  /** RFC 2328 §C.1; the same in all routers. */
  readonly rfc1583Compatibility: boolean
  /** It is a stub router, always (RFC 6987), and says so like this. */
  readonly stubRouter: Pick<StubRouterSettings, 'includeStub' | 'summaryMetric' | 'externalMetric'> | undefined
  /** What it is told of areas, where that is not `AREA_DEFAULTS`. Their types are the same in all of an area's routers. */
  readonly areas: ReadonlyMap<number, AreaConfiguration>
}

export type AreaConfiguration = Omit<AreaSettings, 'id' | 'interfaces'>

export const PLAIN: Configuration = {
  abrType: 'cisco',
  maximumPaths: 64,
  rfc1583Compatibility: false,
  stubRouter: undefined,
  areas: new Map(),
  ...NO_EXTERNALS,
}

export function areaConfiguration({ configuration }: RouterPlan, area: number): AreaConfiguration {
  return configuration.areas.get(area) ?? AREA_DEFAULTS
}

/** What a router has of the world outside of the AS. */
export interface Outside {
  /** Networks of links on which OSPF does not run. */
  readonly connected: readonly Prefix[]
  /** Its kernel's routes by hand. */
  readonly foreign: readonly ForeignPlan[]
}

export interface ForeignPlan {
  readonly prefix: Prefix
  readonly realm: number
  /** An address on the network of one of its interfaces; undefined: packets are discarded. */
  readonly gateway: { readonly end: EndPlan; readonly address: Ipv4 } | undefined
}

export const NOTHING_OUTSIDE: Outside = { connected: [], foreign: [] }

/** The table with the routes by hand. */
export const MAIN_TABLE = 254
/** The first of the indexes of links on which OSPF does not run. */
export const OUTSIDE_INDEX = 1000
