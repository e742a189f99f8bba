import { prefixKey } from '../../protocols/base/prefix.js'
import type { NextHop, Route } from '../../protocols/engine/route.js'
import type { RouteEvent } from './route-events.js'
import type { RouteState } from './route-states.js'
import { type RouteSlot, RTPROT_OSPF } from './rtnetlink/route.js'

/**
 * What makes the kernel have what is wanted of one prefix; undefined when it has. A `delete` of a route that is wanted
 * is the first of two steps.
 * @param wanted what can be had of what is wanted
 * @param converged whether what nobody asked for may go
 */
export function operationFor(
  { known, adopted, shared }: Pick<RouteState, 'known' | 'adopted' | 'shared'>,
  wanted: Route | undefined,
  converged: boolean,
): 'add' | 'replace' | 'delete' | undefined {
  if (wanted === undefined) return known === undefined || (adopted && !converged) ? undefined : 'delete'
  if (known === undefined) return 'add'
  if (sameNextHops(wanted.nextHops, known.nextHops)) return undefined
  return shared ? 'delete' : 'replace'
}

/**
 * The route over those of its next hops whose links are up: the kernel refuses others, and of several with one whose
 * carrier is gone it goes on using that too. undefined where none is left.
 */
export function overUsableLinks(route: Route, isUp: (link: number) => boolean): Route | undefined {
  const nextHops = route.nextHops.filter((hop) => isUp(hop.interface))
  if (nextHops.length === route.nextHops.length) return route
  return nextHops.length === 0 ? undefined : { ...route, nextHops }
}

/** The prefixes of which the kernel has another own route than was known. */
export function differing(
  states: Iterable<Pick<RouteState, 'prefix' | 'known'>>,
  found: ReadonlyMap<number, Route>,
): { readonly missing: readonly number[]; readonly changed: readonly number[]; readonly unknown: readonly number[] } {
  const missing: number[] = []
  const changed: number[] = []
  const unknown = new Set(found.keys())
  for (const { prefix, known } of states) {
    if (known === undefined) continue
    const key = prefixKey(prefix)
    unknown.delete(key)
    const there = found.get(key)
    if (there === undefined) missing.push(key)
    else if (!sameNextHops(there.nextHops, known.nextHops)) changed.push(key)
  }
  return { missing, changed, unknown: [...unknown] }
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

/** @param isKnown whether we have a route for the prefix of that key in the kernel */
export function meaningOf(events: readonly RouteEvent[], slot: RouteSlot, isKnown: (key: number) => boolean): Meaning {
  const meaning = { deleted: [] as number[], replaced: [] as number[], joined: [] as number[], freed: [] as number[] }
  let unexplained = false
  for (const { event, route } of events) {
    if (route.table !== slot.table || route.metric !== slot.metric) continue
    const key = prefixKey(route.prefix)
    if (route.protocol === RTPROT_OSPF) {
      if (event === 'removed' && isKnown(key)) meaning.deleted.push(key)
      else unexplained = true
    } else if (event === 'removed') meaning.freed.push(key)
    else if (isKnown(key)) meaning[event === 'replaced' ? 'replaced' : 'joined'].push(key)
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
