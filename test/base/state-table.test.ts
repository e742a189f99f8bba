import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stateTable } from '../../protocols/base/state-table.js'

test('the rows for a state and event are found; where there are none, nothing happens', () => {
  const rows = stateTable([
    { states: ['a', 'b'], event: 'x', to: 1 },
    { states: ['b'], event: 'y', when: 'dark', to: 2 },
    { states: ['b'], event: 'y', when: 'light', to: 3 },
  ])
  assert.deepEqual(
    rows('a', 'x').map(({ to }) => to),
    [1],
  )
  assert.deepEqual(
    rows('b', 'y').map(({ to }) => to),
    [2, 3],
  )
  assert.deepEqual(rows('a', 'y'), [])
})

test('a table with two rows that can both hold is not loaded', () => {
  const row = { states: ['a'], event: 'x' }
  assert.throws(() => stateTable([row, row]), /two rows for a x/)
  assert.throws(() => stateTable([row, { ...row, when: 'dark' }]), /two rows/)
  assert.throws(
    () =>
      stateTable([
        { ...row, when: 'dark' },
        { ...row, when: 'dark' },
      ]),
    /two rows/,
  )
})
