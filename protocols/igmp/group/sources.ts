import type { Ipv4 } from '../../base/ipv4.js'

/** Anything that can be asked for and gone through: a set of sources, or a map by source. */
export interface Sources {
  readonly size: number
  has(source: Ipv4): boolean
  keys(): Iterable<Ipv4>
}

/** A-B-… : the sources of `a` that are in none of the others. Takes time in proportion to `a`. */
export function minus(a: Sources, ...others: readonly Sources[]): Ipv4[] {
  const rest: Ipv4[] = []
  for (const source of a.keys()) if (!others.some((other) => other.has(source))) rest.push(source)
  return rest
}

/** A*B: the sources that are in both. Takes time in proportion to the smaller. */
export function both(a: Sources, b: Sources): Ipv4[] {
  const [small, large] = a.size <= b.size ? [a, b] : [b, a]
  const shared: Ipv4[] = []
  for (const source of small.keys()) if (large.has(source)) shared.push(source)
  return shared
}

/** A, as a list. */
export function all(a: Sources): Ipv4[] {
  return [...a.keys()]
}
