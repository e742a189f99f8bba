import { ipv4FromNumber } from '../../base/ipv4.js'
import { maskOf, type Prefix, prefix } from '../../base/prefix.js'
import { hasActiveBackboneConnection, isAreaBorderRouter, mayAdvertiseInterArea } from '../area/border.js'
import type { BorderMemory, Conditions } from '../area/memory.js'
import { areaOptions } from '../area/options.js'
import { passes, rangeCost, rangeFor } from '../area/ranges.js'
import { type AreaId, BACKBONE, type RouterId } from '../identifiers.js'
import { LsType } from '../lsa/lsa.js'
import { encodeSummaryLsa } from '../lsa/summary-lsa.js'
import type { Area, OspfMemory } from '../memory.js'
import { isTransitArea } from '../routing/transit-area.js'
import { leastMetrics } from '../stub-router.js'
import { NetworkAdvertisements } from './network-advertisements.js'
import { type Content, originate, withdraw } from './own.js'
import { isSummarized, type SummaryCircumstances } from './summary-lsa.js'

const DEFAULT_DESTINATION = prefix('0.0.0.0/0')
const NO_MASK = ipv4FromNumber(0)

/** Routes changed, or what decides about summary-LSAs did: they are considered when the input's handling ends. */
export function summariesChanged(memory: OspfMemory): void {
  memory.agenda.soon('summary-lsas', () => considerSummaries(memory))
}

/**
 * RFC 2328 §12.4, events 5 and 6: makes our summary-LSAs for every area what the routing table says now. Only those
 * whose route changed are looked at, unless what decides about all of them changed.
 */
function considerSummaries(memory: OspfMemory): void {
  const { border, routing } = memory
  if (memory.stopping) return
  const conditions: Conditions = {
    settings: memory.settings,
    isAreaBorderRouter: isAreaBorderRouter(memory),
    activeBackboneConnection: hasActiveBackboneConnection(memory),
    areas: [...memory.areas.values()],
    ranges: border.ranges.byArea,
    transitAreas: routing.transitAreas,
    leastMetric: leastMetrics(memory).summary,
  }
  const everything = border.considered === undefined || !sameConditions(border.considered, conditions)
  border.considered = conditions
  for (const area of border.intoArea.keys()) if (memory.areas.get(area.id) !== area) border.intoArea.delete(area)
  if (!conditions.isAreaBorderRouter) withdrawAll(memory)
  else {
    const circumstances: SummaryCircumstances = {
      areaOfLink: (index) => memory.interfacesOfLink.get(index)?.[0]?.area.id,
      interAreaAllowed: mayAdvertiseInterArea(memory),
    }
    for (const area of conditions.areas) {
      const into = advertisementsInto(border, area)
      if (everything)
        for (const network of into.networks.prefixes()) considerNetwork(memory, area, network, circumstances)
      considerNetwork(memory, area, DEFAULT_DESTINATION, circumstances)
      const destinations = everything ? routing.destinations.values() : border.destinations
      for (const destination of destinations) considerNetwork(memory, area, destination.prefix, circumstances)
      if (everything) for (const asbr of into.asbrs.keys()) considerAsbr(memory, area, asbr, circumstances)
      for (const asbr of everything ? routing.asbrs.keys() : border.asbrs)
        considerAsbr(memory, area, asbr, circumstances)
    }
  }
  border.destinations.clear()
  border.asbrs.clear()
}

function considerNetwork(memory: OspfMemory, area: Area, network: Prefix, circumstances: SummaryCircumstances): void {
  const { networks } = advertisementsInto(memory.border, area)
  const metric = raised(networkMetric(memory, area, network, circumstances), memory.border)
  networks.set(memory, network, metric === undefined ? undefined : contentOf(area, maskOf(network.length), metric))
}

/** The metric of our type 3 LSA for `network` into `area`; undefined: there is to be none. */
function networkMetric(
  memory: OspfMemory,
  { id, settings }: Area,
  network: Prefix,
  circumstances: SummaryCircumstances,
): number | undefined {
  // §12.4.3.1: the default summary-LSA, in the place of all that a stub area does not learn
  // or an NSSA (RFC 3101 §2.7), which with summaries has a type 7 default
  const { areaType, defaultCost, summary } = settings
  if (network.length === 0 && (areaType === 'stub' || (areaType === 'nssa' && !summary))) return defaultCost
  if (!summary) return undefined
  if (!passes(settings.filter.in, network)) return undefined
  return rangeMetric(memory, id, network) ?? routeMetric(memory, id, network, circumstances)
}

/** The metric of the active range that is advertised in the place of this network's components, if it is one. */
function rangeMetric(memory: OspfMemory, into: AreaId, network: Prefix): number | undefined {
  let least: number | undefined
  for (const source of memory.routing.destinations.get(network)?.sources ?? []) {
    if (source.kind !== 'range' || source.range.area === into || !source.range.settings.advertise) continue
    if (!isCondensed(memory, source.range.area, into)) continue
    if (!leaves(memory, source.range.area, network)) continue
    const cost = rangeCost(source.range)
    if (least === undefined || cost < least) least = cost
  }
  return least
}

/** The metric of a network that no range stands for. */
function routeMetric(
  memory: OspfMemory,
  into: AreaId,
  network: Prefix,
  circumstances: SummaryCircumstances,
): number | undefined {
  const route = memory.routing.routes.get(network)
  // What has no next hop is a range
  if (route === undefined || route.area === undefined || route.nextHops.length === 0) return undefined
  if (!isSummarized(route, into, circumstances) || !leaves(memory, route.area, network)) return undefined
  const inRange = route.pathType === 'intra-area' && rangeFor(memory, route.area, network) !== undefined
  if (inRange && isCondensed(memory, route.area, into)) return undefined
  return route.cost
}

/** §12.4.3: the networks of the backbone are told a transit area one by one, for §16.3 looks for each. */
function isCondensed(memory: OspfMemory, from: AreaId, into: AreaId): boolean {
  return from !== BACKBONE || !isTransitArea(memory, into)
}

/** Whether the filter of the area lets the network be known outside of it. */
function leaves({ areas }: OspfMemory, area: AreaId, network: Prefix): boolean {
  return passes(areas.get(area)?.settings.filter.out, network)
}

function considerAsbr(memory: OspfMemory, area: Area, asbr: RouterId, circumstances: SummaryCircumstances): void {
  const { asbrs } = advertisementsInto(memory.border, area)
  const linkStateId = ipv4FromNumber(asbr)
  const place = { area, interface: undefined }
  const metric = raised(asbrMetric(memory, area, asbr, circumstances), memory.border)
  if (metric === undefined) {
    if (asbrs.delete(asbr)) withdraw(memory, place, LsType.summaryAsbr, linkStateId)
  } else if (asbrs.get(asbr) !== metric) {
    asbrs.set(asbr, metric)
    originate(memory, place, LsType.summaryAsbr, linkStateId, contentOf(area, NO_MASK, metric))
  }
}

/** The metric of our type 4 LSA for `asbr` into `area`; undefined: there is to be none. */
function asbrMetric(
  { routing }: OspfMemory,
  { id, settings }: Area,
  asbr: RouterId,
  circumstances: SummaryCircumstances,
): number | undefined {
  const path = routing.asbrs.get(asbr)?.path
  if (path === undefined || settings.areaType !== 'normal') return undefined
  const { area, cost, hops, pathType } = path
  const summarized = isSummarized({ area, cost, pathType, nextHops: routing.nextHops.hopsOf(hops) }, id, circumstances)
  return summarized ? cost : undefined
}

/** While we are a stub router, our summary-LSAs may be told to cost more (RFC 6987). */
function raised(metric: number | undefined, { considered }: BorderMemory): number | undefined {
  return metric === undefined ? undefined : Math.max(metric, considered?.leastMetric ?? 0)
}

function contentOf(area: Area, networkMask: ReturnType<typeof maskOf>, metric: number): Content {
  return { options: areaOptions(area), body: encodeSummaryLsa({ networkMask, metric }) }
}

function advertisementsInto(border: BorderMemory, area: Area) {
  let into = border.intoArea.get(area)
  if (into === undefined) {
    const networks = new NetworkAdvertisements({ area, interface: undefined }, LsType.summaryNetwork)
    into = { networks, asbrs: new Map() }
    border.intoArea.set(area, into)
  }
  return into
}

function withdrawAll(memory: OspfMemory): void {
  for (const [area, { networks, asbrs }] of memory.border.intoArea) {
    networks.clear(memory)
    for (const routerId of asbrs.keys())
      withdraw(memory, { area, interface: undefined }, LsType.summaryAsbr, ipv4FromNumber(routerId))
    asbrs.clear()
  }
}

function sameConditions(a: Conditions, b: Conditions): boolean {
  return (
    a.settings === b.settings &&
    a.isAreaBorderRouter === b.isAreaBorderRouter &&
    a.activeBackboneConnection === b.activeBackboneConnection &&
    a.leastMetric === b.leastMetric &&
    a.ranges === b.ranges &&
    a.areas.length === b.areas.length &&
    a.areas.every((area, i) => area === b.areas[i]) &&
    a.transitAreas.size === b.transitAreas.size &&
    [...a.transitAreas].every((graph) => b.transitAreas.has(graph))
  )
}
