import type { Span } from './span.js'

/** What the watchman is told: to watch a process, and to say what it has seen since it was last asked. */
export type StallWord = `watch ${number}` | 'report'

export type StallEvent = { readonly event: 'ready' } | { readonly event: 'stalls'; readonly stalls: readonly Span[] }
