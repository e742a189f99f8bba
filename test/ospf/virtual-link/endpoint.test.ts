import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { areas } from '../area/areas.js'
import { ethernet, Network, routesOf } from '../engine/network.js'
import { chain, virtualLink } from './chain.js'
import { routerBits, routerLinks, sentBy, untilVirtuallyFull, virtualInterface, virtualNeighbor } from './looks.js'

const TRANSIT = '0.0.0.1'
const BACKBONE = '0.0.0.0'

describe('A virtual link (RFC 2328 §15)', () => {
  it('comes up when its corresponding routing table entry becomes reachable, and has its cost and addresses', () => {
    const { network, r2, r4 } = chain()
    assert.equal(virtualInterface(network, r4).state, 'Down')
    assert.deepEqual(virtualInterface(network, r4).virtualLink, {
      transitArea: '0.0.0.1',
      neighbor: '10.0.0.2',
      outgoing: null,
      noPath: 'no path through area 0.0.0.1',
    })
    untilVirtuallyFull(network, r2, r4)
    const { address, area, cost, state, virtualLink } = virtualInterface(network, r4)
    assert.deepEqual(
      { address, area, cost, state, virtualLink },
      {
        address: '10.1.1.4',
        area: BACKBONE,
        cost: 20,
        state: 'Point-to-point',
        virtualLink: { transitArea: TRANSIT, neighbor: '10.0.0.2', outgoing: 'up', noPath: null },
      },
    )
    const { neighbors } = r4.engine.view(network.now)
    assert.equal(neighbors.find((each) => each.area === BACKBONE)?.address, '10.1.0.2', "r2's address towards r3")
  })

  it('goes down when the routing table entry becomes unreachable, and takes its adjacency with it at once', () => {
    const { network, r1, r2, r3, r4 } = chain()
    untilVirtuallyFull(network, r2, r4)
    network.until(() => routesOf(network, r1).some((route) => route.startsWith('10.2.0.0/24')))
    network.input(r3, { on: 'link', link: { ...ethernet(2, 'down', '10.1.1.3/24'), up: false } })
    const took = network.until(() => virtualNeighbor(network, r2) === undefined)
    assert.ok(took < 1000, `it took ${took} ms`)
    const { state, virtualLink } = virtualInterface(network, r2)
    assert.deepEqual([state, virtualLink?.outgoing], ['Down', null])
    network.until(() => !routesOf(network, r1).some((route) => route.startsWith('10.2.0.0/24')))
    network.input(r3, { on: 'link', link: ethernet(2, 'down', '10.1.1.3/24') })
    untilVirtuallyFull(network, r2, r4)
  })

  it('whose underlying path has a cost greater than hexadecimal 0xffff is inoperational', () => {
    const dear = (cost: number) =>
      chain({
        settings: (name, own) => ({
          ...own,
          areas: own.areas.map((area) => ({
            ...area,
            interfaces: area.interfaces.map(({ pattern, settings }) => ({
              pattern,
              settings: name === 'r3' || area.id === 0 ? settings : { ...settings, cost },
            })),
          })),
        }),
      })
    const inoperational = dear(65526)
    inoperational.network.pass(60_000)
    assert.equal(virtualInterface(inoperational.network, inoperational.r4).state, 'Down')
    const operational = dear(65525)
    untilVirtuallyFull(operational.network, operational.r2, operational.r4)
    assert.equal(virtualInterface(operational.network, operational.r4).cost, 65535)
  })

  it('whose cost changes has a new router-LSA originated for the backbone, and stays up', () => {
    const { network, r1, r2, r4, settings } = chain()
    untilVirtuallyFull(network, r2, r4)
    network.pass(10_000)
    const own = settings.r2!
    const areas = own.areas.map((area) => ({
      ...area,
      interfaces: area.interfaces.map(({ pattern, settings }) => ({
        pattern,
        settings: area.id === 1 ? { ...settings, cost: 30 } : settings,
      })),
    }))
    network.input(r2, { on: 'settings', settings: { ...own, areas } })
    network.pass(10_000)
    assert.ok(routerLinks(network, r1, BACKBONE, '10.0.0.2').includes('virtual 10.0.0.4 10.1.0.2 40'))
    assert.ok(routerLinks(network, r1, BACKBONE, '10.0.0.4').includes('virtual 10.0.0.2 10.1.1.4 20'))
    assert.equal(virtualNeighbor(network, r2), 'Full')
    assert.ok(routesOf(network, r1).includes('10.2.0.0/24 60 via 10.0.0.2 down'))
  })

  it('is a Type 4 link of the backbone router-LSA only when the virtual neighbor is fully adjacent, and sets bit V in the Transit area', () => {
    const { network, r1, r2, r3, r4 } = chain()
    network.until(() => virtualNeighbor(network, r2) === 'ExStart')
    assert.deepEqual(
      routerLinks(network, r2, BACKBONE, '10.0.0.2').filter((link) => link.startsWith('virtual')),
      [],
    )
    assert.equal(routerBits(network, r2, TRANSIT, '10.0.0.2'), 'B')
    untilVirtuallyFull(network, r2, r4)
    network.pass(10_000)
    assert.deepEqual(
      routerLinks(network, r1, BACKBONE, '10.0.0.4'),
      ['virtual 10.0.0.2 10.1.1.4 20'],
      'and no stub link',
    )
    assert.ok(routerLinks(network, r1, BACKBONE, '10.0.0.2').includes('virtual 10.0.0.4 10.1.0.2 20'))
    assert.equal(routerBits(network, r3, TRANSIT, '10.0.0.2'), 'BV')
    assert.equal(routerBits(network, r3, TRANSIT, '10.0.0.4'), 'BV')
    assert.equal(routerBits(network, r1, BACKBONE, '10.0.0.4'), 'B')
    assert.equal(routerBits(network, r4, '0.0.0.2', '10.0.0.4'), 'B')
    assert.equal(routerBits(network, r3, TRANSIT, '10.0.0.3'), '')
  })

  it('has usable addresses where the way through the Transit area is unnumbered', () => {
    const unnumbered = chain({
      links: (name, link) =>
        (name === 'r3' || link.name !== 'lan') &&
        link.index < 3 &&
        link.addresses.some(({ address }) => address >>> 16 === 0x0a01)
          ? { ...link, kind: 'point-to-point', addresses: [] }
          : link,
      // A loopback in the Transit area lends its address
      loopbacks: true,
    })
    const { network, r2, r3, r4 } = unnumbered
    untilVirtuallyFull(network, r2, r4)
    assert.deepEqual(
      routerLinks(network, r3, TRANSIT, '10.0.0.4').filter((link) => link.startsWith('point')),
      ['point-to-point 10.0.0.3 0.0.0.1 10'],
    )
    assert.equal(virtualInterface(network, r4).address, '10.9.0.4')
    assert.equal(r4.engine.view(network.now).neighbors.find((each) => each.area === BACKBONE)?.address, '10.9.0.2')
  })

  it('to a neighbor goes to its address on the link that the path takes, of several between the two', () => {
    const network = new Network()
    network.wire('r1 1', 'r2 1')
    network.wire('r1 2', 'r2 2')
    const end = (n: number) =>
      network.router(
        `r${n}`,
        areas(`10.0.0.${n}`, {
          0: { links: {} },
          1: { links: { dear: { cost: 10 }, cheap: { cost: 1 } }, virtualLinks: [virtualLink(`10.0.0.${3 - n}`)] },
        }),
        [ethernet(1, 'dear', `10.1.0.${n}/24`), ethernet(2, 'cheap', `10.9.0.${n}/32`)],
      )
    const [r1, r2] = [end(1), end(2)]
    untilVirtuallyFull(network, r1, r2)
    const { cost, virtualLink: shown } = virtualInterface(network, r1)
    assert.deepEqual([cost, shown?.outgoing], [1, 'cheap'])
    const last = sentBy(r1).findLast(({ area }) => area === 0)!
    assert.deepEqual([last.destination, last.routed], ['10.9.0.2', false], 'no route is needed')
  })

  it('to a router that is not there, or is no endpoint itself, does no harm', () => {
    const { network, r1, r2, r4 } = chain({
      settings: (name, own) =>
        name === 'r2'
          ? {
              ...own,
              areas: own.areas.map((area) =>
                area.id === 1
                  ? { ...area, virtualLinks: [...area.virtualLinks, virtualLink('10.0.0.3'), virtualLink('10.0.0.9')] }
                  : area,
              ),
            }
          : own,
    })
    untilVirtuallyFull(network, r4)
    network.pass(60_000)
    const states = r2.engine.view(network.now).interfaces.map(({ interface: name, state }) => `${name} ${state}`)
    assert.ok(states.includes('vlink:0.0.0.1:10.0.0.3 Point-to-point'), `${states}`)
    assert.ok(states.includes('vlink:0.0.0.1:10.0.0.9 Down'), `${states}`)
    assert.ok(routesOf(network, r1).includes('10.2.0.0/24 40 via 10.0.0.2 down'))
  })
})
