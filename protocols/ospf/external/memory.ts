import type { Prefix } from '../../base/prefix.js'
import type { ForeignRoute } from '../../engine/foreign-route.js'
import { LsType } from '../lsa/lsa.js'
import { NetworkAdvertisements } from '../originate/network-advertisements.js'
import { type Aggregates, createAggregates } from './aggregate.js'
import type { ExternalRoute } from './route.js'

/** What an AS boundary router knows of networks outside of the AS. */
export interface ExternalMemory {
  /** The tables that are followed, and what others have in them, by `prefixKey`. */
  readonly tables: Map<number, Map<number, ForeignRoute>>
  /** Connected networks that OSPF does not advertise itself, by `prefixKey`. */
  connected: ReadonlyMap<number, Prefix>
  /** What the links and interfaces were, as far as they matter here, when everything was last considered. */
  surroundings: string
  /** What is brought into the AS, by `prefixKey`: the networks themselves. */
  readonly routes: Map<number, ExternalRoute>
  aggregates: Aggregates
  /** What the AS and our NSSAs are told of, by `prefixKey`: networks, or what stands for them. */
  readonly told: Map<number, ExternalRoute>
  /** What our AS-external-LSAs say, by `prefixKey`: networks, or what stands for them. */
  readonly advertised: Map<number, ExternalRoute>
  /** What is to be considered when the handling of the input ends, by `prefixKey`. */
  readonly pending: Map<number, Prefix>
  /** Our AS-external-LSAs. */
  readonly advertisements: NetworkAdvertisements
}

export function createExternalMemory(): ExternalMemory {
  return {
    tables: new Map(),
    connected: new Map(),
    surroundings: '',
    routes: new Map(),
    aggregates: createAggregates([]),
    told: new Map(),
    advertised: new Map(),
    pending: new Map(),
    advertisements: new NetworkAdvertisements({ area: undefined, interface: undefined }, LsType.asExternal),
  }
}
