import type { Ipv4 } from '../../base/ipv4.js'
import type { Prefix } from '../../base/prefix.js'
import type { RouteSource } from './policy.js'

/** A network outside of the AS, as we tell the AS of it (RFC 2328 §12.4.4). */
export interface ExternalRoute {
  readonly prefix: Prefix
  readonly source: RouteSource | 'default-information' | 'external-range'
  readonly metric: number
  readonly metricType: 1 | 2
  readonly tag: number
  /** 0: none. */
  readonly forwardingAddress: Ipv4
}

/** Whether two routes to one network are advertised by the same LSA. */
export function sameExternalRoute(a: ExternalRoute, b: ExternalRoute): boolean {
  return (
    a.metric === b.metric &&
    a.metricType === b.metricType &&
    a.tag === b.tag &&
    a.forwardingAddress === b.forwardingAddress
  )
}
