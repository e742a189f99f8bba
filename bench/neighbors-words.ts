/** What the simulated neighbors are told: to flood a new instance of all their external LSAs, and to say what they have seen. */
export type NeighborsWord = 'flood' | 'count'

/** What they say; `at` is the wall clock in milliseconds. */
export type NeighborsEvent =
  | { readonly event: 'ready' }
  | { readonly event: 'flooding'; readonly at: number }
  /** Everybody has everything, and all of it has been acknowledged. */
  | { readonly event: 'flooded'; readonly at: number }
  | { readonly event: 'count'; readonly flaps: number; readonly missing: number }
