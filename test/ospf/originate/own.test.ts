import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ipv4, ipv4FromNumber } from '../../../protocols/base/ipv4.js'
import { InitialSequenceNumber, MaxSequenceNumber } from '../../../protocols/ospf/constants.js'
import { databaseEntry } from '../../../protocols/ospf/database/database.js'
import { routerId } from '../../../protocols/ospf/identifiers.js'
import { encodeLsa } from '../../../protocols/ospf/lsa/encode.js'
import { type Lsa, LsType } from '../../../protocols/ospf/lsa/lsa.js'
import { decodeRouterLsa } from '../../../protocols/ospf/lsa/router-lsa.js'
import { interfaceChanged } from '../../../protocols/ospf/originate/events.js'
import {
  flushOwnLsas,
  originate,
  ownLsaRemoved,
  ownLsasFlushed,
  withdraw,
} from '../../../protocols/ospf/originate/own.js'
import { aged, lsaOf, OneRouter, routerLsaOf } from '../one-router.js'

/** As many as may follow the first at the distance of MinLSArrival. */
const QUICK_SUCCESSORS = 10
const OURS = routerLsaOf('10.0.0.1')

function onALink() {
  const router = new OneRouter('10.0.0.1')
  const link = router.addInterface('10.1.0.1', 'point-to-point', 'Point-to-point')
  const neighbor = router.addNeighbor(link, '10.1.0.2', 'Full', '10.0.0.2')
  const changeCost = (cost: number): void => {
    link.cost = cost
    interfaceChanged(router.memory, link)
    router.settle()
    // The first instance waits for what else is about to be added
    if (router.find(OURS) === undefined) router.pass(200)
  }
  return { router, link, neighbor, changeCost }
}

test('the numbers of flushed LSAs are remembered for as many as there may be LSAs: anybody can send some that say they are ours', () => {
  const { memory } = new OneRouter('10.0.0.1')
  memory.settings = { ...memory.settings, maximumLsas: 50 }
  const flush = (n: number): void => {
    const lsa = encodeLsa({
      options: 2,
      type: LsType.asExternal,
      linkStateId: ipv4FromNumber(ipv4('203.0.113.0') + n),
      advertisingRouter: memory.routerId,
      sequenceNumber: 7,
      body: new Uint8Array(16),
    })
    ownLsaRemoved(memory, databaseEntry(lsa, memory.now, { area: undefined, interface: undefined }, 'flooded'))
  }
  for (let n = 0; n < 80; n++) flush(n)
  assert.equal(memory.flooding.flushed.size, 50)
  assert.ok(
    memory.flooding.flushed
      .keys()
      .next()
      .value!.includes(`${ipv4('203.0.113.30')}`),
    'the newest are',
  )
})

test('§12.4: the first instance has InitialSequenceNumber and age 0, is installed, flooded, and on the retransmission lists', () => {
  const { router, neighbor, changeCost } = onALink()
  changeCost(10)
  const entry = router.find(OURS)!
  assert.equal(entry.lsa.sequenceNumber, InitialSequenceNumber)
  assert.equal(entry.lsa.age, 0)
  assert.deepEqual([...neighbor.retransmissionList.keys()], [entry])
  assert.deepEqual(
    router.takeFlooded().map(({ lsa }) => lsa.bytes.subarray(2)),
    [entry.lsa.bytes.subarray(2)],
  )
})

test('§12.4: an event that leaves the contents as they are originates nothing', () => {
  const { router, changeCost } = onALink()
  changeCost(10)
  router.takeSent()
  router.pass(60_000)
  router.takeSent()
  changeCost(10)
  assert.equal(router.find(OURS)?.lsa.sequenceNumber, InitialSequenceNumber)
  assert.deepEqual(router.takeSent(), [])
})

test('§12.4: MinLSInterval is kept on average, eleven instances may follow each other; the last content is not lost', () => {
  const { router, neighbor, changeCost } = onALink()
  const originated: number[] = []
  changeCost(10)
  const start = router.memory.now
  for (let cost = 10; cost < 80; cost++) {
    changeCost(cost)
    router.acknowledgeAll(neighbor)
    if (router.takeFlooded().length > 0) originated.push(router.memory.now - start)
    router.pass(500)
    if (router.takeFlooded().length > 0) originated.push(router.memory.now - start)
  }
  router.pass(20_000)
  const quick = originated.filter((at) => at < 15_000)
  for (let i = 1; i < quick.length; i++) assert.ok(quick[i]! - quick[i - 1]! >= 1000)
  assert.ok(quick.length > QUICK_SUCCESSORS)
  assert.deepEqual(originated.slice(quick.length), [15_000, 20_000, 25_000, 30_000, 35_000])
  assert.equal(router.find(OURS)?.lsa.bytes[35], 79)
})

test('§12.4: what only adds waits 200 ms for more to be added; what takes anything back waits for nothing', () => {
  const { router, link, neighbor, changeCost } = onALink()
  changeCost(10)
  router.acknowledgeAll(neighbor)
  router.pass(10_000)
  router.takeSent()
  const add = (address: string): void => {
    interfaceChanged(router.memory, router.addInterface(address, 'broadcast', 'DR'))
    router.settle()
  }
  add('10.2.0.1')
  router.pass(150)
  add('10.3.0.1')
  router.pass(49)
  assert.deepEqual(router.takeFlooded(), [])
  router.pass(1)
  assert.equal(router.takeFlooded().length, 1)
  assert.equal(decodeRouterLsa(router.find(OURS)!.lsa).links.length, 4)
  router.acknowledgeAll(neighbor)
  router.pass(10_000)
  router.takeSent()
  add('10.4.0.1')
  router.pass(50)
  link.state = 'Down'
  interfaceChanged(router.memory, link)
  router.settle()
  assert.equal(decodeRouterLsa(router.find(OURS)!.lsa).links.length, 3)
})

test('§12.4: instances that nobody was sent do not count against MinLSInterval', () => {
  const { router, neighbor, changeCost } = onALink()
  neighbor.state = 'Down'
  for (let cost = 10; cost < 40; cost++) changeCost(cost)
  assert.equal(router.find(OURS)?.lsa.bytes[35], 39)
})

test('§12.4: what is as it was again before MinLSInterval is over originates nothing', () => {
  const { router, neighbor, changeCost } = onALink()
  changeCost(10)
  router.acknowledgeAll(neighbor)
  changeCost(11)
  changeCost(10)
  router.takeSent()
  router.pass(10_000)
  assert.deepEqual(router.takeFlooded(), [])
})

test('§13 (5)(a): no new instance follows so soon after the last was flooded that its receivers would discard it', () => {
  const { router, changeCost } = onALink()
  changeCost(10)
  router.takeSent()
  changeCost(11)
  router.pass(1000)
  assert.deepEqual(router.takeFlooded(), [])
  router.pass(200)
  assert.equal(router.takeFlooded().length, 1)
})

test('§12.4: neighbors that ask for the last instance again and again do not keep the next one back', () => {
  const { router, changeCost } = onALink()
  changeCost(10)
  const first = router.find(OURS)!
  changeCost(11)
  for (let tenth = 0; tenth < 12; tenth++) {
    first.sentAt = router.memory.now
    router.pass(100)
  }
  assert.equal(router.find(OURS)?.lsa.sequenceNumber, InitialSequenceNumber + 1)
})

/** A neighbor asked for the first instance, which was flooded to nobody, half a second before the next one. */
function askedBefore() {
  const { router, neighbor, changeCost } = onALink()
  neighbor.state = 'Down'
  changeCost(10)
  router.find(OURS)!.sentAt = router.memory.now
  router.pass(500)
  neighbor.state = 'Full'
  changeCost(11)
  return { router, neighbor }
}

test('§13 (5)(a): what follows an instance that was asked for goes out at once, and again when nobody discards it any more', () => {
  const { router } = askedBefore()
  assert.equal(router.takeFlooded().length, 1)
  router.pass(599)
  assert.deepEqual(router.takeFlooded(), [])
  router.pass(1)
  assert.equal(router.takeFlooded().length, 1)
})

test('§13 (5)(a): it does not go out again where it was acknowledged', () => {
  const { router, neighbor } = askedBefore()
  router.acknowledgeAll(neighbor)
  router.takeSent()
  router.pass(3000)
  assert.deepEqual(router.takeFlooded(), [])
})

test('§12.4 (1): an LSA is refreshed at LSRefreshTime, a little earlier at most, with the same contents', () => {
  const { router, neighbor, changeCost } = onALink()
  changeCost(10)
  const body = router.find(OURS)!.lsa.bytes.subarray(20)
  router.acknowledgeAll(neighbor)
  router.takeSent()
  router.pass(1620 * 1000)
  router.acknowledgeAll(neighbor)
  const before = router.takeFlooded().length
  router.pass(181 * 1000)
  assert.equal(before, 0)
  const refreshed = router.find(OURS)!
  assert.equal(refreshed.lsa.sequenceNumber, InitialSequenceNumber + 1)
  assert.deepEqual(refreshed.lsa.bytes.subarray(20), body)
})

test('§12.1.6: past MaxSequenceNumber the instance is flushed, and the next is the first when all have acknowledged it', () => {
  const { router, link, neighbor, changeCost } = onALink()
  const second = router.addNeighbor(link, '10.1.0.3', 'Full', '10.0.0.3')
  changeCost(10)
  router.acknowledgeAll(neighbor, second)
  router.takeSent()
  const last = encodeLsa({ ...OURS, sequenceNumber: MaxSequenceNumber, body: OURS.bytes.subarray(20) })
  router.pass(6000)
  router.update(neighbor, last)
  assert.deepEqual(
    router.takeFlooded().map(({ lsa }) => [lsa.sequenceNumber, lsa.age]),
    [[MaxSequenceNumber, 3600]],
    '§14.1: flushed with its sequence number',
  )
  router.acknowledgeAll(neighbor)
  assert.equal(router.find(OURS)?.maxAge, true, 'one neighbor has not acknowledged it')
  router.acknowledgeAll(second)
  router.pass(5000)
  assert.equal(router.find(OURS)?.lsa.sequenceNumber, InitialSequenceNumber)
})

test('§13.4: a newer instance of ours from a former life is succeeded at once by one with the next sequence number', () => {
  const { router, neighbor, changeCost } = onALink()
  changeCost(10)
  router.acknowledgeAll(neighbor)
  router.takeSent()
  router.update(neighbor, routerLsaOf('10.0.0.1', 0x77, 99))
  const entry = router.find(OURS)!
  assert.equal(entry.lsa.sequenceNumber, -0x80000000 + 0x78)
  assert.equal(entry.origin, 'originated')
  assert.deepEqual(
    router.takeFlooded().map(({ lsa }) => lsa.sequenceNumber),
    [-0x80000000 + 0x78],
  )
  assert.equal(router.notices.filter(({ notice }) => notice === 'self-originated-received').length, 1)
})

test('§13.4: also one that says what we would say; it does not go out itself, for its successor goes out at once', () => {
  const { router, neighbor, changeCost } = onALink()
  const other = router.addInterface('10.2.0.1', 'point-to-point', 'Point-to-point')
  router.addNeighbor(other, '10.2.0.3', 'Full', '10.0.0.3')
  changeCost(10)
  router.takeSent()
  const ours = router.find(OURS)!.lsa
  const former = encodeLsa({ ...ours, sequenceNumber: ours.sequenceNumber + 9, body: ours.bytes.subarray(20) })
  router.update(neighbor, former)
  assert.deepEqual(
    router.takeFlooded().map(({ lsa }) => lsa.sequenceNumber),
    [former.sequenceNumber + 1, former.sequenceNumber + 1],
  )
})

test('§13.4: who contradicts us again and again is answered at the pace of MinLSInterval, and named', () => {
  const { router, neighbor, changeCost } = onALink()
  changeCost(10)
  router.takeSent()
  let answers = 0
  for (let second = 0; second < 20; second++) {
    const { sequenceNumber } = router.find(OURS)!.lsa
    router.update(neighbor, routerLsaOf('10.0.0.1', sequenceNumber + 0x80000000 + 1, 99))
    router.pass(1000)
    answers += router.takeFlooded().filter(({ lsa }) => lsa.sequenceNumber > sequenceNumber + 1).length
    router.acknowledgeAll(neighbor)
  }
  assert.ok(answers >= 4 && answers <= 6, `${answers} answers in 20 s`)
  assert.ok(router.notices.some(({ notice }) => notice === 'duplicate-router-id'))
})

test('§13.4: a newer LSA of ours that we do not want is flushed as it came', () => {
  const { router, link, neighbor } = onALink()
  const other = router.addInterface('10.2.0.1', 'point-to-point', 'Point-to-point')
  const third = router.addNeighbor(other, '10.2.0.3', 'Full', '10.0.0.3')
  const old = lsaOf(LsType.asExternal, '192.0.2.0', '10.0.0.1', 7, new Uint8Array(16))
  router.update(neighbor, old)
  const [first] = router.takeFlooded().filter(({ interface: index }) => index === link.link.index)
  assert.equal(first?.lsa.sequenceNumber, old.sequenceNumber)
  assert.equal(first?.lsa.age, 3600)
  router.acknowledgeAll(neighbor, third)
  assert.equal(router.find(old), undefined)
})

test('§13.4: a network-LSA of another router named by one of our addresses is from our former Router ID: flushed', () => {
  const { router, neighbor } = onALink()
  const old = lsaOf(LsType.network, '10.1.0.1', '10.0.0.77', 7, Uint8Array.of(255, 255, 255, 0, 10, 0, 0, 77))
  router.update(neighbor, old)
  assert.equal(router.find(old)?.maxAge, true)
})

test('§13.4: an instance of ours that somebody flushed is originated anew', () => {
  const { router, neighbor, changeCost } = onALink()
  changeCost(10)
  router.acknowledgeAll(neighbor)
  router.pass(6000)
  router.update(neighbor, aged(router.find(OURS)!.lsa, 3600))
  assert.equal(router.find(OURS)?.lsa.sequenceNumber, InitialSequenceNumber + 1)
  assert.equal(router.find(OURS)?.maxAge, false)
})

test('§13 (5)(a): an LSA originated a moment before the end is flushed once more for who discarded the flush', () => {
  const { router, neighbor, changeCost } = onALink()
  const flushes = (): number[] => router.takeFlooded().map(({ lsa }: { lsa: Lsa }) => lsa.age)
  changeCost(10)
  router.takeSent()
  flushOwnLsas(router.memory)
  assert.deepEqual(flushes(), [3600])
  router.pass(1000)
  assert.deepEqual(flushes(), [])
  router.pass(100)
  assert.deepEqual(flushes(), [3600])
  router.acknowledgeAll(neighbor)
  router.pass(4000)
  assert.deepEqual(flushes(), [])
})

test('§14.1: all our LSAs are flushed at the end, with their sequence numbers, and nothing is originated any more', () => {
  const { router, neighbor, changeCost } = onALink()
  changeCost(10)
  router.acknowledgeAll(neighbor)
  router.hold(routerLsaOf('10.0.0.9'))
  router.takeSent()
  flushOwnLsas(router.memory)
  assert.equal(ownLsasFlushed(router.memory), false)
  assert.deepEqual(
    router.takeFlooded().map(({ lsa }: { lsa: Lsa }) => [lsa.advertisingRouter, lsa.sequenceNumber, lsa.age]),
    [[routerId(ipv4('10.0.0.1')), InitialSequenceNumber, 3600]],
  )
  changeCost(11)
  router.acknowledgeAll(neighbor)
  assert.equal(ownLsasFlushed(router.memory), true)
  router.pass(20_000)
  assert.deepEqual(router.takeFlooded(), [])
})

test('§12.1.6: an LSA that is originated again within MaxAge of its flush goes on from its number, for others may hold the last instance', () => {
  const numbers = [60, 2 * 3600].map((wait) => {
    const { router, neighbor } = onALink()
    const place = { area: router.area, interface: undefined }
    const name = ipv4('192.0.2.0')
    const say = () => {
      originate(router.memory, place, LsType.summaryNetwork, name, { options: 2, body: new Uint8Array(8) })
      router.settle()
    }
    say()
    router.acknowledgeAll(neighbor)
    router.pass(10_000)
    withdraw(router.memory, place, LsType.summaryNetwork, name)
    router.settle()
    router.acknowledgeAll(neighbor)
    router.pass(wait * 1000)
    say()
    const key = { type: LsType.summaryNetwork, linkStateId: name, advertisingRouter: router.memory.routerId }
    return router.find(key)!.lsa.sequenceNumber - InitialSequenceNumber
  })
  assert.deepEqual(numbers, [1, 0])
})

test('§12.1.6: each life of the router begins above the numbers of the life before, as far as these are counted', () => {
  const first = (bootCount: number): number => {
    const { router, changeCost } = onALink()
    router.memory.authentication.bootCount = bootCount
    changeCost(10)
    return router.find(OURS)!.lsa.sequenceNumber - InitialSequenceNumber
  }
  assert.deepEqual([0, 1, 2, 3].map(first), [0, 0, 4096, 8192])
  assert.ok(first(0x7fffffff) < MaxSequenceNumber, 'so many lives that half of the numbers are used')
})
