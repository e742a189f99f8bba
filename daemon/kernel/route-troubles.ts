import type { Prefix } from '../../protocols/base/prefix.js'
import type { KernelNotice } from '../ports/notice.js'
import type { RouteTrouble } from '../ports/unicast-routes.js'

/** Wanted routes that are not in the kernel, and what is said about them: once each, and many at once in one notice. */
export class RouteTroubles {
  readonly #metric: number
  readonly #notice: (notice: KernelNotice) => void
  readonly #troubles = new Map<number, RouteTrouble>()
  /** By reason: the first new one, and how many. */
  readonly #unsaid = new Map<string, { readonly trouble: RouteTrouble; count: number }>()

  constructor(metric: number, notice: (notice: KernelNotice) => void) {
    this.#metric = metric
    this.#notice = notice
  }

  /** @param key the prefix's */
  add(key: number, trouble: RouteTrouble): void {
    const before = this.#troubles.get(key)
    this.#troubles.set(key, trouble)
    if (before?.trouble === trouble.trouble && before.reason === trouble.reason) return
    const reason = `${trouble.trouble} ${trouble.reason}`
    const unsaid = this.#unsaid.get(reason)
    if (unsaid === undefined) this.#unsaid.set(reason, { trouble, count: 1 })
    else unsaid.count++
  }

  has(key: number): boolean {
    return this.#troubles.has(key)
  }

  /** @param installed whether the route is in the kernel now, or not wanted any more */
  remove(key: number, installed: boolean): void {
    const trouble = this.#troubles.get(key)
    if (trouble === undefined) return
    this.#troubles.delete(key)
    if (!installed || trouble.trouble !== 'conflict') return
    this.#notice({ notice: 'route-conflict-resolved', level: 'notice', prefix: trouble.prefix })
  }

  keys(): Iterable<number> {
    return this.#troubles.keys()
  }

  all(): Iterable<RouteTrouble> {
    return this.#troubles.values()
  }

  /** Says what is new. */
  report(): void {
    for (const { trouble, count } of this.#unsaid.values()) {
      const { prefix } = trouble
      if (trouble.trouble === 'conflict') {
        this.#notice({ notice: 'route-conflict', level: 'warning', prefix, count, metric: this.#metric })
      } else if (trouble.trouble === 'rejected') {
        this.#notice({ notice: 'route-rejected', level: 'warning', prefix, count, reason: trouble.reason })
      }
    }
    this.#unsaid.clear()
  }
}

/** A route that the kernel refused, in its words. */
export function rejected(prefix: Prefix, error: string, explanation: string | undefined): RouteTrouble {
  return { prefix, trouble: 'rejected', reason: explanation === undefined ? error : `${error}: ${explanation}` }
}
