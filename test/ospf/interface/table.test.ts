import assert from 'node:assert/strict'
import { test } from 'node:test'
import { INTERFACE_TABLE, interfaceRows } from '../../../protocols/ospf/interface/table.js'
import type { InterfaceEvent, InterfaceState } from '../../../protocols/ospf/states.js'

const STATES: InterfaceState[] = ['Down', 'Loopback', 'Waiting', 'Point-to-point', 'DROther', 'Backup', 'DR']
const EVENTS: InterfaceEvent[] = [
  'InterfaceUp',
  'WaitTimer',
  'BackupSeen',
  'NeighborChange',
  'LoopInd',
  'UnloopInd',
  'InterfaceDown',
]

/** RFC 2328 §9.3, written down a second time: `guard → new state: actions`. */
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  'Down InterfaceUp': [
    'point-to-point, point-to-multipoint or virtual → Point-to-point: start Hello Timer',
    'multi-access, not eligible → DROther: start Hello Timer',
    'multi-access, eligible → Waiting: start Hello Timer, start Wait Timer, start eligible neighbors',
  ],
  'Waiting BackupSeen': ['→ elected: '],
  'Waiting WaitTimer': ['→ elected: '],
  'DROther NeighborChange': ['→ elected: '],
  'Backup NeighborChange': ['→ elected: '],
  'DR NeighborChange': ['→ elected: '],
  'Loopback UnloopInd': ['→ Down: '],
}

for (const state of STATES) {
  for (const event of EVENTS) {
    const expected =
      event === 'InterfaceDown'
        ? ['→ Down: reset']
        : event === 'LoopInd'
          ? ['→ Loopback: reset']
          : (EXPECTED[`${state} ${event}`] ?? [])
    test(`§9.3: ${state}, ${event}: ${expected.length === 0 ? 'nothing happens' : expected.join('; ')}`, () => {
      const rows = interfaceRows(state, event)
      assert.deepEqual(
        rows.map(({ when, to, actions }) => `${when === undefined ? '' : `${when} `}→ ${to}: ${actions.join(', ')}`),
        expected,
      )
    })
  }
}

test('§9.3: every row belongs to states and an event that there are', () => {
  for (const { states, event } of INTERFACE_TABLE) {
    assert.ok(EVENTS.includes(event))
    for (const state of states) assert.ok(STATES.includes(state))
  }
})
