import { type Duration, type Instant, instant, later } from '../../protocols/base/duration.js'

/** Something in the world that has to be called when its time has come: a router. */
export interface Actor {
  wakeAt(): Instant | undefined
  wake(now: Instant): void
}

interface Event {
  readonly at: Instant
  readonly order: number
  readonly run: () => void
}

/** More than this in one virtual second is a storm that does not end by itself. */
const EVENTS_PER_SECOND = 50_000

/**
 * Virtual time: packets in flight and the routers' timers, the next one first. Nothing waits: an hour of a quiet network
 * takes as long as its packets take to handle.
 */
export class World {
  #now: Instant
  #order = 0
  #second = 0
  #eventsInSecond = 0
  readonly #heap: Event[] = []
  readonly #actors = new Set<Actor>()

  /** @param start any instant: clocks begin anywhere */
  constructor(start: Instant = instant(1_000_000)) {
    this.#now = start
  }

  get now(): Instant {
    return this.#now
  }

  add(actor: Actor): void {
    this.#actors.add(actor)
  }

  remove(actor: Actor): void {
    this.#actors.delete(actor)
  }

  /** Does `run` after `delay`; events of one instant happen in the order in which they were asked for. */
  after(delay: Duration, run: () => void): void {
    const event = { at: later(this.#now, delay), order: this.#order++, run }
    const heap = this.#heap
    let i = heap.push(event) - 1
    while (i > 0) {
      const parent = (i - 1) >> 1
      if (before(heap[parent]!, event)) break
      heap[i] = heap[parent]!
      i = parent
    }
    heap[i] = event
  }

  /** Lets `duration` pass. */
  run(duration: Duration): void {
    this.runUntil(() => false, duration)
  }

  /** Lets time pass until `condition`, which is asked after each event; false when `limit` passed before. */
  runUntil(condition: () => boolean, limit: Duration): boolean {
    const end = later(this.#now, limit)
    while (!condition()) {
      const event = this.#heap[0]
      const actor = this.#nextActor()
      const wakeAt = actor?.wakeAt() ?? Number.POSITIVE_INFINITY
      const at = Math.max(this.#now, Math.min(event?.at ?? Number.POSITIVE_INFINITY, wakeAt))
      if (at > end) {
        this.#now = end
        return condition()
      }
      this.#now = instant(at)
      this.#count()
      if (event !== undefined && event.at <= wakeAt) {
        this.#take()
        event.run()
      } else actor?.wake(this.#now)
    }
    return true
  }

  #nextActor(): Actor | undefined {
    let next: Actor | undefined
    let first = Number.POSITIVE_INFINITY
    for (const actor of this.#actors) {
      const at = actor.wakeAt()
      if (at === undefined || at >= first) continue
      next = actor
      first = at
    }
    return next
  }

  #count(): void {
    const second = Math.floor(this.#now / 1000)
    if (second !== this.#second) this.#eventsInSecond = 0
    this.#second = second
    if (++this.#eventsInSecond > EVENTS_PER_SECOND) throw new Error(`a storm without end at ${this.#now} ms`)
  }

  #take(): void {
    const heap = this.#heap
    const last = heap.pop()!
    if (heap.length === 0) return
    let i = 0
    for (;;) {
      let child = 2 * i + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++
      if (before(last, heap[child]!)) break
      heap[i] = heap[child]!
      i = child
    }
    heap[i] = last
  }
}

function before(a: Event, b: Event): boolean {
  return a.at < b.at || (a.at === b.at && a.order <= b.order)
}
