import { later } from '../../base/duration.js'
import { type Ipv4, UNSPECIFIED } from '../../base/ipv4.js'
import { contains, type Prefix, prefix, prefixKey } from '../../base/prefix.js'
import { replaceDiscard } from '../external/aggregate.js'
import { considerExternal } from '../external/redistribute.js'
import type { ExternalRoute } from '../external/route.js'
import { suppressesPrefix } from '../interface/prefix-suppression.js'
import { LsType } from '../lsa/lsa.js'
import type { Area, OspfInterface, OspfMemory } from '../memory.js'
import { isFullyAdjacent } from '../neighbor/adjacency.js'
import { areaChanged } from '../originate/events.js'
import { NetworkAdvertisements } from '../originate/network-advertisements.js'
import type { Content } from '../originate/own.js'
import { Options } from '../packet/options.js'
import { type ExternalSource, externalCandidate, externalPath } from '../routing/external.js'
import type { Graph } from '../routing/graph.js'
import type { OspfRoute } from '../routing/memory.js'
import { aggregatesChanged } from '../routing/schedule.js'
import type { AggregateSource, Destination } from '../routing/table.js'
import { leastMetrics } from '../stub-router.js'
import { isAreaBorderRouter } from './border.js'
import { isNssa, takesExternals } from './options.js'
import { externalContent, type Translatable, type Translation, translate } from './translation.js'
import { type TranslatorState, wantedTranslatorState } from './translator.js'

const DEFAULT_DESTINATION = prefix('0.0.0.0/0')

/** What the router remembers of its NSSAs (RFC 3101). */
export interface NssaMemory {
  readonly areas: Map<Area, { translator: TranslatorState; readonly advertisements: NetworkAdvertisements }>
  /** What is translated now, of all NSSAs, by `prefixKey`. */
  translations: ReadonlyMap<number, Translation>
  /** Those of them to which packets are discarded. */
  readonly discards: Map<number, AggregateSource>
}

export function createNssaMemory(): NssaMemory {
  return { areas: new Map(), translations: new Map(), discards: new Map() }
}

/** Routes, interfaces, settings or what we bring into the AS changed: the NSSAs are considered at the input's end. */
export function nssasChanged(memory: OspfMemory): void {
  if (concernsNssas(memory)) memory.agenda.soon('nssas', () => considerNssas(memory))
}

/** Whether the router has NSSAs, or had until just now. */
function concernsNssas({ areas, border }: OspfMemory): boolean {
  return border.nssa.areas.size > 0 || [...areas.values()].some(isNssa)
}

/**
 * Routes to these destinations were calculated, and the trees of these areas. Who translates follows the trees of the NSSAs
 * and the ways to AS boundary routers, what is translated the routes to the outside: other changes need not be looked at.
 */
export function nssasMayHaveChanged(
  memory: OspfMemory,
  calculated: readonly Graph[],
  destinations: readonly Destination[],
): void {
  if (!concernsNssas(memory)) return
  const { border, routing, areas } = memory
  const isOfNssa = ({ area }: Graph): boolean => {
    const its = areas.get(area)
    return its !== undefined && isNssa(its)
  }
  if (routing.pending.nextHops || border.asbrs.size > 0 || calculated.some(isOfNssa) || destinations.some(leadsOutside))
    nssasChanged(memory)
}

function leadsOutside({ sources, route, former }: Destination): boolean {
  return (
    sources.some(({ kind }) => kind === 'external' || kind === 'aggregate') || isExternal(route) || isExternal(former)
  )
}

function isExternal(route: OspfRoute | undefined): boolean {
  return route?.pathType === 'external-1' || route?.pathType === 'external-2'
}

function considerNssas(memory: OspfMemory): void {
  if (memory.stopping) return
  const { nssa } = memory.border
  for (const area of nssa.areas.keys()) if (memory.areas.get(area.id) !== area) nssa.areas.delete(area)
  const translations = new Map<number, Translation>()
  for (const area of memory.areas.values()) {
    if (!isNssa(area)) continue
    let own = nssa.areas.get(area)
    if (own === undefined) {
      const place = { area, interface: undefined }
      own = { translator: 'disabled', advertisements: new NetworkAdvertisements(place, LsType.nssaExternal) }
      nssa.areas.set(area, own)
    }
    const wanted = type7Lsas(memory, area)
    for (const network of own.advertisements.prefixes())
      if (!wanted.has(prefixKey(network))) own.advertisements.set(memory, network, undefined)
    for (const { prefix: network, content } of wanted.values()) own.advertisements.set(memory, network, content)
    considerTranslator(memory, area, own)
    if (own.translator === 'disabled') continue
    for (const [key, translation] of translate(translatable(memory, area), area.settings.nssa.ranges))
      if (!translations.has(key) && !isTranslatedByAnother(memory, translation)) translations.set(key, translation)
  }
  const before = nssa.translations
  if (before.size === 0 && translations.size === 0) return
  nssa.translations = translations
  for (const { prefix: network } of [...before.values(), ...translations.values()]) considerExternal(memory, network)
  if (discardInRanges(memory, [...before.keys(), ...translations.keys()])) aggregatesChanged(memory)
}

/**
 * As §11.1 of RFC 2328 has it for ranges of an area: what lies in a range that we advertise, but in none of its networks, is
 * discarded, lest it go round between the NSSA's default route and us. Returns whether anything changed.
 */
function discardInRanges(memory: OspfMemory, keys: readonly number[]): boolean {
  const { nssa } = memory.border
  let changed = false
  for (const key of keys) {
    const translation = nssa.translations.get(key)
    const before = nssa.discards.get(key)
    // What we bring into the AS ourselves is advertised in its place
    const discards = translation?.discards === true && !memory.external.told.has(key)
    const after = replaceDiscard(memory.routing, before, discards ? aggregated(translation) : undefined)
    if (after === before) continue
    changed = true
    if (after === undefined) nssa.discards.delete(key)
    else nssa.discards.set(key, after)
  }
  return changed
}

function aggregated({ prefix: network, type2, cost, tag }: Translation): ExternalRoute {
  const metricType = type2 ? 2 : 1
  return { prefix: network, source: 'external-range', metric: cost, metricType, tag, forwardingAddress: UNSPECIFIED }
}

/** What is translated into a type 5 LSA for this network. */
export function translationOf(memory: OspfMemory, network: Prefix): Content | undefined {
  const translation = memory.border.nssa.translations.get(prefixKey(network))
  return translation && externalContent(translation)
}

/**
 * §3.1: a translator that is no longer needed goes on for TranslatorStabilityInterval; one that is no border router any
 * more, or is told not to, ends at once.
 */
function considerTranslator(memory: OspfMemory, area: Area, own: { translator: TranslatorState }): void {
  const timer = `nssa-translator ${area.id}`
  const wanted = wantedTranslatorState(memory, area)
  const supplanted = own.translator === 'elected' && wanted === 'disabled' && isAreaBorderRouter(memory)
  if (supplanted && area.settings.nssa.translator === 'candidate') {
    if (memory.agenda.at(timer) !== undefined) return
    memory.agenda.set(timer, later(memory.now, area.settings.nssa.stabilityInterval), () => {
      own.translator = 'disabled'
      nssasChanged(memory)
    })
    return
  }
  memory.agenda.cancel(timer)
  if (own.translator === wanted) return
  own.translator = wanted
  areaChanged(memory, area)
}

/** §2.3, §2.4: the type 7 LSAs that we originate into an NSSA, by `prefixKey`. */
function type7Lsas(
  memory: OspfMemory,
  area: Area,
): Map<number, { readonly prefix: Prefix; readonly content: Content }> {
  const result = new Map<number, { readonly prefix: Prefix; readonly content: Content }>()
  const border = isAreaBorderRouter(memory)
  for (const [key, route] of memory.external.told) {
    const forwardingAddress = forwardingAddressFor(area, route, border)
    if (forwardingAddress === undefined) continue
    // §2.4: a border router originates a type 5 LSA too, which is not to be doubled by another's translation
    const options = border ? 0 : Options.NP
    result.set(key, {
      prefix: route.prefix,
      content: externalContent({ ...described(route), forwardingAddress }, options),
    })
  }
  // §2.4, §2.7: with summaries the default is of type 7, with P clear
  const cost = Math.max(area.settings.defaultCost, leastMetrics(memory).summary)
  if (border && area.settings.summary && area.settings.nssa.defaultRoute)
    result.set(prefixKey(DEFAULT_DESTINATION), {
      prefix: DEFAULT_DESTINATION,
      content: externalContent({ prefix: DEFAULT_DESTINATION, type2: false, cost, tag: 0, forwardingAddress: 0 }, 0),
    })
  return result
}

function described({ prefix: network, metric, metricType, tag }: ExternalRoute) {
  return { prefix: network, type2: metricType === 2, cost: metric, tag }
}

/**
 * §2.3: the route's own forwarding address where that is on a network of the NSSA; else, with bit P set, one of our
 * addresses in the NSSA. undefined: there is none, and the LSA is not originated.
 */
function forwardingAddressFor(area: Area, { forwardingAddress }: ExternalRoute, border: boolean): Ipv4 | undefined {
  if (forwardingAddress !== UNSPECIFIED)
    for (const ospfInterface of area.interfaces)
      if (isShown(ospfInterface) && ospfInterface.prefix !== undefined)
        if (contains(ospfInterface.prefix, forwardingAddress)) return forwardingAddress
  return border ? UNSPECIFIED : ownAddressIn(area)
}

/** An internal address first, then one of a stub network, then any (§2.3). */
function ownAddressIn({ interfaces }: Area): Ipv4 | undefined {
  const rank = ({ state, neighbors }: OspfInterface): number =>
    state === 'Loopback' ? 0 : [...neighbors.values()].some(isFullyAdjacent) ? 2 : 1
  const active = [...interfaces].filter((each) => isShown(each) && !each.unnumbered)
  active.sort((a, b) => rank(a) - rank(b) || b.address - a.address)
  return active[0]?.address
}

/** Whether others find the way to the interface's network (RFC 6860 §4.1). */
function isShown(ospfInterface: OspfInterface): boolean {
  return ospfInterface.state !== 'Down' && !suppressesPrefix(ospfInterface)
}

/** §3.2: the type 7 LSAs with bit P that are installed. Our own have it only where we are no translator. */
function* translatable(memory: OspfMemory, area: Area): Iterable<Translatable> {
  const { routing } = memory
  const graph = routing.graphs.get(area.id)
  for (const asbr of graph?.nssaAsbrs.values() ?? [])
    for (const source of asbr.externals.values()) {
      if (!source.propagate || source.forwarding === undefined || !isInstalled(memory, source)) continue
      const { type2, cost, tag, forwarding, destination } = source
      yield {
        prefix: destination.prefix,
        type2,
        cost,
        tag,
        forwardingAddress: forwarding.address,
        originator: asbr.routerId,
      }
    }
}

/** Whether the route to the destination is what this LSA describes, or would be if we did not discard what is in a range. */
function isInstalled({ border, routing, routerId: self }: OspfMemory, source: ExternalSource): boolean {
  const { destination } = source
  const discard = border.nssa.discards.get(destination.key)
  const isDiscarded = discard !== undefined && destination.route?.area === undefined
  const route = isDiscarded ? externalPath(destination, routing, self, discard) : destination.route
  const path = externalCandidate(source, routing, self)?.path
  return (
    route !== undefined &&
    path !== undefined &&
    route.pathType === path.pathType &&
    route.cost === path.cost &&
    route.type2Cost === path.type2Cost
  )
}

/** §3.2 (2): a reachable translator with a higher Router ID says the same. */
function isTranslatedByAnother({ routing, routerId: self }: OspfMemory, translation: Translation): boolean {
  if (translation.forwardingAddress === UNSPECIFIED) return false
  for (const source of routing.destinations.get(prefixKey(translation.prefix))?.sources ?? []) {
    if (source.kind !== 'external' || source.asbr.nssa !== undefined) continue
    if (source.asbr.routerId <= self || source.asbr.path === undefined) continue
    const same = source.type2 === translation.type2 && source.cost === translation.cost
    if (same && source.forwarding?.address === translation.forwardingAddress) return true
  }
  return false
}

/** Whether the router originates type 5 LSAs: one inside of NSSAs and stub areas has nobody to send them to. */
export function hasExternalArea(memory: OspfMemory): boolean {
  for (const area of memory.areas.values()) if (takesExternals(area)) return true
  return false
}
