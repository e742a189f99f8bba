import type { Instant } from '../../base/duration.js'
import type { Group, IgmpInterface } from '../memory.js'
import type { GroupRecord } from '../message/report-v3.js'
import type { IgmpVersion } from '../settings.js'

/** Group Compatibility Mode (RFC 3376 §7.3.2); never above the version of the interface (§7.3.1). */
export function compatibilityMode({ settings }: IgmpInterface, group: Group | undefined, now: Instant): IgmpVersion {
  if (settings.version === 1 || (group !== undefined && group.version1HostUntil > now)) return 1
  if (settings.version === 2 || (group !== undefined && group.version2HostUntil > now)) return 2
  return 3
}

/** What a version 3 record means in a compatibility mode (§7.3.2); undefined: it is ignored. */
export function translate(record: GroupRecord, mode: IgmpVersion): GroupRecord | undefined {
  if (mode === 3) return record
  switch (record.record) {
    case 'BLOCK':
      return undefined
    case 'TO_EX':
      return { ...record, sources: [] }
    case 'TO_IN':
      return mode === 1 ? undefined : record
    default:
      return record
  }
}
