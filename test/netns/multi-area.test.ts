import { asFrrAlone } from './as-frr-alone.js'
import type { Topology } from './topology.js'

/**
 * ```
 *  r1 ── r2 ═══╦═══ r3 ── r5 ── (198.51.100.0/24)
 *  area 1      ║          │
 *  stub       r4 ─────────┘      area 2, an NSSA with summaries
 *                backbone: a LAN of r2, r3, r4
 * ```
 */
const topology: Topology = {
  areas: [
    { id: 1, type: 'stub', ranges: { '10.1.0.0/16': 'advertise' } },
    { id: 2, type: 'nssa' },
  ],
  routers: {
    r1: { loopback: ['10.1.255.1', 1] },
    r2: { loopback: ['10.255.0.2', 0] },
    r3: { loopback: ['10.255.0.3', 0] },
    r4: { loopback: ['10.255.0.4', 0] },
    r5: { loopback: ['10.255.0.5', 2], externals: [{ prefix: '198.51.100.0/24', metric: 20, metricType: 2 }] },
  },
  lans: { lan0: { area: 0, net: '10.0.0', members: ['r2', 'r3', 'r4'] } },
  cables: [
    { between: ['r1', 'r2'], area: 1, net: '10.1.12' },
    { between: ['r3', 'r5'], area: 2, net: '10.2.35' },
    { between: ['r4', 'r5'], area: 2, net: '10.2.45' },
  ],
}

asFrrAlone('a stub area, an NSSA with summaries and a range', {
  topology,
  mixes: { Waymark: 'wwwww', 'Waymark at the borders': 'fwwfb', 'Waymark inside': 'wfbww' },
  stages: [
    {
      name: 'whole',
      reached: (routes) =>
        routes.has('r2 198.51.100.0/24') &&
        routes.get('r1 0.0.0.0/0') === '10.1.12.2 r1r2' &&
        routes.has('r5 0.0.0.0/0'),
    },
  ],
  deviations: [
    {
      reason:
        'With summaries the default of an NSSA is of type 7 (RFC 3101 §2.7); FRR has a summary-LSA, which r5 prefers, and uses our type 7 default at a border router although its bit P is clear (§2.5 (3))',
      changes: (_, mix) =>
        new Map(
          mix.r4 === 'frr' && mix.r3 !== 'frr'
            ? [
                ['r4 0.0.0.0/0', '10.2.45.2 r4r5'],
                ['r5 0.0.0.0/0', '10.2.45.1 r5r4'],
              ]
            : [],
        ),
    },
  ],
})
