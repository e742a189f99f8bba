import type { LoopWorld } from '../../../daemon/runtime/loop.js'
import { type Instant, instant } from '../../../protocols/base/duration.js'
import type { Engine } from '../../../protocols/engine/engine.js'

/** A world whose time goes on only when it is told to. */
export class FakeWorld implements LoopWorld {
  time = 0
  drained = 0
  onDrain: () => void = () => {}
  /** Milliseconds that pass each time the clock is read: work takes time. */
  tick = 0
  #soon: (() => void)[] = []
  #timers: { at: number; run: () => void }[] = []

  now(): Instant {
    this.time += this.tick
    return instant(this.time)
  }

  startTimer(delay: number, run: () => void): () => void {
    const timer = { at: this.time + delay, run }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((each) => each !== timer)
    }
  }

  soon(run: () => void): void {
    this.#soon.push(run)
  }

  drain(): void {
    this.drained++
    this.onDrain()
  }

  get timersSet(): readonly number[] {
    return this.#timers.map(({ at }) => at)
  }

  /** Everything that was to be run soon, and what that puts there. */
  runSoon(): void {
    for (let run = this.#soon.shift(); run !== undefined; run = this.#soon.shift()) run()
  }

  /** One turn only. */
  runOneSoon(): boolean {
    const run = this.#soon.shift()
    run?.()
    return run !== undefined
  }

  /** Lets time pass, running timers as they come due. */
  advance(by: number): void {
    const end = this.time + by
    for (;;) {
      const due = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
      if (due === undefined) break
      this.#timers = this.#timers.filter((each) => each !== due)
      this.time = Math.max(this.time, due.at)
      due.run()
      this.runSoon()
    }
    this.time = end
  }
}

/** An engine that remembers what it was handed and answers as it is told. */
export class FakeEngine<Input, Effect> implements Engine<Input, Effect> {
  readonly handled: { readonly input: Input; readonly at: number }[] = []
  wake: number | undefined
  answer: (input: Input, at: number) => Effect[]

  constructor(answer: (input: Input, at: number) => Effect[] = () => []) {
    this.answer = answer
  }

  handle(input: Input, now: Instant): readonly Effect[] {
    this.handled.push({ input, at: now })
    return this.answer(input, now)
  }

  wakeAt(): Instant | undefined {
    return this.wake === undefined ? undefined : instant(this.wake)
  }
}
