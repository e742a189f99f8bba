import { type Prefix, prefixKey } from '../../protocols/base/prefix.js'
import { ok, type Result } from '../../protocols/base/result.js'
import type { Route } from '../../protocols/engine/route.js'
import type { DumpSocket } from './dump.js'
import { decodeRoute, encodeRouteDump, type RouteSlot, RTPROT_OSPF } from './rtnetlink/route.js'

/** What the kernel has of this daemon's protocol in one table. */
export interface OwnRoutes {
  /** By prefix, in the slot that was asked for. */
  readonly found: ReadonlyMap<number, Route>
  /** Those at other metrics, of a former life with other settings. */
  readonly strays: readonly Stray[]
}

export interface Stray {
  readonly prefix: Prefix
  readonly slot: RouteSlot
}

/** Asks the kernel; the error is that of `DumpSocket.dump`. */
export async function readOwnRoutes(dumps: DumpSocket, slot: RouteSlot): Promise<Result<OwnRoutes, string>> {
  const { table } = slot
  const answer = await dumps.dump((sequence) => encodeRouteDump(table, sequence))
  const found = new Map<number, Route>()
  const strays: Stray[] = []
  // A table that nobody has put a route into does not exist.
  if (!answer.ok) return answer.error === 'ENOENT' ? ok({ found, strays }) : answer
  for (const { payload } of answer.value) {
    const message = decodeRoute(payload)
    // Older kernels do not select.
    if (message?.protocol !== RTPROT_OSPF || message.table !== table) continue
    const { prefix, nextHops, metric } = message
    if (metric === slot.metric) found.set(prefixKey(prefix), { prefix, nextHops })
    else strays.push({ prefix, slot: { table, metric } })
  }
  return ok({ found, strays })
}
