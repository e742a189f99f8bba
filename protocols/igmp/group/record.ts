import { later } from '../../base/duration.js'
import type { Ipv4 } from '../../base/ipv4.js'
import { contains } from '../../base/prefix.js'
import type { Group, IgmpInterface, IgmpMemory } from '../memory.js'
import type { GroupMessage } from '../message/report-v1-v2-leave.js'
import type { GroupRecord, RecordType } from '../message/report-v3.js'
import { refuse } from '../refusal.js'
import { groupMembershipInterval, olderHostPresentInterval } from '../values.js'
import { admit, isSourceSpecific, refusalOfGroup } from './admission.js'
import { compatibilityMode, translate } from './compatibility.js'
import { createGroup } from './group.js'
import { leave } from './leave.js'
import { deleteSource, runSource, stoppedSources, stopSource, switchToExclude } from './state.js'
import { rowOf } from './table.js'
import { settle } from './timers.js'
import { trackHost } from './tracking.js'

const NO_SOURCES: ReadonlySet<Ipv4> = new Set()

/** A group record of a version 3 report (RFC 3376 §6.4). */
export function receiveRecord(memory: IgmpMemory, interface_: IgmpInterface, host: Ipv4, record: GroupRecord): void {
  const excludes = record.record === 'IS_EX' || record.record === 'TO_EX'
  // RFC 4604 §3.1; the others of the report are processed.
  const sourceSpecific = excludes && isSourceSpecific(memory, record.group)
  const refusal = refusalOfGroup(record.group) ?? (sourceSpecific ? 'ssm-range' : undefined)
  if (refusal !== undefined) refuse(memory, interface_, host, refusal)
  else acceptRecord(memory, interface_, host, record)
}

/** A message of an older host, as the version 3 record it is equivalent to (§7.3.2). */
export function receiveGroupMessage(
  memory: IgmpMemory,
  interface_: IgmpInterface,
  host: Ipv4,
  message: GroupMessage,
): void {
  const { type, group } = message
  const refusal = refusalOfGroup(group)
  if (refusal !== undefined) {
    refuse(memory, interface_, host, refusal)
  } else if (isSourceSpecific(memory, group)) {
    receiveForMappedSources(memory, interface_, host, message)
  } else if (type === 'leave') {
    acceptRecord(memory, interface_, host, { record: 'TO_IN', group, sources: [] })
  } else {
    const known = acceptRecord(memory, interface_, host, { record: 'IS_EX', group, sources: [] })
    if (known === undefined) return
    const until = later(memory.now, olderHostPresentInterval(interface_))
    if (type === 'report-v1') known.version1HostUntil = until
    else known.version2HostUntil = until
  }
}

/** RFC 4604 §3.5, §3.7: ignored, unless we were told which sources such a host means. */
function receiveForMappedSources(
  memory: IgmpMemory,
  interface_: IgmpInterface,
  host: Ipv4,
  { type, group }: GroupMessage,
): void {
  const mapped = interface_.settings.ssmMap.find((mapping) => contains(mapping.group, group))
  if (mapped === undefined) refuse(memory, interface_, host, 'ssm-range')
  else {
    const record = type === 'leave' ? 'BLOCK' : 'IS_IN'
    acceptRecord(memory, interface_, host, { record, group, sources: mapped.sources })
  }
}

/** @returns the group, where the record was admitted and the group still exists after it */
function acceptRecord(
  memory: IgmpMemory,
  interface_: IgmpInterface,
  host: Ipv4,
  record: GroupRecord,
): Group | undefined {
  const known = interface_.groups.get(record.group)
  const translated = translate(record, compatibilityMode(interface_, known, memory.now))
  if (translated === undefined) return undefined
  const { admitted, refusal } = admit(interface_, host, translated)
  if (refusal !== undefined) refuse(memory, interface_, host, refusal)
  if (admitted === undefined) return undefined
  const group = known ?? createGroup(memory, interface_, record.group, host)
  applyRecord(memory, group, host, admitted.record, admitted.sources)
  return interface_.groups.get(record.group)
}

/** What the row of the tables of §6.4.1 and §6.4.2 says. */
function applyRecord(
  memory: IgmpMemory,
  group: Group,
  host: Ipv4,
  receives: RecordType,
  sources: readonly Ipv4[],
): void {
  const before = group.state
  const row = rowOf(before.filterMode, receives)
  const received = sources.length === 0 ? NO_SOURCES : new Set(sources)
  const sets = { running: before.running, stopped: stoppedSources(before), received }
  const set = row.set?.sources(sets) ?? []
  const deleted = row.delete?.(sets) ?? []
  const queried = row.querySources?.(sets) ?? []

  const gmi = later(memory.now, groupMembershipInterval(group.interface))
  const groupTimer = before.filterMode === 'EXCLUDE' ? before.groupTimer : gmi
  if (row.becomes === 'EXCLUDE') {
    if (before.filterMode === 'INCLUDE') group.state = switchToExclude(before, gmi)
    else if (row.groupTimer === 'GMI') before.groupTimer = gmi
  }
  for (const source of deleted) deleteSource(group.state, source)
  for (const source of set) {
    if (row.set?.to === 'zero') stopSource(group.state, source)
    else runSource(group.state, source, row.set?.to === 'GMI' ? gmi : groupTimer)
  }

  group.lastReporter = host
  trackHost(memory, group, host, receives, sources)
  if (queried.length > 0 || row.queryGroup) leave(memory, group, queried, row.queryGroup === true)
  settle(memory, group)
}
