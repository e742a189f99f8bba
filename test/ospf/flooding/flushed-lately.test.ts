import assert from 'node:assert/strict'
import { test } from 'node:test'
import { instant } from '../../../protocols/base/duration.js'
import { MaxSequenceNumber } from '../../../protocols/ospf/constants.js'
import { LsType } from '../../../protocols/ospf/lsa/lsa.js'
import { aged, lsaOf, OneRouter, routerLsaOf } from '../one-router.js'

const LSA = routerLsaOf('10.0.0.9', 2)
const FLUSH = aged(LSA, 3600)

/** Between two Full neighbors. */
function inAChain() {
  const router = new OneRouter('10.0.0.1')
  const left = router.addInterface('10.1.0.1', 'point-to-point', 'Point-to-point')
  const right = router.addInterface('10.2.0.1', 'point-to-point', 'Point-to-point')
  const from = router.addNeighbor(left, '10.1.0.2', 'Full', '10.0.0.2')
  return { router, left, from, to: router.addNeighbor(right, '10.2.0.3', 'Full', '10.0.0.3') }
}

test('§13 (4): what a discarded flush has overtaken on the way is not installed after it, but answered with the flush (8)', () => {
  const { router, left, from } = inAChain()
  router.update(from, FLUSH)
  assert.equal(router.takeAcknowledged().length, 1)
  router.pass(300)
  router.update(from, LSA)
  assert.equal(router.find(LSA), undefined)
  assert.deepEqual([...left.counters.refusedLsas], [['lsa-flushed-lately', 1]])
  assert.deepEqual(
    router.takeFlooded().map(({ lsa, interface: index }) => [index, lsa.sequenceNumber, lsa.age]),
    [[left.link.index, LSA.sequenceNumber, 3600]],
  )
  router.pass(1000)
  assert.deepEqual(router.takeAcknowledged(), [])
})

test('§14: nor is what arrives right after its flush has left the database', () => {
  const { router, from, to } = inAChain()
  router.hold(LSA)
  router.update(from, FLUSH)
  router.acknowledgeAll(to)
  assert.equal(router.find(LSA), undefined)
  router.update(to, LSA)
  assert.equal(router.find(LSA), undefined)
})

test('§13 (5): a next instance is installed at once, and the same one when it is requested, or too late to have been overtaken', () => {
  const installed = (after: (chain: ReturnType<typeof inAChain>) => void, lsa = LSA): boolean => {
    const chain = inAChain()
    chain.router.update(chain.from, FLUSH)
    after(chain)
    chain.router.update(chain.from, lsa)
    return chain.router.find(lsa) !== undefined
  }
  assert.equal(
    installed(() => {}),
    false,
  )
  assert.equal(
    installed(() => {}, routerLsaOf('10.0.0.9', 3)),
    true,
  )
  assert.equal(
    installed(({ router }) => router.pass(2001)),
    true,
  )
  const request = ({ from }: ReturnType<typeof inAChain>): void => {
    from.state = 'Loading'
    from.requestList.add(LSA)
  }
  assert.equal(installed(request), true)
})

test('§12.1.6: the first instance after the flush of one with MaxSequenceNumber is not late: the number wrapped', () => {
  const { router, from, to } = inAChain()
  const last = routerLsaOf('10.0.0.9', 0xffffffff)
  assert.equal(last.sequenceNumber, MaxSequenceNumber)
  router.hold(last)
  router.update(from, aged(last, 3600))
  router.acknowledgeAll(to)
  assert.equal(router.find(last), undefined)
  router.takeSent()
  const first = routerLsaOf('10.0.0.9', 1)
  router.update(from, first)
  assert.equal(router.find(first)?.lsa.sequenceNumber, first.sequenceNumber)
  assert.deepEqual(
    router.takeFlooded().map(({ lsa }) => lsa.sequenceNumber),
    [first.sequenceNumber],
  )
})

test('flushes of what nobody has are remembered in a bounded number, and for a while only, though more of them come', () => {
  const { router, from } = inAChain()
  const { flushedLately } = router.memory.flooding
  const flushOf = (i: number, length: number) =>
    aged(lsaOf(LsType.opaqueArea, '1.0.0.0', `10.9.${i >> 8}.${i & 255}`, 1, new Uint8Array(length)), 3600)
  for (let i = 0; i < 10_100; i++) router.update(from, flushOf(i, 16))
  assert.equal(flushedLately.size, 10_000)
  for (let second = 0; second < 3; second++) {
    router.pass(1000)
    router.update(from, flushOf(second, 16))
  }
  assert.equal(flushedLately.size, 2)
  router.pass(2001)
  assert.equal(flushedLately.size, 0)
  router.update(from, flushOf(0, 40_000))
  assert.equal(flushedLately.size, 0, 'nor are long ones')
})

test('a flush is forgotten at the instant for which that is planned, whatever fraction of a millisecond it has', () => {
  const { router, from } = inAChain()
  for (let i = 0; i < 100; i++) {
    // Two seconds later there are fewer digits for the fraction
    router.memory.now = instant(2 ** 20 - 1000 + Math.sqrt(i))
    router.update(from, FLUSH)
    const planned = router.memory.agenda.at('flushed-lately')
    assert.ok(planned !== undefined)
    router.memory.now = planned
    router.memory.agenda.takeDue(planned)?.()
    assert.equal(router.memory.agenda.at('flushed-lately'), undefined)
  }
})
