import type { Instant } from '../../protocols/base/duration.js'
import type { Engine } from '../../protocols/engine/engine.js'
import { Lateness } from './lateness.js'
import { Queue } from './queue.js'

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

/** Sees every input before its engine does. */
export type InputListener = (engine: string, input: unknown, at: Instant) => void

/** How long one turn may last before I/O is looked at again, in milliseconds. */
const TURN = 4
/**
 * How long a due timer waits for packets that came before it, in milliseconds: a report or an acknowledgment that is here
 * already should count, but a backlog must not hold up Hellos.
 */
const PATIENCE_OF_TIMERS = 2
/** A timer that is further off is looked at again then: setTimeout takes no more than 31 bits. */
const LONGEST_DELAY = 3_600_000
/** Packets of one engine that wait in memory; what comes beyond is dropped and counted. */
const MOST_BULK = 32_768

/** Does what an engine asked for; `took` is how many milliseconds it needed to ask. */
export type Perform<Effect> = (effect: Effect, took: number) => void

/** One engine's place in the loop. */
export class Seat<Input, Effect> {
  readonly name: string
  readonly engine: Engine<Input, Effect>
  readonly perform: Perform<Effect>
  readonly bulk = new Queue<Input>()
  /** Packets dropped because too many waited already. */
  dropped = 0
  /** Inputs handled, and the milliseconds it took, all effects included. */
  inputs = 0
  busy = 0

  constructor(name: string, engine: Engine<Input, Effect>, perform: Perform<Effect>) {
    this.name = name
    this.engine = engine
    this.perform = perform
  }
}

/** An engine can be handed the time, whatever its other inputs are. */
type TimeInput = { readonly on: 'time' }

/**
 * Turns the world into inputs, one at a time, hands each to its engine and performs the effects in order. There is one
 * timer, for whichever engine wants to be woken first. A Hello is never late: due timers wait for a few packets of a backlog
 * at most; and never missed: before timers run, what already waits in the sockets is read, and Hellos are handled.
 */
export class Loop {
  readonly lateness = new Lateness()
  readonly #world: LoopWorld
  readonly #listener: InputListener | undefined
  // biome-ignore lint/suspicious/noExplicitAny: seats of engines with different inputs stand side by side; `post` is what ties each to its own
  readonly #seats: Seat<any, any>[] = []
  readonly #urgent = new Queue<() => void>()
  readonly #ordinary = new Queue<() => void>()
  #nextBulk = 0
  #turnPending = false
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
  ): Seat<Input | TimeInput, Effect> {
    const seat = new Seat(name, engine, perform)
    this.#seats.push(seat)
    return seat
  }

  /** Queues an input. It is handled in a later turn, never inside this call. */
  post<Input, Effect>(seat: Seat<Input, Effect>, input: Input, urgency: Urgency): void {
    if (urgency === 'bulk') {
      if (seat.bulk.length >= MOST_BULK) seat.dropped++
      else seat.bulk.push(input)
    } else {
      const queue = urgency === 'urgent' ? this.#urgent : this.#ordinary
      queue.push(() => this.#deliver(seat, input))
    }
    this.#turnSoon()
  }

  /** Takes an engine out: it is handed nothing any more. */
  remove(seat: { readonly name: string }): void {
    const index = this.#seats.findIndex((each) => each === seat)
    if (index >= 0) this.#seats.splice(index, 1)
  }

  get seats(): readonly { readonly name: string; inputs: number; busy: number; dropped: number }[] {
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
    const end = this.#world.now() + TURN
    let worked = true
    while (worked && !this.#ended && this.#world.now() < end) {
      worked = this.#runDueTimers() || this.#handleOne()
    }
    if (this.#ended) return
    if (worked) this.#turnSoon()
    else this.#setTimer()
  }

  /** One input of what waits, the most urgent first; the engines' packets take turns. False when nothing waits. */
  #handleOne(): boolean {
    const waiting = this.#urgent.shift() ?? this.#ordinary.shift()
    if (waiting !== undefined) {
      waiting()
      return true
    }
    for (let i = 0; i < this.#seats.length; i++) {
      const seat = this.#seats[(this.#nextBulk + i) % this.#seats.length]!
      const packet = seat.bulk.shift()
      if (packet === undefined) continue
      this.#nextBulk = (this.#nextBulk + i + 1) % this.#seats.length
      this.#deliver(seat, packet)
      return true
    }
    return false
  }

  #runDueTimers(): boolean {
    const due = this.#earliest()
    if (due === undefined || due > this.#world.now()) return false
    this.lateness.observe(this.#world.now() - due)
    this.#world.drain()
    for (let hello = this.#urgent.shift(); hello !== undefined; hello = this.#urgent.shift()) hello()
    const end = this.#world.now() + PATIENCE_OF_TIMERS
    while (this.#world.now() < end && this.#handleOne());
    for (const seat of this.#seats) {
      const wakeAt = seat.engine.wakeAt()
      if (wakeAt !== undefined && wakeAt <= this.#world.now()) this.#deliver(seat, { on: 'time' })
    }
    return true
  }

  // biome-ignore lint/suspicious/noExplicitAny: see #seats
  #deliver(seat: Seat<any, any>, input: unknown): void {
    if (this.#ended || !this.#seats.includes(seat)) return
    const now = this.#world.now()
    this.#listener?.(seat.name, input, now)
    const effects = seat.engine.handle(input, now)
    const took = this.#world.now() - now
    for (const effect of effects) seat.perform(effect, took)
    seat.inputs++
    seat.busy += this.#world.now() - now
  }

  #earliest(): Instant | undefined {
    let earliest: Instant | undefined
    for (const seat of this.#seats) {
      const at = seat.engine.wakeAt()
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
