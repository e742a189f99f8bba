import { MaxAge } from '../constants.js'

/** RFC 1793 §2.2: the bit of LS age that stops an LSA's ageing while it is held. We never set it, others may. */
export const DoNotAge = 0x8000

/** LS age in seconds, without the DoNotAge bit. */
export function secondsOfAge(age: number): number {
  return age & ~DoNotAge
}

export function isMaxAge(age: number): boolean {
  return secondsOfAge(age) >= MaxAge
}

/**
 * LS age after `more` seconds on the way (§13.3 (5): InfTransDelay): never beyond MaxAge; the DoNotAge bit stays
 * (RFC 1793 §2.2).
 */
export function addAge(age: number, more: number): number {
  return (age & DoNotAge) | Math.min(MaxAge, secondsOfAge(age) + more)
}
