/**
 * What a generator is told: cut off or heal the whole area, change one router far away, have one more AS-external-LSA or
 * summary-LSA, or no more.
 */
export type GeneratorWord =
  | 'cut'
  | 'heal'
  | 'more'
  | 'less'
  | 'one-external'
  | 'no-external'
  | 'one-summary'
  | 'no-summary'

/** What it says; `at` is the wall clock in milliseconds. */
export type GeneratorEvent =
  | { readonly event: 'ready'; readonly routers: number; readonly externals: number }
  | { readonly event: 'neighbor'; readonly state: string; readonly at: number }
  | { readonly event: 'injected'; readonly word: GeneratorWord; readonly at: number }
