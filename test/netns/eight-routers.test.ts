import { asFrrAlone, noDiscardRoutesInBird } from './as-frr-alone.js'
import { cut, kill, type Topology } from './topology.js'

/** An address on r6's LAN that belongs to no router of OSPF. */
const OUTSIDE = '10.2.0.9'

/**
 * ```
 *   area 1, totally stubby     backbone                            area 2, ranges
 *
 *          ┌── r1 ─────────────┬───────────── r4 ──────────────┐
 *          │   │ └──── r7 ─────│──────────────┘                │ LAN 10.2.0.0/24
 *          r5  │               │ LAN 10.0.0.0/24               ├── r6
 *          │   │               │                               │   │ 10.3.36.0/30, hidden
 *          └── r2 ─────────────┴───────────── r3 ──────────────┘   │
 *              │                              │ └─────────────────┘
 *              └────────────── r8 ────────────┘
 *                          area 3, stub
 * ```
 */
const topology: Topology = {
  areas: [
    { id: 1, type: 'stub', summary: false },
    { id: 2, type: 'normal', ranges: { '10.2.0.0/16': 'advertise', '10.3.0.0/16': 'hide' } },
    { id: 3, type: 'stub' },
  ],
  routers: {
    r1: { loopback: ['10.255.0.1', 0] },
    r2: { loopback: ['10.255.0.2', 0] },
    r3: { loopback: ['10.2.255.3', 2], externals: [{ prefix: '100.64.3.0/24', metric: 20, metricType: 2 }] },
    r4: { loopback: ['10.255.0.4', 0] },
    r5: { loopback: ['10.255.1.5', 1] },
    r6: {
      loopback: ['10.2.255.6', 2],
      externals: [
        { prefix: '198.51.100.0/24', via: OUTSIDE, metric: 20, metricType: 1 },
        { prefix: '203.0.113.0/24', via: OUTSIDE, metric: 50, metricType: 2 },
        { prefix: '100.64.6.0/24', metric: 20, metricType: 2 },
      ],
    },
    r7: {
      loopback: ['10.255.0.7', 0],
      externals: [
        // Of type 2: r6's way is taken, however far it is.
        { prefix: '198.51.100.0/24', metric: 1, metricType: 2 },
        // As good as r6's: the nearer one is taken.
        { prefix: '203.0.113.0/24', metric: 50, metricType: 2 },
        { prefix: '100.64.7.0/24', metric: 30, metricType: 1 },
      ],
      defaultInformation: { metric: 7, metricType: 1 },
    },
    r8: { loopback: ['10.255.3.8', 3] },
  },
  lans: {
    lan0: { area: 0, net: '10.0.0', members: ['r1', 'r2', 'r3', 'r4'] },
    lan2: { area: 2, net: '10.2.0', members: ['r3', 'r4', 'r6'] },
  },
  cables: [
    { between: ['r1', 'r7'], area: 0, net: '10.1.17' },
    { between: ['r4', 'r7'], area: 0, net: '10.1.47' },
    { between: ['r1', 'r5'], area: 1, net: '10.11.15' },
    { between: ['r2', 'r5'], area: 1, net: '10.11.25' },
    { between: ['r3', 'r6'], area: 2, net: '10.3.36', cost: 5 },
    { between: ['r2', 'r8'], area: 3, net: '10.13.28' },
    { between: ['r3', 'r8'], area: 3, net: '10.13.38' },
  ],
}

asFrrAlone('eight routers in four areas', {
  topology,
  // Every router is every implementation once, and all of them are Waymark.
  mixes: { Waymark: 'wwwwwwww', 'one mix': 'wfbwbfwf', 'another mix': 'fbwfwwbw', 'a third mix': 'bwfbfbfb' },
  stages: [
    {
      name: 'whole',
      reached: (routes) =>
        routes.get('r5 0.0.0.0/0') === '10.11.15.1 r5r1, 10.11.25.1 r5r2' &&
        routes.get('r1 198.51.100.0/24') === '10.0.0.3 lan0' &&
        routes.get('r6 100.64.7.0/24') === '10.2.0.4 lan2',
    },
    {
      name: 'two links cut',
      happens: (at) => cut(at, ['r1', 'r7'], ['r1', 'r5']),
      reached: (routes) => routes.get('r5 0.0.0.0/0') === '10.11.25.1 r5r2',
    },
    {
      name: 'a border router dead',
      happens: (at) => kill(at, 'r3'),
      reached: (routes) =>
        routes.get('r8 0.0.0.0/0') === '10.13.28.1 r8r2' && routes.get('r1 198.51.100.0/24') === '10.0.0.4 lan0',
    },
  ],
  deviations: [
    noDiscardRoutesInBird,
    {
      reason: 'FRR looks for r3 in the stub area first, where its bit E is clear (RFC 2328 §16.4 (3))',
      changes: (_, mix, stage) =>
        new Map(mix.r2 === 'frr' || stage === 'a border router dead' ? [] : [['r2 100.64.3.0/24', '10.0.0.3 lan0']]),
    },
  ],
})
