import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { matchesPattern } from '../../protocols/engine/pattern.js'

test('a pattern without a star matches the one name only', () => {
  assert.ok(matchesPattern('eth0', 'eth0'))
  assert.ok(!matchesPattern('eth0', 'eth01'))
  assert.ok(!matchesPattern('eth0', 'eth'))
  assert.ok(!matchesPattern('eth.0', 'ethx0'))
})

test('a star stands for any characters, none included', () => {
  assert.ok(matchesPattern('eth*', 'eth'))
  assert.ok(matchesPattern('eth*', 'eth0.100'))
  assert.ok(matchesPattern('*.100', 'eth0.100'))
  assert.ok(matchesPattern('e*.1*0', 'eth0.1.100'))
  assert.ok(matchesPattern('*', ''))
  assert.ok(!matchesPattern('eth*', 'et'))
  assert.ok(!matchesPattern('*.100', 'eth0.1000'))
})

test('a pattern matches as the regular expression does that says the same', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 })
  const name = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 10 })
  fc.assert(
    fc.property(text, name, (pattern, of) => {
      assert.equal(matchesPattern(pattern, of), new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(of))
    }),
  )
})
