import assert from 'node:assert/strict'
import { test } from 'node:test'
import { databaseOf, ethernet, Network, POINT_TO_POINT, routesOf, settings, states } from './network.js'

test('two routers on a point-to-point link are fully adjacent within milliseconds of the link coming up', () => {
  const network = new Network()
  network.wire('r1 1', 'r2 1')
  const r1 = network.router('r1', settings('1.1.1.1', { 'eth*': POINT_TO_POINT }), [
    ethernet(1, 'eth0', '10.0.0.1/30'),
    ethernet(2, 'eth1', '10.1.0.1/24'),
  ])
  const r2 = network.router('r2', settings('2.2.2.2', { 'eth*': POINT_TO_POINT }), [
    ethernet(1, 'eth0', '10.0.0.2/30'),
    ethernet(2, 'eth1', '10.2.0.1/24'),
  ])
  const took = network.until(
    () => states(network, r1)['2.2.2.2'] === 'Full' && states(network, r2)['1.1.1.1'] === 'Full',
  )
  assert.ok(took < 200, `${took} ms`)
  network.pass(10_000)
  assert.deepEqual(databaseOf(network, r1), databaseOf(network, r2))
  assert.equal(databaseOf(network, r1).length, 2)
  assert.deepEqual(routesOf(network, r1), [
    '10.0.0.0/30 10 via - eth0',
    '10.1.0.0/24 10 via - eth1',
    '10.2.0.0/24 20 via 10.0.0.2 eth0',
  ])
})

test('three routers on a broadcast network elect DR and Backup after RouterDeadInterval and agree on everything', () => {
  const network = new Network()
  network.wire('r1 1', 'r2 1', 'r3 1')
  const routers = [1, 2, 3].map((n) =>
    network.router(`r${n}`, settings(`${n}.${n}.${n}.${n}`, { eth0: {}, lo: {} }), [
      ethernet(1, 'eth0', `10.0.0.${n}/24`),
      { ...ethernet(2, 'lo', `${n}.${n}.${n}.${n}/32`), kind: 'loopback' },
    ]),
  )
  const [r1, r2, r3] = routers
  const allFull = () =>
    routers.every((each) => Object.values(states(network, each)).filter((s) => s === 'Full').length === 2)
  const took = network.until(allFull)
  assert.ok(took >= 40_000 && took < 46_000, `${took} ms`)
  network.pass(10_000)
  const [view] = r1!.engine.view(network.now).interfaces
  assert.equal(view?.designatedRouter, '10.0.0.3')
  assert.equal(view?.backupDesignatedRouter, '10.0.0.2')
  assert.deepEqual(databaseOf(network, r1!), databaseOf(network, r2!))
  assert.deepEqual(databaseOf(network, r1!), databaseOf(network, r3!))
  assert.equal(databaseOf(network, r1!).length, 4)
  assert.deepEqual(routesOf(network, r1!), [
    '1.1.1.1/32 0 via - lo',
    '2.2.2.2/32 10 via 10.0.0.2 eth0',
    '3.3.3.3/32 10 via 10.0.0.3 eth0',
    '10.0.0.0/24 10 via - eth0',
  ])
})

test('routers that name the subnets of a point-to-point link in another order speak on different ones and are Full', () => {
  const network = new Network()
  network.wire('r1 1', 'r2 1')
  const own = (n: number) => settings(`${n}.${n}.${n}.${n}`, { eth0: POINT_TO_POINT })
  const r1 = network.router('r1', own(1), [ethernet(1, 'eth0', '10.0.0.1/30', '10.0.1.1/30')])
  const r2 = network.router('r2', own(2), [ethernet(1, 'eth0', '10.0.1.2/30', '10.0.0.2/30')])
  network.until(() => states(network, r1)['2.2.2.2'] === 'Full' && states(network, r2)['1.1.1.1'] === 'Full', 1000)
  network.pass(60_000)
  assert.deepEqual([states(network, r1), states(network, r2)], [{ '2.2.2.2': 'Full' }, { '1.1.1.1': 'Full' }])
  assert.deepEqual(databaseOf(network, r1), databaseOf(network, r2))
})
