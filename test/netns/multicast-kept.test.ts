import assert from 'node:assert/strict'
import { Receiver, Sender, type StreamCount, summing } from '../../lab/stream.js'
import { until } from '../../lab/until.js'
import { Waymark } from '../../lab/waymark.js'
import { countVifs, forwardingEntries } from './multicast-table.js'
import { scenario } from './scenario.js'
import { endLife, UNDER_SERVICE_MANAGER, WITH_ANOTHER_SOCKET } from './systemd.js'

const [PORT, RATE] = [5017, 1000]
const QUERIES = { 'query-interval': '2 s', 'query-max-response-time': '500 ms' }

scenario(
  'with a service manager that keeps its sockets, killing and restarting the daemon loses no packet, and stopping it clears all',
  [],
  async (network) => {
    const [at, camera, screen, above] = [
      await network.add('router'),
      await network.add('camera', 'host'),
      await network.add('screen', 'host'),
      await network.add('above', 'host'),
    ]
    for (const [name, host, n] of [
      ['studio', camera, 1],
      ['hall', screen, 2],
      ['wan', above, 3],
    ] as const) {
      await network.connect(
        { at: host, name: 'eth0', addresses: [`10.17.${n}.10/24`] },
        { at, name, addresses: [`10.17.${n}.1/24`] },
      )
      await host.ip(`route add default via 10.17.${n}.1`)
    }
    const router = await Waymark.start(
      network,
      at,
      {
        igmp: { interfaces: { studio: QUERIES, hall: QUERIES } },
        multicast: { forward: ['studio', 'hall'], proxy: [{ upstream: 'wan', downstream: ['hall'] }] },
      },
      UNDER_SERVICE_MANAGER,
    )
    // What the hosts upstream hear of us: that we are a member, and never that a group is left.
    const heard = above.start('tcpdump', ['tcpdump', '-nvvl', '-i', 'eth0', 'igmp'])
    await heard.said(/listening on/)
    const streams = [
      { from: camera, group: '239.17.0.1', port: PORT },
      { from: above, group: '239.17.0.2', port: PORT + 1 },
    ]
    const sums: (() => Promise<StreamCount>)[] = []
    for (const { from, group, port } of streams) {
      await Sender.start(from, { address: group, port, rate: RATE })
      const receiver = await Receiver.start(screen, port, { group, own: '10.17.2.10' })
      await receiver.join()
      const sum = summing(receiver)
      await sum()
      sums.push(sum)
    }
    const memberships = (): Promise<string> =>
      at.run(['sh', '-c', "grep -A99 wan /proc/net/igmp | grep -c '010011EF\\|020011EF'"])

    for (const how of ['kill', 'restart', 'graceful'] as const) {
      await endLife(router, how)
      for (const [i, sum] of sums.entries()) {
        const seen = await until('packets still arrive', sum, ({ sinceLast }) => (sinceLast ?? 1000) < 100)
        assert.equal(seen.lost, 0, `after ${how} stream ${i} lost ${JSON.stringify(seen)}`)
      }
      assert.equal((await memberships()).trim(), '2')
    }
    // The last life's sockets go when the hosts have had the time to report; nothing is lost then either.
    await until(
      'only this life’s sockets are kept',
      async () =>
        router.program.log
          .split('\n')
          .filter((line) => line.startsWith('keeps'))
          .at(-1) ?? '',
      (line) => /^keeps membership\.[2-9],multicast-routing$/.test(line),
    )
    // A flow that is new, and one that ends, are heard of through the same socket.
    await Sender.start(camera, { address: '239.17.0.3', port: PORT + 2, rate: 100 })
    await (await Receiver.start(screen, PORT + 2, { group: '239.17.0.3', own: '10.17.2.10' })).join()
    for (const sum of sums) {
      const { received, lost } = await sum()
      assert.ok(received > 3 * RATE)
      assert.equal(lost, 0)
    }

    assert.match(heard.log, /gaddr 239\.17\.0\.2 (is|to)_ex/)
    assert.doesNotMatch(heard.log, /gaddr 239\.17\.0\.2 to_in|leave 239\.17\.0\.2/)
    assert.equal(await router.stop(), 0)
    assert.match(router.program.log, /multicast forwarding is left to the service manager/)
    await heard.said(/gaddr 239\.17\.0\.2 to_in/)
    assert.equal(await countVifs(at), 0)
    assert.deepEqual(await forwardingEntries(at), [])
  },
)

scenario(
  'what was kept for a daemon that is configured to forward no more is let go of when it starts',
  [],
  async (network) => {
    const [at, host] = [await network.add('router'), await network.add('host', 'host')]
    await network.connect(
      { at: host, name: 'eth0', addresses: ['10.17.1.10/24'] },
      { at, name: 'hall', addresses: ['10.17.1.1/24'] },
    )
    const router = await Waymark.start(network, at, { multicast: { forward: ['hall'] } }, UNDER_SERVICE_MANAGER)
    const vifs = (): Promise<number> => countVifs(at)
    await until('the hall takes part', vifs, (count) => count === 1)
    router.configure({})
    await endLife(router, 'kill')
    await until('the kernel forwards nothing', vifs, (count) => count === 0)
    assert.match(router.program.log, /keeps multicast-routing\n(?:.*\n)*keeps \n/)
  },
)

scenario('a socket of another kind is given up, and the table claimed without it', [], async (network) => {
  const [at, host] = [await network.add('router'), await network.add('host', 'host')]
  await network.connect(
    { at: host, name: 'eth0', addresses: ['10.17.1.10/24'] },
    { at, name: 'hall', addresses: ['10.17.1.1/24'] },
  )
  const router = await Waymark.start(network, at, { multicast: { forward: ['hall'] } }, WITH_ANOTHER_SOCKET)
  await until(
    'the hall takes part',
    () => at.run(['cat', '/proc/net/ip_mr_vif']),
    (text) => text.includes('hall'),
  )
  assert.match(router.program.log, /EOPNOTSUPP/)
})
