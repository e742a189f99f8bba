import { isDeepStrictEqual } from 'node:util'
import { DEFAULT_INSTANCE } from '../../config/settings.js'
import { prefixKey } from '../../protocols/base/prefix.js'
import type { Route, RouteChange } from '../../protocols/engine/route.js'
import type { RouteTableSettings, UnicastRoutes } from '../ports/unicast-routes.js'
import { changeOf, type RouteDestination, type RouteShare } from './route-share.js'

/**
 * The routes of every instance whose table this kernel table is. Of several that have one to the same prefix, the kernel
 * has the route of the least administrative distance; among equals that of the default instance, then of the first by name.
 */
export class RouteKeeper implements RouteDestination {
  readonly #open: (settings: RouteTableSettings) => Promise<UnicastRoutes>
  /** The preferred first. */
  #shares: readonly RouteShare[] = []
  #routes: UnicastRoutes | undefined
  #settings: RouteTableSettings | undefined
  /** The table is opened and closed one after another. */
  #changing: Promise<void> = Promise.resolve()

  constructor(open: (settings: RouteTableSettings) => Promise<UnicastRoutes>) {
    this.#open = open
  }

  /** The open table; undefined until it is. */
  get routes(): UnicastRoutes | undefined {
    return this.#routes
  }

  get isUsed(): boolean {
    return this.#shares.length > 0
  }

  /** How many prefixes are wanted, at least that while no table is open. */
  get wanted(): number {
    return this.#routes?.wantedCount() ?? Math.max(0, ...this.#shares.map(({ size }) => size))
  }

  /** Opens the table. Where only metrics are others, the routes of before are found there as those of a former life are. */
  use(settings: RouteTableSettings): Promise<void> {
    if (isDeepStrictEqual(this.#settings, settings)) return this.#changing
    this.#settings = settings
    this.#changing = this.#changing.then(async () => {
      await this.#take()?.close()
      const routes = await this.#open(settings)
      routes.apply(this.#shares.flatMap((share) => this.#decided(share.asChanges())))
      this.#routes = routes
      this.convergedMore()
      this.shareOut()
    })
    return this.#changing
  }

  add(share: RouteShare): void {
    if (this.#shares.includes(share)) return
    for (const each of [...this.#shares, share]) each.isKeptBy(undefined)
    this.#shares = [...this.#shares, share].sort(inOrder)
    share.destinations.add(this)
    this.changed(share.asChanges())
    this.shareOut()
  }

  /** Leaves its routes to the others that have them too; those of the last one stay until `withdrawAll`. */
  remove(share: RouteShare): void {
    if (!this.#shares.includes(share)) return
    share.isKeptBy(undefined)
    this.#shares = this.#shares.filter((each) => each !== share)
    share.destinations.delete(this)
    if (!this.isUsed) return
    this.#routes?.apply(this.#best(share.asChanges()))
    this.convergedMore()
    this.shareOut()
  }

  changed(changes: readonly RouteChange[]): void {
    this.#routes?.apply(this.#decided(changes))
  }

  /** What no instance wants may go once all of them know what they want. */
  convergedMore(): void {
    if (this.#shares.every((share) => share.isConverged)) this.#routes?.converged()
  }

  /** Resolves when the kernel has, or has refused, everything that is wanted. */
  async settled(): Promise<void> {
    await this.#changing
    await this.#routes?.settled()
  }

  /** Removes every route of ours, adopted ones too, and closes the table. */
  async withdrawAll(): Promise<void> {
    await this.#changing
    const routes = this.#take()
    await routes?.withdrawAll()
    await routes?.close()
  }

  /** Routes that are an instance's alone, in this table only, are kept by the table and not twice. */
  shareOut(): void {
    const [only, ...others] = this.#shares
    if (only === undefined || others.length > 0 || only.destinations.size > 1) return
    only.isKeptBy(this.#routes)
  }

  #take(): UnicastRoutes | undefined {
    const routes = this.#routes
    for (const share of this.#shares) share.isKeptBy(undefined)
    this.#routes = undefined
    return routes
  }

  #decided(changes: readonly RouteChange[]): readonly RouteChange[] {
    return this.#shares.length === 1 ? changes : this.#best(changes)
  }

  #best(changes: readonly RouteChange[]): RouteChange[] {
    return changes.map(({ prefix }) => changeOf(prefix, this.#bestRoute(prefixKey(prefix))))
  }

  #bestRoute(key: number): Route | undefined {
    let best: ReturnType<RouteShare['routeTo']>
    for (const share of this.#shares) {
      const its = share.routeTo(key)
      if (its !== undefined && (best === undefined || its.distance < best.distance)) best = its
    }
    return best?.route
  }
}

/** The default instance, then the others by name. */
function inOrder(a: RouteShare, b: RouteShare): number {
  if (a.instance === DEFAULT_INSTANCE) return -1
  return b.instance === DEFAULT_INSTANCE || a.instance > b.instance ? 1 : -1
}
