import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { columns, renderTable } from '../../cli/table.js'
import { bytes, elapsed, interval, remaining } from '../../cli/units.js'

const S = 1000
const M = 60 * S
const H = 60 * M

describe('what a person reads', () => {
  it('of time passed has the two units that matter', () => {
    const shown = [0, 12_900, 59_999, 61 * S, 41 * M + 30 * S, 2 * H + 14 * M, 3 * H, 76 * H].map(elapsed)
    assert.deepEqual(shown, ['0s', '12s', '59s', '1m', '41m', '2h14m', '3h', '3d4h'])
    assert.equal(elapsed(null), '-')
  })

  it('of time left has tenths of seconds while it is short, and is never negative', () => {
    const shown = [-5, 3_140, 38_200, 99_940, 250 * S, 2 * H].map(remaining)
    assert.deepEqual(shown, ['0.0s', '3.1s', '38.2s', '99.9s', '4m10s', '2h'])
    assert.equal(remaining(null), '-')
  })

  it('of intervals is what was configured', () => {
    assert.deepEqual([250, 1500, 40 * S, 125 * S, 1800 * S].map(interval), ['250ms', '1.5s', '40s', '125s', '30m'])
  })

  it('of sizes has a unit and the digits that matter', () => {
    assert.deepEqual([0, 999, 1000, 8_388_608, 123_456_789].map(bytes), ['0 B', '999 B', '1.0 kB', '8.4 MB', '123 MB'])
  })

  it('of tables lines up, numbers at the right, with no blanks at the end of a line', () => {
    const text = renderTable(columns('NAME', '>N', 'NOTE'), [
      ['a', '1', ''],
      ['longer', '200', 'yes'],
    ])
    assert.equal(text, 'NAME      N  NOTE\na         1\nlonger  200  yes')
  })
})
