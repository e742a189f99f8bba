import { areaTakesType } from '../area/options.js'
import { type LsaKey, LsType } from '../lsa/lsa.js'
import type { Area, Neighbor, OspfInterface, OspfMemory } from '../memory.js'
import { Options } from '../packet/options.js'
import { type Database, type DatabaseEntry, lsaKeyOf } from './database.js'

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

/** A text that is different for each LSA of all databases, whatever its instance. */
export function nameAt(place: Place, key: LsaKey): string {
  return `${place.interface?.key ?? place.area?.id ?? 'as'} ${lsaKeyOf(key)}`
}

/** The instance of the LSA that the database holds, for whoever is on `ospfInterface`. */
export function findInstance(memory: OspfMemory, ospfInterface: OspfInterface, key: LsaKey): DatabaseEntry | undefined {
  switch (key.type) {
    case LsType.asExternal:
    case LsType.opaqueAs:
      return memory.asDatabase.get(key)
    case LsType.opaqueLink:
      return ospfInterface.database.get(key)
    default:
      return ospfInterface.area.database.get(key)
  }
}

/** The eligible interfaces (§13.3): those out of which an LSA of `place` may be flooded. */
export function eligibleInterfaces(memory: OspfMemory, place: Place): Iterable<OspfInterface> {
  if (place.interface !== undefined) return [place.interface]
  return place.area?.interfaces ?? memory.interfaces.values()
}

export function isOpaque(type: LsType): boolean {
  return type === LsType.opaqueLink || type === LsType.opaqueArea || type === LsType.opaqueAs
}

/**
 * Whether LSAs of this type are for the neighbor: those that have a place in its area (§3.6), over a virtual link none of
 * AS scope, which are flooded through the Transit area (§13.3, RFC 5250 §3.1), and opaque ones if it says that it
 * understands them (RFC 5250 §3.1).
 */
export function takesType(neighbor: Neighbor, type: LsType): boolean {
  if (neighbor.interface.type === 'virtual' && (type === LsType.asExternal || type === LsType.opaqueAs)) return false
  if (!areaTakesType(neighbor.interface.area, type)) return false
  return !isOpaque(type) || (neighbor.options & Options.O) !== 0
}
