import type { RouterId } from '../identifiers.js'
import type { Authentication, Sequence } from '../packet/authentication.js'
import type { PacketType } from '../packet/packet.js'

/**
 * The last cryptographic sequence numbers that each neighbor of an interface has sent (RFC 2328 §D.5, RFC 7474 §2), by
 * `hello 1`: for each packet type apart, as packets of different types may overtake each other, and for each Key ID, as
 * a router that has lost its numbers may begin anew with a new key (RFC 7474 §8).
 */
export type SequenceNumbers = Map<RouterId, Map<string, bigint>>

/** How many neighbors, and numbers of each, are remembered: all of them had a key, so these are no forgeries. */
const MOST_REMEMBERED = 4096

/** Why a packet is a replay, in words; undefined where its number is higher than the last one. */
export function replayed(
  numbers: SequenceNumbers,
  authentication: Authentication,
  routerId: RouterId,
  type: PacketType,
  sequence: Sequence | undefined,
): string | undefined {
  if (sequence === undefined) return undefined
  const { keyId, number } = sequence
  const last = numbers.get(routerId)?.get(`${type} ${keyId}`)
  if (last === undefined || number > last) return undefined
  // BIRD sends bursts with one number
  const equalIsFine = authentication.type === 'cryptographic' && !authentication.strictSequence
  if (equalIsFine && number === last) return undefined
  return `${type} with ${number} after ${last}`
}

export function rememberSequence(
  numbers: SequenceNumbers,
  routerId: RouterId,
  type: PacketType,
  sequence: Sequence | undefined,
): void {
  if (sequence === undefined) return
  let known = numbers.get(routerId)
  if (known === undefined) {
    known = new Map()
    numbers.set(routerId, known)
    forgetOldest(numbers)
  }
  known.set(`${type} ${sequence.keyId}`, sequence.number)
  forgetOldest(known)
}

/**
 * The neighbor is gone. Cryptographic authentication accepts whatever it begins anew with (§D.5); extended sequence
 * numbers never begin anew, so that nothing of a former session can be replayed (RFC 7474 §2).
 */
export function neighborGone(numbers: SequenceNumbers, authentication: Authentication, routerId: RouterId): void {
  if (authentication.type !== 'extended') numbers.delete(routerId)
}

function forgetOldest<K>(remembered: Map<K, unknown>): void {
  if (remembered.size <= MOST_REMEMBERED) return
  const [oldest] = remembered.keys()
  remembered.delete(oldest!)
}
