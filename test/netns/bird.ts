import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Namespace, output } from '../../lab/namespace.js'
import type { Network } from '../../lab/network.js'
import { type AreaPlan, areasOf, type ExternalPlan, type InterfacePlan, type RouterPlan } from '../../lab/plan.js'
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
  const areas = areasOf(plan).map((area) => {
    const {
      id,
      type,
      summary,
      defaultCost,
      ranges,
      translates,
      translatorStability,
      externalRanges,
      virtualLinks,
      interfaces,
    } = area
    const lines = [
      ...(type === 'normal'
        ? []
        : [
            type === 'nssa' ? 'nssa;' : 'stub yes;',
            ...(type === 'nssa' && summary !== false ? ['default nssa yes;'] : []),
            `summary ${summary === false ? 'no' : 'yes'};`,
            `default cost ${defaultCost};`,
          ]),
      ...(translates ? ['translator yes;'] : []),
      ...(translatorStability === undefined ? [] : [`translator stability ${translatorStability};`]),
      ...rangesOf('networks', ranges),
      ...rangesOf('external', externalRanges),
      ...(virtualLinks ?? []).map((routerId) => `virtual link ${routerId} { hello 1; dead 4; retransmit 2; };`),
      ...interfaces.map(interfaceLines),
    ]
    return `  area ${id} {\n    ${lines.join('\n    ')}\n  };`
  })
  const externals = externalsOf(plan)
  return `log stderr all;
router id ${plan.routerId};
protocol device { }
protocol direct { ipv4; }
protocol kernel {
  merge paths yes limit 16;
  ipv4 { export where source ~ [ RTS_OSPF, RTS_OSPF_IA, RTS_OSPF_EXT1, RTS_OSPF_EXT2 ]; };
}
${externals.length === 0 ? '' : staticRoutes(externals)}protocol ospf v2 {
  tick 1;
  ${plan.rfc1583Compatibility ? 'rfc1583compat yes;' : ''}
  ecmp yes limit 16;
  merge external yes;
  ipv4${externals.length === 0 ? '' : ` { export filter {\n${externals.map(exported).join('\n')}\n    reject;\n  }; }`};
${areas.join('\n')}
}
`
}

function rangesOf(what: 'networks' | 'external', ranges: AreaPlan['ranges'] = {}): readonly string[] {
  const each = Object.entries(ranges).map(([prefix, how]) => `${prefix}${how === 'hide' ? ' hidden' : ''};`)
  return each.length === 0 ? [] : [`${what} { ${each.join(' ')} };`]
}

function interfaceLines(planned: InterfacePlan): string {
  return `interface "${planned.name}" {
      type ${planned.type === 'broadcast' ? 'broadcast' : 'ptp'};
      hello ${planned.hello ?? 1}; dead ${planned.dead ?? 4}; retransmit 3;
      cost ${planned.cost ?? 10};
      ${planned.priority === undefined ? '' : `priority ${planned.priority};`}
      ${planned.passive ? 'stub;' : ''}
    };`
}

function externalsOf(plan: RouterPlan): readonly ExternalPlan[] {
  const { externals = [], defaultInformation } = plan
  return defaultInformation === undefined ? externals : [...externals, { prefix: '0.0.0.0/0', ...defaultInformation }]
}

function staticRoutes(externals: readonly ExternalPlan[]): string {
  const routes = externals.map(
    ({ prefix, via }) => `route ${prefix} ${via === undefined ? 'blackhole' : `via ${via}`};`,
  )
  return `protocol static { ipv4; ${routes.join(' ')} }\n`
}

function exported({ prefix, metric, metricType }: ExternalPlan): string {
  return `    if source = RTS_STATIC && net = ${prefix} then { ospf_metric${metricType} = ${metric}; accept; }`
}
