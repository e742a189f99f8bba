import { prefixKey } from '../../protocols/base/prefix.js'
import type { Link } from '../../protocols/engine/link.js'
import type { Route, RouteChange } from '../../protocols/engine/route.js'
import type { KernelNotice, RoutesRestored } from '../ports/notice.js'
import type { SocketStatistics } from '../ports/socket-statistics.js'
import type { RouteCounters, RouteTrouble, UnicastRoutes } from '../ports/unicast-routes.js'
import type { DumpSocket } from './dump.js'
import type { NexthopObjects } from './nexthop-objects.js'
import { readOwnRoutes } from './own-routes.js'
import { differing, meaningOf } from './reconcile.js'
import { type Outcome, RequestSocket } from './request.js'
import { type RouteEvent, RouteEvents } from './route-events.js'
import { RouteLedger } from './route-ledger.js'
import { encodeRouteRequest, type RouteRequest } from './route-request.js'
import type { RouteState } from './route-states.js'
import { RouteTroubles } from './route-troubles.js'
import type { RouteSlot } from './rtnetlink/route.js'

/** While the kernel carries one window out, the next one is made. */
const MOST_UNDER_WAY = 2
/** Own routes are compared with the kernel's this often even when nothing seems to have happened. */
const VERIFY_EVERY_MS = 60_000
/** After a change of links the kernel needs a moment, and more changes follow. */
const VERIFY_AFTER_MS = 20
const RETRY_AFTER_MS = 1000

export interface RouteSurroundings {
  readonly dumps: DumpSocket
  readonly objects: NexthopObjects
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
  readonly #objects: NexthopObjects
  readonly #notice: (notice: KernelNotice) => void
  readonly #whenClosed: (table: RouteTable) => void
  readonly #troubles: RouteTroubles
  readonly #ledger: RouteLedger
  readonly #requests = new RequestSocket<RouteRequest>('route requests', encodeRouteRequest)
  readonly #events = new RouteEvents(() => this.#requests.port, {
    events: (events) => this.#othersDid(events),
    overrun: (dropped) => this.#overrun(dropped),
  })
  #verify = false
  #verifying = false
  #working: Promise<void> | undefined
  #verifyTimer: NodeJS.Timeout | undefined
  #periodicTimer: NodeJS.Timeout | undefined
  #closed = false

  /** @param ownMetrics all at which there may be own routes in the table; what is at others is of a former life */
  constructor(slot: RouteSlot, ownMetrics: ReadonlySet<number>, surroundings: RouteSurroundings) {
    this.#slot = slot
    this.#ownMetrics = ownMetrics
    this.#dumps = surroundings.dumps
    this.#objects = surroundings.objects
    this.#notice = surroundings.notice
    this.#whenClosed = surroundings.closed
    this.#troubles = new RouteTroubles(slot, surroundings.notice)
    const isUp = (link: number) => surroundings.linkByIndex(link)?.up === true
    this.#ledger = new RouteLedger(slot, this.#troubles, isUp, (object) => this.#objects.distrust(object))
  }

  get counters(): Readonly<RouteCounters> {
    return this.#ledger.counters
  }

  /** Takes over what is in the kernel of a former life. */
  async adopt(): Promise<void> {
    const found = await this.#read()
    if (found !== undefined) {
      for (const route of found.values()) this.#adopt(route)
      const count = found.size + (this.#ledger.strays?.length ?? 0)
      this.#ledger.counters.adopted += count
      if (count > 0) this.#notice({ notice: 'routes-adopted', level: 'info', count, table: this.#slot.table })
    } else {
      this.#verify = true
    }
    this.#periodicTimer = setInterval(() => this.#verifySoon(0), VERIFY_EVERY_MS)
  }

  #adopt(route: Route): void {
    const state = this.#ledger.states.of(route.prefix)
    this.#ledger.states.know(state, route)
    state.adopted = true
  }

  apply(changes: readonly RouteChange[]): void {
    for (const { prefix, route } of changes) {
      const state = this.#ledger.states.of(prefix)
      this.#ledger.states.want(state, route)
      this.#ledger.states.queue(state)
    }
    this.#work()
  }

  converged(): void {
    if (this.#ledger.converged) return
    this.#ledger.converged = true
    let count = this.#ledger.strays?.length ?? 0
    for (const state of this.#ledger.states.all()) {
      if (state.known === undefined || state.wanted !== undefined) continue
      this.#ledger.states.queue(state)
      count++
    }
    this.#ledger.counters.swept += count
    if (count > 0) this.#notice({ notice: 'routes-swept', level: 'info', count, table: this.#slot.table })
    this.#work()
  }

  async settled(): Promise<void> {
    this.#work()
    while (this.#working !== undefined) await this.#working
  }

  async withdrawAll(): Promise<void> {
    this.#ledger.converged = true
    for (const state of this.#ledger.states.all()) {
      this.#ledger.states.want(state, undefined)
      this.#ledger.states.queue(state)
    }
    // What the kernel has and we do not know of goes too.
    this.#verify = true
    await this.settled()
  }

  *wanted(): Iterable<Route> {
    for (const { wanted } of this.#ledger.states.all()) if (wanted !== undefined) yield wanted
  }

  wantedCount(): number {
    return this.#ledger.states.wanted
  }

  *installed(): Iterable<Route> {
    for (const { known } of this.#ledger.states.all()) if (known !== undefined) yield known
  }

  installedCount(): number {
    return this.#ledger.states.known
  }

  troubles(): Iterable<RouteTrouble> {
    return this.#troubles.all()
  }

  /** The kernel may have removed routes without a word: look. */
  verifySoon(): void {
    this.#verifySoon(VERIFY_AFTER_MS)
  }

  /** Takes routes with several next hops off links that went down, before the protocol knows what to do instead. */
  leaveLinks(links: ReadonlySet<number>): void {
    this.#ledger.states.queueThoseOver(links)
    this.#work()
  }

  /** What was refused may be possible now. */
  retryTroubles(): void {
    this.#ledger.retryTroubles()
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
    return this.#ledger.hasRequests || this.#verify || this.#ledger.disputed.size > 0
  }

  async #workAll(): Promise<void> {
    // Whoever calls us has more to say in this turn of the loop, and may not be called back in it.
    await new Promise(setImmediate)
    const underWay: { readonly requests: readonly RouteRequest[]; readonly outcomes: Promise<readonly Outcome[]> }[] =
      []
    while (!this.#closed) {
      while (underWay.length < MOST_UNDER_WAY) {
        const requests = this.#ledger.nextRequests()
        if (requests.length === 0) break
        await this.#objects.assign(requests)
        if (this.#closed) return
        underWay.push({ requests, outcomes: this.#requests.run(requests) })
      }
      const first = underWay.shift()
      if (first !== undefined) this.#verify = !this.#ledger.learn(first.requests, await first.outcomes) || this.#verify
      else if (this.#verify || this.#ledger.disputed.size > 0) await this.#verifyNow()
      else return
    }
  }

  /** Compares what is known with what is there, and settles who owns the routes that stand in our way. */
  async #verifyNow(): Promise<void> {
    this.#verify = false
    this.#verifying = true
    const disputed = [...this.#ledger.disputed]
    this.#ledger.disputed.clear()
    const found = await this.#read()
    this.#verifying = false
    if (found === undefined) {
      this.#verifySoon(RETRY_AFTER_MS)
      return
    }
    this.#ledger.counters.verifications++
    const { missing, changed, unknown } = differing(this.#ledger.states.all(), found)
    for (const key of unknown) this.#ledger.states.of(found.get(key)!.prefix)
    for (const key of [...missing, ...changed, ...unknown]) {
      const state = this.#ledger.states.find(key)!
      const { adopted } = state
      this.#ledger.states.know(state, found.get(key))
      state.adopted = adopted
      this.#ledger.states.queue(state)
    }
    this.#restoring([...missing, ...changed], 'missing')
    for (const state of disputed) this.#judge(state)
    this.#ledger.states.forgetEmpty()
  }

  #judge(state: RouteState): void {
    const { prefix, wanted, known } = state
    if (wanted === undefined || known !== undefined) {
      this.#ledger.states.queue(state)
      return
    }
    this.#ledger.counters.conflicts++
    this.#troubles.add(prefixKey(prefix), { prefix, trouble: 'conflict', reason: 'another-protocols-route' })
  }

  /** The own routes in the kernel; undefined, and said, when it does not tell. */
  async #read(): Promise<ReadonlyMap<number, Route> | undefined> {
    const answer = await readOwnRoutes(this.#dumps, this.#slot)
    if (answer.ok) {
      // Later ones are not of a former life, but of a table that takes the place of this one.
      this.#ledger.strays ??= answer.value.strays
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
    const isKnown = (key: number): boolean => this.#ledger.states.find(key)?.known !== undefined
    const { deleted, replaced, joined, freed, unexplained } = meaningOf(events, this.#slot, isKnown)
    for (const key of [...deleted, ...replaced]) {
      this.#ledger.states.know(this.#ledger.states.find(key)!, undefined)
      this.#ledger.lookAgain(key)
    }
    for (const key of joined) this.#ledger.states.find(key)!.shared = true
    for (const key of freed) {
      const state = this.#ledger.states.find(key)
      if (state !== undefined) state.shared = false
      if (this.#troubles.has(key)) this.#ledger.lookAgain(key)
    }
    if (unexplained) this.#verify = true
    this.#restoring(deleted, 'deleted-by-another')
    this.#restoring(replaced, 'replaced-by-another')
    this.#work()
  }

  #restoring(keys: readonly number[], cause: RoutesRestored['cause']): void {
    const count = keys.filter((key) => this.#isRestorable(key)).length
    this.#ledger.counters.restored += count
    const { table } = this.#slot
    if (count > 0) this.#notice({ notice: 'routes-restored', level: 'notice', count, cause, table })
  }

  #isRestorable(key: number): boolean {
    const wanted = this.#ledger.states.find(key)?.wanted
    return wanted !== undefined && this.#ledger.usable(wanted) !== undefined
  }

  #overrun(dropped: number): void {
    this.#ledger.counters.overruns += dropped
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
