import assert from 'node:assert/strict'
import { waymarkOspf } from '../../lab/plan.js'
import { kernelRoutes } from '../../lab/routes.js'
import { always, until } from '../../lab/until.js'
import { pair, startWaymark, untilFull, untilRoute } from './pair.js'
import { scenario, together } from './scenario.js'

together('what happens to links, addresses and routes', () => {
  scenario('an unnumbered point-to-point link: both ends borrow their loopback address', [], async (network) => {
    const [a, b] = await pair(network, [['10.255.0.1/32'], ['10.255.0.2/32']])
    const [one, two] = [await startWaymark(network, a), await startWaymark(network, b)]
    await Promise.all([untilFull(one), untilFull(two)])
    await untilRoute(a.at, '10.255.0.2/32', ['10.255.0.2 ptp0'])
    await untilRoute(b.at, '10.255.0.1/32', ['10.255.0.1 ptp0'])
    await a.at.run(['ping', '-n', '-c', '1', '-W', '2', '-I', '10.255.0.1', '10.255.0.2'])
  })

  scenario(
    'a link that loses carrier loses its neighbor and routes at once, and has them again afterwards',
    [],
    async (network) => {
      const [a, b] = await pair(network, undefined, { dead: 3600 })
      const [one, two] = [await startWaymark(network, a), await startWaymark(network, b)]
      await Promise.all([untilFull(one), untilFull(two)])
      await untilRoute(a.at, '10.255.0.2/32', ['10.1.12.2 ptp0'])
      await b.at.ip('link set ptp0 down')
      // Far below the dead interval: nobody waited for Hellos.
      await untilRoute(a.at, '10.255.0.2/32', undefined)
      await until(
        'the neighbor is gone',
        () => one.neighbors(),
        (seen) => seen.length === 0,
      )
      await b.at.ip('link set ptp0 up')
      await untilRoute(a.at, '10.255.0.2/32', ['10.1.12.2 ptp0'])
      await untilRoute(b.at, '10.255.0.1/32', ['10.1.12.1 ptp0'])
    },
  )

  scenario('an address that comes or goes on an interface is advertised or withdrawn', [], async (network) => {
    const [a, b] = await pair(network)
    const [one, two] = [await startWaymark(network, a), await startWaymark(network, b)]
    await Promise.all([untilFull(one), untilFull(two)])
    await b.at.ip('address add 10.9.9.1/24 dev ptp0')
    await untilRoute(a.at, '10.9.9.0/24', ['10.1.12.2 ptp0'])
    await b.at.ip('address del 10.9.9.1/24 dev ptp0')
    await untilRoute(a.at, '10.9.9.0/24', undefined)
    await b.at.ip('address add 10.255.0.22/32 dev lo')
    await untilRoute(a.at, '10.255.0.22/32', ['10.1.12.2 ptp0'])
    assert.equal((await one.neighbors())[0]?.state, 'Full')
  })

  scenario('a link whose subnet is renumbered forms its adjacency with the new addresses', [], async (network) => {
    const [a, b] = await pair(network)
    const [one, two] = [await startWaymark(network, a), await startWaymark(network, b)]
    await Promise.all([untilFull(one), untilFull(two)])
    await untilRoute(a.at, '10.255.0.2/32', ['10.1.12.2 ptp0'])
    await Promise.all([
      a.at.ip('address del 10.1.12.1/30 dev ptp0', 'address add 10.1.99.1/30 dev ptp0'),
      b.at.ip('address del 10.1.12.2/30 dev ptp0', 'address add 10.1.99.2/30 dev ptp0'),
    ])
    await untilRoute(a.at, '10.255.0.2/32', ['10.1.99.2 ptp0'], 30_000)
    await untilRoute(b.at, '10.255.0.1/32', ['10.1.99.1 ptp0'], 30_000)
  })

  scenario(
    'an MTU mismatch is named, and is over when the MTU is changed under the running daemon',
    [],
    async (network) => {
      const [a, b] = await pair(network)
      await b.at.ip('link set ptp0 mtu 1400')
      const [one, two] = [await startWaymark(network, a), await startWaymark(network, b)]
      await until(
        'the one with the smaller MTU says why',
        async () => (await two.ask('/ospf/neighbors')).neighbors,
        (seen) => seen[0]?.whyNotFull === 'MTU mismatch: theirs 1500, ours 1400',
      )
      await b.at.ip('link set ptp0 mtu 1500')
      await Promise.all([untilFull(one), untilFull(two)])
    },
  )

  scenario('a dead interval mismatch is named', [], async (network) => {
    const [a, b] = await pair(network)
    const [one] = [
      await startWaymark(network, a),
      await startWaymark(network, {
        ...b,
        plan: { ...b.plan, interfaces: b.plan.interfaces.map((each) => ({ ...each, dead: 40 })) },
      }),
    ]
    await until(
      'the neighbor that is refused says why',
      async () => (await one.ask('/ospf/neighbors')).neighbors,
      (seen) =>
        seen.length === 1 && seen[0]!.whyNotFull?.startsWith('dead-interval mismatch: theirs 40, ours 4') === true,
    )
  })

  scenario(
    'a route that somebody deletes comes back within seconds; a foreign one is left alone',
    [],
    async (network) => {
      const [a, b] = await pair(network)
      await a.at.ip('route add 198.51.100.0/24 via 10.1.12.2 proto 99')
      const [one, two] = [await startWaymark(network, a), await startWaymark(network, b)]
      await Promise.all([untilFull(one), untilFull(two)])
      await untilRoute(a.at, '10.255.0.2/32', ['10.1.12.2 ptp0'])
      await a.at.ip('route del 10.255.0.2/32')
      await untilRoute(a.at, '10.255.0.2/32', ['10.1.12.2 ptp0'], 15_000)
      await a.at.ip('nexthop flush protocol 188')
      await untilRoute(a.at, '10.255.0.2/32', ['10.1.12.2 ptp0'], 15_000)
      assert.deepEqual((await kernelRoutes(a.at)).get('198.51.100.0/24'), ['10.1.12.2 ptp0'])
      await one.stop()
      assert.deepEqual([...(await kernelRoutes(a.at)).keys()], ['198.51.100.0/24'])
      assert.equal(await a.at.run(['ip', 'nexthop', 'show']), '')
    },
  )

  scenario(
    'SIGHUP reads the configuration again: what changed changes, an adjacency that did not stays',
    [],
    async (network) => {
      const [a, b] = await pair(network)
      await b.at.ip('link add late0 type bridge', 'address add 10.8.0.1/24 dev late0')
      const [one, two] = [await startWaymark(network, a), await startWaymark(network, b)]
      await Promise.all([untilFull(one), untilFull(two)])
      const before = (await one.ask('/ospf/neighbors')).neighbors[0]!.stateChanges
      const late = { name: 'late0', type: 'broadcast', passive: true } as const
      two.configure(waymarkOspf({ ...b.plan, interfaces: [...b.plan.interfaces, late] }))
      two.reload()
      // The interface that the configuration names now is not up yet: it is waited for.
      await always(
        'no neighbor is lost',
        () => one.neighbors(),
        (seen) => seen[0]?.state === 'Full',
        500,
      )
      await b.at.ip(
        'link set late0 up',
        'link add stub0 type veth peer name stub1',
        'link set stub0 master late0 up',
        'link set stub1 up',
      )
      await untilRoute(a.at, '10.8.0.0/24', ['10.1.12.2 ptp0'])
      assert.equal((await one.ask('/ospf/neighbors')).neighbors[0]!.stateChanges, before)
    },
  )
})
