import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { playerOf, readRecording, replay } from '../../daemon/runtime/replay.js'
import type { Namespace } from '../../lab/namespace.js'
import type { Network } from '../../lab/network.js'
import type { ExternalPlan, RouterPlan } from '../../lab/plan.js'
import { kernelRoutes } from '../../lab/routes.js'
import { until } from '../../lab/until.js'
import { type Configuration, Waymark } from '../../lab/waymark.js'
import { seededRandom } from '../../protocols/base/random.js'
import type { OspfEffect } from '../../protocols/ospf/contract.js'
import { OspfEngine } from '../../protocols/ospf/engine.js'
import { Bird, birdOspf } from './bird.js'
import { waymarkOn } from './cables.js'
import { Frr, frrOspf } from './frr.js'
import { restartGracefully, untilSettled } from './graceful-restart.js'
import { untilFull, untilRoute } from './pair.js'
import { scenario, together } from './scenario.js'

/** Both neighbors have it; each network has its own. */
const COMMON = '10.77.0.1'
const [OF_FRR, OF_BIRD] = ['10.255.0.2', '10.255.0.3']
/** Outside of both networks. */
const OUTSIDE = '10.99.0.0/16'
const [TO_FRR, TO_BIRD] = [['10.1.1.2 frr0'], ['10.1.2.2 bird0']]

interface Neighborhood {
  readonly at: Namespace
  readonly frrAt: Namespace
  readonly birdAt: Namespace
  readonly frr: Frr
  readonly bird: Bird
}

/**
 * Waymark's namespace, with FRR behind its interface `frr0` and BIRD behind `bird0`: two networks with addresses in common.
 *
 * @param externals what both bring in
 */
async function neighborhood(network: Network, externals: readonly ExternalPlan[] = []): Promise<Neighborhood> {
  const [at, frrAt, birdAt] = [await network.add('r1'), await network.add('frr'), await network.add('bird')]
  await frrAt.ip(`address add ${COMMON}/32 dev lo`, `address add ${OF_FRR}/32 dev lo`)
  await birdAt.ip(`address add ${COMMON}/32 dev lo`, `address add ${OF_BIRD}/32 dev lo`)
  for (const [name, peer, n] of [
    ['frr0', frrAt, 1],
    ['bird0', birdAt, 2],
  ] as const) {
    await network.connect(
      { at, name, addresses: [`10.1.${n}.1/30`] },
      { at: peer, name, addresses: [`10.1.${n}.2/30`] },
    )
  }
  const plan = (name: string, routerId: string): RouterPlan => ({
    name,
    routerId,
    ...(externals.length === 0 ? {} : { externals }),
    interfaces: [
      { name: 'lo', type: 'point-to-point', cost: 1, passive: true },
      { name, type: 'point-to-point', cost: 10 },
    ],
  })
  for (const { prefix } of externals) await frrAt.ip(`route add blackhole ${prefix}`)
  const [frr, bird] = await Promise.all([
    Frr.start(
      network,
      frrAt,
      ['ospfd'],
      `${frrOspf(plan('frr0', '192.0.2.2'))} capability opaque\n graceful-restart helper enable\n`,
    ),
    // The same Router ID: these are two networks.
    Bird.start(network, birdAt, birdOspf(plan('bird0', '192.0.2.2'))),
  ])
  return { at, frrAt, birdAt, frr, bird }
}

/** The default instance on `frr0`, and an instance called blue on `bird0`; `both` is what else both say. */
function twoInstances(
  blue: Readonly<Record<string, unknown>>,
  both: Readonly<Record<string, unknown>> = {},
): Configuration {
  const { ospf: ofBlue } = waymarkOn('198.51.100.1', { bird0: {} }) as { readonly ospf: object }
  const { ospf, ...rest } = waymarkOn('192.0.2.1', { frr0: {} }) as { readonly ospf: object }
  return { ...rest, ospf: { ...ospf, ...both }, 'ospf-instances': { blue: { ...ofBlue, ...both, ...blue } } }
}

const BLUE = { 'router-id': '198.51.100.1', kernel: { table: 100 } }

async function untilBoth({ at, frr, bird }: Neighborhood): Promise<void> {
  await Promise.all([untilFull(frr), untilFull(bird)])
  await untilRoute(at, `${COMMON}/32`, TO_FRR)
  await untilRoute(at, `${COMMON}/32`, TO_BIRD, 15_000, 100)
}

together('two instances in one Waymark', () => {
  scenario(
    'between FRR and BIRD, with the same prefixes in two kernel tables; a reload removes one of them',
    ['frr', 'bird'],
    async (network) => {
      const all = await neighborhood(network)
      const { at, birdAt, frrAt, bird, frr } = all
      const redistribute = [{ from: 'static', table: 100 }]
      const waymark = await Waymark.start(network, at, twoInstances({ ...BLUE, redistribute }))
      await untilBoth(all)
      assert.deepEqual([...(await kernelRoutes(at)).keys()], [`${OF_FRR}/32`, `${COMMON}/32`], 'nothing of BIRD')
      assert.deepEqual([...(await kernelRoutes(at, 100)).keys()], [`${OF_BIRD}/32`, `${COMMON}/32`], 'nothing of FRR')
      await at.ip('rule add fwmark 7 table 100', 'route add blackhole 10.88.0.0/16 proto static table 100')
      await untilRoute(birdAt, '10.88.0.0/16', ['10.1.2.1 bird0'])
      assert.equal((await kernelRoutes(frrAt)).get('10.88.0.0/16'), undefined, "it is blue's")
      assert.match(await at.run(['ip', 'route', 'get', COMMON]), /via 10\.1\.1\.2 dev frr0/)
      assert.match(await at.run(['ip', 'route', 'get', COMMON, 'mark', '7']), /via 10\.1\.2\.2 dev bird0/)
      const { ospf } = await waymark.ask('/ospf/instances')
      assert.deepEqual(
        ospf.map((each) => [each.instance, each.state, each.routerId, each.table, each.fullNeighbors, each.routes]),
        [
          ['default', 'running', '192.0.2.1', 254, 1, 2],
          ['blue', 'running', '198.51.100.1', 100, 1, 2],
        ],
      )
      const shown = await waymark.command('show', 'ospf', 'routes', '--instance', 'blue', COMMON)
      assert.match(shown, /^PREFIX .*\n10\.77\.0\.1\/32 .* 10\.1\.2\.2 bird0 /)
      const { neighbors } = await waymark.ask('/ospf/neighbors')
      const monitor = at.start('monitor', ['ip', 'monitor', 'route'])

      waymark.configure(waymarkOn('192.0.2.1', { frr0: {} }))
      waymark.reload()
      await until(
        'nothing of blue is in the kernel',
        () => kernelRoutes(at, 100),
        (routes) => routes.size === 0,
      )
      await until(
        'BIRD has no LSA of blue any more',
        () => bird.birdc('show ospf lsadb'),
        (database) => !database.includes('198.51.100.1'),
      )
      const after = await waymark.ask('/ospf/neighbors')
      assert.deepEqual(
        after.neighbors.map(({ instance, stateChanges }) => ({ instance, stateChanges })),
        neighbors.flatMap(({ instance, stateChanges }) => (instance === 'default' ? [{ instance, stateChanges }] : [])),
      )
      assert.ok((await frr.neighbors()).every(({ state }) => state.startsWith('Full')))
      assert.match(monitor.log, /Deleted 10\.77\.0\.1 nhid \d+ via 10\.1\.2\.2 dev bird0 table 100 proto ospf/)
      assert.doesNotMatch(monitor.log, /10\.1\.1\.2/, 'no route of the default instance was touched')

      waymark.configure(twoInstances(BLUE))
      waymark.reload()
      await untilBoth(all)
    },
  )

  scenario(
    'kill -9: the routes of both tables stay, and the next life takes over what is still there',
    ['frr', 'bird'],
    async (network) => {
      const all = await neighborhood(network)
      const { at, birdAt } = all
      const waymark = await Waymark.start(network, at, twoInstances(BLUE))
      await untilBoth(all)
      await untilRoute(at, `${OF_BIRD}/32`, TO_BIRD, 15_000, 100)
      await waymark.kill()
      await birdAt.ip(`address del ${OF_BIRD}/32 dev lo`)
      const monitor = at.start('monitor', ['ip', 'monitor', 'route'])
      assert.deepEqual((await kernelRoutes(at, 100)).get(`${COMMON}/32`), TO_BIRD)
      await waymark.restart()
      await untilRoute(at, `${OF_BIRD}/32`, undefined, 30_000, 100)
      await untilBoth(all)
      assert.match(waymark.program.log, /2 routes of an earlier life adopted$/m)
      assert.match(waymark.program.log, /2 routes of an earlier life adopted in table 100$/m)
      assert.doesNotMatch(monitor.log, /10\.77\.0\.1|10\.255\.0\.2/, 'only what nobody has any more went')

      // Without the instance in its configuration, its routes are swept all the same.
      await waymark.kill()
      waymark.configure(waymarkOn('192.0.2.1', { frr0: {} }))
      await waymark.restart()
      await until(
        'nothing of blue is in the kernel',
        () => kernelRoutes(at, 100),
        (routes) => routes.size === 0,
      )
      await untilRoute(at, `${COMMON}/32`, TO_FRR)
    },
  )

  scenario(
    'with one kernel table between them: the less distance of its kind has the prefix, the other takes over and gives back',
    ['frr', 'bird'],
    async (network) => {
      const all = await neighborhood(network, [{ prefix: OUTSIDE, metric: 20, metricType: 2 }])
      const { at, birdAt, frr, bird } = all
      const shared = { kernel: { table: 'main' }, distance: { 'intra-area': 90, external: 120 } }
      const recording = join(network.directory, 'recording.jsonl')
      const waymark = await Waymark.start(network, at, twoInstances(shared), { daemon: ['--record', recording] })
      await Promise.all([untilFull(frr), untilFull(bird)])
      await untilRoute(at, `${COMMON}/32`, TO_BIRD)
      await untilRoute(at, `${OF_FRR}/32`, TO_FRR)
      await untilRoute(at, `${OF_BIRD}/32`, TO_BIRD)
      // Of externals the default instance has the less distance: FRR's.
      await untilRoute(at, OUTSIDE, TO_FRR)
      const { borderRouters } = await waymark.ask('/ospf/border-routers')
      assert.deepEqual(
        borderRouters.map((each) => [each.instance, each.routerId, each.asbr, each.nextHops[0]?.interface]),
        [
          ['default', '192.0.2.2', true, 'frr0'],
          ['blue', '192.0.2.2', true, 'bird0'],
        ],
      )
      await birdAt.ip(`address del ${COMMON}/32 dev lo`)
      // Against other programs the kernel's metric decides: theirs comes first, ours takes over when it goes.
      const viaFrr = /via 10\.1\.1\.2 dev frr0/
      await at.ip(`route add ${OF_FRR}/32 via 10.1.2.2 proto babel metric 10`)
      assert.doesNotMatch(await at.run(['ip', 'route', 'get', OF_FRR]), viaFrr)
      await at.ip(`route del ${OF_FRR}/32 metric 10`)
      assert.match(await at.run(['ip', 'route', 'get', OF_FRR]), viaFrr)
      await untilRoute(at, `${COMMON}/32`, TO_FRR)
      await birdAt.ip(`address add ${COMMON}/32 dev lo`)
      await untilRoute(at, `${COMMON}/32`, TO_BIRD)
      waymark.configure(twoInstances({ ...shared, distance: { 'intra-area': 120, external: 100 } }))
      waymark.reload()
      await untilRoute(at, `${COMMON}/32`, TO_FRR)
      await untilRoute(at, OUTSIDE, TO_BIRD)
      await bird.birdc('disable static1')
      await untilRoute(at, OUTSIDE, TO_FRR)
      assert.equal(await waymark.stop(), 0)
      assert.equal((await kernelRoutes(at)).size, 0)

      const recorded = readRecording(readFileSync(recording, 'utf8'))
      assert.ok(recorded.ok)
      for (const name of ['ospf', 'ospf:blue']) {
        const player = playerOf(new OspfEngine(seededRandom(recorded.value.header.seed)))
        const replayed = replay(recorded.value, { [name]: player })
        const effects = replayed.flatMap((each) => each.effects as readonly OspfEffect[])
        assert.ok(effects.some((each) => each.do === 'routes'))
        assert.equal(effects.at(-1)?.do, 'stopped', `${name} replays to its end`)
      }
    },
  )

  scenario('restart gracefully together: FRR and BIRD wait, and no route goes', ['frr', 'bird'], async (network) => {
    const all = await neighborhood(network)
    const { at } = all
    const graceful = { 'graceful-restart': { enabled: true, 'grace-period': '60 s' } }
    const waymark = await Waymark.start(network, at, twoInstances(BLUE, graceful))
    await untilBoth(all)
    await untilSettled(waymark)
    const monitor = at.start('monitor', ['ip', 'monitor', 'route'])
    await restartGracefully(waymark, 500)
    for (const whose of ['', 'blue: ']) {
      await waymark.program.said(
        new RegExp(`notice +${whose}OSPF: the graceful restart is complete: all adjacencies are back`),
      )
    }
    await untilBoth(all)
    assert.doesNotMatch(monitor.log, /10\.77\.0\.1/)
  })

  scenario(
    'an instance in a VRF that this kernel cannot make waits, beside one that runs',
    ['frr', 'bird'],
    async (network) => {
      const all = await neighborhood(network)
      const { at, frr } = all
      const waymark = await Waymark.start(network, at, twoInstances({ vrf: 'vrf-blue' }))
      await untilFull(frr)
      await untilRoute(at, `${COMMON}/32`, TO_FRR)
      assert.match(await waymark.command('show', 'status'), /^ospf blue +waiting for its VRF vrf-blue$/m)
      assert.match(await waymark.command('show', 'ospf', 'instances'), /^blue +waiting for its VRF +- +vrf-blue +- /m)
      assert.match(waymark.program.log, /blue: OSPF waits for the VRF vrf-blue: there is no such device in the kernel/)
      assert.equal(await waymark.stop(), 0)
    },
  )
})
