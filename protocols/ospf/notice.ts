import type { Duration } from '../base/duration.js'
import type { Ipv4 } from '../base/ipv4.js'
import type { Notice } from '../engine/notice.js'
import type { HelpOutcome, RestartOutcome } from './graceful-restart/memory.js'
import type { AreaId, RouterId } from './identifiers.js'
import type { RestartReason } from './lsa/grace-lsa.js'
import type { InterfaceState, NeighborEvent, NeighborState } from './states.js'
import type { StubRouterReason } from './stub-router.js'

/** What happens in OSPF that somebody may want to know, one shape per fact. */
export type OspfNotice = Notice &
  (
    | {
        readonly notice: 'neighbor-state'
        readonly interface: string
        readonly neighbor: RouterId
        readonly address: Ipv4
        readonly from: NeighborState
        readonly to: NeighborState
        readonly event: NeighborEvent
        /** In words, for a person: `no Hello for 40 s`, `MTU mismatch: theirs 9000, ours 1500`. */
        readonly reason: string
      }
    | {
        readonly notice: 'interface-state'
        readonly interface: string
        readonly area: AreaId
        readonly from: InterfaceState
        readonly to: InterfaceState
        readonly reason: string
      }
    /** A virtual link stays down for a reason that somebody has to mend. */
    | {
        readonly notice: 'virtual-link-unusable'
        readonly interface: string
        readonly reason: string
      }
    | {
        readonly notice: 'designated-router'
        readonly interface: string
        /** Addresses on the link; 0 for none. */
        readonly designatedRouter: Ipv4
        readonly backupDesignatedRouter: Ipv4
      }
    | {
        readonly notice: 'packet-refused'
        readonly interface: string
        readonly source: Ipv4
        readonly reason: PacketRefusal
        readonly detail: string
      }
    | {
        readonly notice: 'lsa-refused'
        readonly interface: string
        readonly neighbor: RouterId
        readonly lsa: string
        readonly reason: LsaRefusal
      }
    | {
        readonly notice: 'routes-calculated'
        readonly routes: number
        readonly added: number
        readonly removed: number
        readonly changed: number
      }
    /** The shortest-path tree was not what the LSAs make of it, which cannot be; it is calculated anew. */
    | { readonly notice: 'tree-differs'; readonly area: AreaId; readonly vertices: number }
    | { readonly notice: 'self-originated-received'; readonly lsa: string; readonly neighbor: RouterId }
    /** All keys of the chain have outlived their send lifetimes, and the last one is used on; or one is valid again. */
    | {
        readonly notice: 'key-chain'
        readonly interface: string
        readonly keyChain: string
        readonly keyId: number
        readonly expired: boolean
      }
    /** A neighbor restarts gracefully, and we help it (RFC 3623 §3.1). */
    | {
        readonly notice: 'restart-helped'
        readonly interface: string
        readonly neighbor: RouterId
        readonly address: Ipv4
        readonly reason: RestartReason
        readonly graceLeft: Duration
      }
    | {
        readonly notice: 'restart-not-helped'
        readonly interface: string
        readonly neighbor: RouterId
        readonly address: Ipv4
        /** In words: `helping is switched off` */
        readonly why: string
      }
    /** RFC 3623 §3.2 */
    | {
        readonly notice: 'restart-help-ended'
        readonly interface: string
        readonly neighbor: RouterId
        readonly address: Ipv4
        /** What it counts as from now on. */
        readonly state: NeighborState
        readonly outcome: HelpOutcome
        readonly why: string
      }
    /** Whether others are asked to send around this router (RFC 6987), and why; undefined: not any more. */
    | {
        readonly notice: 'stub-router'
        readonly reason: StubRouterReason | undefined
        readonly before: StubRouterReason | undefined
      }
    /** We have begun a graceful restart, and for how long our neighbors may count us as adjacent (RFC 3623 §2). */
    | { readonly notice: 'restarting'; readonly planned: boolean; readonly graceLeft: Duration }
    /** RFC 3623 §2.2 */
    | { readonly notice: 'restart-ended'; readonly outcome: RestartOutcome; readonly why: string }
    /** The database holds so many LSAs of others, as `maximum-lsas` counts them. */
    | { readonly notice: 'lsas-near-maximum'; readonly counted: number; readonly maximum: number }
    /** There are more: the adjacencies end, and for a while the instance does nothing. */
    | { readonly notice: 'lsas-overflown'; readonly maximum: number; readonly pause: Duration }
    | { readonly notice: 'overflow-pause-over' }
    | { readonly notice: 'duplicate-router-id'; readonly interface: string; readonly source: Ipv4 }
  )

/** Why an OSPF packet is refused: closed, counted per interface. RFC 2328 §8.2 and the sections it names. */
export type PacketRefusal =
  | 'truncated'
  | 'version'
  | 'unknown-type'
  | 'length'
  | 'checksum'
  | 'authentication-type'
  | 'authentication-failed'
  | 'authentication-sequence'
  | 'area-mismatch'
  | 'destination'
  | 'source-not-on-subnet'
  | 'own-source'
  | 'own-router-id'
  | 'router-id-zero'
  | 'passive-interface'
  | 'interface-down'
  | 'ttl'
  | 'neighbor-not-allowed'
  | 'mask-mismatch'
  | 'hello-interval-mismatch'
  | 'dead-interval-mismatch'
  | 'option-mismatch'
  | 'unknown-neighbor'
  | 'neighbor-state'
  | 'mtu-mismatch'
  | 'malformed'
  | 'too-many-neighbors'
  | 'dd-sequence'
  | 'too-many-lsas'

/** Why one LSA of an otherwise good packet is refused: closed, counted per interface. RFC 2328 §13. */
export type LsaRefusal =
  | 'lsa-truncated'
  | 'lsa-length'
  | 'lsa-checksum'
  | 'lsa-malformed'
  | 'lsa-unknown-type'
  | 'lsa-not-in-stub-area'
  | 'lsa-link-state-id'
  | 'lsa-age'
  | 'lsa-sequence-number'
  | 'lsa-scope'
  | 'lsa-min-arrival'
  | 'lsa-flushed-lately'
  | 'lsa-maximum'
