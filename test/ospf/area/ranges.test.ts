import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { prefix } from '../../../protocols/base/prefix.js'
import type { AreaFilter, AreaRange } from '../../../protocols/ospf/settings.js'
import { ethernet, type Network, type Router, routesOf } from '../engine/network.js'
import { areas, chain, kernelRoute, summariesIn } from './areas.js'

const BACKBONE = '0.0.0.0'
const AREA_2 = '0.0.0.2'

function range(text: string, more: Partial<AreaRange> = {}): AreaRange {
  return { prefix: prefix(text), advertise: true, cost: undefined, ...more }
}

/** `chain` where r2 is told of `ranges` and a filter of area 1. */
function withRanges(ranges: readonly AreaRange[], filter: AreaFilter = { in: undefined, out: undefined }) {
  return chain((own) =>
    own.name === 'r2'
      ? areas('10.0.0.2', { 0: { links: { core: {} } }, 1: { links: { down: {} }, ranges, filter } })
      : own,
  )
}

function toBackbone(network: Network, router: Router): string[] {
  return summariesIn(network, router, BACKBONE).filter((lsa) => lsa.includes('of 10.0.0.2'))
}

describe('RFC 2328 §12.4.3, area address ranges', () => {
  it('are advertised once in the place of the networks in them, at the largest cost', () => {
    const { network, r2 } = withRanges([range('10.1.0.0/16')])
    network.pass(30_000)
    assert.deepEqual(toBackbone(network, r2), ['3 10.1.0.0 255.255.0.0 of 10.0.0.2: 20'])
  })

  it('or at the cost that the settings say', () => {
    const { network, r2 } = withRanges([range('10.1.0.0/16', { cost: 77 })])
    network.pass(30_000)
    assert.deepEqual(toBackbone(network, r2), ['3 10.1.0.0 255.255.0.0 of 10.0.0.2: 77'])
  })

  it('that are not advertised hide their networks', () => {
    const { network, r2, r4 } = withRanges([range('10.1.1.0/24', { advertise: false })])
    network.pass(30_000)
    assert.deepEqual(toBackbone(network, r2), ['3 10.1.0.0 255.255.255.0 of 10.0.0.2: 10'])
    assert.ok(!routesOf(network, r4).some((route) => route.startsWith('10.1.1.0/24')))
  })

  it('of which one lies in another take the networks that best match them', () => {
    const { network, r2 } = withRanges([range('10.1.0.0/16'), range('10.1.1.0/24', { cost: 5 })])
    network.pass(30_000)
    assert.deepEqual(toBackbone(network, r2), [
      '3 10.1.0.0 255.255.0.0 of 10.0.0.2: 10',
      '3 10.1.1.0 255.255.255.0 of 10.0.0.2: 5',
    ])
  })

  it('are only for the networks of their own area', () => {
    const { network, r2, r3 } = withRanges([range('10.2.0.0/16')])
    network.pass(30_000)
    assert.deepEqual(toBackbone(network, r2).length, 2)
    assert.equal(kernelRoute(r2, '10.2.0.0/16'), undefined)
    assert.ok(summariesIn(network, r3, AREA_2).some((lsa) => lsa.startsWith('3 10.1.1.0')))
  })

  it('§11.1: make the router discard what no network in them takes, while one is reachable', () => {
    const { network, r1, r2 } = withRanges([range('10.1.0.0/20')])
    network.pass(30_000)
    assert.equal(kernelRoute(r2, '10.1.0.0/20'), 0)
    network.input(r1, { on: 'link', link: { ...r1.links.get(1)!, up: false } })
    network.input(r2, { on: 'link', link: ethernet(1, 'down', '10.1.100.2/24') })
    network.pass(60_000)
    assert.equal(kernelRoute(r2, '10.1.0.0/20'), undefined)
    assert.deepEqual(toBackbone(network, r2), ['3 10.1.100.0 255.255.255.0 of 10.0.0.2: 10'])
  })

  it('come and go with a reload', () => {
    const { network, r2 } = withRanges([])
    network.pass(30_000)
    const settings = (ranges: readonly AreaRange[]) =>
      areas('10.0.0.2', { 0: { links: { core: {} } }, 1: { links: { down: {} }, ranges } })
    network.input(r2, { on: 'settings', settings: settings([range('10.1.0.0/16')]) })
    network.pass(10_000)
    assert.deepEqual(toBackbone(network, r2), ['3 10.1.0.0 255.255.0.0 of 10.0.0.2: 20'])
    assert.equal(kernelRoute(r2, '10.1.0.0/16'), 0)
    network.input(r2, { on: 'settings', settings: settings([]) })
    network.pass(10_000)
    assert.equal(toBackbone(network, r2).length, 2)
    assert.equal(kernelRoute(r2, '10.1.0.0/16'), undefined)
  })
})

describe('a range that nobody is told of', () => {
  it('discards all the same, and does no more when it is taken out of the settings', () => {
    const filter = { in: undefined, out: [] }
    const { network, r2 } = withRanges([range('10.1.0.0/16')], filter)
    network.pass(30_000)
    assert.deepEqual(toBackbone(network, r2), [])
    assert.equal(kernelRoute(r2, '10.1.0.0/16'), 0)
    const own = areas('10.0.0.2', { 0: { links: { core: {} } }, 1: { links: { down: {} }, filter } })
    network.input(r2, { on: 'settings', settings: own })
    network.pass(10_000)
    assert.equal(kernelRoute(r2, '10.1.0.0/16'), undefined)
  })
})

describe('inter-area prefix filters', () => {
  const only = (text: string, to = 32) => [{ prefix: prefix(text), from: prefix(text).length, to }]

  it('out of an area leave out of it what passes', () => {
    const { network, r2 } = withRanges([], { in: undefined, out: only('10.1.1.0/24') })
    network.pass(30_000)
    assert.deepEqual(toBackbone(network, r2), ['3 10.1.1.0 255.255.255.0 of 10.0.0.2: 20'])
  })

  it('into an area let into it what passes', () => {
    const { network, r1 } = withRanges([], { in: only('10.2.0.0/23', 24), out: undefined })
    network.pass(30_000)
    assert.deepEqual(summariesIn(network, r1, '0.0.0.1'), [
      '3 10.2.0.0 255.255.255.0 of 10.0.0.2: 20',
      '3 10.2.1.0 255.255.255.0 of 10.0.0.2: 30',
    ])
  })

  it('hold for ranges too', () => {
    const { network, r2 } = withRanges([range('10.1.0.0/16')], { in: undefined, out: only('10.1.1.0/24') })
    network.pass(30_000)
    assert.deepEqual(toBackbone(network, r2), [])
  })
})
