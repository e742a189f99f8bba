import type { Prefix } from '../../protocols/base/prefix.js'
import type { KernelNotice } from '../ports/notice.js'
import type { RouteTrouble } from '../ports/unicast-routes.js'
import type { RouteSlot } from './rtnetlink/route.js'

/** What lasts no longer is not worth a word: a link's end is often told after the kernel has refused its routes. */
const REPORT_AFTER_MS = 200

/** Wanted routes that are not in the kernel, and what is said about them: once each, and many at once in one notice. */
export class RouteTroubles {
  readonly #slot: RouteSlot
  readonly #notice: (notice: KernelNotice) => void
  readonly #troubles = new Map<number, RouteTrouble>()
  /** Those that nothing was said about yet. */
  readonly #unsaid = new Set<number>()
  #timer: NodeJS.Timeout | undefined

  constructor(slot: RouteSlot, notice: (notice: KernelNotice) => void) {
    this.#slot = slot
    this.#notice = notice
  }

  /** @param key the prefix's */
  add(key: number, trouble: RouteTrouble): void {
    const before = this.#troubles.get(key)
    this.#troubles.set(key, trouble)
    if (before?.trouble === trouble.trouble && before.reason === trouble.reason) return
    this.#unsaid.add(key)
    this.#timer ??= setTimeout(() => this.#report(), REPORT_AFTER_MS)
  }

  get areNone(): boolean {
    return this.#troubles.size === 0
  }

  has(key: number): boolean {
    return this.#troubles.has(key)
  }

  /** @param installed whether the route is in the kernel now, or not wanted any more */
  remove(key: number, installed: boolean): void {
    const trouble = this.#troubles.get(key)
    if (trouble === undefined) return
    this.#troubles.delete(key)
    if (this.#unsaid.delete(key) || !installed || trouble.trouble !== 'conflict') return
    this.#notice({
      notice: 'route-conflict-resolved',
      level: 'notice',
      prefix: trouble.prefix,
      table: this.#slot.table,
    })
  }

  keys(): Iterable<number> {
    return this.#troubles.keys()
  }

  all(): Iterable<RouteTrouble> {
    return this.#troubles.values()
  }

  close(): void {
    clearTimeout(this.#timer)
  }

  #report(): void {
    this.#timer = undefined
    const byReason = new Map<string, { readonly first: RouteTrouble; count: number }>()
    for (const key of this.#unsaid) {
      const trouble = this.#troubles.get(key)!
      const same = byReason.get(trouble.reason)
      if (same === undefined) byReason.set(trouble.reason, { first: trouble, count: 1 })
      else same.count++
    }
    this.#unsaid.clear()
    for (const { first, count } of byReason.values()) this.#say(first, count)
  }

  #say({ prefix, trouble, reason }: RouteTrouble, count: number): void {
    const { table, metric } = this.#slot
    if (trouble === 'rejected') {
      this.#notice({ notice: 'route-rejected', level: 'warning', prefix, count, reason, table })
    } else if (trouble === 'conflict') {
      this.#notice({ notice: 'route-conflict', level: 'warning', prefix, count, metric, table })
    }
    // Of a route that is pending its link's end was told already.
  }
}

/** A route that the kernel refused, in its words. */
export function rejected(prefix: Prefix, error: string, explanation: string | undefined): RouteTrouble {
  return { prefix, trouble: 'rejected', reason: explanation === undefined ? error : `${error}: ${explanation}` }
}
