import { type Duration, milliseconds } from '../base/duration.js'
import type { Heard, IgmpInterface } from './memory.js'

/**
 * The values of RFC 3376 §8 that are in force on an interface now: configured ones where we are querier, the querier's
 * where it says them and we are not (§4.1.6, §4.1.7).
 */

function querierOf(interface_: IgmpInterface): Heard | undefined {
  return interface_.role.state === 'Non-Querier' ? interface_.role.querier : undefined
}

/** §8.1 */
export function robustnessVariable(interface_: IgmpInterface): number {
  return querierOf(interface_)?.robustnessVariable ?? interface_.settings.robustnessVariable
}

/** §8.2 */
export function queryInterval(interface_: IgmpInterface): Duration {
  return querierOf(interface_)?.queryInterval ?? interface_.settings.queryInterval
}

/** §8.3 */
export function queryResponseInterval(interface_: IgmpInterface): Duration {
  return querierOf(interface_)?.queryMaxResponseTime ?? interface_.settings.queryMaxResponseTime
}

/** §8.4 */
export function groupMembershipInterval(interface_: IgmpInterface): Duration {
  return milliseconds(robustnessVariable(interface_) * queryInterval(interface_) + queryResponseInterval(interface_))
}

/** §8.5 */
export function otherQuerierPresentInterval(interface_: IgmpInterface): Duration {
  return milliseconds(
    robustnessVariable(interface_) * queryInterval(interface_) + queryResponseInterval(interface_) / 2,
  )
}

/** §8.6 */
export function startupQueryInterval({ settings }: IgmpInterface): Duration {
  return settings.startupQueryInterval ?? milliseconds(settings.queryInterval / 4)
}

/** §8.7 */
export function startupQueryCount({ settings }: IgmpInterface): number {
  return settings.startupQueryCount ?? settings.robustnessVariable
}

/** §8.9 */
export function lastMemberQueryCount(interface_: IgmpInterface): number {
  return interface_.settings.lastMemberQueryCount ?? robustnessVariable(interface_)
}

/** §8.10 */
export function lastMemberQueryTime(interface_: IgmpInterface): Duration {
  return milliseconds(lastMemberQueryCount(interface_) * interface_.settings.lastMemberQueryInterval)
}

/** §8.13: equal to the Group Membership Interval by definition. */
export const olderHostPresentInterval = groupMembershipInterval
