import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ipv4 } from '../../protocols/base/ipv4.js'
import { seededRandom } from '../../protocols/base/random.js'
import { AllSPFRouters } from '../../protocols/ospf/constants.js'
import { databaseOf, routesOf } from '../ospf/engine/network.js'
import { chain } from '../ospf/virtual-link/chain.js'
import { untilVirtuallyFull, virtualInterface } from '../ospf/virtual-link/looks.js'
import { mutated } from './mutated.js'

/** r2 has them from its neighbor in the Transit area and, from afar, from the other end of the virtual link. */
for (let seed = 1; seed <= 4; seed++) {
  test(`mutated packets of the Transit area and of a virtual link: no throw, and Full afterwards (seed ${seed})`, () => {
    const random = seededRandom(seed)
    const { network, r1, r2, r3, r4 } = chain()
    untilVirtuallyFull(network, r2, r4)
    network.until(() => routesOf(network, r1).some((route) => route.startsWith('10.2.0.0/24')))
    const before = routesOf(network, r1)
    for (let i = 0; i < 2000; i++) {
      const far = random.next() < 0.5
      const genuine = (far ? r4 : r3).effects.filter((effect) => effect.do === 'send' && effect.routed === far)
      const packet = genuine[Math.floor(random.next() * genuine.length)]
      if (packet?.do !== 'send' || (!far && packet.interface !== 1)) continue
      network.input(r2, {
        on: 'packet',
        interface: 2,
        source: far ? ipv4('10.1.1.4') : ipv4('10.1.0.3'),
        destination: far ? ipv4('10.1.0.2') : AllSPFRouters,
        ttl: far ? 254 : 1,
        bytes: mutated(packet.bytes, random),
      })
      if (i % 50 === 0) network.pass(random.next() * 3000)
    }
    // What was forged and is nobody's goes when it is MaxAge
    network.until(() => String(routesOf(network, r1)) === String(before), 7_200_000)
    untilVirtuallyFull(network, r2, r4)
    assert.ok(databaseOf(network, r2).length < 2000)
    const refused = virtualInterface(network, r2)
    assert.ok(Object.keys({ ...refused.refusedPackets, ...refused.refusedLsas }).length > 3)
  })
}
