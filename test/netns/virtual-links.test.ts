import type { AreaPlan } from '../../lab/plan.js'
import { asFrrAlone, type Deviation } from './as-frr-alone.js'
import { orNothing } from './reference.js'
import { cut, type Topology } from './topology.js'

const transit = (neighbor: string): AreaPlan[] => [{ id: 1, type: 'normal', virtualLinks: [neighbor] }]

const type4LeftOut: Deviation = {
  reason:
    'FRR leaves type 4 LSAs out of the database exchange over a virtual link: external routes behind it are lost (RFC 2328 §10.3 excepts AS-external-LSAs only), unless it makes the LSA after the exchange',
  changes: (_, mix) => {
    const lost = mix.r4 === 'frr' ? orNothing : (hops: string) => hops
    return new Map([
      ['r1 203.0.113.0/24', lost('10.0.12.2 r1r2')],
      ['r2 203.0.113.0/24', lost('10.1.0.4 lan1')],
      ['r3 203.0.113.0/24', lost('10.1.0.4 lan1')],
    ])
  },
}

const cutOffInBird: Deviation = {
  reason: 'BIRD, cut off from the backbone, uses its summary-LSAs only all the same (RFC 3509 §2.2)',
  changes: (reference, mix, stage) => {
    if (mix.r3 !== 'bird' || stage === 'whole') return new Map()
    const lost = [...reference.keys()].filter((route) => route.startsWith('r3 ') && route !== 'r3 10.255.0.4/32')
    return new Map(lost.map((route) => [route, undefined]))
  },
}

/**
 * ```
 *        ┌───── r1 ─────┐            backbone
 *    100 r2      │      r3 20
 *        └── LAN 10.1.0.0/24 ── r4     area 1, with a virtual link between r2 and r4
 *                               r5     area 2
 * ```
 * r1 and r5 bring in routes from outside of the AS.
 */
const broadcast: Topology = {
  areas: [],
  routers: {
    r1: { loopback: ['10.255.0.1', 0], externals: [{ prefix: '198.51.100.0/24', metric: 20, metricType: 2 }] },
    r2: { loopback: ['10.255.0.2', 0], areas: transit('192.0.2.4') },
    r3: { loopback: ['10.255.0.3', 1] },
    r4: { loopback: ['10.255.0.4', 1], areas: transit('192.0.2.2') },
    r5: { loopback: ['10.255.0.5', 2], externals: [{ prefix: '203.0.113.0/24', metric: 20, metricType: 1 }] },
  },
  lans: { lan1: { area: 1, net: '10.1.0', members: ['r2', 'r3', 'r4'] } },
  cables: [
    { between: ['r1', 'r2'], area: 0, net: '10.0.12', cost: 100 },
    { between: ['r1', 'r3'], area: 0, net: '10.0.13', cost: 20 },
    { between: ['r4', 'r5'], area: 2, net: '10.2.45' },
  ],
}

asFrrAlone('a virtual link over a LAN', {
  topology: broadcast,
  mixes: { Waymark: 'wwwww', 'Waymark and BIRD': 'fwbbw', 'BIRD and Waymark': 'wbwwf', 'FRR and Waymark': 'bwwfb' },
  stages: [
    {
      name: 'whole',
      reached: (routes) =>
        routes.has('r1 10.255.0.5/32') && routes.has('r5 10.255.0.1/32') && routes.has('r5 198.51.100.0/24'),
    },
    {
      name: 'the shorter way cut',
      happens: (at) => cut(at, ['r1', 'r3']),
      reached: (routes) => routes.get('r4 10.255.0.1/32')?.startsWith('10.1.0.2 lan1') ?? false,
    },
  ],
  deviations: [type4LeftOut, cutOffInBird],
})
