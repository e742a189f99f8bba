import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { instant } from '../../../protocols/base/duration.js'
import { ipv4FromNumber } from '../../../protocols/base/ipv4.js'
import { Database, type DatabaseEntry, databaseEntry, lsaKeyOf } from '../../../protocols/ospf/database/database.js'
import { routerId } from '../../../protocols/ospf/identifiers.js'
import type { LsaKey, LsType } from '../../../protocols/ospf/lsa/lsa.js'
import { routerLsaOf } from '../one-router.js'

function entryFor(key: LsaKey): DatabaseEntry {
  return databaseEntry(
    { ...routerLsaOf('10.0.0.1'), ...key },
    instant(0),
    { area: undefined, interface: undefined },
    'flooded',
  )
}

const keys = fc.record({
  type: fc.constantFrom<LsType>(1, 2, 5, 10),
  linkStateId: fc.integer({ min: 0, max: 40 }).map((n) => ipv4FromNumber(n << 24)),
  advertisingRouter: fc.integer({ min: 1, max: 5 }).map(routerId),
})

test('whatever is put, replaced and removed, the database has what a Map would have', () => {
  const steps = fc.array(fc.record({ key: keys, remove: fc.boolean() }), { maxLength: 400 })
  fc.assert(
    fc.property(steps, fc.integer(), (list, seed) => {
      const database = new Database(seed)
      const model = new Map<string, DatabaseEntry>()
      for (const { key, remove } of list) {
        const name = lsaKeyOf(key)
        const held = model.get(name)
        assert.equal(database.get(key), held)
        if (remove) {
          database.remove(held ?? entryFor(key))
          model.delete(name)
        } else {
          const entry = entryFor(key)
          assert.equal(database.put(entry), held)
          model.set(name, entry)
        }
        assert.equal(database.size, model.size)
      }
      assert.deepEqual(new Set(database.all()), new Set(model.values()))
      for (const entry of model.values()) assert.equal(database.get(entry.lsa), entry)
    }),
  )
})

test('an entry whose place a newer instance has taken is not removed', () => {
  const database = new Database()
  const old = entryFor(routerLsaOf('10.0.0.1'))
  const successor = entryFor(routerLsaOf('10.0.0.1'))
  database.put(old)
  database.put(successor)
  database.remove(old)
  assert.equal(database.get(old.lsa), successor)
})
