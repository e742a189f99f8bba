import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ipv4 } from '../../../protocols/base/ipv4.js'
import { routerId } from '../../../protocols/ospf/identifiers.js'
import { type Lsa, LsType } from '../../../protocols/ospf/lsa/lsa.js'
import { decodeRouterLsa, LinkType } from '../../../protocols/ospf/lsa/router-lsa.js'
import { dd, type From, hello, LoneEngine } from '../engine/lone-engine.js'
import { ethernet, POINT_TO_POINT, settings } from '../engine/network.js'
import { routerLsaOf } from '../one-router.js'

const US = '5.5.5.5'
const THEM: From = { address: '10.0.0.2', id: '9.9.9.9' }

function lsas(count: number): Lsa[] {
  return Array.from({ length: count }, (_, i) => routerLsaOf(`10.9.${i >> 8}.${i & 255}`))
}

/** Slave to a neighbor that describes `described` and has no more. */
function loading(described: readonly Lsa[], mtu = 1500): LoneEngine {
  const own = settings(US, { eth0: POINT_TO_POINT })
  const engine = new LoneEngine(own, { ...ethernet(1, 'eth0', '10.0.0.1/30'), mtu })
  // Until our router-LSA is originated
  engine.pass(200)
  engine.hear(THEM, hello(US))
  engine.hear(THEM, dd('IMS', 1000, [], { interfaceMtu: 0 }))
  engine.hear(THEM, dd('S', 1001, described, { interfaceMtu: 0 }))
  return engine
}

function answer(engine: LoneEngine, ...copies: Lsa[]): void {
  engine.hear(THEM, { type: 'link-state-update', copies: copies.map((lsa) => ({ lsa, age: lsa.age })) })
}

function requested(engine: LoneEngine): number[] {
  return engine.takeBodies('link-state-request').map(({ requests }) => requests.length)
}

function stay(engine: LoneEngine): () => void {
  return () => engine.hear(THEM, hello(US))
}

test('§10.9: requests begin in Exchange, as many as a packet holds, four packets outstanding at most', () => {
  const own = settings(US, { eth0: POINT_TO_POINT })
  const engine = new LoneEngine(own, ethernet(1, 'eth0', '10.0.0.1/30'))
  engine.hear(THEM, hello(US))
  engine.hear(THEM, dd('IMS', 1000))
  const all = lsas(700)
  engine.hear(THEM, dd('MS', 1001, all.slice(0, 70)))
  assert.deepEqual(requested(engine), [70])
  engine.hear(THEM, dd('MS', 1002, all.slice(70)))
  assert.deepEqual(requested(engine), [121, 121, 121])
  assert.equal(engine.state(THEM.address), 'Exchange')
  answer(engine, ...all.slice(0, 69))
  assert.deepEqual(requested(engine), [])
  answer(engine, all[69]!)
  assert.deepEqual(requested(engine), [121])
  assert.ok(20 + 24 + 12 * 121 <= 1500)
})

test('§10.9: while others are outstanding, requests wait until they fill a packet, or the exchange is done', () => {
  const engine = new LoneEngine(settings(US, { eth0: POINT_TO_POINT }), ethernet(1, 'eth0', '10.0.0.1/30'))
  engine.hear(THEM, hello(US))
  engine.hear(THEM, dd('IMS', 1000))
  const all = lsas(200)
  engine.hear(THEM, dd('MS', 1001, all.slice(0, 70)))
  engine.hear(THEM, dd('MS', 1002, all.slice(70, 140)))
  assert.deepEqual(requested(engine), [70])
  engine.hear(THEM, dd('MS', 1003, all.slice(140, 195)))
  assert.deepEqual(requested(engine), [121])
  engine.hear(THEM, dd('S', 1004, all.slice(195)))
  answer(engine, ...all.slice(0, 12))
  assert.deepEqual(requested(engine), [9])
  answer(engine, ...all.slice(12))
  assert.equal(engine.state(THEM.address), 'Full')
})

test('§10.9: more requests follow when outstanding ones are answered; with none left, LoadingDone', () => {
  const all = lsas(500)
  const engine = loading(all)
  assert.equal(engine.state(THEM.address), 'Loading')
  assert.equal(engine.neighbor(THEM.address)?.whyNotFull, '500 LSAs still to come')
  assert.deepEqual(requested(engine), [121, 121, 121, 121])
  answer(engine, ...all.slice(0, 121))
  assert.deepEqual(requested(engine), [16])
  answer(engine, ...all.slice(121))
  assert.deepEqual([engine.state(THEM.address), requested(engine)], ['Full', []])
})

test('§10.9: what has not come is requested again every RxmtInterval', () => {
  const all = lsas(10)
  const engine = loading(all)
  requested(engine)
  answer(engine, ...all.slice(0, 4))
  engine.passHearing(12_000, stay(engine))
  assert.deepEqual(requested(engine), [6, 6])
  assert.match(
    engine.neighbor(THEM.address)?.whyNotFull ?? '',
    /^6 requested LSAs have not come, among them router-LSA 10\.9\.0\.[4-9] of /,
  )
})

test('§10.9: a newer instance than the one described clears its request', () => {
  const engine = loading([routerLsaOf('7.7.7.7', 3)])
  answer(engine, routerLsaOf('7.7.7.7', 4))
  assert.equal(engine.state(THEM.address), 'Full')
})

test('a request that is never answered begins the exchange anew after a minute, and never at packet rate', () => {
  const engine = loading(lsas(1))
  engine.takeSent()
  engine.passHearing(64_000, stay(engine))
  assert.equal(requested(engine).length, 12)
  engine.passHearing(2000, stay(engine))
  assert.equal(engine.state(THEM.address), 'ExStart')
  const notice = engine.notices.findLast((each) => each.notice === 'neighbor-state')
  assert.equal(
    notice?.notice === 'neighbor-state' && notice.reason,
    'router-LSA 10.9.0.0 of 10.9.0.0 did not come after 12 more requests',
  )
})

test('an answer without effect does not make us ask again before RxmtInterval', () => {
  const engine = loading(lsas(1))
  engine.takeSent()
  // Its checksum is wrong, so it is not taken
  const bad = { ...lsas(1)[0]!, bytes: Uint8Array.from(lsas(1)[0]!.bytes).fill(0xaa, 16, 18) }
  for (let i = 0; i < 50; i++) answer(engine, bad)
  assert.deepEqual(requested(engine), [])
  assert.equal(engine.state(THEM.address), 'Loading')
})

test('a very small MTU still requests one LSA in a packet', () => {
  const all = lsas(6)
  const engine = loading(all, 50)
  assert.deepEqual(requested(engine), [1, 1, 1, 1])
  answer(engine, all[0]!)
  assert.deepEqual(requested(engine), [1])
})

function request(engine: LoneEngine, ...ids: string[]): void {
  const requests = ids.map((id) => ({
    type: LsType.router,
    linkStateId: ipv4(id),
    advertisingRouter: routerId(ipv4(id)),
  }))
  engine.hear(THEM, { type: 'link-state-request', requests })
}

test('§10.7: a request is answered in Exchange, Loading and Full with what the database holds, on no retransmission list', () => {
  for (const described of [lsas(1), []]) {
    const engine = loading(described)
    engine.passHearing(1000, stay(engine))
    engine.takeSent()
    const before = engine.neighbor(THEM.address)?.retransmissionList
    request(engine, US)
    const [update] = engine.takeBodies('link-state-update')
    assert.deepEqual(
      update?.lsas.map((lsa) => lsa.advertisingRouter),
      [ipv4(US)],
    )
    assert.equal(engine.neighbor(THEM.address)?.retransmissionList, before)
  }
})

test('§10.7: who asks for an LSA of ours that is about to say more is sent what it will say', () => {
  const engine = loading([])
  engine.takeSent()
  request(engine, US)
  const [update, ...others] = engine.takeBodies('link-state-update')
  const links = decodeRouterLsa(update!.lsas[0]!).links
  assert.ok(links.some(({ type, id }) => type === LinkType.pointToPoint && id === ipv4('9.9.9.9')))
  assert.deepEqual(others, [])
})

test('§13.3 (5): InfTransDelay is added to the age of an answer', () => {
  const engine = loading([])
  engine.passHearing(8000, stay(engine))
  engine.takeSent()
  request(engine, US)
  const age = engine.takeBodies('link-state-update')[0]?.lsas[0]?.age
  assert.ok(age !== undefined && age >= 1 && age <= 9, `${age}`)
})

test('§10.7: before Exchange a request is ignored', () => {
  const own = settings(US, { eth0: POINT_TO_POINT })
  const engine = new LoneEngine(own, ethernet(1, 'eth0', '10.0.0.1/30'))
  engine.hear(THEM, hello(US))
  engine.takeSent()
  request(engine, US)
  assert.deepEqual(engine.takeSent(), [])
  assert.deepEqual([engine.state(THEM.address), engine.refused()], ['ExStart', { 'neighbor-state': 1 }])
})

test('§10.7: a request for an LSA that is not in the database is BadLSReq', () => {
  const engine = loading([])
  request(engine, US, '8.8.8.8')
  assert.equal(engine.state(THEM.address), 'ExStart')
  const notice = engine.notices.findLast((each) => each.notice === 'neighbor-state')
  assert.ok(notice?.notice === 'neighbor-state' && notice.event === 'BadLSReq')
  assert.equal(notice.reason, 'it requests router-LSA 8.8.8.8 of 8.8.8.8, which we do not have')
})

test('an LSA requested many times in one packet is sent once', () => {
  const engine = loading([])
  engine.takeSent()
  request(engine, ...Array<string>(100).fill(US))
  assert.deepEqual(
    engine.takeBodies('link-state-update').map(({ lsas: sent }) => sent.length),
    [1],
  )
})
