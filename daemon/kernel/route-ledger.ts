import { prefixKey } from '../../protocols/base/prefix.js'
import type { Route } from '../../protocols/engine/route.js'
import { createRouteCounters } from '../ports/unicast-routes.js'
import { operationFor, overUsableLinks } from './reconcile.js'
import type { Outcome } from './request.js'
import { isAboutNothing, type RouteRequest } from './route-request.js'
import { type RouteState, RouteStates } from './route-states.js'
import { type RouteTroubles, rejected } from './route-troubles.js'
import type { RouteSlot } from './rtnetlink/route.js'

/** Requests that go to the kernel at once: 2 to 4 ms of its time, so that it seldom waits for the next ones. */
const WINDOW = 1024

/** What a table's routes are to be and are, the requests that follow from that, and what their outcomes say. */
export class RouteLedger {
  readonly states = new RouteStates()
  readonly counters = createRouteCounters()
  /** Own routes of a former life at another metric: removed after convergence. */
  strays: RouteRequest[] | undefined
  /** Refused because a route is there: ours, perhaps, which the next verification tells. */
  readonly disputed = new Set<RouteState>()
  converged = false
  readonly #slot: RouteSlot
  readonly #troubles: RouteTroubles
  readonly #isUp: (link: number) => boolean
  readonly #distrust: (object: number) => void
  /** Those of which less is in the kernel than is wanted, because links are down. */
  readonly #reduced = new Set<RouteState>()
  /** Next hops whose links are up, since the requests that are being made were begun. */
  #usableHops: Route['nextHops'] | undefined

  /**
   * @param isUp whether a link is
   * @param distrust a route over this nexthop object was refused, and is tried without one next
   */
  constructor(
    slot: RouteSlot,
    troubles: RouteTroubles,
    isUp: (link: number) => boolean,
    distrust: (object: number) => void,
  ) {
    this.#slot = slot
    this.#troubles = troubles
    this.#isUp = isUp
    this.#distrust = distrust
  }

  get hasRequests(): boolean {
    return !this.states.isQueueEmpty || (this.converged && (this.strays?.length ?? 0) > 0)
  }

  /** What was refused, or cut down, may be possible now. */
  retryTroubles(): void {
    for (const state of this.#reduced) this.states.queue(state)
    for (const key of this.#troubles.keys()) this.lookAgain(key)
  }

  /** Has the prefix of this key compared, if it is known. */
  lookAgain(key: number): void {
    const state = this.states.find(key)
    if (state !== undefined) this.states.queue(state)
  }

  /** The next ones, as many as go to the kernel at once. */
  nextRequests(): RouteRequest[] {
    this.#usableHops = undefined
    const requests: RouteRequest[] = []
    if (this.converged && this.strays !== undefined) requests.push(...this.strays.splice(0, WINDOW))
    while (requests.length < WINDOW) {
      const state = this.states.take()
      if (state === undefined) break
      const request = this.#requestFor(state)
      if (request === undefined) continue
      state.sent = true
      requests.push(request)
    }
    return requests
  }

  #requestFor(state: RouteState): RouteRequest | undefined {
    const { prefix, wanted } = state
    const route = wanted && this.#usableNow(wanted)
    if (wanted !== undefined && route !== wanted) this.#reduced.add(state)
    else if (this.#reduced.size > 0) this.#reduced.delete(state)
    const operation = operationFor(state, route ?? wanted, this.converged)
    if (operation === undefined) this.#fits(state)
    else if (operation === 'delete') return { state, prefix, slot: this.#slot, operation, route: undefined }
    else if (route !== undefined) return { state, prefix, slot: this.#slot, operation, route, object: undefined }
    else this.#troubles.add(prefixKey(prefix), { prefix, trouble: 'pending', reason: 'link-down' })
    return undefined
  }

  /** Nothing is to be done about this prefix: an adopted route that is wanted is as good as a new one. */
  #fits(state: RouteState): void {
    if (state.wanted !== undefined) state.adopted = false
    this.#resolve(state)
  }

  /** As much of a route as can be in the kernel now. */
  usable(route: Route): Route | undefined {
    return overUsableLinks(route, this.#isUp)
  }

  /** The same; of the routes of a change most have the next hops of the one before, of which it is known. */
  #usableNow(route: Route): Route | undefined {
    if (route.nextHops === this.#usableHops) return route
    const usable = this.usable(route)
    if (usable === route) this.#usableHops = route.nextHops
    return usable
  }

  /** @returns whether all outcomes are known */
  learn(requests: readonly RouteRequest[], outcomes: readonly Outcome[]): boolean {
    let known = true
    requests.forEach((request, i) => {
      const outcome = outcomes[i]!
      const { state } = request
      if (outcome.result === 'done') this.#done(request)
      else if (outcome.result === 'refused') this.#refused(request, outcome.error, outcome.explanation)
      else {
        known = false
        if (state !== undefined) this.states.queue(state)
      }
      if (state !== undefined) this.states.answered(state)
    })
    return known
  }

  #done({ state, route, operation }: RouteRequest): void {
    if (operation === 'delete') this.counters.deleted++
    else if (operation === 'add') this.counters.added++
    else this.counters.replaced++
    if (state === undefined) return
    this.states.know(state, route)
    if (route === undefined && state.wanted !== undefined) this.states.queue(state)
    else this.#resolve(state)
  }

  #refused(request: RouteRequest, error: string, explanation: string | undefined): void {
    const { state, prefix, operation } = request
    if (isAboutNothing(request, error)) {
      if (state === undefined) return
      this.states.know(state, undefined)
      this.states.queue(state)
    } else if (state !== undefined && operation === 'add' && error === 'EEXIST') {
      this.disputed.add(state)
    } else if (state !== undefined && request.object !== undefined) {
      this.#distrust(request.object)
      this.states.queue(state)
    } else {
      this.counters.rejected++
      this.#troubles.add(prefixKey(prefix), rejected(prefix, error, explanation))
    }
  }

  #resolve(state: RouteState): void {
    if (this.#troubles.areNone) return
    this.#troubles.remove(prefixKey(state.prefix), state.wanted !== undefined)
  }
}
