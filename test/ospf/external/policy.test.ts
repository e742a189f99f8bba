import assert from 'node:assert/strict'
import { test } from 'node:test'
import { prefix } from '../../../protocols/base/prefix.js'
import { type Candidate, decide } from '../../../protocols/ospf/external/policy.js'
import { foreign, MAIN, rule } from './as-boundary.js'

function route(...of: Parameters<typeof foreign>): Candidate {
  const { prefix: network, route: it } = foreign(...of)
  return { kind: 'foreign', prefix: network, table: MAIN, route: it! }
}
const connected: Candidate = { kind: 'connected', prefix: prefix('10.5.0.0/24') }

test('static is what was routed by hand: protocols boot (3) and static (4)', () => {
  const rules = [rule('static')]
  assert.ok(decide(rules, [route('10.9.0.0/16', '10.0.0.9', { protocol: 3 })]))
  assert.ok(decide(rules, [route('10.9.0.0/16', '10.0.0.9', { protocol: 4 })]))
  assert.equal(decide(rules, [route('10.9.0.0/16', '10.0.0.9', { protocol: 186 })]), undefined)
  assert.equal(decide(rules, [connected]), undefined)
})

test('a number is the routes of that protocol, kernel those of any', () => {
  const bird = route('10.9.0.0/16', '10.0.0.9', { protocol: 12 })
  assert.ok(decide([rule(12)], [bird]))
  assert.equal(decide([rule(11)], [bird]), undefined)
  assert.ok(decide([rule('kernel')], [bird]))
})

test("kernel is not the kernel's own route to a connected network, connected is the network", () => {
  const own: Candidate = {
    kind: 'foreign',
    prefix: prefix('10.5.0.0/24'),
    table: MAIN,
    route: {
      prefix: prefix('10.5.0.0/24'),
      protocol: 2,
      metric: 0,
      realm: 0,
      nextHops: [{ interface: 1, onlink: false }],
    },
  }
  assert.equal(decide([rule('kernel')], [connected, own]), undefined)
  assert.equal(decide([rule('connected')], [connected, own])?.candidate, connected)
})

test('the first rule that matches decides, be it to reject', () => {
  const rules = [
    rule('static', { prefixes: ['10.9.1.0/24'], action: 'reject' }),
    rule('static', { prefixes: ['10.9.0.0/16 le 24'], set: { metric: 5 } }),
    rule('static', { set: { metric: 7 } }),
  ]
  assert.equal(decide(rules, [route('10.9.1.0/24', '10.0.0.9')]), undefined)
  assert.equal(decide(rules, [route('10.9.2.0/24', '10.0.0.9')])?.set.metric, 5)
  assert.equal(decide(rules, [route('10.8.0.0/24', '10.0.0.9')])?.set.metric, 7)
})

test('a rule can ask for the metric and for the tag', () => {
  const of = route('10.9.1.0/24', '10.0.0.9', { metric: 100, realm: 7 })
  assert.ok(decide([rule('static', { metric: 100, tag: 7 })], [of]))
  assert.equal(decide([rule('static', { metric: 101 })], [of]), undefined)
  assert.equal(decide([rule('static', { tag: 8 })], [of]), undefined)
})

test('a rule is about its table only', () => {
  assert.equal(decide([rule('static', { table: 100 })], [route('10.9.1.0/24', '10.0.0.9')]), undefined)
})
