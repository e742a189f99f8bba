import { between, type Instant } from '../../base/duration.js'
import { formatIpv4, type Ipv4, ipv4FromNumber } from '../../base/ipv4.js'
import type { RouterId } from '../identifiers.js'
import { isListening } from '../interface/link-access.js'
import { LsType, nameOfLsa } from '../lsa/lsa.js'
import { decodeNetworkLsa } from '../lsa/network-lsa.js'
import { decodeRouterLsa, LinkType, type RouterLink } from '../lsa/router-lsa.js'
import type { Area, Neighbor, OspfInterface, OspfMemory } from '../memory.js'

/** How far a restart is (RFC 3623 §2.2). */
export type RestartProgress =
  | { readonly is: 'incomplete' }
  /** (1): all adjacencies of before are back. */
  | { readonly is: 'complete' }
  /** (2): another router's LSA, or that one of ours is missing, says that somebody does not help. */
  | { readonly is: 'inconsistent'; readonly why: string }

const INCOMPLETE: RestartProgress = { is: 'incomplete' }
const COMPLETE: RestartProgress = { is: 'complete' }

/**
 * Compares the adjacencies that there are with those of the router-LSAs, and of the network-LSAs where we are Designated
 * Router, that we originated before the restart and that the neighbors have given back to us.
 *
 * @param since when the restart began
 */
export function restartProgress(memory: OspfMemory, since: Instant): RestartProgress {
  let complete = memory.areas.size > 0
  for (const area of memory.areas.values()) {
    const progress = progressInArea(memory, area, since)
    if (progress.is === 'inconsistent') return progress
    if (progress.is === 'incomplete') complete = false
  }
  return complete ? COMPLETE : INCOMPLETE
}

function progressInArea(memory: OspfMemory, area: Area, since: Instant): RestartProgress {
  const ours = usable(area, LsType.router, ipv4FromNumber(memory.routerId), memory.routerId)
  if (ours === undefined) return withoutRouterLsa(memory, area, since)
  const { links } = decodeRouterLsa(ours)
  let complete = true
  const check = (progress: RestartProgress): RestartProgress | undefined => {
    if (progress.is !== 'complete') complete = false
    return progress.is === 'inconsistent' ? progress : undefined
  }
  for (const link of links) {
    const progress =
      link.type === LinkType.transit
        ? progressOnNetwork(memory, area, link)
        : link.type === LinkType.stub
          ? COMPLETE
          : progressWithRouter(memory, area, link, links)
    const inconsistent = check(progress)
    if (inconsistent !== undefined) return inconsistent
  }
  return complete ? COMPLETE : INCOMPLETE
}

/** (2), the special case: there is an adjacency, but our router-LSA did not come back. Alone, nothing can come. */
function withoutRouterLsa({ now }: OspfMemory, area: Area, since: Instant): RestartProgress {
  let complete = true
  for (const ospfInterface of area.interfaces) {
    for (const { state, routerId } of ospfInterface.neighbors.values())
      if (state === 'Full')
        return { is: 'inconsistent', why: `${formatIpv4(routerId)} did not have our router-LSA of before the restart` }
    const mayComeUp = isListening(ospfInterface) || ospfInterface.type === 'virtual'
    const waits = between(since, now) < ospfInterface.settings.deadInterval || ospfInterface.neighbors.size > 0
    if (mayComeUp && waits) complete = false
  }
  return complete && area.interfaces.size > 0 ? COMPLETE : INCOMPLETE
}

/** A point-to-point or virtual link. Several to one router are as many adjacencies. */
function progressWithRouter(
  { routerId }: OspfMemory,
  area: Area,
  { id, type }: RouterLink,
  links: readonly RouterLink[],
): RestartProgress {
  const wanted = links.filter((link) => link.type === type && link.id === id).length
  const theirs = usable(area, LsType.router, ipv4FromNumber(id), id as number as RouterId)
  const linksBack =
    theirs === undefined || decodeRouterLsa(theirs).links.some((l) => l.type === type && l.id === (routerId as number))
  if (!linksBack) return inconsistent(theirs!)
  return fullNeighbors(area).filter((neighbor) => neighbor.routerId === (id as number)).length >= wanted
    ? COMPLETE
    : INCOMPLETE
}

/** A transit network: Full with its Designated Router, or with all whom our network-LSA lists. */
function progressOnNetwork(memory: OspfMemory, area: Area, { id, data }: RouterLink): RestartProgress {
  const ospfInterface = [...area.interfaces].find(({ address }) => address === (data as number))
  if (ospfInterface === undefined) return INCOMPLETE
  return id === (data as number)
    ? progressAsDesignated(memory, area, ospfInterface)
    : progressWithDesignated(memory, area, ospfInterface, ipv4FromNumber(id))
}

function progressAsDesignated({ routerId }: OspfMemory, area: Area, ospfInterface: OspfInterface): RestartProgress {
  const network = usable(area, LsType.network, ospfInterface.address, routerId)
  if (network === undefined) return INCOMPLETE
  const full = new Set(neighborsIn(ospfInterface, 'Full').map((neighbor) => neighbor.routerId))
  let complete = true
  for (const other of decodeNetworkLsa(network).attachedRouters) {
    if (other === routerId) continue
    if (!full.has(other)) complete = false
    const theirs = usable(area, LsType.router, ipv4FromNumber(other), other)
    if (theirs === undefined) continue
    const linksBack = decodeRouterLsa(theirs).links.some(
      (link) => link.type === LinkType.transit && link.id === (ospfInterface.address as number),
    )
    if (!linksBack) return inconsistent(theirs)
  }
  return complete ? COMPLETE : INCOMPLETE
}

function progressWithDesignated(
  { routerId }: OspfMemory,
  area: Area,
  ospfInterface: OspfInterface,
  designatedRouter: Ipv4,
): RestartProgress {
  const designated = [...ospfInterface.neighbors.values()].find(({ address }) => address === designatedRouter)
  if (designated === undefined) return INCOMPLETE
  const network = usable(area, LsType.network, designatedRouter, designated.routerId)
  if (network !== undefined && !decodeNetworkLsa(network).attachedRouters.includes(routerId))
    return inconsistent(network)
  return designated.state === 'Full' ? COMPLETE : INCOMPLETE
}

function inconsistent(lsa: Parameters<typeof nameOfLsa>[0]): RestartProgress {
  return { is: 'inconsistent', why: `the ${nameOfLsa(lsa)} does not list us` }
}

function usable(area: Area, type: typeof LsType.router | typeof LsType.network, linkStateId: Ipv4, router: RouterId) {
  const entry = area.database.get({ type, linkStateId, advertisingRouter: router })
  return entry === undefined || entry.maxAge ? undefined : entry.lsa
}

function fullNeighbors({ interfaces }: Area): Neighbor[] {
  return [...interfaces].flatMap((ospfInterface) => neighborsIn(ospfInterface, 'Full'))
}

function neighborsIn({ neighbors }: OspfInterface, state: Neighbor['state']): Neighbor[] {
  return [...neighbors.values()].filter((neighbor) => neighbor.state === state)
}
