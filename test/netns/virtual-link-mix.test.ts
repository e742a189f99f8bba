import type { AreaPlan } from '../../lab/plan.js'
import { asFrrAlone, noDiscardRoutesInBird } from './as-frr-alone.js'
import { type Topology, unplug } from './topology.js'

/** An address on the LAN of r4 and r7 that belongs to no router of OSPF. */
const OUTSIDE = '10.4.0.9'

const transit = (...virtualLinks: string[]): AreaPlan => ({ id: 1, type: 'normal', virtualLinks })
const stub: AreaPlan = { id: 2, type: 'stub' }
const nssa: AreaPlan = { id: 3, type: 'nssa', summary: false }

/**
 * ```
 *   area 3, NSSA     backbone              area 1, transit
 *                 ┌── r1
 *   r6 ───────────┘   │ LAN 10.0.0.0/24                        ┌── r5   area 2, stub
 *    │               r2 ──── LAN 10.1.0.0/24 ──┬── r4 ─────────┤
 *    └────────────── r3 ──── LAN 10.1.1.0/24 ──┘               └── r7   area 4, range
 * ```
 * r4 has no other way to the backbone than virtual links, to r2 and to r3. r1 and r3 are the border routers of the NSSA.
 */
const topology: Topology = {
  areas: [],
  routers: {
    r1: { loopback: ['10.255.0.1', 0], areas: [nssa] },
    r2: {
      loopback: ['10.255.0.2', 0],
      areas: [transit('192.0.2.4')],
      externals: [
        // Of type 2: r4's way is taken, however far it is.
        { prefix: '198.51.100.0/24', metric: 1, metricType: 2 },
        // As good as r4's: the nearer one is taken.
        { prefix: '203.0.113.0/24', metric: 50, metricType: 2 },
        { prefix: '100.64.2.0/24', metric: 30, metricType: 1 },
      ],
      defaultInformation: { metric: 7, metricType: 1 },
    },
    r3: { loopback: ['10.255.0.3', 0], areas: [transit('192.0.2.4'), nssa] },
    r4: {
      loopback: ['10.1.255.4', 1],
      areas: [
        transit('192.0.2.2', '192.0.2.3'),
        stub,
        { id: 4, type: 'normal', ranges: { '10.4.0.0/16': 'advertise' } },
      ],
      externals: [
        { prefix: '198.51.100.0/24', via: OUTSIDE, metric: 20, metricType: 1 },
        { prefix: '203.0.113.0/24', via: OUTSIDE, metric: 50, metricType: 2 },
        { prefix: '100.64.4.0/24', metric: 20, metricType: 2 },
      ],
    },
    r5: { loopback: ['10.2.255.5', 2], areas: [stub] },
    r6: {
      loopback: ['10.3.255.6', 3],
      areas: [nssa],
      externals: [
        { prefix: '100.64.6.0/24', metric: 20, metricType: 2 },
        // The same address with another mask.
        { prefix: '100.64.6.0/25', metric: 20, metricType: 1 },
      ],
    },
    r7: { loopback: ['10.4.255.7', 4] },
  },
  lans: {
    lan0: { area: 0, net: '10.0.0', members: ['r1', 'r2', 'r3'] },
    lan1: { area: 1, net: '10.1.0', members: ['r2', 'r4'] },
    lan2: { area: 1, net: '10.1.1', members: ['r3', 'r4'], cost: 25 },
    lan4: { area: 4, net: '10.4.0', members: ['r4', 'r7'] },
  },
  cables: [
    { between: ['r1', 'r6'], area: 3, net: '10.3.16' },
    { between: ['r3', 'r6'], area: 3, net: '10.3.36' },
    { between: ['r4', 'r5'], area: 2, net: '10.2.45' },
  ],
}

asFrrAlone('a backbone that needs a virtual link, a stub area, an NSSA with two translators', {
  topology,
  // Every router is every implementation once, and there is a virtual link between each two of them.
  mixes: { Waymark: 'wwwwwww', 'one mix': 'bfbwfwb', 'another mix': 'wbwfbfw', 'a third mix': 'fwfbwbf' },
  stages: [
    {
      name: 'whole',
      reached: (routes) =>
        routes.get('r5 0.0.0.0/0') === '10.2.45.1 r5r4' &&
        routes.has('r3 198.51.100.0/24') &&
        routes.get('r1 10.4.0.0/16') === '10.0.0.2 lan0' &&
        routes.has('r7 100.64.6.0/25') &&
        routes.has('r6 0.0.0.0/0'),
    },
    {
      name: 'one virtual link cut',
      happens: (at) => unplug(at, 'lan1', 'r2', 'r4'),
      reached: (routes) => routes.get('r1 10.4.0.0/16') === '10.0.0.3 lan0' && routes.has('r7 100.64.6.0/25'),
    },
  ],
  deviations: [noDiscardRoutesInBird],
})
