import { milliseconds } from '../base/duration.js'
import { ipv4 } from '../base/ipv4.js'

/** Where general queries go (RFC 3376 §4.1.12). */
export const ALL_SYSTEMS = ipv4('224.0.0.1')
/** Where leaves go (RFC 2236 §9). */
export const ALL_ROUTERS = ipv4('224.0.0.2')
/** Where version 3 reports go (RFC 3376 §4.2.14). */
export const ALL_IGMPV3_ROUTERS = ipv4('224.0.0.22')
/** Where advertisements and terminations go (RFC 4286 §2). */
export const ALL_SNOOPERS = ipv4('224.0.0.106')

/** One notice of a kind for each link in this time: warnings MUST be rate-limited (RFC 3376 §7.3.1). */
export const NOTICE_INTERVAL = milliseconds(60_000)

/** IP header with Router Alert, in bytes (RFC 3376 §4). */
export const IP_HEADER_LENGTH = 24
