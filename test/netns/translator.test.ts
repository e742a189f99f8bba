import assert from 'node:assert/strict'
import { type RouterPlan, waymarkOspf } from '../../lab/plan.js'
import { until } from '../../lab/until.js'
import { Waymark } from '../../lab/waymark.js'
import { Frr, frrOspf } from './frr.js'
import { untilRoute } from './pair.js'
import { startRouter } from './peers.js'
import { scenario } from './scenario.js'

const OUTSIDE = '198.51.100.0'
const RANGE = '198.51.0.0/16'
const STABILITY = 3

const AREA = { id: 1, type: 'nssa' } as const
const link = (name: string, area: number) => ({ name, type: 'point-to-point', cost: 10, area }) as const
/** Two border routers of an NSSA, of which we have the higher Router ID, and in it a router that brings something in. */
const OURS: RouterPlan = {
  name: 'r5',
  routerId: '192.0.2.5',
  areas: [AREA],
  interfaces: [link('r5r4', 0), link('r5r6', 1)],
}
const FRRS: RouterPlan = {
  name: 'r4',
  routerId: '192.0.2.4',
  areas: [AREA],
  interfaces: [link('r4r5', 0), link('r4r6', 1)],
}
const INSIDE: RouterPlan = {
  name: 'r6',
  routerId: '192.0.2.6',
  areas: [AREA],
  externals: [{ prefix: `${OUTSIDE}/24`, metric: 20, metricType: 2 }],
  interfaces: [link('r6r5', 1), link('r6r4', 1)],
}

/** As our configuration has it, with this role in area 1. */
function inRole(translator: string, ranges: object = {}): Record<string, unknown> {
  const written = waymarkOspf(OURS) as { readonly ospf: { readonly areas: Record<string, object> } }
  const nssa = { translator, 'stability-interval': `${STABILITY} s`, ranges }
  const area = { ...written.ospf.areas['1'], nssa }
  return { ...written, ospf: { ...written.ospf, areas: { ...written.ospf.areas, 1: area } } }
}

scenario(
  'RFC 3101 §3.1 beside FRR: `never` translates nothing, a candidate goes on for its stability interval when another takes over',
  ['frr'],
  async (network) => {
    const [ours, frrAt, inside] = [await network.add('r5'), await network.add('r4'), await network.add('r6')]
    const cables = [
      [ours, 'r5r4', frrAt, 'r4r5', '10.0.45'],
      [ours, 'r5r6', inside, 'r6r5', '10.1.56'],
      [frrAt, 'r4r6', inside, 'r6r4', '10.1.46'],
    ] as const
    for (const [a, one, b, other, net] of cables) {
      await network.connect(
        { at: a, name: one, addresses: [`${net}.1/30`] },
        { at: b, name: other, addresses: [`${net}.2/30`] },
      )
    }
    await inside.ip(`route add blackhole ${OUTSIDE}/24`)
    const [frr, waymark] = await Promise.all([
      Frr.start(network, frrAt, ['ospfd'], frrOspf(FRRS)),
      Waymark.start(network, ours, inRole('never')),
      startRouter(network, inside, INSIDE, 'waymark'),
    ])
    /** Who has translated it, by Router ID, and our role as we show it. */
    const seen = async () => {
      const [{ lsas }, { areas }] = await Promise.all([waymark.ask('/ospf/database'), waymark.ask('/ospf/areas')])
      const translators = lsas
        .filter((lsa) => lsa.type === 'as-external' && lsa.linkStateId === OUTSIDE && lsa.age < 3600)
        .map(({ advertisingRouter }) => advertisingRouter)
      const routerLsa = lsas.find(
        ({ type, area, advertisingRouter }) =>
          type === 'router' && area === '0.0.0.1' && advertisingRouter === FRRS.routerId,
      )
      return {
        ours: translators.includes(OURS.routerId),
        frrs: translators.includes(FRRS.routerId),
        frrsBit: (routerLsa?.body.bits as readonly string[] | undefined)?.includes('Nt') === true,
        areas,
      }
    }
    const role = ({ areas }: Awaited<ReturnType<typeof seen>>) =>
      areas.find(({ area }) => area === '0.0.0.1')?.translator
    const becomes = (translator: string, ranges?: object): void => {
      waymark.configure(inRole(translator, ranges))
      waymark.reload()
    }

    // Both border routers could: they know it, and each other
    await untilRoute(ours, `${OUTSIDE}/24`, ['10.1.56.2 r5r6'])
    await untilRoute(frrAt, `${OUTSIDE}/24`, ['10.1.46.2 r4r6'])
    await until(
      'FRR is Full in both areas',
      () => waymark.neighbors(),
      (neighbors) => neighbors.length === 2 && neighbors.every(({ state }) => state === 'Full'),
    )
    const never = await seen()
    assert.deepEqual([role(never), never.ours], ['disabled', false])
    becomes('candidate')
    await until('we are elected', seen, (now) => role(now) === 'elected' && now.ours)
    becomes('never')
    await until('we translate no more', seen, (now) => role(now) === 'disabled' && !now.ours)
    becomes('candidate', { [RANGE]: { cost: 55, tag: 3 } })
    // FRR 8.4 makes no route of it: it looks for us in the NSSA first (interop.md)
    await until(
      'FRR has the range at its cost',
      () => frr.vtysh('show ip ospf database external 198.51.0.0'),
      (text) => /Network Mask: \/16[\s\S]*Metric Type: 2[\s\S]*Metric: 55[\s\S]*External Route Tag: 3/.test(text),
    )
    becomes('candidate')
    await until('we are elected again', seen, (now) => role(now) === 'elected' && now.ours)

    await frr.vtysh('configure', 'router ospf', 'area 1 nssa translate-always')
    // The interval begins with what FRR says of itself (§3.1), some seconds before it translates
    let since = performance.now()
    await until(
      'FRR says that it always translates',
      async () => {
        const looked = performance.now()
        const now = await seen()
        if (!now.frrsBit) since = looked
        return now
      },
      ({ frrsBit }) => frrsBit,
      { every: 50 },
    )
    await until('our stability interval is over', seen, (now) => role(now) === 'disabled' && !now.ours, { every: 50 })
    const went = performance.now() - since
    assert.ok(went >= STABILITY * 1000, `${went} ms`)
    await until('FRR translates', seen, (now) => now.frrs)
  },
)
