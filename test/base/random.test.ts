import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seededRandom } from '../../protocols/base/random.js'

test('the same seed gives the same numbers, another seed others', () => {
  const take = (seed: number) => {
    const random = seededRandom(seed)
    return Array.from({ length: 20 }, () => random.uint32())
  }
  assert.deepEqual(take(7), take(7))
  assert.notDeepEqual(take(7), take(8))
})

test('next is at least 0, less than 1, and evenly spread', () => {
  const random = seededRandom(1)
  const counts = new Array<number>(10).fill(0)
  for (let i = 0; i < 10_000; i++) {
    const x = random.next()
    assert.ok(x >= 0 && x < 1)
    counts[Math.floor(x * 10)]!++
  }
  for (const count of counts) assert.ok(count > 850 && count < 1150, `${counts}`)
})
