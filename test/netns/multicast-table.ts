import type { Namespace } from '../../lab/namespace.js'

/** A forwarding entry of the kernel, with the names of links. */
export interface ForwardingEntry {
  readonly source: string
  readonly group: string
  readonly incoming: string
  readonly outgoing: readonly string[]
}

export async function forwardingEntries(at: Namespace): Promise<readonly ForwardingEntry[]> {
  const shown = (await at.ipJson('mroute show')) as readonly {
    readonly src: string
    readonly dst: string
    readonly iif: string
    readonly multipath?: readonly { readonly oif: string }[]
  }[]
  return shown.map(({ src, dst, iif, multipath = [] }) => ({
    source: src,
    group: dst,
    incoming: iif,
    outgoing: multipath.map(({ oif }) => oif),
  }))
}

/** How many links take part in the kernel's multicast forwarding. */
export async function countVifs(at: Namespace): Promise<number> {
  return (await at.run(['cat', '/proc/net/ip_mr_vif'])).trim().split('\n').length - 1
}
