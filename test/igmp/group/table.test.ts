import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ROWS } from '../../../protocols/igmp/group/table.js'
import { H1, H2, Lan } from '../lan.js'
import { type Before, CASES } from './table-cases.js'

const G = '239.1.1.1'
/** Sources 10.9.0.1 to 10.9.0.9, by their last octet. */
const s = (...octets: number[]): string[] => octets.map((octet) => `10.9.0.${octet}`)

/** INCLUDE (A), with 200 s on every source timer. */
function include(...a: readonly number[]): Lan {
  const lan = new Lan().settle()
  if (a.length > 0) lan.reportV3(H2, 'IS_IN', G, ...s(...a))
  lan.pass(60)
  return lan
}

/** EXCLUDE (X,Y), with 200 s on the group timer and on every source timer of X. */
function exclude(x: readonly number[], y: readonly number[]): Lan {
  const lan = new Lan().settle()
  lan.reportV3(H2, 'IS_EX', G, ...s(...y))
  if (x.length > 0) lan.reportV3(H2, 'ALLOW', G, ...s(...x))
  lan.pass(60)
  assert.equal(
    lan.state(G),
    `EXCLUDE (${[...x.map((o) => `${o}=200`), ...y.map((o) => `${o}=0`)].sort().join(' ')}) 200`,
  )
  return lan
}

const stateOf = (before: Before): Lan =>
  before.filterMode === 'INCLUDE' ? include(...before.a) : exclude(before.x, before.y)

describe('RFC 3376 §6.4.1 and §6.4.2: what a record makes of the router state', () => {
  for (const { name, before, record, sources, after, queries } of CASES) {
    test(name, () => {
      const lan = stateOf(before)
      lan.queries()
      lan.reportV3(H1, record, G, ...s(...sources))
      assert.equal(lan.state(G), after)
      assert.deepEqual(lan.queries(), queries)
    })
  }

  test('there is one row for each filter-mode and record type, and each is among these cases', () => {
    const rows = ROWS.map(({ state, receives }) => `${state} ${receives}`)
    const tested = new Set(CASES.map(({ name, record }) => `${name.split(' ')[0]} ${record}`))
    assert.equal(new Set(rows).size, 12)
    assert.deepEqual([...tested].sort(), [...rows].sort())
  })

  test('(A-X-Y)=Group Timer on TO_EX is the value it had before the record', () => {
    const lan = new Lan({ passive: true }).settle()
    lan.reportV3(H2, 'IS_EX', G)
    lan.pass(60)
    lan.reportV3(H1, 'TO_EX', G, ...s(1))
    assert.equal(lan.state(G), 'EXCLUDE (1=200) 260')
    lan.reportV3(H1, 'IS_EX', G, ...s(1, 2))
    assert.equal(lan.state(G), 'EXCLUDE (1=200 2=260) 260')
  })
})
