import type { AreaPlan } from '../../lab/plan.js'
import { until } from '../../lab/until.js'
import { routesOfAll } from './reference.js'
import { scenario } from './scenario.js'
import { build, programs, type Topology } from './topology.js'

const transit = (neighbor: string): AreaPlan[] => [{ id: 1, type: 'normal', virtualLinks: [neighbor] }]

/**
 * Twice a virtual link over two point-to-point links and a router that knows nothing of it; behind it are the backbone and
 * area 2, which are the ends' loopbacks:
 *
 * ```
 *  r1 ── r2 ── r3        r4 ── r5 ── r6
 *   ╰─────────╯           ╰─────────╯
 * ```
 */
const topology: Topology = {
  areas: [],
  routers: {
    r1: { loopback: ['10.255.0.1', 0], areas: transit('192.0.2.3') },
    r2: { loopback: ['10.255.0.2', 1] },
    r3: { loopback: ['10.255.0.3', 2], areas: transit('192.0.2.1') },
    r4: { loopback: ['10.255.0.4', 0], areas: transit('192.0.2.6') },
    r5: { loopback: ['10.255.0.5', 1] },
    r6: { loopback: ['10.255.0.6', 2], areas: transit('192.0.2.4') },
  },
  lans: {},
  cables: [
    { between: ['r1', 'r2'], area: 1, net: '10.1.12' },
    { between: ['r2', 'r3'], area: 1, net: '10.1.23' },
    { between: ['r4', 'r5'], area: 1, net: '10.1.45' },
    { between: ['r5', 'r6'], area: 1, net: '10.1.56' },
  ],
}

const WANTED = {
  'r1 10.255.0.3/32': '10.1.12.2 r1r2',
  'r2 10.255.0.3/32': '10.1.23.2 r2r3',
  'r3 10.255.0.1/32': '10.1.23.1 r3r2',
  'r4 10.255.0.6/32': '10.1.45.2 r4r5',
  'r5 10.255.0.6/32': '10.1.56.2 r5r6',
  'r6 10.255.0.4/32': '10.1.56.1 r6r5',
}

scenario(
  'packets over a virtual link are routed through routers of FRR and BIRD, to FRR and to ourselves',
  ['frr', 'bird'],
  async (network) => {
    const at = await build(network, topology, programs('wffwbw'))
    await until(
      'both areas that only virtual links reach are known beyond them',
      () => routesOfAll(at),
      (routes) => Object.entries(WANTED).every(([route, hops]) => routes.get(route) === hops),
      { within: 60_000 },
    )
  },
)
