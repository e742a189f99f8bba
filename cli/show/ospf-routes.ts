import type { Answers } from '../../daemon/control/answers.js'
import { parseIpv4 } from '../../protocols/base/ipv4.js'
import { contains, covers, type Prefix, parsePrefix, prefixOf } from '../../protocols/base/prefix.js'
import type { RouteView } from '../../protocols/ospf/view.js'
import { columns, tableOr } from '../table.js'
import { elapsed } from '../units.js'
import { instanceColumn } from './instance-column.js'

/** What an operator asks routes by: a prefix, or an address, which is looked up. */
export function parseWanted(text: string): Prefix | undefined {
  const address = parseIpv4(text)
  return address === undefined ? parsePrefix(text) : prefixOf(address, 32)
}

/** The routes inside this prefix, its own included; where there is none, the one that packets there take. */
function selectRoutes<Route extends RouteView>(routes: readonly Route[], wanted: Prefix | undefined): readonly Route[] {
  if (wanted === undefined) return routes
  const known = routes.flatMap((route) => {
    const prefix = parsePrefix(route.prefix)
    return prefix === undefined ? [] : [{ route, prefix }]
  })
  const inside = known.filter(({ prefix }) => covers(wanted, prefix))
  if (inside.length > 0) return inside.map(({ route }) => route)
  const around = known.filter(({ prefix }) => prefix.length <= wanted.length && contains(prefix, wanted.address))
  const longest = around.reduce<(typeof around)[number] | undefined>(
    (best, each) => (best === undefined || each.prefix.length > best.prefix.length ? each : best),
    undefined,
  )
  return longest === undefined ? [] : [longest.route]
}

export function renderRoutes({ running, instances, routes }: Answers['/ospf/routes'], wanted?: Prefix): string {
  if (!running) return 'OSPF does not run: there are no OSPF routes (waymark show status).'
  const { headings, cells } = instanceColumn(instances)
  const selected = instances.flatMap((name) =>
    selectRoutes(
      routes.filter(({ instance }) => instance === name),
      wanted,
    ),
  )
  const empty =
    routes.length === 0
      ? 'No routes: a Full neighbor, or an interface that is up, would bring some (waymark show ospf neighbors).'
      : `No route to there among ${routes.length}.`
  return tableOr(
    empty,
    columns(...headings, 'PREFIX', 'TYPE', '>COST', 'NEXT HOPS', 'FROM', '>SINCE'),
    selected.map((route) => [
      ...cells(route),
      route.prefix,
      route.pathType,
      route.type2Cost === null ? `${route.cost}` : `${route.cost}/${route.type2Cost}`,
      nextHops(route, 'discard'),
      origin(route),
      elapsed(route.unchanged),
    ]),
  )
}

/** @param none what is said where there is none */
export function nextHops({ nextHops: hops }: Pick<RouteView, 'nextHops'>, none: string): string {
  if (hops.length === 0) return none
  return hops
    .map((hop) => (hop.gateway === null ? `connected ${hop.interface}` : `${hop.gateway} ${hop.interface}`))
    .join(', ')
}

function origin(route: RouteView): string {
  const from = route.fromHostname ?? route.from
  switch (route.pathType) {
    case 'inter-area':
      return `ABR ${from}`
    case 'external-1':
    case 'external-2':
      return `ASBR ${from}`
    default:
      return from
  }
}
