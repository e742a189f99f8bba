import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ipv4 } from '../../../protocols/base/ipv4.js'
import { AllDRouters, AllSPFRouters } from '../../../protocols/ospf/constants.js'
import { flush } from '../../../protocols/ospf/database/lifetime.js'
import { acknowledge, type Receipt, TABLE_19 } from '../../../protocols/ospf/flooding/acknowledge.js'
import { forgetNeighborLists } from '../../../protocols/ospf/flooding/retransmit.js'
import type { LsaHeader } from '../../../protocols/ospf/lsa/lsa.js'
import type { InterfaceState } from '../../../protocols/ospf/states.js'
import { aged, OneRouter, routerLsaOf } from '../one-router.js'

function lan(state: InterfaceState) {
  const router = new OneRouter('10.0.0.1')
  const ospfInterface = router.addInterface('10.1.0.3', 'broadcast', state, { dr: '10.1.0.1', bdr: '10.1.0.2' })
  const dr = router.addNeighbor(ospfInterface, '10.1.0.1')
  const other = router.addNeighbor(ospfInterface, '10.1.0.4')
  return { router, ospfInterface, dr, other }
}

/** What happens to a header: sent at once to the sender, later to all, or not at all. */
function outcome(state: InterfaceState, receipt: Receipt, fromDr: boolean): string {
  const { router, dr, other } = lan(state)
  const direct: LsaHeader[] = []
  router.hold(routerLsaOf('10.0.0.9'))
  acknowledge(router.memory, fromDr ? dr : other, routerLsaOf('10.0.0.9'), receipt, direct)
  if (direct.length > 0) return 'direct'
  router.pass(4999)
  return router.takeAcknowledged().length > 0 ? 'delayed' : 'none'
}

test('§13.5, Table 19: every row in both columns', () => {
  const rows: [Receipt, string, string, string][] = [
    ['flooded back', 'none', 'none', 'none'],
    ['more recent', 'delayed', 'none', 'delayed'],
    ['implied acknowledgment', 'delayed', 'none', 'none'],
    ['duplicate', 'direct', 'direct', 'direct'],
    ['MaxAge, no instance', 'direct', 'direct', 'direct'],
  ]
  assert.equal(rows.length, Object.keys(TABLE_19).length)
  for (const [receipt, backupFromDr, backupFromOther, otherStates] of rows) {
    assert.equal(outcome('Backup', receipt, true), backupFromDr, `${receipt}, Backup, from the DR`)
    assert.equal(outcome('Backup', receipt, false), backupFromOther, `${receipt}, Backup, from another`)
    for (const state of ['DR', 'DROther', 'Point-to-point'] as const)
      for (const fromDr of [true, false])
        assert.equal(outcome(state, receipt, fromDr), otherStates, `${receipt}, ${state}`)
  }
})

test('§13.5: delayed acknowledgments go to AllSPFRouters from DR and Backup, to AllDRouters from others', () => {
  for (const [state, destination] of [
    ['DR', AllSPFRouters],
    ['Backup', AllSPFRouters],
    ['DROther', AllDRouters],
  ] as const) {
    const { router, dr } = lan(state)
    router.hold(routerLsaOf('10.0.0.9'))
    acknowledge(router.memory, dr, routerLsaOf('10.0.0.9'), 'more recent', [])
    router.pass(1000)
    assert.deepEqual(
      router.takeAcknowledged().map((sent) => sent.destination),
      [destination],
    )
  }
})

test('§13.5: many acknowledgments wait together and leave in as few packets as the MTU allows', () => {
  const { router, dr } = lan('DROther')
  router.update(dr, ...Array.from({ length: 40 }, (_, i) => routerLsaOf(`10.9.0.${i + 1}`)))
  router.update(dr, ...Array.from({ length: 40 }, (_, i) => routerLsaOf(`10.9.1.${i + 1}`)))
  const atOnce = router
    .takeSent()
    .map(({ body }) => (body.type === 'link-state-acknowledgment' ? body.headers.length : 0))
  assert.deepEqual(atOnce, [72], 'a full packet does not wait')
  router.pass(500)
  assert.equal(router.takeAcknowledged().length, 8)
})

test('§13.5: a direct acknowledgment goes to the neighbor itself', () => {
  const { router, other } = lan('DROther')
  router.hold(routerLsaOf('10.0.0.9'))
  router.update(other, routerLsaOf('10.0.0.9'))
  assert.deepEqual(
    router.takeAcknowledged().map(({ destination }) => destination),
    [ipv4('10.1.0.4')],
  )
})

function chain() {
  const router = new OneRouter('10.0.0.1')
  const left = router.addInterface('10.1.0.1', 'point-to-point', 'Point-to-point')
  const right = router.addInterface('10.2.0.1', 'point-to-point', 'Point-to-point')
  const from = router.addNeighbor(left, '10.1.0.2', 'Full', '10.0.0.2')
  const to = router.addNeighbor(right, '10.2.0.3', 'Full', '10.0.0.3')
  return { router, from, to }
}

test('§13.5, §13.7: what a newer instance took the place of while it waited is not acknowledged', () => {
  const { router, from, to } = chain()
  const old = routerLsaOf('10.0.0.9', 2)
  router.update(from, old, routerLsaOf('10.0.0.8', 2))
  router.pass(100)
  flush(router.memory, router.find(old)!)
  router.acknowledgeAll(to)
  router.takeSent()
  // Another router has it still: only what the neighbor sends again can tell us
  router.update(from, old)
  router.pass(1000)
  assert.deepEqual(
    router.takeAcknowledged().map(({ header }) => header.linkStateId),
    [ipv4('10.0.0.8')],
  )
  router.update(from, old)
  assert.deepEqual(
    router.takeFlooded().map(({ interface: index, lsa }) => [index, lsa.linkStateId, lsa.age]),
    [[1, old.linkStateId, 3600]],
    '§13 (8): it is answered with the newer one',
  )
})

test('§13.5, §14: what was flushed and is gone is acknowledged, but not when an older instance has come again meanwhile', () => {
  const flushedLsa = aged(routerLsaOf('10.0.0.9', 2), 3600)
  const agesAcknowledged = (comesAgain: boolean): number[] => {
    const { router, from, to } = chain()
    router.hold(routerLsaOf('10.0.0.9', 2))
    router.update(from, flushedLsa)
    router.acknowledgeAll(to)
    assert.equal(router.find(flushedLsa), undefined)
    if (comesAgain) {
      const older = aged(routerLsaOf('10.0.0.9', 2), 260)
      to.state = 'Loading'
      to.requestList.add(older)
      router.update(to, older)
    }
    router.pass(1000)
    return router.takeAcknowledged().map(({ header, interface: index }) => index * 10_000 + header.age)
  }
  assert.deepEqual(agesAcknowledged(false), [13_600], 'on the first interface')
  assert.deepEqual(agesAcknowledged(true), [20_260], 'the older one on the second')
})

test('§13.7: an acknowledgment takes off the list the instance that it names', () => {
  const { router, from, to } = chain()
  router.update(from, routerLsaOf('10.0.0.9', 2), routerLsaOf('10.0.0.8', 2))
  router.acknowledge(to, routerLsaOf('10.0.0.9', 2))
  assert.deepEqual(
    [...to.retransmissionList.keys()].map(({ lsa }) => lsa.linkStateId),
    [ipv4('10.0.0.8')],
  )
})

test('§13.7: an acknowledgment of another instance is ignored, of MaxAge where ours is not and the other way round', () => {
  const { router, from, to } = chain()
  router.update(from, routerLsaOf('10.0.0.9', 2))
  router.acknowledge(to, routerLsaOf('10.0.0.9', 1))
  router.acknowledge(to, routerLsaOf('10.0.0.9', 3))
  router.acknowledge(to, aged(routerLsaOf('10.0.0.9', 2), 3600))
  assert.equal(to.retransmissionList.size, 1)
  flush(router.memory, router.find(routerLsaOf('10.0.0.9'))!)
  router.acknowledge(to, routerLsaOf('10.0.0.9', 2))
  assert.equal(to.retransmissionList.size, 1, 'the acknowledgment of the instance before its flushing')
  router.acknowledge(to, aged(routerLsaOf('10.0.0.9', 2), 3600))
  assert.equal(to.retransmissionList.size, 0)
})

test('§13.7: acknowledgments from a neighbor in a lesser state than Exchange are dropped', () => {
  const { router, from, to } = chain()
  router.update(from, routerLsaOf('10.0.0.9'))
  to.state = 'ExStart'
  router.acknowledge(to, routerLsaOf('10.0.0.9'))
  assert.equal(to.retransmissionList.size, 1)
})

test('§13.6: what is not acknowledged is sent again every RxmtInterval, directly to the neighbor', () => {
  const router = new OneRouter('10.0.0.1')
  const left = router.addInterface('10.1.0.1', 'point-to-point', 'Point-to-point')
  const right = router.addInterface('10.2.0.1', 'broadcast', 'DR', { dr: '10.2.0.1' })
  const from = router.addNeighbor(left, '10.1.0.2')
  const silent = router.addNeighbor(right, '10.2.0.3')
  const prompt = router.addNeighbor(right, '10.2.0.4')
  router.update(from, routerLsaOf('10.0.0.9'))
  router.acknowledge(prompt, routerLsaOf('10.0.0.9'))
  router.takeSent()
  router.pass(4999)
  assert.deepEqual(router.takeFlooded(), [])
  router.pass(1)
  router.pass(4999)
  router.pass(1)
  assert.deepEqual(
    router.takeFlooded().map(({ destination }) => destination),
    [silent.address, silent.address],
  )
  assert.equal(right.counters.retransmittedLsas, 2)
  router.acknowledge(silent, routerLsaOf('10.0.0.9'))
  router.pass(20_000)
  assert.deepEqual(router.takeFlooded(), [])
})

test('§13.6, §8.1: on a point-to-point link retransmissions go to AllSPFRouters', () => {
  const { router, from } = chain()
  router.update(from, routerLsaOf('10.0.0.9'))
  router.takeSent()
  router.pass(5000)
  assert.deepEqual(
    router.takeFlooded().map(({ destination }) => destination),
    [AllSPFRouters],
  )
})

test('§13.6: of many retransmissions a packet is sent at a time, and none is forgotten', () => {
  const { router, from, to } = chain()
  const lsas = Array.from({ length: 100 }, (_, i) => routerLsaOf(`10.9.0.${i + 1}`))
  for (let i = 0; i < 100; i += 40) router.update(from, ...lsas.slice(i, i + 40))
  router.takeSent()
  router.pass(5000)
  assert.equal(router.takeFlooded().length, 40)
  router.pass(100)
  assert.equal(router.takeFlooded().length, 60)
  router.acknowledgeAll(to)
  router.pass(20_000)
  assert.deepEqual(router.takeFlooded(), [])
})

test('§13.6: when the adjacency is destroyed the lists are cleared and nothing is sent again', () => {
  const { router, from, to } = chain()
  router.update(from, routerLsaOf('10.0.0.9'))
  router.takeSent()
  const entry = router.find(routerLsaOf('10.0.0.9'))!
  to.state = 'Down'
  forgetNeighborLists(router.memory, to)
  assert.equal(entry.retransmissions, 0)
  router.pass(20_000)
  assert.deepEqual(router.takeFlooded(), [])
})
