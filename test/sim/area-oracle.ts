import { covers, formatPrefix, type Prefix, prefix } from '../../protocols/base/prefix.js'
import type { PrefixRange } from '../../protocols/base/prefix-list.js'
import type { AreaRange } from '../../protocols/ospf/settings.js'
import { areaConfiguration } from './configuration.js'
import { byPlace, type Oracle, oracleOf, VIRTUAL_WAY } from './oracle.js'
import type { RouterPlan, Topology } from './topology.js'
import { untilStable } from './until-stable.js'
import { virtualOracleOf } from './virtual-oracle.js'

export const BACKBONE = 0
export const DEFAULT = prefix('0.0.0.0/0')
const LS_INFINITY = 0xffffff

/** A routing table entry inside of the AS. */
export interface InternalRoute {
  readonly prefix: Prefix
  readonly kind: 'intra-area' | 'inter-area'
  readonly area: number
  readonly cost: number
  readonly ways: readonly string[]
  /** It is an address range, and what is in it and in no network of it is discarded. */
  readonly discards: boolean
}

/** What a type 3 LSA says. */
export interface Summary {
  readonly by: RouterPlan
  readonly prefix: Prefix
  readonly cost: number
}

/** What a type 4 LSA says. */
export interface AsbrSummary {
  readonly by: RouterPlan
  readonly asbr: RouterPlan
  readonly cost: number
}

export interface AsbrPath {
  readonly kind: 'intra-area' | 'inter-area'
  readonly area: number
  readonly cost: number
  readonly ways: readonly string[]
}

/** A network of several areas in the end, as far as the inside of the AS goes. */
export interface AreaOracle {
  readonly areas: ReadonlyMap<number, Oracle>
  /** Bit V of its router-LSA in the area. */
  isVirtualEndpoint(router: RouterPlan, area: number): boolean
  /** Areas in which the router has an interface that is not Down. */
  activeAreas(router: RouterPlan): number[]
  isBorder(router: RouterPlan): boolean
  /** It says with bit E of its router-LSA in the area that it is an AS boundary router. */
  declaresBoundary(router: RouterPlan, area: number): boolean
  table(router: RouterPlan): ReadonlyMap<string, InternalRoute>
  /** §16.4 (3): the way to an AS boundary router for its type 5 LSAs. */
  asbrPath(router: RouterPlan, asbr: RouterPlan): AsbrPath | undefined
  summaries(area: number): readonly Summary[]
  asbrSummaries(area: number): readonly AsbrSummary[]
  /** All of this follows from the paper alone. */
  readonly isDetermined: boolean
}

/** An address range of an area at a border router, with networks in it. */
interface ActiveRange {
  readonly range: AreaRange
  readonly area: number
  readonly cost: number
}

/**
 * What every router must have in the end in a network of several areas, from the network on paper: the oracle of one
 * area for each, and between them RFC 2328 §12.4.3, §16.2 and §16.4 (3) and RFC 3509 by their words, every time from
 * the beginning and for all routers.
 */
export function areaOracleOf(topology: Topology): AreaOracle {
  const numbers = [...new Set([...topology.routers, ...topology.networks].map(({ area }) => area))].sort(
    (a, b) => a - b,
  )
  const inArea = (area: number): Topology => ({
    ...topology,
    area,
    networks: topology.networks.filter((network) => network.area === area),
  })
  const areas = new Map(numbers.filter((area) => area !== BACKBONE).map((area) => [area, oracleOf(inArea(area))]))
  const virtual = virtualOracleOf(topology, areas)
  areas.set(BACKBONE, oracleOf(inArea(BACKBONE), virtual.edges))
  const alive = topology.routers.filter((router) => router.alive)
  const isNormal = (area: number, router: RouterPlan): boolean => areaConfiguration(router, area).areaType === 'normal'

  function areasWhere(router: RouterPlan, mustBeUp: boolean): number[] {
    const networks = topology.networks.filter(({ ends }) =>
      ends.some((end) => end.router === router && (end.up || !mustBeUp)),
    )
    const isVirtual = mustBeUp ? virtual.isUp(router) : virtual.isConfigured(router)
    const all = [router.area, ...networks.map(({ area }) => area), ...(isVirtual ? [BACKBONE] : [])]
    return [...new Set(all)].sort((a, b) => a - b)
  }
  const activeAreas = (router: RouterPlan): number[] => areasWhere(router, true)

  function isBorder(router: RouterPlan): boolean {
    const active = activeAreas(router)
    if (active.length < 2) return false
    const { abrType } = router.configuration
    if (abrType === 'ibm') return areasWhere(router, false).includes(BACKBONE)
    return abrType === 'standard' || active.includes(BACKBONE)
  }

  function hasBackboneNeighbor(router: RouterPlan): boolean {
    const backbone = areas.get(BACKBONE)
    return alive.some((other) => other !== router && backbone?.pathsTo(router, other) !== undefined)
  }

  /** §16.2: the areas whose summary-LSAs the router looks at. */
  function areasOfSummaries(router: RouterPlan): number[] {
    const active = activeAreas(router)
    const standard = router.configuration.abrType === 'standard'
    const onlyBackbone = standard ? active.length > 1 : isBorder(router) && hasBackboneNeighbor(router)
    return onlyBackbone ? [BACKBONE] : active
  }

  function mayAdvertiseInterArea(router: RouterPlan): boolean {
    return router.configuration.abrType === 'standard' || hasBackboneNeighbor(router)
  }

  function declaresBoundary(router: RouterPlan, area: number): boolean {
    const { defaultInformation, redistribute } = router.configuration
    const brings = redistribute.length > 0 || defaultInformation !== undefined
    const isOfNssa = activeAreas(router).some((each) => areaConfiguration(router, each).areaType === 'nssa')
    return areaConfiguration(router, area).areaType !== 'stub' && (brings || (isOfNssa && isBorder(router)))
  }

  const intraArea = remembered((router: RouterPlan): ReadonlyMap<string, InternalRoute> => {
    const result = new Map<string, InternalRoute>()
    const active = activeAreas(router)
    const isTransit = (area: number): boolean => area !== BACKBONE && virtual.isTransit(router, area)
    const inTransitAreas = new Set(
      active.filter(isTransit).flatMap((area) => [...areas.get(area)!.paths(router).keys()]),
    )
    for (const area of active)
      for (const [text, { cost, prefix: network, ways, isVirtual }] of areas.get(area)!.paths(router)) {
        // What a transit area has inside is not for its virtual links
        if (area === BACKBONE && isVirtual && inTransitAreas.has(text)) continue
        const known = result.get(text)
        // Of equally near areas the largest counts
        if (known === undefined || cost <= known.cost)
          result.set(text, { prefix: network, kind: 'intra-area', area, cost, ways: ways[0]!, discards: false })
      }
    return result
  })

  /** §12.4.3: the networks inside of the AS, as the type 3 LSAs of an area and the way to their originators have them. */
  function interArea(router: RouterPlan, intoArea: ReadonlyMap<number, readonly Summary[]>) {
    const result = new Map<string, InternalRoute>()
    for (const area of areasOfSummaries(router))
      for (const { by, prefix: network, cost } of intoArea.get(area) ?? []) {
        const there = by === router ? undefined : areas.get(area)!.pathsTo(router, by)
        if (there === undefined) continue
        const route = {
          ...{ prefix: network, kind: 'inter-area' as const, area, discards: false },
          ...{ cost: there.cost + cost, ways: there.ways },
        }
        const known = result.get(formatPrefix(network))
        if (known === undefined || route.cost < known.cost || (route.cost === known.cost && area > known.area))
          result.set(formatPrefix(network), route)
        else if (route.cost === known.cost && area === known.area)
          result.set(formatPrefix(network), { ...route, ways: [...known.ways, ...route.ways] })
      }
    return result
  }

  const activeRanges = remembered((router: RouterPlan): readonly ActiveRange[] => {
    if (!isBorder(router)) return []
    const networks = [...intraArea(router).values()]
    return areasWhere(router, false).flatMap((area) => {
      const { ranges } = areaConfiguration(router, area)
      return ranges.flatMap((range) => {
        const inIt = networks.filter((route) => route.area === area && bestOf(ranges, route.prefix) === range)
        if (inIt.length === 0) return []
        return [{ range, area, cost: range.cost ?? Math.max(...inIt.map(({ cost }) => cost)) }]
      })
    })
  })

  /** The ways to area border routers through the router's transit areas (§16.3), with what they say there. */
  function* throughTransitAreas<T extends { readonly by: RouterPlan; readonly cost: number }>(
    router: RouterPlan,
    intoArea: ReadonlyMap<number, readonly T[]>,
    isAbout: (summary: T) => boolean,
    isInside: (area: number) => boolean = () => false,
  ) {
    for (const area of activeAreas(router)) {
      if (area === BACKBONE || !virtual.isTransit(router, area) || isInside(area)) continue
      for (const summary of intoArea.get(area) ?? []) {
        const there =
          summary.by === router || !isAbout(summary) ? undefined : areas.get(area)!.pathsTo(router, summary.by)
        if (there !== undefined) yield { cost: there.cost + summary.cost, ways: there.ways }
      }
    }
  }

  /** §16.3: the best of a way over the backbone and those; undefined where nobody says where a virtual link leads. */
  function resolved<T extends { readonly area: number; readonly cost: number; readonly ways: readonly string[] }>(
    path: T,
    others: Iterable<{ readonly cost: number; readonly ways: readonly string[] }>,
  ): T | undefined {
    if (path.area !== BACKBONE) return path
    const all = [path, ...others]
    const cost = Math.min(...all.map((each) => each.cost))
    const ways = all.filter((each) => each.cost === cost).flatMap((each) => each.ways)
    const real = [...new Set(ways)].filter((way) => way !== VIRTUAL_WAY)
    return real.length === 0 && ways.length > 0 ? undefined : { ...path, cost, ways: real }
  }

  /** Split horizon: whether a way begins in the area. */
  function beginsIn(area: number, router: RouterPlan, ways: readonly string[]): boolean {
    const links = topology.networks.filter((network) => network.area === area).flatMap(({ ends }) => ends)
    const kept = [...new Set(ways)].sort(byPlace).slice(0, router.configuration.maximumPaths)
    return kept.some((way) => links.some((end) => end.router === router && way.endsWith(` dev ${end.index}`)))
  }

  /** The table of a router to which these summary-LSAs come. */
  function tableWith(router: RouterPlan, intoArea: ReadonlyMap<number, readonly Summary[]>) {
    const result = interArea(router, intoArea)
    for (const { range, area, cost } of activeRanges(router)) {
      const text = formatPrefix(range.prefix)
      result.delete(text)
      // §11.1: what is in it and not there is discarded
      if (range.advertise)
        result.set(text, { prefix: range.prefix, kind: 'inter-area', area, cost, ways: [], discards: true })
    }
    for (const [text, route] of intraArea(router)) result.set(text, route)
    for (const [text, route] of [...result]) {
      if (route.discards) continue
      const isAbout = ({ prefix: network }: Summary): boolean => formatPrefix(network) === text
      // Those who have it inside of their area follow no summary of it
      const isInside = (area: number): boolean => areas.get(area)!.paths(router).has(text)
      const way = resolved(route, throughTransitAreas(router, intoArea, isAbout, isInside))
      if (way === undefined) result.delete(text)
      else result.set(text, way)
    }
    return result
  }

  function summariesInto(area: number, told: ReadonlyMap<number, readonly Summary[]>): Summary[] {
    return alive
      .filter((router) => isBorder(router) && activeAreas(router).includes(area))
      .flatMap((by) => [...summariesOf(by, area, told)].map(([, summary]) => summary))
  }

  function summariesOf(by: RouterPlan, area: number, told: ReadonlyMap<number, readonly Summary[]>) {
    const { areaType, defaultCost, filter, summary } = areaConfiguration(by, area)
    const result = new Map<string, Summary>()
    const add = (network: Prefix, cost: number): void =>
      void result.set(formatPrefix(network), { by, prefix: network, cost: summaryCost(by, cost) })
    const passes = (from: number, network: Prefix): boolean =>
      isIn(filter.in, network) && isIn(areaConfiguration(by, from).filter.out, network)
    if (summary) {
      // §12.4.3: of the backbone a transit area is told everything
      const condensed = (from: number): boolean => from !== BACKBONE || !virtual.isTransit(by, area)
      for (const { kind, area: from, prefix: network, cost, discards, ways } of tableWith(by, told).values()) {
        if (discards || from === area || cost >= LS_INFINITY || beginsIn(area, by, ways)) continue
        if (kind === 'inter-area' && (area === BACKBONE || !mayAdvertiseInterArea(by))) continue
        const inRange = bestOf(areaConfiguration(by, from).ranges, network) !== undefined
        if (kind === 'intra-area' && inRange && condensed(from)) continue
        if (passes(from, network)) add(network, cost)
      }
      const ranges = activeRanges(by).filter(
        ({ range, area: from }) => range.advertise && from !== area && condensed(from),
      )
      for (const { range, area: from, cost } of ranges.sort((a, b) => b.cost - a.cost))
        if (passes(from, range.prefix)) add(range.prefix, cost)
    }
    // §12.4.3.1, RFC 3101 §2.7
    if (areaType === 'stub' || (areaType === 'nssa' && !summary)) add(DEFAULT, defaultCost)
    return result
  }

  function asbrPathWith(
    router: RouterPlan,
    asbr: RouterPlan,
    intoArea: ReadonlyMap<number, readonly AsbrSummary[]>,
  ): AsbrPath | undefined {
    if (asbr === router) return undefined
    let best: AsbrPath | undefined
    const worth = (path: AsbrPath) => [isPreferred(router, path) ? 0 : 1, path.cost, -path.area]
    for (const area of activeAreas(router).filter((each) => isNormal(each, router))) {
      const inside = asbrPathIn(area, router, asbr, intoArea.get(area) ?? [])
      const isAbout = (summary: AsbrSummary): boolean => summary.asbr === asbr
      const path = inside && resolved(inside, throughTransitAreas(router, intoArea, isAbout))
      if (path !== undefined && (best === undefined || isLess(worth(path), worth(best)))) best = path
    }
    return best
  }

  function asbrPathIn(
    area: number,
    router: RouterPlan,
    asbr: RouterPlan,
    summaries: readonly AsbrSummary[],
  ): AsbrPath | undefined {
    const inside = areas.get(area)!.pathsTo(router, asbr)
    if (inside !== undefined && declaresBoundary(asbr, area)) return { kind: 'intra-area', area, ...inside }
    if (!areasOfSummaries(router).includes(area)) return undefined
    let best: AsbrPath | undefined
    for (const { by, asbr: named, cost } of summaries) {
      const there = named !== asbr || by === router ? undefined : areas.get(area)!.pathsTo(router, by)
      if (there === undefined) continue
      const path = { kind: 'inter-area' as const, area, cost: there.cost + cost, ways: there.ways }
      if (best === undefined || path.cost < best.cost) best = path
      else if (path.cost === best.cost) best = { ...best, ways: [...best.ways, ...path.ways] }
    }
    return best
  }

  function asbrSummariesInto(area: number, told: ReadonlyMap<number, readonly AsbrSummary[]>): AsbrSummary[] {
    const borders = alive.filter((by) => isBorder(by) && activeAreas(by).includes(area) && isNormal(area, by))
    return borders.flatMap((by) =>
      alive.flatMap((asbr) => {
        const path = asbrPathWith(by, asbr, told)
        if (path === undefined || path.area === area || path.cost >= LS_INFINITY) return []
        if (beginsIn(area, by, path.ways)) return []
        if (path.kind === 'inter-area' && (area === BACKBONE || !mayAdvertiseInterArea(by))) return []
        return [{ by, asbr, cost: summaryCost(by, path.cost) }]
      }),
    )
  }

  const networks = untilStable(numbers, summariesInto, ({ by, prefix: network, cost }) => [
    by.name,
    formatPrefix(network),
    cost,
  ])
  const asbrs = untilStable(numbers, asbrSummariesInto, ({ by, asbr, cost }) => [by.name, asbr.name, cost])

  return {
    areas,
    isVirtualEndpoint: virtual.isEndpoint,
    activeAreas,
    isBorder,
    declaresBoundary,
    table: remembered((router: RouterPlan) => tableWith(router, networks.told)),
    asbrPath: (router, asbr) => asbrPathWith(router, asbr, asbrs.told),
    summaries: (area) => networks.told.get(area) ?? [],
    asbrSummaries: (area) => asbrs.told.get(area) ?? [],
    isDetermined: networks.isStable && asbrs.isStable,
  }
}

/** §16.4.1. */
export function isPreferred({ configuration }: RouterPlan, { kind, area }: Pick<AsbrPath, 'kind' | 'area'>): boolean {
  return !configuration.rfc1583Compatibility && kind === 'intra-area' && area !== BACKBONE
}

/** A stub router may have a least metric for its summary-LSAs (RFC 6987). */
export function summaryCost({ configuration }: RouterPlan, cost: number): number {
  return Math.max(cost, configuration.stubRouter?.summaryMetric ?? 0)
}

/** The most specific range that the network lies in. */
export function bestOf<T extends { readonly prefix: Prefix }>(ranges: readonly T[], network: Prefix): T | undefined {
  const around = ranges.filter((range) => covers(range.prefix, network))
  return around.sort((a, b) => b.prefix.length - a.prefix.length)[0]
}

export function isIn(list: readonly PrefixRange[] | undefined, network: Prefix): boolean {
  if (list === undefined) return true
  return list.some(
    ({ prefix: around, from, to }) => covers(around, network) && network.length >= from && network.length <= to,
  )
}

/** Compares by the first number that differs. */
export function isLess(a: readonly number[], b: readonly number[]): boolean {
  const i = a.findIndex((value, at) => value !== b[at])
  return i >= 0 && a[i]! < b[i]!
}

/** The function, which calculates once for each argument. */
export function remembered<A, B>(calculate: (a: A) => B): (a: A) => B {
  const known = new Map<A, B>()
  return (a) => {
    if (!known.has(a)) known.set(a, calculate(a))
    return known.get(a)!
  }
}
