import { err, ok, type Result } from '../../base/result.js'
import type { PacketError, PacketHeader } from './packet.js'

/**
 * How the packets of an interface are authenticated (RFC 2328 Appendix D). Null authentication (§D.1): the 8 bytes of
 * the header are zero and not examined.
 */
export interface Authentication {
  readonly type: 'null'
}

export const NULL_AUTHENTICATION: Authentication = { type: 'null' }

/** Appendix D, table 17: the values of AuType. */
export const AuType = { null: 0, simple: 1, cryptographic: 2 } as const

const NAMES: Record<number, string> = {
  [AuType.null]: 'null',
  [AuType.simple]: 'simple password',
  [AuType.cryptographic]: 'cryptographic',
}

/**
 * RFC 2328 §8.2 and §D.5: whether a received packet is one that `authentication` accepts.
 *
 * @param packet the whole IP payload: an authentication trailer lies beyond `header.length`
 */
export function authenticate(
  _authentication: Authentication,
  header: PacketHeader,
  _packet: Uint8Array,
): Result<true, PacketError> {
  if (header.auType === AuType.null) return ok(true)
  const theirs = NAMES[header.auType] ?? `type ${header.auType}`
  return err({ reason: 'authentication-type', detail: `theirs ${theirs}, ours null`, routerId: header.routerId })
}

/**
 * RFC 2328 §D.4: what a packet to be sent becomes. Its checksum has been filled in, as every type but the cryptographic
 * one wants it.
 *
 * @returns the IP payload: the packet and, where the type has one, the trailer beyond its length
 */
export function protect(_authentication: Authentication, packet: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return packet
}
