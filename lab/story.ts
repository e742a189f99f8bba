import type { Network } from './network.js'
import { kernelRoutes } from './routes.js'
import { Receiver, Sender, type StreamCount, summing } from './stream.js'
import type { Step, Telling } from './telling.js'
import {
  ADJACENCIES,
  build,
  CAMERA,
  configurationOf,
  GROUP,
  type Lab,
  MULTICAST_PORT,
  OFFICE,
  type RouterName,
  routerNames,
  SCREEN,
  UNICAST_PORT,
} from './topology.js'
import { until } from './until.js'
import { Waymark } from './waymark.js'

export type Routers = Readonly<Record<RouterName, Waymark>>

/** Packets a second of the streams; one lost packet is a millisecond. */
const RATE = 1000
const LAN_OF_CAMERA = '10.4.1.0/24'

/** The whole story. Every claim in it is something that was read from a kernel or counted at a receiver. */
export async function tell(
  telling: Telling,
  network: Network,
): Promise<{ readonly lab: Lab; readonly routers: Routers }> {
  const lab = await telling.step('four routers and three hosts, each a network namespace of its own', () =>
    build(network),
  )
  const routers = await telling.step('waymarkd starts in each router', async () => {
    const started = await Promise.all(
      routerNames.map(async (name) => [name, await Waymark.start(network, lab[name], configurationOf(name))] as const),
    )
    return Object.fromEntries(started) as Routers
  })
  await telling.step('neighbors become adjacent', (step) => adjacencies(step, routers))
  await telling.step('each kernel has the routes', (step) => routesInTheKernels(step, lab))
  await telling.step('a ping from the office to the camera', (step) => ping(step, lab))
  await telling.step('a multicast stream starts when the screen joins', (step) => multicast(step, lab))
  await telling.step('a link in use is cut, and comes back', (step) => detour(step, lab))
  return { lab, routers }
}

async function adjacencies(step: Step, routers: Routers): Promise<void> {
  const wanted = Object.values(ADJACENCIES).reduce((sum, n) => sum + n, 0)
  await until(
    'every adjacency is Full',
    async () => {
      const lists = await Promise.all(routerNames.map((name) => routers[name].neighbors()))
      const full = lists.flat().filter((neighbor) => neighbor.state === 'Full').length
      step.progress(`${full} of ${wanted} Full`)
      return lists
    },
    (lists) => lists.flat().filter((neighbor) => neighbor.state === 'Full').length >= wanted,
    { within: 60_000 },
  )
  const { interfaces } = await routers.r3.ask('/ospf/interfaces')
  const lan = interfaces.find((each) => each.interface === 'lan0')
  step.fact(
    `the LAN elected ${routerAt(lan?.designatedRouter)} Designated Router, ${routerAt(lan?.backupDesignatedRouter)} Backup`,
  )
}

function routerAt(address: string | null | undefined): string {
  return address?.startsWith('10.0.0.') ? `r${address.slice(7)}` : 'nobody'
}

async function routesInTheKernels(step: Step, lab: Lab): Promise<void> {
  const wanted = {
    r1: ['10.1.24.0/30', '10.3.0.0/24', '10.4.1.0/24', '10.4.2.0/24'],
    r2: ['10.1.14.0/30', '10.3.0.0/24', '10.4.1.0/24', '10.4.2.0/24'],
    r3: ['10.1.14.0/30', '10.1.24.0/30', '10.4.1.0/24', '10.4.2.0/24'],
    r4: ['10.0.0.0/24', '10.3.0.0/24'],
  }
  const seen = await until(
    'every route is in its kernel',
    () => Promise.all(routerNames.map(async (name) => ({ name, routes: await kernelRoutes(lab[name]) }))),
    (all) =>
      all.every(({ name, routes }) => wanted[name].every((prefix) => routes.has(prefix))) &&
      all[2]!.routes.get(LAN_OF_CAMERA)!.length === 2,
  )
  step.fact(
    `${seen.map(({ name, routes }) => `${name} ${routes.size}`).join(', ')}; of them in r3, as the kernel has it:`,
  )
  step.fact(`${LAN_OF_CAMERA} via ${seen[2]!.routes.get(LAN_OF_CAMERA)!.join(' and ')}: two equal paths`)
}

async function ping(step: Step, lab: Lab): Promise<void> {
  const text = await lab.office.run(['ping', '-n', '-c', '5', '-i', '0.2', '-W', '2', CAMERA])
  const packets = /(\d+) packets transmitted, (\d+) received/.exec(text)
  const times = /= ([\d.]+)\/([\d.]+)\/([\d.]+)/.exec(text)
  if (packets === null || packets[1] !== packets[2]) throw new Error(`ping lost packets:\n${text}`)
  step.fact(`${packets[2]} of ${packets[1]} came back, ${times?.[2]} ms on average, over three routers`)
}

async function multicast(step: Step, lab: Lab): Promise<void> {
  const sender = await Sender.start(lab.camera, { address: GROUP, port: MULTICAST_PORT, rate: RATE })
  const receiver = await Receiver.start(lab.screen, MULTICAST_PORT, { group: GROUP, own: SCREEN })
  // Queries have gone out and the stream runs before anybody wants it: what is measured is the join alone.
  await until(
    'the stream runs to r4',
    () => packetsInto(lab, 'studio'),
    (packets) => packets > 100,
  )
  const afterJoin = await receiver.join()
  step.fact(`first packet ${afterJoin.toFixed(1)} ms after the join, what the host waits before it reports included`)
  const count = await until('a thousand packets arrive', summing(receiver), (sum) => sum.received >= 1000)
  step.fact(`${count.received} packets arrived, ${count.lost} lost`)
  if (count.lost > 0) throw new Error('the multicast stream lost packets')
  receiver.leave()
  await until(
    'the stream stops after the leave',
    () => receiver.count(),
    (after) => after.received === 0,
    { every: 500 },
  )
  step.fact('it stopped after the leave')
  await Promise.all([sender.stop(), receiver.stop()])
}

/** The packets that r4 has received on an interface. */
async function packetsInto(lab: Lab, interfaceName: string): Promise<number> {
  const [link] = (await lab.r4.ipJson(`-s link show dev ${interfaceName}`)) as [
    { readonly stats64: { readonly rx: { readonly packets: number } } },
  ]
  return link.stats64.rx.packets
}

async function detour(step: Step, lab: Lab): Promise<void> {
  const sourcePort = 40_000
  const receiver = await Receiver.start(lab.camera, UNICAST_PORT)
  const sender = await Sender.start(lab.office, { address: CAMERA, port: UNICAST_PORT, rate: RATE, sourcePort })
  await until(
    'the stream flows',
    () => receiver.count(),
    (count) => count.received > 100 && count.lost === 0,
  )
  const via = await gatewayOf(lab, sourcePort)
  const cut = via === '10.0.0.1' ? 'r1' : 'r2'
  const total = summing(receiver)
  await total()
  await lab.r4.ip(`link set to-${cut} down`)
  step.progress('cut')
  await until('packets arrive again', total, flowing(500), { every: 200 })
  const after = await total()
  step.fact(
    `office → camera went over ${cut}; the link ${cut}–r4 went down: ${after.lost} of ${RATE} packets/s lost, ` +
      `at most ${after.longestGap.toFixed(0)} ms without one`,
  )
  const routes = await until(
    'r3 has one path left',
    () => kernelRoutes(lab.r3),
    (now) => now.get(LAN_OF_CAMERA)?.length === 1,
  )
  step.fact(`r3 now has ${LAN_OF_CAMERA} via ${routes.get(LAN_OF_CAMERA)?.join(' and ')}`)
  await receiver.count()
  const back = summing(receiver)
  step.progress('back')
  await lab.r4.ip(`link set to-${cut} up`)
  await until(
    'both paths are in use again',
    () => kernelRoutes(lab.r3),
    (now) => now.get(LAN_OF_CAMERA)?.length === 2,
  )
  await until('packets arrive on', back, flowing(1_000), { every: 200 })
  step.fact(`the link came back: two equal paths again, ${(await back()).lost} packets lost`)
  await Promise.all([sender.stop(), receiver.stop()])
}

/** Accepts when, after whatever was lost, `packets` more have arrived without another loss. */
function flowing(packets: number): (count: StreamCount) => boolean {
  let lost: number | undefined
  let since = 0
  return (count) => {
    if (count.lost !== lost) {
      lost = count.lost
      since = count.received
    }
    return count.received - since >= packets
  }
}

/** Which of its two equal paths r3 gives the stream to. */
async function gatewayOf(lab: Lab, sourcePort: number): Promise<string> {
  const ports = `ipproto 17 sport ${sourcePort} dport ${UNICAST_PORT}`
  const [route] = (await lab.r3.ipJson(`route get ${CAMERA} from ${OFFICE} iif desks ${ports}`)) as [
    { readonly gateway: string },
  ]
  return route.gateway
}
