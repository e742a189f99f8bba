import type { Namespace } from '../lab/namespace.js'
import type { GeneratorEvent, GeneratorWord } from './generator-words.js'
import { TalkingProgram } from './talking-program.js'

/** A synthetic area's generator in a namespace. Instants are the wall clock in milliseconds. */
export class Generator {
  readonly #program: TalkingProgram<GeneratorWord, GeneratorEvent>
  #injections = 0

  private constructor(program: TalkingProgram<GeneratorWord, GeneratorEvent>) {
    this.#program = program
  }

  /** Starts it and returns when the whole area is in its database. */
  static async start(at: Namespace, interfaceName: string, routers: number, externals: number): Promise<Generator> {
    const args = [interfaceName, String(routers), String(externals)]
    const program = new TalkingProgram<GeneratorWord, GeneratorEvent>(at, 'generator', args)
    await program.event('ready')
    return new Generator(program)
  }

  /** When the neighbor reached such a state first. */
  async neighborIs(state: RegExp): Promise<number> {
    const { at } = await this.#program.event('neighbor', { accept: (seen) => state.test(seen.state) })
    return at
  }

  /** Has it change the area, and returns when it did. */
  async tell(word: GeneratorWord): Promise<number> {
    this.#program.say(word)
    const { at } = await this.#program.event('injected', { skip: this.#injections++ })
    return at
  }
}
