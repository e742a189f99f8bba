import type { Ipv4 } from '../base/ipv4.js'
import { contains, type Prefix } from '../base/prefix.js'
import { matchesPattern } from '../engine/pattern.js'
import { isOnLink } from '../engine/subnets.js'
import type { Decision, MulticastInterface, SourceRoute, Wanted } from './memory.js'
import type { FlowVerdict } from './notice.js'
import type { MulticastSettings, StaticMulticastRoute } from './settings.js'

/** What a decision about a flow looks at. */
export interface Surroundings {
  readonly settings: MulticastSettings
  /** By link index: the links with a VIF. */
  readonly interfaces: ReadonlyMap<number, MulticastInterface>
  /** What the flow's group is wanted for: by link index. */
  readonly members: ReadonlyMap<number, Wanted>
  /** Links on which we are the IGMP querier. */
  readonly queriers: ReadonlySet<number>
  /** By source, as far as they have been asked for: the links that the kernel's route to it leads to. */
  readonly routes: ReadonlyMap<Ipv4, SourceRoute>
}

/**
 * Where packets from `source` to `group`, met on the link `arrived`, must come in and where they go: onto every link
 * with a member that wants this source (RFC 3376 §6.3) and on which we are querier (RFC 4605 §3), to a proxy's upstream
 * in any case (RFC 4605 §4.2), and where a static route says; never back, and through no boundary.
 */
export function decide(source: Ipv4, group: Ipv4, arrived: number, around: Surroundings): Decision {
  const routes = around.settings.routes.filter((route) => isFor(route, source, group))
  const incoming = reversePathInterface(source, group, arrived, around)
  const from = incoming === undefined ? undefined : around.interfaces.get(incoming)
  if (from === undefined) return { incoming: incoming ?? arrived, outgoing: [], verdict: 'reverse-path' }
  if (isBounded(from.settings.boundary, group)) return { incoming: from.link.index, outgoing: [], verdict: 'boundary' }

  const outgoing: { interface: number; threshold: number }[] = []
  let verdict: FlowVerdict = 'incoming-not-forwarding'
  for (const to of around.interfaces.values()) {
    if (to.link.index === from.link.index) continue
    const path = pathBetween(from, to, around.settings, routes)
    if (path === undefined) continue
    const impediment = impedimentTo(to, path, source, group, around)
    if (impediment === undefined) outgoing.push({ interface: to.link.index, threshold: to.settings.ttlThreshold })
    else if (verdict === 'incoming-not-forwarding' || verdict === 'no-member') verdict = impediment
  }
  outgoing.sort((a, b) => a.interface - b.interface)
  return { incoming: from.link.index, outgoing, verdict: outgoing.length > 0 ? 'forwarded' : verdict }
}

/** How surely packets from a source belong on a link that they came in on. */
export type ReversePath = 'connected' | 'accepted' | 'refused'

/** The reverse path check of one link, by its setting; a static route is one by itself. */
export function reversePath(
  source: Ipv4,
  group: Ipv4,
  on: MulticastInterface,
  { settings, interfaces, routes }: Surroundings,
): ReversePath {
  if (isOnLink(on.link, source)) return 'connected'
  if (on.settings.reversePath === 'none') return 'accepted'
  if (settings.routes.some((route) => route.incoming === on.link.name && isFor(route, source, group))) return 'accepted'
  if (on.settings.reversePath === 'routes') {
    return routes.get(source)?.interfaces?.includes(on.link.index) ? 'accepted' : 'refused'
  }
  // A proxy's upstream leads to everywhere but the links we have ourselves (RFC 4605 §4.2).
  const isUpstream = settings.proxies.some(({ upstream }) => upstream === on.link.name)
  return isUpstream && !isOnAny(interfaces, source) ? 'accepted' : 'refused'
}

/** The link that packets of a source must come in on; undefined where none is right. */
function reversePathInterface(source: Ipv4, group: Ipv4, arrived: number, around: Surroundings): number | undefined {
  const on = around.interfaces.get(arrived)
  if (on !== undefined && reversePath(source, group, on, around) !== 'refused') return arrived
  for (const { link } of around.interfaces.values()) if (isOnLink(link, source)) return link.index
  return around.routes
    .get(source)
    ?.interfaces?.find((index) => around.interfaces.get(index)?.settings.reversePath === 'routes')
}

/** Whether the check of the link that a source was met on needs the kernel's route to it. */
export function needsRoute(source: Ipv4, on: MulticastInterface, around: Surroundings): boolean {
  return on.settings.reversePath === 'routes' && !isOnAny(around.interfaces, source)
}

function isOnAny(interfaces: ReadonlyMap<number, MulticastInterface>, source: Ipv4): boolean {
  for (const { link } of interfaces.values()) if (isOnLink(link, source)) return true
  return false
}

/** `always`: whatever the members; `members`: for them. */
type Path = 'always' | 'members'

function pathBetween(
  from: MulticastInterface,
  to: MulticastInterface,
  settings: MulticastSettings,
  routes: readonly StaticMulticastRoute[],
): Path | undefined {
  const isStatic = routes.some(
    ({ incoming, outgoing }) => incoming === from.link.name && matchesAny(outgoing, to.link.name),
  )
  if (isStatic) return 'always'
  let path: Path | undefined = from.forwards && to.forwards ? 'members' : undefined
  for (const { upstream, downstream } of settings.proxies) {
    const comesDown = upstream === from.link.name
    if (!comesDown && !matchesAny(downstream, from.link.name)) continue
    if (upstream === to.link.name) return 'always'
    if (matchesAny(downstream, to.link.name)) path = 'members'
  }
  return path
}

function impedimentTo(
  to: MulticastInterface,
  path: Path,
  source: Ipv4,
  group: Ipv4,
  { members, queriers }: Surroundings,
): FlowVerdict | undefined {
  if (path === 'members') {
    const filter = members.get(to.link.index)
    if (filter === undefined || !isWanted(filter, source)) return 'no-member'
    if (!queriers.has(to.link.index) && !to.settings.forwardAsNonQuerier) return 'not-querier'
  }
  return isBounded(to.settings.boundary, group) ? 'boundary' : undefined
}

function isWanted({ filterMode, sources }: Wanted, source: Ipv4): boolean {
  return sources.has(source) === (filterMode === 'INCLUDE')
}

function isBounded(boundary: readonly Prefix[], group: Ipv4): boolean {
  return boundary.some((prefix) => contains(prefix, group))
}

function isFor(route: StaticMulticastRoute, source: Ipv4, group: Ipv4): boolean {
  return contains(route.group, group) && (route.source === undefined || contains(route.source, source))
}

export function matchesAny(patterns: readonly string[], name: string): boolean {
  return patterns.some((pattern) => matchesPattern(pattern, name))
}
