import { type Ipv4, UNSPECIFIED } from '../../base/ipv4.js'
import { contains, prefixOf } from '../../base/prefix.js'
import type { Link } from '../../engine/link.js'
import type { NextHop } from '../../engine/route.js'

/** The number of a set of next hops in a `NextHopTable`. */
export type HopSet = number

/** The set without a next hop. */
export const NO_HOPS: HopSet = 0

/**
 * §16.1.1: says that there are paths over virtual links, and stands for the next hops of those that begin with one until the
 * Transit areas are examined (§16.3). It is the last in a set, and takes the place of no real one.
 */
export const VIRTUAL_NEXT_HOP: NextHop = { interface: 0xffffffff, gateway: UNSPECIFIED, onlink: false }

/**
 * Sets of next hops, each kept once and called by a number, so that the shortest-path calculation inherits, merges and
 * compares them as numbers. A set is ordered by interface and then gateway, has no duplicates, and never more than
 * `maximumPaths` members beside `VIRTUAL_NEXT_HOP`: the first ones in that order, which is the same whenever it is cut
 * (§16.8).
 */
export class NextHopTable {
  readonly maximumPaths: number
  readonly #sets: (readonly NextHop[])[] = [[]]
  readonly #numbers = new Map<string, HopSet>([['', NO_HOPS]])
  readonly #hops = new Map<string, NextHop>()
  readonly #unions = new Map<number, HopSet>()

  constructor(maximumPaths: number) {
    this.maximumPaths = maximumPaths
  }

  /** How many sets and unions are remembered. */
  get size(): number {
    return this.#sets.length + this.#unions.size
  }

  hopsOf(set: HopSet): readonly NextHop[] {
    return this.#sets[set]!
  }

  /** The set of these next hops. */
  setOf(hops: readonly NextHop[]): HopSet {
    const byKey = new Map<string, NextHop>()
    for (const hop of hops) byKey.set(keyOf(hop), hop)
    const isVirtual = byKey.delete(VIRTUAL_KEY)
    const ordered = [...byKey.values()].sort(compare).slice(0, this.maximumPaths)
    if (isVirtual) ordered.push(VIRTUAL_NEXT_HOP)
    const key = ordered.map(keyOf).join()
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    const number = this.#sets.length
    this.#sets.push(ordered.map((hop) => this.#once(hop)))
    this.#numbers.set(key, number)
    return number
  }

  union(a: HopSet, b: HopSet): HopSet {
    if (a === b || b === NO_HOPS) return a
    if (a === NO_HOPS) return b
    const key = a < b ? a * 0x4000000 + b : b * 0x4000000 + a
    let union = this.#unions.get(key)
    if (union === undefined) {
      union = this.setOf([...this.#sets[a]!, ...this.#sets[b]!])
      this.#unions.set(key, union)
    }
    return union
  }

  /** The set with `VIRTUAL_NEXT_HOP`, of paths that go on over a virtual link; none of no paths. */
  virtually(set: HopSet): HopSet {
    return set === NO_HOPS ? NO_HOPS : this.union(set, this.setOf([VIRTUAL_NEXT_HOP]))
  }

  /** Whether paths of the set go over a virtual link. */
  isVirtual(set: HopSet): boolean {
    return this.#sets[set]!.at(-1)?.interface === VIRTUAL_NEXT_HOP.interface
  }

  /** The set without `VIRTUAL_NEXT_HOP`. */
  resolved(set: HopSet): HopSet {
    return this.isVirtual(set) ? this.setOf(this.#sets[set]!.slice(0, -1)) : set
  }

  /** Whether a next hop of the set is the destination itself, on a link of ours. */
  isDirect(set: HopSet): boolean {
    return this.#sets[set]!.some((hop) => hop.gateway === undefined)
  }

  /**
   * §16.1.1, second case: the set for a router on the network that is reached by `set`. Where the network is our own,
   * each of the router's addresses on it is a gateway; otherwise the next hops are inherited.
   */
  through(set: HopSet, gateways: readonly Ipv4[], onLink: (link: number, gateway: Ipv4) => boolean): HopSet {
    const hops: NextHop[] = []
    for (const hop of this.#sets[set]!) {
      if (hop.gateway !== undefined) hops.push(hop)
      else
        for (const gateway of gateways)
          if (onLink(hop.interface, gateway)) hops.push({ interface: hop.interface, gateway, onlink: false })
    }
    return this.setOf(hops)
  }

  #once(hop: NextHop): NextHop {
    const key = keyOf(hop)
    const known = this.#hops.get(key)
    if (known !== undefined) return known
    this.#hops.set(key, hop)
    return hop
  }
}

/** Whether `address` lies in a subnet of the link, or is the far end of one of its addresses. */
export function isOnLink(link: Link, address: Ipv4): boolean {
  return link.addresses.some(
    (a) => a.peer === address || contains(prefixOf(a.peer ?? a.address, a.prefixLength), address),
  )
}

/** Whether both are the same next hops in the same order. */
export function sameNextHops(a: readonly NextHop[], b: readonly NextHop[]): boolean {
  return a === b || (a.length === b.length && a.every((hop, i) => keyOf(hop) === keyOf(b[i]!)))
}

function keyOf(hop: NextHop): string {
  return `${hop.interface} ${hop.gateway ?? ''}${hop.onlink ? 'o' : ''}`
}

const VIRTUAL_KEY = keyOf(VIRTUAL_NEXT_HOP)

function compare(a: NextHop, b: NextHop): number {
  return a.interface - b.interface || (a.gateway ?? -1) - (b.gateway ?? -1) || Number(a.onlink) - Number(b.onlink)
}
