import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatIpv4, ipv4 } from '../../../protocols/base/ipv4.js'
import type { OspfInterface } from '../../../protocols/ospf/memory.js'
import { networkLsa } from '../../../protocols/ospf/originate/network-lsa.js'
import { routerLsa } from '../../../protocols/ospf/originate/router-lsa.js'
import { chain, summariesIn } from '../area/areas.js'
import { LoneEngine } from '../engine/lone-engine.js'
import { ethernet, POINT_TO_POINT, routesOf, settings } from '../engine/network.js'
import { foreign, MAIN, rule } from '../external/as-boundary.js'
import { OneRouter } from '../one-router.js'
import * as routing from '../routing/fixture.js'

function suppress(ospfInterface: OspfInterface, more: Partial<OspfInterface['settings']> = {}): void {
  ospfInterface.settings = { ...ospfInterface.settings, prefixSuppression: true, ...more }
}

function ids(router: OneRouter): string[] {
  return routerLsa(router.memory, router.area).links.map(({ type, id }) => `${type} ${formatIpv4(id)}`)
}

test('RFC 6860 §2.1.2: to hide a point-to-point network, the Type 3 link is omitted from the router-LSA', () => {
  const router = new OneRouter()
  const link = router.addInterface('10.1.0.1', 'point-to-point', 'Point-to-point')
  router.addNeighbor(link, '10.1.0.2', 'Full', '10.0.0.2')
  suppress(link)
  assert.deepEqual(ids(router), ['1 10.0.0.2'])
})

test('RFC 6860 §2.2.2.1: the mask 255.255.255.255 is used in the network-LSA to hide a broadcast network', () => {
  const router = new OneRouter()
  const lan = router.addInterface('10.1.0.1', 'broadcast', 'DR')
  router.addNeighbor(lan, '10.1.0.2', 'Full', '10.0.0.2')
  lan.designatedRouter = ipv4('10.1.0.1')
  suppress(lan)
  assert.equal(networkLsa(lan, router.memory.routerId)?.networkMask, ipv4('255.255.255.255'))
  assert.deepEqual(ids(router), ['2 10.1.0.1'])
})

test('the network of a passive interface and the address of a loopback are advertised all the same', () => {
  const router = new OneRouter()
  suppress(router.addInterface('10.1.0.1', 'broadcast', 'DROther'), { passive: true })
  suppress(router.addInterface('192.0.2.1', 'loopback', 'Loopback', { length: 32 }))
  assert.deepEqual(ids(router), ['3 10.1.0.0', '3 192.0.2.1'])
})

test('RFC 6860 §2.2.2.2: where the mask in the network-LSA is 255.255.255.255, no route is installed, and others behind it are', () => {
  const f = new routing.Fixture('1.1.1.1')
  f.interface(1, '10.0.0.1/24', { neighbors: [['2.2.2.2', '10.0.0.2']] })
  f.tell(routing.routerLsa('2.2.2.2', ['p2p 1.1.1.1 10.0.0.2 10', 'lan 10.5.0.2 10.5.0.2 10']))
  f.tell(routing.networkLsa('10.5.0.2/32', '2.2.2.2', ['2.2.2.2', '3.3.3.3']))
  f.tell(routing.routerLsa('3.3.3.3', ['lan 10.5.0.2 10.5.0.3 10', 'stub 10.3.0.0/24 1']))
  f.settle()
  assert.equal(f.way('10.5.0.2/32'), undefined)
  assert.equal(f.way('10.3.0.0/24'), '21 via 10.0.0.2 eth1')
})

test('it begins and ends with the settings, without a new start', () => {
  const of = (prefixSuppression: boolean) => settings('10.0.0.1', { eth0: { ...POINT_TO_POINT, prefixSuppression } })
  const engine = new LoneEngine(of(true), ethernet(1, 'eth0', '10.0.0.1/24'))
  const stubs = () => {
    const [own] = engine.engine.database(engine.now)
    return JSON.stringify(own?.body ?? {}).includes('10.0.0.0')
  }
  engine.pass(6000)
  assert.equal(stubs(), false)
  engine.input({ on: 'settings', settings: of(false) })
  engine.pass(6000)
  assert.equal(stubs(), true)
})

test('RFC 6860 §1: a hidden network is in no routing table, and a border router on it tells no area of it', () => {
  const { network, r2, r3, r4 } = chain((own) => ({
    ...own,
    areas: own.areas.map((area) => ({
      ...area,
      interfaces: area.interfaces.map(({ pattern, settings: one }) => ({
        pattern,
        settings: { ...one, prefixSuppression: area.id === 1 },
      })),
    })),
  }))
  network.pass(30_000)
  const ofArea1 = (all: readonly string[]) => all.filter((text) => text.includes('10.1.'))
  assert.deepEqual(ofArea1(summariesIn(network, r3, '0.0.0.0')), ['3 10.1.1.0 255.255.255.0 of 10.0.0.2: 20'])
  assert.deepEqual(ofArea1(routesOf(network, r4)), ['10.1.1.0/24 40 via 10.2.0.3 up'])
  assert.deepEqual(
    r2.engine.routes(network.now).filter(({ prefix }) => prefix === '10.1.0.0/24'),
    [],
  )
})

test('RFC 6860 §4.1: a next hop on a hidden network must not be advertised as a forwarding address', () => {
  for (const prefixSuppression of [false, true]) {
    const engine = new LoneEngine(
      { ...settings('1.1.1.1', { eth0: { prefixSuppression } }), redistribute: [rule('static')] },
      ethernet(1, 'eth0', '10.0.0.1/24'),
    )
    engine.pass(200)
    engine.input({ on: 'foreign-routes', table: MAIN, changes: [foreign('198.51.100.0/24', '10.0.0.9')] })
    const external = [...engine.engine.database(engine.now)].find(({ type }) => type === 'as-external')
    assert.equal(external?.body.forwardingAddress, prefixSuppression ? '0.0.0.0' : '10.0.0.9')
  }
})
