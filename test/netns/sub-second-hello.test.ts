import assert from 'node:assert/strict'
import { until } from '../../lab/until.js'
import { Waymark } from '../../lab/waymark.js'
import { cables, frrOn, untilFullWith, waymarkOn, whyNotFullOn } from './cables.js'
import { Frr } from './frr.js'
import { scenario } from './scenario.js'

scenario(
  'sub-second Hellos with FRR: a link that falls silent is found within a second; and who may be a neighbor',
  ['frr'],
  async (network) => {
    const [ours, theirs] = [await network.add('r1'), await network.add('r2')]
    await cables(network, ours, theirs, ['fast', 'stranger'])
    const frr = await Frr.start(
      network,
      theirs,
      ['ospfd'],
      frrOn('192.0.2.2', {
        fast: ['no ip ospf dead-interval', 'ip ospf dead-interval minimal hello-multiplier 4'],
        stranger: [],
      }),
    )
    const config = waymarkOn('192.0.2.1', {
      fast: { 'hello-interval': '250 ms', 'dead-interval': '1 s', 'allow-neighbors': { 'router-ids': ['192.0.2.2'] } },
      stranger: { 'allow-neighbors': { sources: ['10.9.0.0/16'] } },
    })
    const router = await Waymark.start(network, ours, config)
    await untilFullWith(router, 1)
    await untilFullWith(frr, 1)
    assert.match((await whyNotFullOn(router, 'stranger'))!, /^neighbor-not-allowed: 10\.1\.1\.2 is not an address/)

    // Nothing comes any more, though the cable is whole.
    theirs.programs.find(({ name }) => name.endsWith('ospfd'))!.child.kill('SIGSTOP')
    const cut = performance.now()
    await until(
      'the neighbor is gone',
      () => router.neighbors(),
      (seen) => seen.length === 0,
      { every: 20, within: 5_000 },
    )
    const took = performance.now() - cut
    assert.ok(took < 2_000, `took ${took.toFixed(0)} ms`)
  },
)
