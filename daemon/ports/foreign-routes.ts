import type { ForeignRouteChange } from '../../protocols/engine/foreign-route.js'

/** Told what others have in a routing table: everything to begin with, then what changes, in portions. */
export type ForeignRouteListener = (table: number, changes: readonly ForeignRouteChange[]) => void

/** The routes of others in some of the kernel's tables, followed live for one listener. */
export interface ForeignRoutes {
  /** Tells of these tables from now on, and everything of each anew; no more of others. */
  follow(tables: readonly number[]): void
  close(): void
}
