import { type Ipv4, UNSPECIFIED } from '../../protocols/base/ipv4.js'
import { contains, formatPrefix, type Prefix } from '../../protocols/base/prefix.js'
import type { RedistributionRule } from '../../protocols/ospf/external/policy.js'
import { type AreaOracle, bestOf, DEFAULT, isIn, summaryCost } from './area-oracle.js'
import { areaConfiguration, type ForeignPlan } from './configuration.js'
import type { EndPlan, NetworkPlan, RouterPlan, Topology } from './topology.js'

/** What is said of a network outside of the AS. */
export interface ExternalRoute {
  /** It stands for others, and what is in it and in none of them is discarded. */
  readonly discards?: boolean
  readonly prefix: Prefix
  readonly type2: boolean
  readonly cost: number
  readonly tag: number
  /** 0: none. */
  readonly forwardingAddress: Ipv4
}

/** An AS-external-LSA, or a type 7 LSA in its NSSA. */
export interface ExternalLsa extends ExternalRoute {
  readonly by: RouterPlan
  readonly nssa: number | undefined
  /** Bit P. */
  readonly propagate: boolean
}

/** §2.3, §2.4. */
export function type7Of(
  by: RouterPlan,
  area: number,
  topology: Topology,
  inside: AreaOracle,
  { routes }: Told,
): ExternalLsa[] {
  const { defaultCost, nssa, summary } = areaConfiguration(by, area)
  const border = inside.isBorder(by)
  const ends = endsOf(by, topology).filter(({ network, end }) => network.area === area && end.up)
  const result: ExternalLsa[] = []
  for (const route of routes) {
    const here = ends.some(
      ({ end, network }) =>
        isShown(end, network) && network.prefix && contains(network.prefix, route.forwardingAddress),
    )
    const own = border ? UNSPECIFIED : ownAddressIn(by, area, topology, inside)
    const forwardingAddress = route.forwardingAddress !== UNSPECIFIED && here ? route.forwardingAddress : own
    if (forwardingAddress !== undefined)
      result.push({ ...route, by, nssa: area, propagate: !border, forwardingAddress })
  }
  if (!border || !summary || !nssa.defaultRoute) return result
  const network = {
    prefix: DEFAULT,
    type2: false,
    cost: summaryCost(by, defaultCost),
    tag: 0,
    forwardingAddress: UNSPECIFIED,
  }
  const others = result.filter(({ prefix }) => prefix.length > 0)
  return [...others, { ...network, by, nssa: area, propagate: false }]
}

/** §2.3: a host address first, then one of a stub network, then any; the largest. */
function ownAddressIn(router: RouterPlan, area: number, topology: Topology, inside: AreaOracle): Ipv4 | undefined {
  const addresses = router.area === area ? [{ rank: 0, address: router.loopback }] : []
  for (const { end, network } of endsOf(router, topology))
    if (network.area === area && isShown(end, network))
      addresses.push({ rank: inside.areas.get(area)!.hasAdjacency(end) ? 2 : 1, address: end.address })
  return addresses.sort((a, b) => a.rank - b.rank || b.address - a.address)[0]?.address
}

export interface Told {
  readonly routes: readonly ExternalRoute[]
  /** Those of them that stand for others. */
  readonly discards: readonly ExternalRoute[]
}

/** §12.4.4: what the router tells of the outside, whoever else says it. */
export function toldBy(router: RouterPlan, topology: Topology): Told {
  const { defaultInformation, externalRanges, redistribute } = router.configuration
  const { connected, foreign } = router.outside
  const usable = foreign.filter(({ gateway }) => gateway === undefined || gateway.end.up)
  const single = new Map<string, ExternalRoute>()
  for (const prefix of [...connected, ...usable.map((each) => each.prefix)]) {
    const text = formatPrefix(prefix)
    const isConnected = connected.some((each) => formatPrefix(each) === text)
    const route = usable.find((each) => formatPrefix(each.prefix) === text)
    const rule = redistribute.find((each) => matches(each, prefix, isConnected, route))
    if (rule === undefined || rule.action === 'reject') continue
    const known = rule.from === 'connected' ? undefined : route
    single.set(text, described(prefix, rule.set, known, topology, router))
  }
  const routes = [...single.values()].filter(({ prefix }) => bestOf(externalRanges, prefix) === undefined)
  const discards = externalRanges.flatMap((range) => {
    const inIt = [...single.values()].filter(({ prefix }) => bestOf(externalRanges, prefix) === range)
    if (!range.advertise || inIt.length === 0) return []
    const anyOfType2 = inIt.some(({ type2 }) => type2)
    const largest = Math.max(...inIt.filter(({ type2 }) => type2 === anyOfType2).map(({ cost }) => cost))
    const type2 = range.metricType === undefined ? anyOfType2 : range.metricType === 2
    const { prefix, tag } = range
    return [{ prefix, type2, cost: range.metric ?? largest, tag, forwardingAddress: UNSPECIFIED }]
  })
  const outside = [...connected, ...usable.map(({ prefix }) => prefix)]
  const advertisesDefault =
    defaultInformation !== undefined &&
    (defaultInformation.condition === undefined || outside.some((prefix) => isIn(defaultInformation.condition, prefix)))
  if (advertisesDefault) routes.push(described(DEFAULT, defaultInformation.set, undefined, topology, router))
  // RFC 6987
  const least = router.configuration.stubRouter?.externalMetric ?? 0
  const raised = [...routes, ...discards].map((route) => ({ ...route, cost: Math.max(route.cost, least) }))
  return { routes: raised, discards }
}

function matches(
  { from, match }: RedistributionRule,
  prefix: Prefix,
  isConnected: boolean,
  route: ForeignPlan | undefined,
): boolean {
  if (from === 'connected' ? !isConnected : route === undefined) return false
  const { realm } = from === 'connected' ? { realm: 0 } : route!
  return isIn(match.prefix, prefix) && (match.tag === undefined || match.tag === realm)
}

function described(
  prefix: Prefix,
  { forwardingAddress, metric, metricType, tag }: RedistributionRule['set'],
  route: ForeignPlan | undefined,
  topology: Topology,
  router: RouterPlan,
): ExternalRoute {
  const gateway = route?.gateway
  const isOnOspf = endsOf(router, topology).some(
    ({ end, network }) =>
      gateway?.end === end &&
      isShown(end, network) &&
      network.prefix !== undefined &&
      contains(network.prefix, gateway.address),
  )
  const nextHop = gateway !== undefined && isOnOspf ? gateway.address : UNSPECIFIED
  const to = forwardingAddress === 'next-hop' ? nextHop : forwardingAddress === 'none' ? UNSPECIFIED : forwardingAddress
  const { type2, cost } = { type2: metricType === 2, cost: metric }
  return { prefix, type2, cost, tag: tag ?? route?.realm ?? 0, forwardingAddress: to }
}

/** Others find the way to the network (RFC 6860 §4.1). */
function isShown({ passive, up }: EndPlan, { hidden }: NetworkPlan): boolean {
  return up && (!hidden || passive)
}

function endsOf(router: RouterPlan, { networks }: Topology) {
  return networks.flatMap((network) =>
    network.ends.filter((end) => end.router === router).map((end: EndPlan) => ({ network, end })),
  )
}

export function configuredAreas(router: RouterPlan, topology: Topology): number[] {
  return [router.area, ...endsOf(router, topology).map(({ network }) => network.area)]
}

export function ownAddresses(router: RouterPlan, topology: Topology): Ipv4[] {
  return [router.loopback, ...endsOf(router, topology).map(({ end }) => end.address)]
}
