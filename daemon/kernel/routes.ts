import { prefixKey } from '../../protocols/base/prefix.js'
import type { Link } from '../../protocols/engine/link.js'
import type { Route, RouteChange } from '../../protocols/engine/route.js'
import type { KernelNotice, RoutesRestored } from '../ports/notice.js'
import type { SocketStatistics } from '../ports/socket-statistics.js'
import type { RouteCounters, RouteTrouble, UnicastRoutes } from '../ports/unicast-routes.js'
import type { DumpSocket } from './dump.js'
import { readOwnRoutes } from './own-routes.js'
import { differing, type KnownRoute, meaningOf, operationFor, type RouteOperation } from './reconcile.js'
import { type Outcome, RequestSocket } from './request.js'
import { type RouteEvent, RouteEvents } from './route-events.js'
import { RouteTroubles, rejected } from './route-troubles.js'
import type { NetlinkWriter } from './rtnetlink/message.js'
import { encodeRoute, encodeRouteDeletion, type RouteSlot } from './rtnetlink/route.js'

/** Requests between two looks at the rest of the world: about 2 ms of the kernel's time. */
const WINDOW = 512
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

type Request = RouteOperation & { readonly slot: RouteSlot }

/** Own routes of one table: a wanted table, a known one, and requests that make them equal. */
export class RouteTable implements UnicastRoutes {
  readonly #slot: RouteSlot
  readonly #ownMetrics: ReadonlySet<number>
  readonly #dumps: DumpSocket
  readonly #linkByIndex: (index: number) => Link | undefined
  readonly #notice: (notice: KernelNotice) => void
  readonly #whenClosed: (table: RouteTable) => void
  readonly #troubles: RouteTroubles
  readonly #requests = new RequestSocket<Request>('route requests', encodeOperation)
  readonly #events = new RouteEvents(() => this.#requests.port, {
    events: (events) => this.#othersDid(events),
    overrun: (dropped) => this.#overrun(dropped),
  })
  readonly #wanted = new Map<number, Route>()
  #known = new Map<number, KnownRoute>()
  /** Own routes of a former life at another metric: removed after convergence. */
  #strays: Request[] | undefined
  /** Prefixes of which wanted and known may differ. */
  readonly #dirty = new Set<number>()
  /** Refused because a route is there: ours, perhaps, which the next verification tells. */
  readonly #disputed = new Set<number>()
  #converged = false
  #verify = false
  #verifying = false
  #working: Promise<void> | undefined
  #verifyTimer: NodeJS.Timeout | undefined
  #periodicTimer: NodeJS.Timeout | undefined
  #closed = false
  readonly counters: RouteCounters = {
    added: 0,
    replaced: 0,
    deleted: 0,
    rejected: 0,
    conflicts: 0,
    restored: 0,
    adopted: 0,
    swept: 0,
    verifications: 0,
    overruns: 0,
  }

  /** @param ownMetrics all at which there may be own routes in the table; what is at others is of a former life */
  constructor(slot: RouteSlot, ownMetrics: ReadonlySet<number>, surroundings: RouteSurroundings) {
    this.#slot = slot
    this.#ownMetrics = ownMetrics
    this.#dumps = surroundings.dumps
    this.#linkByIndex = surroundings.linkByIndex
    this.#notice = surroundings.notice
    this.#whenClosed = surroundings.closed
    this.#troubles = new RouteTroubles(slot.metric, surroundings.notice)
  }

  /** Takes over what is in the kernel of a former life. */
  async adopt(): Promise<void> {
    const found = await this.#read()
    if (found !== undefined) {
      for (const [key, route] of found) this.#known.set(key, { route, adopted: true, shared: false })
      const count = found.size + (this.#strays?.length ?? 0)
      this.counters.adopted += count
      if (count > 0) this.#notice({ notice: 'routes-adopted', level: 'info', count })
    } else {
      this.#verify = true
    }
    this.#periodicTimer = setInterval(() => this.#verifySoon(0), VERIFY_EVERY_MS)
  }

  apply(changes: readonly RouteChange[]): void {
    for (const { prefix, route } of changes) {
      const key = prefixKey(prefix)
      if (route === undefined) this.#wanted.delete(key)
      else this.#wanted.set(key, route)
      this.#dirty.add(key)
    }
    this.#work()
  }

  converged(): void {
    if (this.#converged) return
    this.#converged = true
    const unwanted = [...this.#known.keys()].filter((key) => !this.#wanted.has(key))
    for (const key of unwanted) this.#dirty.add(key)
    const count = unwanted.length + (this.#strays?.length ?? 0)
    this.counters.swept += count
    if (count > 0) this.#notice({ notice: 'routes-swept', level: 'info', count })
    this.#work()
  }

  async settled(): Promise<void> {
    this.#work()
    while (this.#working !== undefined) await this.#working
  }

  async withdrawAll(): Promise<void> {
    this.#wanted.clear()
    this.#converged = true
    for (const key of this.#known.keys()) this.#dirty.add(key)
    // What the kernel has and we do not know of goes too.
    this.#verify = true
    await this.settled()
  }

  *installed(): Iterable<Route> {
    for (const { route } of this.#known.values()) yield route
  }

  installedCount(): number {
    return this.#known.size
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
    for (const key of this.#troubles.keys()) this.#dirty.add(key)
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
    })
  }

  #hasWork(): boolean {
    return (
      this.#dirty.size > 0 ||
      this.#verify ||
      this.#disputed.size > 0 ||
      (this.#converged && (this.#strays?.length ?? 0) > 0)
    )
  }

  async #workAll(): Promise<void> {
    // Whoever calls us has more to say in this turn of the loop, and may not be called back in it.
    await new Promise(setImmediate)
    while (!this.#closed && this.#hasWork()) {
      const requests = this.#nextRequests()
      if (requests.length > 0) this.#learn(requests, await this.#requests.run(requests))
      else if (this.#verify || this.#disputed.size > 0) await this.#verifyNow()
    }
  }

  #nextRequests(): Request[] {
    const requests: Request[] = this.#converged ? (this.#strays?.splice(0, WINDOW) ?? []) : []
    for (const key of this.#dirty) {
      if (requests.length >= WINDOW) break
      this.#dirty.delete(key)
      const operation = operationFor(key, this.#wanted.get(key), this.#known.get(key), this.#converged)
      if (operation === undefined) this.#fits(key)
      else if (operation.operation !== 'delete' && !this.#isPossible(operation.route))
        this.#postpone(key, operation.route)
      else requests.push({ ...operation, slot: this.#slot })
    }
    return requests
  }

  /** Nothing is to be done about this prefix: an adopted route that is wanted is as good as a new one. */
  #fits(key: number): void {
    const known = this.#known.get(key)
    if (known?.adopted && this.#wanted.has(key)) this.#known.set(key, { ...known, adopted: false })
    this.#resolve(key)
  }

  /** The kernel refuses a route over a link that is down, and the protocol will soon want another. */
  #isPossible(route: Route): boolean {
    return route.nextHops.every((hop) => this.#linkByIndex(hop.interface)?.up)
  }

  #postpone(key: number, { prefix }: Route): void {
    this.#troubles.add(key, { prefix, trouble: 'pending', reason: 'link-down' })
  }

  #learn(requests: readonly Request[], outcomes: readonly Outcome[]): void {
    requests.forEach((request, i) => {
      const outcome = outcomes[i]!
      if (outcome.result === 'done') this.#done(request)
      else if (outcome.result === 'refused') this.#refused(request, outcome.error, outcome.explanation)
      else {
        this.#verify = true
        this.#dirty.add(request.key)
      }
    })
  }

  #done(request: Request): void {
    const { key } = request
    if (request.operation === 'delete') {
      this.counters.deleted++
      if (request.slot !== this.#slot) return
      this.#known.delete(key)
      if (this.#wanted.has(key)) this.#dirty.add(key)
      else this.#resolve(key)
      return
    }
    if (request.operation === 'add') this.counters.added++
    else this.counters.replaced++
    this.#known.set(key, { route: request.route, adopted: false, shared: false })
    this.#resolve(key)
  }

  #refused(request: Request, error: string, explanation: string | undefined): void {
    const { key } = request
    if (request.operation === 'delete' && error === 'ESRCH') {
      // It is gone already.
      if (request.slot === this.#slot) this.#known.delete(key)
      this.#dirty.add(key)
    } else if (request.operation === 'replace' && error === 'ENOENT') {
      this.#known.delete(key)
      this.#dirty.add(key)
    } else if (request.operation === 'add' && error === 'EEXIST') {
      this.#disputed.add(key)
    } else {
      this.counters.rejected++
      const prefix = request.operation === 'delete' ? request.prefix : request.route.prefix
      this.#troubles.add(key, rejected(prefix, error, explanation))
    }
  }

  #resolve(key: number): void {
    this.#troubles.remove(key, this.#wanted.has(key))
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
    const { missing, changed, unknown } = differing(this.#known, found)
    for (const key of [...missing, ...changed, ...unknown]) this.#dirty.add(key)
    const known = this.#known
    this.#known = new Map()
    for (const [key, route] of found) {
      const { adopted, shared } = known.get(key) ?? { adopted: false, shared: false }
      this.#known.set(key, { route, adopted, shared })
    }
    this.#restoring([...missing, ...changed], 'missing')
    for (const key of disputed) this.#judge(key)
  }

  #judge(key: number): void {
    const wanted = this.#wanted.get(key)
    if (wanted === undefined || this.#known.has(key)) {
      this.#dirty.add(key)
      return
    }
    this.counters.conflicts++
    this.#troubles.add(key, { prefix: wanted.prefix, trouble: 'conflict', reason: 'another-protocols-route' })
  }

  /** The own routes in the kernel; undefined, and said, when it does not tell. */
  async #read(): Promise<ReadonlyMap<number, Route> | undefined> {
    const answer = await readOwnRoutes(this.#dumps, this.#slot)
    if (answer.ok) {
      // Later ones are not of a former life, but of a table that takes the place of this one.
      this.#strays ??= answer.value.strays
        .filter(({ slot }) => !this.#ownMetrics.has(slot.metric))
        .map((stray) => ({ operation: 'delete', key: prefixKey(stray.prefix), ...stray }))
      return answer.value.found
    }
    const failure = { request: `own routes of table ${this.#slot.table}`, error: answer.error }
    if (!this.#closed) this.#notice({ notice: 'netlink-request-failed', level: 'error', ...failure })
    return undefined
  }

  #othersDid(events: readonly RouteEvent[]): void {
    // What is being read may be from before or after this.
    if (this.#verifying) this.#verify = true
    const { deleted, replaced, joined, freed, unexplained } = meaningOf(events, this.#slot, this.#known)
    for (const key of [...deleted, ...replaced]) {
      this.#known.delete(key)
      this.#dirty.add(key)
    }
    for (const key of joined) this.#share(key, true)
    for (const key of freed) {
      this.#share(key, false)
      if (this.#troubles.has(key)) this.#dirty.add(key)
    }
    if (unexplained) this.#verify = true
    this.#restoring(deleted, 'deleted-by-another')
    this.#restoring(replaced, 'replaced-by-another')
    this.#work()
  }

  #share(key: number, shared: boolean): void {
    const known = this.#known.get(key)
    if (known !== undefined) this.#known.set(key, { ...known, shared })
  }

  #restoring(keys: readonly number[], cause: RoutesRestored['cause']): void {
    const count = keys.filter((key) => this.#isRestorable(key)).length
    this.counters.restored += count
    if (count > 0) this.#notice({ notice: 'routes-restored', level: 'notice', count, cause })
  }

  #isRestorable(key: number): boolean {
    const wanted = this.#wanted.get(key)
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

function encodeOperation(writer: NetlinkWriter, request: Request, flags: number, sequence: number): void {
  if (request.operation === 'delete') encodeRouteDeletion(writer, request.prefix, request.slot, flags, sequence)
  else encodeRoute(writer, request.operation, request.route, request.slot, flags, sequence)
}
