import assert from 'node:assert/strict'
import { type RouterPlan, waymarkOspf } from '../../lab/plan.js'
import { kernelRoutes } from '../../lab/routes.js'
import { until } from '../../lab/until.js'
import { Waymark } from '../../lab/waymark.js'
import { Bird, birdOspf } from './bird.js'
import { Frr, frrOspf } from './frr.js'
import { untilRoute } from './pair.js'
import { scenario } from './scenario.js'

const MAXIMUM = 40

function plan(n: number, ...interfaces: readonly string[]): RouterPlan {
  const lo = { name: 'lo', type: 'point-to-point', cost: 1, passive: true } as const
  const links = interfaces.map((name) => ({ name, type: 'point-to-point', cost: 10 }) as const)
  return { name: `r${n}`, routerId: `192.0.2.${n}`, interfaces: [lo, ...links] }
}

scenario(
  'FRR brings in more LSAs than we may hold: it and BIRD go around us until there are fewer and a pause is over',
  ['frr', 'bird'],
  async (network) => {
    const [ours, frrAt, birdAt] = [await network.add('r1'), await network.add('r2'), await network.add('r3')]
    for (const [i, at] of [ours, frrAt, birdAt].entries()) await at.ip(`address add 10.255.0.${i + 1}/32 dev lo`)
    await network.connect(
      { at: ours, name: 'frr0', addresses: ['10.1.12.1/30'] },
      { at: frrAt, name: 'ptp0', addresses: ['10.1.12.2/30'] },
    )
    await network.connect(
      { at: ours, name: 'bird0', addresses: ['10.1.13.1/30'] },
      { at: birdAt, name: 'ptp0', addresses: ['10.1.13.2/30'] },
    )
    const external = (n: number): string => `198.51.${n}.0/24`
    const change = (what: 'add' | 'del', from: number, to: number): Promise<void> =>
      frrAt.ip(...Array.from({ length: to - from }, (_, i) => `route ${what} blackhole ${external(from + i)}`))
    await change('add', 0, 30)
    const frr = await Frr.start(network, frrAt, ['ospfd'], `${frrOspf(plan(2, 'ptp0'))} redistribute kernel\n`)
    await Bird.start(network, birdAt, birdOspf(plan(3, 'ptp0')))
    const pausing = (pause: string) =>
      waymarkOspf(plan(1, 'frr0', 'bird0'), { 'maximum-lsas': MAXIMUM, 'overflow-pause': pause })
    const waymark = await Waymark.start(network, ours, pausing('1 h'))

    await untilRoute(birdAt, external(29), ['10.1.13.1 ptp0'])
    await untilRoute(birdAt, '10.255.0.2/32', ['10.1.13.1 ptp0'])
    await waymark.program.said(/the database has 31 LSAs of other routers, of 40 that it may have/)
    assert.equal(await waymark.metric('waymark_ospf_lsdb_foreign_lsas{ospf_instance="default"}'), 32)

    await change('add', 30, 60)
    await waymark.program.said(/more than 40 LSAs of other routers \(maximum-lsas\): all adjacencies end/)
    await waymark.program.said(/OSPF interface frr0 is Down/)
    const [status, instances, neighbors] = await Promise.all([
      waymark.command('show', 'status'),
      waymark.command('show', 'ospf', 'instances'),
      waymark.command('show', 'ospf', 'neighbors'),
      untilRoute(birdAt, '10.255.0.2/32', undefined),
      until(
        'nothing of ours is in our kernel',
        () => kernelRoutes(ours),
        (routes) => routes.size === 0,
      ),
    ])
    assert.match(status, /^ospf +paused, \d.* left: there were more than 40 LSAs of others/m)
    assert.match(instances, /^default +paused: too many LSAs, /m)
    assert.match(neighbors, /^OSPF does not run: .* had too many LSAs/)

    // A reload ends the pause. There are too many still: it pauses again, and now begins anew by itself.
    waymark.configure(pausing('1 s'))
    waymark.reload()
    await until(
      'it has begun anew by itself',
      async () => waymark.program.log.match(/OSPF begins anew after the pause for too many LSAs/g)?.length,
      (times) => (times ?? 0) >= 2,
    )
    await change('del', 30, 60)
    await untilRoute(birdAt, external(29), ['10.1.13.1 ptp0'])
    await untilRoute(ours, external(0), ['10.1.12.2 frr0'])
    await untilRoute(frrAt, '10.255.0.3/32', ['10.1.12.1 ptp0'])
    assert.match((await frr.neighbors())[0]!.state, /^Full/)
  },
)
