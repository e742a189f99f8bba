import type { Instant } from '../../base/duration.js'
import { formatIpv4 } from '../../base/ipv4.js'
import { hostnamesIn } from '../hostname.js'
import type { RouterId } from '../identifiers.js'
import { secondsOfAge } from '../lsa/age.js'
import { lsTypeName } from '../lsa/lsa.js'
import { viewLsaBody } from '../lsa/view.js'
import type { OspfMemory } from '../memory.js'
import type { DatabaseEntryView } from '../view.js'
import { ageOf, type Database, type DatabaseEntry } from './database.js'

/**
 * Every LSA of the instance: area by area, then those of the links, then those of the AS; in each by type and name. Each
 * is decoded when it is looked at: whoever shows a large database can do so in parts. It is the database of now, whatever
 * happens before the last is looked at.
 */
export function viewDatabase(memory: OspfMemory): Iterable<DatabaseEntryView> {
  const entries: DatabaseEntry[] = []
  const add = (database: Database): void => {
    for (const entry of database.all().sort(byName)) entries.push(entry)
  }
  for (const { database } of memory.areas.values()) add(database)
  for (const { database } of memory.interfaces.values()) add(database)
  add(memory.asDatabase)
  return viewEntries(entries, memory, memory.now)
}

function* viewEntries(
  entries: readonly DatabaseEntry[],
  memory: OspfMemory,
  now: Instant,
): Generator<DatabaseEntryView> {
  const hostname = hostnamesIn(memory)
  for (const entry of entries) {
    yield viewEntry(entry, now, memory.routerId, hostname(entry.lsa.advertisingRouter))
  }
}

function byName({ lsa: a }: DatabaseEntry, { lsa: b }: DatabaseEntry): number {
  return a.type - b.type || a.linkStateId - b.linkStateId || a.advertisingRouter - b.advertisingRouter
}

function viewEntry(
  entry: DatabaseEntry,
  now: Instant,
  routerId: RouterId,
  advertisingHostname: string | null,
): DatabaseEntryView {
  const { lsa } = entry
  return {
    area: entry.area === undefined ? null : formatIpv4(entry.area.id),
    interface: entry.interface?.key ?? null,
    type: lsTypeName(lsa.type),
    linkStateId: formatIpv4(lsa.linkStateId),
    advertisingRouter: formatIpv4(lsa.advertisingRouter),
    advertisingHostname,
    age: secondsOfAge(ageOf(entry, now)),
    sequenceNumber: hex(lsa.sequenceNumber >>> 0, 8),
    checksum: hex(lsa.checksum, 4),
    length: lsa.length,
    selfOriginated: lsa.advertisingRouter === routerId,
    body: viewLsaBody(lsa),
  }
}

function hex(n: number, digits: number): string {
  return `0x${n.toString(16).padStart(digits, '0')}`
}
