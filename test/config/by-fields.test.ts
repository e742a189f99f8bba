import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ByFields, type Field } from '../../config/by-fields.js'
import { ipv4FromNumber } from '../../protocols/base/ipv4.js'
import { covers, prefixOf } from '../../protocols/base/prefix.js'

/** Few of each kind, so that many match each other. */
const field: fc.Arbitrary<Field> = fc.oneof(
  fc.constant(undefined),
  fc.nat(2),
  fc
    .tuple(fc.nat(3), fc.nat(32))
    .map(([address, length]) => prefixOf(ipv4FromNumber((address << 30) | (address << 7)), length)),
)

function coversField(wide: Field, narrow: Field): boolean {
  if (wide === undefined) return true
  if (narrow === undefined) return false
  if (typeof wide === 'number' || typeof narrow === 'number') return wide === narrow
  return covers(wide, narrow)
}

test('what matches all of something is found as by a look at each', () => {
  const entry = fc.tuple(field, field)
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 60 }), entry, (entries, asked) => {
      const byFields = new ByFields<number>()
      for (const [i, fields] of entries.entries()) byFields.add(fields, i)
      const expected = [...entries.keys()].filter((i) => entries[i]!.every((wide, at) => coversField(wide, asked[at])))
      assert.deepEqual(
        [...byFields.covering(asked)].sort((a, b) => a - b),
        expected,
      )
    }),
  )
})
