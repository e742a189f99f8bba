import { prefixKey } from '../../protocols/base/prefix.js'
import type { Route, RouteChange } from '../../protocols/engine/route.js'
import type { RouteTableSettings, UnicastRoutes } from '../ports/unicast-routes.js'
import type { RouteSink } from './perform.js'

/**
 * The routes that are wanted, whether or not a kernel table is open for them: an engine need not wait for the table, and
 * the table can be exchanged for another one while the daemon runs.
 */
export class RouteKeeper implements RouteSink {
  readonly #open: (settings: RouteTableSettings) => Promise<UnicastRoutes>
  /** What is wanted, by `prefixKey`, while no table is open that keeps it. */
  #waiting: Map<number, Route> | undefined = new Map()
  #table: UnicastRoutes | undefined
  #settings: RouteTableSettings | undefined
  #converged = false
  /** Tables are opened and closed one after another. */
  #changing: Promise<void> = Promise.resolve()

  constructor(open: (settings: RouteTableSettings) => Promise<UnicastRoutes>) {
    this.#open = open
  }

  /** The open table; undefined until the first one is. */
  get table(): UnicastRoutes | undefined {
    return this.#table
  }

  get wanted(): number {
    return this.#table?.wantedCount() ?? this.#waiting?.size ?? 0
  }

  /**
   * Keeps the routes in this table from now on; those in the table before are withdrawn once the new ones are in. Where
   * only metrics are others, the routes of before are found there as those of a former life are.
   */
  use(settings: RouteTableSettings): Promise<void> {
    this.#changing = this.#changing.then(async () => {
      const sameTable = this.#settings?.table === settings.table
      this.#settings = settings
      const before = this.#table
      const waiting = this.#waiting ?? new Map<number, Route>()
      for (const route of before?.wanted() ?? []) waiting.set(prefixKey(route.prefix), route)
      this.#waiting = waiting
      this.#table = undefined
      if (sameTable) await before?.close()
      const table = await this.#open(settings)
      table.apply([...waiting.values()].map((route) => ({ prefix: route.prefix, route })))
      if (this.#converged) table.converged()
      this.#waiting = undefined
      this.#table = table
      if (before === undefined || sameTable) return
      await table.settled()
      await before.withdrawAll()
      await before.close()
    })
    return this.#changing
  }

  apply(changes: readonly RouteChange[]): void {
    this.#table?.apply(changes)
    if (this.#waiting === undefined) return
    for (const { prefix, route } of changes) {
      if (route === undefined) this.#waiting.delete(prefixKey(prefix))
      else this.#waiting.set(prefixKey(prefix), route)
    }
  }

  converged(): void {
    this.#converged = true
    this.#table?.converged()
  }

  /** Resolves when the kernel has, or has refused, everything that is wanted. */
  async settled(): Promise<void> {
    await this.#changing
    await this.#table?.settled()
  }

  /** Removes every route of ours, adopted ones too; resolves when they are gone. */
  async withdrawAll(): Promise<void> {
    await this.#changing
    await this.#table?.withdrawAll()
    await this.#table?.close()
    this.#table = undefined
    this.#waiting = new Map()
  }
}
