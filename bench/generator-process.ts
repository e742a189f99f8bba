import { fileURLToPath } from 'node:url'
import type { Namespace } from '../lab/namespace.js'
import type { Program } from '../lab/program.js'
import { until } from '../lab/until.js'
import type { GeneratorEvent, GeneratorWord } from './generator-words.js'

/** A synthetic area's generator in a namespace. Instants are the wall clock in milliseconds. */
export class Generator {
  readonly #program: Program
  #injections = 0

  private constructor(program: Program) {
    this.#program = program
  }

  /** Starts it and returns when the whole area is in its database. */
  static async start(at: Namespace, interfaceName: string, routers: number, externals: number): Promise<Generator> {
    const script = fileURLToPath(new URL('generator.js', import.meta.url))
    const program = at.start('generator', [process.execPath, script, interfaceName, String(routers), String(externals)])
    await program.said(/"ready"/, 60_000)
    return new Generator(program)
  }

  /** When the neighbor reached such a state first. */
  async neighborIs(state: RegExp): Promise<number> {
    const event = await this.#first('neighbor', (seen) => state.test(seen.state), 0)
    return event.at
  }

  /** Has it change the area, and returns when it did. */
  async tell(word: GeneratorWord): Promise<number> {
    this.#program.say(word)
    const event = await this.#first('injected', () => true, this.#injections++)
    return event.at
  }

  #first<Name extends GeneratorEvent['event'], Event extends Extract<GeneratorEvent, { event: Name }>>(
    name: Name,
    accept: (event: Event) => boolean,
    skip: number,
  ): Promise<Event> {
    const look = (): Event | undefined => {
      const lines = this.#program.log.split('\n').filter((line) => line.endsWith('}'))
      const events = lines.map((line) => JSON.parse(line) as Event)
      return events.filter((event) => event.event === name && accept(event))[skip]
    }
    return until(`the generator says ${name}`, look, (event) => event !== undefined, { every: 5 }) as Promise<Event>
  }
}

export function wallClock(): number {
  return performance.timeOrigin + performance.now()
}
