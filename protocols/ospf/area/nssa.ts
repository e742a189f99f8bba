import { later } from '../../base/duration.js'
import { UNSPECIFIED } from '../../base/ipv4.js'
import { type Prefix, prefixKey } from '../../base/prefix.js'
import { replaceDiscard } from '../external/aggregate.js'
import { considerExternal } from '../external/redistribute.js'
import type { ExternalRoute } from '../external/route.js'
import { LsType } from '../lsa/lsa.js'
import type { Area, OspfMemory } from '../memory.js'
import { areaChanged } from '../originate/events.js'
import { NetworkAdvertisements } from '../originate/network-advertisements.js'
import type { Content } from '../originate/own.js'
import { type ExternalSource, externalCandidate, externalPath } from '../routing/external.js'
import type { Graph } from '../routing/graph.js'
import { aggregatesChanged } from '../routing/schedule.js'
import type { AggregateSource, Destination } from '../routing/table.js'
import { isAreaBorderRouter } from './border.js'
import { isNssa, takesExternals } from './options.js'
import { externalContent, sameTranslation, type Translatable, type Translation, Translations } from './translation.js'
import { type TranslatorState, wantedTranslatorState } from './translator.js'
import { originateType7Lsas } from './type7.js'

/** What the router remembers of its NSSAs (RFC 3101). */
export interface NssaMemory {
  readonly areas: Map<Area, OwnNssa>
  /** What is translated now, of all NSSAs, by `prefixKey`. */
  readonly translations: Map<number, Translation>
  /** Those of them to which packets are discarded. */
  readonly discards: Map<number, AggregateSource>
  pending: PendingNssas
}

interface OwnNssa {
  translator: TranslatorState
  /** undefined while we are no translator. */
  translations: Translations | undefined
  /** Our type 7 LSAs. */
  readonly advertisements: NetworkAdvertisements
}

/** What is to be considered when the handling of the input ends. */
interface PendingNssas {
  everything: boolean
  /** Who translates. */
  translators: boolean
  /** What we bring into the AS, or the LSAs and the route of these networks, by `prefixKey`. */
  readonly networks: Map<number, Prefix>
}

export function createNssaMemory(): NssaMemory {
  return { areas: new Map(), translations: new Map(), discards: new Map(), pending: nothingPending() }
}

function nothingPending(): PendingNssas {
  return { everything: false, translators: false, networks: new Map() }
}

/** Interfaces, settings or what our LSAs cost at least changed: everything about the NSSAs is considered. */
export function nssasChanged(memory: OspfMemory): void {
  if (!concernsNssas(memory)) return
  memory.border.nssa.pending.everything = true
  considerSoon(memory)
}

/** What we tell the AS of this network changed. */
export function toldChanged(memory: OspfMemory, network: Prefix): void {
  if (!concernsNssas(memory)) return
  memory.border.nssa.pending.networks.set(prefixKey(network), network)
  considerSoon(memory)
}

function considerSoon(memory: OspfMemory): void {
  memory.agenda.soon('nssas', () => considerNssas(memory))
}

/** Whether the router has NSSAs, or had until just now. */
function concernsNssas({ areas, border }: OspfMemory): boolean {
  return border.nssa.areas.size > 0 || [...areas.values()].some(isNssa)
}

/**
 * Routes to these destinations were calculated, and the trees of these areas. Who translates follows the trees of the NSSAs
 * and the ways to AS boundary routers; what is translated, network by network, the LSAs and the route of each.
 */
export function nssasMayHaveChanged(
  memory: OspfMemory,
  calculated: readonly Graph[],
  ...destinations: readonly (readonly Destination[])[]
): void {
  if (!concernsNssas(memory)) return
  const { border, routing, areas } = memory
  const { pending } = border.nssa
  const isOfNssa = ({ area }: Graph): boolean => {
    const its = areas.get(area)
    return its !== undefined && isNssa(its)
  }
  pending.translators ||= routing.pending.nextHops || border.asbrs.size > 0 || calculated.some(isOfNssa)
  for (const several of destinations)
    for (const destination of several)
      if (mayBeTranslated(border.nssa, destination)) addTo(pending.networks, destination)
  if (pending.translators || pending.networks.size > 0) considerSoon(memory)
}

/** Whether it has LSAs that may be translated, or had until now. */
function mayBeTranslated({ areas }: NssaMemory, { prefix: network, sources }: Destination): boolean {
  if (sources.some(({ kind }) => kind === 'external')) return true
  for (const { translations } of areas.values()) if (translations?.has(prefixKey(network))) return true
  return false
}

function considerNssas(memory: OspfMemory): void {
  const { nssa } = memory.border
  const { everything, translators, networks } = nssa.pending
  nssa.pending = nothingPending()
  if (memory.stopping) return
  /** What may be translated otherwise than before. */
  const touched = new Set(everything ? nssa.translations.keys() : [])
  for (const key of networks.keys()) touched.add(key)
  for (const area of nssa.areas.keys()) if (memory.areas.get(area.id) !== area) nssa.areas.delete(area)
  for (const area of memory.areas.values()) {
    if (!isNssa(area)) continue
    const own = ownNssa(nssa, area)
    originateType7Lsas(memory, area, own.advertisements, everything ? undefined : networks.values())
    if (everything || translators) considerTranslator(memory, area, own)
    for (const key of updateTranslations(memory, area, own, everything ? undefined : networks)) touched.add(key)
  }
  let discardsChanged = false
  for (const key of touched) {
    updateTranslation(memory, key, everything)
    if (updateDiscard(memory, key)) discardsChanged = true
  }
  if (discardsChanged) aggregatesChanged(memory)
}

function ownNssa({ areas }: NssaMemory, area: Area): OwnNssa {
  let own = areas.get(area)
  if (own === undefined) {
    const advertisements = new NetworkAdvertisements({ area, interface: undefined }, LsType.nssaExternal)
    own = { translator: 'disabled', translations: undefined, advertisements }
    areas.set(area, own)
  }
  return own
}

/**
 * Looks at the type 7 LSAs for these networks again, by `prefixKey`; undefined: at all, as where we became a translator.
 *
 * @returns what may be translated otherwise than before, some more than once
 */
function* updateTranslations(
  memory: OspfMemory,
  area: Area,
  own: OwnNssa,
  networks: ReadonlyMap<number, Prefix> | undefined,
): Iterable<number> {
  if (networks === undefined || own.translator === 'disabled') {
    yield* own.translations?.keys() ?? []
    own.translations = undefined
  }
  if (own.translator === 'disabled') return
  let looked = networks
  if (own.translations === undefined) {
    own.translations = new Translations(area.settings.nssa.ranges)
    looked = networksOfType7(memory, area)
  }
  for (const network of looked!.values()) yield own.translations.set(network, translatable(memory, area, network))
}

function updateTranslation(memory: OspfMemory, key: number, everything: boolean): void {
  const { translations } = memory.border.nssa
  const before = translations.get(key)
  const after = wantedTranslation(memory, key)
  if (after === undefined) translations.delete(key)
  else translations.set(key, after)
  const network = (after ?? before)?.prefix
  if (network !== undefined && (everything || !sameTranslation(before, after))) considerExternal(memory, network)
}

/** That of the first NSSA that has one and of which nobody else says the same. */
function wantedTranslation(memory: OspfMemory, key: number): Translation | undefined {
  for (const area of memory.areas.values()) {
    const translation = memory.border.nssa.areas.get(area)?.translations?.get(key)
    if (translation !== undefined && !isTranslatedByAnother(memory, translation)) return translation
  }
  return undefined
}

/**
 * As §11.1 of RFC 2328 has it for ranges of an area: what lies in a range that we advertise, but in none of its networks, is
 * discarded, lest it go round between the NSSA's default route and us.
 *
 * @returns whether that changed for this network or range
 */
function updateDiscard(memory: OspfMemory, key: number): boolean {
  const { discards, translations } = memory.border.nssa
  const translation = translations.get(key)
  const before = discards.get(key)
  // What we bring into the AS ourselves is advertised in its place
  const isDiscarded = translation?.discards === true && !memory.external.told.has(key)
  const after = replaceDiscard(memory.routing, before, isDiscarded ? aggregated(translation) : undefined)
  if (after === before) return false
  if (after === undefined) discards.delete(key)
  else discards.set(key, after)
  return true
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

/** Every network that type 7 LSAs describe, by `prefixKey`. */
function networksOfType7({ routing }: OspfMemory, { id }: Area): ReadonlyMap<number, Prefix> {
  const networks = new Map<number, Prefix>()
  for (const { externals } of routing.graphs.get(id)?.nssaAsbrs.values() ?? [])
    for (const { destination } of externals.values()) addTo(networks, destination)
  return networks
}

function addTo(networks: Map<number, Prefix>, { prefix: network }: Destination): void {
  networks.set(prefixKey(network), network)
}

/** §3.2: the type 7 LSAs for the network with bit P that are installed. Our own have it only where we are no translator. */
function translatable(memory: OspfMemory, { id }: Area, network: Prefix): Translatable[] {
  const { routing } = memory
  const graph = routing.graphs.get(id)
  const lsas: Translatable[] = []
  for (const source of routing.destinations.get(network)?.sources ?? []) {
    if (source.kind !== 'external' || source.asbr.nssa === undefined || source.asbr.nssa !== graph) continue
    const { type2, cost, tag, forwarding, asbr, propagate } = source
    if (!propagate || forwarding === undefined || !isInstalled(memory, source)) continue
    const forwardingAddress = forwarding.address
    lsas.push({ prefix: network, type2, cost, tag, forwardingAddress, originator: asbr.routerId })
  }
  return lsas
}

/** Whether the route to the destination is what this LSA describes, or would be if we did not discard what is in a range. */
function isInstalled({ border, routing, routerId: self }: OspfMemory, source: ExternalSource): boolean {
  const { destination } = source
  const discard = border.nssa.discards.get(prefixKey(destination.prefix))
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
  for (const source of routing.destinations.get(translation.prefix)?.sources ?? []) {
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
