import type { AreaPlan } from '../../lab/plan.js'
import { asFrrAlone, noDiscardRoutesInBird } from './as-frr-alone.js'
import { orNothing } from './reference.js'
import { cut, type Topology } from './topology.js'

/** What a border router of area 1 says of it: how far away its range is. */
const area1 = (cost: number): AreaPlan => ({
  id: 1,
  type: 'normal',
  ranges: { '10.1.0.0/16': cost },
  filter: { in: ['10.0.0.0/16 le 32', '10.2.0.0/16 le 32'], out: ['10.1.0.0/16 le 32', '10.4.0.0/16 le 32'] },
})

/** And one of area 2: how far away it says the rest of the world is. */
const area2 = (defaultCost: number, translates: boolean): AreaPlan => ({
  id: 2,
  type: 'nssa',
  summary: false,
  defaultCost,
  translates,
  translatorStability: 1,
  externalRanges: { '100.64.6.0/24': 'advertise', '100.64.7.0/24': 'hide' },
})

const external = (prefix: string) => ({ prefix, metric: 20, metricType: 2 }) as const

/**
 * ```
 *   area 1, filtered    backbone             area 2, NSSA without summaries
 *
 *      ┌── r2 ──┬── LAN 10.0.0.0/24 ──┬── r4 ──┐
 *      r1       │                     │        r6
 *      └── r3 ──┘                     └── r5 ──┘
 * ```
 * r2 says that area 1 is farther away than r3 does, and r5 that the rest of the world is farther away than r4 does. r4
 * translates what r6 brings in, though r5 has the higher Router ID. Area 1 is not told of 10.3.0.0/16, nor is another one told of
 * r1's address in it.
 */
const topology: Topology = {
  areas: [],
  routers: {
    r1: { loopback: ['10.3.255.1', 1] },
    r2: { loopback: ['10.1.255.2', 1], areas: [area1(70)] },
    r3: { loopback: ['10.3.255.3', 0], areas: [area1(40)] },
    r4: { loopback: ['10.3.255.4', 0], areas: [area2(5, true)] },
    r5: { loopback: ['10.0.255.5', 0], areas: [area2(50, false)] },
    r6: {
      loopback: ['10.2.255.6', 2],
      areas: [area2(5, false)],
      externals: ['100.64.6.0/26', '100.64.6.64/26', '100.64.7.0/26', '198.51.100.0/24'].map(external),
    },
  },
  lans: { lan0: { area: 0, net: '10.0.0', members: ['r2', 'r3', 'r4', 'r5'] } },
  cables: [
    { between: ['r1', 'r2'], area: 1, net: '10.1.12' },
    { between: ['r1', 'r3'], area: 1, net: '10.4.13' },
    { between: ['r4', 'r6'], area: 2, net: '10.2.46' },
    { between: ['r5', 'r6'], area: 2, net: '10.2.56' },
  ],
}

asFrrAlone('six routers with policies at their borders', {
  topology,
  // BIRD has no filters and no cost of a range, FRR 8.4 no range of an NSSA's externals.
  mixes: { Waymark: 'wwwwww', 'one mix': 'wfwbwf', 'another mix': 'bwfwbw', 'a third mix': 'fwwbbb' },
  stages: [
    {
      name: 'whole',
      reached: (routes) =>
        routes.get('r5 10.1.0.0/16') === '10.0.0.3 lan0' &&
        routes.get('r6 0.0.0.0/0') === '10.2.46.1 r6r4' &&
        routes.has('r1 198.51.100.0/24') &&
        routes.get('r2 198.51.100.0/24') === '10.0.0.4 lan0, 10.0.0.5 lan0',
    },
    {
      name: 'the nearer borders cut off',
      happens: (at) => cut(at, ['r1', 'r3'], ['r4', 'r6']),
      reached: (routes) =>
        routes.get('r5 10.1.0.0/16') === '10.0.0.2 lan0' && routes.get('r6 0.0.0.0/0') === '10.2.56.1 r6r5',
    },
  ],
  deviations: [
    {
      reason: 'FRR 8.4 has no ranges of what an NSSA brings in',
      changes: (reference, mix, stage) => {
        const translator = stage === 'whole' ? 'r4' : 'r5'
        const outside = ['r1', 'r2', 'r3', translator === 'r4' ? 'r5' : 'r4']
        const inRanges = [...reference].filter(([route]) => / 100\.64\.[67]\./.test(route))
        const hidden = inRanges.filter(([route]) => outside.includes(route.split(' ')[0]!) && !/^r5/.test(route))
        return new Map([
          ...hidden.map(([route]): [string, undefined] => [route, undefined]),
          ...outside.map((name): [string, string] => [
            `${name} 100.64.6.0/24`,
            name === 'r1' ? reference.get('r1 198.51.100.0/24')! : `10.0.0.${translator.slice(1)} lan0`,
          ]),
          [`${translator} 100.64.6.0/24`, mix[translator] === 'waymark' ? 'discard' : undefined],
        ])
      },
    },
    {
      reason: 'FRR translates on when it is cut off from the NSSA, for others; it has no routes there itself',
      changes: (_, _mix, stage) => new Map(stage === 'whole' ? [] : [['r4 198.51.100.0/24', '10.0.0.5 lan0']]),
    },
    {
      reason:
        'FRR ignores a summary of its own range where that was active in the calculation before (RFC 2328 §16.2 (3): is active): until the next one it may have no route',
      changes: (_, mix, stage) =>
        new Map(
          stage === 'whole'
            ? []
            : [['r3 10.1.0.0/16', mix.r3 === 'frr' ? orNothing('10.0.0.2 lan0') : '10.0.0.2 lan0']],
        ),
    },
    noDiscardRoutesInBird,
  ],
})
