import type { Namespace } from '../lab/namespace.js'
import type { Span } from './span.js'
import type { StallEvent, StallWord } from './stall-words.js'
import { TalkingProgram } from './talking-program.js'

/** When the machine did not let a router run: nobody at all, or others before it. */
export class Stalls {
  readonly #program: TalkingProgram<StallWord, StallEvent>
  #reports = 0

  private constructor(program: TalkingProgram<StallWord, StallEvent>) {
    this.#program = program
  }

  static async start(at: Namespace): Promise<Stalls> {
    const program = new TalkingProgram<StallWord, StallEvent>(at, 'stall-program', [], ['nice', '-n', '-20'])
    await program.event('ready')
    return new Stalls(program)
  }

  /** From now on it counts when the main threads of these processes wait for a processor. */
  watch(pids: readonly number[]): void {
    for (const pid of pids) this.#program.say(`watch ${pid}`)
  }

  /** What was seen since this was last called. */
  async seen(): Promise<readonly Span[]> {
    this.#program.say('report')
    return (await this.#program.event('stalls', { skip: this.#reports++ })).stalls
  }
}
