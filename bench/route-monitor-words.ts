/** What the monitor of routes is told: to forget what it has counted, or to say it. */
export type RouteMonitorWord = 'reset' | 'count'

/** What it says; `at` is the wall clock in milliseconds when the last of the changes came, 0 before the first. */
export type RouteMonitorEvent =
  | { readonly event: 'ready' | 'forgotten' }
  | { readonly event: 'count'; readonly changes: number; readonly at: number; readonly dropped: number }
