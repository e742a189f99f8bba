import { type Prefix, prefixKey } from '../../protocols/base/prefix.js'
import type { NextHop, Route } from '../../protocols/engine/route.js'
import type { RouteEvent } from './route-events.js'
import { type RouteSlot, RTPROT_OSPF } from './rtnetlink/route.js'

/** An own route in the kernel, as far as is known. */
export interface KnownRoute {
  readonly route: Route
  /** Of a former life, and not asked for in this one yet: stays until what is wanted is complete. */
  readonly adopted: boolean
  /** Another protocol has a route of the same prefix and metric beside it: to replace ours could replace that one. */
  readonly shared: boolean
}

/** One request to the kernel. */
export type RouteOperation =
  | { readonly operation: 'add'; readonly key: number; readonly route: Route }
  | { readonly operation: 'replace'; readonly key: number; readonly route: Route }
  | { readonly operation: 'delete'; readonly key: number; readonly prefix: Prefix }

/**
 * What makes the kernel have what is wanted of one prefix; undefined when it has. A `delete` of a route that is wanted
 * is the first of two steps.
 * @param converged whether what nobody asked for may go
 */
export function operationFor(
  key: number,
  wanted: Route | undefined,
  known: KnownRoute | undefined,
  converged: boolean,
): RouteOperation | undefined {
  if (wanted === undefined) {
    if (known === undefined || (known.adopted && !converged)) return undefined
    return { operation: 'delete', key, prefix: known.route.prefix }
  }
  if (known === undefined) return { operation: 'add', key, route: wanted }
  if (sameNextHops(wanted.nextHops, known.route.nextHops)) return undefined
  if (known.shared) return { operation: 'delete', key, prefix: wanted.prefix }
  return { operation: 'replace', key, route: wanted }
}

/** Own routes that the kernel has otherwise than was known: their keys, to be compared with what is wanted again. */
export function differing(
  known: ReadonlyMap<number, KnownRoute>,
  found: ReadonlyMap<number, Route>,
): { readonly missing: readonly number[]; readonly changed: readonly number[]; readonly unknown: readonly number[] } {
  const missing: number[] = []
  const changed: number[] = []
  const unknown: number[] = []
  for (const [key, { route }] of known) {
    const there = found.get(key)
    if (there === undefined) missing.push(key)
    else if (!sameNextHops(there.nextHops, route.nextHops)) changed.push(key)
  }
  for (const key of found.keys()) if (!known.has(key)) unknown.push(key)
  return { missing, changed, unknown }
}

/** What others did, by prefix, as far as it concerns own routes. */
export interface Meaning {
  /** An own route is gone, or in its place is another's. */
  readonly deleted: readonly number[]
  readonly replaced: readonly number[]
  /** Another's route came to stand beside an own one, or went from where it may have been in our way. */
  readonly joined: readonly number[]
  readonly freed: readonly number[]
  /** Somebody else does what only we should, under our protocol number. */
  readonly unexplained: boolean
}

export function meaningOf(
  events: readonly RouteEvent[],
  slot: RouteSlot,
  known: ReadonlyMap<number, KnownRoute>,
): Meaning {
  const meaning = { deleted: [] as number[], replaced: [] as number[], joined: [] as number[], freed: [] as number[] }
  let unexplained = false
  for (const { event, route } of events) {
    if (route.table !== slot.table || route.metric !== slot.metric) continue
    const key = prefixKey(route.prefix)
    if (route.protocol === RTPROT_OSPF) {
      if (event === 'removed' && known.has(key)) meaning.deleted.push(key)
      else unexplained = true
    } else if (event === 'removed') meaning.freed.push(key)
    else if (known.has(key)) meaning[event === 'replaced' ? 'replaced' : 'joined'].push(key)
  }
  return { ...meaning, unexplained }
}

/** Both are ordered by interface and gateway. */
export function sameNextHops(a: readonly NextHop[], b: readonly NextHop[]): boolean {
  if (a === b) return true
  if (a.length !== b.length) return false
  return a.every((hop, i) => {
    const other = b[i]!
    return hop.interface === other.interface && hop.gateway === other.gateway && isOnlink(hop) === isOnlink(other)
  })
}

/** The flag says nothing without a gateway. */
function isOnlink(hop: NextHop): boolean {
  return hop.onlink && hop.gateway !== undefined
}
