import { seconds } from '../../protocols/base/duration.js'
import { areaId, BACKBONE } from '../../protocols/ospf/identifiers.js'
import type { OspfSettings } from '../../protocols/ospf/settings.js'
import { INSTANCE_DEFAULTS, INTERFACE_DEFAULTS, NO_STUB_ROUTER } from '../ospf/default-settings.js'
import { areaConfiguration } from './configuration.js'
import { type EndPlan, nameOf, type RouterPlan } from './topology.js'
import type { Wire } from './wire.js'

/** What restarting routers ask their neighbors for (RFC 3623). */
export const GRACE_PERIOD = seconds(60)

/** A router's settings: each interface in the area and as its plan says, more paths than there will be. */
export function settingsOf(
  plan: RouterPlan,
  connections: readonly { readonly wire: Wire; readonly end: EndPlan }[],
): OspfSettings {
  const loopback = { area: plan.area, pattern: 'lo', settings: INTERFACE_DEFAULTS }
  const links = connections.map(({ wire, end }) => ({
    area: wire.plan.area,
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
  const rules = [loopback, ...links]
  const { abrType, defaultInformation, externalRanges, maximumPaths, redistribute, rfc1583Compatibility, stubRouter } =
    plan.configuration
  const attached = rules.map(({ area }) => area)
  const needsBackbone = attached.some((area) => areaConfiguration(plan, area).virtualLinks.length > 0)
  const areas = [...new Set(needsBackbone ? [...attached, BACKBONE] : attached)]
  return {
    routerId: plan.routerId,
    areas: areas.map((area) => ({
      ...areaConfiguration(plan, area),
      id: areaId(area),
      interfaces: rules.filter((rule) => rule.area === area).map(({ pattern, settings }) => ({ pattern, settings })),
    })),
    ...INSTANCE_DEFAULTS,
    gracefulRestart: { ...INSTANCE_DEFAULTS.gracefulRestart, enabled: true, gracePeriod: GRACE_PERIOD },
    maximumPaths,
    abrType,
    redistribute,
    externalRanges,
    defaultInformation,
    rfc1583Compatibility,
    stubRouter: { ...NO_STUB_ROUTER, ...stubRouter, always: stubRouter !== undefined },
  }
}
