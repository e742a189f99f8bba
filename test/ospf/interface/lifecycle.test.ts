import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seconds } from '../../../protocols/base/duration.js'
import { ipv4 } from '../../../protocols/base/ipv4.js'
import { areaId } from '../../../protocols/ospf/identifiers.js'
import type { OspfSettings } from '../../../protocols/ospf/settings.js'
import { type From, hello, LoneEngine } from '../engine/lone-engine.js'
import { address, ethernet, POINT_TO_POINT, settings } from '../engine/network.js'

const R1 = '1.1.1.1'
const R2: From = { address: '10.0.0.2', id: '2.2.2.2' }
const ETH0 = ethernet(1, 'eth0', '10.0.0.1/24')
const LO = { ...ethernet(9, 'lo', '127.0.0.1/8', '192.0.2.1/32'), kind: 'loopback' as const }

function names(engine: LoneEngine): string[] {
  return engine.engine.view(engine.now).interfaces.map(({ interface: name, state }) => `${name} ${state}`)
}

/** What was asked for but packets, notices and routes, without the first convergence. */
function deeds(engine: LoneEngine): string[] {
  return engine.deeds().filter((deed) => deed !== 'converged')
}

test('an interface comes into being with its link, its address and its settings, in whatever order', () => {
  const engine = new LoneEngine(settings(R1, { 'eth*': {} }))
  assert.deepEqual(names(engine), [])
  engine.input({ on: 'link', link: { ...ETH0, addresses: [] } })
  assert.deepEqual(names(engine), [])
  engine.input({ on: 'link', link: { ...ETH0, up: false } })
  assert.deepEqual([names(engine), deeds(engine)], [['eth0 Down'], []])
  engine.input({ on: 'link', link: ETH0 })
  assert.deepEqual([names(engine), deeds(engine)], [['eth0 Waiting'], ['open 1']])
  engine.input({ on: 'link-removed', index: 1 })
  assert.deepEqual([names(engine), deeds(engine)], [[], ['open 1', 'close 1']])
})

test('§9.3: when the link goes down, so do all neighbors at once, and the timers stop', () => {
  const engine = new LoneEngine(settings(R1, { eth0: {} }), ETH0)
  engine.hear(R2, hello(R1))
  engine.input({ on: 'link', link: { ...ETH0, up: false } })
  assert.deepEqual(
    [names(engine), engine.interface().neighbors, deeds(engine)],
    [['eth0 Down'], 0, ['open 1', 'close 1']],
  )
  const notice = engine.notices.find((each) => each.notice === 'neighbor-state' && each.to === 'Down')
  assert.ok(notice?.notice === 'neighbor-state' && notice.event === 'KillNbr' && notice.reason === 'link down')
  engine.takeSent()
  engine.pass(100_000)
  assert.deepEqual(engine.takeSent(), [])
})

test('a link that comes back begins anew with a Hello at once', () => {
  const engine = new LoneEngine(settings(R1, { eth0: {} }), ETH0)
  engine.input({ on: 'link', link: { ...ETH0, up: false } })
  engine.pass(5000)
  engine.takeSent()
  engine.input({ on: 'link', link: ETH0 })
  assert.equal(engine.takeBodies('hello').length, 1)
})

test('the first pattern that a link matches is its own', () => {
  const engine = new LoneEngine(
    settings(R1, { eth0: { cost: 5 }, 'eth*': { cost: 7 } }),
    ETH0,
    ethernet(2, 'eth1', '10.1.0.1/24'),
    ethernet(3, 'wan0', '10.2.0.1/24'),
  )
  assert.deepEqual(
    engine.engine.view(engine.now).interfaces.map(({ interface: name, cost }) => [name, cost]),
    [
      ['eth0', 5],
      ['eth1', 7],
    ],
  )
})

test('each subnet of a link is an interface, its secondary addresses are not', () => {
  const link = ethernet(1, 'eth0', '10.0.0.1/24', '10.0.1.1/24')
  const engine = new LoneEngine(settings(R1, { eth0: {} }), {
    ...link,
    addresses: [...link.addresses, { ...address('10.0.0.9/24'), secondary: true }],
  })
  assert.deepEqual(names(engine), ['eth0 Waiting', 'eth0:10.0.1.1 Waiting'])
  assert.deepEqual(deeds(engine), ['open 1'])
})

test('§10.5: of the subnets of a point-to-point link one is spoken on, the others are only advertised', () => {
  const link = ethernet(1, 'eth0', '10.0.0.1/30', '10.9.9.1/24')
  const engine = new LoneEngine(settings(R1, { eth0: POINT_TO_POINT }), link)
  engine.pass(30_000)
  assert.deepEqual([...new Set(engine.takeSent().map(({ source }) => source))], [ipv4('10.0.0.1')])
  assert.equal(engine.interface('eth0:10.9.9.1').passive, true)
})

test('taking one subnet from a link leaves the other one and its neighbors alone', () => {
  const engine = new LoneEngine(settings(R1, { eth0: {} }), ethernet(1, 'eth0', '10.0.0.1/24', '10.0.1.1/24'))
  engine.hear({ address: '10.0.1.2', id: '2.2.2.2' }, hello(R1))
  engine.input({ on: 'link', link: ethernet(1, 'eth0', '10.0.1.1/24') })
  assert.deepEqual(names(engine), ['eth0:10.0.1.1 Waiting'])
  assert.equal(engine.state('10.0.1.2'), '2-Way')
  assert.deepEqual(deeds(engine), ['open 1'])
  // The name that became free may be used again
  engine.input({ on: 'link', link: ethernet(1, 'eth0', '10.0.2.1/24', '10.0.1.1/24') })
  assert.deepEqual(names(engine), ['eth0:10.0.1.1 Waiting', 'eth0 Waiting'])
})

test('one address in three subnets of a link is three interfaces with different names', () => {
  const link = ethernet(1, 'eth0', '10.0.0.1/24', '10.0.0.1/16', '10.0.0.1/8')
  const engine = new LoneEngine(settings(R1, { eth0: {} }), link)
  assert.deepEqual(names(engine), ['eth0 Waiting', 'eth0:10.0.0.1 Waiting', 'eth0:10.0.0.1/8 Waiting'])
})

test('the reason why an interface goes down is told', () => {
  const reasons = (change: (engine: LoneEngine) => void): string[] => {
    const engine = new LoneEngine(settings(R1, { eth0: {} }), ETH0)
    change(engine)
    return engine.notices.flatMap((each) =>
      each.notice === 'interface-state' && each.to === 'Down' ? [each.reason] : [],
    )
  }
  assert.deepEqual(
    [
      reasons((engine) => engine.input({ on: 'link', link: { ...ETH0, up: false } })),
      reasons((engine) => engine.input({ on: 'link-removed', index: 1 })),
      reasons((engine) => engine.input({ on: 'link', link: { ...ETH0, addresses: [] } })),
      reasons((engine) => engine.input({ on: 'settings', settings: settings(R1, {}) })),
      reasons((engine) => engine.input({ on: 'shutdown' })),
    ],
    [['link down'], ['link gone'], ['address gone'], ['configuration changed'], ['stopping']],
  )
})

test('another address in the same subnet is another interface: neighbors know us by it', () => {
  const engine = new LoneEngine(settings(R1, { eth0: {} }), ETH0)
  engine.hear(R2, hello(R1))
  engine.input({ on: 'link', link: ethernet(1, 'eth0', '10.0.0.9/24') })
  assert.equal(engine.interface().address, '10.0.0.9')
  assert.equal(engine.state(R2.address), undefined)
})

test('§8.1: an unnumbered point-to-point link borrows the address of a loopback, else of any other link', () => {
  const line = ethernet(2, 'p2p0')
  const interfaces = { 'p2p*': POINT_TO_POINT, lo: {} }
  const engine = new LoneEngine(settings(R1, interfaces), line)
  assert.deepEqual(names(engine), [])
  engine.input({ on: 'link', link: ETH0 })
  assert.equal(engine.interface('p2p0').address, '10.0.0.1')
  const upThere = { address: '10.9.9.9', id: '2.2.2.2', interface: 2 }
  engine.hear(upThere, { ...hello(R1), networkMask: ipv4('0.0.0.0') })
  // A better one is taken without disturbing the neighbor
  engine.input({ on: 'link', link: LO })
  assert.equal(engine.interface('p2p0').address, '192.0.2.1')
  assert.equal(engine.state('10.9.9.9'), 'ExStart')
  engine.takeSent()
  engine.passHearing(12_000, () => engine.hear(upThere, hello(R1)))
  const sent = engine.takeSent().find(({ body }) => body.type === 'hello')
  assert.equal(sent?.source, ipv4('192.0.2.1'))
  assert.ok(sent?.body.type === 'hello' && sent.body.networkMask === 0)
})

test('an address with a peer has the subnet of the peer', () => {
  const engine = new LoneEngine(settings(R1, { tun0: POINT_TO_POINT }), {
    ...ethernet(1, 'tun0'),
    kind: 'point-to-point',
    addresses: [{ address: ipv4('10.0.0.1'), prefixLength: 30, peer: ipv4('10.7.0.2'), secondary: false }],
  })
  assert.deepEqual([engine.interface('tun0').address, engine.interface('tun0').prefixLength], ['10.0.0.1', 30])
  engine.pass(1000)
  assert.deepEqual(
    engine.engine.routes(engine.now).map(({ prefix }) => prefix),
    ['10.7.0.0/30'],
  )
})

test('§9.1: a loopback is in state Loopback: nothing is sent there, and 127.0.0.0/8 is no address of it', () => {
  const engine = new LoneEngine(settings(R1, { lo: {} }), LO)
  assert.deepEqual([names(engine), deeds(engine)], [['lo Loopback'], []])
  assert.deepEqual([engine.interface('lo').address, engine.interface('lo').cost], ['192.0.2.1', 0])
  assert.deepEqual(engine.takeSent(), [])
})

test('§C.3: the cost is the configured one, else reference bandwidth by speed, else 10', () => {
  const costOf = (more: { speed?: number }, cost?: number) =>
    new LoneEngine(settings(R1, { eth0: { cost } }), { ...ETH0, ...more }).interface().cost
  assert.equal(costOf({ speed: 1000 }, 3), 3)
  assert.equal(costOf({ speed: 1000 }), 100)
  assert.equal(costOf({ speed: 400_000 }), 1)
  assert.equal(costOf({ speed: 1 }), 65_535)
  assert.equal(costOf({}), 10)
})

test('a changed cost or speed is taken over in place', () => {
  const engine = new LoneEngine(settings(R1, { eth0: {} }), { ...ETH0, speed: 1000 })
  engine.hear(R2, hello(R1))
  engine.input({ on: 'link', link: { ...ETH0, speed: 10_000 } })
  assert.equal(engine.interface().cost, 10)
  engine.input({ on: 'settings', settings: settings(R1, { eth0: { cost: 77 } }) })
  assert.equal(engine.interface().cost, 77)
  assert.equal(engine.state(R2.address), '2-Way')
  assert.deepEqual(deeds(engine), ['open 1'])
})

test('the same settings again change nothing and send nothing', () => {
  const engine = new LoneEngine(settings(R1, { eth0: {} }), ETH0)
  engine.hear(R2, hello(R1))
  engine.takeSent()
  engine.input({ on: 'settings', settings: settings(R1, { eth0: {} }) })
  assert.deepEqual([engine.takeSent(), engine.state(R2.address), deeds(engine)], [[], '2-Way', ['open 1']])
})

test('changed timers are in force at once: Hellos tell them, and neighbors with the old ones are refused', () => {
  const engine = new LoneEngine(settings(R1, { eth0: POINT_TO_POINT }), ETH0)
  engine.hear(R2, hello(R1))
  engine.takeSent()
  const faster = { ...POINT_TO_POINT, helloInterval: seconds(1), deadInterval: seconds(4) }
  engine.input({ on: 'settings', settings: settings(R1, { eth0: faster }) })
  assert.equal(engine.takeBodies('hello')[0]?.deadInterval, 4000)
  engine.pass(3000)
  engine.hear(R2, hello(R1))
  assert.equal(engine.takeBodies('hello').length, 3)
  engine.pass(1001)
  assert.equal(engine.state(R2.address), null)
  assert.match(engine.neighbor(R2.address)?.whyNotFull ?? '', /^hello-interval mismatch: theirs 10, ours 1 /)
})

test('a changed dead-interval while Waiting moves the end of it', () => {
  const engine = new LoneEngine(settings(R1, { eth0: {} }), ETH0)
  engine.pass(10_000)
  engine.input({ on: 'settings', settings: settings(R1, { eth0: { deadInterval: seconds(12) } }) })
  engine.pass(1999)
  assert.equal(engine.interface().state, 'Waiting')
  engine.pass(2)
  assert.equal(engine.interface().state, 'DR')
})

test('another interface-type, area, or passive or not, begins the interface anew', () => {
  const other = settings(R1, { eth0: {} })
  const changes: OspfSettings[] = [
    settings(R1, { eth0: POINT_TO_POINT }),
    settings(R1, { eth0: { passive: true } }),
    { ...other, areas: [{ ...other.areas[0]!, id: areaId(7) }] },
  ]
  for (const changed of changes) {
    const engine = new LoneEngine(settings(R1, { eth0: {} }), ETH0)
    engine.hear(R2, hello(R1))
    engine.input({ on: 'settings', settings: changed })
    assert.equal(engine.state(R2.address), undefined)
    assert.equal(engine.engine.view(engine.now).interfaces.length, 1)
  }
})

test('an area that is no longer configured is forgotten with its database and its routes', () => {
  const engine = new LoneEngine(settings(R1, { eth0: { passive: true } }), ETH0)
  engine.pass(10_000)
  assert.equal([...engine.engine.database(engine.now)].length, 1)
  const moved = settings(R1, { eth0: { passive: true } })
  engine.input({ on: 'settings', settings: { ...moved, areas: [{ ...moved.areas[0]!, id: areaId(7) }] } })
  engine.pass(10_000)
  const view = engine.engine.view(engine.now)
  assert.deepEqual(
    view.areas.map(({ area }) => area),
    ['0.0.0.7'],
  )
  assert.deepEqual(
    [...engine.engine.database(engine.now)].map(({ area }) => area),
    ['0.0.0.7'],
  )
})

test('an interface that is no longer configured is closed', () => {
  const engine = new LoneEngine(settings(R1, { eth0: {} }), ETH0)
  engine.input({ on: 'settings', settings: settings(R1, { wan0: {} }) })
  assert.deepEqual([names(engine), deeds(engine)], [[], ['open 1', 'close 1']])
})

test('a link that is renamed begins anew under its new name', () => {
  const engine = new LoneEngine(settings(R1, { eth0: {}, wan0: { cost: 3 } }), ETH0)
  engine.hear(R2, hello(R1))
  engine.input({ on: 'link', link: { ...ETH0, name: 'wan0' } })
  assert.deepEqual(names(engine), ['wan0 Waiting'])
  assert.equal(engine.state(R2.address), undefined)
})
