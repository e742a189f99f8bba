/** What a router of a lab or test is to be, whichever program it runs. */
export interface RouterPlan {
  readonly name: string
  /** Dotted quad. */
  readonly routerId: string
  readonly interfaces: readonly InterfacePlan[]
}

export interface InterfacePlan {
  readonly name: string
  readonly type: 'broadcast' | 'point-to-point'
  readonly cost?: number
  readonly priority?: number
  readonly passive?: boolean
  /** Seconds; 1 and 4 unless told, so that labs and tests need not wait long. */
  readonly hello?: number
  readonly dead?: number
}

/**
 * The OSPF part of a Waymark configuration for it.
 *
 * @param ospf settings of the whole instance
 */
export function waymarkOspf(plan: RouterPlan, ospf: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const interfaces = plan.interfaces.map((planned) => [
    planned.name,
    {
      'interface-type': planned.type,
      'hello-interval': `${planned.hello ?? 1} s`,
      'dead-interval': `${planned.dead ?? 4} s`,
      ...(planned.cost === undefined ? {} : { cost: planned.cost }),
      ...(planned.priority === undefined ? {} : { priority: planned.priority }),
      ...(planned.passive ? { passive: true } : {}),
    },
  ])
  return { 'router-id': plan.routerId, ospf: { ...ospf, areas: { 0: { interfaces: Object.fromEntries(interfaces) } } } }
}
