import { invariant } from '../../base/invariant.js'
import type { Role } from '../memory.js'

export type QuerierEvent =
  /** The link is up and has an address. */
  | 'interface up'
  | 'interface down'
  | 'general query timer expired'
  /** A general query of a router that wins against the querier there is (see election.ts). */
  | 'query received from a better querier'
  | 'other querier present timer expired'

export type QuerierAction =
  | 'start general query timer'
  | 'send general query'
  | 'remember querier'
  | 'remember successor'
  | 'forget querier'

export interface Row {
  readonly state: Role['state']
  readonly event: QuerierEvent
  /** A passive interface never sends a query. */
  readonly when?: 'passive' | 'not passive' | 'queries pending' | 'no queries pending'
  readonly becomes: Role['state']
  readonly actions: readonly QuerierAction[]
}

/** RFC 2236 §7, which RFC 3376 §6.6.2 takes over. A pair without a row does nothing. */
const ROWS: readonly Row[] = [
  {
    state: 'Initial',
    event: 'interface up',
    when: 'not passive',
    becomes: 'Querier',
    actions: ['send general query', 'start general query timer'],
  },
  { state: 'Initial', event: 'interface up', when: 'passive', becomes: 'Non-Querier', actions: ['forget querier'] },
  {
    state: 'Querier',
    event: 'general query timer expired',
    becomes: 'Querier',
    actions: ['send general query', 'start general query timer'],
  },
  {
    state: 'Querier',
    event: 'query received from a better querier',
    when: 'no queries pending',
    becomes: 'Non-Querier',
    actions: ['remember querier'],
  },
  // RFC 2236 §3: the transition is ignored while Last Member Queries are being sent.
  {
    state: 'Querier',
    event: 'query received from a better querier',
    when: 'queries pending',
    becomes: 'Querier',
    actions: ['remember successor'],
  },
  {
    state: 'Non-Querier',
    event: 'query received from a better querier',
    becomes: 'Non-Querier',
    actions: ['remember querier'],
  },
  {
    state: 'Non-Querier',
    event: 'other querier present timer expired',
    when: 'not passive',
    becomes: 'Querier',
    actions: ['send general query', 'start general query timer'],
  },
  {
    state: 'Non-Querier',
    event: 'other querier present timer expired',
    when: 'passive',
    becomes: 'Non-Querier',
    actions: ['forget querier'],
  },
  { state: 'Querier', event: 'interface down', becomes: 'Initial', actions: [] },
  { state: 'Non-Querier', event: 'interface down', becomes: 'Initial', actions: [] },
]

const KEYS = new Set<string>()
for (const { state, event, when } of ROWS) {
  const key = `${state}, ${event}, ${when ?? 'always'}`
  invariant(!KEYS.has(key), `two rows for ${key}`)
  KEYS.add(key)
}

export function rowOf(
  state: Role['state'],
  event: QuerierEvent,
  facts: { readonly passive: boolean; readonly queriesPending: boolean },
): Row | undefined {
  return ROWS.find((row) => row.state === state && row.event === event && holds(row.when, facts))
}

function holds(when: Row['when'], facts: { readonly passive: boolean; readonly queriesPending: boolean }): boolean {
  switch (when) {
    case undefined:
      return true
    case 'passive':
      return facts.passive
    case 'not passive':
      return !facts.passive
    case 'queries pending':
      return facts.queriesPending
    case 'no queries pending':
      return !facts.queriesPending
  }
}
