import type { Ipv4 } from '../../protocols/base/ipv4.js'
import type { FormerEntry, FormerVif, KernelEntry } from '../../protocols/multicast/contract.js'

/** The kernel asks what to do with a flow, or met one on an interface where it does not belong. */
export interface Upcall {
  readonly upcall: 'NOCACHE' | 'WRONGVIF'
  readonly vif: number
  readonly source: Ipv4
  readonly group: Ipv4
}

export interface MulticastEntry {
  readonly source: Ipv4
  readonly group: Ipv4
  /** The VIF that its packets must come in on. */
  readonly incoming: number
  /** By VIF; packets with a TTL not above `threshold` (1 to 254) are not forwarded. None: the flow is silenced. */
  readonly outgoing: readonly { readonly vif: number; readonly threshold: number }[]
}

/** Counted since the start. */
export interface MulticastCounters {
  upcallsNoCache: number
  upcallsWrongVif: number
  /** Upcalls of other kinds, and those that the router's own IGMP packets cause. */
  upcallsIgnored: number
  entriesSet: number
  entriesRemoved: number
  /** Refused by the kernel. */
  rejected: number
}

/** A VIF, with the packets that were forwarded from and to it. */
export interface KernelVif extends FormerVif {
  readonly packetsIn: number
  readonly packetsOut: number
}

/** What a claimed table holds already: another life of the daemon made it. Entries only of links that have a VIF. */
export interface FormerTable {
  readonly vifs: readonly FormerVif[]
  readonly entries: readonly FormerEntry[]
}

/**
 * The kernel's multicast forwarding: virtual interfaces and (S,G) entries. One process a network namespace can own it;
 * while another does, what is wanted is kept here and installed as soon as that one goes. What was made stays when the
 * process dies, and is used again by the next owner.
 */
export interface MulticastTable {
  /**
   * Claims the kernel's table, and says what it holds: nothing of it is touched but by the calls below. A notice says so
   * when another process has it; it is tried again each few seconds, and what that one left is removed then.
   */
  start(): Promise<FormerTable>
  /** Whether the kernel's table is ours. */
  readonly owned: boolean
  /** `vif` is 0 to 31; the entries that name it are installed (again) afterwards. */
  addVif(vif: number, interfaceIndex: number): void
  /** Entries that come in on it must have been removed before: the kernel would give them to the next holder of the number. */
  removeVif(vif: number): void
  /** Adds or replaces in place, without a gap. */
  setEntry(entry: MulticastEntry): void
  removeEntry(source: Ipv4, group: Ipv4): void
  /** The kernel's own counts. */
  readEntries(): Promise<readonly KernelEntry[]>
  readVifs(): Promise<readonly KernelVif[]>
  /** The links that the kernel's unicast route to `source` leads to; none where it has no route. */
  findRoute(source: Ipv4): Promise<readonly number[]>
  /** Has `changed` called soon after the kernel's unicast routes have changed; undefined: no more. */
  watchRoutes(changed: (() => void) | undefined): void
  /**
   * The TTL with which UDP packets of a flow arrive on this link, undefined when none comes within a second. The group
   * is joined there for as long as it takes.
   */
  arrivingTimeToLive(
    flow: { readonly source: Ipv4; readonly group: Ipv4 },
    interfaceIndex: number,
  ): Promise<number | undefined>
  readonly counters: Readonly<MulticastCounters>
  /**
   * How strictly the kernel checks the way back to a source on this link (net.ipv4.conf.*.rp_filter): 1 and 2 drop
   * packets of sources without a route before forwarding sees them.
   */
  reversePathFilter(interfaceIndex: number): 0 | 1 | 2 | undefined
  /** Packets of this namespace that the reverse path filter dropped (TcpExt IPReversePathFilter). */
  reversePathFilterDrops(): number | undefined
}
