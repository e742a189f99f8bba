/** What a generator is told: cut off or heal the whole area, change one router far away, change one external alone. */
export type GeneratorWord = 'cut' | 'heal' | 'more' | 'less' | 'withdraw' | 'announce'

/** What it says; `at` is the wall clock in milliseconds. */
export type GeneratorEvent =
  | { readonly event: 'ready'; readonly routers: number; readonly externals: number }
  | { readonly event: 'neighbor'; readonly state: string; readonly at: number }
  | { readonly event: 'injected'; readonly word: GeneratorWord; readonly at: number }
