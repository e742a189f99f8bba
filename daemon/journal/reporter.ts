import type { Instant } from '../../protocols/base/duration.js'
import type { Notice } from '../../protocols/engine/notice.js'
import { Backoff } from './backoff.js'
import type { Journal } from './journal.js'
import { Pace } from './pace.js'
import { say, type Words } from './words/words.js'

/** Hears the notices of one part of the daemon. */
export interface Reports {
  /** @param took what the machine spent on it, in milliseconds, where that is worth telling */
  report<N extends Notice>(words: Words<N>, notice: N, took?: number): void
}

/** Hears every notice of every part: counts it, and has the journal say it unless it repeats too often. */
export class Reporter implements Reports {
  /** How often each notice happened, by its name: at most as many as there are names. */
  readonly counts = new Map<string, { readonly level: string; count: number }>()
  readonly #journal: Journal
  readonly #now: () => Instant
  readonly #backoff = new Backoff()
  readonly #pace = new Pace()

  constructor(journal: Journal, now: () => Instant) {
    this.#journal = journal
    this.#now = now
  }

  report<N extends Notice>(words: Words<N>, notice: N, took?: number): void {
    this.#report(words, notice, took, undefined)
  }

  /** For an instance of OSPF beside the default one: each line says which. */
  of(instance: string): Reports {
    return { report: (words, notice, took) => this.#report(words, notice, took, instance) }
  }

  #report<N extends Notice>(words: Words<N>, notice: N, took: number | undefined, instance: string | undefined): void {
    this.#count(notice)
    if (!this.#journal.writes(notice.level)) return
    const said = say(words, notice)
    const whose = instance === undefined ? '' : `${instance}: `
    let message = `${whose}${said.message}`
    if (said.repeats !== undefined) {
      const admitted = this.#backoff.admit(`${whose}${notice.notice} ${said.repeats}`, this.#now())
      if (admitted === undefined) return
      if (admitted.held > 0) message += ` (and ${admitted.held} more since this was last said)`
    }
    const paced = this.#pace.admit(notice.notice, this.#now())
    if (paced === undefined) return
    if (paced.left > 0) message += ` (${paced.left} lines of this kind were left out before)`
    if (took !== undefined) message += `, ${took.toFixed(1)} ms`
    const fields = instance === undefined ? said.fields : { 'ospf-instance': instance, ...said.fields }
    this.#journal.line({ level: notice.level, message, fields: fields ?? {} })
  }

  #count(notice: Notice): void {
    const counted = this.counts.get(notice.notice)
    if (counted === undefined) this.counts.set(notice.notice, { level: notice.level, count: 1 })
    else counted.count++
  }
}
