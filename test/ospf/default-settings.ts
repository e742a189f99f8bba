import { milliseconds, seconds } from '../../protocols/base/duration.js'
import type { ExternalSettings } from '../../protocols/ospf/external/settings.js'
import { NULL_AUTHENTICATION } from '../../protocols/ospf/packet/authentication.js'
import type { InterfaceSettings, OspfSettings } from '../../protocols/ospf/settings.js'
import type { StubRouterSettings } from '../../protocols/ospf/stub-router.js'

/** RFC 2328 Appendix C.3's sample values, and nothing else switched on. */
export const INTERFACE_DEFAULTS: InterfaceSettings = {
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
  pollInterval: seconds(120),
  ttlSecurityHops: 1,
  authentication: NULL_AUTHENTICATION,
}

export const NO_EXTERNALS: ExternalSettings = { redistribute: [], externalRanges: [], defaultInformation: undefined }

export const NO_STUB_ROUTER: StubRouterSettings = {
  always: false,
  onStartup: undefined,
  onShutdown: undefined,
  includeStub: false,
  summaryMetric: undefined,
  externalMetric: undefined,
}

/** An instance about which nothing is said: RFC 8405 §6's sample values, helper of restarting neighbors, and no externals. */
export const INSTANCE_DEFAULTS: Omit<OspfSettings, 'routerId' | 'areas'> = {
  maximumPaths: 16,
  referenceBandwidth: 100_000,
  maximumAdjacenciesComingUp: 50,
  maximumLsas: 200_000,
  overflowPause: seconds(300),
  gracefulRestart: {
    enabled: false,
    unplanned: true,
    gracePeriod: seconds(120),
    helper: {
      enabled: true,
      strictLsaChecking: true,
      maximumGracePeriod: seconds(1800),
      plannedOnly: false,
      routers: undefined,
    },
  },
  spfDelay: {
    initialDelay: milliseconds(50),
    shortDelay: milliseconds(200),
    longDelay: milliseconds(5000),
    timeToLearn: milliseconds(500),
    holdDown: seconds(10),
  },
  abrType: 'cisco',
  rfc1583Compatibility: false,
  hostname: undefined,
  stubRouter: NO_STUB_ROUTER,
  ...NO_EXTERNALS,
}
