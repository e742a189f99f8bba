import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { prefix } from '../../../protocols/base/prefix.js'
import type { AreaSettings, OspfSettings } from '../../../protocols/ospf/settings.js'
import { areas, summariesIn } from '../area/areas.js'
import { ethernet, Network, routesOf } from '../engine/network.js'
import { chain, virtualLink } from './chain.js'
import { untilVirtuallyFull } from './looks.js'

/**
 * RFC 2328, Figure 17: r1 and r4 have a virtual link; N1 is 10.0.45.0/24, N0 behind r1 10.0.1.0/24.
 *
 * ```
 *             area 1           backbone
 *        ┌─1─ r2 ─1─ r4 ─100─┐
 *  N0 ─1 r1                  N1
 *        └─1─ r3 ─1─ r5 ──20─┘
 * ```
 */
function figure17(change: (name: string, own: OspfSettings) => OspfSettings = (_, own) => own) {
  const network = new Network()
  network.wire('r1 1', 'r2 1')
  network.wire('r2 2', 'r4 1')
  network.wire('r1 2', 'r3 1')
  network.wire('r3 2', 'r5 1')
  network.wire('r4 2', 'r5 2')
  const one = { cost: 1 }
  const router = (name: string, own: OspfSettings, ...links: Parameters<Network['router']>[2]) =>
    network.router(name, change(name, own), links)
  const r1 = router(
    'r1',
    areas('10.0.0.1', {
      0: { links: { n0: { cost: 1, passive: true } } },
      1: { links: { upper: one, lower: one }, virtualLinks: [virtualLink('10.0.0.4')] },
    }),
    ethernet(1, 'upper', '10.1.12.1/24'),
    ethernet(2, 'lower', '10.1.13.1/24'),
    ethernet(3, 'n0', '10.0.1.1/24'),
  )
  const inside = (n: number, ...links: Parameters<Network['router']>[2]) =>
    router(`r${n}`, areas(`10.0.0.${n}`, { 1: { links: { '*': one } } }), ...links)
  const r2 = inside(2, ethernet(1, 'left', '10.1.12.2/24'), ethernet(2, 'right', '10.1.24.2/24'))
  const r3 = inside(3, ethernet(1, 'left', '10.1.13.3/24'), ethernet(2, 'right', '10.1.35.3/24'))
  const r4 = router(
    'r4',
    areas('10.0.0.4', {
      0: { links: { n1: { cost: 100 } } },
      1: { links: { left: one }, virtualLinks: [virtualLink('10.0.0.1')] },
    }),
    ethernet(1, 'left', '10.1.24.4/24'),
    ethernet(2, 'n1', '10.0.45.4/24'),
  )
  const r5 = router(
    'r5',
    areas('10.0.0.5', { 0: { links: { n1: { cost: 20 } } }, 1: { links: { left: one } } }),
    ethernet(1, 'left', '10.1.35.5/24'),
    ethernet(2, 'n1', '10.0.45.5/24'),
  )
  const come = (): void => {
    untilVirtuallyFull(network, r1, r4)
    network.pass(20_000)
  }
  return { network, r1, r2, r3, r4, r5, come }
}

const inArea = (id: number, own: OspfSettings, more: Partial<AreaSettings>): OspfSettings => ({
  ...own,
  areas: own.areas.map((area) => (area.id === id ? { ...area, ...more } : area)),
})

describe('Examining transit areas’ summary-LSAs (RFC 2328 §16.3)', () => {
  it('finds the better path of Figure 17, which does not follow the virtual link', () => {
    const { network, r1, come } = figure17()
    come()
    assert.ok(routesOf(network, r1).includes('10.0.45.0/24 22 via 10.1.13.3 lower'), `${routesOf(network, r1)}`)
    const route = r1.engine.routes(network.now).find((each) => each.prefix === '10.0.45.0/24')!
    assert.deepEqual([route.area, route.pathType], ['0.0.0.0', 'intra-area'], 'area and path type remain the same')
  })

  it('is for every area border router of a transit area, also one at no end of the virtual link', () => {
    const { network, r5, come } = figure17()
    come()
    // Through the backbone it would be 20 to r4, 2 over the virtual link and 1
    assert.ok(routesOf(network, r5).includes('10.0.1.0/24 3 via 10.1.35.3 left'), `${routesOf(network, r5)}`)
    const transit = r5.engine.view(network.now).areas.map(({ area, transit }) => [area, transit])
    assert.deepEqual(transit, [
      ['0.0.0.0', false],
      ['0.0.0.1', true],
    ])
  })

  it('determines the actual next hops, never a virtual one, of paths that are as long', () => {
    const { network, r1, come } = figure17((name, own) =>
      name === 'r5'
        ? {
            ...own,
            areas: areas('10.0.0.5', { 0: { links: { n1: { cost: 100 } } }, 1: { links: { left: { cost: 1 } } } })
              .areas,
          }
        : own,
    )
    come()
    assert.ok(
      routesOf(network, r1).includes('10.0.45.0/24 102 via 10.1.12.2 upper, 10.1.13.3 lower'),
      `${routesOf(network, r1)}`,
    )
    for (const router of network.routers)
      for (const { nextHops, prefix: network_ } of router.engine.routes(network.now))
        for (const hop of nextHops) assert.notEqual(hop.gateway, '0.0.0.0', `${router.name} ${network_}`)
  })

  it('leaves none of the paths that still have unresolved virtual next hops', () => {
    const blocked = { filter: { in: [{ prefix: prefix('10.0.1.0/24'), from: 24, to: 24 }], out: undefined } }
    const { network, r1, r4, come } = figure17((name, own) =>
      name === 'r4' || name === 'r5' ? inArea(1, own, blocked) : own,
    )
    come()
    assert.ok(!routesOf(network, r1).some((route) => route.startsWith('10.0.45.0/24')), `${routesOf(network, r1)}`)
    assert.ok(
      routesOf(network, r4).some((route) => route.startsWith('10.0.1.0/24')),
      'what is told is used',
    )
  })

  it('is not done where no virtual link is fully adjacent: the area is no transit area then', () => {
    const { network, r5 } = figure17((name, own) => (name === 'r4' ? inArea(1, own, { virtualLinks: [] }) : own))
    network.pass(60_000)
    assert.ok(!r5.engine.view(network.now).areas.some(({ transit }) => transit))
    assert.ok(!routesOf(network, r5).some((route) => route.startsWith('10.0.1.0/24')), 'r5 looks at the backbone only')
  })
})

describe('Summary-LSAs into a transit area (RFC 2328 §12.4.3)', () => {
  const ranges = [{ prefix: prefix('10.0.0.0/16'), advertise: true, cost: undefined }]

  it('tell of the backbone’s networks one by one, whatever its ranges; those into other areas do not', () => {
    const { network, r2, r4 } = chain({
      settings: (_, own) => inArea(0, own, { ranges }),
    })
    network.pass(5_000)
    untilVirtuallyFull(network, r2, r4)
    network.pass(20_000)
    const into = (area: string) => summariesIn(network, r4, area).filter((summary) => summary.startsWith('3 10.0.'))
    assert.deepEqual(into('0.0.0.1'), [
      '3 10.0.0.0 255.255.255.0 of 10.0.0.2: 10',
      '3 10.0.1.0 255.255.255.0 of 10.0.0.2: 20',
    ])
    assert.deepEqual(into('0.0.0.2'), ['3 10.0.0.0 255.255.0.0 of 10.0.0.4: 40'])
  })

  it('are condensed again when the area is a transit area no more', () => {
    const { network, r2, r3, r4 } = chain({ settings: (_, own) => inArea(0, own, { ranges }) })
    untilVirtuallyFull(network, r2, r4)
    network.pass(20_000)
    const link = [...r3.links.values()].find(({ name }) => name === 'down')!
    network.input(r3, { on: 'link', link: { ...link, up: false } })
    network.pass(60_000)
    const summaries = summariesIn(network, r2, '0.0.0.1').filter((summary) => summary.includes('of 10.0.0.2'))
    assert.deepEqual(summaries, ['3 10.0.0.0 255.255.0.0 of 10.0.0.2: 20'])
  })
})
