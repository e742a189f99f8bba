import { type Ipv4, UNSPECIFIED } from '../../base/ipv4.js'
import { contains, maskOf, type Prefix, prefixKey, prefixOf } from '../../base/prefix.js'
import { inPrefixRange, type PrefixRange } from '../../base/prefix-list.js'
import type { ForeignRoute, ForeignRouteChange } from '../../engine/foreign-route.js'
import { hasExternalArea, toldChanged, translationOf } from '../area/nssa.js'
import { suppressesPrefix } from '../interface/prefix-suppression.js'
import type { OspfMemory } from '../memory.js'
import { areaChanged } from '../originate/events.js'
import { externalLsa } from '../originate/external-lsa.js'
import { aggregatesChanged } from '../routing/schedule.js'
import { type Destination, networkOf } from '../routing/table.js'
import { leastMetrics } from '../stub-router.js'
import { aggregateRoute, createAggregates, forgetDiscard, noteComponent, updateDiscards } from './aggregate.js'
import { type Candidate, decide, type ExternalAttributes } from './policy.js'
import { type ExternalRoute, sameExternalRoute } from './route.js'

const DEFAULT: Prefix = { address: UNSPECIFIED, length: 0 }

/** RFC 2328 §3.3: whether the router exchanges routes with something outside of the AS: bit E of its router-LSAs. */
export function isAsBoundaryRouter({ settings }: OspfMemory): boolean {
  return settings.redistribute.length > 0 || settings.defaultInformation !== undefined
}

/** The settings are new, or changed: follows the tables that they speak of, and considers everything. */
export function externalSettingsChanged(memory: OspfMemory): void {
  const { external, settings } = memory
  const wanted = new Set<number>()
  for (const { from, table } of settings.redistribute) if (from !== 'connected') wanted.add(table)
  const { defaultInformation } = settings
  if (defaultInformation?.condition !== undefined) wanted.add(defaultInformation.table)
  const before = [...external.tables.keys()]
  for (const table of before) if (!wanted.has(table)) external.tables.delete(table)
  for (const table of wanted) if (!external.tables.has(table)) external.tables.set(table, new Map())
  if (before.length !== wanted.size || before.some((table) => !wanted.has(table)))
    memory.effects.push({ do: 'follow-routes', tables: [...wanted] })
  for (const area of memory.areas.values()) areaChanged(memory, area)
  if (settings.externalRanges !== external.aggregates.settings) {
    const former = external.aggregates
    external.aggregates = createAggregates(settings.externalRanges)
    for (const range of former.byPrefix.values()) {
      forgetDiscard(memory.routing, range)
      consider(memory, range.settings.prefix)
    }
    if (former.byPrefix.size > 0) aggregatesChanged(memory)
  }
  external.surroundings = ''
  surroundingsChanged(memory)
}

/** Others changed their routes in one of the kernel's tables. */
export function foreignRoutesChanged(memory: OspfMemory, table: number, changes: readonly ForeignRouteChange[]): void {
  const known = memory.external.tables.get(table)
  if (known === undefined) return
  for (const { prefix, route } of changes) {
    if (route === undefined) known.delete(prefixKey(prefix))
    else known.set(prefixKey(prefix), route)
    consider(memory, prefix)
  }
  if (memory.settings.defaultInformation?.condition !== undefined) consider(memory, DEFAULT)
}

/** Links, their addresses or the interfaces on them changed: whether routes are usable, and forwarding addresses. */
export function surroundingsChanged(memory: OspfMemory): void {
  const { external } = memory
  if (!isAsBoundaryRouter(memory) && external.routes.size === 0) return
  memory.agenda.soon('external-surroundings', () => {
    const surroundings = describeSurroundings(memory)
    if (surroundings === external.surroundings) return
    external.surroundings = surroundings
    const before = external.connected
    external.connected = connectedNetworks(memory)
    for (const networks of [before, external.connected])
      for (const prefix of networks.values()) consider(memory, prefix)
    for (const routes of external.tables.values()) for (const { prefix } of routes.values()) consider(memory, prefix)
    for (const { prefix } of external.routes.values()) consider(memory, prefix)
    consider(memory, DEFAULT)
  })
}

/** The router became a stub router, or is none any more: what it brings into the AS may cost something else. */
export function externalMetricsChanged(memory: OspfMemory): void {
  const { aggregates, told } = memory.external
  for (const { prefix } of [...told.values(), ...memory.external.routes.values()]) consider(memory, prefix)
  for (const range of aggregates.byPrefix.values()) aggregates.touched.add(range)
}

/**
 * The routes to these destinations were calculated: another AS boundary router may say what we say, or say it no more
 * (§12.4.4.1).
 */
export function equivalentsMayHaveChanged(memory: OspfMemory, destinations: readonly Destination[]): void {
  const { routes } = memory.external
  if (routes.size === 0) return
  for (const { prefix } of destinations) {
    const { forwardingAddress } = routes.get(prefixKey(prefix)) ?? { forwardingAddress: UNSPECIFIED }
    if (forwardingAddress !== UNSPECIFIED) consider(memory, prefix)
  }
}

function describeSurroundings(memory: OspfMemory): string {
  const parts: string[] = ['surroundings']
  for (const { index, up, addresses } of memory.links.values()) {
    if (!up) continue
    parts.push(`${index}:${memory.interfacesOfLink.has(index)}`)
    for (const { address, peer, prefixLength } of addresses) parts.push(`${address} ${peer} ${prefixLength}`)
  }
  for (const ospfInterface of memory.interfaces.values()) {
    const { prefix, state } = ospfInterface
    if (state === 'Down' || prefix === undefined) continue
    parts.push(`${prefix.address}/${prefix.length} ${suppressesPrefix(ospfInterface)}`)
  }
  return parts.join()
}

function connectedNetworks({ links, interfacesOfLink }: OspfMemory): ReadonlyMap<number, Prefix> {
  const networks = new Map<number, Prefix>()
  for (const { index, up, addresses } of links.values()) {
    if (!up || interfacesOfLink.has(index)) continue
    for (const { address, peer, prefixLength } of addresses) {
      const prefix = prefixOf(peer ?? address, prefixLength)
      networks.set(prefixKey(prefix), prefix)
    }
  }
  return networks
}

function consider(memory: OspfMemory, prefix: Prefix): void {
  memory.external.pending.set(prefixKey(prefix), prefix)
  memory.agenda.soon('externals', () => considerPending(memory))
}

/** What else decides about our AS-external-LSA for a network changed. */
export function considerExternal(memory: OspfMemory, prefix: Prefix): void {
  consider(memory, prefix)
}

function considerPending(memory: OspfMemory): void {
  const { external } = memory
  const { aggregates, pending } = external
  for (const [key, prefix] of pending) {
    const route = memory.stopping ? undefined : externalRoute(memory, prefix, key)
    if (route === undefined) external.routes.delete(key)
    else external.routes.set(key, route)
    const hidden = noteComponent(aggregates, key, prefix, route)
    // A network of the same prefix as a range is advertised by that alone
    if (aggregates.byPrefix.has(key)) aggregates.touched.add(aggregates.byPrefix.get(key)!)
    else advertise(memory, prefix, key, hidden ? undefined : route)
  }
  pending.clear()
  for (const range of aggregates.touched)
    advertise(memory, range.settings.prefix, prefixKey(range.settings.prefix), aggregateRoute(range))
  if (updateDiscards(memory.routing, aggregates)) aggregatesChanged(memory)
}

/**
 * Makes the route what our LSAs for the network say; undefined: there are to be none, but for the type 5 LSA that
 * translates one of an NSSA (RFC 3101 §3.2).
 */
function advertise(memory: OspfMemory, prefix: Prefix, key: number, known: ExternalRoute | undefined): void {
  const { advertised, advertisements } = memory.external
  const route = known && { ...known, metric: Math.max(known.metric, leastMetrics(memory).external) }
  if (remember(memory.external.told, key, route)) toldChanged(memory, prefix)
  const isOurs = route !== undefined && hasExternalArea(memory) && !isOriginatedByAnother(memory, route)
  const changed = remember(advertised, key, isOurs ? route : undefined)
  const translation = isOurs ? undefined : translationOf(memory, prefix)
  const settled = isOurs || advertisements.contentOf(prefix) === undefined
  if (!changed && translation === undefined && settled) return
  advertisements.set(memory, prefix, isOurs ? externalLsa(route) : translation)
}

/** Returns whether it is not what was remembered before. */
function remember(routes: Map<number, ExternalRoute>, key: number, route: ExternalRoute | undefined): boolean {
  const before = routes.get(key)
  if (route === undefined) return routes.delete(key)
  if (before !== undefined && sameExternalRoute(before, route)) return false
  routes.set(key, route)
  return true
}

/** What we tell the AS of a network; undefined: nothing. */
function externalRoute(memory: OspfMemory, prefix: Prefix, key: number): ExternalRoute | undefined {
  if (prefix.length === 0) return defaultRoute(memory)
  if (networkOf(prefix.address, maskOf(prefix.length)) === undefined) return undefined
  const { external, settings } = memory
  const candidates: Candidate[] = []
  if (external.connected.has(key)) candidates.push({ kind: 'connected', prefix })
  for (const [table, routes] of external.tables) {
    const route = routes.get(key)
    if (route !== undefined && isUsable(memory, route)) candidates.push({ kind: 'foreign', prefix, table, route })
  }
  const decision = decide(settings.redistribute, candidates)
  if (decision === undefined) return undefined
  const { candidate, set } = decision
  return candidate.kind === 'connected'
    ? withAttributes(memory, prefix, 'connected', undefined, set)
    : withAttributes(memory, prefix, candidate.route.protocol, candidate.route, set)
}

function defaultRoute(memory: OspfMemory): ExternalRoute | undefined {
  const { defaultInformation } = memory.settings
  if (defaultInformation === undefined) return undefined
  const { condition, set, table } = defaultInformation
  if (condition !== undefined && !condition.some((range) => isThere(memory, table, range))) return undefined
  const foreign = memory.external.tables.get(table)?.get(prefixKey(DEFAULT))
  return withAttributes(memory, DEFAULT, 'default-information', foreign, set)
}

/** Whether a usable route of the range is in the table, or a connected network. */
function isThere(memory: OspfMemory, table: number, range: PrefixRange): boolean {
  const { connected, tables } = memory.external
  const routes = tables.get(table) ?? new Map<number, ForeignRoute>()
  const { prefix, from, to } = range
  if (from === prefix.length && to === prefix.length) {
    const route = routes.get(prefixKey(prefix))
    return (route !== undefined && isUsable(memory, route)) || connected.has(prefixKey(prefix))
  }
  for (const route of routes.values()) if (inPrefixRange(range, route.prefix) && isUsable(memory, route)) return true
  for (const each of connected.values()) if (inPrefixRange(range, each)) return true
  return false
}

/** The kernel says nothing of its routes over links that go down. */
function isUsable({ links }: OspfMemory, { nextHops }: ForeignRoute): boolean {
  return nextHops.length === 0 || nextHops.some((hop) => links.get(hop.interface)?.up)
}

function withAttributes(
  memory: OspfMemory,
  prefix: Prefix,
  source: ExternalRoute['source'],
  route: ForeignRoute | undefined,
  { metric, metricType, tag, forwardingAddress }: ExternalAttributes,
): ExternalRoute {
  const forwarding =
    forwardingAddress === 'next-hop'
      ? nextHopOnOspf(memory, route)
      : forwardingAddress === 'none'
        ? UNSPECIFIED
        : forwardingAddress
  return { prefix, source, metric, metricType, tag: tag ?? route?.realm ?? 0, forwardingAddress: forwarding }
}

/**
 * §2.3, §12.4.4: the next hop of a route that has one only, where that is on a network that OSPF advertises: other
 * routers on it, and those who come over them, need not go through us.
 */
function nextHopOnOspf({ interfaces }: OspfMemory, route: ForeignRoute | undefined): Ipv4 {
  const [hop, ...others] = route?.nextHops ?? []
  const gateway = hop?.gateway
  if (gateway === undefined || others.length > 0) return UNSPECIFIED
  for (const ospfInterface of interfaces.values()) {
    const { link, prefix, state } = ospfInterface
    // RFC 6860 §4.1: a network that is hidden is no way for others
    if (link.index !== hop!.interface || state === 'Down' || suppressesPrefix(ospfInterface)) continue
    if (prefix !== undefined && contains(prefix, gateway)) return gateway
  }
  return UNSPECIFIED
}

/**
 * §12.4.4.1: a reachable AS boundary router with a higher Router ID says the same: same destination, cost and forwarding
 * address. Its LSA is the one that counts, and ours is not needed.
 */
function isOriginatedByAnother({ routerId, routing }: OspfMemory, route: ExternalRoute): boolean {
  if (route.forwardingAddress === UNSPECIFIED) return false
  for (const source of routing.destinations.get(route.prefix)?.sources ?? []) {
    if (source.kind !== 'external' || source.asbr.nssa !== undefined) continue
    if (source.asbr.routerId <= routerId || source.asbr.path === undefined) continue
    const sameCost = source.cost === route.metric && source.type2 === (route.metricType === 2)
    if (sameCost && source.forwarding?.address === route.forwardingAddress) return true
  }
  return false
}
