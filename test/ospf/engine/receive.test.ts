import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seconds } from '../../../protocols/base/duration.js'
import { ipv4 } from '../../../protocols/base/ipv4.js'
import { AllDRouters, AllSPFRouters } from '../../../protocols/ospf/constants.js'
import { areaId, routerId } from '../../../protocols/ospf/identifiers.js'
import { encodePacket } from '../../../protocols/ospf/packet/packet.js'
import { hello, LoneEngine } from './lone-engine.js'
import { ethernet, POINT_TO_POINT, settings } from './network.js'

const OTHER = { address: '10.0.0.2', id: '2.2.2.2' }

function onLan(): LoneEngine {
  return new LoneEngine(settings('1.1.1.1', { eth0: {} }), ethernet(1, 'eth0', '10.0.0.1/24'))
}

/** DR on a network where nobody else is. */
function designated(): LoneEngine {
  const engine = onLan()
  engine.pass(41_000)
  assert.equal(engine.interface().state, 'DR')
  return engine
}

test('§8.2: a packet to AllSPFRouters or to the interface address is accepted, one to another address is not', () => {
  for (const destination of ['224.0.0.5', '10.0.0.1']) {
    const engine = onLan()
    engine.hear({ ...OTHER, destination }, hello())
    assert.equal(engine.state('10.0.0.2'), 'Init')
  }
  const engine = onLan()
  engine.hear({ ...OTHER, destination: '10.0.0.9' }, hello())
  assert.equal(engine.state('10.0.0.2'), undefined)
  assert.deepEqual(engine.refused(), { destination: 1 })
})

test('§8.2: a packet to AllDRouters is accepted only in state DR or Backup', () => {
  const waiting = onLan()
  waiting.hear({ ...OTHER, destination: '224.0.0.6' }, hello())
  assert.deepEqual(waiting.refused(), { destination: 1 })
  const dr = designated()
  dr.hear({ ...OTHER, destination: '224.0.0.6' }, hello())
  assert.equal(dr.state('10.0.0.2'), 'Init')
})

test('§8.2: a packet whose source is an address of ours is not passed on', () => {
  const engine = new LoneEngine(
    settings('1.1.1.1', { '*': {} }),
    ethernet(1, 'eth0', '10.0.0.1/24', '10.0.0.7/24'),
    ethernet(2, 'eth1', '10.0.0.8/24'),
  )
  engine.hear({ address: '10.0.0.1', id: '1.1.1.1' }, hello())
  engine.hear({ address: '10.0.0.7', id: '1.1.1.1' }, hello())
  // Our own packet from another of our links on the same network
  engine.hear({ address: '10.0.0.8', id: '1.1.1.1' }, hello())
  assert.deepEqual(engine.refused(), { 'own-source': 3 })
  assert.deepEqual(engine.engine.view(engine.now).neighbors, [])
})

test('§8.2: a packet of another router with our Router ID is refused with a warning', () => {
  const engine = onLan()
  engine.hear({ ...OTHER, id: '1.1.1.1' }, hello())
  assert.deepEqual(engine.refused(), { 'own-router-id': 1 })
  assert.equal(engine.notices.at(-1)?.level, 'warning')
})

test('§8.2: the Area ID must be that of the interface', () => {
  const engine = onLan()
  engine.hear({ ...OTHER, area: 7 }, hello())
  assert.deepEqual(engine.refused(), { 'area-mismatch': 1 })
  assert.match(engine.neighbor('10.0.0.2')?.whyNotFull ?? '', /^area mismatch: theirs 0\.0\.0\.7, ours 0\.0\.0\.0 /)
})

test('§8.2: the source must be on the subnet of the interface; on point-to-point networks this is not compared', () => {
  const lan = onLan()
  lan.hear({ address: '10.0.1.2', id: '2.2.2.2' }, hello())
  assert.deepEqual(lan.refused(), { 'source-not-on-subnet': 1 })
  const line = new LoneEngine(settings('1.1.1.1', { eth0: POINT_TO_POINT }), ethernet(1, 'eth0', '10.0.0.1/30'))
  line.hear({ address: '172.16.5.5', id: '2.2.2.2' }, { ...hello(), networkMask: ipv4('0.0.0.0') })
  assert.equal(line.state('172.16.5.5'), 'Init')
})

test('§8.2: what is no Hello is accepted of active neighbors only', () => {
  const engine = onLan()
  const request = { type: 'link-state-request', requests: [] } as const
  engine.hear(OTHER, request)
  assert.deepEqual(engine.refused(), { 'unknown-neighbor': 1 })
  engine.hear(OTHER, hello())
  engine.hear(OTHER, request)
  assert.deepEqual(engine.refused(), { 'unknown-neighbor': 1, 'neighbor-state': 1 })
  engine.hear({ ...OTHER, id: '3.3.3.3' }, request)
  assert.equal(engine.refused()['unknown-neighbor'], 2)
})

test('§A.3.1: a Router ID of 0 and a wrong header or body are refused, each with its reason', () => {
  const engine = onLan()
  const good = encodePacket(routerId(ipv4('2.2.2.2')), areaId(0), hello())
  const bad = (change: (bytes: Uint8Array) => Uint8Array) => engine.hearBytes(OTHER, change(Uint8Array.from(good)))
  bad((bytes) => bytes.subarray(0, 10))
  bad((bytes) => bytes.fill(3, 0, 1))
  bad((bytes) => bytes.fill(9, 1, 2))
  bad((bytes) => bytes.fill(200, 3, 4))
  bad((bytes) => bytes.fill(1, 30, 31))
  engine.hear({ ...OTHER, id: '0.0.0.0' }, hello())
  assert.deepEqual(engine.refused(), {
    truncated: 1,
    version: 1,
    'unknown-type': 1,
    length: 1,
    checksum: 1,
    'router-id-zero': 1,
  })
  assert.deepEqual(engine.interface().received.hello, 0)
})

test('a passive interface neither sends nor accepts packets', () => {
  const engine = new LoneEngine(settings('1.1.1.1', { eth0: { passive: true } }), ethernet(1, 'eth0', '10.0.0.1/24'))
  engine.hear(OTHER, hello())
  engine.pass(60_000)
  assert.deepEqual(engine.takeSent(), [])
  assert.deepEqual(
    engine.deeds().filter((deed) => deed !== 'converged'),
    [],
  )
  assert.deepEqual(engine.refused(), { 'passive-interface': 1 })
  assert.equal(engine.interface().state, 'DROther')
})

test('of several subnets on a link, a packet belongs to the one that has its source', () => {
  const engine = new LoneEngine(settings('1.1.1.1', { eth0: {} }), ethernet(1, 'eth0', '10.0.0.1/24', '10.0.1.1/24'))
  engine.hear({ address: '10.0.1.2', id: '2.2.2.2' }, hello())
  assert.equal(engine.interface('eth0').neighbors, 0)
  assert.equal(engine.interface('eth0:10.0.1.1').neighbors, 1)
})

test('a point-to-point neighbor known on our subnet is not confused by its Hellos from another one', () => {
  const engine = new LoneEngine(settings('1.1.1.1', { eth0: POINT_TO_POINT }), ethernet(1, 'eth0', '10.0.0.1/30'))
  engine.hear({ address: '10.0.0.2', id: '2.2.2.2' }, hello('1.1.1.1'))
  assert.equal(engine.state('10.0.0.2'), 'ExStart')
  engine.hear({ address: '10.9.9.1', id: '2.2.2.2' }, hello())
  assert.equal(engine.state('10.0.0.2'), 'ExStart')
  assert.deepEqual(engine.refused(), { 'source-not-on-subnet': 1 })
})

test('a refusal is told of once for each source and reason, and counted each time', () => {
  const engine = onLan()
  const refusals = () => engine.notices.filter(({ notice }) => notice === 'packet-refused').length
  for (let i = 0; i < 100; i++) engine.hear(OTHER, { ...hello(), deadInterval: seconds(4) })
  assert.equal(refusals(), 1)
  engine.hear(OTHER, { ...hello(), helloInterval: seconds(1) })
  assert.equal(refusals(), 2)
  assert.deepEqual(engine.refused(), { 'dead-interval-mismatch': 100, 'hello-interval-mismatch': 1 })
})

test('the sources whose refusals are kept are bounded in number', () => {
  const engine = onLan()
  for (let i = 0; i < 250; i++) engine.hear({ address: `10.0.0.${i + 2}`, area: 7 }, hello())
  assert.equal(engine.engine.view(engine.now).neighbors.length, 64)
  assert.equal(engine.neighbor('10.0.0.251')?.state, null)
  assert.equal(engine.neighbor('10.0.0.2'), undefined)
})

test('§8.1: TTL 1 on everything; Hellos go to AllSPFRouters from the interface address', () => {
  const engine = onLan()
  const [first] = engine.takeSent()
  assert.deepEqual(
    { ...first, body: first?.body.type },
    {
      interface: 1,
      source: ipv4('10.0.0.1'),
      destination: AllSPFRouters,
      ttl: 1,
      body: 'hello',
    },
  )
})

test('§8.2: AllDRouters is joined in state DR or Backup and left with it', () => {
  const link = ethernet(1, 'eth0', '10.0.0.1/24')
  const backup = onLan()
  backup.hear(OTHER, { ...hello('1.1.1.1'), designatedRouter: ipv4(OTHER.address) })
  assert.equal(backup.interface().state, 'Backup')
  for (const engine of [designated(), backup]) {
    const joins = engine.effects.filter((effect) => effect.do === 'join')
    assert.deepEqual(joins, [{ do: 'join', interface: 1, group: AllDRouters }])
    engine.input({ on: 'link', link: { ...link, up: false } })
    const deeds = engine.deeds().filter((deed) => deed !== 'converged')
    assert.deepEqual(deeds, ['open 1', 'join 1', 'leave 1', 'close 1'])
  }
})
