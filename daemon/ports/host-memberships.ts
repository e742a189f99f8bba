import type { Membership } from '../../protocols/igmp/contract.js'

/** This machine as a member of groups, as any host is one: the kernel reports them and answers queries (RFC 4605 §4.1). */
export interface HostMemberships {
  /**
   * In place of what was asked for this group on this link before; an empty INCLUDE ends it. Any number of groups, and of
   * sources to INCLUDE; of more sources to EXCLUDE than the kernel takes for one group, the first are excluded.
   */
  set(membership: Membership): void
  readonly counters: {
    /** Groups that the kernel was asked for and has. */
    readonly groups: number
    /** Requests that the kernel refused. */
    readonly rejected: number
  }
}
