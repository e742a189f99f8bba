/**
 * One router of each implementation against a synthetic area, one after the other on the same machine: load, cut, heal,
 * small changes. Medians of several rounds.
 *   node build/bench/side-by-side.js [--routers 1000,10000] [--externals 0] [--rounds 3] [--programs waymark,frr,bird]
 */
import './installed.js'
import { parseArgs } from 'node:util'
import { Network, sweepLeftovers } from '../lab/network.js'
import type { Implementation } from '../test/netns/peers.js'
import { Generator, wallClock } from './generator-process.js'
import type { GeneratorWord } from './generator-words.js'
import { MeasuredRouter } from './measured-router.js'
import { RouteMonitor } from './route-monitor.js'
import { Samples, table } from './table.js'

/** Longer than any implementation waits between two lots of routes: FRR's SPF hold time grows to 5 s. */
const QUIET_AFTER_LOAD = 2000
const QUIET = 1500
/** Changes of one kind in a round. MinLSArrival lies between two. */
const REPETITIONS = 2

const { values: options } = parseArgs({
  options: {
    routers: { type: 'string', default: '1000,10000' },
    externals: { type: 'string', default: '0' },
    rounds: { type: 'string', default: '3' },
    programs: { type: 'string', default: 'waymark,frr,bird' },
  },
})
const programs = options.programs.split(',') as Implementation[]
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1))
sweepLeftovers()
for (const routers of options.routers.split(',').map(Number)) {
  for (const externals of options.externals.split(',').map(Number)) await compare(routers, externals)
}

async function compare(routers: number, externals: number): Promise<void> {
  const samples = new Map(programs.map((program) => [program, new Samples()]))
  for (let i = 0; i < Number(options.rounds); i++)
    for (const program of programs) await round(program, routers, externals, samples.get(program)!)
  const rows = [...samples.get(programs[0]!)!.names()].map((name) => [
    name,
    ...programs.map((program) => samples.get(program)!.summary(name)),
  ])
  console.log(`\n${routers} routers, ${externals} externals, ${options.rounds} rounds\n`)
  console.log(table(['milliseconds', ...programs], rows))
}

async function round(implementation: Implementation, routers: number, externals: number, samples: Samples) {
  const network = new Network('bench')
  try {
    await measure(network, implementation, routers, externals, samples)
  } finally {
    await network.close()
  }
}

async function measure(
  network: Network,
  implementation: Implementation,
  routers: number,
  externals: number,
  samples: Samples,
): Promise<void> {
  const [dut, others] = [await network.add('dut'), await network.add('area')]
  await network.connect(
    { at: dut, name: 'net0', addresses: ['10.0.0.1/30'] },
    { at: others, name: 'net0', addresses: ['10.0.0.2/30'] },
  )
  const generator = await Generator.start(others, 'net0', routers, externals)
  const monitor = await RouteMonitor.start(network, dut)
  const plan = { name: 'dut', routerId: '10.0.0.1', interfaces: [{ name: 'net0', type: 'point-to-point' as const }] }
  const begun = wallClock()
  const router = MeasuredRouter.start(network, dut, plan, implementation)
  const firstHello = await generator.neighborIs(/./)
  const adjacent = await generator.neighborIs(/ExStart/)
  const started = router.processor()
  const count = Math.floor(Math.sqrt(routers)) ** 2 + externals
  const loaded = await monitor.settled(count, QUIET_AFTER_LOAD, 60_000)
  samples.add('start to the first Hello', firstHello - begun)
  samples.add('start: processor', started)
  samples.add('load: to the last route', loaded.at(-1)!.at - adjacent)
  samples.add('load: processor', router.processor() - started)
  samples.add('memory at rest (MB)', router.memory())
  const change = async (name: string, word: GeneratorWord, expected: number): Promise<void> => {
    monitor.reset()
    const before = router.processor()
    const at = await generator.tell(word)
    const changes = await monitor.settled(expected, QUIET, 30_000)
    samples.add(`${name}: to the last route`, changes.at(-1)!.at - at)
    samples.add(`${name}: processor`, router.processor() - before)
  }
  for (let i = 0; i < REPETITIONS; i++) {
    await change('cut', 'cut', count)
    await change('heal', 'heal', count)
    await change('small change', 'more', 1)
    await change('small change', 'less', 1)
    if (externals === 0) continue
    await change('one external', 'withdraw', 1)
    await change('one external', 'announce', 1)
  }
  await router.started
  monitor.close()
}
