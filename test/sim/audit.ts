import { formatIpv4, ipv4FromNumber, parseIpv4 } from '../../protocols/base/ipv4.js'
import { formatPrefix, lengthOfMask, type Prefix, prefixOf } from '../../protocols/base/prefix.js'
import { type AreaOracle, areaOracleOf } from './area-oracle.js'
import { areaConfiguration } from './configuration.js'
import { type ExternalOracle, externalOracleOf, textOf } from './external-oracle.js'
import type { SimNetwork } from './network.js'
import { attachedPrefixes, byPlace, wayText } from './oracle.js'
import type { RouterPlan } from './topology.js'

/** What is not as it must be in the end in a network of areas: every route, every LSA, every kernel's table; in words. */
export function audit(network: SimNetwork): string[] {
  const inside = areaOracleOf(network.topology)
  if (!inside.isDetermined) return []
  const outside = externalOracleOf(network.topology, inside)
  const routers = network.topology.routers.filter(({ alive }) => alive)
  return routers.flatMap((router) => {
    const problems = [
      ...compare(kernelTable(network, router), wantedKernelTable(network, router, inside, outside)),
      ...compare(routingTable(network, router), wantedRoutingTable(router, inside, outside)),
      ...databaseProblems(network, router, inside, outside),
      ...lingering(network, router),
    ]
    return problems.map((problem) => `${router.name}: ${problem}`)
  })
}

type Table = ReadonlyMap<string, string>

function compare(is: Table, ought: Table): string[] {
  const result: string[] = []
  for (const key of new Set([...is.keys(), ...ought.keys()]))
    if (is.get(key) !== ought.get(key)) result.push(`${key} is ${is.get(key)}, ought to be ${ought.get(key)}`)
  return result
}

function kernelTable(network: SimNetwork, router: RouterPlan): Table {
  return network.router(router).kernel.table()
}

function wantedKernelTable(
  { topology }: SimNetwork,
  router: RouterPlan,
  inside: AreaOracle,
  outside: ExternalOracle,
): Table {
  const own = attachedPrefixes(topology, router)
  const result = new Map<string, string>()
  for (const routes of [outside.table(router), inside.table(router)])
    for (const [prefix, { ways }] of routes) {
      if (own.has(prefix)) continue
      const kept = [...new Set(ways)].sort(byPlace).slice(0, router.configuration.maximumPaths)
      result.set(prefix, wayText(kept) || 'discard')
    }
  return result
}

function routingTable(network: SimNetwork, router: RouterPlan): Table {
  const routes = network.router(router).engine!.routes(network.world.now)
  return new Map(
    routes.map(({ prefix, pathType, area, cost, type2Cost, tag }) => [
      `route to ${prefix}`,
      `${pathType} ${area ?? '-'} ${cost} ${type2Cost ?? '-'} ${tag ?? '-'}`,
    ]),
  )
}

function wantedRoutingTable(router: RouterPlan, inside: AreaOracle, outside: ExternalOracle): Table {
  const result = new Map<string, string>()
  for (const [prefix, { type2, cost, type2Cost, tag }] of outside.table(router))
    result.set(`route to ${prefix}`, `external-${type2 ? 2 : 1} - ${cost} ${type2Cost ?? '-'} ${tag}`)
  for (const [prefix, { kind, area, cost }] of inside.table(router))
    result.set(`route to ${prefix}`, `${kind} ${areaText(area)} ${cost} - -`)
  return result
}

function databaseProblems(
  network: SimNetwork,
  router: RouterPlan,
  inside: AreaOracle,
  outside: ExternalOracle,
): string[] {
  const problems: string[] = []
  const alive = network.topology.routers.filter((each) => each.alive)
  const active = inside.activeAreas(router)
  for (const area of active) {
    const reached = alive.filter((other) => inside.areas.get(area)!.pathsTo(router, other) !== undefined)
    const is = lsasOf(network, router, areaText(area), reached)
    const ought = lsasInArea(area, inside, outside, reached)
    problems.push(...differences(is, ought).map((text) => `area ${area}: ${text}`))
  }
  if (active.every((area) => areaConfiguration(router, area).areaType !== 'normal')) return problems
  const reached = reachedByFlooding(router, alive, inside)
  const ought = outside.asExternal.filter(({ by }) => reached.includes(by)).map((lsa) => `as-external ${textOf(lsa)}`)
  return [...problems, ...differences(lsasOf(network, router, null, reached), ought)]
}

/** LSAs of age MaxAge, which everybody has acknowledged by now (§14). */
function lingering(network: SimNetwork, router: RouterPlan): string[] {
  const lsas = [...network.router(router).engine!.database(network.world.now)]
  return lsas
    .filter(({ age }) => age >= 3600)
    .map((lsa) => `${lsa.type} ${lsa.linkStateId} of ${lsa.advertisingRouter} lingers`)
}

/** What is in one list only, and what is there twice. */
function differences(is: readonly string[], ought: readonly string[]): string[] {
  const surplus = is.filter((text, i) => !ought.includes(text) || is.indexOf(text) !== i)
  return [
    ...surplus.map((text) => `${text} ought not to be there`),
    ...ought.filter((text) => !is.includes(text)).map((text) => `${text} is missing`),
  ]
}

/** Who originates AS-external-LSAs that come to the router: over areas that take them. */
function reachedByFlooding(router: RouterPlan, alive: readonly RouterPlan[], inside: AreaOracle): RouterPlan[] {
  const reached = [router]
  for (const from of reached)
    for (const area of inside.activeAreas(from)) {
      if (areaConfiguration(from, area).areaType !== 'normal') continue
      for (const to of alive)
        if (!reached.includes(to) && inside.areas.get(area)!.pathsTo(from, to) !== undefined) reached.push(to)
    }
  return reached
}

/** What an area's summary-LSAs, type 7 LSAs and router-LSAs by these routers have to say. */
function lsasInArea(
  area: number,
  inside: AreaOracle,
  outside: ExternalOracle,
  reached: readonly RouterPlan[],
): string[] {
  const by = ({ by: router }: { readonly by: RouterPlan }): boolean => reached.includes(router)
  return [
    ...reached.map((router) => `router ${formatIpv4(router.routerId)} bits ${bitsOf(router, area, inside, outside)}`),
    ...inside
      .summaries(area)
      .filter(by)
      .map(({ by: router, prefix, cost }) => summaryText(formatPrefix(prefix), router.routerId, cost)),
    ...inside
      .asbrSummaries(area)
      .filter(by)
      .map(({ by: router, asbr, cost }) => asbrSummaryText(formatIpv4(asbr.routerId), router.routerId, cost)),
    ...outside
      .nssaExternal(area)
      .filter(by)
      .map((lsa) => `nssa-external ${textOf(lsa)}`),
  ]
}

function bitsOf(router: RouterPlan, area: number, inside: AreaOracle, outside: ExternalOracle): string {
  const bits: string[] = []
  if (inside.isBorder(router)) bits.push('B')
  if (inside.declaresBoundary(router, area)) bits.push('E')
  if (inside.isVirtualEndpoint(router, area)) bits.push('V')
  const isNssa = areaConfiguration(router, area).areaType === 'nssa'
  if (isNssa && outside.alwaysTranslates(router, area)) bits.push('Nt')
  return bits.join()
}

/** The same of the router's database, whose order and Link State IDs are left out. */
function lsasOf(
  network: SimNetwork,
  router: RouterPlan,
  area: string | null,
  reached: readonly RouterPlan[],
): string[] {
  const result: string[] = []
  for (const lsa of network.router(router).engine!.database(network.world.now)) {
    const by = reached.find(({ routerId }) => formatIpv4(routerId) === lsa.advertisingRouter)
    if (lsa.area !== area || lsa.interface !== null || by === undefined || lsa.age >= 3600) continue
    const body = lsa.body as unknown as Body
    switch (lsa.type) {
      case 'router':
        result.push(`router ${lsa.advertisingRouter} bits ${body.bits.join()}`)
        break
      case 'summary-network':
        result.push(summaryText(networkText(lsa.linkStateId, body), by.routerId, body.metric))
        break
      case 'summary-asbr':
        result.push(asbrSummaryText(lsa.linkStateId, by.routerId, body.metric))
        break
      case 'as-external':
      case 'nssa-external':
        result.push(`${lsa.type} ${textOf(externalOf(lsa.linkStateId, body, by))}`)
    }
  }
  return result
}

interface Body {
  readonly bits: readonly string[]
  readonly networkMask: string
  readonly metric: number
  readonly metricType: number
  readonly forwardingAddress: string
  readonly externalRouteTag: number
  readonly propagate?: boolean
}

function externalOf(linkStateId: string, body: Body, by: RouterPlan) {
  return {
    by,
    prefix: networkOf(linkStateId, body),
    type2: body.metricType === 2,
    cost: body.metric,
    tag: body.externalRouteTag,
    forwardingAddress: parseIpv4(body.forwardingAddress)!,
    nssa: undefined,
    propagate: body.propagate ?? false,
  }
}

function networkText(linkStateId: string, body: Body): string {
  return formatPrefix(networkOf(linkStateId, body))
}

function networkOf(linkStateId: string, { networkMask }: Body): Prefix {
  return prefixOf(parseIpv4(linkStateId)!, lengthOfMask(parseIpv4(networkMask)!)!)
}

function summaryText(network: string, by: number, cost: number): string {
  return `summary ${network} by ${formatIpv4(ipv4FromNumber(by))} cost ${cost}`
}

function asbrSummaryText(asbr: string, by: number, cost: number): string {
  return `summary of ${asbr} by ${formatIpv4(ipv4FromNumber(by))} cost ${cost}`
}

function areaText(area: number): string {
  return formatIpv4(ipv4FromNumber(area))
}
