import { Network, sweepLeftovers } from '../lab/network.js'
import { type KernelBatchEvent, ROUNDS } from './kernel-words.js'
import { Samples, table } from './table.js'
import { TalkingProgram } from './talking-program.js'

/**
 * The daemon's way to the kernel alone, in a namespace, as root: R routes are added, replaced and deleted, with what keeps
 * and compares them, the encoder, the batches and the kernel's own work. Medians of five, in microseconds a route.
 * Usage: node build/bench/kernel.js [R …]
 */
const sizes = process.argv.length > 2 ? process.argv.slice(2) : ['1000', '5000', '10000', '20000', '100000']

sweepLeftovers()
const network = new Network('bench')
try {
  const [at, neighbor] = [await network.add('router'), await network.add('neighbor')]
  await network.connect(
    { at, name: 'eth0', addresses: ['10.0.0.1/24'] },
    { at: neighbor, name: 'eth0', addresses: ['10.0.0.2/24'] },
  )
  const program = new TalkingProgram<never, KernelBatchEvent>(at, 'kernel-program', sizes)
  const rows: string[][] = []
  for (const routes of sizes) {
    for (const what of ['add', 'replace', 'delete'] as const) {
      const accept = (event: KernelBatchEvent): boolean => event.routes === Number(routes) && event.what === what
      const samples = new Samples()
      for (let skip = 0; skip < ROUNDS; skip++) {
        const { elapsed, processor } = await program.event('measured', { accept, skip })
        samples.add('elapsed', elapsed)
        samples.add('processor', processor)
      }
      rows.push([`${what} ${routes}`, samples.summary('elapsed'), samples.summary('processor')])
    }
  }
  console.log(table(['µs a route', 'until the kernel has it', 'processor'], rows))
} finally {
  await network.close()
}
