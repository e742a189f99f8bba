import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { formatPrefix } from '../../../protocols/base/prefix.js'
import { Fixture, networkLsa, routerLsa } from './fixture.js'

/** 1.1.1.1 with a point-to-point link to 2.2.2.2, behind which is 10.2.0.0/24. */
function two(): Fixture {
  const f = new Fixture('1.1.1.1')
  f.interface(1, '10.0.0.1/24', { neighbors: [['2.2.2.2', '10.0.0.2']] })
  f.tell(routerLsa('2.2.2.2', ['p2p 1.1.1.1 10.0.0.2 10', 'stub 10.0.0.0/24 10', 'stub 10.2.0.0/24 5']))
  return f
}

/** 1.1.1.1 and `others` on 10.0.0.0/24, whose Designated Router 2.2.2.2 is 10.0.0.2. */
function lan(others: readonly string[]): Fixture {
  const f = new Fixture('1.1.1.1')
  f.interface(1, '10.0.0.1/24', { lan: '10.0.0.2', neighbors: others.map((id) => [id, `10.0.0.${id[0]}`] as const) })
  f.tell(networkLsa('10.0.0.2/24', '2.2.2.2', ['1.1.1.1', ...others]))
  for (const id of others) f.tell(routerLsa(id, [`lan 10.0.0.2 10.0.0.${id[0]} 10`, `stub 10.${id[0]}.0.0/24 1`]))
  return f
}

describe('RFC 2328 §16.1 first stage', () => {
  it('reaches a stub network behind a point-to-point neighbor through the neighbor’s address', () => {
    const f = two()
    const changes = f.settle()
    assert.equal(f.way('10.2.0.0/24'), '15 via 10.0.0.2 eth1')
    assert.deepEqual(
      changes.map((c) => [formatPrefix(c.prefix), c.route?.nextHops]),
      [['10.2.0.0/24', [{ interface: 1, gateway: 0x0a000002, onlink: false }]]],
    )
  })

  it('examines the next link where W has no link back to V (2b)', () => {
    const f = two()
    f.tell(routerLsa('2.2.2.2', ['p2p 1.1.1.1 10.0.0.2 10', 'p2p 3.3.3.3 10.1.0.1 1']))
    f.tell(routerLsa('3.3.3.3', ['stub 10.3.0.0/24 1']))
    f.settle()
    assert.equal(f.way('10.3.0.0/24'), undefined)
    f.tell(routerLsa('3.3.3.3', ['p2p 2.2.2.2 10.1.0.2 1', 'stub 10.3.0.0/24 1']))
    f.settle()
    assert.equal(f.way('10.3.0.0/24'), '12 via 10.0.0.2 eth1')
  })

  it('does not use an LSA whose age is MaxAge (2b)', () => {
    const f = two()
    const entry = f.tell(routerLsa('2.2.2.2', ['p2p 1.1.1.1 10.0.0.2 10', 'stub 10.2.0.0/24 5']))
    f.settle()
    entry.maxAge = true
    f.forget(entry)
    const changes = f.settle()
    assert.equal(f.way('10.2.0.0/24'), undefined)
    assert.deepEqual(
      changes.map((c) => [formatPrefix(c.prefix), c.route]),
      [['10.2.0.0/24', undefined]],
    )
  })

  it('chooses the network-LSA that links back, of several with one Link State ID', () => {
    const f = lan(['2.2.2.2', '3.3.3.3'])
    // The Designated Router had another Router ID before; its old network-LSA lingers, without us in it or with.
    for (const routers of [
      ['9.9.9.9', '3.3.3.3'],
      ['9.9.9.9', '1.1.1.1', '3.3.3.3'],
      ['9.9.9.9', '1.1.1.1'],
    ]) {
      f.tell(networkLsa('10.0.0.2/24', '9.9.9.9', routers))
      f.settle()
      assert.equal(f.way('10.3.0.0/24'), '11 via 10.0.0.3 eth1', routers.join())
      assert.equal(f.way('10.2.0.0/24'), '11 via 10.0.0.2 eth1', routers.join())
    }
    const old = f.tell(networkLsa('10.0.0.2/24', '9.9.9.9', ['9.9.9.9', '1.1.1.1']))
    old.maxAge = true
    f.forget(old)
    assert.deepEqual(f.settle(), [])
  })

  it('uses the one of two network-LSAs with one Link State ID that is not MaxAge and links back, in whichever order they came', () => {
    for (const oldFirst of [true, false])
      for (const flushed of [true, false]) {
        const f = new Fixture('1.1.1.1')
        f.interface(1, '10.0.0.1/24', { lan: '10.0.0.2', neighbors: [['2.2.2.2', '10.0.0.2']] })
        f.tell(routerLsa('2.2.2.2', ['lan 10.0.0.2 10.0.0.2 10', 'stub 10.2.0.0/24 1']))
        f.tell(routerLsa('9.9.9.9', ['lan 10.0.0.2 10.0.0.2 10']))
        const tellOld = () =>
          f.tell(networkLsa('10.0.0.2/24', '9.9.9.9', flushed ? ['9.9.9.9', '1.1.1.1'] : ['9.9.9.9']))
        const first = oldFirst ? tellOld() : undefined
        f.tell(networkLsa('10.0.0.2/24', '2.2.2.2', ['2.2.2.2', '1.1.1.1']))
        const old = first ?? tellOld()
        if (flushed) {
          old.maxAge = true
          f.forget(old)
        }
        f.settle()
        assert.equal(f.way('10.2.0.0/24'), '11 via 10.0.0.2 eth1', `${oldFirst} ${flushed}`)
      }
  })

  it('adds the next hops of all equal-cost paths, networks being chosen before routers (3)', () => {
    // Both LAN 10.0.0.0/24 and router 4 are at distance 10; the LAN leads to router 3 at 10 as well.
    const f = lan(['2.2.2.2', '3.3.3.3'])
    f.interface(2, '10.9.0.1/24', { cost: 10, neighbors: [['4.4.4.4', '10.9.0.2']] })
    f.tell(routerLsa('4.4.4.4', ['p2p 1.1.1.1 10.9.0.2 10', 'p2p 3.3.3.3 10.8.0.1 0', 'stub 10.4.0.0/24 1']))
    f.tell(routerLsa('3.3.3.3', ['lan 10.0.0.2 10.0.0.3 10', 'p2p 4.4.4.4 10.8.0.2 7', 'stub 10.3.0.0/24 1']))
    f.settle()
    assert.equal(f.way('10.3.0.0/24'), '11 via 10.0.0.3 eth1, 10.9.0.2 eth2')
  })

  it('merges next hops into a vertex that is on the tree already, and into what follows it', () => {
    // 3 and 4 are both at distance 10, with a link of cost 0 between them; whichever is first, both ways count.
    const f = new Fixture('1.1.1.1')
    f.interface(1, '10.0.3.1/24', { neighbors: [['3.3.3.3', '10.0.3.3']] })
    f.interface(2, '10.0.4.1/24', { neighbors: [['4.4.4.4', '10.0.4.4']] })
    f.tell(routerLsa('3.3.3.3', ['p2p 1.1.1.1 10.0.3.3 10', 'p2p 4.4.4.4 10.5.0.3 0', 'p2p 5.5.5.5 10.6.0.1 0']))
    f.tell(routerLsa('4.4.4.4', ['p2p 1.1.1.1 10.0.4.4 10', 'p2p 3.3.3.3 10.5.0.4 0', 'stub 10.4.0.0/24 0']))
    f.tell(routerLsa('5.5.5.5', ['p2p 3.3.3.3 10.6.0.2 0', 'stub 10.55.0.0/24 0']))
    f.settle()
    const both = '10 via 10.0.3.3 eth1, 10.0.4.4 eth2'
    assert.equal(f.way('10.4.0.0/24'), both)
    assert.equal(f.way('10.55.0.0/24'), both)
  })

  it('sums distances beyond 16 bits', () => {
    const f = two()
    f.tell(routerLsa('2.2.2.2', ['p2p 1.1.1.1 10.0.0.2 10', 'p2p 3.3.3.3 10.1.0.1 65535']))
    f.tell(routerLsa('3.3.3.3', ['p2p 2.2.2.2 10.1.0.2 1', 'stub 10.3.0.0/24 65535']))
    f.settle()
    assert.equal(f.way('10.3.0.0/24'), '131080 via 10.0.0.2 eth1')
  })

  it('takes the larger Link State ID of two transit networks with one prefix only at equal cost (4)', () => {
    const f = new Fixture('1.1.1.1')
    f.interface(2, '10.0.2.1/24', { neighbors: [['2.2.2.2', '10.0.2.2']] })
    f.interface(3, '10.0.3.1/24', { neighbors: [['3.3.3.3', '10.0.3.3']] })
    f.tell(routerLsa('2.2.2.2', ['p2p 1.1.1.1 10.0.2.2 1', 'lan 10.7.0.2 10.7.0.2 5']))
    f.tell(routerLsa('3.3.3.3', ['p2p 1.1.1.1 10.0.3.3 1', 'lan 10.7.0.3 10.7.0.3 5']))
    f.tell(networkLsa('10.7.0.2/24', '2.2.2.2', ['2.2.2.2', '5.5.5.5']))
    f.tell(networkLsa('10.7.0.3/24', '3.3.3.3', ['3.3.3.3', '6.6.6.6']))
    f.settle()
    assert.equal(f.way('10.7.0.0/24'), '15 via 10.0.3.3 eth3')
    f.tell(routerLsa('2.2.2.2', ['p2p 1.1.1.1 10.0.2.2 1', 'lan 10.7.0.2 10.7.0.2 4']))
    f.settle()
    assert.equal(f.way('10.7.0.0/24'), '14 via 10.0.2.2 eth2')
  })
})

describe('RFC 2328 §16.1 second stage', () => {
  it('merges equal-cost stub networks and prefers the smaller cost', () => {
    const f = lan(['2.2.2.2', '3.3.3.3'])
    f.tell(routerLsa('2.2.2.2', ['lan 10.0.0.2 10.0.0.2 10', 'stub 10.7.0.0/24 5']))
    f.tell(routerLsa('3.3.3.3', ['lan 10.0.0.2 10.0.0.3 10', 'stub 10.7.0.0/24 5']))
    f.settle()
    assert.equal(f.way('10.7.0.0/24'), '15 via 10.0.0.2 eth1, 10.0.0.3 eth1')
    f.tell(routerLsa('3.3.3.3', ['lan 10.0.0.2 10.0.0.3 10', 'stub 10.7.0.0/24 4']))
    f.settle()
    assert.equal(f.way('10.7.0.0/24'), '14 via 10.0.0.3 eth1')
    assert.equal(f.memory.routing.log.at(-1)?.kind, 'partial')
  })

  it('skips what no packet can be routed to: masks with holes, loopback, multicast', () => {
    const f = two()
    const lsa = routerLsa('2.2.2.2', ['p2p 1.1.1.1 10.0.0.2 10', 'stub 10.3.0.0/24 1', 'stub 127.0.0.0/8 1'])
    lsa.body.set([255, 0, 255, 0], 4 + 12 + 4)
    f.tell(lsa)
    f.tell(routerLsa('3.3.3.3', ['stub 224.0.0.0/4 1']))
    f.settle()
    assert.deepEqual(
      [...f.memory.routing.routes.values()].map((r) => formatPrefix(r.prefix)),
      ['10.0.0.0/24'],
    )
  })
})

describe('RFC 2328 §16.1.1', () => {
  it('gives each of several parallel point-to-point links its own next hop', () => {
    const f = two()
    f.interface(2, '10.0.1.1/24', { neighbors: [['2.2.2.2', '10.0.1.2']] })
    f.interface(3, '10.0.3.1/24', { cost: 11, neighbors: [['2.2.2.2', '10.0.3.2']] })
    f.settle()
    assert.equal(f.way('10.2.0.0/24'), '15 via 10.0.0.2 eth1, 10.0.1.2 eth2')
  })

  it('takes the address of the router on the attached network from its Link Data, not from the other one', () => {
    const f = lan(['2.2.2.2', '3.3.3.3'])
    f.tell(routerLsa('3.3.3.3', ['lan 10.5.0.9 10.5.0.3 10', 'lan 10.0.0.2 10.0.0.3 10', 'stub 10.3.0.0/24 1']))
    f.settle()
    assert.equal(f.way('10.3.0.0/24'), '11 via 10.0.0.3 eth1')
  })

  it('says that a gateway outside every subnet of the link is on it all the same', () => {
    const f = new Fixture('1.1.1.1')
    f.interface(1, '10.255.0.1/32', { neighbors: [['2.2.2.2', '10.255.0.2']] })
    f.tell(routerLsa('2.2.2.2', ['p2p 1.1.1.1 0.0.0.1 10', 'stub 10.255.0.2/32 0']))
    f.settle()
    assert.equal(f.way('10.255.0.2/32'), '10 via 10.255.0.2 eth1 onlink')
  })

  it('inherits the next hops of the parent behind the first router', () => {
    const f = lan(['2.2.2.2', '3.3.3.3'])
    f.tell(routerLsa('3.3.3.3', ['lan 10.0.0.2 10.0.0.3 10', 'lan 10.4.0.3 10.4.0.3 1']))
    f.tell(networkLsa('10.4.0.3/24', '3.3.3.3', ['3.3.3.3', '4.4.4.4']))
    f.tell(routerLsa('4.4.4.4', ['lan 10.4.0.3 10.4.0.4 1', 'stub 10.44.0.0/24 1']))
    f.settle()
    assert.equal(f.way('10.44.0.0/24'), '12 via 10.0.0.3 eth1')
  })

  it('believes no Link Data that is not on the network as the address of a gateway', () => {
    const f = lan(['2.2.2.2', '3.3.3.3'])
    f.tell(routerLsa('3.3.3.3', ['lan 10.0.0.2 192.0.2.3 10', 'stub 10.3.0.0/24 1']))
    f.settle()
    assert.equal(f.way('10.3.0.0/24'), undefined)
  })
})

describe('RFC 2328 §16.8', () => {
  it('has next hops without duplicates, bounded, in a stable order', () => {
    const f = new Fixture('1.1.1.1', 2)
    const links = [5, 3, 4]
    for (const i of links) f.interface(i, `10.0.${i}.1/24`, { neighbors: [['2.2.2.2', `10.0.${i}.2`]] })
    f.tell(routerLsa('2.2.2.2', ['p2p 1.1.1.1 10.0.0.2 10', 'stub 10.2.0.0/24 5', 'stub 10.2.0.0/24 5']))
    f.settle()
    assert.equal(f.way('10.2.0.0/24'), '15 via 10.0.3.2 eth3, 10.0.4.2 eth4')
  })
})

describe('the routes that are announced', () => {
  it('are only those that differ in their next hops', () => {
    const f = two()
    f.settle()
    f.tell(routerLsa('2.2.2.2', ['p2p 1.1.1.1 10.0.0.2 10', 'stub 10.2.0.0/24 9', 'stub 10.22.0.0/24 1']))
    assert.deepEqual(
      f.settle().map((c) => formatPrefix(c.prefix)),
      ['10.22.0.0/24'],
    )
    assert.equal(f.way('10.2.0.0/24'), '19 via 10.0.0.2 eth1')
  })

  it('are none for the networks of own interfaces, also where a path to one is shorter through others', () => {
    const f = two()
    f.interface(2, '10.2.0.1/24', { cost: 100, lan: '0.0.0.0', state: 'Waiting' })
    assert.deepEqual(f.settle(), [])
    assert.equal(f.way('10.2.0.0/24'), '15 via 10.0.0.2 eth1')
  })

  it('change when the next hop goes with its link', () => {
    const f = two()
    const second = f.interface(2, '10.0.1.1/24', { neighbors: [['2.2.2.2', '10.0.1.2']] })
    f.settle()
    second.neighbors.clear()
    f.interface(1, '10.0.0.1/24', { neighbors: [['2.2.2.2', '10.0.0.2']] })
    assert.deepEqual(
      f.settle().map((c) => c.route?.nextHops.length),
      [1],
    )
  })
})

describe('the graph', () => {
  it('holds nothing any more once every LSA is gone', () => {
    const f = lan(['2.2.2.2', '3.3.3.3', '4.4.4.4'])
    const entries = ['2.2.2.2', '3.3.3.3', '4.4.4.4'].map((id) => f.tell(routerLsa(id, ['p2p 7.7.7.7 0.0.0.1 1'])))
    const network = f.tell(networkLsa('10.0.0.2/24', '2.2.2.2', ['1.1.1.1', '2.2.2.2', '8.8.8.8']))
    f.settle()
    for (const entry of [...entries, network]) f.forget(entry)
    f.settle()
    const graph = [...f.memory.routing.graphs.values()][0]
    assert.equal(graph?.size, 0)
    assert.deepEqual(f.memory.routing.destinations.size, 1)
  })
})
