import assert from 'node:assert/strict'
import { test } from 'node:test'
import { neighborRows } from '../../../protocols/ospf/neighbor/table.js'
import { NEIGHBOR_STATES, type NeighborEvent, type NeighborState } from '../../../protocols/ospf/states.js'

const EVENTS: NeighborEvent[] = [
  'HelloReceived',
  'Start',
  '2-WayReceived',
  'NegotiationDone',
  'ExchangeDone',
  'BadLSReq',
  'LoadingDone',
  'AdjOK?',
  'SeqNumberMismatch',
  '1-WayReceived',
  'KillNbr',
  'InactivityTimer',
  'LLDown',
]

const AGAIN = 'clear lists, start negotiation'

/** RFC 2328 §10.3, written down a second time by state: `guard → new state: actions`; `same` for no state change. */
const EXPECTED: Readonly<Record<NeighborState, Partial<Record<NeighborEvent, readonly string[]>>>> = {
  Down: {
    Start: ['→ Attempt: send Hello, restart inactivity timer'],
    HelloReceived: ['→ Init: restart inactivity timer'],
  },
  // NBMA networks only
  Attempt: { HelloReceived: ['→ Init: restart inactivity timer'] },
  Init: {
    HelloReceived: ['→ same: restart inactivity timer'],
    '2-WayReceived': ['adjacency may begin → ExStart: start negotiation', 'adjacency may not begin → 2-Way: '],
    '1-WayReceived': ['→ same: '],
  },
  '2-Way': {
    HelloReceived: ['→ same: restart inactivity timer'],
    // RFC 4222 §2 (5)
    '2-WayReceived': ['adjacency may begin → ExStart: start negotiation', 'adjacency may not begin → same: '],
    '1-WayReceived': ['→ Init: clear lists'],
    'AdjOK?': ['adjacency may begin → ExStart: start negotiation', 'adjacency may not begin → same: '],
  },
  ExStart: { ...adjacent(), NegotiationDone: ['→ Exchange: fill summary list'] },
  Exchange: {
    ...adjacent(),
    ...exchanging(),
    ExchangeDone: ['request list empty → Full: ', 'request list not empty → Loading: send requests'],
  },
  Loading: { ...adjacent(), ...exchanging(), LoadingDone: ['→ Full: '] },
  Full: { ...adjacent(), ...exchanging() },
}

function adjacent(): Partial<Record<NeighborEvent, readonly string[]>> {
  return {
    HelloReceived: ['→ same: restart inactivity timer'],
    '2-WayReceived': ['→ same: '],
    '1-WayReceived': ['→ Init: clear lists'],
    'AdjOK?': ['adjacency wanted → same: ', 'adjacency not wanted → 2-Way: clear lists'],
  }
}

function exchanging(): Partial<Record<NeighborEvent, readonly string[]>> {
  return { SeqNumberMismatch: [`→ ExStart: ${AGAIN}`], BadLSReq: [`→ ExStart: ${AGAIN}`] }
}

const ANY_STATE: Partial<Record<NeighborEvent, readonly string[]>> = {
  KillNbr: ['→ Down: clear lists, disable inactivity timer'],
  LLDown: ['→ Down: clear lists, disable inactivity timer'],
  InactivityTimer: ['→ Down: clear lists'],
}

for (const state of NEIGHBOR_STATES) {
  for (const event of EVENTS) {
    const expected = ANY_STATE[event] ?? EXPECTED[state][event] ?? []
    test(`§10.3: ${state}, ${event}: ${expected.length === 0 ? 'nothing happens' : expected.join('; ')}`, () => {
      assert.deepEqual(
        neighborRows(state, event).map(
          ({ when, to, actions }) => `${when === undefined ? '' : `${when} `}→ ${to ?? 'same'}: ${actions.join(', ')}`,
        ),
        expected,
      )
    })
  }
}
