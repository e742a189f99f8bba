import { between } from '../../base/duration.js'
import { formatIpv4 } from '../../base/ipv4.js'
import { formatPrefix } from '../../base/prefix.js'
import type { NextHop } from '../../engine/route.js'
import { hostnamesIn } from '../hostname.js'
import type { OspfMemory } from '../memory.js'
import type { RouteView, SpfView } from '../view.js'
import type { OspfRoute } from './memory.js'
import { nextCalculation } from './schedule.js'

/** The routing table, ordered by prefix. */
export function routeViews(memory: OspfMemory): RouteView[] {
  const routes = [...memory.routing.routes.values()]
  routes.sort((a, b) => a.prefix.address - b.prefix.address || a.prefix.length - b.prefix.length)
  const hostname = hostnamesIn(memory)
  return routes.map((route) => routeView(memory, route, hostname(route.originator)))
}

function routeView(memory: OspfMemory, route: OspfRoute, fromHostname: string | null): RouteView {
  return {
    prefix: formatPrefix(route.prefix),
    pathType: route.pathType,
    area: route.area === undefined ? null : formatIpv4(route.area),
    cost: route.cost,
    type2Cost: route.type2Cost ?? null,
    tag: route.tag ?? null,
    nextHops: nextHopViews(memory, route.nextHops),
    from: formatIpv4(route.originator),
    fromHostname,
    unchanged: between(route.calculation.at, memory.now),
    changedBy: route.calculation.trigger,
  }
}

export function nextHopViews({ links }: OspfMemory, hops: readonly NextHop[]): RouteView['nextHops'] {
  return hops.map((hop) => ({
    interface: links.get(hop.interface)?.name ?? `${hop.interface}`,
    gateway: hop.gateway === undefined ? null : formatIpv4(hop.gateway),
  }))
}

/** The state of the SPF delay algorithm and the calculations that it let happen, the newest last. */
export function spfView(memory: OspfMemory): SpfView {
  const { delay, log, runs } = memory.routing
  const next = nextCalculation(memory)
  return {
    state: delay.state,
    nextRunIn: next === undefined ? null : between(memory.now, next),
    runs,
    log: log.map(({ at, ...run }) => ({ ago: between(at, memory.now), ...run })),
  }
}
