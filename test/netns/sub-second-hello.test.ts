import assert from 'node:assert/strict'
import type { ChildProcess } from 'node:child_process'
import type { Namespace } from '../../lab/namespace.js'
import { Waymark } from '../../lab/waymark.js'
import { cables, frrOn, untilFullWith, waymarkOn, whyNotFullOn } from './cables.js'
import { Frr } from './frr.js'
import type { RunningRouter } from './peers.js'
import { scenario } from './scenario.js'
import { tookUntil } from './scheduled.js'

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

    // Nothing comes any more, though the cable is whole; first of one of them, then of the other.
    const ospfd = theirs.programs.find(({ name }) => name.endsWith('ospfd'))!.child
    await silent(ospfd, router, ours)
    ospfd.kill('SIGCONT')
    await untilFullWith(router, 1)
    await untilFullWith(frr, 1)
    await silent(router.program.child, frr, theirs)
  },
)

/** Stops a program, and sees that its neighbor, whose programs are in this namespace, gives it up as soon as it says. */
async function silent(stopped: ChildProcess, watching: RunningRouter, at: Namespace): Promise<void> {
  stopped.kill('SIGSTOP')
  const took = await tookUntil(
    at.programs,
    'the neighbor is gone',
    () => watching.neighbors(),
    (seen) => seen.every(({ state }) => !state.startsWith('Full')),
    { every: 20 },
  )
  // Whole seconds would be four.
  assert.ok(took < 3_000, `took ${took.toFixed(0)} ms on a processor of its own`)
}
