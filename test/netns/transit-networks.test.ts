import assert from 'node:assert/strict'
import { waymarkOspf } from '../../lab/plan.js'
import { kernelRoutes } from '../../lab/routes.js'
import { until } from '../../lab/until.js'
import { Waymark } from '../../lab/waymark.js'
import { Bird, birdOspf } from './bird.js'
import { Frr, frrOspf } from './frr.js'
import { untilRoute } from './pair.js'
import { scenario } from './scenario.js'
import { backboneRouters, planOf, type Topology, wire } from './topology.js'

/**
 * ```
 *   r1 ── r2 ══ LAN and cable ══ r3 ── r4 ── r5
 *   FRR   Waymark                Waymark BIRD Waymark
 * ```
 */
const topology: Topology = {
  areas: [],
  routers: backboneRouters(5),
  lans: { lan0: { area: 0, net: '10.0.0', members: ['r2', 'r3'] } },
  cables: [
    { between: ['r1', 'r2'], area: 0, net: '10.1.12' },
    { between: ['r2', 'r3'], area: 0, net: '10.1.23' },
    { between: ['r3', 'r4'], area: 0, net: '10.1.34' },
    { between: ['r4', 'r5'], area: 0, net: '10.1.45' },
  ],
}

scenario(
  'beside FRR and BIRD: networks between routers are hidden, names of routers reach across, a link costs what its speed says',
  ['frr', 'bird'],
  async (network) => {
    const at = await wire(network, topology)
    const frr = await Frr.start(
      network,
      at.r1!,
      ['ospfd'],
      `${frrOspf(planOf(topology, 'r1')).replaceAll(/^ ip ospf cost 10$/gm, '')} auto-cost reference-bandwidth 40000\n`,
    )
    await Bird.start(network, at.r4!, birdOspf(planOf(topology, 'r4')))
    const waymark = (name: string, ospf: object) => {
      const plan = planOf(topology, name)
      const interfaces = plan.interfaces.map(({ cost, ...each }) => {
        // r3 is the Designated Router, however much later it is up
        const planned = name === 'r2' && each.name === 'lan0' ? { ...each, priority: 0 } : each
        return each.name === 'r2r1' ? planned : { ...planned, cost: cost! }
      })
      const config = waymarkOspf({ ...plan, interfaces }, { 'reference-bandwidth': '40 Gbit/s', ...ospf })
      return Waymark.start(network, at[name]!, { hostname: `name-of-${name}`, ...config })
    }
    const [r2] = await Promise.all([
      waymark('r2', { 'prefix-suppression': true }),
      waymark('r3', { 'prefix-suppression': true }),
      waymark('r5', {}),
    ])

    const last = { r1: '10.1.12.2 r1r2', r4: '10.1.34.1 r4r3' }
    await untilRoute(at.r1!, '10.255.0.5/32', [last.r1], 40_000)
    await untilRoute(at.r4!, '10.255.0.1/32', [last.r4], 40_000)
    const networks = {
      r1: ['10.255.0.2/32', '10.255.0.3/32', '10.255.0.4/32', '10.255.0.5/32', '10.1.34.0/30', '10.1.45.0/30'],
      r4: ['10.255.0.1/32', '10.255.0.2/32', '10.255.0.3/32', '10.255.0.5/32', '10.1.12.0/30'],
    }
    for (const name of ['r1', 'r4'] as const) {
      // Neither of them knows a network-LSA's mask of 32 bits: to them it is a route to the Designated Router (RFC 6860 §2.2.2.2.1).
      const wanted = [...networks[name], '10.0.0.3/32'].sort()
      await until(
        `${name} has routes to what is no network between routers only`,
        async () => [...(await kernelRoutes(at[name]!)).keys()].sort(),
        (seen) => seen.join() === wanted.join(),
      )
    }
    await at.r1!.run(['ping', '-c', '1', '-W', '5', '-I', '10.255.0.1', '10.255.0.4'])

    await until(
      'the names of all of us are here',
      async () => (await r2.ask('/ospf/database')).lsas.map(({ body }) => body.dynamicHostname).filter((name) => name),
      (names) => names.sort().join() === 'name-of-r2,name-of-r3,name-of-r5',
    )

    const { interfaces } = await r2.ask('/ospf/interfaces')
    const cost = interfaces.find((each) => each.interface === 'r2r1')?.cost
    const shown = JSON.parse(await frr.vtysh('show ip ospf interface r1r2 json')) as {
      readonly interfaces: { readonly r1r2: { readonly cost: number } }
    }
    assert.deepEqual([cost, shown.interfaces.r1r2.cost], [4, 4])
  },
)
