import { prefixKey } from '../../protocols/base/prefix.js'
import type { Link } from '../../protocols/engine/link.js'
import type { Route, RouteChange } from '../../protocols/engine/route.js'
import type { KernelNotice, RoutesRestored } from '../ports/notice.js'
import type { SocketStatistics } from '../ports/socket-statistics.js'
import { createRouteCounters, type RouteTrouble, type UnicastRoutes } from '../ports/unicast-routes.js'
import type { DumpSocket } from './dump.js'
import { readOwnRoutes } from './own-routes.js'
import { differing, meaningOf, operationFor } from './reconcile.js'
import { type Outcome, RequestSocket } from './request.js'
import { type RouteEvent, RouteEvents } from './route-events.js'
import { encodeRouteRequest, isAboutNothing, type RouteRequest } from './route-request.js'
import { type RouteState, RouteStates } from './route-states.js'
import { RouteTroubles, rejected } from './route-troubles.js'
import type { RouteSlot } from './rtnetlink/route.js'

/** Requests that go to the kernel at once: about 2 ms of its time. */
const WINDOW = 512
/** While the kernel carries one window out, the next one is made. */
const MOST_UNDER_WAY = 2
/** Own routes are compared with the kernel's this often even when nothing seems to have happened. */
const VERIFY_EVERY_MS = 60_000
/** After a change of links the kernel needs a moment, and more changes follow. */
const VERIFY_AFTER_MS = 20
const RETRY_AFTER_MS = 1000

export interface RouteSurroundings {
  readonly dumps: DumpSocket
  readonly linkByIndex: (index: number) => Link | undefined
  readonly notice: (notice: KernelNotice) => void
  /** The table was closed and needs to hear of nothing any more. */
  readonly closed: (table: RouteTable) => void
}

/** Own routes of one table: a wanted table, a known one, and requests that make them equal. */
export class RouteTable implements UnicastRoutes {
  readonly #slot: RouteSlot
  readonly #ownMetrics: ReadonlySet<number>
  readonly #dumps: DumpSocket
  readonly #linkByIndex: (index: number) => Link | undefined
  readonly #notice: (notice: KernelNotice) => void
  readonly #whenClosed: (table: RouteTable) => void
  readonly #troubles: RouteTroubles
  readonly #requests = new RequestSocket<RouteRequest>('route requests', encodeRouteRequest)
  readonly #events = new RouteEvents(() => this.#requests.port, {
    events: (events) => this.#othersDid(events),
    overrun: (dropped) => this.#overrun(dropped),
  })
  readonly #states = new RouteStates()
  /** Own routes of a former life at another metric: removed after convergence. */
  #strays: RouteRequest[] | undefined
  /** Refused because a route is there: ours, perhaps, which the next verification tells. */
  readonly #disputed = new Set<RouteState>()
  #converged = false
  #verify = false
  #verifying = false
  #working: Promise<void> | undefined
  #verifyTimer: NodeJS.Timeout | undefined
  #periodicTimer: NodeJS.Timeout | undefined
  #closed = false
  readonly counters = createRouteCounters()

  /** @param ownMetrics all at which there may be own routes in the table; what is at others is of a former life */
  constructor(slot: RouteSlot, ownMetrics: ReadonlySet<number>, surroundings: RouteSurroundings) {
    this.#slot = slot
    this.#ownMetrics = ownMetrics
    this.#dumps = surroundings.dumps
    this.#linkByIndex = surroundings.linkByIndex
    this.#notice = surroundings.notice
    this.#whenClosed = surroundings.closed
    this.#troubles = new RouteTroubles(slot, surroundings.notice)
  }

  /** Takes over what is in the kernel of a former life. */
  async adopt(): Promise<void> {
    const found = await this.#read()
    if (found !== undefined) {
      for (const route of found.values()) this.#adopt(route)
      const count = found.size + (this.#strays?.length ?? 0)
      this.counters.adopted += count
      if (count > 0) this.#notice({ notice: 'routes-adopted', level: 'info', count, table: this.#slot.table })
    } else {
      this.#verify = true
    }
    this.#periodicTimer = setInterval(() => this.#verifySoon(0), VERIFY_EVERY_MS)
  }

  #adopt(route: Route): void {
    const state = this.#states.of(route.prefix)
    this.#states.know(state, route)
    state.adopted = true
  }

  apply(changes: readonly RouteChange[]): void {
    for (const { prefix, route } of changes) {
      const state = this.#states.of(prefix)
      this.#states.want(state, route)
      this.#states.queue(state)
    }
    this.#work()
  }

  converged(): void {
    if (this.#converged) return
    this.#converged = true
    let count = this.#strays?.length ?? 0
    for (const state of this.#states.all()) {
      if (state.known === undefined || state.wanted !== undefined) continue
      this.#states.queue(state)
      count++
    }
    this.counters.swept += count
    if (count > 0) this.#notice({ notice: 'routes-swept', level: 'info', count, table: this.#slot.table })
    this.#work()
  }

  async settled(): Promise<void> {
    this.#work()
    while (this.#working !== undefined) await this.#working
  }

  async withdrawAll(): Promise<void> {
    this.#converged = true
    for (const state of this.#states.all()) {
      this.#states.want(state, undefined)
      this.#states.queue(state)
    }
    // What the kernel has and we do not know of goes too.
    this.#verify = true
    await this.settled()
  }

  *wanted(): Iterable<Route> {
    for (const { wanted } of this.#states.all()) if (wanted !== undefined) yield wanted
  }

  wantedCount(): number {
    return this.#states.wanted
  }

  *installed(): Iterable<Route> {
    for (const { known } of this.#states.all()) if (known !== undefined) yield known
  }

  installedCount(): number {
    return this.#states.known
  }

  troubles(): Iterable<RouteTrouble> {
    return this.#troubles.all()
  }

  /** The kernel may have removed routes without a word: look. */
  verifySoon(): void {
    this.#verifySoon(VERIFY_AFTER_MS)
  }

  /** What was refused may be possible now. */
  retryTroubles(): void {
    for (const key of this.#troubles.keys()) this.#lookAgain(key)
    this.#work()
  }

  statistics(): SocketStatistics[] {
    return [...this.#requests.statistics(), ...this.#events.statistics()]
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#verifyTimer)
    clearInterval(this.#periodicTimer)
    this.#troubles.close()
    this.#requests.close()
    this.#events.close()
    this.#whenClosed(this)
    await this.#working
  }

  /** Starts the one worker unless it runs: it ends when nothing is left to do. */
  #work(): void {
    if (this.#working !== undefined || this.#closed || !this.#hasWork()) return
    this.#working = this.#workAll().finally(() => {
      this.#working = undefined
      this.#work()
    })
  }

  #hasWork(): boolean {
    return (
      !this.#states.isQueueEmpty ||
      this.#verify ||
      this.#disputed.size > 0 ||
      (this.#converged && (this.#strays?.length ?? 0) > 0)
    )
  }

  async #workAll(): Promise<void> {
    // Whoever calls us has more to say in this turn of the loop, and may not be called back in it.
    await new Promise(setImmediate)
    const underWay: { readonly requests: readonly RouteRequest[]; readonly outcomes: Promise<readonly Outcome[]> }[] =
      []
    while (!this.#closed) {
      while (underWay.length < MOST_UNDER_WAY) {
        const requests = this.#nextRequests()
        if (requests.length === 0) break
        underWay.push({ requests, outcomes: this.#requests.run(requests) })
      }
      const first = underWay.shift()
      if (first !== undefined) this.#learn(first.requests, await first.outcomes)
      else if (this.#verify || this.#disputed.size > 0) await this.#verifyNow()
      else return
    }
  }

  #nextRequests(): RouteRequest[] {
    const requests: RouteRequest[] = this.#converged ? (this.#strays?.splice(0, WINDOW) ?? []) : []
    while (requests.length < WINDOW) {
      const state = this.#states.take()
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
    const operation = operationFor(state, this.#converged)
    if (operation === undefined) this.#fits(state)
    else if (operation === 'delete') return { state, prefix, slot: this.#slot, operation, route: undefined }
    else if (this.#isPossible(wanted!)) return { state, prefix, slot: this.#slot, operation, route: wanted! }
    else this.#troubles.add(prefixKey(prefix), { prefix, trouble: 'pending', reason: 'link-down' })
    return undefined
  }

  /** Nothing is to be done about this prefix: an adopted route that is wanted is as good as a new one. */
  #fits(state: RouteState): void {
    if (state.wanted !== undefined) state.adopted = false
    this.#resolve(state)
  }

  /** The kernel refuses a route over a link that is down, and the protocol will soon want another. */
  #isPossible(route: Route): boolean {
    return route.nextHops.every((hop) => this.#linkByIndex(hop.interface)?.up)
  }

  #learn(requests: readonly RouteRequest[], outcomes: readonly Outcome[]): void {
    requests.forEach((request, i) => {
      const outcome = outcomes[i]!
      const { state } = request
      if (outcome.result === 'done') this.#done(request)
      else if (outcome.result === 'refused') this.#refused(request, outcome.error, outcome.explanation)
      else {
        this.#verify = true
        if (state !== undefined) this.#states.queue(state)
      }
      if (state !== undefined) this.#states.answered(state)
    })
  }

  #done({ state, route, operation }: RouteRequest): void {
    if (operation === 'delete') this.counters.deleted++
    else if (operation === 'add') this.counters.added++
    else this.counters.replaced++
    if (state === undefined) return
    this.#states.know(state, route)
    if (route === undefined && state.wanted !== undefined) this.#states.queue(state)
    else this.#resolve(state)
  }

  #refused(request: RouteRequest, error: string, explanation: string | undefined): void {
    const { state, prefix, operation } = request
    if (isAboutNothing(request, error)) {
      if (state === undefined) return
      this.#states.know(state, undefined)
      this.#states.queue(state)
    } else if (state !== undefined && operation === 'add' && error === 'EEXIST') {
      this.#disputed.add(state)
    } else {
      this.counters.rejected++
      this.#troubles.add(prefixKey(prefix), rejected(prefix, error, explanation))
    }
  }

  #resolve(state: RouteState): void {
    if (this.#troubles.areNone) return
    this.#troubles.remove(prefixKey(state.prefix), state.wanted !== undefined)
  }

  #lookAgain(key: number): void {
    const state = this.#states.find(key)
    if (state !== undefined) this.#states.queue(state)
  }

  /** Compares what is known with what is there, and settles who owns the routes that stand in our way. */
  async #verifyNow(): Promise<void> {
    this.#verify = false
    this.#verifying = true
    const disputed = [...this.#disputed]
    this.#disputed.clear()
    const found = await this.#read()
    this.#verifying = false
    if (found === undefined) {
      this.#verifySoon(RETRY_AFTER_MS)
      return
    }
    this.counters.verifications++
    const { missing, changed, unknown } = differing(this.#states.all(), found)
    for (const key of unknown) this.#states.of(found.get(key)!.prefix)
    for (const key of [...missing, ...changed, ...unknown]) {
      const state = this.#states.find(key)!
      const { adopted } = state
      this.#states.know(state, found.get(key))
      state.adopted = adopted
      this.#states.queue(state)
    }
    this.#restoring([...missing, ...changed], 'missing')
    for (const state of disputed) this.#judge(state)
    this.#states.forgetEmpty()
  }

  #judge(state: RouteState): void {
    const { prefix, wanted, known } = state
    if (wanted === undefined || known !== undefined) {
      this.#states.queue(state)
      return
    }
    this.counters.conflicts++
    this.#troubles.add(prefixKey(prefix), { prefix, trouble: 'conflict', reason: 'another-protocols-route' })
  }

  /** The own routes in the kernel; undefined, and said, when it does not tell. */
  async #read(): Promise<ReadonlyMap<number, Route> | undefined> {
    const answer = await readOwnRoutes(this.#dumps, this.#slot)
    if (answer.ok) {
      // Later ones are not of a former life, but of a table that takes the place of this one.
      this.#strays ??= answer.value.strays
        .filter(({ slot }) => !this.#ownMetrics.has(slot.metric))
        .map((stray) => ({ state: undefined, ...stray, operation: 'delete', route: undefined }))
      return answer.value.found
    }
    const failure = { request: `own routes of table ${this.#slot.table}`, error: answer.error }
    if (!this.#closed) this.#notice({ notice: 'netlink-request-failed', level: 'error', ...failure })
    return undefined
  }

  #othersDid(events: readonly RouteEvent[]): void {
    // What is being read may be from before or after this.
    if (this.#verifying) this.#verify = true
    const isKnown = (key: number): boolean => this.#states.find(key)?.known !== undefined
    const { deleted, replaced, joined, freed, unexplained } = meaningOf(events, this.#slot, isKnown)
    for (const key of [...deleted, ...replaced]) {
      this.#states.know(this.#states.find(key)!, undefined)
      this.#lookAgain(key)
    }
    for (const key of joined) this.#states.find(key)!.shared = true
    for (const key of freed) {
      const state = this.#states.find(key)
      if (state !== undefined) state.shared = false
      if (this.#troubles.has(key)) this.#lookAgain(key)
    }
    if (unexplained) this.#verify = true
    this.#restoring(deleted, 'deleted-by-another')
    this.#restoring(replaced, 'replaced-by-another')
    this.#work()
  }

  #restoring(keys: readonly number[], cause: RoutesRestored['cause']): void {
    const count = keys.filter((key) => this.#isRestorable(key)).length
    this.counters.restored += count
    const { table } = this.#slot
    if (count > 0) this.#notice({ notice: 'routes-restored', level: 'notice', count, cause, table })
  }

  #isRestorable(key: number): boolean {
    const wanted = this.#states.find(key)?.wanted
    return wanted !== undefined && this.#isPossible(wanted)
  }

  #overrun(dropped: number): void {
    this.counters.overruns += dropped
    this.#notice({ notice: 'netlink-overrun', level: 'warning', following: 'routes', dropped })
    this.#verifySoon(VERIFY_AFTER_MS)
  }

  #verifySoon(delay: number): void {
    if (this.#closed) return
    this.#verifyTimer ??= setTimeout(() => {
      this.#verifyTimer = undefined
      this.#verify = true
      this.retryTroubles()
    }, delay)
  }
}
