import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Namespace, output } from '../../lab/namespace.js'
import type { Network } from '../../lab/network.js'
import type { RouterPlan } from '../../lab/plan.js'
import type { Program } from '../../lab/program.js'
import type { NeighborSeen } from './peers.js'

/** BIRD in a namespace. */
export class Bird {
  readonly #control: string
  readonly #launch: (...options: readonly string[]) => Promise<Program>
  #program: Program

  private constructor(control: string, program: Program, launch: (...options: readonly string[]) => Promise<Program>) {
    this.#control = control
    this.#program = program
    this.#launch = launch
  }

  static async start(network: Network, at: Namespace, config: string): Promise<Bird> {
    const file = join(network.directory, `bird-${at.name}.conf`)
    const control = join(network.directory, `bird-${at.name}.ctl`)
    writeFileSync(file, config)
    const launch = async (...options: readonly string[]): Promise<Program> => {
      const program = at.start('bird', ['bird', '-f', '-c', file, '-s', control, ...options])
      await program.said(/Started/)
      return program
    }
    return new Bird(control, await launch(), launch)
  }

  birdc(command: string): Promise<string> {
    return output(['birdc', '-s', this.#control, ...command.split(' ')])
  }

  async neighbors(): Promise<readonly NeighborSeen[]> {
    const lines = (await this.birdc('show ospf neighbors')).split('\n')
    const rows = lines.map((line) => line.trim().split(/\s+/)).filter(([id]) => /^\d+\.\d+\.\d+\.\d+$/.test(id!))
    return rows.map((row) => ({ routerId: row[0]!, state: row[2]! }))
  }

  /** It ends for a graceful restart; `recover` is to follow. */
  async endGracefully(): Promise<void> {
    await this.birdc('graceful restart')
    await this.#program.stop()
  }

  async recover(): Promise<void> {
    this.#program = await this.#launch('-R')
  }

  async stop(): Promise<void> {
    await this.#program.stop()
  }
}

/** BIRD's configuration for a planned router. */
export function birdOspf(plan: RouterPlan): string {
  const interfaces = plan.interfaces.map(
    (planned) => `      interface "${planned.name}" {
        type ${planned.type === 'broadcast' ? 'broadcast' : 'ptp'};
        hello ${planned.hello ?? 1}; dead ${planned.dead ?? 4}; retransmit 3;
        cost ${planned.cost ?? 10};
        ${planned.priority === undefined ? '' : `priority ${planned.priority};`}
        ${planned.passive ? 'stub;' : ''}
      };`,
  )
  return `log stderr all;
router id ${plan.routerId};
protocol device { }
protocol direct { ipv4; }
protocol kernel {
  merge paths yes limit 16;
  ipv4 { export where source ~ [ RTS_OSPF, RTS_OSPF_IA, RTS_OSPF_EXT1, RTS_OSPF_EXT2 ]; };
}
protocol ospf v2 {
  tick 1;
  ecmp yes limit 16;
  ipv4;
  area 0 {
${interfaces.join('\n')}
  };
}
`
}
