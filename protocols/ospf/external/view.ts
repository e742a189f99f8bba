import { formatIpv4, UNSPECIFIED } from '../../base/ipv4.js'
import { formatPrefix, prefixKey } from '../../base/prefix.js'
import type { OspfMemory } from '../memory.js'
import type { ExternalRouteView } from '../view.js'
import { rangeOf } from './aggregate.js'
import type { ExternalRoute } from './route.js'

/** What is brought into the AS, and what stands for it there, ordered by prefix. */
export function externalViews(memory: OspfMemory): ExternalRouteView[] {
  const { advertised, routes } = memory.external
  const aggregates = [...advertised.values()].filter(({ source }) => source === 'external-range')
  return [...routes.values(), ...aggregates]
    .sort((a, b) => a.prefix.address - b.prefix.address || a.prefix.length - b.prefix.length)
    .map((route) => ({
      prefix: formatPrefix(route.prefix),
      source: route.source,
      metricType: route.metricType,
      metric: route.metric,
      tag: route.tag,
      forwardingAddress: route.forwardingAddress === UNSPECIFIED ? null : formatIpv4(route.forwardingAddress),
      ...fateOf(memory, route),
    }))
}

function fateOf({ external }: OspfMemory, route: ExternalRoute): Pick<ExternalRouteView, 'fate' | 'range'> {
  const range = route.source === 'external-range' ? undefined : rangeOf(external.aggregates, route.prefix)
  if (range !== undefined) return { fate: range.advertise ? 'aggregated' : 'hidden', range: formatPrefix(range.prefix) }
  return { fate: external.advertised.has(prefixKey(route.prefix)) ? 'advertised' : 'another-asbr', range: null }
}
