import type { DatabaseEntry } from './database/database.js'
import type { RouterId } from './identifiers.js'
import { LsType } from './lsa/lsa.js'
import { decodeRouterInformationLsa, ROUTER_INFORMATION_LINK_STATE_ID } from './lsa/router-information-lsa.js'
import type { OspfMemory } from './memory.js'
import { isReachable } from './routing/reachable.js'

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

/** The same for views, in which the same routers come again and again; null where no name is known. */
export function hostnamesIn(memory: OspfMemory): (router: RouterId) => string | null {
  const known = new Map<RouterId, string | null>()
  return (router) => {
    let name = known.get(router)
    if (name === undefined) {
      name = hostnameOf(memory, router) ?? null
      known.set(router, name)
    }
    return name
  }
}

function nameIn(entry: DatabaseEntry | undefined): string | undefined {
  return entry === undefined || entry.maxAge ? undefined : decodeRouterInformationLsa(entry.lsa).hostname
}
