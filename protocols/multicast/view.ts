import type { Duration } from '../base/duration.js'
import type { FlowVerdict, MulticastRefusal } from './notice.js'

/** What the engine shows of itself, in the manner of IgmpView. */
export interface MulticastView {
  readonly interfaces: readonly MulticastInterfaceView[]
  readonly flows: readonly FlowView[]
  readonly proxies: readonly ProxyView[]
  readonly refused: Readonly<Partial<Record<MulticastRefusal, number>>>
  /** Upcalls by kind. */
  readonly upcalls: Readonly<Record<'NOCACHE' | 'WRONGVIF', number>>
}

export interface MulticastInterfaceView {
  readonly interface: string
  /** null: no VIF, see `whyNot`. */
  readonly vif: number | null
  readonly whyNot: string | null
  /** Named by `forward` or as a proxy's upstream or downstream. */
  readonly role: 'forward' | 'upstream' | 'downstream' | 'static' | 'igmp-only'
  readonly querier: boolean
  readonly ttlThreshold: number
  /** Groups that do not pass the link. */
  readonly boundary: readonly string[]
  readonly groups: number
  /** Packets of flows that go onto the link which were not sent there: with too low a TTL, or too large. */
  readonly notSent: number
}

/** One (S,G) entry of the kernel. */
export interface FlowView {
  readonly source: string
  readonly group: string
  readonly incoming: string
  readonly outgoing: readonly string[]
  readonly verdict: FlowVerdict
  readonly uptime: Duration
  /** Since the last packet, as far as the counters have been read. */
  readonly idle: Duration
  /** As the kernel counted them when they were last read. */
  readonly packets: number
  readonly bytes: number
  readonly wrongInterface: number
  /** A second, between the last two readings; null before the second. */
  readonly packetRate: number | null
  readonly byteRate: number | null
  readonly wrongInterfaceRate: number | null
}

export interface ProxyView {
  readonly upstream: string
  readonly downstream: readonly string[]
  /** RFC 4605 §4.1: the membership database. */
  readonly memberships: readonly {
    readonly group: string
    readonly filterMode: 'INCLUDE' | 'EXCLUDE'
    readonly sources: readonly string[]
  }[]
}
