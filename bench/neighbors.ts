/**
 * One router with 200 point-to-point neighbors, and one that is the designated router of a LAN of 60, hello 1 s, dead 4 s: what
 * that costs at rest, and what a flood of 10,000 external LSAs from all sides does to it. The neighbors are simulated.
 *   node build/bench/neighbors.js [--neighbors 200] [--lan 60] [--lsas 10000] [--rest 10] [--rounds 3] [--programs waymark,frr,bird]
 */
import './installed.js'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Namespace } from '../lab/namespace.js'
import type { Network } from '../lab/network.js'
import type { InterfacePlan } from '../lab/plan.js'
import { until } from '../lab/until.js'
import type { Implementation } from '../test/netns/peers.js'
import { commandLine, compare } from './compare.js'
import { gaps, HelloCapture, longest, longestOfOwnDoing } from './hello-gaps.js'
import { fullNeighbors, MeasuredRouter } from './measured-router.js'
import { SimulatedNeighbors } from './neighbors-process.js'
import { Stalls } from './stalls.js'
import type { Samples } from './table.js'
import { wallClock } from './wall-clock.js'

const options = commandLine({ neighbors: '200', lan: '60', lsas: '10000', rest: '10', rounds: '3' })
const lsas = Number(options.lsas)
/** Milliseconds. */
const rest = Number(options.rest) * 1000

/** Makes the links between the router that is measured and the others. */
type Scene = (network: Network, dut: Namespace, others: Namespace) => Promise<Surroundings>

interface Surroundings {
  readonly interfaces: readonly InterfacePlan[]
  readonly neighbors: readonly { readonly interface: string; readonly address: string; readonly broadcast: boolean }[]
}

for (const [count, title, scene] of [
  [Number(options.neighbors), 'point-to-point neighbors', pointToPoint],
  [Number(options.lan), 'neighbors on a LAN', lan],
] as const) {
  if (count === 0) continue
  await compare(`${count} ${title}, ${lsas} LSAs`, options, (network, implementation, samples) =>
    measure(network, implementation, samples, (...where) => scene(count, ...where)),
  )
}

async function measure(network: Network, implementation: Implementation, samples: Samples, scene: Scene) {
  const [dut, others] = [await network.add('dut'), await network.add('others')]
  // FRR joins the groups of all its interfaces with one socket.
  await dut.sysctl({ igmp_max_memberships: 1000 })
  const { interfaces, neighbors } = await scene(network, dut, others)
  const simulated = await SimulatedNeighbors.start(network, others, neighbors, lsas)
  const capture = await HelloCapture.start(network, others)
  const stalls = await Stalls.start(others)
  const plan = { name: 'dut', routerId: '192.0.2.1', interfaces }
  const begun = wallClock()
  const router = MeasuredRouter.start(network, dut, plan, implementation)
  const running = await router.started
  stalls.watch(router.pids())
  const full = (): Promise<number> => fullNeighbors(running)
  await until('adjacent with all', full, (count) => count === neighbors.length, { within: 90_000, every: 250 })
  samples.add('adjacent with all (s)', (wallClock() - begun) / 1000)

  const during = async (name: string, work: () => Promise<unknown>): Promise<void> => {
    const [from, before] = [wallClock(), router.processor()]
    await work()
    const [to, after] = [wallClock(), router.processor()]
    if (name === 'at rest') samples.add('at rest: processor (ms/s)', ((after - before) / (to - from)) * 1000)
    else samples.add(`${name}: processor (ms)`, after - before)
    const hellos = await capture.hellos(to)
    const own = gaps(hellos, (address) => address.endsWith('.1'), from, to)
    const theirs = gaps(hellos, (address) => !address.endsWith('.1'), from, to)
    samples.add(`${name}: longest gap between Hellos (ms)`, longest(own))
    samples.add(`${name}: longest gap of its own doing (ms)`, longestOfOwnDoing(own, await stalls.seen()))
    samples.add(`${name}: longest gap of the neighbors' (ms)`, longest(theirs))
  }
  // What the adjacencies have led to is over.
  await sleep(rest)
  const { flaps } = await simulated.count()
  await during('at rest', () => sleep(rest))
  samples.add('at rest: memory (MB)', router.memory())
  await during('flood', async () => {
    const begun = await simulated.begin()
    const ended = await simulated.flooded()
    if (ended === undefined) samples.add('flood: missing after two minutes', (await simulated.count()).missing)
    else samples.add('flood: until all have all (ms)', ended - begun)
    await sleep(rest)
  })
  samples.add('adjacencies lost', (await simulated.count()).flaps - flaps)
  samples.add('adjacencies at the end', await full())
}

async function pointToPoint(
  count: number,
  _network: Network,
  dut: Namespace,
  others: Namespace,
): Promise<Surroundings> {
  const links = Array.from({ length: count }, (_, i) => ({ name: `p${i}`, net: `10.${1 + (i >> 6)}.${i & 63}` }))
  await dut.ip(...links.map(({ name }) => `link add name ${name} type veth peer name ${name} netns ${others.netns}`))
  for (const [at, host] of [
    [dut, 1],
    [others, 2],
  ] as const) {
    await at.ip(
      ...links.flatMap(({ name, net }) => [`address add ${net}.${host}/30 dev ${name}`, `link set ${name} up`]),
    )
  }
  return {
    interfaces: links.map(({ name }) => ({ name, type: 'point-to-point' })),
    neighbors: links.map(({ name, net }) => ({ interface: name, address: `${net}.2`, broadcast: false })),
  }
}

/** All of them are behind one cable, which is a LAN to whoever is at its other end. */
async function lan(count: number, network: Network, dut: Namespace, others: Namespace): Promise<Surroundings> {
  const addresses = Array.from({ length: count }, (_, i) => `10.1.0.${i + 2}`)
  await network.connect(
    { at: dut, name: 'lan0', addresses: ['10.1.0.1/24'] },
    { at: others, name: 'lan0', addresses: addresses.map((address) => `${address}/24`) },
  )
  return {
    interfaces: [{ name: 'lan0', type: 'broadcast' }],
    neighbors: addresses.map((address) => ({ interface: 'lan0', address, broadcast: true })),
  }
}
