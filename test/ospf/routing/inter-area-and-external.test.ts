import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { LSInfinity } from '../../../protocols/ospf/constants.js'
import { nextHopsChanged } from '../../../protocols/ospf/routing/schedule.js'
import { asbrSummaryLsa, externalLsa, Fixture, networkLsa, routerLsa, summaryLsa } from './fixture.js'

const B = 1
const E = 2

/** 1.1.1.1 in one area with the routers 2.2.2.2 (cost 10) and 3.3.3.3 (cost 20), both with `bits`. */
function area(bits: number, id = 0): Fixture {
  const f = new Fixture('1.1.1.1')
  f.interface(2, '10.0.2.1/24', { cost: 10, area: id, neighbors: [['2.2.2.2', '10.0.2.2']] })
  f.interface(3, '10.0.3.1/24', { cost: 20, area: id, neighbors: [['3.3.3.3', '10.0.3.3']] })
  f.tell(routerLsa('2.2.2.2', ['p2p 1.1.1.1 10.0.2.2 10', 'stub 10.0.2.0/24 10'], bits), id)
  f.tell(routerLsa('3.3.3.3', ['p2p 1.1.1.1 10.0.3.3 10', 'stub 10.0.3.0/24 10'], bits), id)
  f.settle()
  return f
}

describe('RFC 2328 §16.2', () => {
  it('adds the distance of the area border router and the cost of its summary-LSA, merging equal ones', () => {
    const f = area(B, 1)
    f.tell(summaryLsa('10.9.0.0/16', '2.2.2.2', 15), 1)
    f.settle()
    assert.equal(f.way('10.9.0.0/16'), '25 via 10.0.2.2 eth2')
    assert.equal(f.route('10.9.0.0/16')?.pathType, 'inter-area')
    f.tell(summaryLsa('10.9.0.0/16', '3.3.3.3', 5), 1)
    f.settle()
    assert.equal(f.way('10.9.0.0/16'), '25 via 10.0.2.2 eth2, 10.0.3.3 eth3')
    assert.equal(f.memory.routing.log.at(-1)?.kind, 'partial')
  })

  it('ignores a summary-LSA of LSInfinity, of itself, of no border router, and of an unreachable one', () => {
    const f = area(B)
    f.tell(summaryLsa('10.9.1.0/24', '2.2.2.2', LSInfinity))
    f.tell(summaryLsa('10.9.2.0/24', '1.1.1.1', 1))
    f.tell(summaryLsa('10.9.3.0/24', '9.9.9.9', 1))
    f.tell(summaryLsa('10.9.4.0/24', '2.2.2.2', LSInfinity - 1))
    f.settle()
    assert.deepEqual(
      [1, 2, 3, 4].map((i) => f.way(`10.9.${i}.0/24`) !== undefined),
      [false, false, false, true],
    )
    f.tell(routerLsa('2.2.2.2', ['p2p 1.1.1.1 10.0.2.2 10'], 0))
    f.settle()
    assert.equal(f.way('10.9.4.0/24'), undefined)
  })

  it('always prefers an intra-area path', () => {
    const f = area(B)
    f.tell(summaryLsa('10.9.0.0/16', '2.2.2.2', 1))
    f.tell(routerLsa('3.3.3.3', ['p2p 1.1.1.1 10.0.3.3 10', 'stub 10.9.0.0/16 900'], B))
    f.settle()
    assert.equal(f.way('10.9.0.0/16'), '920 via 10.0.3.3 eth3')
  })

  it('looks at the backbone only where the router is an area border router', () => {
    const f = area(B, 0)
    f.tell(summaryLsa('10.9.0.0/16', '2.2.2.2', 100), 0)
    f.interface(4, '10.0.4.1/24', { cost: 1, area: 1, neighbors: [['4.4.4.4', '10.0.4.4']] })
    f.tell(routerLsa('4.4.4.4', ['p2p 1.1.1.1 10.0.4.4 1'], B), 1)
    f.tell(summaryLsa('10.9.0.0/16', '4.4.4.4', 1), 1)
    f.settle()
    assert.equal(f.way('10.9.0.0/16'), '110 via 10.0.2.2 eth2')
    for (const i of f.area(0).interfaces) i.state = 'Down'
    f.interface(5, '10.0.5.1/24', { cost: 1, area: 1, neighbors: [] })
    f.settle()
    assert.equal(f.way('10.9.0.0/16'), '2 via 10.0.4.4 eth4')
  })

  it('follows a summary-LSA that changes, and forgets one that goes (16.5)', () => {
    const f = area(B)
    f.tell(summaryLsa('10.9.0.0/16', '2.2.2.2', 15))
    f.settle()
    const entry = f.tell(summaryLsa('10.9.0.0/16', '2.2.2.2', 30))
    f.settle()
    assert.equal(f.way('10.9.0.0/16'), '40 via 10.0.2.2 eth2')
    f.forget(entry)
    f.settle()
    assert.equal(f.way('10.9.0.0/16'), undefined)
    assert.equal(f.memory.routing.log.at(-1)?.kind, 'partial')
  })
})

describe('RFC 2328 §16.4', () => {
  it('adds the distance of the AS boundary router to a type 1 metric, not to a type 2 one', () => {
    const f = area(E)
    f.tell(externalLsa('100.64.1.0/24', '2.2.2.2', 7, { tag: 5 }))
    f.tell(externalLsa('100.64.2.0/24', '2.2.2.2', 7, { type2: true }))
    f.settle()
    assert.equal(f.way('100.64.1.0/24'), '17 via 10.0.2.2 eth2')
    assert.equal(f.route('100.64.1.0/24')?.tag, 5)
    const type2 = f.route('100.64.2.0/24')
    assert.deepEqual([type2?.pathType, type2?.cost, type2?.type2Cost], ['external-2', 10, 7])
  })

  it('skips the LSAs of LSInfinity, its own, and those of a router that is unreachable or not an AS boundary router', () => {
    const f = area(E)
    f.tell(externalLsa('100.64.1.0/24', '2.2.2.2', LSInfinity))
    f.tell(externalLsa('100.64.2.0/24', '1.1.1.1', 1))
    f.tell(externalLsa('100.64.3.0/24', '9.9.9.9', 1))
    f.tell(externalLsa('100.64.4.0/24', '2.2.2.2', 1))
    f.settle()
    assert.deepEqual(
      [1, 2, 3, 4].map((i) => f.way(`100.64.${i}.0/24`) !== undefined),
      [false, false, false, true],
    )
    f.tell(routerLsa('2.2.2.2', ['p2p 1.1.1.1 10.0.2.2 10'], 0))
    f.settle()
    assert.equal(f.way('100.64.4.0/24'), undefined)
  })

  it('finds an AS boundary router of another area by type 4 summary-LSAs', () => {
    const f = area(B)
    f.tell(externalLsa('100.64.0.0/16', '9.9.9.9', 7))
    f.tell(asbrSummaryLsa('9.9.9.9', '2.2.2.2', 30))
    f.settle()
    assert.equal(f.way('100.64.0.0/16'), '47 via 10.0.2.2 eth2')
    f.tell(asbrSummaryLsa('9.9.9.9', '3.3.3.3', 20))
    f.settle()
    assert.equal(f.way('100.64.0.0/16'), '47 via 10.0.2.2 eth2, 10.0.3.3 eth3')
    f.tell(asbrSummaryLsa('9.9.9.9', '2.2.2.2', LSInfinity))
    f.settle()
    assert.equal(f.way('100.64.0.0/16'), '47 via 10.0.3.3 eth3')
  })

  it('does not take a router that shares a stub area, where its bit E is clear, for unreachable as AS boundary router', () => {
    // 9.9.9.9 is in area 1 with us (bit E clear, near) and an AS boundary router in the backbone (far).
    const f = area(B, 0)
    f.interface(9, '10.0.9.1/24', { cost: 1, area: 1, neighbors: [['9.9.9.9', '10.0.9.9']] })
    f.tell(routerLsa('9.9.9.9', ['p2p 1.1.1.1 10.0.9.9 1'], B), 1)
    f.tell(routerLsa('2.2.2.2', ['p2p 1.1.1.1 10.0.2.2 10', 'p2p 9.9.9.9 10.7.0.2 10'], 0))
    f.tell(routerLsa('9.9.9.9', ['p2p 2.2.2.2 10.7.0.9 10'], B | E))
    f.tell(externalLsa('100.64.0.0/16', '9.9.9.9', 7))
    f.settle()
    assert.equal(f.way('100.64.0.0/16'), '27 via 10.0.2.2 eth2')
  })

  it('prefers internal paths, then type 1, then the smaller type 2 metric, then the nearer AS boundary router', () => {
    const f = area(E)
    const to = '100.64.0.0/16'
    f.tell(externalLsa(to, '2.2.2.2', 9, { type2: true }))
    f.settle()
    assert.equal(f.way(to), '10 via 10.0.2.2 eth2')
    f.tell(externalLsa(to, '3.3.3.3', 8, { type2: true }))
    f.settle()
    assert.equal(f.way(to), '20 via 10.0.3.3 eth3')
    f.tell(externalLsa(to, '2.2.2.2', 8, { type2: true }))
    f.settle()
    assert.equal(f.way(to), '10 via 10.0.2.2 eth2')
    f.tell(externalLsa(to, '3.3.3.3', 900))
    f.settle()
    assert.equal(f.way(to), '920 via 10.0.3.3 eth3')
    f.tell(routerLsa('2.2.2.2', ['p2p 1.1.1.1 10.0.2.2 10', `stub ${to} 60000`], E))
    f.settle()
    assert.equal(f.way(to), '60010 via 10.0.2.2 eth2')
    f.tell(routerLsa('2.2.2.2', ['p2p 1.1.1.1 10.0.2.2 10'], E))
    f.settle()
    assert.equal(f.way(to), '920 via 10.0.3.3 eth3')
  })

  it('merges equally good paths to several AS boundary routers', () => {
    const f = area(E)
    f.tell(externalLsa('100.64.0.0/16', '2.2.2.2', 15))
    f.tell(externalLsa('100.64.0.0/16', '3.3.3.3', 5))
    f.settle()
    assert.equal(f.way('100.64.0.0/16'), '25 via 10.0.2.2 eth2, 10.0.3.3 eth3')
  })

  it('sends to the forwarding address by the internal route to it, and ignores the LSA where there is none', () => {
    const f = area(E)
    f.tell(externalLsa('100.64.0.0/16', '2.2.2.2', 1, { forwarding: '10.7.0.9' }))
    f.settle()
    assert.equal(f.way('100.64.0.0/16'), undefined)
    f.tell(externalLsa('10.7.0.0/24', '2.2.2.2', 1))
    f.settle()
    assert.equal(f.way('100.64.0.0/16'), undefined, 'an external route is no way to a forwarding address')
    f.tell(routerLsa('3.3.3.3', ['p2p 1.1.1.1 10.0.3.3 10', 'stub 10.7.0.0/24 5'], 0))
    f.settle()
    assert.equal(f.way('100.64.0.0/16'), '26 via 10.0.3.3 eth3')
    f.tell(routerLsa('2.2.2.2', ['p2p 1.1.1.1 10.0.2.2 10', 'stub 10.7.0.8/30 5'], E))
    f.settle()
    assert.equal(f.way('100.64.0.0/16'), '16 via 10.0.2.2 eth2')
  })

  it('makes a forwarding address on an own network the gateway, but never an address of its own', () => {
    const f = area(E)
    f.interface(4, '10.4.0.1/24', { lan: '10.4.0.2', cost: 3, neighbors: [['2.2.2.2', '10.4.0.2']] })
    f.tell(networkLsa('10.4.0.2/24', '2.2.2.2', ['1.1.1.1', '2.2.2.2']))
    f.tell(externalLsa('100.64.1.0/24', '2.2.2.2', 1, { forwarding: '10.4.0.77' }))
    f.tell(externalLsa('100.64.2.0/24', '2.2.2.2', 1, { forwarding: '10.4.0.1' }))
    f.settle()
    assert.equal(f.way('100.64.1.0/24'), '4 via 10.4.0.77 eth4')
    assert.equal(f.way('100.64.2.0/24'), undefined)
  })

  it('prefers intra-area paths through other areas than the backbone (16.4.1)', () => {
    const f = area(E, 0)
    f.interface(4, '10.0.4.1/24', { cost: 100, area: 1, neighbors: [['4.4.4.4', '10.0.4.4']] })
    f.tell(routerLsa('4.4.4.4', ['p2p 1.1.1.1 10.0.4.4 1'], E), 1)
    f.tell(externalLsa('100.64.0.0/16', '2.2.2.2', 1))
    f.tell(externalLsa('100.64.0.0/16', '4.4.4.4', 1))
    f.settle()
    assert.equal(f.way('100.64.0.0/16'), '101 via 10.0.4.4 eth4')
    // The same AS boundary router in both areas: not the nearer entry, but the one outside of the backbone.
    f.tell(routerLsa('2.2.2.2', ['p2p 4.4.4.4 10.6.0.2 1'], E), 1)
    f.tell(routerLsa('4.4.4.4', ['p2p 1.1.1.1 10.0.4.4 1', 'p2p 2.2.2.2 10.6.0.4 1'], 0), 1)
    f.settle()
    assert.equal(f.way('100.64.0.0/16'), '102 via 10.0.4.4 eth4')
  })

  it('with RFC1583Compatibility prefers the nearest AS boundary router and path, whatever their areas (16.4 (3), 16.4.1)', () => {
    const f = area(E, 0)
    f.interface(4, '10.0.4.1/24', { cost: 100, area: 1, neighbors: [['4.4.4.4', '10.0.4.4']] })
    f.tell(routerLsa('4.4.4.4', ['p2p 1.1.1.1 10.0.4.4 1'], E), 1)
    f.tell(externalLsa('100.64.0.0/16', '2.2.2.2', 1))
    f.tell(externalLsa('100.64.0.0/16', '4.4.4.4', 1))
    const choose = (rfc1583Compatibility: boolean): void => {
      f.memory.settings = { ...f.memory.settings, rfc1583Compatibility }
      nextHopsChanged(f.memory)
      f.settle()
    }
    choose(true)
    assert.equal(f.way('100.64.0.0/16'), '11 via 10.0.2.2 eth2')
    // The same AS boundary router in both areas
    f.tell(routerLsa('2.2.2.2', ['p2p 4.4.4.4 10.6.0.2 1'], E), 1)
    f.tell(routerLsa('4.4.4.4', ['p2p 1.1.1.1 10.0.4.4 1', 'p2p 2.2.2.2 10.6.0.4 1'], 0), 1)
    f.settle()
    assert.equal(f.way('100.64.0.0/16'), '11 via 10.0.2.2 eth2')
    choose(false)
    assert.equal(f.way('100.64.0.0/16'), '102 via 10.0.4.4 eth4')
  })

  it('of equal paths to an AS boundary router through several areas uses the one with the larger Area ID (16.4 (3))', () => {
    const f = area(B, 0)
    for (const id of [1, 2]) {
      f.interface(3 + id, `10.0.${3 + id}.1/24`, { area: id, neighbors: [['9.9.9.9', `10.0.${3 + id}.9`]] })
      f.tell(routerLsa('9.9.9.9', [`p2p 1.1.1.1 10.0.${3 + id}.9 10`], E), id)
    }
    f.tell(externalLsa('100.64.0.0/16', '9.9.9.9', 5))
    f.settle()
    assert.equal(f.way('100.64.0.0/16'), '15 via 10.0.5.9 eth5')
  })

  it('looks at the one destination again when an AS-external-LSA changes alone (16.6)', () => {
    const f = area(E)
    f.tell(externalLsa('100.64.0.0/16', '2.2.2.2', 1))
    f.tell(externalLsa('0.0.0.0/0', '2.2.2.2', 1))
    f.settle()
    const entry = f.tell(externalLsa('0.0.0.0/0', '2.2.2.2', 2))
    assert.deepEqual(f.settle(), [])
    assert.equal(f.way('0.0.0.0/0'), '12 via 10.0.2.2 eth2')
    assert.deepEqual([f.memory.routing.log.at(-1)?.kind, f.memory.routing.log.at(-1)?.changed], ['partial', 1])
    f.forget(entry)
    assert.equal(f.settle().length, 1)
    assert.equal(f.way('0.0.0.0/0'), undefined)
  })

  it('keeps two LSAs of one AS boundary router for one network apart by their Link State IDs', () => {
    const f = area(E)
    const first = f.tell(externalLsa('100.64.0.0/16', '2.2.2.2', 5))
    f.tell(externalLsa('100.64.0.0/16', '2.2.2.2', 9, { id: '100.64.255.255' }))
    f.settle()
    assert.equal(f.way('100.64.0.0/16'), '15 via 10.0.2.2 eth2')
    f.forget(first)
    f.settle()
    assert.equal(f.way('100.64.0.0/16'), '19 via 10.0.2.2 eth2')
  })
})
