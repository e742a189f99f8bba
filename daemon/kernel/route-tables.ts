import { prefixKey } from '../../protocols/base/prefix.js'
import type { Route, RouteChange } from '../../protocols/engine/route.js'
import type { RouteCounters, RouteTableSettings, RouteTrouble, UnicastRoutes } from '../ports/unicast-routes.js'

/** All metrics that own routes have in the table. */
export function metricsOf({ metrics }: RouteTableSettings): ReadonlySet<number> {
  return new Set(Object.values(metrics))
}

/**
 * Own routes of one kernel table whose kinds have metrics of their own: to the kernel they are different routes even for
 * one prefix, so that each metric is a table of its own here. A route that changes its kind is in the kernel at its new
 * metric before it goes from its old one.
 */
export class RouteTables implements UnicastRoutes {
  readonly #metrics: RouteTableSettings['metrics']
  readonly #tables: ReadonlyMap<number, UnicastRoutes>
  /** At which metric each prefix is wanted. */
  readonly #places = new Map<number, number>()

  /** @param tables one for each of `metricsOf(settings)` */
  constructor({ metrics }: RouteTableSettings, tables: ReadonlyMap<number, UnicastRoutes>) {
    this.#metrics = metrics
    this.#tables = tables
  }

  apply(changes: readonly RouteChange[]): void {
    const byMetric = new Map<number, RouteChange[]>([...this.#tables.keys()].map((metric) => [metric, []]))
    const moved: { readonly change: RouteChange; readonly from: number; readonly to: number }[] = []
    for (const change of changes) {
      const key = prefixKey(change.prefix)
      const from = this.#places.get(key)
      const to = change.route === undefined ? undefined : this.#metrics[change.route.pathType ?? 'intra-area']
      if (to === undefined) this.#places.delete(key)
      else this.#places.set(key, to)
      const metric = to ?? from
      if (metric !== undefined) byMetric.get(metric)!.push(change)
      if (from !== undefined && to !== undefined && from !== to) moved.push({ change, from, to })
    }
    for (const [metric, own] of byMetric) if (own.length > 0) this.#tables.get(metric)!.apply(own)
    for (const { change, from, to } of moved) void this.#leave(change, from, to)
  }

  async #leave({ prefix }: RouteChange, from: number, to: number): Promise<void> {
    await this.#tables.get(to)!.settled()
    if (this.#places.get(prefixKey(prefix)) !== from) this.#tables.get(from)!.apply([{ prefix, route: undefined }])
  }

  converged(): void {
    for (const table of this.#all()) table.converged()
  }

  async settled(): Promise<void> {
    await Promise.all(this.#all().map((table) => table.settled()))
  }

  async withdrawAll(): Promise<void> {
    this.#places.clear()
    await Promise.all(this.#all().map((table) => table.withdrawAll()))
  }

  *wanted(): Iterable<Route> {
    for (const table of this.#all()) yield* table.wanted()
  }

  wantedCount(): number {
    return this.#all().reduce((sum, table) => sum + table.wantedCount(), 0)
  }

  *installed(): Iterable<Route> {
    for (const table of this.#all()) yield* table.installed()
  }

  installedCount(): number {
    return this.#all().reduce((sum, table) => sum + table.installedCount(), 0)
  }

  *troubles(): Iterable<RouteTrouble> {
    for (const table of this.#all()) yield* table.troubles()
  }

  get counters(): RouteCounters {
    const sum: RouteCounters = { ...this.#all()[0]!.counters }
    for (const { counters } of this.#all().slice(1))
      for (const name of Object.keys(sum) as (keyof RouteCounters)[]) sum[name] += counters[name]
    return sum
  }

  async close(): Promise<void> {
    await Promise.all(this.#all().map((table) => table.close()))
  }

  #all(): UnicastRoutes[] {
    return [...this.#tables.values()]
  }
}
