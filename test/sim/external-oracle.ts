import { formatIpv4, UNSPECIFIED } from '../../protocols/base/ipv4.js'
import { formatPrefix, type Prefix } from '../../protocols/base/prefix.js'
import { type AreaOracle, bestOf, isLess, isPreferred, remembered } from './area-oracle.js'
import { areaConfiguration } from './configuration.js'
import {
  configuredAreas,
  type ExternalLsa,
  type ExternalRoute,
  ownAddresses,
  toldBy,
  type7Of,
} from './external-origins.js'
import type { RouterPlan, Topology } from './topology.js'

const LS_INFINITY = 0xffffff

/** A routing table entry for a network outside of the AS; one without ways discards. */
export interface ExternalPath {
  readonly prefix: Prefix
  readonly type2: boolean
  /** Of type 1: all of it; of type 2: inside of the AS. */
  readonly cost: number
  readonly type2Cost: number | undefined
  readonly tag: number
  readonly ways: readonly string[]
}

export interface ExternalOracle {
  /** Type 5. */
  readonly asExternal: readonly ExternalLsa[]
  /** Type 7. */
  nssaExternal(area: number): readonly ExternalLsa[]
  /** It always translates: bit Nt. */
  alwaysTranslates(router: RouterPlan, area: number): boolean
  table(router: RouterPlan): ReadonlyMap<string, ExternalPath>
}

/** An LSA's path as one router sees it, and what it is chosen by (§16.4 (6)). */
interface Candidate {
  readonly path: ExternalPath
  readonly worth: readonly number[]
  readonly lsa: ExternalLsa
}

/**
 * What every router must know of the outside of the AS: RFC 2328 §12.4.4 and §16.4, RFC 3101 §2.3 to §3.2. What depends
 * on what others say (translations, and LSAs that are as good as another's) is repeated until it stays.
 */
export function externalOracleOf(topology: Topology, inside: AreaOracle): ExternalOracle {
  const alive = topology.routers.filter((router) => router.alive)
  const told = remembered((router: RouterPlan) => toldBy(router, topology))
  const nssas = [...inside.areas.keys()].filter((area) =>
    topology.routers.some((router) => areaConfiguration(router, area).areaType === 'nssa'),
  )
  const type7 = new Map(
    nssas.map((area) => [
      area,
      alive
        .filter((by) => inside.activeAreas(by).includes(area))
        .flatMap((by) => type7Of(by, area, topology, inside, told(by))),
    ]),
  )

  /** RFC 3101 §3.1. */
  const translator = remembered((router: RouterPlan) =>
    remembered((area: number): 'disabled' | 'enabled' | 'elected' => {
      const { translator: role } = areaConfiguration(router, area).nssa
      if (!inside.isBorder(router) || role === 'never') return 'disabled'
      if (role === 'always') return 'enabled'
      const others = alive.filter(
        (other) =>
          other !== router &&
          inside.isBorder(other) &&
          inside.activeAreas(other).includes(area) &&
          inside.areas.get(area)!.pathsTo(router, other) !== undefined &&
          inside.asbrPath(router, other) !== undefined,
      )
      return others.some((other) => alwaysTranslates(other, area) || other.routerId > router.routerId)
        ? 'disabled'
        : 'elected'
    }),
  )

  function alwaysTranslates(router: RouterPlan, area: number): boolean {
    return inside.isBorder(router) && areaConfiguration(router, area).nssa.translator === 'always'
  }

  function candidates(router: RouterPlan, type5: readonly ExternalLsa[]): Candidate[] {
    const type7Here = inside.activeAreas(router).flatMap((area) => type7.get(area) ?? [])
    return [...type5, ...type7Here].flatMap((lsa) => candidateOf(router, lsa) ?? [])
  }

  function candidateOf(router: RouterPlan, lsa: ExternalLsa): Candidate | undefined {
    if (lsa.by === router) return undefined
    const there = wayToBoundary(router, lsa)
    if (there === undefined || ignoresDefault(router, lsa)) return undefined
    const way = lsa.forwardingAddress === UNSPECIFIED ? there : wayToForwarding(router, lsa)
    if (way === undefined) return undefined
    const { prefix, type2, cost, tag } = lsa
    const total = type2 ? way.cost : way.cost + cost
    const preferred = isPreferred(router, way)
    return {
      lsa,
      path: { prefix, type2, cost: total, type2Cost: type2 ? cost : undefined, tag, ways: way.ways },
      worth: [Number(type2), type2 ? cost : 0, preferred ? 0 : 1, total],
    }
  }

  function wayToBoundary(router: RouterPlan, { by, nssa }: ExternalLsa) {
    if (nssa === undefined) return inside.asbrPath(router, by)
    const path = inside.areas.get(nssa)!.pathsTo(router, by)
    return path && { kind: 'intra-area' as const, area: nssa, ...path }
  }

  /** RFC 3101 §2.5 (3). */
  function ignoresDefault(router: RouterPlan, { nssa, prefix, propagate }: ExternalLsa): boolean {
    if (nssa === undefined || prefix.length > 0 || !inside.isBorder(router)) return false
    return !areaConfiguration(router, nssa).summary || !propagate
  }

  /** §16.4 (3), RFC 3101 §2.5 (3). */
  function wayToForwarding(router: RouterPlan, { forwardingAddress: address, nssa }: ExternalLsa) {
    if (ownAddresses(router, topology).includes(address)) return undefined
    const routes = [...inside.table(router).values()]
    const route = bestOf(routes, { address, length: 32 })
    if (route === undefined || route.discards) return undefined
    const { areaType } = areaConfiguration(router, route.area)
    if (nssa === undefined ? areaType !== 'normal' : route.area !== nssa || route.kind !== 'intra-area')
      return undefined
    return { ...route, ways: route.ways.map((way) => way.replace(/^-/, formatIpv4(address))) }
  }

  /** @param translations those of the router's translations that discard */
  function tableWith(
    router: RouterPlan,
    type5: readonly ExternalLsa[],
    translations: readonly ExternalRoute[],
  ): Map<string, ExternalPath> {
    const result = new Map<string, ExternalPath>()
    const all = candidates(router, type5)
    for (const { prefix } of all.map(({ path }) => path)) {
      const text = formatPrefix(prefix)
      if (inside.table(router).has(text) || result.has(text)) continue
      const best = bestCandidates(all, text)
      const { path } = best.reduce((a, b) => (b.lsa.by.routerId > a.lsa.by.routerId ? b : a))
      result.set(text, { ...path, ways: best.flatMap((each) => each.path.ways) })
    }
    for (const { prefix, type2, cost, tag } of [...translations, ...told(router).discards])
      if (!inside.table(router).has(formatPrefix(prefix))) {
        const metric = { cost: type2 ? 0 : cost, type2Cost: type2 ? cost : undefined }
        result.set(formatPrefix(prefix), { prefix, type2, ...metric, tag, ways: [] })
      }
    return result
  }

  /** RFC 3101 §3.2. */
  function translations(router: RouterPlan, type5: readonly ExternalLsa[]): Map<string, ExternalRoute> {
    const result = new Map<string, ExternalRoute>()
    const table = tableWith(router, type5, [])
    const all = candidates(router, type5)
    for (const area of nssas) {
      if (!inside.activeAreas(router).includes(area) || translator(router)(area) === 'disabled') continue
      const installed = all.filter(({ lsa, path }) => {
        const route = table.get(formatPrefix(lsa.prefix))
        if (lsa.nssa !== area || !lsa.propagate || lsa.forwardingAddress === UNSPECIFIED || route === undefined)
          return false
        return route.type2 === path.type2 && route.cost === path.cost && route.type2Cost === path.type2Cost
      })
      for (const [text, route] of translated(
        installed.map(({ lsa }) => lsa),
        router,
        area,
      ))
        if (!result.has(text)) result.set(text, route)
    }
    return result
  }

  /** §12.4.4.1, RFC 3101 §3.2 (2): one that is reached, and has a higher Router ID, says the same. */
  function isSaidByAnother(router: RouterPlan, route: ExternalRoute, type5: readonly ExternalLsa[]): boolean {
    return type5.some(
      (other) =>
        route.forwardingAddress !== UNSPECIFIED &&
        other.by.routerId > router.routerId &&
        formatPrefix(other.prefix) === formatPrefix(route.prefix) &&
        other.type2 === route.type2 &&
        other.cost === route.cost &&
        other.forwardingAddress === route.forwardingAddress &&
        inside.asbrPath(router, other.by) !== undefined,
    )
  }

  function type5Of(by: RouterPlan, others: readonly ExternalLsa[]): ExternalLsa[] {
    const areas = configuredAreas(by, topology)
    if (!areas.some((area) => areaConfiguration(by, area).areaType === 'normal')) return []
    const result = new Map<string, ExternalRoute>()
    for (const [text, route] of translations(by, others))
      if (!isSaidByAnother(by, route, others)) result.set(text, route)
    for (const route of told(by).routes)
      if (!isSaidByAnother(by, route, others)) result.set(formatPrefix(route.prefix), route)
    return [...result.values()].map((route) => ({ ...route, by, nssa: undefined, propagate: false }))
  }

  function discardsOf(router: RouterPlan): ExternalRoute[] {
    const own = told(router).routes.map(({ prefix }) => formatPrefix(prefix))
    const aggregates = [...translations(router, asExternal)].filter(
      ([text, { discards }]) => discards && !own.includes(text),
    )
    return aggregates.map(([, route]) => route)
  }

  let asExternal: readonly ExternalLsa[] = []
  for (let round = 0, before = ''; ; round++) {
    if (round > 50) throw new Error('the externals of this network do not come to rest')
    asExternal = alive.flatMap((by) => type5Of(by, asExternal))
    const now = asExternal.map(textOf).sort().join('\n')
    if (now === before) break
    before = now
  }

  return {
    asExternal,
    nssaExternal: (area) => type7.get(area) ?? [],
    alwaysTranslates,
    table: (router) => tableWith(router, asExternal, discardsOf(router)),
  }
}

/** What an LSA says, as a text. */
export function textOf({ by, prefix, type2, cost, tag, forwardingAddress, propagate }: ExternalLsa): string {
  const type = type2 ? 2 : 1
  const bit = propagate ? ' P' : ''
  return `${formatPrefix(prefix)} by ${formatIpv4(by.routerId)}: type ${type} cost ${cost} tag ${tag} to ${formatIpv4(forwardingAddress)}${bit}`
}

function bestCandidates(all: readonly Candidate[], text: string): Candidate[] {
  const mine = all.filter(({ path }) => formatPrefix(path.prefix) === text)
  const best = mine.reduce((a, b) => (isLess(b.worth, a.worth) ? b : a))
  return mine.filter((each) => !isLess(best.worth, each.worth))
}

/** RFC 3101 §3.2 (1) and (3): these type 7 LSAs by themselves, or together where they lie in a range. */
function translated(lsas: readonly ExternalLsa[], router: RouterPlan, area: number): Map<string, ExternalRoute> {
  const { ranges } = areaConfiguration(router, area).nssa
  const result = new Map<string, ExternalRoute>()
  for (const text of new Set(lsas.map(({ prefix }) => formatPrefix(prefix)))) {
    const same = lsas.filter(({ prefix }) => formatPrefix(prefix) === text)
    const range = bestOf(ranges, same[0]!.prefix)
    if (range === undefined || (range.advertise && formatPrefix(range.prefix) === text)) {
      const best = bestLsa(same)
      result.set(text, { ...best, cost: range?.cost ?? best.cost })
    }
  }
  for (const range of ranges.filter(({ advertise }) => advertise)) {
    const text = formatPrefix(range.prefix)
    const inIt = lsas.filter(({ prefix }) => bestOf(ranges, prefix) === range)
    if (inIt.every(({ prefix }) => formatPrefix(prefix) === text)) continue
    const type2 = inIt.some((lsa) => lsa.type2)
    const largest = Math.max(...inIt.filter((lsa) => lsa.type2 === type2).map(({ cost }) => cost))
    const cost = range.cost ?? (type2 ? Math.min(largest + 1, LS_INFINITY - 1) : largest)
    const discards = inIt.every(({ prefix }) => formatPrefix(prefix) !== text)
    result.set(text, { prefix: range.prefix, type2, cost, tag: range.tag, forwardingAddress: UNSPECIFIED, discards })
  }
  return result
}

function bestLsa(lsas: readonly ExternalLsa[]): ExternalLsa {
  const worth = ({ by, cost, type2 }: ExternalLsa) => [Number(type2), cost, -by.routerId]
  return lsas.reduce((a, b) => (isLess(worth(b), worth(a)) ? b : a))
}
