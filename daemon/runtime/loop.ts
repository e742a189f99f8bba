import type { Instant } from '../../protocols/base/duration.js'
import type { Engine } from '../../protocols/engine/engine.js'
import { Lateness } from './lateness.js'
import { Queue } from './queue.js'
import { type InputListener, type Perform, type Place, Seat, type TimeInput } from './seat.js'

/** What the loop needs of the world: a clock that never goes back, a timer, a way to be called again after I/O. */
export interface LoopWorld {
  now(): Instant
  /** Calls `run` after `delay` milliseconds; the result cancels it. */
  startTimer(delay: number, run: () => void): () => void
  /** Calls `run` as soon as pending I/O has been looked at. */
  soon(run: () => void): void
  /** Reads what waits in every socket now: each packet is posted before this returns. */
  drain(): void
}

/**
 * How soon an input must be handled. `urgent`: before any timer (a Hello: RFC 4222 §2 (1)); `ordinary`: what the
 * machine itself says; `bulk`: other packets, as many in a turn as its time allows.
 */
export type Urgency = 'urgent' | 'ordinary' | 'bulk'

/** How long one turn may last before I/O is looked at again, in milliseconds. */
const TURN = 4
/**
 * How long a due timer waits for packets that came before it, in milliseconds: a report or an acknowledgment that is here
 * already should count, but a backlog must not hold up Hellos.
 */
const PATIENCE_OF_TIMERS = 2
/**
 * Where the loop was held up for longer, what came meanwhile is read before timers run; otherwise what lies in the sockets is no
 * older, and a look into each of hundreds would cost more than all their Hellos. In milliseconds.
 */
const HELD_UP = 10
/** A timer that is further off is looked at again then: setTimeout takes no more than 31 bits. */
const LONGEST_DELAY = 3_600_000

/** Urgent packets that wait in memory; more of them are no longer urgent but forged, and wait with the others. */
const MOST_URGENT = 4096
/** Urgent packets that are handled before one of the others gets its turn, timers apart. */
const URGENT_IN_A_ROW = 16

/**
 * Turns the world into inputs, one at a time, hands each to its engine and performs the effects in order. There is one
 * timer, for whichever engine wants to be woken first. A Hello is never late: due timers wait for a few packets of a backlog
 * at most; and never missed: before timers run late, what already waits in the sockets is read, and Hellos are handled.
 */
export class Loop {
  readonly lateness = new Lateness()
  readonly #world: LoopWorld
  readonly #listener: InputListener | undefined
  readonly #seats: Place[] = []
  readonly #urgent = new Queue<() => void>()
  readonly #ordinary = new Queue<() => void>()
  #nextSeat = 0
  #urgentInARow = 0
  #turnPending = false
  /** What came since then may lie in the sockets; undefined where it has been read. */
  #unreadSince: Instant | undefined
  #timer: { readonly at: Instant; readonly cancel: () => void } | undefined
  #ended = false

  constructor(world: LoopWorld, listener?: InputListener) {
    this.#world = world
    this.#listener = listener
  }

  /** Gives `engine` a place; `perform` is called for each of its effects and must not throw for what the world does. */
  seat<Input, Effect>(
    name: string,
    engine: Engine<Input | TimeInput, Effect>,
    perform: Perform<Effect>,
  ): Seat<Input, Effect> {
    const seat = new Seat<Input, Effect>(name, engine, perform, this.#world, this.#listener)
    this.#seats.push(seat)
    return seat
  }

  /** Queues an input. It is handled in a later turn, never inside this call. */
  post<Input, Effect>(seat: Seat<Input, Effect>, input: Input, urgency: Urgency): void {
    if (urgency === 'ordinary') this.#ordinary.push(() => seat.handle(input))
    else if (urgency === 'urgent' && this.#urgent.length < MOST_URGENT) this.#urgent.push(() => seat.handle(input))
    else seat.keep(input)
    this.#turnSoon()
  }

  /** Takes an engine out: it is handed nothing any more, whatever waits for it. */
  remove<Input, Effect>(seat: Seat<Input, Effect>): void {
    seat.removed = true
    const index = this.#seats.indexOf(seat)
    if (index >= 0) this.#seats.splice(index, 1)
  }

  get seats(): readonly Pick<Place, 'name' | 'inputs' | 'busy' | 'dropped'>[] {
    return this.#seats
  }

  /** No engine is handed anything after this. */
  end(): void {
    this.#ended = true
    this.#timer?.cancel()
    this.#timer = undefined
  }

  #turnSoon(): void {
    if (this.#turnPending || this.#ended) return
    this.#turnPending = true
    this.#world.soon(() => {
      this.#turnPending = false
      this.#turn()
    })
  }

  #turn(): void {
    const began = this.#world.now()
    const end = began + TURN
    this.#unreadSince ??= began
    let worked = true
    while (worked && !this.#ended && this.#world.now() < end) {
      worked = this.#runDueTimers() || this.#handleOne()
    }
    if (this.#ended) return
    if (this.#world.now() - this.#unreadSince < HELD_UP) this.#unreadSince = undefined
    if (worked) this.#turnSoon()
    else this.#setTimer()
  }

  /** One input of what waits, the most urgent first. False when nothing waits. */
  #handleOne(): boolean {
    const waiting = this.#ordinary.shift()
    if (waiting !== undefined) {
      waiting()
      return true
    }
    if (this.#urgentInARow < URGENT_IN_A_ROW && this.#handleUrgent()) return true
    this.#urgentInARow = 0
    return this.#handlePacket() || this.#handleUrgent()
  }

  #handleUrgent(): boolean {
    const hello = this.#urgent.shift()
    if (hello === undefined) return false
    this.#urgentInARow++
    hello()
    return true
  }

  /** The next packet of what is not urgent; the engines take turns. */
  #handlePacket(): boolean {
    for (let i = 0; i < this.#seats.length; i++) {
      const turn = (this.#nextSeat + i) % this.#seats.length
      if (!this.#seats[turn]!.handlePacket()) continue
      this.#nextSeat = turn + 1
      return true
    }
    return false
  }

  #runDueTimers(): boolean {
    const due = this.#earliest()
    if (due === undefined || due > this.#world.now()) return false
    const now = this.#world.now()
    this.lateness.observe(now - due)
    if (now - Math.min(due, this.#unreadSince ?? due) >= HELD_UP) {
      this.#world.drain()
      this.#unreadSince = now
    }
    while (this.#handleUrgent());
    const end = this.#world.now() + PATIENCE_OF_TIMERS
    while (this.#world.now() < end && this.#handleOne());
    for (const seat of [...this.#seats]) {
      const wakeAt = seat.wakeAt()
      if (wakeAt !== undefined && wakeAt <= this.#world.now()) seat.handleTime()
    }
    return true
  }

  #earliest(): Instant | undefined {
    let earliest: Instant | undefined
    for (const seat of this.#seats) {
      const at = seat.wakeAt()
      if (at !== undefined && (earliest === undefined || at < earliest)) earliest = at
    }
    return earliest
  }

  #setTimer(): void {
    const at = this.#earliest()
    if (at === this.#timer?.at) return
    this.#timer?.cancel()
    this.#timer = undefined
    if (at === undefined) return
    // Whole milliseconds, rounded up: a timer that fires before its instant would have to be set again.
    const delay = Math.min(Math.ceil(Math.max(0, at - this.#world.now())), LONGEST_DELAY)
    const cancel = this.#world.startTimer(delay, () => {
      this.#timer = undefined
      this.#turn()
    })
    this.#timer = { at, cancel }
  }
}
