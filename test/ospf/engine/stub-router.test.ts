import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seconds } from '../../../protocols/base/duration.js'
import { NO_STUB_ROUTER, type StubRouterSettings } from '../../../protocols/ospf/stub-router.js'
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
