import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Network } from '../../lab/network.js'
import { Receiver, Sender, summing } from '../../lab/stream.js'
import { always, until } from '../../lab/until.js'
import { Waymark } from '../../lab/waymark.js'
import { IgmpHost, record } from './igmp-host.js'
import { scenario } from './scenario.js'

const PORT = 5014
const GROUP = '239.13.0.1'

/** Many interfaces of no concern, then two that are: a camera's and a screen's. */
async function machine(network: Network, others: number) {
  const [at, camera, screen, elsewhere] = [
    await network.add('router'),
    await network.add('camera', 'host'),
    await network.add('screen', 'host'),
    await network.add('elsewhere', 'host'),
  ]
  await at.ip(
    ...Array.from({ length: others }, (_, n) => [
      `link add other${n} type veth peer name other${n} netns ${elsewhere.netns}`,
      `address add 10.14.${n}.1/24 dev other${n}`,
      `link set other${n} up`,
    ]).flat(),
  )
  const plug = async (): Promise<void> => {
    await network.connect(
      { at: screen, name: 'eth0', addresses: ['10.13.2.10/24'] },
      { at, name: 'hall', addresses: ['10.13.2.1/24'] },
    )
    await screen.ip('route add default via 10.13.2.1')
  }
  await network.connect(
    { at: camera, name: 'eth0', addresses: ['10.13.1.10/24'] },
    { at, name: 'studio', addresses: ['10.13.1.1/24'] },
  )
  await plug()
  await camera.ip('route add default via 10.13.1.1')
  return { at, camera, screen, plug }
}

scenario(
  'of 42 interfaces those that take part get VIFs; one that is removed and made again takes part again',
  [],
  async (network) => {
    const { at, camera, screen, plug } = await machine(network, 40)
    const router = await Waymark.start(network, at, {
      igmp: { interfaces: { studio: {}, hall: {} } },
      multicast: { forward: ['studio', 'hall'] },
    })
    await Sender.start(camera, { address: GROUP, port: PORT, rate: 100 })
    const receiver = await Receiver.start(screen, PORT, { group: GROUP, own: '10.13.2.10' })
    await receiver.join()
    const vifs = async (): Promise<(readonly [string, number | null])[]> =>
      (await router.ask('/multicast/routes')).interfaces.map(({ interface: name, vif }) => [name, vif] as const)
    assert.deepEqual(
      (await vifs()).map(([name]) => name),
      ['hall', 'studio'],
    )
    assert.ok(((await at.ipJson('link show hall')) as { readonly ifindex: number }[])[0]!.ifindex > 32)

    // The cable is pulled out with the card, and put in again.
    await receiver.stop()
    await at.ip('link del hall')
    await until('hall is gone', vifs, (left) => left.length === 1)
    await plug()
    const again = await Receiver.start(screen, PORT, { group: GROUP, own: '10.13.2.10' })
    await again.join()
    assert.deepEqual(await vifs(), [
      ['hall', 2],
      ['studio', (await vifs()).find(([name]) => name === 'studio')![1]],
    ])
  },
)

scenario(
  'a running stream loses no packet while memberships of other groups change 1,000 times a second',
  [],
  async (network) => {
    const { at, camera, screen } = await machine(network, 0)
    const router = await Waymark.start(network, at, {
      igmp: { interfaces: { studio: {}, hall: { 'robustness-variable': 1, 'immediate-leave': true } } },
      multicast: { forward: ['studio', 'hall'] },
    })
    await Sender.start(camera, { address: GROUP, port: PORT, rate: 1000 })
    // 100 of the groups that come and go are streams too, each of 10 packets a second.
    camera.start('other streams', [
      process.execPath,
      '-e',
      `const s = require('dgram').createSocket('udp4'); let n = 0
       s.bind(0, () => { s.setMulticastTTL(8); setInterval(() => s.send('x', 5015, '239.13.1.' + (1 + n++ % 100)), 1) })`,
    ])
    const receiver = await Receiver.start(screen, PORT, { group: GROUP, own: '10.13.2.10' })
    await receiver.join()
    const host = await IgmpHost.start(screen, '10.13.2.10', '239.13.255.1', 5016)
    const interfaces = async () => (await router.ask('/igmp/interfaces')).interfaces
    const hall = async () => (await interfaces()).find((each) => each.interface === 'hall')!
    const before = await hall()
    const sum = summing(receiver)
    await sum()
    const lossless = always('no packet is lost', sum, ({ lost }) => lost === 0, 4_000, 200)
    // Ten records a report, a report each 10 ms: a group is joined, and left when its turn comes again.
    for (let n = 0; n < 300; n++) {
      const records = Array.from({ length: 10 }, (_, i) => {
        const turn = n * 10 + i
        return record(Math.floor(turn / 200) % 2 === 0 ? 'TO_EX' : 'TO_IN', `239.13.1.${1 + (turn % 200)}`)
      })
      host.report('10.13.2.11', ...records)
      await sleep(10)
    }
    await lossless
    assert.equal((await sum()).lost, 0)
    const after = await hall()
    assert.ok(after.joins - before.joins >= 1500 && after.leaves - before.leaves >= 1400, JSON.stringify(after))
  },
)
