import { stateTable } from '../../base/state-table.js'
import { NEIGHBOR_STATES, type NeighborEvent, type NeighborState } from '../states.js'

/** A row of the neighbor state machine (RFC 2328 §10.3). */
export interface NeighborRow {
  readonly states: readonly NeighborState[]
  readonly event: NeighborEvent
  /** The row holds only where this does; rows of one state and event have different ones, which exclude each other. */
  readonly when?: NeighborGuard
  /** undefined: no state change. */
  readonly to?: NeighborState
  readonly actions: readonly NeighborAction[]
}

export type NeighborGuard =
  /** §10.4: an adjacency should be established, or stay, with the neighbor. */
  | 'adjacency wanted'
  | 'adjacency not wanted'
  /** RFC 4222 §2 (5): the same, and it is the neighbor's turn. */
  | 'adjacency may begin'
  | 'adjacency may not begin'
  | 'request list empty'
  | 'request list not empty'

export type NeighborAction =
  /** To this neighbor. */
  | 'send Hello'
  | 'restart inactivity timer'
  | 'disable inactivity timer'
  | 'clear lists'
  /** Increment the DD sequence number, declare us master, send empty Database Descriptions with I, M and MS. */
  | 'start negotiation'
  | 'fill summary list'
  | 'send requests'

const ANY = NEIGHBOR_STATES

function atLeast(least: NeighborState): readonly NeighborState[] {
  return NEIGHBOR_STATES.slice(NEIGHBOR_STATES.indexOf(least))
}

/**
 * RFC 2328 §10.3, in its order. `Start` and the state Attempt belong to NBMA networks. A state and event without a row:
 * nothing happens.
 */
const NEIGHBOR_TABLE: readonly NeighborRow[] = [
  { states: ['Down'], event: 'Start', to: 'Attempt', actions: ['send Hello', 'restart inactivity timer'] },
  { states: ['Attempt'], event: 'HelloReceived', to: 'Init', actions: ['restart inactivity timer'] },
  { states: ['Down'], event: 'HelloReceived', to: 'Init', actions: ['restart inactivity timer'] },
  { states: atLeast('Init'), event: 'HelloReceived', actions: ['restart inactivity timer'] },
  {
    states: ['Init'],
    event: '2-WayReceived',
    when: 'adjacency may begin',
    to: 'ExStart',
    actions: ['start negotiation'],
  },
  { states: ['Init'], event: '2-WayReceived', when: 'adjacency may not begin', to: '2-Way', actions: [] },
  { states: ['ExStart'], event: 'NegotiationDone', to: 'Exchange', actions: ['fill summary list'] },
  { states: ['Exchange'], event: 'ExchangeDone', when: 'request list empty', to: 'Full', actions: [] },
  {
    states: ['Exchange'],
    event: 'ExchangeDone',
    when: 'request list not empty',
    to: 'Loading',
    actions: ['send requests'],
  },
  { states: ['Loading'], event: 'LoadingDone', to: 'Full', actions: [] },
  { states: ['2-Way'], event: 'AdjOK?', when: 'adjacency may begin', to: 'ExStart', actions: ['start negotiation'] },
  { states: ['2-Way'], event: 'AdjOK?', when: 'adjacency may not begin', actions: [] },
  { states: atLeast('ExStart'), event: 'AdjOK?', when: 'adjacency wanted', actions: [] },
  {
    states: atLeast('ExStart'),
    event: 'AdjOK?',
    when: 'adjacency not wanted',
    to: '2-Way',
    actions: ['clear lists'],
  },
  {
    states: atLeast('Exchange'),
    event: 'SeqNumberMismatch',
    to: 'ExStart',
    actions: ['clear lists', 'start negotiation'],
  },
  { states: atLeast('Exchange'), event: 'BadLSReq', to: 'ExStart', actions: ['clear lists', 'start negotiation'] },
  { states: ANY, event: 'KillNbr', to: 'Down', actions: ['clear lists', 'disable inactivity timer'] },
  { states: ANY, event: 'LLDown', to: 'Down', actions: ['clear lists', 'disable inactivity timer'] },
  { states: ANY, event: 'InactivityTimer', to: 'Down', actions: ['clear lists'] },
  { states: atLeast('2-Way'), event: '1-WayReceived', to: 'Init', actions: ['clear lists'] },
  // Beyond the RFC: who waits for its turn asks again with every Hello
  {
    states: ['2-Way'],
    event: '2-WayReceived',
    when: 'adjacency may begin',
    to: 'ExStart',
    actions: ['start negotiation'],
  },
  { states: ['2-Way'], event: '2-WayReceived', when: 'adjacency may not begin', actions: [] },
  { states: atLeast('ExStart'), event: '2-WayReceived', actions: [] },
  { states: ['Init'], event: '1-WayReceived', actions: [] },
]

/** The rows for a state and event: none, one, or several with guards of which exactly one holds. */
export const neighborRows = stateTable(NEIGHBOR_TABLE)
