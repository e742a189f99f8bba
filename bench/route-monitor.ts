import { setTimeout as sleep } from 'node:timers/promises'
import type { Namespace } from '../lab/namespace.js'
import type { RouteMonitorEvent, RouteMonitorWord } from './route-monitor-words.js'
import { TalkingProgram } from './talking-program.js'

const LOOK_EVERY = 50

/** The kernel's own account of how a namespace's routes to the synthetic area change. */
export class RouteMonitor {
  readonly #program: TalkingProgram<RouteMonitorWord, RouteMonitorEvent>
  #counts = 0
  #resets = 0

  private constructor(program: TalkingProgram<RouteMonitorWord, RouteMonitorEvent>) {
    this.#program = program
  }

  static async start(at: Namespace): Promise<RouteMonitor> {
    const program = new TalkingProgram<RouteMonitorWord, RouteMonitorEvent>(at, 'route-monitor-program', [])
    await program.event('ready')
    return new RouteMonitor(program)
  }

  /** Forgets what has happened so far. */
  async reset(): Promise<void> {
    this.#program.say('reset')
    await this.#program.event('forgotten', { skip: this.#resets++ })
  }

  /**
   * Waits until there were `count` changes since the last reset, and then none for `quiet` milliseconds.
   *
   * @param look called twenty times a second meanwhile
   * @returns when the last one came, by the wall clock
   */
  async settled(count: number, quiet: number, within: number, look = () => {}): Promise<number> {
    const deadline = performance.now() + within
    let before = 0
    let quietSince = performance.now()
    for (;;) {
      look()
      this.#program.say('count')
      const { changes, at, dropped } = await this.#program.event('count', { skip: this.#counts++ })
      if (dropped > 0) throw new Error(`${dropped} changes of routes were not told`)
      const now = performance.now()
      if (changes !== before) quietSince = now
      else if (changes >= count && now - quietSince >= quiet) return at
      if (now > deadline) throw new Error(`${changes} of ${count} route changes within ${within / 1000} s`)
      before = changes
      await sleep(LOOK_EVERY)
    }
  }
}
