import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ipv4 } from '../../../protocols/base/ipv4.js'
import { areaId, routerId } from '../../../protocols/ospf/identifiers.js'
import { calculateRoutes } from '../../../protocols/ospf/routing/calculate.js'
import { virtualPathTo } from '../../../protocols/ospf/routing/virtual-path.js'
import { Fixture, routerLsa } from '../routing/fixture.js'

test('a virtual link has no path to what cannot be an address of its other end', () => {
  const f = new Fixture('1.1.1.1')
  const ospfInterface = f.interface(4, '10.0.4.1/24', { area: 1, neighbors: [['10.0.1.2', '10.0.4.2']] })
  Object.assign(f.memory, { interfacesOfLink: new Map([[4, [ospfInterface]]]) })
  const addressFor = (linkData: string, ...stubs: string[]): number | undefined => {
    f.tell(routerLsa('10.0.1.2', ['p2p 1.1.1.1 10.0.4.2 1', 'p2p 10.0.1.3 10.0.5.2 1'], 1), 1)
    f.tell(routerLsa('10.0.1.3', [`p2p 10.0.1.2 ${linkData} 1`, 'stub 10.0.5.0/24 1', ...stubs], 1), 1)
    calculateRoutes(f.memory)
    const path = virtualPathTo(f.memory, areaId(1), routerId(ipv4('10.0.1.3')))
    return path.ok ? path.value.address : undefined
  }
  assert.equal(addressFor('10.0.5.3'), ipv4('10.0.5.3'))
  for (const no of ['0.0.0.7', '127.0.0.1', '224.0.0.5', '255.255.255.255']) {
    assert.equal(addressFor(no), undefined, no)
    assert.equal(addressFor('0.0.0.7', `stub ${no}/32 0`), undefined, no)
  }
  assert.equal(addressFor('224.0.0.5', 'stub 10.0.1.3/32 0'), ipv4('10.0.1.3'))
})
