import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Namespace } from '../lab/namespace.js'
import type { Program } from '../lab/program.js'
import { until } from '../lab/until.js'

/** A script of this directory that runs in a namespace, obeys words, and says events as JSON lines. */
export class TalkingProgram<Word extends string, Event extends { readonly event: string }> {
  readonly #program: Program
  readonly #events: Event[] = []

  /** @param by a command that runs the command behind it in some way */
  constructor(at: Namespace, script: string, args: readonly string[], by: readonly string[] = []) {
    const path = fileURLToPath(new URL(`${script}.js`, import.meta.url))
    this.#program = at.start(script, [...by, process.execPath, path, ...args])
    const lines = createInterface({ input: this.#program.child.stdout! })
    lines.on('line', (line) => this.#events.push(JSON.parse(line) as Event))
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
      const isWanted = (event: Event): event is Wanted => event.event === name && accept(event as Wanted)
      return this.#events.filter(isWanted)[skip]
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
