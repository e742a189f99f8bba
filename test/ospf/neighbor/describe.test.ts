import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ipv4 } from '../../../protocols/base/ipv4.js'
import { routerId } from '../../../protocols/ospf/identifiers.js'
import type { LsaHeader } from '../../../protocols/ospf/lsa/lsa.js'
import type { DatabaseDescription } from '../../../protocols/ospf/packet/database-description.js'
import { bitsOf, dd, type From, hello, LoneEngine } from '../engine/lone-engine.js'
import { ethernet, POINT_TO_POINT, settings } from '../engine/network.js'
import { routerLsaOf } from '../one-router.js'

const US = '5.5.5.5'
const LOWER: From = { address: '10.0.0.2', id: '1.1.1.1' }

function descriptions(engine: LoneEngine): DatabaseDescription[] {
  return engine.takeBodies('database-description')
}

/** Holds so many LSAs of other routers besides our own, got from a neighbor on another link. */
function holding(count: number): LoneEngine {
  const engine = new LoneEngine(
    settings(US, { 'eth*': POINT_TO_POINT }),
    ethernet(1, 'eth0', '10.0.0.1/30'),
    ethernet(2, 'eth1', '10.0.1.1/30'),
  )
  const other: From = { address: '10.0.1.2', id: '6.6.6.6', interface: 2 }
  const lsas = Array.from({ length: count }, (_, i) => routerLsaOf(`10.9.${i >> 8}.${i & 255}`))
  // Until our router-LSA is originated
  engine.pass(200)
  engine.hear(other, hello(US))
  engine.hear(other, dd('IMS', 1))
  engine.hear(other, dd('S', 2, lsas))
  engine.hear(other, { type: 'link-state-update', copies: lsas.map((lsa) => ({ lsa, age: 1 })) })
  assert.equal(engine.state(other.address), 'Full')
  engine.takeSent()
  return engine
}

test('§10.8: a database larger than a packet is described in several, each within the MTU, M set in all but the last', () => {
  const engine = holding(200)
  engine.hear(LOWER, hello(US))
  let [last] = descriptions(engine)
  const seen: LsaHeader[] = []
  const bits: string[] = []
  while (engine.state(LOWER.address) !== 'Full') {
    engine.hear(LOWER, dd('', last!.sequenceNumber))
    ;[last] = descriptions(engine)
    if (last === undefined) break
    assert.ok(20 + 24 + 8 + 20 * last.headers.length <= 1500)
    seen.push(...last.headers)
    bits.push(bitsOf(last))
  }
  assert.equal(engine.state(LOWER.address), 'Full')
  assert.deepEqual(bits, ['MS', 'MS', 'S'])
  assert.equal(new Set(seen.map((header) => header.advertisingRouter)).size, 201)
})

test('§10.6: a slave that has more to say than its master goes on, and is done with its last packet', () => {
  const engine = holding(200)
  const higher: From = { address: '10.0.0.2', id: '9.9.9.9' }
  engine.hear(higher, hello(US))
  engine.hear(higher, dd('IMS', 1000))
  const bits = descriptions(engine).slice(1).map(bitsOf)
  for (let sequenceNumber = 1001; engine.state(higher.address) !== 'Full'; sequenceNumber++) {
    engine.hear(higher, dd('S', sequenceNumber))
    bits.push(...descriptions(engine).map(bitsOf))
    assert.ok(bits.length <= 3)
  }
  assert.deepEqual(bits, ['M', 'M', ''])
})

test('§10.3: NegotiationDone: LSAs of age MaxAge are not described but put on the retransmission list', () => {
  const engine = holding(3)
  // Flushed by its originator, and not acknowledged by the neighbor on the other link yet
  const flushed = { ...routerLsaOf('10.9.0.1', 2), age: 3600 }
  engine.hear(LOWER, hello(US))
  const [opening] = descriptions(engine)
  const third: From = { address: '10.0.1.2', id: '6.6.6.6', interface: 2 }
  const idle: From = { address: '10.0.0.77', id: '4.4.4.4' }
  // Somebody else is in Exchange, so the MaxAge instance stays; and MinLSArrival is over
  engine.pass(2000)
  engine.hear(idle, hello(US))
  const opened = descriptions(engine)[0]!
  engine.hear(idle, dd('M', opened.sequenceNumber))
  engine.hear(third, { type: 'link-state-update', copies: [{ lsa: flushed, age: 3600 }] })
  engine.takeSent()
  engine.hear(LOWER, dd('', opening!.sequenceNumber))
  const [described] = descriptions(engine)
  const named = described!.headers.map((header) => header.advertisingRouter)
  assert.ok(!named.includes(routerId(ipv4('10.9.0.1'))))
  assert.equal(named.length, 3)
  assert.equal(engine.neighbor(LOWER.address)?.retransmissionList, 1)
})

test('RFC 5243 §2: what the neighbor has described as recent, or more so, is not described to it; what it has older or not at all is', () => {
  const lsa = (n: number, sequenceNumber = 1): LsaHeader => routerLsaOf(`10.9.0.${n}`, sequenceNumber)
  const informed = holding(4)
  informed.hear(LOWER, hello(US))
  const [opening] = descriptions(informed)
  informed.hear(LOWER, dd('', opening!.sequenceNumber, [lsa(0), lsa(1, 2), lsa(2, 0)]))
  const described = descriptions(informed)[0]!.headers.map(({ advertisingRouter }) => advertisingRouter)
  assert.deepEqual(described.sort(), [ipv4(US), ipv4('10.9.0.2'), ipv4('10.9.0.3')].map((id) => routerId(id)).sort())
})
