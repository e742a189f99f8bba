import { LsType } from '../lsa/lsa.js'
import type { Area } from '../memory.js'
import { Options } from '../packet/options.js'

type Typed = Pick<Area, 'settings'>

/** The options of LSAs (RFC 2328 §A.2): E in areas that take AS-external-LSAs. */
export function areaOptions(area: Typed): number {
  return takesExternals(area) ? Options.E : 0
}

/** What all routers of an area must say in their Hellos (§10.5): E, or N in an NSSA (RFC 3101 §2.1), or neither. */
export function helloOptions(area: Typed): number {
  return area.settings.areaType === 'nssa' ? Options.NP : areaOptions(area)
}

/**
 * The options of Database Descriptions. RFC 3101 has bit N in Hellos only, and ignores it elsewhere: FRR lists no type 7 LSA to
 * a neighbor whose Database Descriptions do not have it.
 */
export function descriptionOptions(area: Typed): number {
  return helloOptions(area) | Options.O
}

/** Whether AS-external-LSAs are flooded into the area (§3.6, RFC 3101 §2.1). */
export function takesExternals({ settings }: Typed): boolean {
  return settings.areaType === 'normal'
}

export function isNssa({ settings }: Typed): boolean {
  return settings.areaType === 'nssa'
}

/**
 * Whether LSAs of this type have a place in the area: AS-external-LSAs, what has their scope (RFC 5250 §3) and the
 * ways to their originators, type 4 (erratum 3746), are not for stub areas (§3.6) and NSSAs; type 7 is for NSSAs only
 * (RFC 3101 §2.3).
 */
export function areaTakesType(area: Typed, type: LsType): boolean {
  switch (type) {
    case LsType.asExternal:
    case LsType.opaqueAs:
    case LsType.summaryAsbr:
      return takesExternals(area)
    case LsType.nssaExternal:
      return isNssa(area)
    default:
      return true
  }
}
