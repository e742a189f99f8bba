import { fileURLToPath } from 'node:url'
import type { Namespace } from '../lab/namespace.js'
import type { Program } from '../lab/program.js'
import { until } from '../lab/until.js'

/** A script of this directory that runs in a namespace, obeys words, and says events as JSON lines. */
export class TalkingProgram<Word extends string, Event extends { readonly event: string }> {
  readonly #program: Program

  constructor(at: Namespace, script: string, args: readonly string[]) {
    const path = fileURLToPath(new URL(`${script}.js`, import.meta.url))
    this.#program = at.start(script, [process.execPath, path, ...args])
  }

  say(word: Word): void {
    this.#program.say(word)
  }

  /** The event of this name that is accepted, after `skip` others that are as well. */
  event<Name extends Event['event']>(
    name: Name,
    { accept = () => true, skip = 0, within = 60_000 }: Expectation<Extract<Event, { event: Name }>> = {},
  ): Promise<Extract<Event, { event: Name }>> {
    type Wanted = Extract<Event, { event: Name }>
    const look = (): Wanted | undefined => {
      if (!this.#program.running) throw new Error(`${this.#program.name} has ended:\n${this.#program.log}`)
      const lines = this.#program.log.split('\n').filter((line) => line.endsWith('}'))
      const events = lines.map((line) => JSON.parse(line) as Wanted)
      return events.filter((event) => event.event === name && accept(event))[skip]
    }
    const said = until(`${this.#program.name} says ${name}`, look, (event) => event !== undefined, { every: 5, within })
    return said as Promise<Wanted>
  }
}

interface Expectation<Event> {
  readonly accept?: (event: Event) => boolean
  readonly skip?: number
  /** Milliseconds. */
  readonly within?: number
}
