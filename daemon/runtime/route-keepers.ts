import type { RouteTableSettings, UnicastRoutes } from '../ports/unicast-routes.js'
import { RouteKeeper } from './route-keeper.js'
import type { RouteShare } from './route-share.js'

/** Outlives the process: the tables that may have routes of ours. */
export interface TableMemory {
  read(): readonly number[]
  write(tables: readonly number[]): void
}

/** The table that an instance has its routes in, with whatever others it shares it. */
export interface RoutePlace {
  readonly table: number
  readonly keeper: RouteKeeper
}

/** Every kernel table that an instance has its routes in. */
export class RouteKeepers {
  readonly #open: (settings: RouteTableSettings) => Promise<UnicastRoutes>
  readonly #memory: TableMemory
  /** Tables that may have routes of a former life that no instance of this one has taken over. */
  #unswept: Set<number> | undefined
  readonly #byTable = new Map<number, RouteKeeper>()
  readonly #placeOf = new Map<RouteShare, RoutePlace>()
  /** Tables that are being left: they are not opened again before that is done. */
  readonly #leaving = new Map<number, Promise<void>>()

  constructor(open: (settings: RouteTableSettings) => Promise<UnicastRoutes>, memory: TableMemory) {
    this.#open = open
    this.#memory = memory
  }

  /** By table. */
  get all(): ReadonlyMap<number, RouteKeeper> {
    return this.#byTable
  }

  /** How many routes are wanted in the kernel, and are there. */
  get wanted(): number {
    return sumOf(this.#byTable.values(), ({ wanted }) => wanted)
  }

  get installed(): number {
    return sumOf(this.#byTable.values(), ({ routes }) => routes?.installedCount() ?? 0)
  }

  /** The table of an instance; undefined before it has one. */
  of(share: RouteShare): RoutePlace | undefined {
    return this.#placeOf.get(share)
  }

  /** Keeps the routes in this table from now on; those in the table before go once the new ones are in. */
  async use(share: RouteShare, settings: RouteTableSettings): Promise<void> {
    const { table } = settings
    const keeper = this.#keeperOf(table)
    const before = this.#placeOf.get(share)
    this.#placeOf.set(share, { table, keeper })
    const open = keeper.use(settings)
    keeper.add(share)
    await open
    if (before === undefined || before.keeper === keeper) return
    await keeper.settled()
    await this.#leave(share, before)
  }

  /** Takes the routes out; resolves when they are. */
  async release(share: RouteShare): Promise<void> {
    const place = this.#placeOf.get(share)
    this.#placeOf.delete(share)
    if (place !== undefined) await this.#leave(share, place)
  }

  /** Removes the routes of former lives from `settings.table` and where else there are some, unless instances have them. */
  async sweep(settings: RouteTableSettings): Promise<void> {
    const unswept = this.#toSweep()
    unswept.add(settings.table)
    for (const table of unswept) {
      if (!this.#byTable.has(table) && !this.#leaving.has(table)) {
        await this.#whileLeaving(table, this.#sweepTable({ ...settings, table }))
      }
      unswept.delete(table)
    }
    this.#rememberTables()
  }

  async #sweepTable(settings: RouteTableSettings): Promise<void> {
    const routes = await this.#open(settings)
    routes.converged()
    await routes.settled()
    await routes.close()
  }

  async settled(): Promise<void> {
    await Promise.all([...this.#byTable.values()].map((keeper) => keeper.settled()))
  }

  /** Removes every route of ours, adopted ones too; resolves when they are gone. */
  async withdrawAll(): Promise<void> {
    await Promise.all([...[...this.#byTable.values()].map((keeper) => keeper.withdrawAll()), ...this.#leaving.values()])
  }

  #keeperOf(table: number): RouteKeeper {
    let keeper = this.#byTable.get(table)
    if (keeper === undefined) {
      const left = this.#leaving.get(table)
      keeper = new RouteKeeper(async (settings) => {
        await left
        return this.#open(settings)
      })
      this.#byTable.set(table, keeper)
      this.#rememberTables()
    }
    return keeper
  }

  async #leave(share: RouteShare, { table, keeper }: RoutePlace): Promise<void> {
    // It may be back already.
    if (this.#placeOf.get(share)?.keeper === keeper) return
    keeper.remove(share)
    this.#placeOf.get(share)?.keeper.shareOut()
    if (keeper.isUsed) return keeper.settled()
    if (this.#byTable.get(table) !== keeper) return
    this.#byTable.delete(table)
    await this.#whileLeaving(table, keeper.withdrawAll())
    this.#rememberTables()
  }

  async #whileLeaving(table: number, work: Promise<void>): Promise<void> {
    const done = work.finally(() => this.#leaving.delete(table))
    this.#leaving.set(table, done)
    await done
  }

  #toSweep(): Set<number> {
    this.#unswept ??= new Set(this.#memory.read())
    return this.#unswept
  }

  #rememberTables(): void {
    this.#memory.write([...new Set([...this.#byTable.keys(), ...this.#leaving.keys(), ...this.#toSweep()])])
  }
}

function sumOf<T>(all: Iterable<T>, count: (each: T) => number): number {
  let sum = 0
  for (const each of all) sum += count(each)
  return sum
}
