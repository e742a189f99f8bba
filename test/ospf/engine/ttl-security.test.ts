import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { InterfaceSettings } from '../../../protocols/ospf/settings.js'
import { hello, LoneEngine } from './lone-engine.js'
import { ethernet, POINT_TO_POINT, settings } from './network.js'

function engineWith(own: Partial<InterfaceSettings>): LoneEngine {
  return new LoneEngine(
    settings('10.0.0.1', { eth0: { ...POINT_TO_POINT, ...own } }),
    ethernet(1, 'eth0', '10.0.0.1/24'),
  )
}

function hears(engine: LoneEngine, ttl: number): boolean {
  engine.hear({ address: '10.0.0.2', ttl }, hello('10.0.0.1'))
  return engine.state('10.0.0.2') !== undefined && engine.state('10.0.0.2') !== null
}

test('without TTL security packets have TTL 1, and are accepted with any', () => {
  const engine = engineWith({})
  assert.ok(hears(engine, 64))
  assert.ok(engine.takeSent().every(({ ttl }) => ttl === 1))
})

test('packets MUST be sent with TTL 255, and those with a lower one are refused (RFC 5082 §3)', () => {
  const engine = engineWith({ ttlSecurity: true })
  assert.ok(!hears(engine, 254))
  assert.deepEqual(engine.refused(), { ttl: 1 })
  assert.match(engine.neighbor('10.0.0.2')?.whyNotFull ?? '', /^ttl: TTL 254, at least 255 wanted/)
  assert.ok(hears(engine, 255))
  assert.ok(engine.takeSent().every(({ ttl }) => ttl === 255))
})

test('a packet from as many hops away as are allowed is accepted, from one more not', () => {
  const engine = engineWith({ ttlSecurity: true, ttlSecurityHops: 3 })
  assert.ok(!hears(engine, 252))
  assert.ok(hears(engine, 253))
})

test('transmit-only sends with TTL 255 and accepts any', () => {
  const engine = engineWith({ ttlSecurity: 'transmit-only' })
  assert.ok(hears(engine, 1))
  assert.ok(engine.takeSent().every(({ ttl }) => ttl === 255))
})
