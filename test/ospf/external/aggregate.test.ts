import assert from 'node:assert/strict'
import { test } from 'node:test'
import { prefix } from '../../../protocols/base/prefix.js'
import type { ExternalRange } from '../../../protocols/ospf/external/settings.js'
import { LoneEngine } from '../engine/lone-engine.js'
import { ethernet, settings } from '../engine/network.js'
import { foreign, gone, MAIN, rule } from './as-boundary.js'

const RULES = [rule('static', { prefixes: ['10.9.0.0/16 le 32'], set: { metricType: 1, metric: 9 } }), rule('static')]

function range(text: string, more: Partial<ExternalRange> = {}): ExternalRange {
  return { prefix: prefix(text), advertise: true, metric: undefined, metricType: undefined, tag: 0, ...more }
}

function asbr(...externalRanges: readonly ExternalRange[]): LoneEngine {
  const own = { ...settings('1.1.1.1', { eth0: {} }), redistribute: RULES, externalRanges }
  return new LoneEngine(own, ethernet(1, 'eth0', '10.0.0.1/24'))
}

const announce = (engine: LoneEngine, ...changes: ReturnType<typeof foreign>[]) => {
  engine.input({ on: 'foreign-routes', table: MAIN, changes })
  engine.pass(6000)
}

const lsas = (engine: LoneEngine) =>
  [...engine.engine.database(engine.now)]
    .filter(({ type, age }) => type === 'as-external' && age < 3600)
    .map(({ linkStateId, body }) => `${linkStateId} ${body.networkMask} E${body.metricType} ${body.metric}`)
    .sort()

const fates = (engine: LoneEngine) => engine.engine.externals(engine.now).map(({ prefix: of, fate }) => `${of} ${fate}`)

/** What the kernel has been told, now. */
function kernel(engine: LoneEngine): Map<string, number> {
  const routes = new Map<string, number>()
  for (const effect of engine.effects)
    if (effect.do === 'routes')
      for (const { prefix: of, route } of effect.changes) {
        if (route === undefined) routes.delete(`${of.address}/${of.length}`)
        else routes.set(`${of.address}/${of.length}`, route.nextHops.length)
      }
  return routes
}

test('a range is advertised in the place of the networks in it, while there are any', () => {
  const engine = asbr(range('198.51.0.0/16'))
  announce(engine, foreign('198.51.100.0/24'), foreign('198.51.101.0/24'), foreign('203.0.113.0/24'))
  assert.deepEqual(lsas(engine), ['198.51.0.0 255.255.0.0 E2 20', '203.0.113.0 255.255.255.0 E2 20'])
  assert.deepEqual(fates(engine), [
    '198.51.0.0/16 advertised',
    '198.51.100.0/24 aggregated',
    '198.51.101.0/24 aggregated',
    '203.0.113.0/24 advertised',
  ])
  announce(engine, gone('198.51.100.0/24'), gone('198.51.101.0/24'))
  assert.deepEqual(lsas(engine), ['203.0.113.0 255.255.255.0 E2 20'])
})

test('packets to what is in the range but in no network of it are discarded', () => {
  const engine = asbr(range('198.51.0.0/16'))
  announce(engine, foreign('198.51.100.0/24'))
  assert.deepEqual([...kernel(engine)], [[`${prefix('198.51.0.0/16').address}/16`, 0]])
  announce(engine, gone('198.51.100.0/24'))
  assert.deepEqual([...kernel(engine)], [])
})

test('its metric is the largest of the networks in it, its type 2 if one is of type 2', () => {
  const engine = asbr(range('10.0.0.0/8'))
  announce(engine, foreign('10.9.1.0/24'))
  assert.deepEqual(lsas(engine), ['10.0.0.0 255.0.0.0 E1 9'])
  announce(engine, foreign('10.8.0.0/16'))
  assert.deepEqual(lsas(engine), ['10.0.0.0 255.0.0.0 E2 20'])
})

test('a range that is not advertised hides what is in it, and discards nothing', () => {
  const engine = asbr(range('198.51.0.0/16', { advertise: false }))
  announce(engine, foreign('198.51.100.0/24'))
  assert.deepEqual(lsas(engine), [])
  assert.deepEqual([...kernel(engine)], [])
  assert.deepEqual(fates(engine), ['198.51.100.0/24 hidden'])
})

test('of several ranges the most specific one counts', () => {
  const engine = asbr(range('10.0.0.0/8', { metric: 8 }), range('10.9.0.0/16', { metric: 16 }))
  announce(engine, foreign('10.9.1.0/24'), foreign('10.8.1.0/24'))
  assert.deepEqual(lsas(engine), ['10.0.0.0 255.0.0.0 E2 8', '10.9.0.0 255.255.0.0 E1 16'])
})

test('without the range its networks are advertised themselves', () => {
  const engine = asbr(range('198.51.0.0/16'))
  announce(engine, foreign('198.51.100.0/24'), foreign('198.51.0.0/16'))
  assert.deepEqual(lsas(engine), ['198.51.0.0 255.255.0.0 E2 20'])
  engine.input({ on: 'settings', settings: { ...settings('1.1.1.1', { eth0: {} }), redistribute: RULES } })
  engine.pass(6000)
  assert.deepEqual(lsas(engine), ['198.51.0.0 255.255.0.0 E2 20', '198.51.100.0 255.255.255.0 E2 20'])
  assert.deepEqual([...kernel(engine)], [])
})
