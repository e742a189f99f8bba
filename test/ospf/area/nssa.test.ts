import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { milliseconds } from '../../../protocols/base/duration.js'
import { prefix } from '../../../protocols/base/prefix.js'
import { areaTakesType } from '../../../protocols/ospf/area/options.js'
import { BACKBONE } from '../../../protocols/ospf/identifiers.js'
import { LsType } from '../../../protocols/ospf/lsa/lsa.js'
import {
  AREA_DEFAULTS,
  type AreaSettings,
  type NssaSettings,
  type OspfSettings,
} from '../../../protocols/ospf/settings.js'
import { ethernet, Network, type Router, routesOf } from '../engine/network.js'
import { foreign, gone, MAIN, rule } from '../external/as-boundary.js'
import { areas, kernelRoute, summariesIn } from './areas.js'

const NSSA = '0.0.0.1'

interface Variation {
  readonly area?: Partial<AreaSettings>
  readonly b1?: Partial<NssaSettings>
  readonly b2?: Partial<NssaSettings>
  readonly asbr?: Partial<OspfSettings>
}

/**
 * ```
 *            ┌─ b1 ─┐
 *  asbr ── in      core ── far      NSSA: asbr, in, b1, b2; backbone: b1, b2, core, far
 *            └─ b2 ─┘
 * ```
 * asbr brings static routes into the NSSA; every link costs 10.
 */
function nssa({ area = {}, b1 = {}, b2 = {}, asbr: outside = {} }: Variation = {}) {
  const network = new Network()
  const inside = (own: Partial<NssaSettings> = {}) => ({
    areaType: 'nssa' as const,
    ...area,
    nssa: { ...AREA_DEFAULTS.nssa, ...area.nssa, ...own },
  })
  network.wire('asbr 1', 'in 1')
  network.wire('in 2', 'b1 1')
  network.wire('in 3', 'b2 1')
  network.wire('b1 2', 'core 1')
  network.wire('b2 2', 'core 2')
  network.wire('core 3', 'far 1')
  const asbr = network.router(
    'asbr',
    areas('10.0.0.1', { 1: { ...inside(), links: { up: {} } } }, { redistribute: [rule('static')], ...outside }),
    [ethernet(1, 'up', '10.1.1.1/24'), ethernet(2, 'out', '172.16.0.1/24')],
  )
  network.router('in', areas('10.0.0.2', { 1: { ...inside(), links: { a: {}, b1: {}, b2: {} } } }), [
    ethernet(1, 'a', '10.1.1.2/24'),
    ethernet(2, 'b1', '10.1.2.2/24'),
    ethernet(3, 'b2', '10.1.3.2/24'),
  ])
  const border = (name: string, id: string, net: number, own: Partial<NssaSettings>) =>
    network.router(name, areas(id, { 0: { links: { core: {} } }, 1: { ...inside(own), links: { in: {} } } }), [
      ethernet(1, 'in', `10.1.${net}.3/24`),
      ethernet(2, 'core', `10.0.${net}.3/24`),
    ])
  const [one, two] = [border('b1', '10.0.0.3', 2, b1), border('b2', '10.0.0.4', 3, b2)]
  network.router('core', areas('10.0.0.5', { 0: { links: { b1: {}, b2: {}, far: {} } } }), [
    ethernet(1, 'b1', '10.0.2.5/24'),
    ethernet(2, 'b2', '10.0.3.5/24'),
    ethernet(3, 'far', '10.0.5.5/24'),
  ])
  const far = network.router('far', areas('10.0.0.6', { 0: { links: { core: {} } } }), [
    ethernet(1, 'core', '10.0.5.6/24'),
  ])
  network.input(asbr, {
    on: 'foreign-routes',
    table: MAIN,
    changes: [foreign('198.51.100.0/24', '172.16.0.9', { link: 2 })],
  })
  network.pass(60_000)
  return { network, asbr, b1: one, b2: two, far }
}

/** `198.51.100.0/24 E2 20 via 10.1.1.1 of 10.0.0.4`: the externals of a type that a router has. */
function externals(network: Network, router: Router, type: 'as-external' | 'nssa-external'): string[] {
  return [...router.engine.database(network.now)]
    .filter((lsa) => lsa.type === type && lsa.age < 3600)
    .map(
      ({ linkStateId, advertisingRouter, body }) =>
        `${linkStateId} ${body.networkMask} E${body.metricType} ${body.metric} via ${body.forwardingAddress} of ${advertisingRouter}`,
    )
    .sort()
}

function inject(network: Network, router: Router, ...prefixes: readonly string[]): void {
  const changes = prefixes.map((text) => foreign(text, '172.16.0.9', { link: 2 }))
  network.input(router, { on: 'foreign-routes', table: MAIN, changes })
}

describe('RFC 3101 §2, type 7 LSAs', () => {
  it('are described to us by FRR too: our Database Descriptions in the NSSA have bit N, elsewhere they do not', () => {
    const { asbr, far } = nssa()
    const bitN = (router: Router): ReadonlySet<number> =>
      new Set(
        router.effects.flatMap((each) => (each.do === 'send' && each.bytes[1] === 2 ? [each.bytes[26]! & 0x08] : [])),
      )
    assert.deepEqual([...bitN(asbr)], [0x08])
    assert.deepEqual([...bitN(far)], [0])
  })

  it('§2.3: are flooded in their NSSA, with a forwarding address, and no type 5 LSA is', () => {
    const { network, asbr, far } = nssa()
    assert.ok(
      externals(network, asbr, 'nssa-external').includes('198.51.100.0 255.255.255.0 E2 20 via 10.1.1.1 of 10.0.0.1'),
    )
    assert.deepEqual(externals(network, asbr, 'as-external'), [])
    assert.deepEqual(externals(network, far, 'nssa-external'), [])
  })

  it('§2.3: follow the forwarding address, and are not originated while there is none', () => {
    const { network, asbr } = nssa()
    network.input(asbr, { on: 'link', link: ethernet(1, 'up', '10.1.1.77/24') })
    network.pass(60_000)
    const own = () => externals(network, asbr, 'nssa-external').filter((lsa) => lsa.endsWith('of 10.0.0.1'))
    assert.deepEqual(own(), ['198.51.100.0 255.255.255.0 E2 20 via 10.1.1.77 of 10.0.0.1'])
    network.input(asbr, { on: 'link', link: { ...ethernet(1, 'up', '10.1.1.77/24'), up: false } })
    network.pass(10_000)
    assert.deepEqual(own(), [])
  })

  it('§2.3: are originated as soon as there is a forwarding address, though there was none when the route came', () => {
    const { network, asbr } = nssa()
    const own = () => externals(network, asbr, 'nssa-external').filter((lsa) => lsa.endsWith('of 10.0.0.1'))
    network.input(asbr, { on: 'link', link: { ...ethernet(1, 'up', '10.1.1.1/24'), up: false } })
    network.pass(10_000)
    inject(network, asbr, '203.0.113.0/24')
    network.pass(10_000)
    assert.deepEqual(own(), [])
    network.input(asbr, { on: 'link', link: ethernet(1, 'up', '10.1.1.1/24') })
    network.pass(60_000)
    assert.deepEqual(own(), [
      '198.51.100.0 255.255.255.0 E2 20 via 10.1.1.1 of 10.0.0.1',
      '203.0.113.0 255.255.255.0 E2 20 via 10.1.1.1 of 10.0.0.1',
    ])
  })

  it('§2.5: make routes inside of the NSSA, by way of the forwarding address', () => {
    const { network, b1 } = nssa()
    assert.ok(routesOf(network, b1).some((route) => route.startsWith('198.51.100.0/24 20 via 10.1.2.2 in')))
  })

  it('§2.4, §2.7: with summaries border routers originate a type 7 default, of which they use none themselves', () => {
    const { network, asbr, b1 } = nssa()
    assert.deepEqual(
      externals(network, asbr, 'nssa-external').filter((lsa) => lsa.startsWith('0.0.0.0')),
      ['0.0.0.0 0.0.0.0 E1 1 via 0.0.0.0 of 10.0.0.3', '0.0.0.0 0.0.0.0 E1 1 via 0.0.0.0 of 10.0.0.4'],
    )
    assert.ok(routesOf(network, asbr).some((route) => route.startsWith('0.0.0.0/0')))
    assert.ok(!routesOf(network, b1).some((route) => route.startsWith('0.0.0.0/0')))
  })

  it('§2.5 (3): a border router uses a type 7 default with bit P only, and none where it suppresses summaries', () => {
    for (const summary of [true, false]) {
      const uses = ({ b1, network }: ReturnType<typeof nssa>) =>
        routesOf(network, b1).some((route) => route.startsWith('0.0.0.0/0'))
      const defaultInformation = { condition: undefined, table: MAIN, set: rule('static').set }
      assert.equal(uses(nssa({ area: { summary } })), false)
      assert.equal(uses(nssa({ area: { summary }, asbr: { defaultInformation } })), summary)
    }
  })

  it('§2.1: an NSSA takes no LSAs of types 4, 5 and 11, but those of type 7', () => {
    const area = (areaType: 'nssa' | 'normal') => ({
      settings: { ...AREA_DEFAULTS, id: BACKBONE, areaType, interfaces: [] },
    })
    for (const type of [LsType.summaryAsbr, LsType.asExternal, LsType.opaqueAs]) {
      assert.equal(areaTakesType(area('nssa'), type), false)
      assert.equal(areaTakesType(area('normal'), type), true)
    }
    assert.equal(areaTakesType(area('nssa'), LsType.nssaExternal), true)
    assert.equal(areaTakesType(area('normal'), LsType.nssaExternal), false)
  })

  it('§2.7: without summaries the default is a summary-LSA', () => {
    const { network, asbr } = nssa({ area: { summary: false } })
    assert.deepEqual(summariesIn(network, asbr, NSSA), [
      '3 0.0.0.0 0.0.0.0 of 10.0.0.3: 1',
      '3 0.0.0.0 0.0.0.0 of 10.0.0.4: 1',
    ])
    assert.equal(externals(network, asbr, 'nssa-external').length, 1)
  })

  it('no type 4 LSA is in an NSSA, and border routers are AS boundary routers outside of it (§3.1)', () => {
    const { network, asbr, far } = nssa()
    assert.ok(!summariesIn(network, asbr, NSSA).some((lsa) => lsa.startsWith('4')))
    const bits = [...far.engine.database(network.now)].find(
      (lsa) => lsa.type === 'router' && lsa.advertisingRouter === '10.0.0.3',
    )?.body.bits
    assert.deepEqual(bits, ['B', 'E'])
  })

  it('§3.1: nor only after a reload: when the first interface in the NSSA comes up', () => {
    const network = new Network()
    const router = network.router(
      'r',
      areas('10.0.0.1', {
        0: { links: { a: {} } },
        1: { links: { b: {} } },
        2: { areaType: 'nssa', links: { c: {} } },
      }),
      [ethernet(1, 'a', '10.0.1.1/24'), ethernet(2, 'b', '10.0.2.1/24')],
    )
    const bits = () =>
      [...router.engine.database(network.now)].find(({ area, type }) => type === 'router' && area === '0.0.0.0')?.body
        .bits
    network.pass(10_000)
    assert.deepEqual(bits(), ['B'])
    network.input(router, { on: 'link', link: ethernet(3, 'c', '10.0.3.1/24') })
    network.pass(10_000)
    assert.deepEqual(bits(), ['B', 'E'])
    network.input(router, { on: 'link-removed', index: 3 })
    network.pass(10_000)
    assert.deepEqual(bits(), ['B'])
  })

  it('Appendix E: of one network address with two masks are two, in both types', () => {
    const { network, asbr, far } = nssa()
    inject(network, asbr, '198.51.100.0/25')
    network.pass(30_000)
    const of = (lsas: string[]) => lsas.filter((lsa) => lsa.startsWith('198.')).map((lsa) => lsa.split(' E2')[0])
    const both = ['198.51.100.0 255.255.255.0', '198.51.100.127 255.255.255.128']
    assert.deepEqual(of(externals(network, asbr, 'nssa-external')), both)
    assert.deepEqual(of(externals(network, far, 'as-external')), both)
  })
})

describe('RFC 3101 §3, translation', () => {
  it('§3.1: the border router with the highest Router ID translates, and nobody else', () => {
    const { network, far } = nssa()
    assert.deepEqual(externals(network, far, 'as-external'), [
      '198.51.100.0 255.255.255.0 E2 20 via 10.1.1.1 of 10.0.0.4',
    ])
    assert.ok(routesOf(network, far).some((route) => route.startsWith('198.51.100.0/24 40 via 10.0.5.5 core')))
  })

  it('§3.1: one that is told to translate always comes before it, and one that is told never does not', () => {
    const always = nssa({ b1: { translator: 'always' } })
    assert.ok(externals(always.network, always.far, 'as-external')[0]!.endsWith('of 10.0.0.3'))
    always.network.pass(60_000)
    assert.equal(externals(always.network, always.far, 'as-external').length, 1)
    const never = nssa({ b2: { translator: 'never' }, b1: { translator: 'never' } })
    assert.deepEqual(externals(never.network, never.far, 'as-external'), [])
  })

  it('§3.2 (2): of two that always translate, only the one with the higher Router ID does where both say the same', () => {
    const { network, far } = nssa({ b1: { translator: 'always' }, b2: { translator: 'always' } })
    assert.deepEqual(externals(network, far, 'as-external'), [
      '198.51.100.0 255.255.255.0 E2 20 via 10.1.1.1 of 10.0.0.4',
    ])
  })

  it('§3.1: a translator that is supplanted goes on for TranslatorStabilityInterval', () => {
    const { network, b2, far } = nssa({
      area: { nssa: { ...AREA_DEFAULTS.nssa, stabilityInterval: milliseconds(40_000) } },
    })
    const translators = () => externals(network, far, 'as-external').map((lsa) => lsa.split(' of ')[1])
    network.input(b2, { on: 'link', link: { ...b2.links.get(1)!, up: false } })
    network.pass(20_000)
    assert.deepEqual(translators(), ['10.0.0.3'])
    network.input(b2, { on: 'link', link: { ...b2.links.get(1)!, up: true } })
    inject(network, network.routers[0]!, '203.0.113.0/24')
    network.pass(15_000)
    assert.ok(translators().includes('10.0.0.4'))
    network.pass(60_000)
    assert.deepEqual(translators(), ['10.0.0.4', '10.0.0.4'])
  })

  it('§3.3: a translator that is no border router any more flushes its translations', () => {
    const { network, b2, far } = nssa({ b1: { translator: 'never' } })
    assert.equal(externals(network, far, 'as-external').length, 1)
    network.input(b2, { on: 'settings', settings: areas('10.0.0.4', { 0: { links: { core: {} } } }) })
    network.pass(30_000)
    assert.deepEqual(externals(network, far, 'as-external'), [])
  })

  it('§3.2: follows its type 7 LSA, and goes with it', () => {
    const { network, asbr, far } = nssa()
    network.input(asbr, { on: 'foreign-routes', table: MAIN, changes: [gone('198.51.100.0/24')] })
    network.pass(10_000)
    assert.deepEqual(externals(network, far, 'as-external'), [])
  })

  it('§3.2 (3): networks in a type-7 address range are one type 5 LSA, type 2 at the highest cost plus 1', () => {
    const ranges = [{ prefix: prefix('198.51.0.0/16'), advertise: true, cost: undefined, tag: 7 }]
    const { network, asbr, far } = nssa({ area: { nssa: { ...AREA_DEFAULTS.nssa, ranges } } })
    inject(network, asbr, '198.51.101.0/24')
    network.pass(30_000)
    assert.deepEqual(externals(network, far, 'as-external'), ['198.51.0.0 255.255.0.0 E2 21 via 0.0.0.0 of 10.0.0.4'])
  })

  it('§3.2 (3): the translator discards what is in the range but in no network of it, while there is one', () => {
    const ranges = [{ prefix: prefix('198.51.0.0/16'), advertise: true, cost: undefined, tag: 7 }]
    const { network, b1, b2, asbr } = nssa({ area: { nssa: { ...AREA_DEFAULTS.nssa, ranges } } })
    const hops = (router: Router) => kernelRoute(router, '198.51.0.0/16')
    assert.deepEqual([hops(b2), hops(b1)], [0, 1])
    network.input(asbr, { on: 'foreign-routes', table: MAIN, changes: [gone('198.51.100.0/24')] })
    network.pass(10_000)
    assert.deepEqual([hops(b2), hops(b1)], [undefined, undefined])
  })

  it('§3.2 (3): but not where one of the networks is the range itself', () => {
    const ranges = [{ prefix: prefix('198.51.100.0/24'), advertise: true, cost: undefined, tag: 7 }]
    const { network, b2, asbr, far } = nssa({ area: { nssa: { ...AREA_DEFAULTS.nssa, ranges } } })
    inject(network, asbr, '198.51.100.128/25')
    network.pass(30_000)
    assert.deepEqual(externals(network, far, 'as-external'), [
      '198.51.100.0 255.255.255.0 E2 21 via 0.0.0.0 of 10.0.0.4',
    ])
    assert.equal(kernelRoute(b2, '198.51.100.0/24'), 1)
  })

  it('§3.2 (3): nor any more when the range itself becomes one of the networks', () => {
    const ranges = [{ prefix: prefix('198.51.0.0/16'), advertise: true, cost: undefined, tag: 7 }]
    const { network, b2, asbr } = nssa({ area: { nssa: { ...AREA_DEFAULTS.nssa, ranges } } })
    assert.equal(kernelRoute(b2, '198.51.0.0/16'), 0)
    inject(network, asbr, '198.51.0.0/16')
    network.pass(30_000)
    assert.equal(kernelRoute(b2, '198.51.0.0/16'), 1)
  })

  it('§3.2 (1): those in a range that is not advertised stay inside', () => {
    const ranges = [{ prefix: prefix('198.51.0.0/16'), advertise: false, cost: undefined, tag: 0 }]
    const { network, far } = nssa({ area: { nssa: { ...AREA_DEFAULTS.nssa, ranges } } })
    assert.deepEqual(externals(network, far, 'as-external'), [])
  })

  it('§2.4: what a border router brings into the AS itself is of both types, and is not translated again', () => {
    const { network, b1, far } = nssa()
    const own = areas(
      '10.0.0.3',
      { 0: { links: { core: {} } }, 1: { areaType: 'nssa', links: { in: {} } } },
      { redistribute: [rule('static')] },
    )
    network.input(b1, { on: 'settings', settings: own })
    network.input(b1, { on: 'link', link: ethernet(9, 'out', '172.16.9.1/24') })
    network.input(b1, {
      on: 'foreign-routes',
      table: MAIN,
      changes: [foreign('203.0.113.0/24', '172.16.9.9', { link: 9 })],
    })
    network.pass(60_000)
    const type7 = [...far.engine.database(network.now), ...b1.engine.database(network.now)].filter(
      (lsa) => lsa.type === 'nssa-external' && lsa.advertisingRouter === '10.0.0.3',
    )
    assert.ok(type7.length > 0 && type7.every(({ body }) => body.propagate === false))
    const of = (lsas: string[]) => lsas.filter((lsa) => lsa.startsWith('203.'))
    const lsa = '203.0.113.0 255.255.255.0 E2 20 via 0.0.0.0 of 10.0.0.3'
    assert.deepEqual(of(externals(network, far, 'as-external')), [lsa])
    assert.deepEqual(of(externals(network, network.routers[0]!, 'nssa-external')), [lsa])
  })
})
