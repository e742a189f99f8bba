/** RFC 2328 §9.1. */
export type InterfaceState = 'Down' | 'Loopback' | 'Waiting' | 'Point-to-point' | 'DROther' | 'Backup' | 'DR'

/** RFC 2328 §9.2. */
export type InterfaceEvent =
  | 'InterfaceUp'
  | 'WaitTimer'
  | 'BackupSeen'
  | 'NeighborChange'
  | 'LoopInd'
  | 'UnloopInd'
  | 'InterfaceDown'

/** RFC 2328 §10.1, in the order of progress. */
export const NEIGHBOR_STATES = ['Down', 'Attempt', 'Init', '2-Way', 'ExStart', 'Exchange', 'Loading', 'Full'] as const
export type NeighborState = (typeof NEIGHBOR_STATES)[number]

const RANK = Object.fromEntries(NEIGHBOR_STATES.map((state, i) => [state, i])) as Record<NeighborState, number>

/** Whether `state` is `least` or further on. */
export function atLeast(state: NeighborState, least: NeighborState): boolean {
  return RANK[state] >= RANK[least]
}

/** RFC 2328 §10.2. */
export type NeighborEvent =
  | 'HelloReceived'
  | 'Start'
  | '2-WayReceived'
  | 'NegotiationDone'
  | 'ExchangeDone'
  | 'BadLSReq'
  | 'LoadingDone'
  | 'AdjOK?'
  | 'SeqNumberMismatch'
  | '1-WayReceived'
  | 'KillNbr'
  | 'InactivityTimer'
  | 'LLDown'
