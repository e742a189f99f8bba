import { addToRetransmissionList } from '../flooding/retransmit.js'
import { isMaxAge } from '../lsa/age.js'
import type { LsaHeader, LsaKey } from '../lsa/lsa.js'
import { LsType } from '../lsa/lsa.js'
import type { Area, Neighbor, OspfInterface, OspfMemory } from '../memory.js'
import { Options } from '../packet/options.js'
import { ageOf, type Database, type DatabaseEntry } from './database.js'

/** Where an LSA belongs: `area` is undefined at AS scope, `interface` at any but link-local scope. */
export interface Place {
  readonly area: Area | undefined
  readonly interface: OspfInterface | undefined
}

/** The flooding scope of an LSA that is received or described on `ospfInterface` (RFC 2328 §13.3, RFC 5250 §3.1). */
export function placeOf(ospfInterface: OspfInterface, type: LsType): Place {
  switch (type) {
    case LsType.asExternal:
    case LsType.opaqueAs:
      return { area: undefined, interface: undefined }
    case LsType.opaqueLink:
      return { area: ospfInterface.area, interface: ospfInterface }
    default:
      return { area: ospfInterface.area, interface: undefined }
  }
}

/** The database that holds the LSAs of `place`. */
export function databaseAt(memory: OspfMemory, place: Place): Database {
  return place.interface?.database ?? place.area?.database ?? memory.asDatabase
}

/** The instance of the LSA that the database holds, for whoever is on `ospfInterface`. */
export function findInstance(memory: OspfMemory, ospfInterface: OspfInterface, key: LsaKey): DatabaseEntry | undefined {
  return databaseAt(memory, placeOf(ospfInterface, key.type)).get(key)
}

/** The eligible interfaces (§13.3): those out of which an LSA of `place` may be flooded. */
export function eligibleInterfaces(memory: OspfMemory, place: Place): Iterable<OspfInterface> {
  if (place.interface !== undefined) return [place.interface]
  return place.area?.interfaces ?? memory.interfaces.values()
}

export function isOpaque(type: LsType): boolean {
  return type === LsType.opaqueLink || type === LsType.opaqueArea || type === LsType.opaqueAs
}

/** Whether LSAs of this type are for the neighbor: opaque ones only if it says that it understands them (RFC 5250 §3.1). */
export function takesType(neighbor: Neighbor, type: LsType): boolean {
  return !isOpaque(type) || (neighbor.options & Options.O) !== 0
}

/**
 * The Database summary list for a neighbor that enters Exchange (§10.3, NegotiationDone): every LSA of its link, area
 * and the AS with the age of now. Those of age MaxAge go to its retransmission list instead.
 */
export function describeDatabase(memory: OspfMemory, neighbor: Neighbor): LsaHeader[] {
  const summary: LsaHeader[] = []
  const { area, database } = neighbor.interface
  for (const part of [area.database, memory.asDatabase, database]) {
    for (const entry of part.all()) {
      if (!takesType(neighbor, entry.lsa.type)) continue
      const age = ageOf(entry, memory.now)
      if (isMaxAge(age)) addToRetransmissionList(memory, neighbor, entry)
      else summary.push(headerWithAge(entry.lsa, age))
    }
  }
  return summary
}

/** The header alone: what waits in a list does not hold the body in memory. */
export function headerWithAge(header: LsaHeader, age: number): LsaHeader {
  const { options, type, linkStateId, advertisingRouter, sequenceNumber, checksum, length } = header
  return { age, options, type, linkStateId, advertisingRouter, sequenceNumber, checksum, length }
}
