// Runs in a namespace whose link `eth0` is in 10.0.0.0/24: hands routes over to the kernel as the daemon does, and says what that cost.
import { openKernel } from '../daemon/kernel/open.js'
import type { UnicastRoutes } from '../daemon/ports/unicast-routes.js'
import { until } from '../lab/until.js'
import { type Ipv4, ipv4, ipv4FromNumber } from '../protocols/base/ipv4.js'
import { prefixOf } from '../protocols/base/prefix.js'
import type { Route, RouteChange } from '../protocols/engine/route.js'
import { type KernelBatchEvent, ROUNDS } from './kernel-words.js'

const FIRST = ipv4('100.64.0.0')
const [GATEWAY, OTHER] = [ipv4('10.0.0.2'), ipv4('10.0.0.3')]

const kernel = openKernel({
  link: () => {},
  ospfPacket: () => {},
  igmpPacket: () => {},
  upcall: () => {},
  notice: (notice) => console.error(JSON.stringify(notice)),
})
await kernel.links.start()
// A link that was raised just now has its carrier a while later, and no route can go over it before.
const { index: link } = (await until(
  'eth0 is up',
  () => kernel.links.byName('eth0'),
  (seen) => seen?.up === true,
  { every: 10 },
))!
const metrics = { 'intra-area': 20, 'inter-area': 20, 'external-1': 20, 'external-2': 20 }
const routes = await kernel.openRoutes({ table: 254, metrics })
routes.converged()
for (const count of process.argv.slice(2).map(Number)) {
  for (let round = 0; round < ROUNDS; round++) {
    for (const [what, gateway] of [
      ['add', GATEWAY],
      ['replace', OTHER],
      ['delete', undefined],
    ] as const) {
      await measure(routes, count, what, gateway)
      if (routes.installedCount() !== (what === 'delete' ? 0 : count))
        throw new Error(`${routes.installedCount()} routes`)
    }
  }
}
await routes.close()
process.exit()

async function measure(
  table: UnicastRoutes,
  count: number,
  what: KernelBatchEvent['what'],
  gateway: Ipv4 | undefined,
): Promise<void> {
  const changes = Array.from({ length: count }, (_, i) => changeOf(i, gateway))
  const [begun, before] = [performance.now(), process.cpuUsage()]
  table.apply(changes)
  await table.settled()
  const [elapsed, { user, system }] = [performance.now() - begun, process.cpuUsage(before)]
  const event: KernelBatchEvent = {
    event: 'measured',
    routes: count,
    what,
    elapsed: (elapsed * 1000) / count,
    processor: (user + system) / count,
  }
  console.log(JSON.stringify(event))
}

function changeOf(i: number, gateway: Ipv4 | undefined): RouteChange {
  const to = prefixOf(ipv4FromNumber(FIRST + i), 32)
  const route: Route = { prefix: to, nextHops: [{ interface: link, gateway: gateway!, onlink: false }] }
  return { prefix: to, route: gateway === undefined ? undefined : route }
}
