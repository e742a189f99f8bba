import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Largest } from '../../protocols/base/largest.js'

test('whatever comes and goes, the largest of what is there is known', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat(9))), (steps) => {
      const largest = new Largest()
      const there: number[] = []
      for (const [comes, value] of steps) {
        const at = there.indexOf(value)
        if (comes) {
          largest.add(value)
          there.push(value)
        } else if (at >= 0) {
          largest.remove(value)
          there.splice(at, 1)
        }
        assert.equal(largest.value, there.length === 0 ? undefined : Math.max(...there))
      }
    }),
  )
})

test('among a hundred thousand numbers one comes and goes ten thousand times in no time', () => {
  const largest = new Largest()
  const many = 100_000
  for (let value = 0; value < many; value++) largest.add(value)
  const began = performance.now()
  for (let i = 0; i < 10_000; i++) {
    largest.add(many)
    if (largest.value !== many) assert.fail()
    largest.remove(many)
    if (largest.value !== many - 1) assert.fail()
  }
  // To look at all of them each time would take many seconds
  assert.ok(performance.now() - began < 3000)
})

test('what has gone takes no room, though a larger one stays or nobody asks for the largest', () => {
  const largest = new Largest()
  largest.add(1_000_000)
  for (let value = 0; value < 10_000; value++) {
    largest.add(value)
    if (value >= 5) largest.remove(value - 5)
    assert.ok(largest.kept <= 150)
  }
  assert.equal(largest.value, 1_000_000)
  largest.remove(1_000_000)
  assert.equal(largest.value, 9_999)
})
