import { MaxAgeDiff } from '../constants.js'
import { isMaxAge, secondsOfAge } from './age.js'
import type { LsaHeader } from './lsa.js'

/** What two instances of one LSA are compared by; `age` is the age now, time held in the database included. */
export type Instance = Pick<LsaHeader, 'sequenceNumber' | 'checksum' | 'age'>

/**
 * RFC 2328 §13.1, determining which LSA is newer.
 *
 * @returns more than 0 when `a` is more recent, less when `b` is, 0 when they are the same instance
 */
export function compareInstances(a: Instance, b: Instance): number {
  if (a.sequenceNumber !== b.sequenceNumber) return a.sequenceNumber > b.sequenceNumber ? 1 : -1
  if (a.checksum !== b.checksum) return a.checksum > b.checksum ? 1 : -1
  const aIsMaxAge = isMaxAge(a.age)
  if (aIsMaxAge !== isMaxAge(b.age)) return aIsMaxAge ? 1 : -1
  const difference = secondsOfAge(a.age) - secondsOfAge(b.age)
  if (Math.abs(difference) > MaxAgeDiff) return difference < 0 ? 1 : -1
  return 0
}
