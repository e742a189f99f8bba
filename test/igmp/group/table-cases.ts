import type { RecordType } from '../../../protocols/igmp/message/report-v3.js'

/** A router state: sources by their last octet. */
export type Before =
  | { readonly filterMode: 'INCLUDE'; readonly a: readonly number[] }
  | { readonly filterMode: 'EXCLUDE'; readonly x: readonly number[]; readonly y: readonly number[] }

const include = (...a: number[]): Before => ({ filterMode: 'INCLUDE', a })
const exclude = (x: number[], y: number[]): Before => ({ filterMode: 'EXCLUDE', x, y })

/** The case of one row: what a record makes of the router state at 60 s, and which queries it causes at once. */
export interface Case {
  readonly name: string
  readonly before: Before
  readonly record: RecordType
  readonly sources: readonly number[]
  readonly after: string
  readonly queries: readonly string[]
}

// GMI is 260 s, LMQT 2 s. What was there before has 200 s left.
export const CASES: readonly Case[] = [
  // §6.4.1
  {
    name: 'INCLUDE (A) IS_IN (B): INCLUDE (A+B), (B)=GMI; A and B disjoint',
    before: include(1, 2),
    record: 'IS_IN',
    sources: [3],
    after: 'INCLUDE (1=200 2=200 3=260)',
    queries: [],
  },
  {
    name: 'INCLUDE (A) IS_IN (B): INCLUDE (A+B), (B)=GMI; A and B overlap',
    before: include(1, 2),
    record: 'IS_IN',
    sources: [2, 3],
    after: 'INCLUDE (1=200 2=260 3=260)',
    queries: [],
  },
  {
    name: 'INCLUDE (A) IS_EX (B): EXCLUDE (A*B,B-A), (B-A)=0, Delete (A-B), Group Timer=GMI; disjoint',
    before: include(1, 2),
    record: 'IS_EX',
    sources: [3],
    after: 'EXCLUDE (3=0) 260',
    queries: [],
  },
  {
    name: 'INCLUDE (A) IS_EX (B): EXCLUDE (A*B,B-A), (B-A)=0, Delete (A-B), Group Timer=GMI; overlap',
    before: include(1, 2),
    record: 'IS_EX',
    sources: [2, 3],
    after: 'EXCLUDE (2=200 3=0) 260',
    queries: [],
  },
  {
    name: 'EXCLUDE (X,Y) IS_IN (A): EXCLUDE (X+A,Y-A), (A)=GMI; disjoint',
    before: exclude([1], [2]),
    record: 'IS_IN',
    sources: [3],
    after: 'EXCLUDE (1=200 2=0 3=260) 200',
    queries: [],
  },
  {
    name: 'EXCLUDE (X,Y) IS_IN (A): EXCLUDE (X+A,Y-A), (A)=GMI; A overlaps X and Y',
    before: exclude([1, 4], [2, 5]),
    record: 'IS_IN',
    sources: [1, 2, 3],
    after: 'EXCLUDE (1=260 2=260 3=260 4=200 5=0) 200',
    queries: [],
  },
  {
    name: 'EXCLUDE (X,Y) IS_EX (A): EXCLUDE (A-Y,Y*A), (A-X-Y)=GMI, Delete (X-A), Delete (Y-A), Group Timer=GMI; disjoint',
    before: exclude([1], [2]),
    record: 'IS_EX',
    sources: [3],
    after: 'EXCLUDE (3=260) 260',
    queries: [],
  },
  {
    name: 'EXCLUDE (X,Y) IS_EX (A): EXCLUDE (A-Y,Y*A), (A-X-Y)=GMI, …; A overlaps X and Y',
    before: exclude([1, 4], [2, 5]),
    record: 'IS_EX',
    sources: [1, 2, 3],
    after: 'EXCLUDE (1=200 2=0 3=260) 260',
    queries: [],
  },
  // §6.4.2
  {
    name: 'INCLUDE (A) ALLOW (B): INCLUDE (A+B), (B)=GMI; disjoint',
    before: include(1, 2),
    record: 'ALLOW',
    sources: [3],
    after: 'INCLUDE (1=200 2=200 3=260)',
    queries: [],
  },
  {
    name: 'INCLUDE (A) ALLOW (B): INCLUDE (A+B), (B)=GMI; overlap',
    before: include(1, 2),
    record: 'ALLOW',
    sources: [2, 3],
    after: 'INCLUDE (1=200 2=260 3=260)',
    queries: [],
  },
  {
    name: 'INCLUDE (A) BLOCK (B): INCLUDE (A), Send Q(G,A*B); disjoint: no query',
    before: include(1, 2),
    record: 'BLOCK',
    sources: [3],
    after: 'INCLUDE (1=200 2=200)',
    queries: [],
  },
  {
    name: 'INCLUDE (A) BLOCK (B): INCLUDE (A), Send Q(G,A*B); overlap',
    before: include(1, 2),
    record: 'BLOCK',
    sources: [2, 3],
    after: 'INCLUDE (1=200 2=2)',
    queries: ['120 Q(G,2)'],
  },
  {
    name: 'INCLUDE (A) TO_EX (B): EXCLUDE (A*B,B-A), (B-A)=0, Delete (A-B), Send Q(G,A*B), Group Timer=GMI; disjoint',
    before: include(1, 2),
    record: 'TO_EX',
    sources: [3],
    after: 'EXCLUDE (3=0) 260',
    queries: [],
  },
  {
    name: 'INCLUDE (A) TO_EX (B): EXCLUDE (A*B,B-A), (B-A)=0, Delete (A-B), Send Q(G,A*B), Group Timer=GMI; overlap',
    before: include(1, 2),
    record: 'TO_EX',
    sources: [2, 3],
    after: 'EXCLUDE (2=2 3=0) 260',
    queries: ['120 Q(G,2)'],
  },
  {
    name: 'INCLUDE (A) TO_IN (B): INCLUDE (A+B), (B)=GMI, Send Q(G,A-B); disjoint',
    before: include(1, 2),
    record: 'TO_IN',
    sources: [3],
    after: 'INCLUDE (1=2 2=2 3=260)',
    queries: ['120 Q(G,1 2)'],
  },
  {
    name: 'INCLUDE (A) TO_IN (B): INCLUDE (A+B), (B)=GMI, Send Q(G,A-B); overlap',
    before: include(1, 2),
    record: 'TO_IN',
    sources: [2, 3],
    after: 'INCLUDE (1=2 2=260 3=260)',
    queries: ['120 Q(G,1)'],
  },
  {
    name: 'EXCLUDE (X,Y) ALLOW (A): EXCLUDE (X+A,Y-A), (A)=GMI; disjoint',
    before: exclude([1], [2]),
    record: 'ALLOW',
    sources: [3],
    after: 'EXCLUDE (1=200 2=0 3=260) 200',
    queries: [],
  },
  {
    name: 'EXCLUDE (X,Y) ALLOW (A): EXCLUDE (X+A,Y-A), (A)=GMI; A overlaps X and Y',
    before: exclude([1, 4], [2, 5]),
    record: 'ALLOW',
    sources: [1, 2, 3],
    after: 'EXCLUDE (1=260 2=260 3=260 4=200 5=0) 200',
    queries: [],
  },
  {
    name: 'EXCLUDE (X,Y) BLOCK (A): EXCLUDE (X+(A-Y),Y), (A-X-Y)=Group Timer, Send Q(G,A-Y); disjoint',
    before: exclude([1], [2]),
    record: 'BLOCK',
    sources: [3],
    after: 'EXCLUDE (1=200 2=0 3=2) 200',
    queries: ['120 Q(G,3)'],
  },
  {
    name: 'EXCLUDE (X,Y) BLOCK (A): EXCLUDE (X+(A-Y),Y), (A-X-Y)=Group Timer, Send Q(G,A-Y); A overlaps X and Y',
    before: exclude([1, 4], [2, 5]),
    record: 'BLOCK',
    sources: [1, 2, 3],
    after: 'EXCLUDE (1=2 2=0 3=2 4=200 5=0) 200',
    queries: ['120 Q(G,1 3)'],
  },
  {
    name: 'EXCLUDE (X,Y) TO_EX (A): EXCLUDE (A-Y,Y*A), …, Send Q(G,A-Y), Group Timer=GMI; disjoint',
    before: exclude([1], [2]),
    record: 'TO_EX',
    sources: [3],
    after: 'EXCLUDE (3=2) 260',
    queries: ['120 Q(G,3)'],
  },
  {
    name: 'EXCLUDE (X,Y) TO_EX (A): EXCLUDE (A-Y,Y*A), …, Send Q(G,A-Y), Group Timer=GMI; A overlaps X and Y',
    before: exclude([1, 4], [2, 5]),
    record: 'TO_EX',
    sources: [1, 2, 3],
    after: 'EXCLUDE (1=2 2=0 3=2) 260',
    queries: ['120 Q(G,1 3)'],
  },
  {
    name: 'EXCLUDE (X,Y) TO_IN (A): EXCLUDE (X+A,Y-A), (A)=GMI, Send Q(G,X-A), Send Q(G); disjoint',
    before: exclude([1], [2]),
    record: 'TO_IN',
    sources: [3],
    after: 'EXCLUDE (1=2 2=0 3=260) 2',
    queries: ['120 Q(G)', '120 Q(G,1)'],
  },
  {
    name: 'EXCLUDE (X,Y) TO_IN (A): EXCLUDE (X+A,Y-A), (A)=GMI, Send Q(G,X-A), Send Q(G); A overlaps X and Y',
    before: exclude([1, 4], [2, 5]),
    record: 'TO_IN',
    sources: [1, 2, 3],
    after: 'EXCLUDE (1=260 2=260 3=260 4=2 5=0) 2',
    queries: ['120 Q(G)', '120 Q(G,4)'],
  },
]
