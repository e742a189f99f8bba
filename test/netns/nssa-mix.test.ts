import { asFrrAlone } from './as-frr-alone.js'
import { cut, kill, type Topology } from './topology.js'

/** An address on the LAN of r5 and r6 that belongs to no router of OSPF. */
const OUTSIDE = '10.2.0.9'

const VIA_R1 = '10.0.0.1 lan0'

/**
 * ```
 *   area 2, NSSA without summaries          backbone           area 3, NSSA
 *
 *   LAN 10.2.0.0/24 ┬── r5 ── r1 ──┬──── LAN 10.0.0.0/24 ┬── r3 ── r7
 *                   └── r6 ── r2 ──┘                     └── r4
 * ```
 * r1 and r2 translate what r5 and r6 bring in, r2 while it can; r7 brings in some of it too, and r4 a default route. What NSSAs
 * bring in costs 20, because FRR 8.4 makes 20 of another metric when it translates.
 */
const topology: Topology = {
  areas: [
    { id: 2, type: 'nssa', summary: false },
    { id: 3, type: 'nssa' },
  ],
  routers: {
    r1: { loopback: ['10.255.0.1', 0] },
    r2: { loopback: ['10.255.0.2', 0] },
    r3: { loopback: ['10.255.0.3', 0] },
    r4: {
      loopback: ['10.255.0.4', 0],
      externals: [
        { prefix: '198.51.100.0/24', metric: 1, metricType: 2 },
        { prefix: '100.64.4.0/24', metric: 30, metricType: 1 },
      ],
      defaultInformation: { metric: 7, metricType: 1 },
    },
    r5: {
      loopback: ['10.2.255.5', 2],
      externals: [
        { prefix: '198.51.100.0/24', via: OUTSIDE, metric: 20, metricType: 1 },
        { prefix: '203.0.113.0/24', via: OUTSIDE, metric: 20, metricType: 2 },
        { prefix: '100.64.5.0/24', metric: 20, metricType: 2 },
      ],
    },
    r6: {
      loopback: ['10.2.255.6', 2],
      externals: [{ prefix: '203.0.113.0/24', via: OUTSIDE, metric: 20, metricType: 2 }],
    },
    r7: {
      loopback: ['10.3.255.7', 3],
      externals: [
        { prefix: '203.0.113.0/24', metric: 20, metricType: 2 },
        { prefix: '100.64.7.0/24', metric: 20, metricType: 1 },
        // The same address with another mask.
        { prefix: '100.64.7.0/25', metric: 20, metricType: 2 },
      ],
    },
  },
  lans: {
    lan0: { area: 0, net: '10.0.0', members: ['r1', 'r2', 'r3', 'r4'] },
    lan2: { area: 2, net: '10.2.0', members: ['r5', 'r6'] },
  },
  cables: [
    { between: ['r1', 'r5'], area: 2, net: '10.12.15' },
    { between: ['r2', 'r6'], area: 2, net: '10.12.26' },
    { between: ['r3', 'r7'], area: 3, net: '10.13.37' },
  ],
}

asFrrAlone('seven routers with two NSSAs', {
  topology,
  mixes: { Waymark: 'wwwwwww', 'one mix': 'wfbwfbw', 'another mix': 'fwwbwwf', 'a third mix': 'bbffbfb' },
  stages: [
    {
      name: 'whole',
      reached: (routes) =>
        routes.has('r4 100.64.5.0/24') && routes.has('r4 100.64.7.0/25') && routes.has('r7 0.0.0.0/0'),
    },
    {
      name: 'the translator cut off',
      happens: (at) => cut(at, ['r2', 'r6']),
      reached: (routes) => routes.get('r6 0.0.0.0/0') === '10.2.0.5 lan2' && routes.has('r4 100.64.5.0/24'),
    },
    {
      name: 'dead',
      happens: (at) => kill(at, 'r2'),
      reached: (routes) => !routes.has('r4 10.255.0.2/32'),
    },
  ],
  deviations: [
    {
      reason:
        'FRR takes the address of any interface as forwarding address, not that of a loopback first (RFC 3101 §2.3)',
      changes: (_, mix, stage) => {
        const seen = mix.r5 !== 'frr' && stage === 'whole'
        return new Map(seen ? ['r3', 'r4'].map((name) => [`${name} 100.64.5.0/24`, VIA_R1]) : [])
      },
    },
    {
      reason: 'FRR counts on a translator that has left the NSSA but whose LSAs are still there (RFC 3101 §3.1)',
      changes: (_, mix, stage) => {
        if (mix.r1 === 'frr' || stage !== 'dead') return new Map()
        return new Map(['r3 100.64.5.0/24', 'r3 198.51.100.0/24', 'r4 100.64.5.0/24'].map((route) => [route, VIA_R1]))
      },
    },
    {
      reason: 'FRR translates on when it is cut off from the NSSA, for others; it has no routes there itself',
      changes: (_, mix, stage) => {
        if (mix.r2 === 'frr' || stage !== 'the translator cut off') return new Map()
        if (mix.r1 !== 'frr') return new Map(['r2 100.64.5.0/24', 'r2 198.51.100.0/24'].map((route) => [route, VIA_R1]))
        // Nobody translates: r2 no more, and r1 counts on it.
        return new Map([
          ['r3 100.64.5.0/24', undefined],
          ['r3 198.51.100.0/24', '10.0.0.4 lan0'],
          ['r4 100.64.5.0/24', undefined],
        ])
      },
    },
  ],
})
