import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ROWS } from '../../../protocols/igmp/group/table.js'
import type { RecordType } from '../../../protocols/igmp/message/report-v3.js'
import { H1, H2, Lan } from '../lan.js'

const G = '239.1.1.1'
/** Sources 10.9.0.1 to 10.9.0.9, by their last octet. */
const s = (...octets: number[]): string[] => octets.map((octet) => `10.9.0.${octet}`)

/** INCLUDE (A), with 200 s on every source timer. */
function include(...a: number[]): Lan {
  const lan = new Lan().settle()
  if (a.length > 0) lan.reportV3(H2, 'IS_IN', G, ...s(...a))
  lan.pass(60)
  return lan
}

/** EXCLUDE (X,Y), with 200 s on the group timer and on every source timer of X. */
function exclude(x: number[], y: number[]): Lan {
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

/** The case of one row: what a record makes of the router state at 60 s, and which queries it causes at once. */
interface Case {
  readonly name: string
  readonly before: () => Lan
  readonly record: RecordType
  readonly sources: readonly number[]
  readonly after: string
  readonly queries: readonly string[]
}

// GMI is 260 s, LMQT 2 s. What was there before has 200 s left.
const CASES: readonly Case[] = [
  // §6.4.1
  {
    name: 'INCLUDE (A) IS_IN (B): INCLUDE (A+B), (B)=GMI; A and B disjoint',
    before: () => include(1, 2),
    record: 'IS_IN',
    sources: [3],
    after: 'INCLUDE (1=200 2=200 3=260)',
    queries: [],
  },
  {
    name: 'INCLUDE (A) IS_IN (B): INCLUDE (A+B), (B)=GMI; A and B overlap',
    before: () => include(1, 2),
    record: 'IS_IN',
    sources: [2, 3],
    after: 'INCLUDE (1=200 2=260 3=260)',
    queries: [],
  },
  {
    name: 'INCLUDE (A) IS_EX (B): EXCLUDE (A*B,B-A), (B-A)=0, Delete (A-B), Group Timer=GMI; disjoint',
    before: () => include(1, 2),
    record: 'IS_EX',
    sources: [3],
    after: 'EXCLUDE (3=0) 260',
    queries: [],
  },
  {
    name: 'INCLUDE (A) IS_EX (B): EXCLUDE (A*B,B-A), (B-A)=0, Delete (A-B), Group Timer=GMI; overlap',
    before: () => include(1, 2),
    record: 'IS_EX',
    sources: [2, 3],
    after: 'EXCLUDE (2=200 3=0) 260',
    queries: [],
  },
  {
    name: 'EXCLUDE (X,Y) IS_IN (A): EXCLUDE (X+A,Y-A), (A)=GMI; disjoint',
    before: () => exclude([1], [2]),
    record: 'IS_IN',
    sources: [3],
    after: 'EXCLUDE (1=200 2=0 3=260) 200',
    queries: [],
  },
  {
    name: 'EXCLUDE (X,Y) IS_IN (A): EXCLUDE (X+A,Y-A), (A)=GMI; A overlaps X and Y',
    before: () => exclude([1, 4], [2, 5]),
    record: 'IS_IN',
    sources: [1, 2, 3],
    after: 'EXCLUDE (1=260 2=260 3=260 4=200 5=0) 200',
    queries: [],
  },
  {
    name: 'EXCLUDE (X,Y) IS_EX (A): EXCLUDE (A-Y,Y*A), (A-X-Y)=GMI, Delete (X-A), Delete (Y-A), Group Timer=GMI; disjoint',
    before: () => exclude([1], [2]),
    record: 'IS_EX',
    sources: [3],
    after: 'EXCLUDE (3=260) 260',
    queries: [],
  },
  {
    name: 'EXCLUDE (X,Y) IS_EX (A): EXCLUDE (A-Y,Y*A), (A-X-Y)=GMI, …; A overlaps X and Y',
    before: () => exclude([1, 4], [2, 5]),
    record: 'IS_EX',
    sources: [1, 2, 3],
    after: 'EXCLUDE (1=200 2=0 3=260) 260',
    queries: [],
  },
  // §6.4.2
  {
    name: 'INCLUDE (A) ALLOW (B): INCLUDE (A+B), (B)=GMI; disjoint',
    before: () => include(1, 2),
    record: 'ALLOW',
    sources: [3],
    after: 'INCLUDE (1=200 2=200 3=260)',
    queries: [],
  },
  {
    name: 'INCLUDE (A) ALLOW (B): INCLUDE (A+B), (B)=GMI; overlap',
    before: () => include(1, 2),
    record: 'ALLOW',
    sources: [2, 3],
    after: 'INCLUDE (1=200 2=260 3=260)',
    queries: [],
  },
  {
    name: 'INCLUDE (A) BLOCK (B): INCLUDE (A), Send Q(G,A*B); disjoint: no query',
    before: () => include(1, 2),
    record: 'BLOCK',
    sources: [3],
    after: 'INCLUDE (1=200 2=200)',
    queries: [],
  },
  {
    name: 'INCLUDE (A) BLOCK (B): INCLUDE (A), Send Q(G,A*B); overlap',
    before: () => include(1, 2),
    record: 'BLOCK',
    sources: [2, 3],
    after: 'INCLUDE (1=200 2=2)',
    queries: ['120 Q(G,2)'],
  },
  {
    name: 'INCLUDE (A) TO_EX (B): EXCLUDE (A*B,B-A), (B-A)=0, Delete (A-B), Send Q(G,A*B), Group Timer=GMI; disjoint',
    before: () => include(1, 2),
    record: 'TO_EX',
    sources: [3],
    after: 'EXCLUDE (3=0) 260',
    queries: [],
  },
  {
    name: 'INCLUDE (A) TO_EX (B): EXCLUDE (A*B,B-A), (B-A)=0, Delete (A-B), Send Q(G,A*B), Group Timer=GMI; overlap',
    before: () => include(1, 2),
    record: 'TO_EX',
    sources: [2, 3],
    after: 'EXCLUDE (2=2 3=0) 260',
    queries: ['120 Q(G,2)'],
  },
  {
    name: 'INCLUDE (A) TO_IN (B): INCLUDE (A+B), (B)=GMI, Send Q(G,A-B); disjoint',
    before: () => include(1, 2),
    record: 'TO_IN',
    sources: [3],
    after: 'INCLUDE (1=2 2=2 3=260)',
    queries: ['120 Q(G,1 2)'],
  },
  {
    name: 'INCLUDE (A) TO_IN (B): INCLUDE (A+B), (B)=GMI, Send Q(G,A-B); overlap',
    before: () => include(1, 2),
    record: 'TO_IN',
    sources: [2, 3],
    after: 'INCLUDE (1=2 2=260 3=260)',
    queries: ['120 Q(G,1)'],
  },
  {
    name: 'EXCLUDE (X,Y) ALLOW (A): EXCLUDE (X+A,Y-A), (A)=GMI; disjoint',
    before: () => exclude([1], [2]),
    record: 'ALLOW',
    sources: [3],
    after: 'EXCLUDE (1=200 2=0 3=260) 200',
    queries: [],
  },
  {
    name: 'EXCLUDE (X,Y) ALLOW (A): EXCLUDE (X+A,Y-A), (A)=GMI; A overlaps X and Y',
    before: () => exclude([1, 4], [2, 5]),
    record: 'ALLOW',
    sources: [1, 2, 3],
    after: 'EXCLUDE (1=260 2=260 3=260 4=200 5=0) 200',
    queries: [],
  },
  {
    name: 'EXCLUDE (X,Y) BLOCK (A): EXCLUDE (X+(A-Y),Y), (A-X-Y)=Group Timer, Send Q(G,A-Y); disjoint',
    before: () => exclude([1], [2]),
    record: 'BLOCK',
    sources: [3],
    after: 'EXCLUDE (1=200 2=0 3=2) 200',
    queries: ['120 Q(G,3)'],
  },
  {
    name: 'EXCLUDE (X,Y) BLOCK (A): EXCLUDE (X+(A-Y),Y), (A-X-Y)=Group Timer, Send Q(G,A-Y); A overlaps X and Y',
    before: () => exclude([1, 4], [2, 5]),
    record: 'BLOCK',
    sources: [1, 2, 3],
    after: 'EXCLUDE (1=2 2=0 3=2 4=200 5=0) 200',
    queries: ['120 Q(G,1 3)'],
  },
  {
    name: 'EXCLUDE (X,Y) TO_EX (A): EXCLUDE (A-Y,Y*A), …, Send Q(G,A-Y), Group Timer=GMI; disjoint',
    before: () => exclude([1], [2]),
    record: 'TO_EX',
    sources: [3],
    after: 'EXCLUDE (3=2) 260',
    queries: ['120 Q(G,3)'],
  },
  {
    name: 'EXCLUDE (X,Y) TO_EX (A): EXCLUDE (A-Y,Y*A), …, Send Q(G,A-Y), Group Timer=GMI; A overlaps X and Y',
    before: () => exclude([1, 4], [2, 5]),
    record: 'TO_EX',
    sources: [1, 2, 3],
    after: 'EXCLUDE (1=2 2=0 3=2) 260',
    queries: ['120 Q(G,1 3)'],
  },
  {
    name: 'EXCLUDE (X,Y) TO_IN (A): EXCLUDE (X+A,Y-A), (A)=GMI, Send Q(G,X-A), Send Q(G); disjoint',
    before: () => exclude([1], [2]),
    record: 'TO_IN',
    sources: [3],
    after: 'EXCLUDE (1=2 2=0 3=260) 2',
    queries: ['120 Q(G)', '120 Q(G,1)'],
  },
  {
    name: 'EXCLUDE (X,Y) TO_IN (A): EXCLUDE (X+A,Y-A), (A)=GMI, Send Q(G,X-A), Send Q(G); A overlaps X and Y',
    before: () => exclude([1, 4], [2, 5]),
    record: 'TO_IN',
    sources: [1, 2, 3],
    after: 'EXCLUDE (1=260 2=260 3=260 4=2 5=0) 2',
    queries: ['120 Q(G)', '120 Q(G,4)'],
  },
]

describe('RFC 3376 §6.4.1 and §6.4.2: what a record makes of the router state', () => {
  for (const { name, before, record, sources, after, queries } of CASES) {
    test(name, () => {
      const lan = before()
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
