import { UNSPECIFIED } from '../../base/ipv4.js'
import { covers, maskOf, type Prefix, prefixKey } from '../../base/prefix.js'
import { LSInfinity } from '../constants.js'
import { RangeMetrics } from '../external/range-metrics.js'
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

/** Whether two translations of one network are the same LSA, and mean the same for the packets. */
export function sameTranslation(a: Translation | undefined, b: Translation | undefined): boolean {
  return (
    a?.type2 === b?.type2 &&
    a?.cost === b?.cost &&
    a?.tag === b?.tag &&
    a?.forwardingAddress === b?.forwardingAddress &&
    a?.discards === b?.discards
  )
}

/** A type-7 address range and what is in it now. */
interface Type7Range {
  readonly settings: NssaRange
  readonly key: number
  readonly metrics: RangeMetrics
  networks: number
}

interface TranslatableNetwork {
  readonly lsas: readonly Translatable[]
  /** The range that it best matches. */
  readonly range: Type7Range | undefined
}

/**
 * RFC 3101 §3.2: the type 5 LSAs that the type 7 LSAs of one NSSA become: each by itself, or all that best match a type-7
 * address range together, unless that is not advertised. Kept up to date network by network. Keys are `prefixKey`s.
 */
export class Translations {
  readonly #ranges: ReadonlyMap<number, Type7Range>
  readonly #networks = new Map<number, TranslatableNetwork>()

  constructor(ranges: readonly NssaRange[]) {
    this.#ranges = new Map(
      ranges.map((settings) => {
        const key = prefixKey(settings.prefix)
        return [key, { settings, key, metrics: new RangeMetrics(), networks: 0 }]
      }),
    )
  }

  /** Whether there are LSAs for the network that may be translated. */
  has(network: number): boolean {
    return this.#networks.has(network)
  }

  /**
   * Makes these all the LSAs for the network that may be translated.
   *
   * @returns the network whose translation may be another now: this one, or the range that it lies in
   */
  set(network: Prefix, lsas: readonly Translatable[]): number {
    const key = prefixKey(network)
    const before = this.#networks.get(key)
    const range = before === undefined ? this.#bestMatch(network) : before.range
    // (1)
    const wanted = lsas.filter(({ forwardingAddress }) => forwardingAddress !== UNSPECIFIED)
    if (wanted.length === 0) this.#networks.delete(key)
    else this.#networks.set(key, { lsas: wanted, range })
    if (range === undefined) return key
    range.networks += Number(wanted.length > 0) - Number(before !== undefined)
    for (const { type2, cost } of before?.lsas ?? []) range.metrics.remove(type2 ? 2 : 1, cost)
    for (const { type2, cost } of wanted) range.metrics.add(type2 ? 2 : 1, cost)
    return range.key
  }

  /** What this network or range is translated into; undefined: nothing. */
  get(key: number): Translation | undefined {
    const range = this.#ranges.get(key)
    if (range !== undefined) return this.#aggregate(range)
    const network = this.#networks.get(key)
    return network === undefined || network.range !== undefined ? undefined : better(network.lsas)
  }

  /** All that may have a translation, some more than once. */
  *keys(): Iterable<number> {
    for (const [key, { range }] of this.#networks) yield range?.key ?? key
  }

  /** (3): path type 2 if any member's is, at the highest cost, plus 1 where that is a type 2 cost, unless the range has one. */
  #aggregate({ settings, key, metrics, networks }: Type7Range): Translation | undefined {
    const { decisive } = metrics
    if (!settings.advertise || decisive === undefined) return undefined
    const itself = this.#networks.get(key)
    const { prefix, cost: fixed, tag } = settings
    if (itself !== undefined && networks === 1) {
      const best = better(itself.lsas)
      return { ...best, cost: fixed ?? best.cost }
    }
    const type2 = decisive.metricType === 2
    const cost = fixed ?? (type2 ? Math.min(decisive.metric + 1, LSInfinity - 1) : decisive.metric)
    return { prefix, type2, cost, tag, forwardingAddress: UNSPECIFIED, discards: itself === undefined }
  }

  #bestMatch(network: Prefix): Type7Range | undefined {
    let best: Type7Range | undefined
    for (const range of this.#ranges.values()) {
      const { prefix } = range.settings
      if (covers(prefix, network) && prefix.length >= (best?.settings.prefix.length ?? 0)) best = range
    }
    return best
  }
}

/** Of LSAs for one network the better path, or of equal ones that of the higher Router ID (§2.5 (6)). */
function better(lsas: readonly Translatable[]): Translatable {
  return lsas.reduce((best, lsa) => {
    const order = Number(best.type2) - Number(lsa.type2) || best.cost - lsa.cost || lsa.originator - best.originator
    return order > 0 ? lsa : best
  })
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
