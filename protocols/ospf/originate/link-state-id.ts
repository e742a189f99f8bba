import { type Ipv4, ipv4FromNumber } from '../../base/ipv4.js'
import { maskOf, type Prefix, prefixKey } from '../../base/prefix.js'

/** A Link State ID that is used otherwise than before: for another network, or (`prefix` undefined) for none. */
export interface Reassignment {
  readonly linkStateId: Ipv4
  readonly prefix: Prefix | undefined
}

/**
 * RFC 2328 Appendix E: the Link State IDs of our LSAs of one type and scope, each of which describes one network (types 3,
 * 5 and 7). A network's own address wherever possible; of several networks with one address, the least specific has it,
 * and the others have their host bits set. Where the appendix assumes too much it goes on: a host route has no host bits
 * to set and comes before all others of its address; where a network's highest address is taken the next lower is; and
 * a network all of whose addresses are others' has none for as long.
 */
export class LinkStateIds {
  readonly #users = new Map<Ipv4, Prefix>()
  readonly #ids = new Map<number, Ipv4>()
  /** Networks for which no ID is left, by `prefixKey`. */
  readonly #without = new Map<number, Prefix>()
  /** By network address, the best claim to it first. */
  readonly #claims = new Map<Ipv4, Prefix[]>()

  idOf(prefix: Prefix): Ipv4 | undefined {
    return this.#ids.get(prefixKey(prefix))
  }

  /** Gives the network an ID; no reassignment where it has one. */
  add(prefix: Prefix): readonly Reassignment[] {
    const key = prefixKey(prefix)
    if (this.#ids.has(key) || this.#without.has(key)) return []
    const claims = this.#claims.get(prefix.address) ?? []
    claims.push(prefix)
    claims.sort((a, b) => claim(a) - claim(b))
    this.#claims.set(prefix.address, claims)
    const changed = new Set<Ipv4>()
    if (claims[0] === prefix) this.#take(prefix, prefix.address, changed)
    else this.#settle(prefix, changed)
    return this.#reassignments(changed)
  }

  /** Takes the network's ID back; what has the next claim to it gets it. */
  remove(prefix: Prefix): readonly Reassignment[] {
    const key = prefixKey(prefix)
    const id = this.#ids.get(key)
    if (id === undefined && !this.#without.has(key)) return []
    const claims = this.#claims.get(prefix.address)!.filter((other) => prefixKey(other) !== key)
    if (claims.length === 0) this.#claims.delete(prefix.address)
    else this.#claims.set(prefix.address, claims)
    this.#without.delete(key)
    if (id === undefined) return []
    const changed = new Set([id])
    this.#users.delete(id)
    this.#ids.delete(key)
    const heir = this.#claims.get(id)?.[0]
    if (heir !== undefined && this.idOf(heir) !== id) {
      this.#release(heir, changed)
      this.#take(heir, id, changed)
    }
    for (const other of [...this.#without.values()]) this.#settle(other, changed)
    return this.#reassignments(changed)
  }

  #take(prefix: Prefix, id: Ipv4, changed: Set<Ipv4>): void {
    const former = this.#users.get(id)
    this.#users.set(id, prefix)
    this.#ids.set(prefixKey(prefix), id)
    this.#without.delete(prefixKey(prefix))
    changed.add(id)
    if (former !== undefined) this.#settle(former, changed)
  }

  /** Gives a network that has no claim to its own address another ID. */
  #settle(prefix: Prefix, changed: Set<Ipv4>): void {
    const id = this.#free(prefix)
    if (id !== undefined) this.#take(prefix, id, changed)
    else {
      this.#ids.delete(prefixKey(prefix))
      this.#without.set(prefixKey(prefix), prefix)
    }
  }

  #release(prefix: Prefix, changed: Set<Ipv4>): void {
    const id = this.idOf(prefix)
    if (id === undefined) return
    this.#users.delete(id)
    changed.add(id)
  }

  /** The highest address of the network that nobody uses or has a claim to. */
  #free({ address, length }: Prefix): Ipv4 | undefined {
    for (let n = (address | ~maskOf(length)) >>> 0; n > address; n--) {
      const id = ipv4FromNumber(n)
      if (!this.#users.has(id) && !this.#claims.has(id)) return id
    }
    return undefined
  }

  #reassignments(changed: ReadonlySet<Ipv4>): readonly Reassignment[] {
    return [...changed].map((linkStateId) => ({ linkStateId, prefix: this.#users.get(linkStateId) }))
  }
}

/** The order of claims to an address: a host, which can have no other, then the least specific network. */
function claim({ length }: Prefix): number {
  return length === 32 ? -1 : length
}
