import type { Daemon } from '../daemon.js'
import type { Reporter } from '../journal/reporter.js'

/** What can be read of a running daemon: for the control socket and the metrics, which change nothing. */
export type Inspection = Pick<
  Daemon,
  'ospf' | 'igmp' | 'multicast' | 'kernel' | 'routes' | 'loop' | 'settings' | 'lastReload' | 'startedAt' | 'now'
> & { readonly reporter: Pick<Reporter, 'counts'>; readonly version: string; readonly configFile: string }
