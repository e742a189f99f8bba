import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ipv4 } from '../../../protocols/base/ipv4.js'
import { AllDRouters, AllSPFRouters, MaxSequenceNumber } from '../../../protocols/ospf/constants.js'
import { LsType } from '../../../protocols/ospf/lsa/lsa.js'
import { Options } from '../../../protocols/ospf/packet/options.js'
import { aged, lsaOf, OneRouter, routerLsaOf } from '../one-router.js'

/** A router with two point-to-point interfaces, one Full neighbor on each. */
function inAChain() {
  const router = new OneRouter('10.0.0.1')
  const left = router.addInterface('10.1.0.1', 'point-to-point', 'Point-to-point')
  const right = router.addInterface('10.2.0.1', 'point-to-point', 'Point-to-point')
  return {
    router,
    left,
    right,
    from: router.addNeighbor(left, '10.1.0.2', 'Full', '10.0.0.2'),
    to: router.addNeighbor(right, '10.2.0.3', 'Full', '10.0.0.3'),
  }
}

/** A router on a LAN with others; `state` is its own role. */
function onALan(state: 'DR' | 'Backup' | 'DROther') {
  const router = new OneRouter('10.0.0.1')
  const addresses = { DR: '10.1.0.1', Backup: '10.1.0.2', DROther: '10.1.0.3' }
  const lan = router.addInterface(addresses[state], 'broadcast', state, { dr: addresses.DR, bdr: addresses.Backup })
  const dr = router.addNeighbor(lan, addresses.DR, 'Full', '10.0.0.11')
  const backup = router.addNeighbor(lan, addresses.Backup, 'Full', '10.0.0.12')
  const other = router.addNeighbor(lan, '10.1.0.4', state === 'DROther' ? '2-Way' : 'Full', '10.0.0.14')
  if (state !== 'DROther') lan.neighbors.delete(ipv4(addresses[state]))
  return { router, lan, dr, backup, other }
}

test('§13: an update from a neighbor in a lesser state than Exchange is dropped', () => {
  const { router, from } = inAChain()
  from.state = 'ExStart'
  router.update(from, routerLsaOf('10.0.0.9'))
  assert.equal(router.find(routerLsaOf('10.0.0.9')), undefined)
})

test('§13 (1): an LSA whose checksum is wrong is discarded unacknowledged, the next one of the packet is looked at', () => {
  const { router, from, left } = inAChain()
  const bad = routerLsaOf('10.0.0.8')
  const bytes = bad.bytes.slice()
  bytes[27]! ^= 1
  router.update(from, { ...bad, bytes }, routerLsaOf('10.0.0.9'))
  router.pass(1000)
  assert.equal(router.find(bad), undefined)
  assert.notEqual(router.find(routerLsaOf('10.0.0.9')), undefined)
  assert.equal(left.counters.refusedLsas.get('lsa-checksum'), 1)
  assert.deepEqual(
    router.takeAcknowledged().map(({ header }) => header.linkStateId),
    [ipv4('10.0.0.9')],
  )
})

test('§13 (2): an LSA of an unknown type is discarded unacknowledged', () => {
  const { router, from, left } = inAChain()
  router.update(from, lsaOf(6 as LsType, '10.0.0.8', '10.0.0.8', 1, new Uint8Array(8)))
  router.pass(1000)
  assert.equal(left.counters.refusedLsas.get('lsa-unknown-type'), 1)
  assert.deepEqual(router.takeSent(), [])
})

test('§13 (3), RFC 3101 §2.2: a type 7 LSA outside of an NSSA is discarded', () => {
  const { router, from, left } = inAChain()
  router.update(from, lsaOf(LsType.nssaExternal, '10.9.0.0', '10.0.0.8', 1, new Uint8Array(16)))
  assert.equal(left.counters.refusedLsas.get('lsa-scope'), 1)
})

test('§13 (4): MaxAge, no instance held and no neighbor in Exchange or Loading: acknowledged directly, not installed', () => {
  const { router, from } = inAChain()
  const lsa = aged(routerLsaOf('10.0.0.9'), 3600)
  router.update(from, lsa)
  assert.equal(router.find(lsa), undefined)
  assert.equal(router.takeAcknowledged().length, 1)
})

test('§13 (4): the same with a neighbor in Loading is installed and flooded', () => {
  const { router, from, to } = inAChain()
  to.state = 'Loading'
  const lsa = aged(routerLsaOf('10.0.0.9'), 3600)
  router.update(from, lsa)
  assert.equal(router.find(lsa)?.maxAge, true)
  assert.equal(router.takeFlooded().length, 1)
})

test('§13 (5): a newer LSA is installed, flooded out of the other interface, and takes the old one off every list', () => {
  const { router, from, to, right } = inAChain()
  router.update(from, routerLsaOf('10.0.0.9', 1))
  assert.equal(to.retransmissionList.size, 1)
  const old = router.find(routerLsaOf('10.0.0.9'))!
  router.takeSent()
  router.pass(1500)
  router.takeSent()
  router.update(from, routerLsaOf('10.0.0.9', 2))
  assert.equal(old.retired, true)
  assert.equal(old.retransmissions, 0)
  assert.deepEqual(
    [...to.retransmissionList.keys()].map(({ lsa }) => lsa.sequenceNumber),
    [-0x80000000 + 2],
  )
  assert.equal(from.retransmissionList.size, 0, '§13.3 (1)(c): the sender is skipped')
  const flooded = router.takeFlooded()
  assert.deepEqual(
    flooded.map(({ interface: index, destination, lsa }) => [index, destination, lsa.sequenceNumber]),
    [[right.link.index, AllSPFRouters, -0x80000000 + 2]],
  )
})

test('§13 (5)(a): MinLSArrival: an instance that follows a flooded one within a second is dropped unacknowledged', () => {
  const { router, from, left } = inAChain()
  router.update(from, routerLsaOf('10.0.0.9', 1))
  router.pass(999)
  router.takeSent()
  router.update(from, routerLsaOf('10.0.0.9', 2))
  assert.equal(left.counters.refusedLsas.get('lsa-min-arrival'), 1)
  assert.deepEqual(router.takeSent(), [])
  router.pass(1)
  router.update(from, routerLsaOf('10.0.0.9', 2))
  assert.equal(router.find(routerLsaOf('10.0.0.9'))?.lsa.sequenceNumber, -0x80000000 + 2)
})

test('§13 (5)(a): what came too soon is looked at again, the last of each LSA, when MinLSArrival is over', () => {
  const { router, from } = inAChain()
  router.update(from, routerLsaOf('10.0.0.9', 1))
  router.pass(100)
  router.update(from, routerLsaOf('10.0.0.9', 2))
  router.update(from, routerLsaOf('10.0.0.9', 3))
  router.pass(899)
  assert.equal(router.find(routerLsaOf('10.0.0.9'))?.lsa.sequenceNumber, -0x80000000 + 1)
  router.takeSent()
  router.pass(1)
  assert.equal(router.find(routerLsaOf('10.0.0.9'))?.lsa.sequenceNumber, -0x80000000 + 3)
  assert.equal(router.takeFlooded().length, 1)
})

test('§13 (5)(a): of what came too soon the most recent is looked at again, whatever the order', () => {
  const { router, from } = inAChain()
  router.update(from, routerLsaOf('10.0.0.9', 1))
  router.update(from, routerLsaOf('10.0.0.9', 3))
  router.update(from, routerLsaOf('10.0.0.9', 2))
  router.pass(1000)
  assert.equal(router.find(routerLsaOf('10.0.0.9'))?.lsa.sequenceNumber, -0x80000000 + 3)
})

test('§13 (5)(a): a flush within MinLSArrival of the instance is not lost: it is looked at, and goes on, when that is over', () => {
  const { router, from, to } = inAChain()
  router.update(from, routerLsaOf('10.0.0.9', 1))
  router.pass(100)
  router.acknowledgeAll(to)
  router.update(from, aged(routerLsaOf('10.0.0.9', 1), 3600))
  assert.equal(router.find(routerLsaOf('10.0.0.9'))?.maxAge, false)
  router.takeSent()
  router.pass(900)
  assert.deepEqual(
    router.takeFlooded().map(({ lsa }) => [lsa.age, lsa.sequenceNumber]),
    [[3600, -0x80000000 + 1]],
  )
  router.acknowledge(to, aged(routerLsaOf('10.0.0.9', 1), 3600))
  router.pass(100)
  assert.equal(router.find(routerLsaOf('10.0.0.9')), undefined)
})

test('§13 (4): what came too soon is not looked at again when it is flushed before that, and there is no instance any more', () => {
  const { router, from, to } = inAChain()
  const flushed = (sequenceNumber: number) => aged(routerLsaOf('10.0.0.9', sequenceNumber), 3600)
  router.update(from, routerLsaOf('10.0.0.9', 1))
  router.pass(2000)
  router.update(from, flushed(1))
  router.update(from, routerLsaOf('10.0.0.9', 2))
  router.acknowledge(to, flushed(1))
  router.pass(100)
  assert.equal(router.find(routerLsaOf('10.0.0.9')), undefined)
  router.update(from, flushed(2))
  router.pass(5000)
  assert.equal(router.find(routerLsaOf('10.0.0.9')), undefined)
})

test('§13 (5)(a): what came too soon of a neighbor with whom there is no adjacency any more is forgotten', () => {
  const { router, from } = inAChain()
  router.update(from, routerLsaOf('10.0.0.9', 1))
  router.update(from, routerLsaOf('10.0.0.9', 2))
  from.state = 'Down'
  router.pass(5000)
  assert.equal(router.find(routerLsaOf('10.0.0.9'))?.lsa.sequenceNumber, -0x80000000 + 1)
})

test('§13 (5)(a): MinLSArrival does not apply to a copy that did not come by flooding', () => {
  const { router, from } = inAChain()
  router.hold(routerLsaOf('10.0.0.9', 1), { origin: 'requested', ago: 10 })
  router.update(from, routerLsaOf('10.0.0.9', 2))
  assert.equal(router.find(routerLsaOf('10.0.0.9'))?.lsa.sequenceNumber, -0x80000000 + 2)
})

test('§13 (5)(a): MinLSArrival does not apply to an instance that we have requested: it is not sent again for RxmtInterval', () => {
  const { router, from } = inAChain()
  from.state = 'Loading'
  router.hold(routerLsaOf('10.0.0.9', 1), { origin: 'flooded', ago: 10 })
  from.requestList.add(routerLsaOf('10.0.0.9', 2))
  router.update(from, routerLsaOf('10.0.0.9', 2))
  const entry = router.find(routerLsaOf('10.0.0.9'))
  assert.equal(entry?.lsa.sequenceNumber, -0x80000000 + 2)
  assert.equal(entry.origin, 'requested')
})

test('§13 (6): not newer, but on the request list of the sender: BadLSReq, the rest of the packet is not looked at', () => {
  const { router, from } = inAChain()
  from.state = 'Loading'
  router.hold(routerLsaOf('10.0.0.9', 5))
  from.requestList.add(routerLsaOf('10.0.0.9', 6))
  router.update(from, routerLsaOf('10.0.0.9', 5), routerLsaOf('10.0.0.8'))
  assert.equal(from.state, 'ExStart')
  assert.equal(router.find(routerLsaOf('10.0.0.8')), undefined)
})

test('§13 (7)(a): the same instance from a neighbor that owes an acknowledgment is one, and is not acknowledged', () => {
  const { router, from, to } = inAChain()
  router.update(from, routerLsaOf('10.0.0.9'))
  router.pass(1000)
  router.takeSent()
  router.update(to, routerLsaOf('10.0.0.9'))
  router.pass(1000)
  assert.equal(to.retransmissionList.size, 0)
  assert.deepEqual(router.takeSent(), [])
})

test('§13 (7)(b): any other duplicate is acknowledged directly', () => {
  const { router, from } = inAChain()
  router.hold(routerLsaOf('10.0.0.9'))
  router.update(from, routerLsaOf('10.0.0.9'))
  const [only, ...more] = router.takeAcknowledged()
  assert.equal(only?.destination, AllSPFRouters)
  assert.deepEqual(more, [])
})

test('§13 (8): an older instance is answered with ours, once in MinLSArrival, on no list and unacknowledged', () => {
  const { router, dr } = onALan('DROther')
  router.hold(routerLsaOf('10.0.0.9', 5))
  router.update(dr, routerLsaOf('10.0.0.9', 4))
  const sent = router.takeSent()
  assert.equal(sent.length, 1)
  assert.equal(sent[0]!.destination, dr.address)
  assert.equal(sent[0]!.body.type, 'link-state-update')
  assert.equal(dr.retransmissionList.size, 0)
  router.update(dr, routerLsaOf('10.0.0.9', 4))
  assert.deepEqual(router.takeSent(), [])
  router.pass(1000)
  router.update(dr, routerLsaOf('10.0.0.9', 4))
  assert.equal(router.takeFlooded().length, 1)
})

test('§13 (8): many older instances in one packet are answered with one copy', () => {
  const { router, from } = inAChain()
  router.hold(routerLsaOf('10.0.0.9', 5))
  router.update(from, ...Array.from({ length: 30 }, () => routerLsaOf('10.0.0.9', 4)))
  assert.equal(router.takeFlooded().length, 1)
})

test('§13 (8): a copy of age MaxAge and MaxSequenceNumber is not sent back: its number is wrapping', () => {
  const { router, from, to } = inAChain()
  to.state = 'Loading'
  const last = { ...routerLsaOf('10.0.0.9', 0xffffffff), age: 3600 }
  assert.equal(last.sequenceNumber, MaxSequenceNumber)
  router.hold(last)
  router.update(from, routerLsaOf('10.0.0.9', 1))
  router.pass(1000)
  assert.deepEqual(router.takeSent(), [])
})

test('§13.3 (1)(b): request lists: an older instance than requested is not sent, the same is deleted, newer deletes and is sent', () => {
  for (const [theirs, left, listed] of [
    [7, 1, 0],
    [6, 0, 0],
    [5, 0, 1],
  ] as const) {
    const { router, from, to } = inAChain()
    to.state = 'Exchange'
    to.requestList.add(routerLsaOf('10.0.0.9', theirs))
    to.requestList.add(routerLsaOf('10.0.0.7', 1))
    router.update(from, routerLsaOf('10.0.0.9', 6))
    assert.equal(to.requestList.size, 1 + left, `theirs ${theirs}`)
    assert.equal(to.retransmissionList.size, listed, `theirs ${theirs}`)
    assert.equal(router.takeFlooded().length, listed, `theirs ${theirs}`)
  }
})

test('§13.3 (3): what came from DR or Backup is not flooded back out of the interface', () => {
  const { router, dr, backup } = onALan('DROther')
  router.update(dr, routerLsaOf('10.0.0.9'))
  assert.deepEqual(router.takeFlooded(), [])
  assert.equal(backup.retransmissionList.size, 1, 'but it is on the list of the other neighbors')
  router.pass(500)
  assert.deepEqual(
    router.takeAcknowledged().map(({ destination }) => destination),
    [AllDRouters],
  )
})

test('§13.3 (4): the Backup does not flood back what came on the interface, and acknowledges only what the DR sent', () => {
  const { router, dr, other } = onALan('Backup')
  router.update(other, routerLsaOf('10.0.0.9'))
  router.pass(1000)
  assert.deepEqual(router.takeSent(), [])
  assert.equal(dr.retransmissionList.size, 1)
  router.update(dr, routerLsaOf('10.0.0.9'))
  router.pass(1000)
  assert.equal(dr.retransmissionList.size, 0, 'the duplicate is an implied acknowledgment')
  assert.deepEqual(
    router.takeAcknowledged().map(({ destination }) => destination),
    [AllSPFRouters],
    'Table 19, row 3: delayed, for it came from the Designated Router',
  )
})

test('§13.3, §13.5: the DR floods back what came from another router than the Backup, and acknowledges it not', () => {
  const { router, other, backup } = onALan('DR')
  router.update(other, routerLsaOf('10.0.0.9'))
  const flooded = router.takeFlooded()
  assert.deepEqual(
    flooded.map(({ destination }) => destination),
    [AllSPFRouters],
  )
  router.pass(1000)
  assert.deepEqual(router.takeAcknowledged(), [])
  router.update(backup, routerLsaOf('10.0.0.8'))
  assert.deepEqual(router.takeFlooded(), [], 'the Backup: chances are that all have it')
})

test('§13.3 (5): LS age grows by InfTransDelay with every sending, and never past MaxAge', () => {
  const { router, from, to } = inAChain()
  to.interface.settings = { ...to.interface.settings, transmitDelay: 7000 as never }
  router.update(from, aged(routerLsaOf('10.0.0.8'), 100), aged(routerLsaOf('10.0.0.9'), 3594))
  assert.deepEqual(
    router.takeFlooded().map(({ lsa }) => lsa.age),
    [107, 3600],
  )
  router.pass(5000)
  assert.deepEqual(
    router.takeFlooded().map(({ lsa }) => lsa.age),
    [112, 3600],
    'a retransmission 5 s later',
  )
})

test('§13.3: all that one packet brings leaves in as few packets as the MTU allows', () => {
  const { router, from } = inAChain()
  router.update(from, ...Array.from({ length: 50 }, (_, i) => routerLsaOf(`10.0.9.${i + 1}`)))
  const sizes = router.takeSent().map(({ body }) => (body.type === 'link-state-update' ? body.lsas.length : 0))
  assert.deepEqual(sizes, [40, 10], '36 bytes each, 1452 a packet')
})

test('RFC 4222: what a bulk of updates leads to leaves in turns of a bounded number of packets', () => {
  const { router, from, to } = inAChain()
  const large = (i: number) => lsaOf(LsType.opaqueArea, `4.0.0.${i}`, '10.0.0.9', 1, new Uint8Array(1400))
  router.update(from, ...Array.from({ length: 40 }, (_, i) => large(i)))
  assert.equal(to.retransmissionList.size, 40)
  assert.equal(router.takeFlooded().length, 33)
  router.pass(2)
  assert.equal(router.takeFlooded().length, 7)
})

test('RFC 5250 §3.1: opaque LSAs go to neighbors that understand them, link-local ones stay on their link', () => {
  const { router, from, to } = inAChain()
  router.update(from, lsaOf(LsType.opaqueLink, '3.0.0.1', '10.0.0.9', 1, new Uint8Array(4)))
  assert.equal(to.retransmissionList.size, 0)
  assert.equal(from.interface.database.size, 1)
  router.update(from, lsaOf(LsType.opaqueArea, '4.0.0.1', '10.0.0.9', 1, new Uint8Array(4)))
  assert.equal(to.retransmissionList.size, 1)
  to.options = Options.E
  router.update(from, lsaOf(LsType.opaqueAs, '4.0.0.2', '10.0.0.9', 1, new Uint8Array(4)))
  assert.equal(to.retransmissionList.size, 1)
  assert.equal(router.memory.asDatabase.size, 1)
})

test('§13.3, §13.5: what waits to be sent is dropped when the last adjacency of the interface is lost', () => {
  const { router, from, to } = inAChain()
  router.update(
    from,
    ...Array.from({ length: 40 }, (_, i) =>
      lsaOf(LsType.opaqueArea, `4.0.0.${i}`, '10.0.0.9', 1, new Uint8Array(1400)),
    ),
  )
  router.takeSent()
  from.state = 'Init'
  to.state = 'Init'
  router.pass(1000)
  assert.deepEqual(router.takeSent(), [])
  assert.equal(router.memory.flooding.updates.size, 0)
})
