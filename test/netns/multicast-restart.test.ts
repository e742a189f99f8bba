import assert from 'node:assert/strict'
import { Receiver, Sender, summing } from '../../lab/stream.js'
import { until } from '../../lab/until.js'
import { Waymark } from '../../lab/waymark.js'
import { countVifs, forwardingEntries } from './multicast-table.js'
import { scenario } from './scenario.js'

const PORT = 5010
const RATE = 1000
const QUERIES = { 'query-interval': '2 s', 'query-max-response-time': '500 ms' }
const CONFIGURATION = {
  igmp: { interfaces: { studio: QUERIES, hall: QUERIES, yard: QUERIES } },
  multicast: { forward: ['studio', 'hall', 'yard'] },
}

/** The kernel's entries: `SOURCE GROUP`, with where they go. */
async function entries(router: Waymark): Promise<ReadonlyMap<string, readonly string[]>> {
  const all = await forwardingEntries(router.at)
  return new Map(all.map(({ source, group, outgoing }) => [`${source} ${group}`, outgoing]))
}

scenario(
  'forwarding survives the daemon: a killed one’s entries are adopted in place, and the stale ones swept',
  [],
  async (network) => {
    const [at, camera, screen, guest] = [
      await network.add('router'),
      await network.add('camera', 'host'),
      await network.add('screen', 'host'),
      await network.add('guest', 'host'),
    ]
    for (const [i, [name, host]] of (
      [
        ['studio', camera],
        ['hall', screen],
        ['yard', guest],
      ] as const
    ).entries()) {
      await network.connect(
        { at: host, name: 'eth0', addresses: [`10.7.${i + 1}.10/24`] },
        { at, name, addresses: [`10.7.${i + 1}.1/24`] },
      )
      await host.ip(`route add default via 10.7.${i + 1}.1`)
    }
    const router = await Waymark.start(network, at, CONFIGURATION)
    await Sender.start(camera, { address: '239.7.7.7', port: PORT, rate: RATE })
    await Sender.start(camera, { address: '239.7.7.8', port: PORT, rate: 10 })
    const [stays, goes] = [
      await Receiver.start(screen, PORT, { group: '239.7.7.7', own: '10.7.2.10' }),
      await Receiver.start(guest, PORT, { group: '239.7.7.7', own: '10.7.3.10' }),
    ]
    await Promise.all([stays.join(), goes.join()])
    await until(
      'both flows are in the kernel',
      () => entries(router),
      (seen) => seen.get('10.7.1.10 239.7.7.7')?.length === 2 && seen.has('10.7.1.10 239.7.7.8'),
    )

    await router.kill()
    assert.deepEqual(
      (await entries(router)).get('10.7.1.10 239.7.7.7'),
      ['hall', 'yard'],
      'a crash takes no entry along',
    )
    // One host is gone for good while nobody listens.
    await goes.stop()
    await until(
      'what was under way has arrived',
      () => stays.count(),
      ({ received }) => received === 0,
      { every: 20 },
    )

    await router.restart()
    // The numbers that nobody forwarded while there was no daemon are skipped once; from there on none is.
    const first = await until(
      'the stream goes on',
      () => stays.count(),
      ({ received }) => received > 0,
      { every: 20 },
    )
    // One gap, while there was no owner of the kernel's table, and nothing lost beside it.
    assert.equal(first.lost, first.lostAtOnce, JSON.stringify(first))
    assert.match(router.program.log, /multicast forwarding goes on as it was left: 3 interfaces, 2 flows adopted/)
    const sum = summing(stays)
    await until(
      'the one who left is forgotten, once the memberships are known',
      async () => (await entries(router)).get('10.7.1.10 239.7.7.7'),
      (to) => to?.join() === 'hall',
    )
    assert.equal((await sum()).lost, 0)

    // Of what is not wanted any more when it starts again nothing stays.
    await router.kill()
    router.configure({
      ...CONFIGURATION,
      multicast: { forward: ['hall', 'yard'] },
      igmp: { interfaces: { hall: QUERIES } },
    })
    await router.restart()
    await until(
      'flows of links that take no part any more are swept',
      () => entries(router),
      (seen) => seen.size === 0,
    )
    assert.doesNotMatch(router.program.log, /unknown-vif/)
    assert.equal(await router.stop(), 0)
    assert.deepEqual(await entries(router), new Map())
    assert.equal(await countVifs(at), 0)
  },
)
