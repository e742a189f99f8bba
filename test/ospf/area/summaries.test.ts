import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { OspfSettings } from '../../../protocols/ospf/settings.js'
import { ethernet, type Network, type Router, routesOf, states } from '../engine/network.js'
import { foreign, MAIN, rule } from '../external/as-boundary.js'
import { areas, chain, summariesIn } from './areas.js'

const BACKBONE = '0.0.0.0'
const AREA_1 = '0.0.0.1'
const AREA_2 = '0.0.0.2'

function bitsOf(network: Network, router: Router, originator: string, area: string): string {
  const lsa = [...router.engine.database(network.now)].find(
    (each) => each.type === 'router' && each.advertisingRouter === originator && each.area === area,
  )
  return [lsa?.body.bits].flat().join(' ') || '-'
}

describe('RFC 2328 §12.4.3, summary-LSAs', () => {
  it('of intra-area routes go into the backbone, of all routes into other areas, of none into their own area', () => {
    const { network, r1, r2, r4 } = chain()
    network.pass(30_000)
    assert.deepEqual(summariesIn(network, r2, BACKBONE), [
      '3 10.1.0.0 255.255.255.0 of 10.0.0.2: 10',
      '3 10.1.1.0 255.255.255.0 of 10.0.0.2: 20',
      '3 10.2.0.0 255.255.255.0 of 10.0.0.3: 10',
      '3 10.2.1.0 255.255.255.0 of 10.0.0.3: 20',
    ])
    assert.deepEqual(summariesIn(network, r1, AREA_1), [
      '3 10.0.0.0 255.255.255.0 of 10.0.0.2: 10',
      '3 10.2.0.0 255.255.255.0 of 10.0.0.2: 20',
      '3 10.2.1.0 255.255.255.0 of 10.0.0.2: 30',
    ])
    assert.deepEqual(
      routesOf(network, r4).filter((route) => route.startsWith('10.1.')),
      ['10.1.0.0/24 30 via 10.2.0.3 up', '10.1.1.0/24 40 via 10.2.0.3 up'],
    )
  })

  it('§12.4.1: bit B is in the router-LSAs of every area, and only of border routers', () => {
    const { network, r1, r2 } = chain()
    network.pass(30_000)
    assert.deepEqual(
      [
        bitsOf(network, r1, '10.0.0.1', AREA_1),
        bitsOf(network, r1, '10.0.0.2', AREA_1),
        bitsOf(network, r2, '10.0.0.2', BACKBONE),
      ],
      ['-', 'B', 'B'],
    )
  })

  it('follow the cost of their route, and are flushed when the destination becomes unreachable', () => {
    const { network, r1, r4 } = chain()
    network.pass(30_000)
    network.input(r4, { on: 'link', link: { ...r4.links.get(2)!, up: false } })
    network.pass(10_000)
    assert.ok(!summariesIn(network, r1, AREA_1).some((lsa) => lsa.startsWith('3 10.2.1.0')))
    network.input(r4, { on: 'link', link: { ...r4.links.get(2)!, up: true } })
    network.pass(10_000)
    assert.ok(summariesIn(network, r1, AREA_1).some((lsa) => lsa.startsWith('3 10.2.1.0')))
  })

  it('are re-originated only where their route changed', () => {
    const { network, r1, r4 } = chain()
    network.pass(30_000)
    const sequences = () =>
      new Map(
        [...r1.engine.database(network.now)]
          .filter(({ type }) => type === 'summary-network')
          .map((lsa) => [lsa.linkStateId, lsa.sequenceNumber]),
      )
    const before = sequences()
    network.input(r4, { on: 'link', link: ethernet(2, 'lan', '10.2.2.4/24') })
    network.pass(10_000)
    const after = sequences()
    assert.deepEqual([...after.keys()].sort(), ['10.0.0.0', '10.2.0.0', '10.2.2.0'])
    assert.equal(after.get('10.2.0.0'), before.get('10.2.0.0'))
    assert.equal(after.get('10.0.0.0'), before.get('10.0.0.0'))
  })

  it('Appendix E: networks of one address have different Link State IDs, whichever comes and goes', () => {
    const { network, r1, r4 } = chain()
    network.pass(30_000)
    const of10 = () => summariesIn(network, r1, AREA_1).filter((lsa) => lsa.startsWith('3 10.2.1.'))
    network.input(r4, { on: 'link', link: ethernet(2, 'lan', '10.2.1.4/24', '10.2.1.65/25') })
    network.pass(30_000)
    assert.deepEqual(of10(), [
      '3 10.2.1.0 255.255.255.0 of 10.0.0.2: 30',
      '3 10.2.1.127 255.255.255.128 of 10.0.0.2: 30',
    ])
    network.input(r4, { on: 'link', link: ethernet(2, 'lan', '10.2.1.65/25') })
    network.pass(30_000)
    assert.deepEqual(of10(), ['3 10.2.1.0 255.255.255.128 of 10.0.0.2: 30'])
  })

  it('all go when the router is no area border router any more, and the routers of its areas forget its routes', () => {
    const { network, r1, r2 } = chain()
    network.pass(30_000)
    network.input(r2, { on: 'settings', settings: areas('10.0.0.2', { 1: { links: { down: {} } } }) })
    network.pass(60_000)
    assert.deepEqual(summariesIn(network, r1, AREA_1), [])
    assert.equal(bitsOf(network, r1, '10.0.0.2', AREA_1), '-')
    assert.deepEqual(
      routesOf(network, r1).filter((route) => route.startsWith('10.2')),
      [],
    )
  })
})

describe('RFC 2328 §12.4.3, summary-LSAs of AS boundary routers (type 4)', () => {
  /** `chain` where r1 in area 1 brings a route into the AS, and area 2 is of this type. */
  function withBoundary(areaType: 'normal' | 'stub') {
    const built = chain((own) => ({
      ...own,
      ...(own.name === 'r1' ? { redistribute: [rule('static')] } : {}),
      areas: own.areas.map((area) => (area.id === 2 ? { ...area, areaType } : area)),
    }))
    const changes = [foreign('198.51.100.0/24', '10.1.1.9', { link: 2 })]
    built.network.input(built.r1, { on: 'foreign-routes', table: MAIN, changes })
    built.network.pass(30_000)
    return built
  }
  const boundaries = (network: Network, router: Router, area: string) =>
    summariesIn(network, router, area).filter((lsa) => lsa.startsWith('4'))

  it('are not of the border router itself, which has no routing table entry for itself', () => {
    const { network, r2 } = chain((own) => (own.name === 'r2' ? { ...own, redistribute: [rule('static')] } : own))
    network.pass(30_000)
    for (const area of [BACKBONE, AREA_1])
      assert.deepEqual(
        summariesIn(network, r2, area).filter((lsa) => lsa.startsWith('4 ')),
        [],
      )
  })

  it('tell every other area of the way to an AS boundary router, whose externals are used by it', () => {
    const { network, r1, r3, r4 } = withBoundary('normal')
    assert.deepEqual(boundaries(network, r1, AREA_1), [])
    assert.deepEqual(boundaries(network, r3, BACKBONE), ['4 10.0.0.1 of 10.0.0.2: 10'])
    assert.deepEqual(boundaries(network, r4, AREA_2), ['4 10.0.0.1 of 10.0.0.3: 20'])
    assert.ok(routesOf(network, r4).some((route) => route.startsWith('198.51.100.0/24 ')))
  })

  it('follow its cost, and go when it is no AS boundary router any more', () => {
    const { network, r1, r4 } = withBoundary('normal')
    const own = areas('10.0.0.1', { 1: { links: { up: {}, lan: { passive: true } } } })
    network.input(r1, { on: 'settings', settings: own })
    network.pass(30_000)
    assert.deepEqual(boundaries(network, r4, AREA_2), [])
    assert.ok(!routesOf(network, r4).some((route) => route.startsWith('198.51.100.0/24 ')))
  })

  it('are not originated into stub areas, where nothing external is known', () => {
    const { network, r3, r4 } = withBoundary('stub')
    assert.deepEqual(boundaries(network, r3, BACKBONE).length, 1)
    assert.deepEqual(boundaries(network, r4, AREA_2), [])
    assert.ok(![...r4.engine.database(network.now)].some(({ type }) => type === 'as-external'))
    assert.ok(routesOf(network, r4).some((route) => route.startsWith('0.0.0.0/0 ')))
  })
})

describe('RFC 3509, without an active backbone connection', () => {
  /** r2 and r3 in areas 1 and 2, which r2 connects without a backbone. */
  function withoutBackbone(abrType: OspfSettings['abrType'], passiveBackbone: boolean) {
    return chain((own) =>
      own.name === 'r2'
        ? areas(
            '10.0.0.2',
            {
              ...(passiveBackbone ? { 0: { links: { lo: {} } } } : {}),
              1: { links: { down: {} } },
              2: { links: { core: {} } },
            },
            { abrType },
          )
        : own.name === 'r3'
          ? areas('10.0.0.3', { 2: { links: { core: {}, down: {} } } })
          : own,
    )
  }

  it('§2.1, standard: a router of two areas is an area border router', () => {
    const { network, r1, r2 } = withoutBackbone('standard', false)
    network.pass(30_000)
    assert.equal(bitsOf(network, r2, '10.0.0.2', AREA_1), 'B')
    assert.ok(summariesIn(network, r1, AREA_1).includes('3 10.2.1.0 255.255.255.0 of 10.0.0.2: 30'))
  })

  it('§2.1, cisco and ibm: it is none without a backbone, and says so', () => {
    for (const abrType of ['cisco', 'ibm'] as const) {
      const { network, r1, r2 } = withoutBackbone(abrType, false)
      network.pass(30_000)
      assert.equal(bitsOf(network, r2, '10.0.0.2', AREA_1), '-')
      assert.deepEqual(summariesIn(network, r1, AREA_1), [])
    }
  })

  it('§2.1, ibm: it is one with a backbone that is configured; cisco: with one that is up', () => {
    const ibm = withoutBackbone('ibm', true)
    ibm.network.pass(30_000)
    assert.equal(bitsOf(ibm.network, ibm.r2, '10.0.0.2', AREA_1), 'B')
    const cisco = withoutBackbone('cisco', true)
    cisco.network.pass(30_000)
    assert.equal(bitsOf(cisco.network, cisco.r2, '10.0.0.2', AREA_1), '-')
    cisco.network.input(cisco.r2, {
      on: 'link',
      link: { ...ethernet(9, 'lo', '10.255.0.2/32'), kind: 'loopback' },
    })
    cisco.network.pass(30_000)
    assert.equal(bitsOf(cisco.network, cisco.r2, '10.0.0.2', AREA_1), 'B')
    // 2.2, 3.: of its own areas it tells, of what it learned from summaries it does not
    assert.ok(summariesIn(cisco.network, cisco.r1, AREA_1).includes('3 10.2.1.0 255.255.255.0 of 10.0.0.2: 30'))
  })

  it('§2.2, 1.: bit B follows the definition at a reload, and the interfaces after it', () => {
    const { network, r2 } = withoutBackbone('cisco', false)
    network.pass(30_000)
    const own = { 1: { links: { down: {} } }, 2: { links: { core: {} } } }
    network.input(r2, { on: 'settings', settings: areas('10.0.0.2', own, { abrType: 'standard' }) })
    network.pass(10_000)
    assert.equal(bitsOf(network, r2, '10.0.0.2', AREA_1), 'B')
    network.input(r2, { on: 'link', link: { ...r2.links.get(2)!, up: false } })
    network.pass(10_000)
    assert.equal(bitsOf(network, r2, '10.0.0.2', AREA_1), '-')
  })

  it('§2.2, 2.: a border router that lost its last backbone neighbor uses the summaries of its other areas', () => {
    // r5 connects area 1 with the backbone too
    const { network, r2, r3 } = chain()
    const r5 = network.router('r5', areas('10.0.0.5', { 0: { links: { core: {} } }, 1: { links: { down: {} } } }), [
      ethernet(1, 'down', '10.3.0.5/24'),
      ethernet(2, 'core', '10.4.0.5/24'),
    ])
    network.wire('r2 3', 'r5 1')
    network.wire('r3 3', 'r5 2')
    network.input(r2, { on: 'link', link: ethernet(3, 'third', '10.3.0.2/24') })
    network.input(r3, { on: 'link', link: ethernet(3, 'third', '10.4.0.3/24') })
    network.input(r2, {
      on: 'settings',
      settings: areas('10.0.0.2', { 0: { links: { core: {} } }, 1: { links: { down: {}, third: {} } } }),
    })
    network.input(r3, {
      on: 'settings',
      settings: areas('10.0.0.3', { 0: { links: { core: {}, third: {} } }, 2: { links: { down: {} } } }),
    })
    network.pass(60_000)
    const way = () => routesOf(network, r2).find((route) => route.startsWith('10.2.1.0/24'))
    assert.equal(way(), '10.2.1.0/24 30 via 10.0.0.3 core')
    assert.equal(states(network, r5)['10.0.0.2'], 'Full')
    network.input(r2, { on: 'link', link: { ...r2.links.get(2)!, up: false } })
    network.pass(10_000)
    assert.equal(way(), '10.2.1.0/24 40 via 10.3.0.5 third')
  })
})

describe('RFC 2328 §3.6, stub areas', () => {
  function stub(more: { readonly summary?: boolean; readonly onlyAt?: string } = {}) {
    return chain((own) => ({
      ...own,
      areas: own.areas.map((area) =>
        area.id === 1 && (more.onlyAt === undefined || more.onlyAt === own.name)
          ? { ...area, areaType: 'stub', defaultCost: 7, summary: more.summary ?? true }
          : area,
      ),
    }))
  }

  it('§12.4.3.1: each border router originates a default summary-LSA of StubDefaultCost', () => {
    const { network, r1 } = stub()
    network.pass(30_000)
    assert.deepEqual(summariesIn(network, r1, AREA_1), [
      '3 0.0.0.0 0.0.0.0 of 10.0.0.2: 7',
      '3 10.0.0.0 255.255.255.0 of 10.0.0.2: 10',
      '3 10.2.0.0 255.255.255.0 of 10.0.0.2: 20',
      '3 10.2.1.0 255.255.255.0 of 10.0.0.2: 30',
    ])
    assert.ok(routesOf(network, r1).includes('0.0.0.0/0 17 via 10.1.0.2 up'))
  })

  it('§12.4.3.1: and nothing else without summaries', () => {
    const { network, r1 } = stub({ summary: false })
    network.pass(30_000)
    assert.deepEqual(summariesIn(network, r1, AREA_1), ['3 0.0.0.0 0.0.0.0 of 10.0.0.2: 7'])
  })

  it('§10.5: routers that disagree about it do not become neighbors, and say why', () => {
    const { network, r1, r2 } = stub({ onlyAt: 'r1' })
    network.pass(30_000)
    const why = (router: Router, interfaceName: string) =>
      router.engine.view(network.now).neighbors.find((each) => each.interface === interfaceName)?.whyNotFull
    assert.match(why(r1, 'up')!, /^option mismatch: theirs no stub area, ours a stub area/)
    assert.match(why(r2, 'down')!, /^option mismatch: theirs a stub area/)
  })

  it('become normal areas, and normal areas stub areas, at a reload', () => {
    const { network, r1, r2 } = stub()
    network.pass(30_000)
    network.input(r1, {
      on: 'settings',
      settings: areas('10.0.0.1', { 1: { links: { up: {}, lan: { passive: true } } } }),
    })
    network.input(r2, {
      on: 'settings',
      settings: areas('10.0.0.2', { 0: { links: { core: {} } }, 1: { links: { down: {} } } }),
    })
    network.pass(30_000)
    assert.equal(states(network, r1)['10.0.0.2'], 'Full')
    assert.ok(!summariesIn(network, r1, AREA_1).some((lsa) => lsa.startsWith('3 0.0.0.0')))
    assert.equal(summariesIn(network, r1, AREA_1).length, 3)
    assert.deepEqual(summariesIn(network, r1, AREA_2), [])
  })
})
