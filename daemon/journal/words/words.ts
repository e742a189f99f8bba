import type { Notice } from '../../../protocols/engine/notice.js'
import type { JournalLine } from '../journal.js'

/** What the journal makes of a notice. */
export interface Said {
  readonly message: string
  readonly fields?: JournalLine['fields']
  /** Facts of the same name that repeat are held back (see `Backoff`); undefined: each is said. */
  readonly repeats?: string
}

/** A sentence for every notice of a vocabulary: does not compile while one is missing. */
export type Words<N extends Notice> = {
  readonly [K in N['notice']]: (notice: Extract<N, { readonly notice: K }>) => Said
}

/** The sentence for `notice`. */
export function say<N extends Notice>(words: Words<N>, notice: N): Said {
  const sentence = words[notice.notice as N['notice']] as (notice: N) => Said
  return sentence(notice)
}

/** `1 route`, `2 routes` */
export function count(n: number, singular: string): string {
  return `${n} ${singular}${n === 1 ? '' : 's'}`
}
