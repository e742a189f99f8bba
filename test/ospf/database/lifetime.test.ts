import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ipv4FromNumber } from '../../../protocols/base/ipv4.js'
import { MaxAge } from '../../../protocols/ospf/constants.js'
import { ageOf } from '../../../protocols/ospf/database/database.js'
import { flush } from '../../../protocols/ospf/database/lifetime.js'
import { describeDatabase } from '../../../protocols/ospf/database/summary.js'
import { forgetNeighborLists } from '../../../protocols/ospf/flooding/retransmit.js'
import { addAge, DoNotAge } from '../../../protocols/ospf/lsa/age.js'
import { encodeLsa } from '../../../protocols/ospf/lsa/encode.js'
import { LsType } from '../../../protocols/ospf/lsa/lsa.js'
import { interfaceChanged } from '../../../protocols/ospf/originate/events.js'
import { originate } from '../../../protocols/ospf/originate/own.js'
import { aged, lsaOf, OneRouter, routerLsaOf } from '../one-router.js'

function onALink() {
  const router = new OneRouter('10.0.0.1')
  const link = router.addInterface('10.1.0.1', 'point-to-point', 'Point-to-point')
  return { router, link, neighbor: router.addNeighbor(link, '10.1.0.2', 'Full', '10.0.0.2') }
}

test('§12.1.1: the age is the one that came and the time held since, in whole seconds', () => {
  const { router, neighbor } = onALink()
  router.update(neighbor, aged(routerLsaOf('10.0.0.9'), 10))
  const entry = router.find(routerLsaOf('10.0.0.9'))!
  router.pass(1999)
  assert.equal(ageOf(entry, router.memory.now), 11)
  router.pass(1)
  assert.equal(ageOf(entry, router.memory.now), 12)
})

test('§14: an LSA that reaches MaxAge is flooded once, and leaves as soon as it is acknowledged', () => {
  const { router, neighbor } = onALink()
  router.update(neighbor, aged(routerLsaOf('10.0.0.9'), 3500))
  router.takeSent()
  router.pass(99_999)
  assert.deepEqual(router.takeFlooded(), [])
  router.pass(1)
  assert.deepEqual(
    router.takeFlooded().map(({ lsa }) => lsa.age),
    [3600],
  )
  assert.equal(router.find(routerLsaOf('10.0.0.9'))?.maxAge, true)
  router.acknowledgeAll(neighbor)
  assert.equal(router.find(routerLsaOf('10.0.0.9')), undefined)
  assert.equal(router.memory.flooding.removable.size, 0)
  assert.equal(router.memory.flooding.lifetimes.next(), undefined)
})

test('§14: an LSA of age MaxAge stays while a neighbor is in Exchange or Loading, and leaves when none is', () => {
  const { router, link } = onALink()
  const second = router.addNeighbor(link, '10.1.0.3', 'Loading')
  const entry = router.hold(routerLsaOf('10.0.0.9'))
  link.neighbors.delete(second.routerId)
  flush(router.memory, entry)
  link.neighbors.set(second.routerId, second)
  for (const neighbor of link.neighbors.values()) router.acknowledgeAll(neighbor)
  assert.equal(entry.retired, false)
  second.state = 'Full'
  interfaceChanged(router.memory, link)
  router.settle()
  assert.equal(entry.retired, true)
})

test('§14: it leaves too when the neighbor that had not acknowledged it is lost', () => {
  const { router, neighbor } = onALink()
  const entry = router.hold(routerLsaOf('10.0.0.9'))
  flush(router.memory, entry)
  router.settle()
  assert.equal(entry.retired, false)
  neighbor.state = 'Down'
  forgetNeighborLists(router.memory, neighbor)
  router.settle()
  assert.equal(entry.retired, true)
})

test('§14.1: premature aging leaves the sequence number alone', () => {
  const { router } = onALink()
  const entry = router.hold(routerLsaOf('10.0.0.9', 7))
  flush(router.memory, entry)
  const [sent] = router.takeFlooded()
  assert.equal(sent?.lsa.sequenceNumber, -0x80000000 + 7)
  assert.equal(sent?.lsa.age, 3600)
})

test('§13.2: a newer instance takes the place of the old one in the wheel of lifetimes', () => {
  const { router, neighbor } = onALink()
  router.update(neighbor, aged(routerLsaOf('10.0.0.9', 1), 3000))
  router.pass(2000)
  router.update(neighbor, routerLsaOf('10.0.0.9', 2))
  router.pass(700_000)
  assert.equal(router.find(routerLsaOf('10.0.0.9'))?.maxAge, false)
  flush(router.memory, router.find(routerLsaOf('10.0.0.9'))!)
  assert.equal(router.memory.flooding.lifetimes.next(), undefined, 'neither is in it any more')
})

test('§12.4 (1): a thousand LSAs that were originated at once are not refreshed at once', () => {
  const { router, neighbor } = onALink()
  for (let i = 0; i < 1000; i++)
    originate(
      router.memory,
      { area: undefined, interface: undefined },
      LsType.asExternal,
      ipv4FromNumber(0xc0000000 + i * 256),
      {
        options: 2,
        body: new Uint8Array(16),
      },
    )
  router.pass(2000)
  router.acknowledgeAll(neighbor)
  router.takeSent()
  const perSecond: number[] = []
  for (let second = 0; second < 1800; second++) {
    router.pass(1000)
    perSecond.push(router.takeFlooded().length)
    router.acknowledgeAll(neighbor)
  }
  assert.equal(
    perSecond.reduce((a, b) => a + b),
    1000,
  )
  assert.ok(Math.max(...perSecond) <= 25, `${Math.max(...perSecond)} in one second`)
})

test('§10.3: the summary has every LSA with its age of now; those of age MaxAge are on the retransmission list instead', () => {
  const { router, neighbor } = onALink()
  router.hold(routerLsaOf('10.0.0.9'), { ago: 60_000 })
  router.hold(lsaOf(LsType.asExternal, '192.0.2.0', '10.0.0.9', 1, new Uint8Array(16)))
  router.hold(lsaOf(LsType.opaqueLink, '3.0.0.1', '10.0.0.9', 1, new Uint8Array(4)))
  neighbor.state = 'Exchange'
  const old = router.hold(routerLsaOf('10.0.0.8'))
  flush(router.memory, old)
  neighbor.retransmissionList.clear()
  old.retransmissions = 0
  const summary = describeDatabase(router.memory, neighbor)
  assert.deepEqual(
    summary.map(({ type, age }) => [type, age]).sort((a, b) => a[0]! - b[0]!),
    [
      [1, 60],
      [5, 10],
      [9, 10],
    ],
  )
  assert.deepEqual([...neighbor.retransmissionList.keys()], [old])
})

test('RFC 1793 §2.2: an LSA with DoNotAge does not age while it is held, only on its way', () => {
  const { router, neighbor } = onALink()
  const lsa = encodeLsa({ ...routerLsaOf('10.0.0.9'), body: routerLsaOf('10.0.0.9').bytes.subarray(20) })
  router.update(neighbor, aged(lsa, DoNotAge | 5))
  router.pass(4_000_000)
  const entry = router.find(lsa)!
  assert.equal(ageOf(entry, router.memory.now), DoNotAge | 5)
  assert.equal(addAge(DoNotAge | 5, 1), DoNotAge | 6)
  assert.equal(addAge(DoNotAge | 3600, 1), DoNotAge | 3600)
})

test('RFC 1793 §2.3: an LSA with DoNotAge whose originator has been unreachable for MaxAge is flushed, with LS age MaxAge', () => {
  const { router, neighbor } = onALink()
  const lsa = routerLsaOf('10.0.0.9')
  router.update(neighbor, aged(lsa, DoNotAge | 5))
  router.pass(MaxAge * 1000)
  assert.equal(router.find(lsa)?.maxAge, false)
  router.takeSent()
  router.pass(MaxAge * 1000 + 120_000)
  // And is retransmitted until it is acknowledged
  assert.deepEqual(new Set(router.takeFlooded().map((each) => each.lsa.age)), new Set([MaxAge]))
  router.acknowledgeAll(neighbor)
  assert.equal(router.find(lsa), undefined)
  assert.equal(router.memory.flooding.unreachableSince.size, 0)
})

test('RFC 1793 §2.3: one whose originator is reachable stays', () => {
  const { router, neighbor } = onALink()
  const lsa = routerLsaOf('10.0.0.9')
  const path = { pathType: 'intra-area', area: router.area.id, cost: 1, hops: 0, preferred: false } as const
  const asbr = {
    routerId: lsa.advertisingRouter,
    nssa: undefined,
    externals: new Map(),
    summaries: new Set<never>(),
    path,
  }
  router.memory.routing.asbrs.set(lsa.advertisingRouter, asbr)
  router.update(neighbor, aged(lsa, DoNotAge | 5))
  router.pass(3 * MaxAge * 1000)
  assert.equal(router.find(lsa)?.maxAge, false)
})
