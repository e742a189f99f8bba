import { parseArgs } from 'node:util'
import { Network, sweepLeftovers } from '../lab/network.js'
import type { Implementation } from '../test/netns/peers.js'
import { Samples, table } from './table.js'

/** What a benchmark's command line says, with these defaults. Options that all have: `--rounds`, `--programs`. */
export function commandLine<Name extends string>(
  defaults: Readonly<Record<Name | 'rounds', string>>,
): Record<Name, string> & Common {
  const all = { programs: 'waymark,frr,bird', ...defaults }
  const options = Object.fromEntries(
    Object.entries(all).map(([name, value]) => [name, { type: 'string' as const, default: value as string }]),
  )
  const values = parseArgs({ options }).values as Record<Name | 'programs' | 'rounds', string>
  return {
    ...values,
    rounds: Number(values.rounds),
    programs: values.programs.split(',') as Implementation[],
  }
}

export interface Common {
  readonly rounds: number
  readonly programs: readonly Implementation[]
}

/** Measures one program after the other, each in a network of its own, as often as asked; prints the medians as a table. */
export async function compare(
  title: string,
  { rounds, programs }: Common,
  measure: (network: Network, implementation: Implementation, samples: Samples) => Promise<void>,
): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
  sweepLeftovers()
  const samples = new Map(programs.map((program) => [program, new Samples()]))
  for (let i = 0; i < rounds; i++) {
    for (const program of programs) {
      const network = new Network('bench')
      try {
        await measure(network, program, samples.get(program)!)
      } finally {
        await network.close()
      }
    }
  }
  const names = new Set([...samples.values()].flatMap((each) => [...each.names()]))
  const rows = [...names].map((name) => [name, ...programs.map((program) => samples.get(program)!.summary(name))])
  console.log(`\n${title}, ${rounds} ${rounds === 1 ? 'round' : 'rounds'}\n\n${table(['', ...programs], rows)}`)
}
