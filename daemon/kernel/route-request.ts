import type { Prefix } from '../../protocols/base/prefix.js'
import type { Route } from '../../protocols/engine/route.js'
import type { RouteState } from './route-states.js'
import type { NetlinkWriter } from './rtnetlink/message.js'
import { encodeRoute, encodeRouteDeletion, type RouteSlot, repeatForNetwork } from './rtnetlink/route.js'

/** One request to the kernel about an own route. */
export type RouteRequest = {
  /** undefined for a route of a former life at another metric, which is only to be deleted. */
  readonly state: RouteState | undefined
  readonly prefix: Prefix
  readonly slot: RouteSlot
} & (
  | {
      readonly operation: 'add' | 'replace'
      readonly route: Route
      /** The id of the nexthop object that the route is to go over: see `NexthopObjects`. */
      object: number | undefined
    }
  | { readonly operation: 'delete'; readonly route: undefined; readonly object?: undefined }
)

/** @param previous the request that the message before in `writer` is of, if there is one */
export function encodeRouteRequest(
  writer: NetlinkWriter,
  request: RouteRequest,
  previous: RouteRequest | undefined,
  flags: number,
  sequence: number,
): void {
  const { prefix, slot } = request
  if (previous !== undefined && differInNetworkOnly(request, previous))
    repeatForNetwork(writer, prefix.address, flags, sequence)
  else if (request.operation === 'delete') encodeRouteDeletion(writer, prefix, slot, flags, sequence)
  else encodeRoute(writer, request.operation, request.route, slot, flags, sequence, request.object)
}

/** Most routes of a change have the same next hops: then only one message is really made. */
function differInNetworkOnly(a: RouteRequest, b: RouteRequest): boolean {
  return (
    a.operation === b.operation &&
    a.route?.nextHops === b.route?.nextHops &&
    a.object === b.object &&
    a.prefix.length === b.prefix.length &&
    a.slot.table === b.slot.table &&
    a.slot.metric === b.slot.metric
  )
}

/** Whether the kernel refused only because the route was gone already. */
export function isAboutNothing({ operation }: RouteRequest, error: string): boolean {
  return operation === 'delete' && error === 'ESRCH'
}
