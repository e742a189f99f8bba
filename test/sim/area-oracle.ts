import { attachedPrefixes, type Oracle, oracleOf, wayText } from './oracle.js'
import { areaTypeOf } from './settings.js'
import type { RouterPlan, Topology } from './topology.js'

const BACKBONE = 0
const DEFAULT = '0.0.0.0/0'
const DEFAULT_COST = 1

interface Route {
  readonly cost: number
  readonly ways: readonly string[]
  readonly area: number
  readonly interArea: boolean
}

interface Summary {
  readonly by: RouterPlan
  readonly prefix: string
  readonly cost: number
}

/**
 * What every router must have in the end in a network of several areas, from the network on paper: the oracle of one
 * area for each, and between them RFC 2328 §12.4.3 and §16.2 by their words, with the border routers of RFC 3509
 * (cisco).
 */
export function areaOracleOf(
  topology: Topology,
): Pick<Oracle, 'routes'> & { readonly areas: ReadonlyMap<number, Oracle> } {
  const numbers = [...new Set([...topology.routers, ...topology.networks].map(({ area }) => area))].sort(
    (a, b) => a - b,
  )
  const areas = new Map(
    numbers.map((area) => [
      area,
      oracleOf({ ...topology, area, networks: topology.networks.filter((network) => network.area === area) }),
    ]),
  )
  const alive = topology.routers.filter((router) => router.alive)

  /** Areas in which the router has an interface that is not Down. */
  function activeAreas(router: RouterPlan): number[] {
    const up = topology.networks.filter(({ ends }) => ends.some((end) => end.router === router && end.up))
    return [...new Set([router.area, ...up.map(({ area }) => area)])]
  }

  function isBorder(router: RouterPlan): boolean {
    const active = activeAreas(router)
    return active.length > 1 && active.includes(BACKBONE)
  }

  function hasBackboneNeighbor(router: RouterPlan): boolean {
    const backbone = areas.get(BACKBONE)
    return alive.some((other) => other !== router && backbone?.pathsTo(router, other) !== undefined)
  }

  function intraArea(router: RouterPlan): Map<string, Route> {
    const result = new Map<string, Route>()
    for (const area of activeAreas(router).sort((a, b) => a - b))
      for (const [prefix, { cost, ways }] of areas.get(area)!.paths(router)) {
        const known = result.get(prefix)
        // Of equally near areas the largest counts
        if (known === undefined || cost <= known.cost)
          result.set(prefix, { cost, ways: ways[0]!, area, interArea: false })
      }
    return result
  }

  function summariesInto(area: number, tableOf: (router: RouterPlan) => Map<string, Route>): Summary[] {
    const { areaType, summary } = areaTypeOf(area)
    return alive
      .filter((router) => isBorder(router) && activeAreas(router).includes(area))
      .flatMap((by) => {
        const summaries: Summary[] = []
        if (areaType === 'stub') summaries.push({ by, prefix: DEFAULT, cost: DEFAULT_COST })
        if (!summary) return summaries
        for (const [prefix, route] of tableOf(by)) {
          if (prefix === DEFAULT || route.area === area) continue
          if (route.interArea && (area === BACKBONE || !hasBackboneNeighbor(by))) continue
          summaries.push({ by, prefix, cost: route.cost })
        }
        return summaries
      })
  }

  /** The routes by way of these areas' summaries: the nearest, of one area, all equally near border routers together. */
  function interArea(router: RouterPlan, summaries: ReadonlyMap<number, readonly Summary[]>): Map<string, Route> {
    const result = new Map<string, Route>()
    for (const [area, all] of [...summaries].sort(([a], [b]) => a - b))
      for (const { by, prefix, cost } of all) {
        const there = by === router ? undefined : areas.get(area)!.pathsTo(router, by)
        if (there === undefined) continue
        const route: Route = { cost: there.cost + cost, ways: there.ways, area, interArea: true }
        const known = result.get(prefix)
        if (known === undefined || route.cost < known.cost || (route.cost === known.cost && area > known.area))
          result.set(prefix, route)
        else if (route.cost === known.cost && area === known.area)
          result.set(prefix, { ...route, ways: [...known.ways, ...route.ways] })
      }
    return result
  }

  const intoBackbone = summariesInto(BACKBONE, intraArea)

  /** The table of a router that looks at the backbone's summaries only. */
  function borderTable(router: RouterPlan): Map<string, Route> {
    return new Map([...interArea(router, new Map([[BACKBONE, intoBackbone]])), ...intraArea(router)])
  }

  const into = new Map(
    numbers.map((area) => [
      area,
      area === BACKBONE
        ? intoBackbone
        : summariesInto(area, (router) => (hasBackboneNeighbor(router) ? borderTable(router) : intraArea(router))),
    ]),
  )

  function table(router: RouterPlan): Map<string, Route> {
    if (isBorder(router) && hasBackboneNeighbor(router)) return borderTable(router)
    const summaries = new Map(activeAreas(router).map((area) => [area, into.get(area)!]))
    return new Map([...interArea(router, summaries), ...intraArea(router)])
  }

  function routes(router: RouterPlan): Map<string, readonly string[]> {
    const own = attachedPrefixes(topology, router)
    return new Map(
      [...table(router)].filter(([prefix]) => !own.has(prefix)).map(([prefix, { ways }]) => [prefix, [wayText(ways)]]),
    )
  }

  return { routes, areas }
}
