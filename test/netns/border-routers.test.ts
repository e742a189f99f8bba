import assert from 'node:assert/strict'
import { until } from '../../lab/until.js'
import { Waymark } from '../../lab/waymark.js'
import type { BorderRouterView } from '../../protocols/ospf/view.js'
import { Frr } from './frr.js'
import { type RunningRouter, startRouter } from './peers.js'
import { scenario, together } from './scenario.js'
import { planOf, type Topology, wire } from './topology.js'

/**
 * ```
 *  r1 ── r2 ═══╦═══ r3 ──┐
 *  area 1      ║         r5 ── (198.51.100.0/24)
 *     (…) ──  r4 ────────┘       area 2
 *               backbone: a LAN of r2, r3, r4
 * ```
 */
const topology: Topology = {
  areas: [],
  routers: {
    r1: { loopback: ['10.255.0.1', 1] },
    r2: { loopback: ['10.255.0.2', 0] },
    r3: { loopback: ['10.255.0.3', 0] },
    r4: { loopback: ['10.255.0.4', 0], externals: [{ prefix: '203.0.113.0/24', metric: 20, metricType: 2 }] },
    r5: { loopback: ['10.255.0.5', 2], externals: [{ prefix: '198.51.100.0/24', metric: 20, metricType: 2 }] },
  },
  lans: { lan0: { area: 0, net: '10.0.0', members: ['r2', 'r3', 'r4'] } },
  cables: [
    { between: ['r1', 'r2'], area: 1, net: '10.1.12' },
    { between: ['r3', 'r5'], area: 2, net: '10.2.35' },
    { between: ['r4', 'r5'], area: 2, net: '10.2.45' },
  ],
}

/** By router: who is reached, by which kind of path of which area, what it is and costs, and the next hops. */
const WAYS: Readonly<Record<string, readonly string[]>> = {
  r1: [
    '192.0.2.2 intra-area 0.0.0.1 ABR 10: 10.1.12.2 r1r2',
    '192.0.2.4 inter-area 0.0.0.1 ASBR 20: 10.1.12.2 r1r2',
    '192.0.2.5 inter-area 0.0.0.1 ASBR 30: 10.1.12.2 r1r2',
  ],
  r2: [
    '192.0.2.3 intra-area 0.0.0.0 ABR 10: 10.0.0.3 lan0',
    '192.0.2.4 intra-area 0.0.0.0 ABR ASBR 10: 10.0.0.4 lan0',
    '192.0.2.5 inter-area 0.0.0.0 ASBR 20: 10.0.0.3 lan0, 10.0.0.4 lan0',
  ],
  r3: [
    '192.0.2.2 intra-area 0.0.0.0 ABR 10: 10.0.0.2 lan0',
    '192.0.2.4 intra-area 0.0.0.0 ABR ASBR 10: 10.0.0.4 lan0',
    '192.0.2.4 intra-area 0.0.0.2 ABR ASBR 20: 10.2.35.2 r3r5',
    '192.0.2.5 intra-area 0.0.0.2 ASBR 10: 10.2.35.2 r3r5',
  ],
  r4: [
    '192.0.2.2 intra-area 0.0.0.0 ABR 10: 10.0.0.2 lan0',
    '192.0.2.3 intra-area 0.0.0.0 ABR 10: 10.0.0.3 lan0',
    '192.0.2.3 intra-area 0.0.0.2 ABR 20: 10.2.45.2 r4r5',
    '192.0.2.5 intra-area 0.0.0.2 ASBR 10: 10.2.45.2 r4r5',
  ],
  r5: [
    '192.0.2.3 intra-area 0.0.0.2 ABR 10: 10.2.35.1 r5r3',
    '192.0.2.4 intra-area 0.0.0.2 ABR ASBR 10: 10.2.45.1 r5r4',
  ],
}

async function waysOf(router: RunningRouter): Promise<readonly string[]> {
  if (router instanceof Waymark) return waysOfWaymark(await router.command('show', 'ospf', 'border-routers', '--json'))
  assert.ok(router instanceof Frr)
  return waysOfFrr(await router.vtysh('show ip ospf route'))
}

function waysOfWaymark(answer: string): readonly string[] {
  const { borderRouters } = JSON.parse(answer) as { readonly borderRouters: readonly BorderRouterView[] }
  return borderRouters.map(({ routerId, pathType, area, abr, asbr, cost, nextHops }) => {
    const roles = [...(abr ? ['ABR'] : []), ...(asbr ? ['ASBR'] : [])].join(' ')
    const hops = nextHops.map(({ gateway, interface: out }) => `${gateway} ${out}`).join(', ')
    return `${routerId} ${pathType} ${area} ${roles} ${cost}: ${hops}`
  })
}

/** Its JSON has but one way to a router, and does not say that an ABR is an ASBR too. */
function waysOfFrr(text: string): readonly string[] {
  const table = /router routing table =+\n([^=]*)/.exec(text)![1]!
  let router = ''
  const ways: { readonly way: string; readonly hops: string[] }[] = []
  for (const line of table.split('\n')) {
    const way = /^(?:R +(\S+))? +(IA )?\[(\d+)\] area: (\S+), (.*)$/.exec(line)
    const hop = /^ +via (\S+), (\S+)$/.exec(line)
    if (hop !== null) ways.at(-1)!.hops.push(`${hop[1]} ${hop[2]}`)
    if (way === null) continue
    router = way[1] ?? router
    const [, , through, cost, area, roles] = way
    const pathType = through === undefined ? 'intra-area' : 'inter-area'
    ways.push({ way: `${router} ${pathType} ${area} ${roles!.replace(',', '')} ${cost}`, hops: [] })
  }
  return ways.map(({ way, hops }) => `${way}: ${hops.sort().join(', ')}`).sort()
}

/** FRR keeps ways through other areas too to a router that it has in an area of its own (§16.4 (3)), itself included. */
function thatCount(ways: readonly string[], self: string): readonly string[] {
  const inOwnArea = ways.filter((way) => way.includes(' intra-area ')).map((way) => way.split(' ')[0])
  return ways.filter((way) => {
    const router = way.split(' ')[0]!
    return way.includes(' intra-area ') || (router !== self && !inOwnArea.includes(router))
  })
}

together('the ways to border routers (RFC 2328 §11)', () => {
  for (const program of ['frr', 'waymark'] as const) {
    scenario(`of ${program} are these at each place`, program === 'frr' ? ['frr'] : [], async (network) => {
      const at = await wire(network, topology)
      const places = await Promise.all(
        Object.keys(at).map(async (name) => {
          const plan = planOf(topology, name)
          return { name, plan, router: await startRouter(network, at[name]!, plan, program) }
        }),
      )
      await until(
        'each router has the ways',
        async () => {
          const found = places.map(async ({ name, plan, router }) => {
            const ways = await waysOf(router)
            return [name, program === 'frr' ? thatCount(ways, plan.routerId) : ways] as const
          })
          return Object.fromEntries(await Promise.all(found))
        },
        (found) => JSON.stringify(found) === JSON.stringify(WAYS),
        { within: 60_000, every: 500 },
      )
    })
  }
})
