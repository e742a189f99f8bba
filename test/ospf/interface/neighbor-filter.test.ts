import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ipv4 } from '../../../protocols/base/ipv4.js'
import { prefix } from '../../../protocols/base/prefix.js'
import { routerId } from '../../../protocols/ospf/identifiers.js'
import type { NeighborFilter } from '../../../protocols/ospf/settings.js'
import { hello, LoneEngine } from '../engine/lone-engine.js'
import { ethernet, POINT_TO_POINT, settings } from '../engine/network.js'

const link = ethernet(1, 'eth0', '10.0.0.1/24')
const R2 = { address: '10.0.0.2', id: '192.0.2.2' }

function settingsWith(allowNeighbors: NeighborFilter) {
  return settings('10.0.0.1', { eth0: { ...POINT_TO_POINT, allowNeighbors } })
}

const ids = (...allowed: readonly string[]): NeighborFilter => ({
  routerIds: allowed.map((each) => routerId(ipv4(each))),
  sources: undefined,
})

test('only the routers that are listed by Router ID may be neighbors', () => {
  const engine = new LoneEngine(settingsWith(ids('192.0.2.2')), link)
  engine.hear(R2, hello('10.0.0.1'))
  assert.equal(engine.state(R2.address), 'ExStart')
  engine.hear({ address: '10.0.0.3', id: '192.0.2.3' }, hello('10.0.0.1'))
  assert.equal(engine.state('10.0.0.3'), null)
  assert.match(
    engine.neighbor('10.0.0.3')?.whyNotFull ?? '',
    /^neighbor-not-allowed: Router ID 192\.0\.2\.3 is not one that may be a neighbor/,
  )
  assert.deepEqual(engine.refused(), { 'neighbor-not-allowed': 1 })
})

test('only packets from the prefixes that are listed are accepted', () => {
  const sources = [prefix('10.0.0.2/32')]
  const engine = new LoneEngine(settingsWith({ routerIds: undefined, sources }), link)
  engine.hear(R2, hello('10.0.0.1'))
  engine.hear({ address: '10.0.0.3', id: '192.0.2.2' }, hello('10.0.0.1'))
  assert.deepEqual(engine.refused(), { 'neighbor-not-allowed': 1 })
})

test('a neighbor that is allowed no longer is gone at once', () => {
  const engine = new LoneEngine(settingsWith(ids('192.0.2.2')), link)
  engine.hear(R2, hello('10.0.0.1'))
  engine.input({ on: 'settings', settings: settingsWith(ids()) })
  assert.equal(engine.state(R2.address), undefined)
})
