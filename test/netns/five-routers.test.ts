import { asFrrAlone } from './as-frr-alone.js'
import { backboneRouters, cut, type Topology } from './topology.js'

/**
 * ```
 *        ┌──── LAN 10.0.0.0/24 ────┐
 *        r1        r2         r3
 *     10 │      10 │          │ 25
 *        └─── r4 ──┘          │
 *             ║ 10, 10        │
 *             r5 ─────────────┘
 * ```
 * Two equal paths from the LAN to r4, two parallel links from r4 to r5, and a longer way round.
 */
const topology: Topology = {
  areas: [],
  routers: backboneRouters(5),
  lans: { lan0: { area: 0, net: '10.0.0', members: ['r1', 'r2', 'r3'] } },
  cables: [
    { between: ['r1', 'r4'], area: 0, net: '10.1.14' },
    { between: ['r2', 'r4'], area: 0, net: '10.1.24' },
    { between: ['r3', 'r5'], area: 0, net: '10.1.35', cost: 25 },
    { between: ['r4', 'r5'], area: 0, net: '10.1.45' },
    { between: ['r4', 'r5'], area: 0, net: '10.1.46', suffix: 'b' },
  ],
}

asFrrAlone('five routers of one area', {
  topology,
  mixes: { Waymark: 'wwwww', 'one mix': 'wfbfw', 'another mix': 'fbwwf', 'a third mix': 'bwfbb' },
  stages: [
    {
      name: 'whole',
      reached: (routes) =>
        routes.get('r4 10.0.0.0/24') === '10.1.14.1 r4r1, 10.1.24.1 r4r2' &&
        routes.get('r5 10.255.0.4/32') === '10.1.45.1 r5r4, 10.1.46.1 r5r4b',
    },
    {
      name: 'a link cut',
      happens: (at) => cut(at, ['r1', 'r4']),
      reached: (routes) => routes.get('r4 10.0.0.0/24') === '10.1.24.1 r4r2',
    },
  ],
  deviations: [],
})
