import { LsType } from '../lsa/lsa.js'
import type { Area } from '../memory.js'
import { Options } from '../packet/options.js'

/** The options of an area that all its routers must agree on (RFC 2328 §3.6, §A.2): E unless it is a stub area. */
export function areaOptions({ settings }: Pick<Area, 'settings'>): number {
  return settings.areaType === 'normal' ? Options.E : 0
}

/** Whether AS-external-LSAs are flooded into the area (§3.6). */
export function takesExternals({ settings }: Pick<Area, 'settings'>): boolean {
  return settings.areaType === 'normal'
}

/**
 * Whether LSAs of this type have a place in the area: AS-external-LSAs, what has their scope (RFC 5250 §3) and the
 * ways to their originators, type 4 (erratum 3746), are not for stub areas (§3.6); type 7 is for NSSAs (RFC 3101 §2.2).
 */
export function areaTakesType(area: Pick<Area, 'settings'>, type: LsType): boolean {
  switch (type) {
    case LsType.asExternal:
    case LsType.opaqueAs:
    case LsType.summaryAsbr:
      return takesExternals(area)
    case LsType.nssaExternal:
      return false
    default:
      return true
  }
}
