import type { RouterId } from '../identifiers.js'
import type { Area } from '../memory.js'
import type { NetworkAdvertisements } from '../originate/network-advertisements.js'
import type { RoutingMemory } from '../routing/memory.js'
import type { Destination } from '../routing/table.js'
import type { OspfSettings } from '../settings.js'
import { createNssaMemory, type NssaMemory } from './nssa.js'
import { createRangeMemory, type RangeMemory } from './ranges.js'

/** What an area border router remembers of its summary-LSAs (RFC 2328 §12.4.3). */
export interface BorderMemory {
  /** Whose routes changed since the summary-LSAs were last considered. */
  readonly destinations: Set<Destination>
  readonly asbrs: Set<RouterId>
  /** By area: the type 3 and type 4 LSAs that we originate into it. */
  readonly intoArea: Map<Area, { readonly networks: NetworkAdvertisements; readonly asbrs: Map<RouterId, number> }>
  /** Under which conditions they were last considered. */
  considered: Conditions | undefined
  /** The bits that our router-LSAs in all areas have for our being a border router, as far as they were considered. */
  declared: number
  readonly ranges: RangeMemory
  readonly nssa: NssaMemory
}

/** What all summary-LSAs depend on: where it differs, each is considered again. */
export interface Conditions {
  readonly settings: OspfSettings
  readonly isAreaBorderRouter: boolean
  readonly activeBackboneConnection: boolean
  /** RFC 6987: what each costs at least. */
  readonly leastMetric: number
  readonly areas: readonly Area[]
  readonly ranges: RangeMemory['byArea']
  readonly transitAreas: RoutingMemory['transitAreas']
}

export function createBorderMemory(): BorderMemory {
  return {
    destinations: new Set(),
    asbrs: new Set(),
    intoArea: new Map(),
    considered: undefined,
    declared: 0,
    ranges: createRangeMemory(),
    nssa: createNssaMemory(),
  }
}
