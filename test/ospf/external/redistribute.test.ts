import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ipv4 } from '../../../protocols/base/ipv4.js'
import { prefix } from '../../../protocols/base/prefix.js'
import type { OspfSettings } from '../../../protocols/ospf/settings.js'
import { LoneEngine } from '../engine/lone-engine.js'
import { ethernet, Network, type Router, settings } from '../engine/network.js'
import { DEFAULT_ATTRIBUTES, foreign, gone, MAIN, rule } from './as-boundary.js'

/** A router whose LSAs have been originated, which waits for what else may be added to them. */
function asbr(change: Partial<OspfSettings>): LoneEngine {
  const engine = new LoneEngine(
    { ...settings('1.1.1.1', { eth0: {} }), ...change },
    ethernet(1, 'eth0', '10.0.0.1/24'),
    ethernet(2, 'eth1', '10.5.0.1/24'),
  )
  engine.pass(200)
  return engine
}

const announce = (engine: LoneEngine, ...changes: ReturnType<typeof foreign>[]) =>
  engine.input({ on: 'foreign-routes', table: MAIN, changes })

/** Our AS-external-LSAs that are not being flushed. */
function externals(engine: LoneEngine) {
  return [...engine.engine.database(engine.now)]
    .filter(({ type, age }) => type === 'as-external' && age < 3600)
    .map(({ linkStateId, body }) => {
      const { networkMask, metricType, metric, forwardingAddress, externalRouteTag } = body
      return `${linkStateId} ${networkMask} E${metricType} ${metric} ${forwardingAddress} ${externalRouteTag}`
    })
    .sort()
}

function bits(engine: LoneEngine): unknown {
  engine.pass(1000)
  return [...engine.engine.database(engine.now)].find(({ type }) => type === 'router')?.body.bits
}

test('§12.4.4: a route from outside is one AS-external-LSA, gone with the route', () => {
  const engine = asbr({ redistribute: [rule('static')] })
  assert.deepEqual(
    engine.effects.filter((each) => each.do === 'follow-routes'),
    [{ do: 'follow-routes', tables: [MAIN] }],
  )
  announce(engine, foreign('198.51.100.0/24', '10.5.0.9', { link: 2 }))
  assert.deepEqual(externals(engine), ['198.51.100.0 255.255.255.0 E2 20 0.0.0.0 0'])
  announce(engine, gone('198.51.100.0/24'))
  assert.deepEqual(externals(engine), [])
})

test('§12.4.1: bit E of the router-LSA says that the router is an AS boundary router', () => {
  assert.deepEqual(bits(asbr({})), [])
  const engine = asbr({ redistribute: [rule('static')] })
  assert.deepEqual(bits(engine), ['E'])
  engine.input({ on: 'settings', settings: settings('1.1.1.1', { eth0: {} }) })
  engine.pass(6000)
  assert.deepEqual(bits(engine), [])
})

test('§12.4.4: the forwarding address is the next hop where that is on a network of OSPF', () => {
  const engine = asbr({ redistribute: [rule('static')] })
  announce(engine, foreign('198.51.100.0/24', '10.0.0.9'), foreign('198.51.101.0/24', '10.5.0.9', { link: 2 }))
  assert.deepEqual(externals(engine), [
    '198.51.100.0 255.255.255.0 E2 20 10.0.0.9 0',
    '198.51.101.0 255.255.255.0 E2 20 0.0.0.0 0',
  ])
})

test('a rule sets metric, type, tag and forwarding address', () => {
  const set = { metric: 7, metricType: 1, tag: 65_001, forwardingAddress: ipv4('10.0.0.77') } as const
  const engine = asbr({ redistribute: [rule('static', { set })] })
  announce(engine, foreign('198.51.100.0/24', '10.0.0.9'))
  assert.deepEqual(externals(engine), ['198.51.100.0 255.255.255.0 E1 7 10.0.0.77 65001'])
})

test("the tag is the route's realm where no rule sets it", () => {
  const engine = asbr({ redistribute: [rule('static')] })
  announce(engine, foreign('198.51.100.0/24', undefined, { realm: 9 }))
  assert.deepEqual(externals(engine), ['198.51.100.0 255.255.255.0 E2 20 0.0.0.0 9'])
})

test('connected are the networks of links on which OSPF does not run', () => {
  const engine = asbr({ redistribute: [rule('connected')] })
  assert.deepEqual(externals(engine), ['10.5.0.0 255.255.255.0 E2 20 0.0.0.0 0'])
  engine.input({ on: 'link', link: ethernet(2, 'eth1', '10.6.0.1/24') })
  assert.deepEqual(externals(engine), ['10.6.0.0 255.255.255.0 E2 20 0.0.0.0 0'])
  engine.input({ on: 'link', link: { ...ethernet(2, 'eth1', '10.6.0.1/24'), up: false } })
  assert.deepEqual(externals(engine), [])
})

test('a route over a link that is down is not advertised, one that discards is', () => {
  const engine = asbr({ redistribute: [rule('static')] })
  announce(engine, foreign('198.51.100.0/24', '10.5.0.9', { link: 2 }), foreign('203.0.113.0/24'))
  engine.input({ on: 'link', link: { ...ethernet(2, 'eth1', '10.5.0.1/24'), up: false } })
  assert.deepEqual(externals(engine), ['203.0.113.0 255.255.255.0 E2 20 0.0.0.0 0'])
  engine.input({ on: 'link', link: ethernet(2, 'eth1', '10.5.0.1/24') })
  engine.pass(6000)
  assert.equal(externals(engine).length, 2)
})

test('Appendix E: networks of one address have different Link State IDs', () => {
  const engine = asbr({ redistribute: [rule('static')] })
  announce(engine, foreign('10.9.0.0/24'), foreign('10.9.0.0/16'))
  engine.pass(6000)
  assert.deepEqual(externals(engine), [
    '10.9.0.0 255.255.0.0 E2 20 0.0.0.0 0',
    '10.9.0.255 255.255.255.0 E2 20 0.0.0.0 0',
  ])
})

test('neither the default route nor what nobody can be sent to is redistributed', () => {
  const engine = asbr({ redistribute: [rule('kernel')] })
  announce(engine, foreign('0.0.0.0/0', '10.5.0.9', { link: 2 }), foreign('127.0.0.0/8'), foreign('224.0.0.0/4'))
  assert.deepEqual(externals(engine), [])
})

test('other rules advertise other routes, without a restart', () => {
  const engine = asbr({ redistribute: [rule('static')] })
  announce(engine, foreign('198.51.100.0/24'), foreign('198.51.101.0/24', undefined, { protocol: 12 }))
  assert.equal(externals(engine).length, 1)
  const change: Partial<OspfSettings> = { redistribute: [rule(12)] }
  engine.input({ on: 'settings', settings: { ...settings('1.1.1.1', { eth0: {} }), ...change } })
  assert.deepEqual(externals(engine), ['198.51.101.0 255.255.255.0 E2 20 0.0.0.0 0'])
  engine.input({ on: 'settings', settings: settings('1.1.1.1', { eth0: {} }) })
  assert.deepEqual(externals(engine), [])
  assert.deepEqual(
    engine.effects.filter((each) => each.do === 'follow-routes'),
    [
      { do: 'follow-routes', tables: [MAIN] },
      { do: 'follow-routes', tables: [] },
    ],
  )
})

test('the default route is advertised always, or while a route is there', () => {
  const information = { table: MAIN, set: { ...DEFAULT_ATTRIBUTES, metric: 10 } }
  const always = asbr({ defaultInformation: { ...information, condition: undefined } })
  assert.deepEqual(externals(always), ['0.0.0.0 0.0.0.0 E2 10 0.0.0.0 0'])
  const range = { prefix: prefix('0.0.0.0/0'), from: 0, to: 0 }
  const conditional = asbr({ defaultInformation: { ...information, condition: [range] } })
  assert.deepEqual(externals(conditional), [])
  announce(conditional, foreign('0.0.0.0/0', '10.0.0.9'))
  assert.deepEqual(externals(conditional), ['0.0.0.0 0.0.0.0 E2 10 10.0.0.9 0'])
  announce(conditional, gone('0.0.0.0/0'))
  assert.deepEqual(externals(conditional), [])
})

test('the condition of the default route can be any network', () => {
  const range = { prefix: prefix('192.0.2.0/24'), from: 24, to: 32 }
  const engine = asbr({ defaultInformation: { table: MAIN, set: DEFAULT_ATTRIBUTES, condition: [range] } })
  announce(engine, foreign('192.0.3.0/24'))
  assert.deepEqual(externals(engine), [])
  announce(engine, foreign('192.0.2.128/25'))
  assert.equal(externals(engine).length, 1)
})

test('ten thousand routes at once are advertised in one go', () => {
  const engine = asbr({ redistribute: [rule('static')] })
  const routes = Array.from({ length: 10_000 }, (_, i) => foreign(`100.${64 + (i >> 8)}.${i & 255}.0/24`))
  announce(engine, ...routes)
  assert.equal(externals(engine).length, 10_000)
})

/** Two AS boundary routers on one network with the same route to a router there. */
function twins(): { readonly network: Network; readonly low: Router; readonly high: Router } {
  const network = new Network()
  const make = (name: string, id: string, address: string): Router =>
    network.router(name, { ...settings(id, { eth0: {} }), redistribute: [rule('static')] }, [
      ethernet(1, 'eth0', address),
    ])
  const low = make('low', '1.1.1.1', '10.0.0.1/24')
  const high = make('high', '2.2.2.2', '10.0.0.2/24')
  network.wire('low 1', 'high 1')
  network.until(() => network.routers.every((each) => viewOf(network, each).neighbors[0]?.state === 'Full'))
  return { network, low, high }
}

const viewOf = (network: Network, router: Router) => router.engine.view(network.now)

const originators = (network: Network, router: Router) =>
  [...router.engine.database(network.now)]
    .filter(({ type, age }) => type === 'as-external' && age < 3600)
    .map(({ advertisingRouter }) => advertisingRouter)

test('§12.4.4.1: of two AS boundary routers that say the same, the one with the lower Router ID flushes', () => {
  const { network, low, high } = twins()
  for (const router of [low, high])
    network.input(router, { on: 'foreign-routes', table: MAIN, changes: [foreign('198.51.100.0/24', '10.0.0.9')] })
  network.pass(10_000)
  assert.deepEqual(originators(network, low), ['2.2.2.2'])
  assert.deepEqual(originators(network, high), ['2.2.2.2'])
  network.input(high, { on: 'foreign-routes', table: MAIN, changes: [gone('198.51.100.0/24')] })
  network.pass(10_000)
  assert.deepEqual(originators(network, high), ['1.1.1.1'])
})

test('§12.4.4.1: without a forwarding address both advertise it', () => {
  const { network, low, high } = twins()
  for (const router of [low, high])
    network.input(router, { on: 'foreign-routes', table: MAIN, changes: [foreign('198.51.100.0/24')] })
  network.pass(10_000)
  assert.deepEqual(originators(network, low).sort(), ['1.1.1.1', '2.2.2.2'])
})
