import type { Instant } from '../../protocols/base/duration.js'
import type { Engine } from '../../protocols/engine/engine.js'
import { Queue } from './queue.js'

/** Packets of one engine that wait in memory; what comes beyond is dropped and counted. */
const MOST_PACKETS = 32_768

/** Sees every input before its engine does. */
export type InputListener = (engine: string, input: unknown, at: Instant) => void

/** A clock that never goes back. */
interface Clock {
  now(): Instant
}

/** Does what an engine asked for; `took` is how many milliseconds it needed to ask. */
export type Perform<Effect> = (effect: Effect, took: number) => void

/** An engine can be handed the time, whatever its other inputs are. */
export type TimeInput = { readonly on: 'time' }

/** One engine's place in the loop, whatever its inputs and effects are. */
export interface Place {
  readonly name: string
  /** Packets dropped because too many waited already. */
  readonly dropped: number
  /** Inputs handled, and the milliseconds it took, all effects included. */
  readonly inputs: number
  readonly busy: number
  wakeAt(): Instant | undefined
  handleTime(): void
  /** Handles the packet that waits longest; false when none does. */
  handlePacket(): boolean
}

/** One engine's place in the loop. */
export class Seat<Input, Effect> implements Place {
  readonly name: string
  dropped = 0
  inputs = 0
  busy = 0
  /** Taken out of the loop: nothing is handed to the engine any more. */
  removed = false
  readonly #engine: Engine<Input | TimeInput, Effect>
  readonly #perform: Perform<Effect>
  readonly #world: Clock
  readonly #listener: InputListener | undefined
  readonly #packets = new Queue<Input>()

  constructor(
    name: string,
    engine: Engine<Input | TimeInput, Effect>,
    perform: Perform<Effect>,
    world: Clock,
    listener: InputListener | undefined,
  ) {
    this.name = name
    this.#engine = engine
    this.#perform = perform
    this.#world = world
    this.#listener = listener
  }

  /** Hands `input` to the engine now and performs the effects in order. */
  handle(input: Input | TimeInput): void {
    if (this.removed) return
    const now = this.#world.now()
    this.#listener?.(this.name, input, now)
    const effects = this.#engine.handle(input, now)
    const took = this.#world.now() - now
    for (const effect of effects) this.#perform(effect, took)
    this.inputs++
    this.busy += this.#world.now() - now
  }

  /** Has a packet wait for its turn, or drops it where too many do. */
  keep(packet: Input): void {
    if (this.#packets.length >= MOST_PACKETS) this.dropped++
    else this.#packets.push(packet)
  }

  wakeAt(): Instant | undefined {
    return this.removed ? undefined : this.#engine.wakeAt()
  }

  handleTime(): void {
    this.handle({ on: 'time' })
  }

  handlePacket(): boolean {
    const packet = this.#packets.shift()
    if (packet === undefined) return false
    this.handle(packet)
    return true
  }
}
