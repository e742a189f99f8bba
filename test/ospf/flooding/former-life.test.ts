import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ipv4 } from '../../../protocols/base/ipv4.js'
import { encodeLsa } from '../../../protocols/ospf/lsa/encode.js'
import { type LsaHeader, LsType } from '../../../protocols/ospf/lsa/lsa.js'
import { originate } from '../../../protocols/ospf/originate/own.js'
import { Options } from '../../../protocols/ospf/packet/options.js'
import { dd, type From, hello, LoneEngine } from '../engine/lone-engine.js'
import { ethernet, POINT_TO_POINT, settings } from '../engine/network.js'
import { OneRouter } from '../one-router.js'

const US = '5.5.5.5'
const FIRST: From = { address: '10.0.0.2', id: '9.9.9.9' }
const SECOND: From = { address: '10.0.1.2', id: '8.8.8.8', interface: 2 }

/** On two lines, with its first router-LSA originated and sent to nobody; the neighbors hear it. */
function started(): LoneEngine {
  const engine = new LoneEngine(
    settings(US, { 'eth*': POINT_TO_POINT }),
    ethernet(1, 'eth0', '10.0.0.1/30'),
    ethernet(2, 'eth1', '10.0.1.1/30'),
  )
  engine.pass(200)
  for (const neighbor of [FIRST, SECOND]) engine.hear(neighbor, hello(US))
  return engine
}

/** The exchange begins: what we describe, of which ours is the only LSA. */
function described(engine: LoneEngine, neighbor: From): LsaHeader {
  engine.takeSent()
  engine.hear(neighbor, dd('IMS', 1000))
  const [answer] = engine.takeBodies('database-description')
  assert.equal(answer?.headers.length, 1)
  return answer!.headers[0]!
}

/** The neighbor describes this LSA; the sequence numbers of what that makes us flood. */
function answersTo(engine: LoneEngine, neighbor: From, header: LsaHeader): number[] {
  engine.takeSent()
  engine.hear(neighbor, dd('MS', 1001, [header]))
  engine.pass(300)
  return engine.takeBodies('link-state-update').flatMap(({ lsas }) => lsas.map((lsa) => lsa.sequenceNumber))
}

/** Has sent its router-LSA to the first neighbor half a minute ago, and begins the exchange with the second. */
function sentBefore(): { engine: LoneEngine; ours: LsaHeader } {
  const engine = started()
  const { type, linkStateId, advertisingRouter } = described(engine, FIRST)
  engine.hear(FIRST, { type: 'link-state-request', requests: [{ type, linkStateId, advertisingRouter }] })
  engine.passHearing(30_000, ...[FIRST, SECOND].map((neighbor) => () => engine.hear(neighbor, hello(US))))
  return { engine, ours: described(engine, SECOND) }
}

test('§13.1: what a neighbor describes as our LSA before we sent it to anybody is of a former life: the next number follows', () => {
  const engine = started()
  const ours = described(engine, FIRST)
  assert.deepEqual(answersTo(engine, FIRST, { ...ours, age: ours.age + 1 }), [ours.sequenceNumber + 1])
})

test('§13.1: what a neighbor describes as our LSA after we sent it is ours, as long as it may have been under way', () => {
  const { engine, ours } = sentBefore()
  assert.deepEqual(answersTo(engine, SECOND, { ...ours, age: ours.age + 60 }), [])
})

test('§13.1: what is older than our LSA can be is of a former life, though we sent ours', () => {
  const { engine, ours } = sentBefore()
  assert.deepEqual(
    answersTo(engine, SECOND, { ...ours, age: ours.age + 62 }),
    [ours.sequenceNumber + 1, ours.sequenceNumber + 1],
    'to both',
  )
})

test('§13.1: who describes former lives of us again and again is answered at the pace of MinLSInterval', () => {
  const { engine, ours } = sentBefore()
  let last = ours
  let answers = 0
  for (let tenth = 0; tenth < 200; tenth++) {
    engine.hear(SECOND, dd('MS', 1001 + tenth, [{ ...last, age: 200 }]))
    engine.pass(100)
    const flooded = engine.takeBodies('link-state-update').flatMap(({ lsas }) => lsas)
    const next = flooded.find((lsa) => lsa.sequenceNumber > last.sequenceNumber)
    if (next === undefined) continue
    answers++
    last = next
  }
  assert.ok(answers >= 4 && answers <= 8, `${answers} answers in 20 s`)
})

/** An LSA of ours and the same instance as a former life made it: 00 for FF, which no checksum tells apart. */
function twoOfOneInstance() {
  const router = new OneRouter('10.0.0.1')
  const link = router.addInterface('10.1.0.1', 'point-to-point', 'Point-to-point')
  const neighbor = router.addNeighbor(link, '10.1.0.2', 'Full', '10.0.0.2')
  const place = { area: router.area, interface: undefined }
  const body = Uint8Array.of(255, 255, 0, 0, 0, 0, 0, 1)
  originate(router.memory, place, LsType.summaryNetwork, ipv4('192.0.0.0'), { options: Options.E, body })
  router.acknowledgeAll(neighbor)
  router.pass(10_000)
  router.takeSent()
  const ours = router.find({
    type: LsType.summaryNetwork,
    linkStateId: ipv4('192.0.0.0'),
    advertisingRouter: router.memory.routerId,
  })!.lsa
  const former = encodeLsa({ ...ours, body: Uint8Array.of(255, 255, 255, 0, 0, 0, 0, 1) })
  assert.equal(former.checksum, ours.checksum)
  return { router, neighbor, ours, former }
}

test('§13 (7): the same instance of an LSA of ours that says something else is succeeded', () => {
  const { router, neighbor, ours, former } = twoOfOneInstance()
  router.update(neighbor, former)
  assert.deepEqual(
    router.takeFlooded().map(({ lsa }) => [lsa.sequenceNumber, lsa.bytes[22]]),
    [[ours.sequenceNumber + 1, 0]],
  )
})

test('§13 (7): the same instance of an LSA of ours that says the same is a duplicate', () => {
  const { router, neighbor, ours } = twoOfOneInstance()
  router.update(neighbor, ours)
  assert.deepEqual(router.takeFlooded(), [])
})
