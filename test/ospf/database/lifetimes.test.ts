import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Instant, instant } from '../../../protocols/base/duration.js'
import { type DatabaseEntry, databaseEntry } from '../../../protocols/ospf/database/database.js'
import { Lifetimes } from '../../../protocols/ospf/database/lifetimes.js'
import { routerLsaOf } from '../one-router.js'

function entries(count: number): DatabaseEntry[] {
  const nowhere = { area: undefined, interface: undefined }
  return Array.from({ length: count }, (_, i) =>
    databaseEntry(routerLsaOf(`10.0.0.${i}`), instant(0), nowhere, 'flooded'),
  )
}

test('whatever is set and cancelled, each entry is due once, in the second in which it was set last', () => {
  const steps = fc.array(fc.record({ entry: fc.nat(5), at: fc.option(fc.integer({ min: 1, max: 8 })) }), {
    maxLength: 60,
  })
  fc.assert(
    fc.property(steps, (list) => {
      const all = entries(6)
      const lifetimes = new Lifetimes()
      const due = new Map<DatabaseEntry, number>()
      for (const { entry: i, at } of list) {
        const entry = all[i]!
        if (at === null) {
          lifetimes.cancel(entry)
          due.delete(entry)
        } else {
          lifetimes.set(entry, (at * 1000 - 1) as Instant)
          due.set(entry, at)
        }
      }
      for (let second = 1; second <= 8; second++) {
        const expected = [...due].filter(([, at]) => at === second).map(([entry]) => entry)
        assert.deepEqual(new Set(lifetimes.takeDue(instant(second * 1000))), new Set(expected))
      }
      assert.equal(lifetimes.next(), undefined)
    }),
  )
})

test('setting tells whether the wheel has to be looked at earlier than it was to be', () => {
  const [one, two, three] = entries(3) as [DatabaseEntry, DatabaseEntry, DatabaseEntry]
  const lifetimes = new Lifetimes()
  assert.deepEqual(
    [lifetimes.set(one, instant(5000)), lifetimes.set(two, instant(5000)), lifetimes.set(three, instant(4000))],
    [true, false, true],
  )
  assert.equal(lifetimes.next(), 4000)
})
