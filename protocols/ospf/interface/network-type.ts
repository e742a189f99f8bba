import type { OspfInterface } from '../memory.js'

/** RFC 2328 §9: whether a Designated Router is elected on the network: broadcast and NBMA. */
export function isMultiAccess({ type }: Pick<OspfInterface, 'type'>): boolean {
  return type === 'broadcast' || type === 'non-broadcast'
}

/** §10.5: whether a neighbor is known by its Router ID, whatever address it speaks from. */
export function isPointToPoint({ type }: Pick<OspfInterface, 'type'>): boolean {
  return type === 'point-to-point' || type === 'virtual'
}

/** Whether each neighbor gets a copy of what all of them shall have (§13.3 (5), §13.5), for nothing reaches all. */
export function isNonBroadcast({ type }: Pick<OspfInterface, 'type'>): boolean {
  return type === 'non-broadcast' || type === 'point-to-multipoint'
}
