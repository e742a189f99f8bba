import { UNSPECIFIED } from '../../base/ipv4.js'
import { covers, type Prefix, prefixKey } from '../../base/prefix.js'
import type { RoutingMemory } from '../routing/memory.js'
import { type AggregateSource, addSource, destinationFor, removeSource } from '../routing/table.js'
import { RangeMetrics } from './range-metrics.js'
import { type ExternalRoute, sameExternalRoute } from './route.js'
import type { ExternalRange } from './settings.js'

/** A range and the networks in it that are brought into the AS now, by `prefixKey`. */
export interface Aggregate {
  readonly settings: ExternalRange
  readonly components: Map<number, ExternalRoute>
  readonly metrics: RangeMetrics
  /** What makes it a destination of its own; undefined while there is nothing in it, or nothing to be advertised. */
  source: AggregateSource | undefined
}

export interface Aggregates {
  /** What they were made from. */
  readonly settings: readonly ExternalRange[]
  /** The most specific ones first. */
  readonly byPrefix: ReadonlyMap<number, Aggregate>
  /** Those whose networks changed since they were last looked at. */
  readonly touched: Set<Aggregate>
}

export function createAggregates(settings: readonly ExternalRange[]): Aggregates {
  const ordered = [...settings].sort((a, b) => b.prefix.length - a.prefix.length)
  const byPrefix = new Map<number, Aggregate>(
    ordered.map((range) => [
      prefixKey(range.prefix),
      { settings: range, components: new Map(), metrics: new RangeMetrics(), source: undefined },
    ]),
  )
  return { settings, byPrefix, touched: new Set() }
}

/**
 * Counts the network in the most specific range that it lies in; the default route is in none.
 * @returns whether there is one
 */
export function noteComponent(
  aggregates: Aggregates,
  key: number,
  prefix: Prefix,
  route: ExternalRoute | undefined,
): boolean {
  const range = aggregateFor(aggregates, prefix)
  if (range === undefined) return false
  const before = range.components.get(key)
  if (route === undefined ? before === undefined : before !== undefined && sameExternalRoute(before, route)) return true
  if (before !== undefined) range.metrics.remove(before.metricType, before.metric)
  if (route === undefined) range.components.delete(key)
  else {
    range.components.set(key, route)
    range.metrics.add(route.metricType, route.metric)
  }
  aggregates.touched.add(range)
  return true
}

/** The range that a network is counted in. */
export function rangeOf(aggregates: Aggregates, prefix: Prefix): ExternalRange | undefined {
  return aggregateFor(aggregates, prefix)?.settings
}

function aggregateFor({ byPrefix }: Aggregates, prefix: Prefix): Aggregate | undefined {
  if (prefix.length === 0) return undefined
  for (const range of byPrefix.values()) if (covers(range.settings.prefix, prefix)) return range
  return undefined
}

/** What is advertised for the networks in a range; undefined: nothing. */
export function aggregateRoute({ metrics, settings }: Aggregate): ExternalRoute | undefined {
  const { decisive } = metrics
  if (!settings.advertise || decisive === undefined) return undefined
  return {
    prefix: settings.prefix,
    source: 'external-range',
    metric: settings.metric ?? decisive.metric,
    metricType: settings.metricType ?? decisive.metricType,
    tag: settings.tag,
    forwardingAddress: UNSPECIFIED,
  }
}

/**
 * Makes what is advertised for a range a destination to which packets are discarded: see `AggregateSource`.
 * @returns whether any came, went or changed
 */
export function updateDiscards(routing: RoutingMemory, { touched }: Aggregates): boolean {
  let changed = false
  for (const range of touched) {
    const source = replaceDiscard(routing, range.source, aggregateRoute(range))
    if (source === range.source) continue
    range.source = source
    changed = true
  }
  touched.clear()
  return changed
}

/** Makes what is advertised for a range such a destination in the place of `before`, which is returned where it is as before. */
export function replaceDiscard(
  routing: RoutingMemory,
  before: AggregateSource | undefined,
  route: ExternalRoute | undefined,
): AggregateSource | undefined {
  if (before !== undefined && route !== undefined && sameExternalRoute(before.route, route)) return before
  if (before !== undefined) removeSource(routing, before)
  if (route === undefined) return undefined
  return addSource(routing, { kind: 'aggregate', destination: destinationFor(routing, route.prefix), place: 0, route })
}

/** @returns whether there was one */
export function forgetDiscard(routing: RoutingMemory, range: Aggregate): boolean {
  const had = range.source !== undefined
  range.source = replaceDiscard(routing, range.source, undefined)
  return had
}
