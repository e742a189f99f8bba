/** What a router of a lab or test is to be, whichever program it runs. */
export interface RouterPlan {
  readonly name: string
  /** Dotted quad. */
  readonly routerId: string
  readonly interfaces: readonly InterfacePlan[]
  /** What is to be said of areas but which interfaces they have. */
  readonly areas?: readonly AreaPlan[]
  readonly rfc1583Compatibility?: boolean
  /** Routes from outside of the AS. They are to be in the kernel as if by hand; BIRD is told of them as well. */
  readonly externals?: readonly ExternalPlan[]
  /** The default route, whether the router has one or not. */
  readonly defaultInformation?: ExternalMetric
}

export interface AreaPlan {
  readonly id: number
  /** A stub with `summary: false` is totally stubby; with summaries, the default route of an NSSA is of type 7. */
  readonly type: 'normal' | 'stub' | 'nssa'
  readonly summary?: boolean
  /** Of the default route, 5 unless told. */
  readonly defaultCost?: number
  /** Address ranges: advertised, at a fixed cost, or hidden. BIRD has no fixed cost. */
  readonly ranges?: Readonly<Record<string, 'advertise' | 'hide' | number>>
  /** Which networks are told into the area and out of it, as `10.0.0.0/8 le 32`. BIRD has no such filters. */
  readonly filter?: Readonly<Partial<Record<'in' | 'out', readonly string[]>>>
  /** Whether it translates the externals of an NSSA whoever else does. */
  readonly translates?: boolean
  /** TranslatorStabilityInterval in seconds; FRR always has 40. */
  readonly translatorStability?: number
  /** Ranges of what an NSSA brings in. FRR 8.4 has none. */
  readonly externalRanges?: Readonly<Record<string, 'advertise' | 'hide'>>
  /** The Router IDs at the other ends of virtual links through the area. */
  readonly virtualLinks?: readonly string[]
}

export interface ExternalMetric {
  readonly metric: number
  readonly metricType: 1 | 2
}

export interface ExternalPlan extends ExternalMetric {
  readonly prefix: string
  /** The next hop's address; without it the packets are discarded. */
  readonly via?: string
}

export interface InterfacePlan {
  readonly name: string
  readonly type: 'broadcast' | 'point-to-point'
  /** 0 unless told. */
  readonly area?: number
  readonly cost?: number
  readonly priority?: number
  readonly passive?: boolean
  /** Seconds; 1 and 4 unless told, so that labs and tests need not wait long. */
  readonly hello?: number
  readonly dead?: number
}

/** An area with all that is to be said of it. */
export interface PlannedArea extends AreaPlan {
  readonly defaultCost: number
  readonly interfaces: readonly InterfacePlan[]
}

/** The areas of a router with their interfaces, those that nothing more is said of included. */
export function areasOf(plan: RouterPlan): readonly PlannedArea[] {
  const ids = [...new Set(plan.interfaces.map(({ area }) => area ?? 0))].sort((a, b) => a - b)
  return ids.map((id) => ({
    defaultCost: 5,
    ...(plan.areas?.find((area) => area.id === id) ?? { id, type: 'normal' }),
    interfaces: plan.interfaces.filter((each) => (each.area ?? 0) === id),
  }))
}

/**
 * The OSPF part of a Waymark configuration for it.
 *
 * @param ospf settings of the whole instance
 */
export function waymarkOspf(plan: RouterPlan, ospf: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const interfaceOf = (planned: InterfacePlan): unknown => ({
    'interface-type': planned.type,
    'hello-interval': `${planned.hello ?? 1} s`,
    'dead-interval': `${planned.dead ?? 4} s`,
    ...(planned.cost === undefined ? {} : { cost: planned.cost }),
    ...(planned.priority === undefined ? {} : { priority: planned.priority }),
    ...(planned.passive ? { passive: true } : {}),
  })
  const areas = areasOf(plan).map((area) => [
    area.id,
    {
      ...areaOf(area),
      interfaces: Object.fromEntries(area.interfaces.map((planned) => [planned.name, interfaceOf(planned)])),
    },
  ])
  const redistribute = plan.externals?.map(({ prefix, ...metric }) => ({
    from: 'static',
    match: { prefix: [prefix] },
    set: attributesOf(metric),
  }))
  return {
    'router-id': plan.routerId,
    ospf: {
      ...ospf,
      ...(plan.rfc1583Compatibility ? { 'rfc1583-compatibility': true } : {}),
      areas: Object.fromEntries(areas),
      ...(redistribute === undefined ? {} : { redistribute }),
      ...(plan.defaultInformation === undefined
        ? {}
        : { 'default-information': { always: true, ...attributesOf(plan.defaultInformation) } }),
    },
  }
}

function areaOf(area: PlannedArea): Record<string, unknown> {
  const { type, summary, defaultCost, ranges, filter, translates, translatorStability, externalRanges } = area
  const intervals = { 'hello-interval': '1 s', 'dead-interval': '4 s' }
  const virtualLinks = area.virtualLinks?.map((routerId) => [routerId, intervals])
  const nssa = {
    ...(translates ? { translator: 'always' } : {}),
    ...(translatorStability === undefined ? {} : { 'stability-interval': translatorStability }),
    ...(externalRanges === undefined ? {} : { ranges: rangesOf(externalRanges) }),
  }
  return {
    ...(type === 'normal' ? {} : { 'area-type': type, 'default-cost': defaultCost }),
    ...(type === 'nssa' ? { nssa } : {}),
    ...(summary === false ? { summary } : {}),
    ...(ranges === undefined ? {} : { ranges: rangesOf(ranges) }),
    ...(filter === undefined ? {} : { filter }),
    ...(virtualLinks === undefined ? {} : { 'virtual-links': Object.fromEntries(virtualLinks) }),
  }
}

function rangesOf(ranges: NonNullable<AreaPlan['ranges']>): Record<string, unknown> {
  const settings = Object.entries(ranges).map(([prefix, what]) => [
    prefix,
    typeof what === 'number' ? { cost: what } : { advertise: what === 'advertise' },
  ])
  return Object.fromEntries(settings)
}

function attributesOf({ metric, metricType }: ExternalMetric): Record<string, unknown> {
  return { metric, 'metric-type': metricType }
}
