import type { Ipv4 } from '../../base/ipv4.js'
import type { Prefix } from '../../base/prefix.js'
import type { ForeignRoute } from '../../engine/foreign-route.js'
import { LsType } from '../lsa/lsa.js'
import { NetworkAdvertisements } from '../originate/network-advertisements.js'
import type { RouteSource } from './policy.js'

/** What an AS boundary router knows of networks outside of the AS. */
export interface ExternalMemory {
  /** The tables that are followed, and what others have in them, by `prefixKey`. */
  readonly tables: Map<number, Map<number, ForeignRoute>>
  /** Connected networks that OSPF does not advertise itself, by `prefixKey`. */
  connected: ReadonlyMap<number, Prefix>
  /** What the links and interfaces were, as far as they matter here, when everything was last considered. */
  surroundings: string
  /** What is brought into the AS, by `prefixKey`. */
  readonly routes: Map<number, ExternalRoute>
  /** What is to be considered when the handling of the input ends, by `prefixKey`. */
  readonly pending: Map<number, Prefix>
  /** Our AS-external-LSAs. */
  readonly advertisements: NetworkAdvertisements
}

/** A network outside of the AS, as we tell the AS of it (RFC 2328 §12.4.4). */
export interface ExternalRoute {
  readonly prefix: Prefix
  readonly source: RouteSource | 'default-information'
  readonly metric: number
  readonly metricType: 1 | 2
  readonly tag: number
  /** 0: none. */
  readonly forwardingAddress: Ipv4
}

export function createExternalMemory(): ExternalMemory {
  return {
    tables: new Map(),
    connected: new Map(),
    surroundings: '',
    routes: new Map(),
    pending: new Map(),
    advertisements: new NetworkAdvertisements({ area: undefined, interface: undefined }, LsType.asExternal),
  }
}
