import { formatIpv4 } from '../../base/ipv4.js'
import { decodeAsExternalLsa } from './as-external-lsa.js'
import { type Lsa, LsType } from './lsa.js'
import { decodeNetworkLsa } from './network-lsa.js'
import { decodeNssaExternalLsa } from './nssa-external-lsa.js'
import { decodeOpaqueLsa } from './opaque-lsa.js'
import {
  decodeRouterInformationLsa,
  InformationalCapabilities,
  isRouterInformationLsa,
} from './router-information-lsa.js'
import { decodeRouterLsa, RouterBits, type RouterLink } from './router-lsa.js'
import { decodeSummaryLsa } from './summary-lsa.js'

/** An LSA's body as plain JSON data, addresses as text, its fields named as in RFC 2328 §A.4. */
export type LsaBodyView = Readonly<Record<string, unknown>>

export function viewLsaBody(lsa: Lsa): LsaBodyView {
  switch (lsa.type) {
    case LsType.router: {
      const { bits, links } = decodeRouterLsa(lsa)
      return {
        bits: Object.entries(RouterBits)
          .filter(([, bit]) => (bits & bit) !== 0)
          .map(([name]) => name),
        links: links.map(viewLink),
      }
    }
    case LsType.network: {
      const { networkMask, attachedRouters } = decodeNetworkLsa(lsa)
      return { networkMask: formatIpv4(networkMask), attachedRouters: attachedRouters.map(formatIpv4) }
    }
    case LsType.summaryNetwork:
    case LsType.summaryAsbr: {
      const { networkMask, metric } = decodeSummaryLsa(lsa)
      return { networkMask: formatIpv4(networkMask), metric }
    }
    case LsType.asExternal:
      return viewExternal(decodeAsExternalLsa(lsa))
    case LsType.nssaExternal: {
      const body = decodeNssaExternalLsa(lsa)
      return { ...viewExternal(body), propagate: body.propagate }
    }
    case LsType.opaqueLink:
    case LsType.opaqueArea:
    case LsType.opaqueAs: {
      const { opaqueType, opaqueId, information } = decodeOpaqueLsa(lsa)
      if (isRouterInformationLsa(lsa)) return { opaqueType, opaqueId, ...viewRouterInformation(lsa) }
      return { opaqueType, opaqueId, opaqueInformation: hex(information) }
    }
  }
}

function viewRouterInformation(lsa: Lsa): LsaBodyView {
  const { capabilities = 0, hostname = null } = decodeRouterInformationLsa(lsa)
  const informationalCapabilities = Object.entries(InformationalCapabilities)
    .filter(([, bit]) => (capabilities & bit) !== 0)
    .map(([name]) => name)
  return { informationalCapabilities, dynamicHostname: hostname }
}

const LINK_TYPES = ['', 'point-to-point', 'transit', 'stub', 'virtual']

function viewLink({ id, data, type, metric }: RouterLink): LsaBodyView {
  return {
    linkId: formatIpv4(id),
    linkData: formatIpv4(data),
    type: LINK_TYPES[type] || `type-${type}`,
    metric,
  }
}

function viewExternal(body: ReturnType<typeof decodeAsExternalLsa>): LsaBodyView {
  return {
    networkMask: formatIpv4(body.networkMask),
    metricType: body.type2 ? 2 : 1,
    metric: body.metric,
    forwardingAddress: formatIpv4(body.forwardingAddress),
    externalRouteTag: body.externalRouteTag,
  }
}

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
