import type { Notice } from '../protocols/engine/notice.js'
import type { RouterId } from '../protocols/ospf/identifiers.js'

/** What happens in the daemon itself that somebody may want to know. */
export type DaemonNotice = Notice &
  (
    | { readonly notice: 'starting'; readonly version: string; readonly file: string }
    | { readonly notice: 'ready'; readonly took: number }
    | { readonly notice: 'router-id-chosen'; readonly routerId: RouterId; readonly kept: boolean }
    | { readonly notice: 'router-id-awaited' }
    /** An instance of OSPF has no links before its VRF is there. */
    | { readonly notice: 'vrf-awaited'; readonly vrf: string }
    | { readonly notice: 'vrf-found'; readonly vrf: string; readonly table: number }
    | { readonly notice: 'state-not-written'; readonly reason: string }
    | { readonly notice: 'configuration-loaded'; readonly file: string; readonly changed: readonly string[] }
    /** Probably not meant so; as `waymark check` prints it. */
    | { readonly notice: 'configuration-warning'; readonly warning: string }
    /** As `waymark check` prints them; the configuration that was in force stays in force. */
    | { readonly notice: 'configuration-refused'; readonly file: string; readonly problems: readonly string[] }
    | { readonly notice: 'listening'; readonly what: 'control' | 'metrics'; readonly address: string }
    | {
        readonly notice: 'listening-failed'
        readonly what: 'control' | 'metrics'
        readonly address: string
        readonly reason: string
      }
    | { readonly notice: 'recording'; readonly file: string }
    | { readonly notice: 'recording-ended'; readonly file: string; readonly reason: string }
    | { readonly notice: 'restarting-gracefully'; readonly unacknowledged: number }
    | { readonly notice: 'stopping'; readonly signal: string }
    | { readonly notice: 'stopped'; readonly took: number; readonly unfinished: readonly string[] }
  )
