import assert from 'node:assert/strict'
import { waymarkOspf } from '../../lab/plan.js'
import { kernelRoutes } from '../../lab/routes.js'
import { Receiver, Sender } from '../../lab/stream.js'
import { until } from '../../lab/until.js'
import { Waymark } from '../../lab/waymark.js'
import { pair, startWaymark, untilFull, untilRoute } from './pair.js'
import { scenario, together } from './scenario.js'

together('a daemon that ends and starts again', () => {
  scenario(
    'kill -9 and restart: traffic on existing routes never stops, and no stale route stays',
    [],
    async (network) => {
      const [a, b] = await pair(network)
      await b.at.ip('address add 10.255.0.22/32 dev lo')
      const host = await network.add('host', 'host')
      await network.connect(
        { at: host, name: 'eth0', addresses: ['10.3.0.10/24'] },
        { at: a.at, name: 'desks', addresses: ['10.3.0.1/24'] },
      )
      await host.ip('route add default via 10.3.0.1')
      const [one, two] = [await startWaymark(network, a), await startWaymark(network, b)]
      await Promise.all([untilFull(one), untilFull(two)])
      await untilRoute(a.at, '10.255.0.2/32', ['10.1.12.2 ptp0'])
      await untilRoute(a.at, '10.255.0.22/32', ['10.1.12.2 ptp0'])

      const receiver = await Receiver.start(b.at, 5004)
      const sender = await Sender.start(host, { address: '10.255.0.2', port: 5004, rate: 500 })
      await until(
        'the stream flows',
        () => receiver.count(),
        (count) => count.received > 100 && count.lost === 0,
      )

      await one.kill()
      await b.at.ip('address del 10.255.0.22/32 dev lo')
      assert.deepEqual(
        (await kernelRoutes(a.at)).get('10.255.0.2/32'),
        ['10.1.12.2 ptp0'],
        'a crash takes no route along',
      )
      await one.restart()
      await untilRoute(a.at, '10.255.0.22/32', undefined, 30_000)
      await Promise.all([untilFull(one), untilFull(two)])
      await untilRoute(a.at, '10.255.0.2/32', ['10.1.12.2 ptp0'])
      const count = await receiver.count()
      assert.ok(count.received > 100, JSON.stringify(count))
      assert.equal(count.lost, 0)
      await sender.stop()
    },
  )

  scenario(
    'SIGTERM withdraws: own LSAs are flushed and own routes gone, at once for the neighbors too',
    [],
    async (network) => {
      // Far longer than anything here takes: what happens does not happen because of it.
      const [a, b] = await pair(network, undefined, { dead: 3600 })
      const [one, two] = [await startWaymark(network, a), await startWaymark(network, b)]
      await Promise.all([untilFull(one), untilFull(two)])
      await untilRoute(b.at, '10.255.0.1/32', ['10.1.12.1 ptp0'])
      // A neighbor drops what comes within MinLSArrival of the instance before (§13 (5a)): let that pass first.
      await until(
        'the LSA is a while old',
        () => two.ask('/ospf/database'),
        ({ lsas }) => lsas.some((lsa) => lsa.advertisingRouter === '192.0.2.1' && lsa.age >= 3),
      )
      // By itself, not because it took too long; for how long it waits at most is in test/ospf/engine/life.test.ts
      assert.equal(await one.stop(), 0)
      assert.equal((await kernelRoutes(a.at)).size, 0)
      await untilRoute(b.at, '10.255.0.1/32', undefined)
      const { lsas } = await two.ask('/ospf/database')
      assert.deepEqual(
        lsas.filter((lsa) => lsa.advertisingRouter === '192.0.2.1' && lsa.age < 3600),
        [],
      )
    },
  )

  scenario(
    'the Router ID that was chosen is kept over a restart, whatever the addresses are then',
    [],
    async (network) => {
      const [a] = await pair(network)
      const { 'router-id': _, ...config } = waymarkOspf(a.plan)
      const one = await Waymark.start(network, a.at, config)
      const chosen = (): Promise<string | null> => one.ask('/status').then((status) => status.ospf[0]!.routerId)
      await until('a Router ID is chosen', chosen, (id) => id === '10.255.0.1')
      await one.stop()
      await a.at.ip('address add 10.255.0.200/32 dev lo')
      await one.restart()
      await until('the same Router ID is there', chosen, (id) => id !== null)
      assert.equal(await chosen(), '10.255.0.1')
    },
  )
})
