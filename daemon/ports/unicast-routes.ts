import type { Prefix } from '../../protocols/base/prefix.js'
import type { PathType, Route, RouteChange } from '../../protocols/engine/route.js'

export interface RouteTableSettings {
  /** rtnetlink's table number: 254 is main. */
  readonly table: number
  /** The kernel's route priority of each kind of route; lower is preferred. */
  readonly metrics: Readonly<Record<PathType, number>>
}

/** A wanted route that is not in the kernel as it should be. */
export type RouteTrouble =
  /** The link of a next hop is down. */
  | { readonly prefix: Prefix; readonly trouble: 'pending'; readonly reason: 'link-down' }
  /** The kernel refused it, in its words. */
  | { readonly prefix: Prefix; readonly trouble: 'rejected'; readonly reason: string }
  /** Another protocol's route of the same prefix and metric is there; it is left alone. */
  | { readonly prefix: Prefix; readonly trouble: 'conflict'; readonly reason: 'another-protocols-route' }

/** Counted since `openRoutes`. */
export interface RouteCounters {
  added: number
  replaced: number
  deleted: number
  /** Refused by the kernel. */
  rejected: number
  /** Another protocol's route stood in the way. */
  conflicts: number
  /** Put back after somebody else, or the kernel itself, took them away. */
  restored: number
  /** Own routes of a former life: taken over at start, and removed after convergence. */
  adopted: number
  swept: number
  /** Dumps of the own routes, made to be sure. */
  verifications: number
  /** Messages the kernel dropped because we read too slowly. */
  overruns: number
}

export function createRouteCounters(): RouteCounters {
  const ours = { added: 0, replaced: 0, deleted: 0, rejected: 0, conflicts: 0, restored: 0 }
  return { ...ours, adopted: 0, swept: 0, verifications: 0, overruns: 0 }
}

/**
 * The daemon's own routes (protocol 188) in one table and at one metric, kept equal to what is wanted. Only own routes
 * are ever touched. Every call says what should be; the kernel follows in batches, without blocking the loop for long.
 */
export interface UnicastRoutes {
  apply(changes: readonly RouteChange[]): void
  /** What is wanted is complete: own routes in the kernel that nobody wants are removed from now on. */
  converged(): void
  /** Resolves when the kernel has, or has refused, everything that was asked for so far. */
  settled(): Promise<void>
  /** Removes all own routes, adopted ones too; resolves when they are gone. */
  withdrawAll(): Promise<void>
  wanted(): Iterable<Route>
  wantedCount(): number
  /** The routes that are in the kernel, as far as is known; adopted ones included. */
  installed(): Iterable<Route>
  installedCount(): number
  troubles(): Iterable<RouteTrouble>
  readonly counters: Readonly<RouteCounters>
  /** Stops following and leaves the routes where they are. */
  close(): Promise<void>
}
