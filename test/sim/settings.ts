import { milliseconds, seconds } from '../../protocols/base/duration.js'
import { NO_EXTERNALS } from '../../protocols/ospf/external/settings.js'
import { BACKBONE } from '../../protocols/ospf/identifiers.js'
import { AREA_DEFAULTS, type InterfaceSettings, type OspfSettings } from '../../protocols/ospf/settings.js'
import { type EndPlan, nameOf, type RouterPlan } from './topology.js'
import type { Wire } from './wire.js'

/** RFC 2328 Appendix C's and RFC 8405's sample values. */
const INTERFACE_DEFAULTS: InterfaceSettings = {
  interfaceType: undefined,
  cost: undefined,
  priority: 1,
  helloInterval: seconds(10),
  deadInterval: seconds(40),
  retransmitInterval: seconds(5),
  transmitDelay: seconds(1),
  passive: false,
  mtuIgnore: false,
  ttlSecurity: false,
  allowNeighbors: { routerIds: undefined, sources: undefined },
  prefixSuppression: false,
  staticNeighbors: [],
  pollInterval: seconds(15),
  ttlSecurityHops: 1,
  authentication: { type: 'null' },
}

/** A router's settings: one area, each interface as its plan says, more paths than there will be. */
export function settingsOf(
  plan: RouterPlan,
  connections: readonly { readonly wire: Wire; readonly end: EndPlan }[],
): OspfSettings {
  const rules = connections.map(({ wire, end }) => ({
    pattern: nameOf(wire.plan, end),
    settings: {
      ...INTERFACE_DEFAULTS,
      interfaceType: wire.plan.kind === 'lan' ? ('broadcast' as const) : wire.plan.kind,
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
    maximumPaths: 64,
    referenceBandwidth: 100_000,
    gracefulRestart: { helper: { enabled: true, strictLsaChecking: true, maximumGracePeriod: seconds(1800) } },
    spfDelay: {
      initialDelay: milliseconds(50),
      shortDelay: milliseconds(200),
      longDelay: milliseconds(5000),
      timeToLearn: milliseconds(500),
      holdDown: seconds(10),
    },
    abrType: 'cisco',
    ...NO_EXTERNALS,
  }
}
