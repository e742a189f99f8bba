import { seconds } from '../../protocols/base/duration.js'
import { BACKBONE } from '../../protocols/ospf/identifiers.js'
import { AREA_DEFAULTS, type OspfSettings } from '../../protocols/ospf/settings.js'
import { INSTANCE_DEFAULTS, INTERFACE_DEFAULTS } from '../ospf/default-settings.js'
import { type EndPlan, nameOf, type RouterPlan } from './topology.js'
import type { Wire } from './wire.js'

/** A router's settings: one area, each interface as its plan says, more paths than there will be. */
export function settingsOf(
  plan: RouterPlan,
  connections: readonly { readonly wire: Wire; readonly end: EndPlan }[],
): OspfSettings {
  const rules = connections.map(({ wire, end }) => ({
    pattern: nameOf(wire.plan, end),
    settings: {
      ...INTERFACE_DEFAULTS,
      pollInterval: seconds(15),
      interfaceType: wire.plan.kind === 'lan' ? ('broadcast' as const) : wire.plan.kind,
      authentication: wire.plan.authentication,
      prefixSuppression: wire.plan.hidden,
      staticNeighbors: wire.plan.ends.map(({ address, priority }) => ({ address, priority })),
      cost: end.cost,
      priority: end.priority,
      passive: end.passive,
    },
  }))
  return {
    routerId: plan.routerId,
    areas: [
      { ...AREA_DEFAULTS, id: BACKBONE, interfaces: [{ pattern: 'lo', settings: INTERFACE_DEFAULTS }, ...rules] },
    ],
    ...INSTANCE_DEFAULTS,
    maximumPaths: 64,
  }
}
