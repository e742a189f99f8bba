/**
 * A ring of eight routers of one implementation, 1,000 packets a second across one of its links: how many are lost when
 * that link goes down, when it silently stops forwarding, and when it is back; and the time from the start of all
 * routers until each has a route to each. Hello 1 s, dead 4 s; FRR with `timers throttle spf 0 50 500`.
 *   node build/bench/outage.js [--rest 9] [--rounds 1] [--programs waymark,frr,bird]
 */
import './installed.js'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Namespace } from '../lab/namespace.js'
import type { End, Network } from '../lab/network.js'
import { kernelRoutes } from '../lab/routes.js'
import { Receiver, Sender } from '../lab/stream.js'
import { until } from '../lab/until.js'
import { type Implementation, startRouter } from '../test/netns/peers.js'
import { commandLine, compare } from './compare.js'
import type { Samples } from './table.js'

const ROUTERS = 8
const PORT = 9000
const RATE = 1000

const options = commandLine({ rest: '9', rounds: '1' })
/** Milliseconds: longer than any implementation needs to be at rest, to find another way, or to come back to the short one. */
const rest = Number(options.rest) * 1000
await compare('A ring of eight routers', options, measure)

async function measure(network: Network, implementation: Implementation, figures: Samples): Promise<void> {
  const routers: Namespace[] = []
  for (let i = 0; i < ROUTERS; i++) routers.push(await network.add(`r${i}`))
  for (const [i, at] of routers.entries()) await at.ip(`address add ${loopback(i)}/32 dev lo`)
  // The measured link goes through a switch, which can stop forwarding without a word.
  const cut = [endOf(routers, 0, 'east'), endOf(routers, 1, 'west')] as const
  await network.lan('cut', cut)
  for (let i = 1; i < ROUTERS; i++)
    await network.connect(endOf(routers, i, 'east'), endOf(routers, (i + 1) % ROUTERS, 'west'))

  const begun = performance.now()
  await Promise.all(routers.map((at, i) => startRouter(network, at, planOf(i), implementation)))
  for (const at of routers) {
    const look = async (): Promise<number> => {
      const routes = await kernelRoutes(at)
      return routers.filter((_, i) => routes.has(`${loopback(i)}/32`)).length
    }
    await until(`${at.name} has all routes`, look, (count) => count === ROUTERS - 1, { within: 60_000, every: 50 })
  }
  figures.add('cold start (ms)', performance.now() - begun)

  await sleep(rest)
  const receiver = await Receiver.start(routers[1]!, PORT)
  const sender = await Sender.start(routers[0]!, { address: loopback(1), port: PORT, rate: RATE })
  const ports = cut.map((end) => network.port(end))
  const lost = async (name: string, commands: readonly string[]): Promise<void> => {
    await sleep(1000)
    await receiver.count()
    await network.switch!.ip(...commands)
    await sleep(rest)
    figures.add(`${name} (packets lost)`, (await receiver.count()).lost)
  }
  await lost(
    'link down',
    ports.map((port) => `link set ${port} down`),
  )
  await lost(
    'link up again',
    ports.map((port) => `link set ${port} up`),
  )
  await lost(
    'silent',
    ports.map((port) => `link set ${port} nomaster`),
  )
  await lost(
    'forwards again',
    ports.map((port) => `link set ${port} master cut`),
  )
  await sender.stop()
}

function endOf(routers: readonly Namespace[], i: number, side: 'east' | 'west'): End {
  const link = side === 'east' ? i : (i + ROUTERS - 1) % ROUTERS
  return { at: routers[i]!, name: side, addresses: [`10.1.${link}.${side === 'east' ? 1 : 2}/30`] }
}

function loopback(i: number): string {
  return `10.255.0.${i + 1}`
}

function planOf(i: number) {
  const ring = ['east', 'west'].map((name) => ({ name, type: 'point-to-point' as const }))
  const interfaces = [{ name: 'lo', type: 'point-to-point' as const, passive: true }, ...ring]
  return { name: `r${i}`, routerId: `192.0.2.${i + 1}`, interfaces }
}
