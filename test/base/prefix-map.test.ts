import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ipv4FromNumber } from '../../protocols/base/ipv4.js'
import { prefix, prefixKey, prefixOf, prefixOfKey } from '../../protocols/base/prefix.js'
import { PrefixMap } from '../../protocols/base/prefix-map.js'

/** Few enough that some come several times, with addresses on both sides of 128.0.0.0. */
const somePrefix = fc
  .tuple(fc.constantFrom(0, 1, 0x7fffffff, 0x80000000, 0xffffffff), fc.constantFrom(0, 1, 24, 31, 32))
  .map(([address, length]) => prefixOf(ipv4FromNumber(address), length))

test('a map by prefix has what a map by keys of prefixes has, whatever comes and goes', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(somePrefix, fc.option(fc.nat(9)))), (steps) => {
      const map = new PrefixMap<number>()
      const expected = new Map<number, number>()
      for (const [at, value] of steps) {
        if (value === null) {
          map.delete(at)
          expected.delete(prefixKey(at))
        } else {
          map.set(at, value)
          expected.set(prefixKey(at), value)
        }
        assert.equal(map.get(at), expected.get(prefixKey(at)))
        assert.equal(map.size, expected.size)
      }
      assert.deepEqual([...map.values()].sort(), [...expected.values()].sort())
      for (const [key, value] of expected) assert.equal(map.get(prefixOfKey(key)), value)
    }),
  )
})

test('values are those of shorter prefixes first', () => {
  const map = new PrefixMap<string>()
  for (const text of ['10.0.0.0/24', '192.0.2.0/31', '0.0.0.0/0', '9.0.0.0/24']) map.set(prefix(text), text)
  assert.deepEqual([...map.values()], ['0.0.0.0/0', '10.0.0.0/24', '9.0.0.0/24', '192.0.2.0/31'])
})
