/**
 * One router of each implementation against a synthetic area, one after the other on the same machine: load, cut, heal,
 * small changes. Medians of several rounds.
 *   node build/bench/side-by-side.js [--routers 1000,10000] [--externals 0] [--rest 2] [--rounds 3] [--programs waymark,frr,bird]
 */
import { setTimeout as sleep } from 'node:timers/promises'
import './installed.js'
import type { Network } from '../lab/network.js'
import type { Implementation } from '../test/netns/peers.js'
import { commandLine, compare } from './compare.js'
import { Generator } from './generator-process.js'
import type { GeneratorWord } from './generator-words.js'
import { gaps, HelloCapture, longest, longestOfOwnDoing } from './hello-gaps.js'
import { MeasuredRouter } from './measured-router.js'
import { RouteMonitor } from './route-monitor.js'
import { Stalls } from './stalls.js'
import type { Samples } from './table.js'
import { wallClock } from './wall-clock.js'

/** Changes of one kind in a round. MinLSArrival lies between two. */
const REPETITIONS = 2
/**
 * How many times the usual rest follows a cut and a heal. What a program does for them later, as V8 which collects eight or sixteen
 * seconds after a burst, is theirs and not that of the small changes that follow.
 */
const LONG_REST = 6

const options = commandLine({ routers: '1000,10000', externals: '0', rest: '2', rounds: '3' })
/** Milliseconds: longer than any implementation waits between two lots of routes of one change, and than MinLSArrival. */
const quiet = Number(options.rest) * 1000

for (const routers of options.routers.split(',').map(Number)) {
  for (const externals of options.externals.split(',').map(Number)) {
    await compare(`${routers} routers, ${externals} externals (ms)`, options, (network, implementation, samples) =>
      measure(network, implementation, routers, externals, samples),
    )
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
  const capture = await HelloCapture.start(network, others)
  const generator = await Generator.start(others, 'net0', routers, externals)
  const monitor = await RouteMonitor.start(dut)
  const stalls = await Stalls.start(others)
  const plan = { name: 'dut', routerId: '10.0.0.1', interfaces: [{ name: 'net0', type: 'point-to-point' as const }] }
  const begun = wallClock()
  const router = MeasuredRouter.start(network, dut, plan, implementation)
  const firstHello = await generator.neighborIs(/./)
  stalls.watch(router.pids())
  const adjacent = await generator.neighborIs(/ExStart/)
  const started = router.processor()
  const count = Math.floor(Math.sqrt(routers)) ** 2 + externals
  const spent: { readonly at: number; readonly processor: number }[] = []
  const loaded = await monitor.settled(count, quiet, 180_000, () =>
    spent.push({ at: wallClock(), processor: router.processor() }),
  )
  const atLastRoute = spent.find(({ at }) => at >= loaded)!.processor
  samples.add('start to the first Hello', firstHello - begun)
  samples.add('start: processor', started)
  samples.add('load: to the last route', loaded - adjacent)
  samples.add('load: processor', atLastRoute - started)
  samples.add(`${quiet / 1000} s of rest after it: processor`, router.processor() - atLastRoute)
  samples.add('memory at rest (MB)', router.memory())
  const change = async (name: string, word: GeneratorWord, expected: number): Promise<void> => {
    await monitor.reset()
    const before = router.processor()
    const at = await generator.tell(word)
    const last = await monitor.settled(expected, quiet, 30_000)
    samples.add(`${name}: to the last route`, last - at)
    samples.add(`${name}: processor`, router.processor() - before)
  }
  for (let i = 0; i < REPETITIONS; i++) {
    await change('cut', 'cut', count)
    await change('heal', 'heal', count)
    const healed = router.processor()
    await sleep(LONG_REST * quiet)
    samples.add(`${(LONG_REST * quiet) / 1000} s of rest after it: processor`, router.processor() - healed)
    samples.add('memory after that (MB)', router.memory())
    await change('small change', 'more', 1)
    await change('small change', 'less', 1)
    await change('one external', 'one-external', 1)
    await change('one external', 'no-external', 1)
    await change('one summary', 'one-summary', 1)
    await change('one summary', 'no-summary', 1)
  }
  const ended = wallClock()
  const hellos = await capture.hellos(ended)
  const gapsOf = (address: string) => gaps(hellos, (source) => source === address, firstHello, ended)
  samples.add('longest gap between Hellos', longest(gapsOf('10.0.0.1')))
  samples.add('longest gap of its own doing', longestOfOwnDoing(gapsOf('10.0.0.1'), await stalls.seen()))
  samples.add("longest gap of the neighbor's", longest(gapsOf('10.0.0.2')))
  await router.started
}
