import { invariant } from './invariant.js'

/** A row of a state machine's table as RFCs write them: in these states, on this event, where the guard holds. */
export interface StateTableRow {
  readonly states: readonly string[]
  readonly event: string
  /** Rows of one state and event have different guards, of which exactly one holds. */
  readonly when?: string
}

/**
 * Finds the rows for a state and event: none (nothing happens), one, or several with guards. Two rows that could both
 * hold end the process when the table is loaded.
 */
export function stateTable<Row extends StateTableRow>(
  rows: readonly Row[],
): (state: Row['states'][number], event: Row['event']) => readonly Row[] {
  const index = new Map<string, Row[]>()
  for (const row of rows) {
    for (const state of row.states) {
      const key = `${state} ${row.event}`
      const others = index.get(key) ?? []
      for (const other of others) {
        const exclusive = row.when !== undefined && other.when !== undefined && row.when !== other.when
        invariant(exclusive, `two rows for ${key}`)
      }
      index.set(key, [...others, row])
    }
  }
  return (state, event) => index.get(`${state} ${event}`) ?? []
}
