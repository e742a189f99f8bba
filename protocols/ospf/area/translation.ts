import { UNSPECIFIED } from '../../base/ipv4.js'
import { covers, maskOf, type Prefix, prefixKey } from '../../base/prefix.js'
import { LSInfinity } from '../constants.js'
import type { RouterId } from '../identifiers.js'
import { encodeAsExternalLsa } from '../lsa/as-external-lsa.js'
import type { Content } from '../originate/own.js'
import { Options } from '../packet/options.js'
import type { NssaRange } from '../settings.js'

/** A type 7 LSA that may be translated (RFC 3101 §3.2): its bit P is set and it is installed, or our own. */
export interface Translatable {
  readonly prefix: Prefix
  readonly type2: boolean
  readonly cost: number
  readonly tag: number
  readonly forwardingAddress: number
  readonly originator: RouterId
}

/** What a type 5 LSA is to say of a network. */
export interface Translation {
  readonly prefix: Prefix
  readonly type2: boolean
  readonly cost: number
  readonly tag: number
  /** 0 for an aggregation. */
  readonly forwardingAddress: number
  /** Whether packets to it are to be discarded where no network in it is known: an aggregation of others than itself. */
  readonly discards?: boolean
}

/**
 * RFC 3101 §3.2: the type 5 LSAs that these type 7 LSAs of one NSSA become, by `prefixKey`: each by itself, or all that
 * best match a type-7 address range together, unless that is not advertised.
 */
export function translate(lsas: Iterable<Translatable>, ranges: readonly NssaRange[]): Map<number, Translation> {
  const result = new Map<number, Translatable>()
  const aggregated = new Map<NssaRange, Translatable[]>()
  for (const lsa of lsas) {
    // (1)
    if (lsa.forwardingAddress === UNSPECIFIED) continue
    const range = bestMatch(ranges, lsa.prefix)
    if (range === undefined) keepBetter(result, lsa)
    else if (range.advertise) aggregated.set(range, [...(aggregated.get(range) ?? []), lsa])
  }
  const translations = new Map<number, Translation>(result)
  // (3)
  for (const [range, members] of aggregated) {
    const key = prefixKey(range.prefix)
    if (members.every(({ prefix }) => prefixKey(prefix) === key)) {
      const only = new Map<number, Translatable>()
      for (const lsa of members) keepBetter(only, lsa)
      translations.set(key, only.get(key)!)
    } else translations.set(key, aggregate(range, members))
  }
  return translations
}

/** Of LSAs for one network the better path, or of equal ones that of the higher Router ID (§2.5 (6)). */
function keepBetter(by: Map<number, Translatable>, lsa: Translatable): void {
  const key = prefixKey(lsa.prefix)
  const other = by.get(key)
  const order =
    other === undefined
      ? 1
      : Number(other.type2) - Number(lsa.type2) || other.cost - lsa.cost || lsa.originator - other.originator
  if (order > 0) by.set(key, lsa)
}

/** Path type 2 if any member's is, at the highest cost, plus 1 where that is a type 2 cost. */
function aggregate({ prefix, tag }: NssaRange, members: readonly Translatable[]): Translation {
  const type2 = members.some((member) => member.type2)
  let cost = 0
  for (const member of members) if (member.type2 === type2) cost = Math.max(cost, member.cost)
  if (type2) cost = Math.min(cost + 1, LSInfinity - 1)
  const key = prefixKey(prefix)
  const discards = members.every((member) => prefixKey(member.prefix) !== key)
  return { prefix, type2, cost, tag, forwardingAddress: UNSPECIFIED, discards }
}

function bestMatch(ranges: readonly NssaRange[], network: Prefix): NssaRange | undefined {
  let best: NssaRange | undefined
  for (const range of ranges)
    if (covers(range.prefix, network) && range.prefix.length >= (best?.prefix.length ?? 0)) best = range
  return best
}

/** The type 5 LSA of a translation, or with these options a type 7 LSA. */
export function externalContent(
  { prefix, type2, cost, tag, forwardingAddress }: Translation,
  options: number = Options.E,
): Content {
  return {
    options,
    body: encodeAsExternalLsa({
      networkMask: maskOf(prefix.length),
      type2,
      metric: cost,
      forwardingAddress: forwardingAddress as typeof prefix.address,
      externalRouteTag: tag,
    }),
  }
}
