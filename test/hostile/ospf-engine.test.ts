import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ipv4 } from '../../protocols/base/ipv4.js'
import { seededRandom } from '../../protocols/base/random.js'
import { AllSPFRouters } from '../../protocols/ospf/constants.js'
import { databaseOf, ethernet, Network, POINT_TO_POINT, settings, states } from '../ospf/engine/network.js'
import { mutated } from './mutated.js'

for (const type of ['point-to-point', 'broadcast'] as const) {
  for (let seed = 1; seed <= 5; seed++) {
    test(`a neighbor's packets, thousands of them mutated, on a ${type} network: no throw, and Full afterwards (seed ${seed})`, () => {
      const random = seededRandom(seed)
      const network = new Network()
      network.wire('r1 1', 'r2 1')
      const interfaces = { eth0: type === 'broadcast' ? {} : POINT_TO_POINT, eth1: {} }
      const [r1, r2] = [1, 2].map((n) =>
        network.router(`r${n}`, settings(`${n}.${n}.${n}.${n}`, interfaces), [
          ethernet(1, 'eth0', `10.0.0.${n}/24`),
          ethernet(2, 'eth1', `10.${n}.0.1/24`),
        ]),
      ) as [ReturnType<Network['router']>, ReturnType<Network['router']>]
      const bothFull = () => states(network, r1)['2.2.2.2'] === 'Full' && states(network, r2)['1.1.1.1'] === 'Full'
      network.until(bothFull)
      network.pass(10_000)
      for (let i = 0; i < 2000; i++) {
        const genuine = r2.effects.filter((effect) => effect.do === 'send')
        const packet = genuine[Math.floor(random.next() * genuine.length)]!
        network.input(r1, {
          on: 'packet',
          interface: 1,
          source: ipv4('10.0.0.2'),
          destination: AllSPFRouters,
          ttl: 1,
          bytes: mutated(packet.bytes, random),
        })
        if (i % 50 === 0) network.pass(random.next() * 3000)
      }
      network.until(bothFull, 300_000)
      network.until(() => String(databaseOf(network, r1)) === String(databaseOf(network, r2)), 7_200_000)
      assert.ok(databaseOf(network, r1).length < 2000)
      const refused = network.routers[0]!.engine.view(network.now).interfaces[0]!
      assert.ok(Object.keys({ ...refused.refusedPackets, ...refused.refusedLsas }).length > 3)
    })
  }
}
