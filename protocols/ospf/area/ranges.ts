import { Largest } from '../../base/largest.js'
import { covers, type Prefix } from '../../base/prefix.js'
import { inPrefixRange, type PrefixRange } from '../../base/prefix-list.js'
import type { AreaId } from '../identifiers.js'
import type { OspfMemory } from '../memory.js'
import type { OspfRoute } from '../routing/memory.js'
import { addSource, type Destination, destinationFor, type RangeSource, removeSource } from '../routing/table.js'
import type { AreaRange, AreaSettings } from '../settings.js'
import { isAreaBorderRouter } from './border.js'

/** An area address range (RFC 2328 §3.5) and the networks in it to which there are intra-area routes now. */
export interface Range {
  readonly area: AreaId
  readonly settings: AreaRange
  /** And what each costs. */
  readonly components: Map<Destination, number>
  readonly costs: Largest
  /** What makes it a destination of its own; undefined while it is not active. */
  source: RangeSource | undefined
}

/** The ranges of an area border router, and which network counts in which. */
export interface RangeMemory {
  /** The settings they were made from; undefined where the router is no area border router. */
  madeFrom: readonly AreaSettings[] | undefined
  byArea: ReadonlyMap<AreaId, readonly Range[]>
  readonly rangeOf: Map<Destination, Range>
}

export function createRangeMemory(): RangeMemory {
  return { madeFrom: undefined, byArea: new Map(), rangeOf: new Map() }
}

/** The most specific of the area's ranges that the network lies in. */
export function rangeFor(memory: OspfMemory, area: AreaId, network: Prefix): Range | undefined {
  let best: Range | undefined
  for (const range of memory.border.ranges.byArea.get(area) ?? [])
    if (covers(range.settings.prefix, network) && range.settings.prefix.length >= (best?.settings.prefix.length ?? 0))
      best = range
  return best
}

/** §12.4.3: the cost of an active range is the largest cost of its networks, unless the settings have another. */
export function rangeCost({ costs, settings }: Range): number {
  return settings.cost ?? costs.value ?? 0
}

/** Counts a network in a range at this cost, or no more: undefined. */
function setComponent({ components, costs }: Range, network: Destination, cost: number | undefined): void {
  const before = components.get(network)
  if (before !== undefined) costs.remove(before)
  if (cost === undefined) components.delete(network)
  else {
    components.set(network, cost)
    costs.add(cost)
  }
}

/**
 * Brings the ranges up to date with the routes of these destinations. Of each range that became active or ceased to be
 * (§11.1), and of each whose cost may be another, its destination is returned: its path, or its LSA, has to be looked at
 * again.
 */
export function updateRanges(memory: OspfMemory, destinations: Iterable<Destination>): Set<Destination> {
  const { ranges } = memory.border
  const touched = new Set<Range>()
  const wanted = isAreaBorderRouter(memory) ? memory.settings.areas : undefined
  const reconsidered = new Set<Destination>()
  let changed = destinations
  if (wanted !== ranges.madeFrom) {
    for (const range of allRanges(memory)) {
      if (range.source !== undefined) reconsidered.add(range.source.destination)
      forget(memory, range)
    }
    ranges.madeFrom = wanted
    ranges.byArea = new Map((wanted ?? []).map(({ id, ranges: own }) => [id, own.map((each) => createRange(id, each))]))
    ranges.rangeOf.clear()
    changed = memory.routing.destinations.values()
  }
  if (ranges.byArea.size === 0) return reconsidered
  for (const destination of changed) {
    const former = ranges.rangeOf.get(destination)
    const range = rangeOfRoute(memory, destination.route)
    if (former !== undefined && former !== range) {
      setComponent(former, destination, undefined)
      ranges.rangeOf.delete(destination)
      touched.add(former)
    }
    if (range === undefined || destination.route === undefined) continue
    setComponent(range, destination, destination.route.cost)
    ranges.rangeOf.set(destination, range)
    touched.add(range)
  }
  for (const range of touched) {
    const destination = destinationFor(memory.routing, range.settings.prefix)
    reconsidered.add(destination)
    const active = range.components.size > 0
    if (active === (range.source !== undefined)) continue
    if (active) range.source = addSource(memory.routing, { kind: 'range', destination, place: 0, range })
    else forget(memory, range)
  }
  return reconsidered
}

function rangeOfRoute(memory: OspfMemory, route: OspfRoute | undefined): Range | undefined {
  if (route?.pathType !== 'intra-area' || route.area === undefined) return undefined
  return rangeFor(memory, route.area, route.prefix)
}

function createRange(area: AreaId, settings: AreaRange): Range {
  return { area, settings, components: new Map(), costs: new Largest(), source: undefined }
}

function forget(memory: OspfMemory, range: Range): void {
  if (range.source === undefined) return
  removeSource(memory.routing, range.source)
  range.source = undefined
}

function* allRanges({ border }: OspfMemory): Iterable<Range> {
  for (const ranges of border.ranges.byArea.values()) yield* ranges
}

/** Whether a filter lets the network pass; one that is not there lets all pass. */
export function passes(filter: readonly PrefixRange[] | undefined, network: Prefix): boolean {
  return filter === undefined || filter.some((range) => inPrefixRange(range, network))
}
