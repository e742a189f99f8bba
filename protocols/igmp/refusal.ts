import { between } from '../base/duration.js'
import type { Ipv4 } from '../base/ipv4.js'
import { NOTICE_INTERVAL } from './constants.js'
import type { IgmpInterface, IgmpMemory } from './memory.js'
import type { IgmpRefusal } from './notice.js'

/** What a shared link is full of in the best of order: counted, but no news. */
export const ORDINARY_REFUSALS: ReadonlySet<IgmpRefusal> = new Set([
  'own-source',
  'group-link-local',
  'interface-not-running',
])

/** Counts a refusal and says so when it is the first of its reason, or the first in a while. */
export function refuse(
  memory: IgmpMemory,
  interface_: IgmpInterface | undefined,
  source: Ipv4,
  reason: IgmpRefusal,
  detail = '',
): void {
  const refusals = interface_?.refusals ?? memory.refusals
  const entry = refusals.get(reason) ?? { count: 0, unnoticed: 0, noticedAt: undefined }
  refusals.set(reason, entry)
  entry.count++
  if (ORDINARY_REFUSALS.has(reason)) return
  entry.unnoticed++
  if (entry.noticedAt !== undefined && between(entry.noticedAt, memory.now) < NOTICE_INTERVAL) return
  memory.effects.push({
    do: 'notice',
    notice: {
      notice: 'igmp-refused',
      level: 'notice',
      interface: interface_?.link.name ?? null,
      source,
      reason,
      detail,
      count: entry.unnoticed,
    },
  })
  entry.unnoticed = 0
  entry.noticedAt = memory.now
}
