/**
 * A chain of five routers of one implementation, and 5,000 external LSAs that change at once at one end of it: when the last
 * router has passed on all of them, and what went over each link. At both ends there is a simulated neighbor.
 *   node build/bench/chain.js [--routers 5] [--lsas 5000] [--rest 8] [--rounds 3] [--programs waymark,frr,bird]
 */
import './installed.js'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Namespace } from '../lab/namespace.js'
import type { Network } from '../lab/network.js'
import { until } from '../lab/until.js'
import type { Implementation } from '../test/netns/peers.js'
import { commandLine, compare } from './compare.js'
import { fullNeighbors, MeasuredRouter } from './measured-router.js'
import { SimulatedNeighbors } from './neighbors-process.js'
import type { Samples } from './table.js'

const options = commandLine({ routers: '5', lsas: '5000', rest: '8', rounds: '3' })
const count = Number(options.routers)
const lsas = Number(options.lsas)
/** Milliseconds until every acknowledgment and every calculation is over. */
const rest = Number(options.rest) * 1000

await compare(`A chain of ${count} routers, ${lsas} LSAs`, options, measure)

async function measure(network: Network, implementation: Implementation, samples: Samples): Promise<void> {
  const first = await network.add('first')
  const routers: Namespace[] = []
  for (let i = 1; i <= count; i++) routers.push(await network.add(`r${i}`))
  const last = await network.add('last')
  const all = [first, ...routers, last]
  for (let i = 0; i <= count; i++) {
    const ends = [all[i]!, all[i + 1]!] as const
    await network.connect(
      { at: ends[0], name: 'east', addresses: [`10.1.${i}.1/30`] },
      { at: ends[1], name: 'west', addresses: [`10.1.${i}.2/30`] },
    )
  }
  const at = (name: string, address: string) => ({ interface: name, address, broadcast: false })
  const source = await SimulatedNeighbors.start(network, first, [at('east', '10.1.0.1')], lsas)
  const sink = await SimulatedNeighbors.start(network, last, [at('west', `10.1.${count}.2`)], lsas, 0)
  const measured = routers.map((router, i) => {
    const interfaces = ['west', 'east'].map((name) => ({ name, type: 'point-to-point' as const }))
    const plan = { name: router.name, routerId: `192.0.2.${i + 1}`, interfaces }
    return MeasuredRouter.start(network, router, plan, implementation)
  })
  for (const { started } of measured) {
    const running = await started
    await until(
      'both adjacencies',
      () => fullNeighbors(running),
      (full) => full === 2,
    )
  }
  await sleep(rest)
  for (const name of ['new', 'changed']) {
    const before = { traffic: await traffic(), processor: processor() }
    await sink.begin()
    const begun = await source.begin()
    const ended = await sink.flooded()
    if (ended === undefined) throw new Error(`${(await sink.count()).missing} LSAs have not arrived`)
    samples.add(`${name}: until the last router has all (ms)`, ended - begun)
    await source.flooded()
    await sleep(rest)
    samples.add(`${name}: processor of all (ms)`, processor() - before.processor)
    for (const [i, after] of (await traffic()).entries()) {
      samples.add(`${name}: packets on link ${i + 1}`, after.packets - before.traffic[i]!.packets)
      samples.add(`${name}: kB on link ${i + 1}`, (after.bytes - before.traffic[i]!.bytes) / 1000)
    }
  }

  function processor(): number {
    return measured.reduce((sum, router) => sum + router.processor(), 0)
  }

  /** In both directions, Hellos included. */
  function traffic(): Promise<{ readonly packets: number; readonly bytes: number }[]> {
    return Promise.all(
      all.slice(0, -1).map(async (namespace) => {
        const [link] = (await namespace.ipJson('-s link show east')) as readonly Statistics[]
        const { rx, tx } = link!.stats64
        return { packets: rx.packets + tx.packets, bytes: rx.bytes + tx.bytes }
      }),
    )
  }
}

interface Statistics {
  readonly stats64: Readonly<Record<'rx' | 'tx', { readonly packets: number; readonly bytes: number }>>
}
