import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seconds } from '../../../protocols/base/duration.js'
import type { OspfEffect } from '../../../protocols/ospf/contract.js'
import { hello, LoneEngine } from './lone-engine.js'
import {
  address,
  databaseOf,
  ethernet,
  Network,
  POINT_TO_POINT,
  type Router,
  routesOf,
  settings,
  states,
} from './network.js'

const LO = { ...ethernet(9, 'lo', '127.0.0.1/8', '192.0.2.1/32'), kind: 'loopback' as const }

/** r1 and r2 on a line, each with a network of its own, fully adjacent and at rest. */
function pair(): { network: Network; r1: Router; r2: Router } {
  const network = new Network()
  network.wire('r1 1', 'r2 1')
  const [r1, r2] = [1, 2].map((n) =>
    network.router(`r${n}`, settings(`${n}.${n}.${n}.${n}`, { eth0: POINT_TO_POINT, eth1: { passive: true } }), [
      ethernet(1, 'eth0', `10.0.0.${n}/30`),
      ethernet(2, 'eth1', `10.${n}.0.1/24`),
    ]),
  )
  network.until(() => states(network, r1!)['2.2.2.2'] === 'Full')
  network.pass(12_000)
  return { network, r1: r1!, r2: r2! }
}

function count(router: Router, deed: OspfEffect['do']): number {
  return router.effects.filter((effect) => effect.do === deed).length
}

test('nothing happens before the first settings', () => {
  const { engine } = new LoneEngine(settings('1.1.1.1', {}))
  assert.deepEqual(engine.view(0 as never).interfaces, [])
})

test('shutdown: own LSAs are flushed, then the routes are withdrawn, the links closed, and it is stopped', () => {
  const { network, r1, r2 } = pair()
  assert.equal(
    routesOf(network, r2).some((route) => route.startsWith('10.1.0.0/24')),
    true,
  )
  r1.effects.length = 0
  network.input(r1, { on: 'shutdown' })
  const took = network.until(() => count(r1, 'stopped') > 0, 2000)
  // The neighbor may delay its acknowledgment (§13.5)
  assert.ok(took < 1400, `${took} ms`)
  assert.deepEqual(
    databaseOf(network, r2).filter((lsa) => lsa.includes('1.1.1.1')),
    [],
  )
  assert.deepEqual(
    routesOf(network, r2).filter((route) => route.startsWith('10.1.0.0/24')),
    [],
  )
  const last = r1.effects.filter((effect) => effect.do !== 'send' && effect.do !== 'notice').map((effect) => effect.do)
  assert.deepEqual(last, ['close', 'routes', 'stopped'])
  assert.equal(r1.engine.wakeAt(), undefined)
  assert.deepEqual(network.input(r1, { on: 'time' }), [])
})

test('shutdown waits no longer than 1.5 s for a neighbor that does not acknowledge', () => {
  const { network, r1 } = pair()
  network.drops = () => true
  network.input(r1, { on: 'shutdown' })
  const took = network.until(() => count(r1, 'stopped') > 0, 5000)
  assert.ok(took >= 1500 && took < 1600, `${took} ms`)
})

test('shutdown without neighbors is immediate, and before the first settings too', () => {
  const engine = new LoneEngine(settings('1.1.1.1', { eth0: {} }), ethernet(1, 'eth0', '10.0.0.1/24'))
  engine.input({ on: 'shutdown' })
  assert.equal(engine.deeds().at(-1), 'stopped')
})

test('another Router ID: what the old one originated is flushed first, then everything begins anew under the new one', () => {
  const { network, r1, r2 } = pair()
  network.input(r1, {
    on: 'settings',
    settings: settings('7.7.7.7', { eth0: POINT_TO_POINT, eth1: { passive: true } }),
  })
  network.until(() => states(network, r2)['7.7.7.7'] === 'Full', 1000)
  network.pass(12_000)
  assert.deepEqual(states(network, r2), { '7.7.7.7': 'Full' })
  assert.deepEqual(databaseOf(network, r1), databaseOf(network, r2))
  assert.deepEqual(
    databaseOf(network, r2).filter((lsa) => lsa.includes('1.1.1.1')),
    [],
  )
  assert.ok(routesOf(network, r2).some((route) => route.startsWith('10.1.0.0/24')))
  assert.equal(count(r1, 'stopped'), 0)
})

test('another Router ID on a DR: its network gets a DR again, and no network-LSA of the old one stays', () => {
  const network = new Network()
  network.wire('r1 1', 'r2 1', 'r3 1')
  const routers = [1, 2, 3].map((n) =>
    network.router(`r${n}`, settings(`${n}.${n}.${n}.${n}`, { eth0: {} }), [ethernet(1, 'eth0', `10.0.0.${n}/24`)]),
  )
  const [, r2, r3] = routers
  network.pass(60_000)
  assert.equal(r3!.engine.view(network.now).interfaces[0]?.state, 'DR')
  const ofOld = () => databaseOf(network, r2!).filter((lsa) => lsa.includes('3.3.3.3'))
  let leftWhenNewBegan: readonly string[] | undefined
  network.drops = (from, { bytes }) => {
    if (from === r3 && new DataView(bytes.buffer, bytes.byteOffset).getUint32(4) === 9) leftWhenNewBegan ??= ofOld()
    return false
  }
  assert.equal(ofOld().length, 2)
  network.input(r3!, { on: 'settings', settings: settings('0.0.0.9', { eth0: {} }) })
  network.pass(60_000)
  assert.deepEqual(leftWhenNewBegan, [], 'the new one says nothing before the old one is gone')
  const views = routers.map((each) => each.engine.view(network.now).interfaces[0]!)
  assert.deepEqual(
    views.map((each) => each.designatedRouter),
    Array(3).fill(views[0]!.designatedRouter),
  )
  assert.notEqual(views[0]!.designatedRouter, null)
  const networks = databaseOf(network, r2!).filter((lsa) => lsa.startsWith('network'))
  assert.equal(networks.length, 1)
  assert.deepEqual(ofOld(), [])
  assert.deepEqual(databaseOf(network, r2!), databaseOf(network, r3!))
})

test('a changed maximum of paths is in force at once', () => {
  const network = new Network()
  network.wire('r1 1', 'r2 1')
  network.wire('r1 2', 'r2 2')
  const own = (n: number) => settings(`${n}.${n}.${n}.${n}`, { 'eth*': POINT_TO_POINT, lo: {} })
  const [r1] = [1, 2].map((n) =>
    network.router(`r${n}`, own(n), [
      ethernet(1, 'eth0', `10.0.0.${n}/30`),
      ethernet(2, 'eth1', `10.0.1.${n}/30`),
      { ...LO, addresses: [address(`192.0.2.${n}/32`)] },
    ]),
  )
  const toR2 = () => routesOf(network, r1!).find((route) => route.startsWith('192.0.2.2/32'))
  network.pass(20_000)
  assert.equal(toR2(), '192.0.2.2/32 10 via 10.0.0.2 eth0, 10.0.1.2 eth1')
  network.input(r1!, { on: 'settings', settings: { ...own(1), maximumPaths: 1 } })
  network.pass(6000)
  assert.equal(toR2(), '192.0.2.2/32 10 via 10.0.0.2 eth0')
})

test('a neighbor on a line that changes its address is the gateway under the new one', () => {
  const { network, r1, r2 } = pair()
  assert.ok(routesOf(network, r1).includes('10.2.0.0/24 20 via 10.0.0.2 eth0'))
  network.drops = (from) => from === r2
  network.input(r2, { on: 'link', link: ethernet(1, 'eth0', '10.0.0.3/29') })
  network.drops = () => false
  network.pass(30_000)
  assert.ok(routesOf(network, r1).includes('10.2.0.0/24 20 via 10.0.0.3 eth0'))
})

test('shutdown while the Router ID is being changed ends it all', () => {
  const { network, r1 } = pair()
  network.drops = () => true
  network.input(r1, { on: 'settings', settings: settings('7.7.7.7', { eth0: POINT_TO_POINT }) })
  network.input(r1, { on: 'shutdown' })
  network.until(() => count(r1, 'stopped') > 0, 2000)
  network.pass(10_000)
  assert.equal(r1.engine.view(network.now).routerId, '0.0.0.0')
})

test('converged is said once, when every adjacency is full and the routes are calculated', () => {
  const { r1, r2 } = pair()
  for (const router of [r1, r2]) {
    const deeds = router.effects.map((effect) => effect.do)
    assert.equal(count(router, 'converged'), 1)
    const before = deeds.slice(0, deeds.indexOf('converged'))
    assert.ok(before.includes('routes'))
  }
})

test('converged is not said while an interface waits for neighbors, but after RouterDeadInterval', () => {
  const engine = new LoneEngine(settings('1.1.1.1', { eth0: POINT_TO_POINT }), LO, ethernet(1, 'eth0', '10.0.0.1/30'))
  engine.pass(39_999)
  assert.ok(!engine.deeds().includes('converged'))
  engine.pass(1001)
  assert.equal(engine.deeds().at(-1), 'converged')
})

test('converged is not said before the links had time to be told', () => {
  const engine = new LoneEngine(settings('1.1.1.1', { lo: {}, eth0: { deadInterval: seconds(4) } }), LO)
  engine.pass(1000)
  assert.ok(!engine.deeds().includes('converged'))
  engine.input({ on: 'link', link: ethernet(1, 'eth0', '10.0.0.1/30') })
  engine.pass(2500)
  assert.ok(!engine.deeds().includes('converged'))
  engine.pass(3000)
  assert.ok(engine.deeds().includes('converged'))
})

test('converged is said at last although a neighbor never gets beyond ExStart', () => {
  const engine = new LoneEngine(settings('1.1.1.1', { eth0: POINT_TO_POINT }), ethernet(1, 'eth0', '10.0.0.1/24'))
  const stuck = () => engine.hear({ address: '10.0.0.2', id: '2.2.2.2' }, hello('1.1.1.1'))
  engine.passHearing(99_000, stuck)
  assert.equal(engine.state('10.0.0.2'), 'ExStart')
  assert.ok(!engine.deeds().includes('converged'))
  engine.passHearing(2000, stuck)
  assert.ok(engine.deeds().includes('converged'))
})

test('a router that starts again where it was DR before disturbs nobody but itself', () => {
  const network = new Network()
  network.wire('r1 1', 'r2 1', 'r3 1')
  const lan = (n: number) => [ethernet(1, 'eth0', `10.0.0.${n}/24`)]
  const own = (n: number) => settings(`${n}.${n}.${n}.${n}`, { eth0: {} })
  const [r1, r2, r3] = [1, 2, 3].map((n) => network.router(`r${n}`, own(n), lan(n)))
  network.pass(60_000)
  assert.equal(r3!.engine.view(network.now).interfaces[0]?.state, 'DR')
  const changes = () => r1!.engine.view(network.now).neighbors.find((each) => each.routerId === '2.2.2.2')!.stateChanges
  const before = changes()
  network.replace(r3!, own(3))
  network.pass(60_000)
  assert.equal(changes(), before)
  assert.equal(Object.values(states(network, r3!)).filter((state) => state === 'Full').length, 2)
  for (const router of [r2!, r3!]) assert.deepEqual(databaseOf(network, router), databaseOf(network, r1!))
})
