import { invariant } from '../../base/invariant.js'
import type { Ipv4 } from '../../base/ipv4.js'
import type { RecordType } from '../message/report-v3.js'
import { all, both, minus, type Sources } from './sources.js'

type FilterMode = 'INCLUDE' | 'EXCLUDE'

/** The sets a row speaks of: the running and stopped sources of the router's state, and those of the record. */
interface Sets {
  /** A in INCLUDE (A), X in EXCLUDE (X,Y). */
  readonly running: Sources
  /** Y in EXCLUDE (X,Y), empty in INCLUDE. */
  readonly stopped: Sources
  /** The record's sources. */
  readonly received: Sources
}

type Choice = (sets: Sets) => readonly Ipv4[]

/**
 * One row of the tables of RFC 3376 §6.4.1 and §6.4.2. The new router state is what its actions make of the old one: a
 * source that is set to a running timer is forwarded from then on, one set to zero is stopped, one deleted is gone, and
 * all others stay as they are.
 */
export interface Row {
  readonly state: FilterMode
  readonly receives: RecordType
  readonly becomes: FilterMode
  /** (…)=GMI, (…)=0, (…)=Group Timer: its value before this row. */
  readonly set?: { readonly sources: Choice; readonly to: 'GMI' | 'zero' | 'Group Timer' }
  /** Delete (…). */
  readonly delete?: Choice
  /** Group Timer=GMI. */
  readonly groupTimer?: 'GMI'
  /** Send Q(G,…), of the sets before this row. */
  readonly querySources?: Choice
  /** Send Q(G). */
  readonly queryGroup?: true
}

const B: Choice = ({ received }) => all(received)
const B_minus_A: Choice = ({ running, received }) => minus(received, running)
const A_minus_B: Choice = ({ running, received }) => minus(running, received)
const A_times_B: Choice = ({ running, received }) => both(running, received)
const A_minus_X_minus_Y: Choice = ({ running, stopped, received }) => minus(received, running, stopped)
const A_minus_Y: Choice = ({ stopped, received }) => minus(received, stopped)
const X_minus_A = A_minus_B
const X_and_Y_minus_A: Choice = ({ running, stopped, received }) => [
  ...minus(running, received),
  ...minus(stopped, received),
]

/** The right column of each comment is the table's New Router State. */
export const ROWS: readonly Row[] = [
  // §6.4.1: Current-State Records
  // INCLUDE (A) receives IS_IN (B): INCLUDE (A+B)
  { state: 'INCLUDE', receives: 'IS_IN', becomes: 'INCLUDE', set: { sources: B, to: 'GMI' } },
  // INCLUDE (A) receives IS_EX (B): EXCLUDE (A*B,B-A)
  {
    state: 'INCLUDE',
    receives: 'IS_EX',
    becomes: 'EXCLUDE',
    set: { sources: B_minus_A, to: 'zero' },
    delete: A_minus_B,
    groupTimer: 'GMI',
  },
  // EXCLUDE (X,Y) receives IS_IN (A): EXCLUDE (X+A,Y-A)
  { state: 'EXCLUDE', receives: 'IS_IN', becomes: 'EXCLUDE', set: { sources: B, to: 'GMI' } },
  // EXCLUDE (X,Y) receives IS_EX (A): EXCLUDE (A-Y,Y*A)
  {
    state: 'EXCLUDE',
    receives: 'IS_EX',
    becomes: 'EXCLUDE',
    set: { sources: A_minus_X_minus_Y, to: 'GMI' },
    delete: X_and_Y_minus_A,
    groupTimer: 'GMI',
  },
  // §6.4.2: Filter-Mode-Change and Source-List-Change Records
  // INCLUDE (A) receives ALLOW (B): INCLUDE (A+B)
  { state: 'INCLUDE', receives: 'ALLOW', becomes: 'INCLUDE', set: { sources: B, to: 'GMI' } },
  // INCLUDE (A) receives BLOCK (B): INCLUDE (A)
  { state: 'INCLUDE', receives: 'BLOCK', becomes: 'INCLUDE', querySources: A_times_B },
  // INCLUDE (A) receives TO_EX (B): EXCLUDE (A*B,B-A)
  {
    state: 'INCLUDE',
    receives: 'TO_EX',
    becomes: 'EXCLUDE',
    set: { sources: B_minus_A, to: 'zero' },
    delete: A_minus_B,
    querySources: A_times_B,
    groupTimer: 'GMI',
  },
  // INCLUDE (A) receives TO_IN (B): INCLUDE (A+B)
  {
    state: 'INCLUDE',
    receives: 'TO_IN',
    becomes: 'INCLUDE',
    set: { sources: B, to: 'GMI' },
    querySources: A_minus_B,
  },
  // EXCLUDE (X,Y) receives ALLOW (A): EXCLUDE (X+A,Y-A)
  { state: 'EXCLUDE', receives: 'ALLOW', becomes: 'EXCLUDE', set: { sources: B, to: 'GMI' } },
  // EXCLUDE (X,Y) receives BLOCK (A): EXCLUDE (X+(A-Y),Y)
  {
    state: 'EXCLUDE',
    receives: 'BLOCK',
    becomes: 'EXCLUDE',
    set: { sources: A_minus_X_minus_Y, to: 'Group Timer' },
    querySources: A_minus_Y,
  },
  // EXCLUDE (X,Y) receives TO_EX (A): EXCLUDE (A-Y,Y*A)
  {
    state: 'EXCLUDE',
    receives: 'TO_EX',
    becomes: 'EXCLUDE',
    set: { sources: A_minus_X_minus_Y, to: 'Group Timer' },
    delete: X_and_Y_minus_A,
    querySources: A_minus_Y,
    groupTimer: 'GMI',
  },
  // EXCLUDE (X,Y) receives TO_IN (A): EXCLUDE (X+A,Y-A)
  {
    state: 'EXCLUDE',
    receives: 'TO_IN',
    becomes: 'EXCLUDE',
    set: { sources: B, to: 'GMI' },
    querySources: X_minus_A,
    queryGroup: true,
  },
]

const BY_STATE_AND_RECORD: Readonly<Record<FilterMode, Map<RecordType, Row>>> = {
  INCLUDE: new Map(),
  EXCLUDE: new Map(),
}
for (const row of ROWS) {
  const ofState = BY_STATE_AND_RECORD[row.state]
  invariant(!ofState.has(row.receives), `two rows for ${row.state} ${row.receives}`)
  ofState.set(row.receives, row)
}

/** The row for a record that reaches a group in a filter-mode: there is one for every pair. */
export function rowOf(state: FilterMode, receives: RecordType): Row {
  const row = BY_STATE_AND_RECORD[state].get(receives)
  invariant(row !== undefined, `no row for ${state} ${receives}`)
  return row
}
