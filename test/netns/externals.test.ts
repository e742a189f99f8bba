import assert from 'node:assert/strict'
import type { Namespace } from '../../lab/namespace.js'
import type { Network } from '../../lab/network.js'
import { type RouterPlan, waymarkOspf } from '../../lab/plan.js'
import { until } from '../../lab/until.js'
import { Waymark } from '../../lab/waymark.js'
import { Bird, birdOspf } from './bird.js'
import { Frr, frrOspf } from './frr.js'
import { untilMetric, untilRoute } from './pair.js'
import { scenario, together } from './scenario.js'

/** Routers on one LAN, 10.1.0.N, on which 10.1.0.9 stands for somebody outside of the AS. */
async function lan(network: Network, count: number): Promise<Namespace[]> {
  const routers: Namespace[] = []
  for (let n = 1; n <= count; n++) routers.push(await network.add(`r${n}`))
  await network.lan(
    'lan',
    routers.map((at, i) => ({ at, name: 'lan0', addresses: [`10.1.0.${i + 1}/24`] })),
  )
  return routers
}

function plan(n: number): RouterPlan {
  return { name: `r${n}`, routerId: `192.0.2.${n}`, interfaces: [{ name: 'lan0', type: 'point-to-point', cost: 10 }] }
}

const OUTSIDE = '10.1.0.9'
const OURS = {
  redistribute: [
    { from: 'static', match: { prefix: ['198.51.100.0/24 le 32'] }, set: { 'metric-type': 1, metric: 5, tag: 65001 } },
    { from: 'static', match: { prefix: ['198.51.0.0/16 le 32'] }, action: 'reject' },
    { from: 'kernel', match: { metric: 77 } },
    { from: 'static', match: { prefix: ['100.64.0.0/10 le 32'] } },
    { from: 99, match: { prefix: ['203.0.113.128/25'] }, set: { tag: 99 } },
    { from: 'connected' },
  ],
  'external-ranges': { '100.64.0.0/10': { tag: 7 } },
  'default-information': { always: true, tag: 4 },
}
/** The default route only while there is a way out. */
const ON_CONDITION = { ...OURS, 'default-information': { condition: ['198.18.0.0/15'], metric: 3, 'metric-type': 1 } }

/** Waymark, which brings in OURS, and one of the others, which brings in what is at 192.0.2.0/24. */
interface Beside {
  readonly waymark: Waymark
  readonly ours: Namespace
  readonly theirs: Namespace
}

/** With these metrics in our kernel for what the other one brings in. */
const withMetrics = (kernel: object) => ({ kernel, ...waymarkOspf(plan(1), OURS) })

/** Both are on a LAN and run until ours are in its kernel and its in ours. */
async function exchange<Other>(
  network: Network,
  startOther: (theirs: Namespace) => Promise<Other>,
): Promise<Beside & { readonly other: Other }> {
  const [ours, theirs] = (await lan(network, 2)) as [Namespace, Namespace]
  await ours.ip('address add 10.77.0.1/32 dev lo')
  const other = await startOther(theirs)
  const waymark = await Waymark.start(network, ours, { hostname: 'ours', ...withMetrics({ 'external-metric': 110 }) })
  await ourExternalsAt(ours, theirs)
  await untilRoute(ours, '192.0.2.0/25', [`${OUTSIDE} lan0`])
  await untilRoute(ours, '192.0.2.128/25', ['10.1.0.2 lan0'])
  return { waymark, ours, theirs, other }
}

/** The kernel of one of the others follows what we advertise, and what we advertise no more. */
async function ourExternalsAt(ours: Namespace, theirs: Namespace): Promise<void> {
  await untilRoute(theirs, '0.0.0.0/0', ['10.1.0.1 lan0'], 30_000)
  await untilRoute(theirs, '10.77.0.1/32', ['10.1.0.1 lan0'])
  await ours.ip(`route add 198.51.100.0/24 via ${OUTSIDE}`)
  await untilRoute(theirs, '198.51.100.0/24', [`${OUTSIDE} lan0`])
  await ours.ip(
    'route add blackhole 100.64.1.0/24',
    'route add blackhole 203.0.113.0/24 metric 77',
    'route add blackhole 198.51.101.0/24 proto static',
  )
  const routes = await untilRoute(theirs, '203.0.113.0/24', ['10.1.0.1 lan0'])
  assert.equal(routes.get('198.51.101.0/24'), undefined)
  assert.equal(routes.get('100.64.1.0/24'), undefined)
  await untilRoute(theirs, '100.64.0.0/10', ['10.1.0.1 lan0'])
  await until(
    'we discard what is in the range only',
    async () => (await ours.ipJson('route show 100.64.0.0/10')) as { readonly type?: string }[],
    ([discard]) => discard?.type !== undefined,
  )
  await ours.ip('route del 198.51.100.0/24')
  await untilRoute(theirs, '198.51.100.0/24', undefined)
  await ours.ip('route add blackhole 203.0.113.128/25 proto 99', 'route add blackhole 192.0.2.64/26 proto 98')
  const more = await untilRoute(theirs, '203.0.113.128/25', ['10.1.0.1 lan0'])
  assert.equal(more.get('192.0.2.64/26'), undefined)
}

/** `default-information` with a condition instead of `always`: the default route goes and comes with it. */
async function defaultOnCondition({ waymark, ours, theirs }: Beside): Promise<void> {
  waymark.configure(waymarkOspf(plan(1), ON_CONDITION))
  waymark.reload()
  await untilRoute(theirs, '0.0.0.0/0', undefined)
  await ours.ip('route add blackhole 198.18.0.0/15')
  await untilRoute(theirs, '0.0.0.0/0', ['10.1.0.1 lan0'])
  await ours.ip('route del blackhole 198.18.0.0/15')
  await untilRoute(theirs, '0.0.0.0/0', undefined)
}

/** FRR's Router Information LSA is here and understood: it is one that says what it is capable of. */
async function untilCapable(waymark: Waymark): Promise<void> {
  await until(
    'the Router Information of 192.0.2.2 is here',
    () => waymark.ask('/ospf/database'),
    ({ lsas }) =>
      lsas.some(
        ({ advertisingRouter, body }) =>
          advertisingRouter === '192.0.2.2' && body.opaqueType === 4 && Array.isArray(body.informationalCapabilities),
      ),
  )
}

together('externals', () => {
  scenario(
    'externals with FRR: ours in its kernel, its in ours, each with a forwarding address',
    ['frr'],
    async (network) => {
      const config = ` redistribute kernel metric-type 1\n summary-address 172.20.0.0/16 tag 8\n capability opaque\n router-info area\n`
      const exchanged = await exchange(network, async (theirs) => {
        await theirs.ip(
          `route add 192.0.2.0/25 via ${OUTSIDE}`,
          ...['192.0.2.128/25', '172.20.1.0/24', '172.20.2.0/24'].map((prefix) => `route add blackhole ${prefix}`),
        )
        return Frr.start(network, theirs, ['ospfd'], frrOspf(plan(2)) + config)
      })
      const { waymark, ours, theirs, other: frr } = exchanged
      await untilMetric(ours, '192.0.2.128/25', 110)
      waymark.configure(withMetrics({ 'external-metric': 120, 'external-1-metric': 130 }))
      waymark.reload()
      await untilMetric(ours, '192.0.2.128/25', 130)
      await untilMetric(ours, '172.20.0.0/16', 120)
      const seen = await frr.vtysh('show ip ospf database external 203.0.113.0')
      assert.match(seen, /Metric Type: 2[\s\S]*Metric: 20[\s\S]*Forward Address: 0\.0\.0\.0/)
      assert.match(
        await frr.vtysh('show ip ospf database opaque-area'),
        /Router: 192\.0\.2\.1[\s\S]*Router Capabilities: 0x60000000[\s\S]*TLV: \[type\(0x7\)/,
      )
      await untilCapable(waymark)
      assert.match(
        await frr.vtysh('show ip ospf database external 203.0.113.128'),
        /Network Mask: \/25[\s\S]*External Route Tag: 99/,
      )
      await theirs.ip('route del 192.0.2.0/25')
      await untilRoute(ours, '192.0.2.0/25', undefined)
      const { routes } = await waymark.ask('/ospf/routes')
      assert.equal(routes.find(({ prefix }) => prefix === '192.0.2.128/25')?.pathType, 'external-1')
      const ofRange = routes.filter(({ prefix }) => prefix.startsWith('172.20.'))
      assert.deepEqual(
        ofRange.map(({ prefix, tag }) => [prefix, tag]),
        [['172.20.0.0/16', 8]],
      )
      await defaultOnCondition(exchanged)
    },
  )

  scenario(
    'externals with BIRD: ours in its kernel, its in ours, each with a forwarding address',
    ['bird'],
    async (network) => {
      const config = birdOspf(plan(2)).replace(
        '  ipv4;\n  area',
        '  ipv4 { export filter { if source = RTS_STATIC then { ospf_metric1 = 30; ospf_tag = 7; accept; } reject; }; };\n  area',
      )
      const statics = `protocol static { ipv4; route 192.0.2.0/25 via ${OUTSIDE}; route 192.0.2.128/25 blackhole; }\n`
      const exchanged = await exchange(network, (theirs) => Bird.start(network, theirs, config + statics))
      const { waymark, other: bird } = exchanged
      assert.match(await bird.birdc('show route 203.0.113.128/25 all'), /OSPF\.tag: 0x00000063/)
      assert.match(await bird.birdc('show route 203.0.113.0/24 all'), /Type: OSPF-E2[\s\S]*OSPF\.metric2: 20/)
      const { routes } = await waymark.ask('/ospf/routes')
      const route = routes.find(({ prefix }) => prefix === '192.0.2.0/25')
      assert.deepEqual([route?.pathType, route?.cost, route?.tag], ['external-1', 40, 7])
      await defaultOnCondition(exchanged)
    },
  )
})
