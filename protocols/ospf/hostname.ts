import type { DatabaseEntry } from './database/database.js'
import type { RouterId } from './identifiers.js'
import { LsType } from './lsa/lsa.js'
import { decodeRouterInformationLsa, ROUTER_INFORMATION_LINK_STATE_ID } from './lsa/router-information-lsa.js'
import type { OspfMemory } from './memory.js'

/** The name that a router has given itself (RFC 5642), this one's included; undefined where none is known. */
export function hostnameOf(memory: OspfMemory, router: RouterId): string | undefined {
  if (router === memory.routerId) return memory.settings.hostname
  const key = { linkStateId: ROUTER_INFORMATION_LINK_STATE_ID, advertisingRouter: router }
  for (const { database } of memory.areas.values()) {
    const name = nameIn(database.get({ ...key, type: LsType.opaqueArea }))
    if (name !== undefined) return name
  }
  // RFC 5250 §5: what an unreachable router said to the whole AS must not be used
  if (!isReachable(memory, router)) return undefined
  return nameIn(memory.asDatabase.get({ ...key, type: LsType.opaqueAs }))
}

function nameIn(entry: DatabaseEntry | undefined): string | undefined {
  return entry === undefined || entry.maxAge ? undefined : decodeRouterInformationLsa(entry.lsa).hostname
}

/** Inside of an area, or as an AS boundary router that others tell of (RFC 5250 §5). */
function isReachable({ routing }: OspfMemory, router: RouterId): boolean {
  if (routing.asbrs.get(router)?.path !== undefined) return true
  for (const graph of routing.graphs.values()) {
    const vertex = graph.findRouter(router)
    if (vertex !== undefined && graph.distance[vertex] !== Number.POSITIVE_INFINITY) return true
  }
  return false
}
