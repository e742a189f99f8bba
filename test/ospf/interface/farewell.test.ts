import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seconds } from '../../../protocols/base/duration.js'
import { ipv4 } from '../../../protocols/base/ipv4.js'
import { routerId } from '../../../protocols/ospf/identifiers.js'
import { ethernet, Network, POINT_TO_POINT, type Router, settings } from '../engine/network.js'

/** Three routers on a LAN, of which r3 is Designated Router and r2 its Backup. */
function lan(): { network: Network; routers: Router[] } {
  const network = new Network()
  network.wire('r1 1', 'r2 1', 'r3 1')
  const routers = [1, 2, 3].map((n) =>
    network.router(`r${n}`, settings(`${n}.${n}.${n}.${n}`, { eth0: {} }), [ethernet(1, 'eth0', `10.0.0.${n}/24`)]),
  )
  network.pass(60_000)
  assert.deepEqual(
    routers.map((router) => roleOf(network, router)),
    ['DROther', 'Backup', 'DR'],
  )
  return { network, routers }
}

const roleOf = (network: Network, { engine }: Router) => engine.view(network.now).interfaces[0]?.state
const neighborsOf = (network: Network, { engine }: Router) =>
  engine.view(network.now).neighbors.map(({ routerId, state }) => `${routerId} ${state}`)
const networkLsas = (network: Network, { engine }: Router) =>
  [...engine.database(network.now)]
    .filter(({ type, age }) => type === 'network' && age < 3600)
    .map(({ linkStateId }) => linkStateId)

test('§9.4, §14.1: who ends is Designated Router no more first, and the network has another network-LSA before its own is flushed', () => {
  const { network, routers } = lan()
  const [r1, r2, r3] = routers
  network.input(r3!, { on: 'shutdown' })
  let least = 1
  for (let ms = 0; ms < 3000; ms++) {
    network.pass(1)
    least = Math.min(least, networkLsas(network, r1!).length)
  }
  assert.equal(least, 1)
  assert.deepEqual(networkLsas(network, r1!), ['10.0.0.2'])
  assert.deepEqual([roleOf(network, r1!), roleOf(network, r2!)], ['Backup', 'DR'])
  assert.ok(r3!.effects.some((effect) => effect.do === 'stopped'))
})

test('who asks for the end again does not wait for others to take the place', () => {
  const { network, routers } = lan()
  network.input(routers[2]!, { on: 'shutdown' })
  network.input(routers[2]!, { on: 'shutdown' })
  assert.equal(networkLsas(network, routers[2]!).length, 0)
})

test('who asks for the end while another Router ID is on its way, or asks for another one on the way to the end, ends', () => {
  const around = {
    ...settings('3.3.3.3', { eth0: {} }),
    stubRouter: { ...settings('3.3.3.3', {}).stubRouter, onShutdown: seconds(10) },
  }
  const another = { ...around, routerId: routerId(ipv4('4.4.4.4')) }
  for (const endFirst of [true, false]) {
    const { network, routers } = lan()
    const r3 = routers[2]!
    network.input(r3, { on: 'settings', settings: around })
    network.pass(10_000)
    if (endFirst) network.input(r3, { on: 'shutdown' })
    network.input(r3, { on: 'settings', settings: another })
    if (!endFirst) network.input(r3, { on: 'shutdown' })
    network.pass(15_000)
    assert.ok(
      r3.effects.some((effect) => effect.do === 'stopped'),
      endFirst ? 'the end first' : 'the other Router ID first',
    )
    assert.equal(r3.engine.wakeAt(), undefined)
  }
})

test('§9.5, §10.5: the last Hello of an interface lists nobody, so that nobody waits for RouterDeadInterval', () => {
  const { network, routers } = lan()
  const [r1, r2, r3] = routers
  network.input(r3!, { on: 'settings', settings: settings('3.3.3.3', {}) })
  network.pass(1000)
  assert.deepEqual([roleOf(network, r1!), roleOf(network, r2!)], ['Backup', 'DR'])
  assert.deepEqual(neighborsOf(network, r1!), ['2.2.2.2 Full', '3.3.3.3 Init'])
})

test('a link that goes down takes no farewell', () => {
  const network = new Network()
  network.wire('r1 1', 'r2 1')
  const [r1, r2] = [1, 2].map((n) =>
    network.router(`r${n}`, settings(`${n}.${n}.${n}.${n}`, { eth0: POINT_TO_POINT }), [
      ethernet(1, 'eth0', `10.0.0.${n}/24`),
    ]),
  )
  network.pass(30_000)
  const before = r2!.effects.length
  network.input(r2!, { on: 'link', link: { ...ethernet(1, 'eth0', '10.0.0.2/24'), up: false } })
  assert.ok(!r2!.effects.slice(before).some((effect) => effect.do === 'send'))
  assert.deepEqual(neighborsOf(network, r1!), ['2.2.2.2 Full'])
})

/** r3 announces a graceful restart; how its life ends, and which LSAs of its r1 has. */
function announcing() {
  const { network, routers } = lan()
  const [r1, r3] = [routers[0]!, routers[2]!]
  const gracefulRestart = { ...settings('3.3.3.3', {}).gracefulRestart, enabled: true }
  network.input(r3, { on: 'settings', settings: { ...settings('3.3.3.3', { eth0: {} }), gracefulRestart } })
  network.pass(10_000)
  network.input(r3, { on: 'clock', wallClock: 1_800_000_000_000 })
  network.input(r3, { on: 'prepare-restart' })
  const ends = () =>
    r3.effects.map((effect) => effect.do).filter((what) => what === 'stopped' || what === 'ready-to-restart')
  const left = () => [...r1.engine.database(network.now)].filter((lsa) => lsa.advertisingRouter === '3.3.3.3')
  return { network, r3, ends, left }
}

test('RFC 3623 §2.1: who asks for the end while a graceful restart is being announced ends, and flushes its LSAs', () => {
  const { network, r3, ends, left } = announcing()
  network.input(r3, { on: 'shutdown' })
  network.pass(10_000)
  assert.deepEqual(ends(), ['stopped'])
  assert.deepEqual(left(), [])
})

test('RFC 3623 §2.1: another Router ID while a graceful restart is being announced is for the next life', () => {
  const { network, r3, ends, left } = announcing()
  network.input(r3, { on: 'settings', settings: settings('4.4.4.4', { eth0: {} }) })
  network.pass(10_000)
  assert.deepEqual(ends(), ['ready-to-restart'])
  assert.equal(r3.engine.wakeAt(), undefined)
  assert.ok(left().some(({ type, age }) => type === 'router' && age < 3600))
})
