import assert from 'node:assert/strict'
import type { Namespace } from '../../lab/namespace.js'
import type { Network } from '../../lab/network.js'
import { Receiver } from '../../lab/stream.js'
import { until } from '../../lab/until.js'
import { Waymark } from '../../lab/waymark.js'
import { forwardingEntries } from './multicast-table.js'
import { scenario } from './scenario.js'
import { tookUntil } from './scheduled.js'

const [PORT, GROUP, SOURCE] = [5019, '239.19.0.1', '192.0.2.9']

/** A camera with an address of no link on two links of the router, `west` and `east`, and a screen in the hall. */
async function twoWays(network: Network) {
  const [at, camera, screen] = [
    await network.add('router'),
    await network.add('camera', 'host'),
    await network.add('screen', 'host'),
  ]
  for (const [n, name] of ['west', 'east'].entries()) {
    await network.connect(
      { at: camera, name, addresses: [`10.19.${n}.10/24`] },
      { at, name, addresses: [`10.19.${n}.1/24`] },
    )
  }
  await network.connect(
    { at: screen, name: 'eth0', addresses: ['10.19.2.10/24'] },
    { at, name: 'hall', addresses: ['10.19.2.1/24'] },
  )
  await camera.ip(`address add ${SOURCE}/32 dev lo`)
  return { at, camera, screen }
}

/** Sends from SOURCE, every 2 ms, out of the links named by a line on its standard input. */
function send(camera: Namespace, links: string) {
  const program = `const { createSocket } = require('dgram'); let on = ['${links}']; const sockets = {}
    for (const [link, own] of [['west', '10.19.0.10'], ['east', '10.19.1.10']]) {
      const s = sockets[link] = createSocket('udp4')
      s.bind(0, '${SOURCE}', () => { s.setMulticastTTL(8); s.setMulticastInterface(own) })
    }
    let n = 0
    setInterval(() => { const packet = Buffer.alloc(8); packet.writeUInt32BE(n++)
      for (const link of on) sockets[link].send(packet, ${PORT}, '${GROUP}') }, 2)
    process.stdin.on('data', (line) => { on = String(line).trim().split(' ') })`
  return camera.start('sender', [process.execPath, '-e', program])
}

/** Waits until the flow is taken from this link; tells how many milliseconds of its own time the router needed. */
function comesFrom(router: Waymark, link: string): Promise<number> {
  return tookUntil(
    [router.program],
    `the flow comes in on ${link}`,
    () => forwardingEntries(router.at),
    (entries) => entries.some(({ group, incoming }) => group === GROUP && incoming === link),
    { every: 20 },
  )
}

const QUIET = { 'reverse-path': 'none' }

scenario('reverse-path: routes follows the kernel’s routes when they change', [], async (network) => {
  const { at, camera, screen } = await twoWays(network)
  await at.ip(`route add ${SOURCE}/32 via 10.19.0.10 dev west`)
  const router = await Waymark.start(network, at, {
    igmp: { interfaces: { hall: {} } },
    multicast: { forward: ['west', 'east', 'hall'], interfaces: { '*': { 'reverse-path': 'routes' } } },
  })
  const sender = send(camera, 'west')
  const receiver = await Receiver.start(screen, PORT, { group: GROUP, own: '10.19.2.10' })
  await receiver.join()
  await comesFrom(router, 'west')
  await at.ip(`route replace ${SOURCE}/32 via 10.19.1.10 dev east`)
  await comesFrom(router, 'east')
  sender.say('east')
  await until(
    'the stream goes on',
    () => receiver.count(),
    ({ sinceLast }) => (sinceLast ?? 1000) < 50,
  )
  // With the counters, which are read every five seconds, routes are looked at again in any case: if that were all, each
  // change but the first would take five seconds.
  const took: number[] = []
  for (let i = 0; i < 3; i++) {
    await at.ip(`route replace ${SOURCE}/32 via 10.19.0.10 dev west`)
    took.push(await comesFrom(router, 'west'))
    await at.ip(`route replace ${SOURCE}/32 via 10.19.1.10 dev east`)
    took.push(await comesFrom(router, 'east'))
  }
  const median = took.toSorted((a, b) => a - b)[3]!
  assert.ok(median < 2_500, `followed after ${took.join(', ')} ms on a processor of its own`)
  // Without a route nothing of it is let in, wherever it comes.
  await at.ip(`route del ${SOURCE}/32`)
  await until(
    'the flow is refused, and says why',
    async () => (await router.ask('/multicast/routes')).flows.find(({ group }) => group === GROUP)?.verdict,
    (verdict) => verdict === 'reverse-path',
  )
})

scenario(
  'a flow that moves to another link is followed (WRONGVIF), when the first has fallen silent',
  [],
  async (network) => {
    const { at, camera, screen } = await twoWays(network)
    const router = await Waymark.start(network, at, {
      igmp: { interfaces: { hall: {} } },
      multicast: { forward: ['west', 'east', 'hall'], interfaces: { west: QUIET, east: QUIET } },
    })
    const sender = send(camera, 'west')
    const receiver = await Receiver.start(screen, PORT, { group: GROUP, own: '10.19.2.10' })
    await receiver.join()
    // On both at once: it stays with the first, nothing is doubled, nothing lost.
    sender.say('west east')
    await until(
      'the kernel has met it on the wrong link',
      async () => (await router.ask('/multicast/routes')).flows[0],
      (flow) => (flow?.wrongInterface ?? 0) > 100 && flow?.incoming === 'west',
    )
    assert.equal((await receiver.count()).lost, 0)
    sender.say('east')
    await comesFrom(router, 'east')
    await until(
      'the stream goes on',
      () => receiver.count(),
      ({ sinceLast }) => (sinceLast ?? 1000) < 50,
    )
  },
)

scenario(
  'a proxy’s upstream link that goes, comes back as another, and changes its address is a member again each time',
  [],
  async (network) => {
    const [camera, at, screen] = [
      await network.add('camera', 'host'),
      await network.add('proxy'),
      await network.add('screen', 'host'),
    ]
    const plug = async (): Promise<void> => {
      await network.connect(
        { at: camera, name: 'eth0', addresses: ['10.20.1.10/24'] },
        { at, name: 'ppp0', addresses: [] },
      )
      await camera.ip('route replace 224.0.0.0/4 dev eth0')
    }
    const members = async (): Promise<boolean> => {
      const seen = (await at.ipJson('maddress show dev ppp0').catch(() => [])) as readonly {
        readonly maddr: readonly { readonly address?: string }[]
      }[]
      return seen.some(({ maddr }) => maddr.some(({ address }) => address === GROUP))
    }
    await network.connect(
      { at: screen, name: 'eth0', addresses: ['10.20.2.10/24'] },
      { at, name: 'hall', addresses: ['10.20.2.1/24'] },
    )
    const router = await Waymark.start(network, at, {
      igmp: { interfaces: { hall: {} } },
      multicast: { proxy: [{ upstream: 'ppp0', downstream: ['hall'] }] },
    })
    const receiver = await Receiver.start(screen, PORT, { group: GROUP, own: '10.20.2.10' })
    void receiver.join(60_000).catch(() => {})
    await until(
      'the hall has a member',
      async () => (await router.ask('/igmp/groups')).groups,
      (groups) => groups.some(({ group }) => group === GROUP),
    )
    const streams = (): Promise<unknown> =>
      until(
        'the stream arrives',
        () => receiver.count(),
        ({ sinceLast }) => (sinceLast ?? 1000) < 50,
      )
    for (const address of ['10.20.1.1/24', '10.20.1.2/24']) {
      await plug()
      const sender = camera.start('sender', [
        process.execPath,
        '-e',
        `const s = require('dgram').createSocket('udp4')
         s.bind(0, () => { s.setMulticastTTL(8); s.setMulticastInterface('10.20.1.10'); let n = 0
           setInterval(() => { const p = Buffer.alloc(8); p.writeUInt32BE(n++); s.send(p, ${PORT}, '${GROUP}', () => {}) }, 5) })`,
      ])
      // PPP: the link is there before its address is.
      await until('the kernel is a member on it', members, (is) => is)
      await at.ip(`address add ${address} dev ppp0`)
      await streams()
      // DHCP: another address, in the same subnet.
      await at.ip(`address del ${address} dev ppp0`, 'address add 10.20.1.77/24 dev ppp0')
      await receiver.count()
      await streams()
      assert.ok(await members())
      await sender.stop()
      await at.ip('link del ppp0')
      await until(
        'the link is gone',
        async () => (await router.ask('/multicast/routes')).interfaces,
        (interfaces) => interfaces.length === 1,
      )
    }
  },
)
