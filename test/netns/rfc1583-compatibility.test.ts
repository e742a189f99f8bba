import { asFrrAlone } from './as-frr-alone.js'
import type { Topology } from './topology.js'

const external = { prefix: '198.51.100.0/24', metric: 20, metricType: 2 } as const

/**
 * Two pairs, in the second of which RFC1583Compatibility is set (RFC 2328 §16.4.1). r2 and r4 bring in a route:
 *
 * ```
 *  r1 ══ 10, backbone ══ r2       r3 ══ 10, backbone ══ r4
 *   └──── 50, area 1 ────┘         └──── 50, area 1 ────┘
 * ```
 */
const topology: Topology = {
  areas: [],
  routers: {
    r1: { loopback: ['10.255.0.1', 0] },
    r2: { loopback: ['10.255.0.2', 0], externals: [external] },
    r3: { loopback: ['10.255.0.3', 0], rfc1583Compatibility: true },
    r4: { loopback: ['10.255.0.4', 0], externals: [external], rfc1583Compatibility: true },
  },
  lans: {},
  cables: [
    { between: ['r1', 'r2'], area: 0, net: '10.0.12' },
    { between: ['r1', 'r2'], area: 1, net: '10.1.12', cost: 50, suffix: 'b' },
    { between: ['r3', 'r4'], area: 0, net: '10.0.34' },
    { between: ['r3', 'r4'], area: 1, net: '10.1.34', cost: 50, suffix: 'b' },
  ],
}

asFrrAlone('RFC1583Compatibility', {
  topology,
  mixes: { 'Waymark beside FRR': 'wfwf', 'FRR beside Waymark': 'fwfw', 'BIRD and Waymark': 'wbwb' },
  stages: [
    {
      name: 'unset and set',
      reached: (routes) =>
        routes.get('r1 198.51.100.0/24') === '10.1.12.2 r1r2b' && routes.get('r3 198.51.100.0/24') === '10.0.34.2 r3r4',
    },
  ],
  deviations: [],
})
