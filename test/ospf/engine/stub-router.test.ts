import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seconds } from '../../../protocols/base/duration.js'
import type { AreaSettings } from '../../../protocols/ospf/settings.js'
import type { StubRouterSettings } from '../../../protocols/ospf/stub-router.js'
import { chain as chainOfAreas, summariesIn } from '../area/areas.js'
import { NO_STUB_ROUTER } from '../default-settings.js'
import { foreign, MAIN, rule } from '../external/as-boundary.js'
import { ethernet, Network, POINT_TO_POINT, type Router, routesOf, settings } from './network.js'

/** a and b have one way to each other, by way of c. Each has a network of its own: 10.8.0.0/24, 10.7.0.0/24, 10.9.0.0/24. */
function chain(stubRouter: Partial<StubRouterSettings>) {
  const network = new Network()
  const make = (name: string, id: string, ...links: ReturnType<typeof ethernet>[]): Router => {
    const own = settings(id, { 'p*': { ...POINT_TO_POINT, cost: 1 }, lan: { passive: true, cost: 1 } })
    return network.router(
      name,
      { ...own, stubRouter: name === 'c' ? { ...NO_STUB_ROUTER, ...stubRouter } : NO_STUB_ROUTER },
      links,
    )
  }
  const a = make('a', '1.1.1.1', ethernet(1, 'pc', '10.1.0.1/30'), ethernet(3, 'lan', '10.8.0.1/24'))
  make('b', '2.2.2.2', ethernet(1, 'pc', '10.2.0.1/30'), ethernet(3, 'lan', '10.7.0.1/24'))
  const c = make(
    'c',
    '3.3.3.3',
    ethernet(1, 'pa', '10.1.0.2/30'),
    ethernet(2, 'pb', '10.2.0.2/30'),
    ethernet(3, 'lan', '10.9.0.1/24'),
  )
  network.wire('a 1', 'c 1')
  network.wire('b 1', 'c 2')
  const neighbors = () => network.routers.flatMap(({ engine }) => engine.view(network.now).neighbors)
  network.until(() => neighbors().filter(({ state }) => state === 'Full').length === 4)
  network.pass(3000)
  return { network, a, c }
}

const costOf = (network: Network, router: Router, prefix: string) =>
  router.engine.routes(network.now).find((route) => route.prefix === prefix)?.cost

const reasonOf = (network: Network, router: Router) => router.engine.view(network.now).stubRouter

test('RFC 6987 §2: MaxLinkMetric for links that carry transit traffic, and stub links keep their cost', () => {
  const { network, a, c } = chain({ always: true })
  const lsa = [...c.engine.database(network.now)].find(
    ({ type, advertisingRouter }) => type === 'router' && advertisingRouter === '3.3.3.3',
  )!
  const links = lsa.body.links as readonly { readonly type: string; readonly metric: number }[]
  for (const { type, metric } of links) assert.equal(metric, type === 'stub' ? 1 : 0xffff)
  assert.equal(costOf(network, a, '10.9.0.0/24'), 2)
  // The one way to b leads through it, and is used.
  assert.equal(costOf(network, a, '10.7.0.0/24'), 1 + 0xffff + 1)
})

test('RFC 6987 §3: its own routes are what they were', () => {
  const { network, c } = chain({ always: true })
  assert.ok(routesOf(network, c).includes('10.8.0.0/24 2 via 10.1.0.1 pa'))
})

test('on start-up it is one for the time that is configured', () => {
  const { network, a, c } = chain({ onStartup: seconds(60) })
  assert.equal(reasonOf(network, c), 'on-startup')
  network.pass(60_000)
  assert.equal(reasonOf(network, c), null)
  assert.equal(costOf(network, a, '10.7.0.0/24'), 3)
})

test('an operator ends the time after the start, begins another, and ends that', () => {
  const { network, a, c } = chain({ onStartup: seconds(60) })
  network.input(c, { on: 'stub-router', active: false })
  network.pass(5000)
  assert.equal(costOf(network, a, '10.7.0.0/24'), 3)
  network.input(c, { on: 'stub-router', active: true })
  network.pass(5000)
  assert.equal(costOf(network, a, '10.7.0.0/24'), 1 + 0xffff + 1)
  network.input(c, { on: 'stub-router', active: false })
  network.pass(5000)
  assert.equal(reasonOf(network, c), null)
  assert.equal(costOf(network, a, '10.7.0.0/24'), 3)
})

test('before the end it is one for the time that is configured, and ends then', () => {
  const { network, a, c } = chain({ onShutdown: seconds(5) })
  network.input(c, { on: 'shutdown' })
  network.pass(4000)
  assert.equal(costOf(network, a, '10.7.0.0/24'), 1 + 0xffff + 1)
  assert.ok(!c.effects.some((effect) => effect.do === 'stopped'))
  network.pass(3000)
  assert.ok(c.effects.some((effect) => effect.do === 'stopped'))
  assert.equal(costOf(network, a, '10.7.0.0/24'), undefined)
})

test('who is in a hurry asks for the end again', () => {
  const { network, c } = chain({ onShutdown: seconds(50) })
  network.input(c, { on: 'shutdown' })
  network.input(c, { on: 'shutdown' })
  network.pass(2000)
  assert.ok(c.effects.some((effect) => effect.do === 'stopped'))
})

/** `chain` of areas where a router with an interface in another area, or with a route from outside, is a stub router. */
function border(stubRouter: Partial<StubRouterSettings>, area2: Partial<AreaSettings> = {}) {
  const built = chainOfAreas((own) => ({
    ...own,
    areas: own.areas.map((area) => (area.id === 2 ? { ...area, ...area2 } : area)),
    ...(own.name === 'r3'
      ? { redistribute: [rule('static')], stubRouter: { ...NO_STUB_ROUTER, ...stubRouter } }
      : own.name === 'r4'
        ? { redistribute: [rule('static')] }
        : {}),
  }))
  const { network, r3, r4 } = built
  network.input(r3, { on: 'foreign-routes', table: MAIN, changes: [foreign('198.51.100.0/24')] })
  network.input(r4, { on: 'foreign-routes', table: MAIN, changes: [foreign('203.0.113.0/24')] })
  network.pass(60_000)
  const externals = (type: string) =>
    [...r4.engine.database(network.now)]
      .filter((lsa) => lsa.type === type && lsa.advertisingRouter === '10.0.0.3' && lsa.age < 3600)
      .map(({ linkStateId, body }) => `${linkStateId} ${body.metric}`)
      .sort()
  return { ...built, externals }
}

const OF_R3 = / of 10\.0\.0\.3: (\d+)$/

test('the summary-LSAs of both types of a stub router have at least the metric that is configured, those of others their own', () => {
  const metricsOf = (stubRouter: Partial<StubRouterSettings>) => {
    const { network, r3 } = border(stubRouter)
    return summariesIn(network, r3, '0.0.0.0').map((lsa) => Number(OF_R3.exec(lsa)?.[1] ?? -1))
  }
  // Of r2 two networks (-1); of r3 two networks and an AS boundary router
  assert.deepEqual(metricsOf({ summaryMetric: 5000 }), [-1, -1, 10, 20, 10])
  assert.deepEqual(metricsOf({ always: true }), [-1, -1, 10, 20, 10])
  assert.deepEqual(metricsOf({ always: true, summaryMetric: 5000 }), [-1, -1, 5000, 5000, 5000])
  assert.deepEqual(metricsOf({ always: true, summaryMetric: 15 }), [-1, -1, 15, 20, 15])
})

test('what a stub router brings into the AS has at least the metric that is configured, and its own again afterwards', () => {
  const { network, r3, externals } = border({ externalMetric: 7000 })
  assert.deepEqual(externals('as-external'), ['198.51.100.0 20'])
  network.input(r3, { on: 'stub-router', active: true })
  network.pass(10_000)
  assert.deepEqual(externals('as-external'), ['198.51.100.0 7000'])
  network.input(r3, { on: 'stub-router', active: false })
  network.pass(10_000)
  assert.deepEqual(externals('as-external'), ['198.51.100.0 20'])
})

test('so do what it brings into an NSSA and the default there, but not what it translates', () => {
  const { network, externals, r2 } = border(
    { always: true, externalMetric: 7000, summaryMetric: 5000 },
    { areaType: 'nssa' },
  )
  assert.deepEqual(externals('nssa-external'), ['0.0.0.0 5000', '198.51.100.0 7000'])
  const translated = [...r2.engine.database(network.now)].filter(({ linkStateId }) => linkStateId === '203.0.113.0')
  assert.deepEqual(
    translated.map(({ body }) => body.metric),
    [20],
  )
})

test('with include-stub the links to stub networks have MaxLinkMetric too', () => {
  const { network, a } = chain({ always: true, includeStub: true })
  assert.equal(costOf(network, a, '10.9.0.0/24'), 1 + 0xffff)
})
