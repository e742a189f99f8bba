import assert from 'node:assert/strict'
import type { Namespace } from '../../lab/namespace.js'
import type { Network } from '../../lab/network.js'
import { Receiver, Sender } from '../../lab/stream.js'
import { until } from '../../lab/until.js'
import { Waymark } from '../../lab/waymark.js'
import { scenario, together } from './scenario.js'

const PORT = 5007
const GROUP = '239.5.6.7'

/** camera - studio (10.5.1.0/24) - upper - uplink (10.5.2.0/24) - proxy - hall (10.5.3.0/24) - screen */
interface Tree {
  readonly camera: Namespace
  readonly upper: Waymark
  readonly proxy: Waymark
  readonly screen: Namespace
}

async function tree(network: Network): Promise<Tree> {
  const [camera, screen] = [await network.add('camera', 'host'), await network.add('screen', 'host')]
  const [upperAt, proxyAt] = [await network.add('upper'), await network.add('proxy')]
  await network.connect(
    { at: camera, name: 'eth0', addresses: ['10.5.1.10/24'] },
    { at: upperAt, name: 'studio', addresses: ['10.5.1.1/24'] },
  )
  await network.connect(
    { at: upperAt, name: 'uplink', addresses: ['10.5.2.1/24'] },
    { at: proxyAt, name: 'wan', addresses: ['10.5.2.2/24'] },
  )
  await network.connect(
    { at: proxyAt, name: 'hall', addresses: ['10.5.3.1/24'] },
    { at: screen, name: 'eth0', addresses: ['10.5.3.10/24'] },
  )
  await camera.ip('route add default via 10.5.1.1')
  await screen.ip('route add default via 10.5.3.1')
  const upper = await Waymark.start(network, upperAt, {
    igmp: { interfaces: { studio: {}, uplink: {} } },
    // Sources behind the proxy are in no subnet of the uplink.
    multicast: { forward: ['studio', 'uplink'], interfaces: { uplink: { 'reverse-path': 'none' } } },
  })
  const proxy = await Waymark.start(network, proxyAt, {
    igmp: { interfaces: { hall: {} } },
    multicast: { proxy: [{ upstream: 'wan', downstream: ['hall'] }] },
  })
  return { camera, upper, proxy, screen }
}

/** What the router above has heard of the proxy's memberships. */
async function heardAbove(upper: Waymark, group: string): Promise<string> {
  const { groups } = await upper.ask('/igmp/groups')
  const heard = groups.find((each) => each.group === group && each.interface === 'uplink')
  if (heard === undefined) return 'nothing'
  return `${heard.filterMode} (${heard.sources.filter(({ forwarded }) => forwarded).length})`
}

together('a proxy', () => {
  scenario('a stream flows through a proxy to its member, and stops when that one leaves', [], async (network) => {
    const { camera, upper, screen } = await tree(network)
    await Sender.start(camera, { address: GROUP, port: PORT, rate: 200 })
    const receiver = await Receiver.start(screen, PORT, { group: GROUP, own: '10.5.3.10' })
    const afterJoin = await receiver.join()
    assert.ok(afterJoin < 2_000, `the first packet came ${afterJoin} ms after the join`)
    assert.equal(await heardAbove(upper, GROUP), 'EXCLUDE (0)')
    receiver.leave()
    await until(
      'the proxy has left, and the router above has asked',
      () => heardAbove(upper, GROUP),
      (heard) => heard === 'nothing',
      { within: 12_000 },
    )
  })

  scenario('a source-specific membership keeps its source on the way up', [], async (network) => {
    const { camera, upper, screen } = await tree(network)
    await Sender.start(camera, { address: '232.5.6.7', port: PORT, rate: 200 })
    const source = '10.5.1.10'
    const receiver = await Receiver.start(screen, PORT, { group: '232.5.6.7', own: '10.5.3.10', source })
    await receiver.join()
    assert.equal(await heardAbove(upper, '232.5.6.7'), 'INCLUDE (1)')
  })

  scenario('a sender below a proxy is heard above it', [], async (network) => {
    const { camera, proxy, screen } = await tree(network)
    await Sender.start(screen, { address: GROUP, port: PORT, rate: 200 })
    const receiver = await Receiver.start(camera, PORT, { group: GROUP, own: '10.5.1.10' })
    await receiver.join()
    const { flows } = await proxy.ask('/multicast/routes')
    assert.deepEqual(
      flows.map(({ source, incoming, outgoing }) => [source, incoming, ...outgoing]),
      [['10.5.3.10', 'hall', 'wan']],
    )
  })

  scenario('a proxy joins more groups than one socket can, and leaves them all when it stops', [], async (network) => {
    const { upper, proxy, screen } = await tree(network)
    const groups = Array.from({ length: 60 }, (_, n) => `239.8.0.${n + 1}`)
    await screen.sysctl({ igmp_max_memberships: 100 })
    const program = groups.map((group) => `s.addMembership('${group}', '10.5.3.10')`).join(';')
    screen.start('member of 60 groups', [
      process.execPath,
      '-e',
      `const s = require('dgram').createSocket('udp4'); s.bind(5008, () => { ${program} })`,
    ])
    const above = async (): Promise<number> => {
      const answer = await upper.ask('/igmp/groups')
      return answer.groups.filter((each) => each.group.startsWith('239.8.') && each.interface === 'uplink').length
    }
    await until('the router above knows all of them', above, (known) => known === 60)
    assert.equal(await proxy.stop(), 0)
    await until('the router above has none', above, (known) => known === 0, { within: 12_000 })
  })
})

scenario(
  'of two proxies in one router each has its upstream link, its memberships and its streams',
  [],
  async (network) => {
    const at = await network.add('proxy')
    const sides = [
      { n: 1, group: '239.5.1.1' },
      { n: 2, group: '239.5.2.1' },
    ]
    const hosts = await Promise.all(
      sides.map(async ({ n }) => {
        const [camera, screen] = [await network.add(`camera${n}`, 'host'), await network.add(`screen${n}`, 'host')]
        await network.connect(
          { at: camera, name: 'eth0', addresses: [`10.5.1${n}.10/24`] },
          { at, name: `wan${n}`, addresses: [`10.5.1${n}.1/24`] },
        )
        await network.connect(
          { at: screen, name: 'eth0', addresses: [`10.5.2${n}.10/24`] },
          { at, name: `hall${n}`, addresses: [`10.5.2${n}.1/24`] },
        )
        await camera.ip(`route add default via 10.5.1${n}.1`)
        return { camera, screen }
      }),
    )
    const proxy = await Waymark.start(network, at, {
      igmp: { interfaces: { 'hall*': {} } },
      multicast: { proxy: sides.map(({ n }) => ({ upstream: `wan${n}`, downstream: [`hall${n}`] })) },
    })
    // Both cameras send both groups; each screen wants both.
    for (const { camera } of hosts) {
      for (const { n, group } of sides) await Sender.start(camera, { address: group, port: PORT + n, rate: 50 })
    }
    for (const [i, { screen }] of hosts.entries()) {
      for (const { n, group } of sides) {
        await (await Receiver.start(screen, PORT + n, { group, own: `10.5.2${i + 1}.10` })).join()
      }
    }
    const { flows } = await proxy.ask('/multicast/routes')
    assert.deepEqual(
      flows.map(({ group, incoming, outgoing }) => [group, incoming, ...outgoing].join(' ')).sort(),
      sides.flatMap(({ group }) => [`${group} wan1 hall1`, `${group} wan2 hall2`]),
    )
    for (const { n } of sides) {
      const joined = JSON.stringify(await at.ipJson(`maddress show dev wan${n}`))
      for (const { group } of sides) assert.ok(joined.includes(group), `wan${n} is no member of ${group}`)
    }
  },
)
