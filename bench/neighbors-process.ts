import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Namespace } from '../lab/namespace.js'
import type { Network } from '../lab/network.js'
import { ipv4 } from '../protocols/base/ipv4.js'
import { routerId } from '../protocols/ospf/identifiers.js'
import type { NeighborsEvent, NeighborsWord } from './neighbors-words.js'
import type { NeighborPlan } from './simulated-neighbor.js'
import { TalkingProgram } from './talking-program.js'

/** Simulated neighbors in a namespace, in one process. Each one's Router ID is its address. */
export class SimulatedNeighbors {
  readonly #program: TalkingProgram<NeighborsWord, NeighborsEvent>
  #floods = 0
  #counts = 0

  private constructor(program: TalkingProgram<NeighborsWord, NeighborsEvent>) {
    this.#program = program
  }

  /**
   * @param lsas that are flooded
   * @param own how many of them these neighbors flood, and not others
   */
  static async start(
    network: Network,
    at: Namespace,
    neighbors: readonly { readonly interface: string; readonly address: string; readonly broadcast: boolean }[],
    lsas: number,
    own = lsas,
  ): Promise<SimulatedNeighbors> {
    const plans = neighbors.map((neighbor, i): NeighborPlan => {
      const address = ipv4(neighbor.address)
      const [from, next] = [i, i + 1].map((n) => Math.floor((n * own) / neighbors.length)) as [number, number]
      return {
        ...neighbor,
        id: routerId(address),
        address,
        prefixLength: neighbor.broadcast ? 24 : 30,
        externals: { from, count: next - from },
      }
    })
    const file = join(network.directory, `${at.name}.neighbors`)
    writeFileSync(file, JSON.stringify({ plans, total: lsas }))
    const program = new TalkingProgram<NeighborsWord, NeighborsEvent>(at, 'neighbors-program', [file])
    await program.event('ready')
    return new SimulatedNeighbors(program)
  }

  /** A new instance of all LSAs from now on; those of ours are flooded. @returns when, by the wall clock */
  async begin(): Promise<number> {
    this.#program.say('flood')
    const { at } = await this.#program.event('flooding', { skip: this.#floods++ })
    return at
  }

  /** When each had all of them, by the wall clock; undefined where that is not reached. */
  async flooded(within = 120_000): Promise<number | undefined> {
    const flooded = this.#program.event('flooded', { skip: this.#floods - 1, within }).catch(() => undefined)
    return (await flooded)?.at
  }

  /**
   * `flaps`: how often the measured router has begun an adjacency anew, or did not see one of us any more; `missing`: LSAs that
   * one of us still lacks or that are not acknowledged, for all of us together.
   */
  async count(): Promise<{ readonly flaps: number; readonly missing: number }> {
    this.#program.say('count')
    return this.#program.event('count', { skip: this.#counts++ })
  }
}
