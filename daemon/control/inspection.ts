import type { Daemon } from '../daemon.js'

/** What can be read of a running daemon: for the control socket and the metrics, which change nothing. */
export interface Inspection {
  readonly daemon: Pick<
    Daemon,
    | 'ospf'
    | 'igmp'
    | 'multicast'
    | 'kernel'
    | 'routes'
    | 'loop'
    | 'reporter'
    | 'settings'
    | 'lastReload'
    | 'startedAt'
    | 'now'
  >
  readonly version: string
  readonly configFile: string
}
