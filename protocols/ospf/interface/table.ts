import { stateTable } from '../../base/state-table.js'
import type { InterfaceEvent, InterfaceState } from '../states.js'

/** A row of the interface state machine (RFC 2328 §9.3). */
export interface InterfaceRow {
  readonly states: readonly InterfaceState[]
  readonly event: InterfaceEvent
  /** The row holds only where this does; rows of one state and event have different ones, which exclude each other. */
  readonly when?: InterfaceGuard
  /** `'elected'`: DR, Backup or DROther, as the election says (§9.4 (5)). */
  readonly to: InterfaceState | 'elected'
  readonly actions: readonly InterfaceAction[]
}

export type InterfaceGuard =
  | 'point-to-point, point-to-multipoint or virtual'
  /** Router Priority 0, or passive. */
  | 'multi-access, not eligible'
  | 'multi-access, eligible'

export type InterfaceAction =
  | 'start Hello Timer'
  | 'start Wait Timer'
  /** On NBMA networks, the neighbor event Start for each configured neighbor that is eligible too. */
  | 'start eligible neighbors'
  /** All variables reset, timers disabled, KillNbr for all neighbors. */
  | 'reset'

const ANY = ['Down', 'Loopback', 'Waiting', 'Point-to-point', 'DROther', 'Backup', 'DR'] as const

/** RFC 2328 §9.3, in its order. A state and event without a row: nothing happens. */
export const INTERFACE_TABLE: readonly InterfaceRow[] = [
  {
    states: ['Down'],
    event: 'InterfaceUp',
    when: 'point-to-point, point-to-multipoint or virtual',
    to: 'Point-to-point',
    actions: ['start Hello Timer'],
  },
  {
    states: ['Down'],
    event: 'InterfaceUp',
    when: 'multi-access, not eligible',
    to: 'DROther',
    actions: ['start Hello Timer'],
  },
  {
    states: ['Down'],
    event: 'InterfaceUp',
    when: 'multi-access, eligible',
    to: 'Waiting',
    actions: ['start Hello Timer', 'start Wait Timer', 'start eligible neighbors'],
  },
  { states: ['Waiting'], event: 'BackupSeen', to: 'elected', actions: [] },
  { states: ['Waiting'], event: 'WaitTimer', to: 'elected', actions: [] },
  { states: ['DROther', 'Backup', 'DR'], event: 'NeighborChange', to: 'elected', actions: [] },
  { states: ANY, event: 'InterfaceDown', to: 'Down', actions: ['reset'] },
  { states: ANY, event: 'LoopInd', to: 'Loopback', actions: ['reset'] },
  { states: ['Loopback'], event: 'UnloopInd', to: 'Down', actions: [] },
]

/** The rows for a state and event: none, one, or several with guards of which exactly one holds. */
export const interfaceRows = stateTable(INTERFACE_TABLE)
