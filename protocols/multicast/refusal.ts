import { between, milliseconds } from '../base/duration.js'
import type { Ipv4 } from '../base/ipv4.js'
import type { MulticastMemory } from './memory.js'
import type { MulticastRefusal } from './notice.js'

const NOTICE_INTERVAL = milliseconds(60_000)

/** Counts an upcall that is not answered, and says so when it is the first of its reason or the first in a while. */
export function refuse(
  memory: MulticastMemory,
  source: Ipv4,
  group: Ipv4,
  link: number | undefined,
  reason: MulticastRefusal,
): void {
  const entry = memory.refusals.get(reason) ?? { count: 0, unnoticed: 0, noticedAt: undefined }
  memory.refusals.set(reason, entry)
  entry.count++
  entry.unnoticed++
  if (entry.noticedAt !== undefined && between(entry.noticedAt, memory.now) < NOTICE_INTERVAL) return
  memory.effects.push({
    do: 'notice',
    notice: {
      notice: 'multicast-refused',
      level: 'notice',
      source,
      group,
      interface: link === undefined ? null : (memory.links.get(link)?.name ?? null),
      reason,
      count: entry.unnoticed,
    },
  })
  entry.unnoticed = 0
  entry.noticedAt = memory.now
}
