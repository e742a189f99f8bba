import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ipv4FromNumber } from '../../../protocols/base/ipv4.js'
import type { LsaHeader, LsType } from '../../../protocols/ospf/lsa/lsa.js'
import type { DatabaseDescription } from '../../../protocols/ospf/packet/database-description.js'
import type { InterfaceSettings } from '../../../protocols/ospf/settings.js'
import { INSTANCE_DEFAULTS } from '../default-settings.js'
import { bitsOf, dd, type From, hello, LoneEngine } from '../engine/lone-engine.js'
import { ethernet, POINT_TO_POINT, settings } from '../engine/network.js'
import { routerLsaOf } from '../one-router.js'

/** We are 5.5.5.5: slave of the one, master of the other. */
const US = '5.5.5.5'
const HIGHER: From = { address: '10.0.0.2', id: '9.9.9.9' }
const LOWER: From = { address: '10.0.0.2', id: '1.1.1.1' }

function onLine(more: Partial<InterfaceSettings> = {}, mtu = 1500): LoneEngine {
  const own = settings(US, { eth0: { ...POINT_TO_POINT, ...more } })
  const engine = new LoneEngine(own, { ...ethernet(1, 'eth0', '10.0.0.1/30'), mtu })
  // Until our router-LSA is originated
  engine.pass(200)
  return engine
}

/** In ExStart with `from`, our opening packet taken. */
function exStart(from: From, more: Partial<InterfaceSettings> = {}): { engine: LoneEngine; sequenceNumber: number } {
  const engine = onLine(more)
  engine.hear(from, hello(US))
  const [opening] = descriptions(engine)
  assert.ok(opening)
  return { engine, sequenceNumber: opening.sequenceNumber }
}

/** Slave in Exchange at DD sequence number 1000, our first answer taken. */
function slave(): LoneEngine {
  const { engine } = exStart(HIGHER)
  engine.hear(HIGHER, dd('IMS', 1000))
  assert.equal(engine.state(HIGHER.address), 'Exchange')
  descriptions(engine)
  return engine
}

/** Master in Exchange, our first packet with content taken; the slave has more to say. */
function master(): { engine: LoneEngine; sequenceNumber: number } {
  const { engine, sequenceNumber } = exStart(LOWER)
  engine.hear(LOWER, dd('M', sequenceNumber))
  assert.equal(engine.state(LOWER.address), 'Exchange')
  const [next] = descriptions(engine)
  assert.equal(next?.sequenceNumber, sequenceNumber + 1)
  return { engine, sequenceNumber: sequenceNumber + 1 }
}

function descriptions(engine: LoneEngine): DatabaseDescription[] {
  return engine.takeBodies('database-description')
}

/** The headers of so many LSAs that we do not have. */
function unknown(count: number): LsaHeader[] {
  return Array.from({ length: count }, (_, i) => routerLsaOf(`10.9.${i >> 8}.${i & 255}`))
}

test('§10.3: on entering ExStart we declare ourselves master with an empty packet with I, M and MS', () => {
  const engine = onLine()
  engine.hear(HIGHER, hello(US))
  const [opening] = descriptions(engine)
  assert.deepEqual([bitsOf(opening!), opening?.headers, opening?.interfaceMtu], ['IMS', [], 1500])
})

test('§10.8: in ExStart the empty packet is sent again every RxmtInterval', () => {
  const { engine, sequenceNumber } = exStart(HIGHER)
  engine.passHearing(20_000, () => engine.hear(HIGHER, hello(US)))
  const again = descriptions(engine)
  assert.equal(again.length, 4)
  for (const each of again) assert.deepEqual([bitsOf(each), each.sequenceNumber], ['IMS', sequenceNumber])
})

test('§10.6: ExStart, I, M and MS set, empty, from a larger Router ID: we are slave and answer with its number', () => {
  const { engine } = exStart(HIGHER)
  engine.hear(HIGHER, dd('IMS', 1000))
  const [answer] = descriptions(engine)
  assert.deepEqual([bitsOf(answer!), answer?.sequenceNumber], ['', 1000])
  assert.equal(answer?.headers.length, 1)
})

test('§10.6: ExStart, I and MS clear, our number, from a smaller Router ID: we are master and go on', () => {
  const { engine, sequenceNumber } = exStart(LOWER)
  engine.hear(LOWER, dd('M', sequenceNumber))
  const [next] = descriptions(engine)
  assert.deepEqual([bitsOf(next!), next?.sequenceNumber, next?.headers.length], ['S', sequenceNumber + 1, 1])
})

test('§10.6: ExStart: anything else is ignored', () => {
  const higher = exStart(HIGHER)
  const lower = exStart(LOWER)
  const ignored: [typeof higher, From, DatabaseDescription][] = [
    [higher, HIGHER, dd('MS', 1000)],
    [higher, HIGHER, dd('IS', 1000)],
    [higher, HIGHER, dd('IM', 1000)],
    [higher, HIGHER, dd('IMS', 1000, unknown(1))],
    [higher, HIGHER, dd('M', higher.sequenceNumber)],
    [lower, LOWER, dd('IMS', 1000)],
    [lower, LOWER, dd('M', lower.sequenceNumber + 1)],
    [lower, LOWER, dd('IM', lower.sequenceNumber)],
    [lower, LOWER, dd('MS', lower.sequenceNumber)],
  ]
  for (const [{ engine }, from, packet] of ignored) {
    engine.hear(from, packet)
    assert.equal(engine.state(from.address), 'ExStart', `${bitsOf(packet)} of ${from.id}`)
  }
  // But the opening of who is to be slave, which crosses ours
  assert.deepEqual(
    [higher.engine.refused(), lower.engine.refused()],
    [{ 'neighbor-state': 5 }, { 'neighbor-state': 3 }],
  )
})

test('a smaller Router ID that opens late is answered with our opening at once, without RxmtInterval', () => {
  const { engine, sequenceNumber } = exStart(LOWER)
  engine.hear(LOWER, dd('IMS', 1000))
  assert.deepEqual(
    descriptions(engine).map((each) => [bitsOf(each), each.sequenceNumber]),
    [['IMS', sequenceNumber]],
  )
})

test('§10.6: Init: a Database Description is 2-WayReceived and then looked at in the new state', () => {
  const engine = onLine()
  engine.hear(HIGHER, hello())
  assert.equal(engine.state(HIGHER.address), 'Init')
  engine.hear(HIGHER, dd('IMS', 1000))
  assert.equal(engine.state(HIGHER.address), 'Exchange')
})

test('§10.6: 2-Way: Database Descriptions are ignored', () => {
  const engine = new LoneEngine(settings(US, { eth0: {} }), ethernet(1, 'eth0', '10.0.0.1/24'))
  engine.hear(HIGHER, hello(US))
  engine.hear(HIGHER, dd('IMS', 1000))
  assert.equal(engine.state(HIGHER.address), '2-Way')
  assert.deepEqual(engine.refused(), { 'neighbor-state': 1 })
})

test('§10.6: an Interface MTU larger than ours is refused, and the neighbor says so', () => {
  const { engine } = exStart(HIGHER)
  engine.hear(HIGHER, dd('IMS', 1000, [], { interfaceMtu: 9000 }))
  assert.equal(engine.state(HIGHER.address), 'ExStart')
  assert.deepEqual(engine.refused(), { 'mtu-mismatch': 1 })
  assert.equal(engine.neighbor(HIGHER.address)?.whyNotFull, 'MTU mismatch: theirs 9000, ours 1500')
})

test('§10.6: a smaller Interface MTU, and 0, are no mismatch; nor is a larger one with mtu-ignore', () => {
  for (const interfaceMtu of [0, 576, 1500]) {
    const { engine } = exStart(HIGHER)
    engine.hear(HIGHER, dd('IMS', 1000, [], { interfaceMtu }))
    assert.equal(engine.state(HIGHER.address), 'Exchange')
  }
  const { engine } = exStart(HIGHER, { mtuIgnore: true })
  engine.hear(HIGHER, dd('IMS', 1000, [], { interfaceMtu: 9000 }))
  assert.equal(engine.state(HIGHER.address), 'Exchange')
})

test('a changed MTU is followed: both what is accepted and what is sent again', () => {
  const { engine } = exStart(HIGHER)
  engine.hear(HIGHER, dd('IMS', 1000, [], { interfaceMtu: 9000 }))
  engine.input({ on: 'link', link: { ...ethernet(1, 'eth0', '10.0.0.1/30'), mtu: 9000 } })
  descriptions(engine)
  engine.pass(5000)
  assert.equal(descriptions(engine)[0]?.interfaceMtu, 9000)
  engine.hear(HIGHER, dd('IMS', 1000, [], { interfaceMtu: 9000 }))
  assert.equal(engine.state(HIGHER.address), 'Exchange')
})

test('a neighbor with a smaller MTU that does not answer is explained', () => {
  const { engine } = exStart(HIGHER)
  engine.hear(HIGHER, dd('IMS', 1000, [], { interfaceMtu: 1400 }))
  engine.pass(6000)
  assert.equal(
    engine.neighbor(HIGHER.address)?.whyNotFull,
    'it does not answer our Database Descriptions; MTU theirs 1400, ours 1500',
  )
})

test('§10.6: a duplicate makes the slave repeat its last packet', () => {
  const engine = slave()
  engine.hear(HIGHER, dd('IMS', 1000))
  assert.deepEqual(
    descriptions(engine).map((each) => [bitsOf(each), each.sequenceNumber, each.headers.length]),
    [['', 1000, 1]],
  )
  assert.equal(engine.state(HIGHER.address), 'Exchange')
})

test('§10.6: a duplicate is discarded by the master', () => {
  const { engine, sequenceNumber } = master()
  engine.hear(LOWER, dd('M', sequenceNumber - 1))
  assert.deepEqual(descriptions(engine), [])
  assert.equal(engine.state(LOWER.address), 'Exchange')
})

test('§10.6: Exchange: MS changed, I set, changed options or a wrong number are SeqNumberMismatch', () => {
  const wrong: [string, DatabaseDescription][] = [
    ['both say they are slave', dd('M', 1001)],
    ['it begins anew', dd('IMS', 1001)],
    ['its options changed from 66 to 2', dd('MS', 1001, [], { options: 2 })],
    ['DD sequence number 1002, expected 1001', dd('MS', 1002)],
    ['DD sequence number 999, expected 1001', dd('MS', 999)],
  ]
  for (const [reason, packet] of wrong) {
    const engine = slave()
    engine.hear(HIGHER, packet)
    assert.equal(engine.state(HIGHER.address), 'ExStart', reason)
    const notice = engine.notices.findLast((each) => each.notice === 'neighbor-state')
    assert.ok(notice?.notice === 'neighbor-state' && notice.event === 'SeqNumberMismatch' && notice.reason === reason)
    assert.deepEqual(engine.refused(), { 'dd-sequence': 1 })
  }
  const { engine, sequenceNumber } = master()
  engine.hear(LOWER, dd('MS', sequenceNumber))
  assert.equal(engine.state(LOWER.address), 'ExStart')
})

test('§10.6: an unknown LS type is SeqNumberMismatch', () => {
  const engine = slave()
  engine.hear(HIGHER, dd('MS', 1001, [{ ...unknown(1)[0]!, type: 6 as LsType }]))
  assert.equal(engine.state(HIGHER.address), 'ExStart')
})

test('§10.3: SeqNumberMismatch clears the lists, increments the DD sequence number and begins anew as master', () => {
  const { engine, sequenceNumber } = master()
  engine.hear(LOWER, dd('M', sequenceNumber, unknown(10)))
  assert.equal(engine.neighbor(LOWER.address)?.requestList, 10)
  descriptions(engine)
  engine.hear(LOWER, dd('M', 77))
  assert.deepEqual(
    descriptions(engine).map((each) => [bitsOf(each), each.sequenceNumber]),
    [['IMS', sequenceNumber + 2]],
  )
  assert.equal(engine.neighbor(LOWER.address)?.requestList, 0)
  // Nor is anything requested later of what was described before
  engine.takeSent()
  engine.pass(5000)
  assert.deepEqual(engine.takeBodies('link-state-request'), [])
})

test('§10.8: the master repeats an unanswered packet every RxmtInterval, the slave never', () => {
  const { engine, sequenceNumber } = master()
  engine.pass(10_000)
  assert.deepEqual(
    descriptions(engine).map((each) => each.sequenceNumber),
    [sequenceNumber, sequenceNumber],
  )
  const idle = slave()
  idle.pass(20_000)
  assert.deepEqual(descriptions(idle), [])
})

test('§10.8: the master never has two packets outstanding', () => {
  const { engine, sequenceNumber } = master()
  engine.hear(LOWER, dd('M', sequenceNumber))
  engine.hear(LOWER, dd('M', sequenceNumber))
  assert.equal(descriptions(engine).length, 1)
})

test('§10.6: the master generates ExchangeDone when both have sent all; with nothing to request that is Full', () => {
  const { engine, sequenceNumber } = master()
  engine.hear(LOWER, dd('', sequenceNumber))
  assert.equal(engine.state(LOWER.address), 'Full')
  assert.deepEqual(descriptions(engine), [])
})

test('§10.6: the slave answers, and generates ExchangeDone, before the master', () => {
  const engine = slave()
  engine.hear(HIGHER, dd('S', 1001))
  assert.equal(engine.state(HIGHER.address), 'Full')
  assert.deepEqual(
    descriptions(engine).map((each) => [bitsOf(each), each.sequenceNumber]),
    [['', 1001]],
  )
})

test('§10.6: Full: duplicates are tolerated, the slave repeats its last packet for RouterDeadInterval', () => {
  const engine = slave()
  engine.hear(HIGHER, dd('S', 1001))
  descriptions(engine)
  const alive = () => engine.hear(HIGHER, hello(US))
  engine.passHearing(38_000, alive)
  descriptions(engine)
  engine.hear(HIGHER, dd('S', 1001))
  assert.equal(descriptions(engine).length, 1)
  assert.equal(engine.state(HIGHER.address), 'Full')
  engine.passHearing(4000, alive)
  engine.hear(HIGHER, dd('S', 1001))
  assert.equal(engine.state(HIGHER.address), 'ExStart')
})

test('§10.6: Full: anything but a duplicate is SeqNumberMismatch', () => {
  for (const packet of [dd('S', 1002), dd('IMS', 5), dd('MS', 1001), dd('S', 1001, [], { options: 2 })]) {
    const engine = slave()
    engine.hear(HIGHER, dd('S', 1001))
    engine.hear(HIGHER, packet)
    assert.equal(engine.state(HIGHER.address), 'ExStart')
  }
  const { engine, sequenceNumber } = master()
  engine.hear(LOWER, dd('', sequenceNumber))
  engine.hear(LOWER, dd('', sequenceNumber))
  assert.equal(engine.state(LOWER.address), 'Full')
})

test('§10.6: what the database has not, or has older, is put on the request list, what it has is not', () => {
  const engine = slave()
  const held = routerLsaOf('7.7.7.7', 5)
  engine.hear(HIGHER, dd('MS', 1001, [held]))
  engine.hear(HIGHER, { type: 'link-state-update', copies: [{ lsa: held, age: 1 }] })
  assert.equal(engine.neighbor(HIGHER.address)?.requestList, 0)
  engine.hear(HIGHER, dd('MS', 1002, [routerLsaOf('7.7.7.7', 5), routerLsaOf('7.7.7.7', 4)]))
  assert.equal(engine.neighbor(HIGHER.address)?.requestList, 0)
  engine.hear(HIGHER, dd('MS', 1003, [routerLsaOf('7.7.7.7', 6), routerLsaOf('8.8.8.8')]))
  assert.equal(engine.neighbor(HIGHER.address)?.requestList, 2)
})

test('two routers that never come to an end do not begin anew at the rate of their packets', () => {
  const { engine } = exStart(HIGHER)
  const bad = { ...unknown(1)[0]!, type: 6 as LsType }
  const openings = () => descriptions(engine).filter((each) => each.init).length
  const loop = (sequenceNumber: number) => {
    engine.hear(HIGHER, dd('IMS', sequenceNumber))
    engine.hear(HIGHER, dd('MS', sequenceNumber + 1, [bad]))
  }
  for (let i = 0; i < 100; i++) loop(1000 + 2 * i)
  assert.equal(openings(), 4)
  assert.equal(
    engine.neighbor(HIGHER.address)?.whyNotFull,
    'the database exchange began anew: unknown LS type 6 described',
  )
  // It goes on, at the pace of RxmtInterval
  engine.pass(4999)
  assert.equal(openings(), 0)
  engine.pass(2)
  assert.equal(openings(), 1)
  assert.equal(engine.state(HIGHER.address), 'ExStart')
})

test('the LSAs that a neighbor may describe are bounded in number', () => {
  const engine = slave()
  const [any] = unknown(1)
  const { maximumLsas } = INSTANCE_DEFAULTS
  let described = 0
  for (let packet = 1; engine.state(HIGHER.address) === 'Exchange'; packet++) {
    const headers = Array.from({ length: 3000 }, () => ({ ...any!, linkStateId: ipv4FromNumber(described++) }))
    engine.hear(HIGHER, dd('MS', 1000 + packet, headers))
  }
  assert.ok(described >= maximumLsas && described < maximumLsas + 3000, `${described}`)
  assert.equal(engine.state(HIGHER.address), 'ExStart')
  assert.equal(engine.neighbor(HIGHER.address)?.requestList, 0)
})

/** Slave whose exchange at DD sequence number 1000 was broken off. */
function brokenOff(): LoneEngine {
  const engine = slave()
  engine.hear(HIGHER, dd('MS', 1005))
  assert.equal(engine.state(HIGHER.address), 'ExStart')
  descriptions(engine)
  return engine
}

test('§10.8: the opening of an exchange that was broken off is not answered anew, for the master would discard it as a duplicate', () => {
  const engine = brokenOff()
  engine.hear(HIGHER, dd('IMS', 1000))
  assert.equal(engine.state(HIGHER.address), 'ExStart')
  assert.deepEqual(descriptions(engine), [])
  assert.equal(engine.refused()['neighbor-state'], 1)
  engine.hear(HIGHER, dd('IMS', 1001))
  assert.equal(engine.state(HIGHER.address), 'Exchange')
  assert.equal(descriptions(engine)[0]?.sequenceNumber, 1001)
})

test('§10.8: a master that sends its opening after RxmtInterval again has had no answer, and gets one', () => {
  const engine = brokenOff()
  engine.passHearing(5000, () => engine.hear(HIGHER, hello(US)))
  engine.hear(HIGHER, dd('IMS', 1000))
  assert.equal(engine.state(HIGHER.address), 'Exchange')
})
