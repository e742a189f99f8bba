/** What a router of a lab or test is to be, whichever program it runs. */
export interface RouterPlan {
  readonly name: string
  /** Dotted quad. */
  readonly routerId: string
  readonly interfaces: readonly InterfacePlan[]
  /** What is to be said of areas but which interfaces they have. */
  readonly areas?: readonly AreaPlan[]
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
  /** Address ranges, advertised or hidden. */
  readonly ranges?: Readonly<Record<string, 'advertise' | 'hide'>>
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

/** The cost of the default route of a stub area or NSSA. */
export const DEFAULT_COST = 5

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

/** The areas of a router with their interfaces, those that nothing more is said of included. */
export function areasOf(plan: RouterPlan): readonly (AreaPlan & { readonly interfaces: readonly InterfacePlan[] })[] {
  const ids = [...new Set(plan.interfaces.map(({ area }) => area ?? 0))].sort((a, b) => a - b)
  return ids.map((id) => ({
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
  const areas = areasOf(plan).map(({ id, type, summary, ranges, interfaces }) => [
    id,
    {
      ...(type === 'normal' ? {} : { 'area-type': type, 'default-cost': DEFAULT_COST }),
      ...(summary === false ? { summary } : {}),
      ...(ranges === undefined ? {} : { ranges: rangesOf(ranges) }),
      interfaces: Object.fromEntries(interfaces.map((planned) => [planned.name, interfaceOf(planned)])),
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
      areas: Object.fromEntries(areas),
      ...(redistribute === undefined ? {} : { redistribute }),
      ...(plan.defaultInformation === undefined
        ? {}
        : { 'default-information': { always: true, ...attributesOf(plan.defaultInformation) } }),
    },
  }
}

function rangesOf(ranges: NonNullable<AreaPlan['ranges']>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(ranges).map(([prefix, what]) => [prefix, { advertise: what === 'advertise' }]),
  )
}

function attributesOf({ metric, metricType }: ExternalMetric): Record<string, unknown> {
  return { metric, 'metric-type': metricType }
}
