import assert from 'node:assert/strict'
import type { Namespace } from '../../lab/namespace.js'
import type { Network } from '../../lab/network.js'
import { Receiver, Sender, type StreamCount } from '../../lab/stream.js'
import { always, until } from '../../lab/until.js'
import { type Configuration, Waymark } from '../../lab/waymark.js'
import { forwardingEntries } from './multicast-table.js'
import { scenario, together } from './scenario.js'

const PORT = 5006
const RATE = 500

/** A router with two LANs: cameras on `studio` (10.4.1.0/24), screens on `hall` (10.4.2.0/24). */
interface TwoLans {
  readonly router: Waymark
  readonly cameras: readonly Namespace[]
  readonly screens: readonly Namespace[]
}

async function twoLans(
  network: Network,
  hall: Configuration = {},
  options: Parameters<typeof Waymark.start>[3] = {},
): Promise<TwoLans> {
  const at = await network.add('router')
  const hosts = (name: string): Promise<Namespace[]> =>
    Promise.all([1, 2].map((n) => network.add(`${name}${n}`, 'host')))
  const [cameras, screens] = [await hosts('camera'), await hosts('screen')]
  const lan = (name: string, subnet: string, members: readonly Namespace[]): Promise<void> =>
    network.lan(name, [
      { at, name, addresses: [`${subnet}.1/24`] },
      ...members.map((member, i) => ({ at: member, name: 'eth0', addresses: [`${subnet}.${10 + i}/24`] })),
    ])
  await lan('studio', '10.4.1', cameras)
  await lan('hall', '10.4.2', screens)
  for (const camera of cameras) await camera.ip('route add default via 10.4.1.1')
  for (const screen of screens) await screen.ip('route add default via 10.4.2.1')
  const configuration = { igmp: { interfaces: { studio: {}, hall } }, multicast: { forward: ['studio', 'hall'] } }
  const router = await Waymark.start(network, at, configuration, options)
  return { router, cameras, screens }
}

const send = (camera: Namespace, group: string): Promise<Sender> =>
  Sender.start(camera, { address: group, port: PORT, rate: RATE })

const receive = (screen: Namespace, n: number, group: string, source?: string): Promise<Receiver> =>
  Receiver.start(screen, PORT, { group, own: `10.4.2.${10 + n}`, ...(source === undefined ? {} : { source }) })

/** The streams that the router's kernel forwards to the hall, as `SOURCE GROUP`. */
async function forwarded(router: Waymark): Promise<readonly string[]> {
  return (await forwardingEntries(router.at))
    .filter(({ outgoing }) => outgoing.includes('hall'))
    .map(({ source, group }) => `${source} ${group}`)
    .sort()
}

const silent = (count: StreamCount): boolean => count.received === 0

together('multicast between LANs', () => {
  for (const version of [2, 3] as const) {
    scenario(`a stream flows while IGMPv${version} hosts are members, and for nobody else`, [], async (network) => {
      const { router, cameras, screens } = await twoLans(network)
      for (const screen of screens) await screen.sysctl({ 'conf/eth0/force_igmp_version': version })
      await send(cameras[0]!, '239.1.2.3')
      await send(cameras[0]!, '239.9.9.9')
      await until(
        'the kernel has asked about both',
        async () => (await router.ask('/multicast/routes')).flows,
        (flows) => flows.length === 2,
      )
      assert.deepEqual(await forwarded(router), [])
      const first = await receive(screens[0]!, 0, '239.1.2.3')
      const second = await receive(screens[1]!, 1, '239.1.2.3')
      const afterJoin = await first.join()
      // Nobody waited for a query; how quick it is, multicast-latency.test.ts says.
      assert.ok(afterJoin < 2_000, `the first packet came ${afterJoin} ms after the join`)
      await second.join()
      assert.deepEqual(await forwarded(router), ['10.4.1.10 239.1.2.3'])
      const { groups } = await router.ask('/igmp/groups')
      assert.deepEqual(
        groups.filter((each) => each.group === '239.1.2.3').map((each) => [each.interface, each.filterMode]),
        [['hall', 'EXCLUDE']],
      )

      // One of two leaves: the other loses no packet.
      await second.count()
      first.leave()
      await always(
        'the other still receives all',
        () => second.count(),
        (count) => count.lost === 0,
        3_500,
        500,
      )
      assert.deepEqual(await forwarded(router), ['10.4.1.10 239.1.2.3'])
      // The last one leaves: two last-member queries of a second each, and it stops.
      second.leave()
      await until(
        'nothing is forwarded',
        () => forwarded(router),
        (now) => now.length === 0,
      )
      await until('nothing arrives', () => second.count(), silent, { every: 300 })
    })
  }

  scenario('a host that asks for one source gets that one alone', [], async (network) => {
    const { router, cameras, screens } = await twoLans(network)
    await send(cameras[0]!, '232.1.2.3')
    await send(cameras[1]!, '232.1.2.3')
    const receiver = await receive(screens[0]!, 0, '232.1.2.3', '10.4.1.11')
    await receiver.join()
    await until(
      'the kernel forwards the one source',
      () => forwarded(router),
      (now) => now.join() === '10.4.1.11 232.1.2.3',
    )
    const other = await receive(screens[1]!, 1, '232.1.2.3', '10.4.1.10')
    await other.join()
    assert.deepEqual(await forwarded(router), ['10.4.1.10 232.1.2.3', '10.4.1.11 232.1.2.3'])
    other.leave()
    await until(
      'the other source stops',
      () => forwarded(router),
      (now) => now.join() === '10.4.1.11 232.1.2.3',
    )
    await receiver.count()
    await always(
      'the first source goes on',
      () => receiver.count(),
      (count) => count.lost === 0,
      1_500,
      500,
    )
  })

  scenario('an IGMPv1 host is a member until it is no longer heard of', [], async (network) => {
    const { router, cameras, screens } = await twoLans(network)
    await screens[0]!.sysctl({ 'conf/eth0/force_igmp_version': 1 })
    await send(cameras[0]!, '239.1.2.3')
    const receiver = await receive(screens[0]!, 0, '239.1.2.3')
    await receiver.join()
    assert.deepEqual(await forwarded(router), ['10.4.1.10 239.1.2.3'])
    const { groups } = await router.ask('/igmp/groups')
    assert.equal(groups.find((each) => each.group === '239.1.2.3')?.compatibilityMode, 'IGMPv1')
  })

  scenario(
    'of two routers on a LAN the one with the lower address is querier; the other takes over',
    [],
    async (network) => {
      const { router, screens } = await twoLans(network, { 'query-interval': '2 s', 'query-max-response-time': '1 s' })
      // The screen becomes a second router of the hall, with a higher address than the first.
      const other = await Waymark.start(network, screens[0]!, {
        igmp: { interfaces: { eth0: { 'query-interval': '2 s', 'query-max-response-time': '1 s' } } },
      })
      const states = async (): Promise<readonly (string | null | undefined)[]> => {
        const hall = (await router.ask('/igmp/interfaces')).interfaces.find((each) => each.interface === 'hall')
        const eth0 = (await other.ask('/igmp/interfaces')).interfaces.find((each) => each.interface === 'eth0')
        return [hall?.querierState, eth0?.querierState, eth0?.querier]
      }
      await until('10.4.2.1 is querier', states, (seen) => seen.join() === 'Querier,Non-Querier,10.4.2.1')
      await router.stop()
      await until(
        '10.4.2.10 takes over',
        async () => (await other.ask('/igmp/interfaces')).interfaces.map((each) => each.querierState),
        (seen) => seen.join() === 'Querier',
      )
    },
  )

  scenario(
    'without CAP_NET_ADMIN it forwards all the same, by entries that end with the daemon',
    [],
    async (network) => {
      const under = ['setpriv', '--bounding-set=-all,+net_raw', '--no-new-privs']
      const { router, cameras, screens } = await twoLans(network, {}, { under })
      await send(cameras[0]!, '239.1.2.3')
      const receiver = await receive(screens[0]!, 0, '239.1.2.3')
      await receiver.join()
      assert.deepEqual(await forwarded(router), ['10.4.1.10 239.1.2.3'])
      receiver.leave()
      await until(
        'nothing is forwarded',
        () => forwarded(router),
        (now) => now.length === 0,
      )
      await router.kill()
      assert.deepEqual(await forwardingEntries(router.at), [])
    },
  )

  scenario('stopping leaves no group, forwarding entry or multicast interface in the kernel', [], async (network) => {
    const { router, cameras, screens } = await twoLans(network)
    await send(cameras[0]!, '239.1.2.3')
    const receiver = await receive(screens[0]!, 0, '239.1.2.3')
    await receiver.join()
    assert.equal(await router.stop(), 0)
    assert.deepEqual(await forwardingEntries(router.at), [])
    const groups = JSON.stringify(await router.at.ipJson('maddress show dev hall'))
    assert.doesNotMatch(groups, /224\.0\.0\.22|224\.0\.0\.2"/)
  })
})
