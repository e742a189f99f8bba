import type { Reader } from '../../wire/reader.js'
import type { Writer } from '../../wire/writer.js'
import type { Lsa } from '../lsa/lsa.js'
import { decodeLsa, type RefusedLsa } from '../lsa/validate.js'

/** RFC 2328 §A.3.5 as received: after the OSPF header, the number of LSAs (32 bits), then the LSAs. */
export interface LinkStateUpdate {
  readonly type: 'link-state-update'
  /** The good ones, in their order. */
  readonly lsas: readonly Lsa[]
  readonly refused: readonly RefusedLsa[]
}

/** RFC 2328 §A.3.5 to be sent. */
export interface OutgoingUpdate {
  readonly type: 'link-state-update'
  readonly copies: readonly LsaCopy[]
}

/** An LSA as it goes out: its bytes with another age (§13.3 (5)). */
export interface LsaCopy {
  readonly lsa: Lsa
  /** LS age to be sent, InfTransDelay added, with the DoNotAge bit. */
  readonly age: number
}

/** Bytes of the packet body before the first LSA. */
export const LINK_STATE_UPDATE_LENGTH = 4

/**
 * The LSAs of an update. What is wrong in one LSA costs that LSA only; when its
 * length cannot be believed, also those behind it, for nobody knows where they begin.
 *
 * @returns undefined when the number of LSAs is missing or more than the bytes can hold
 */
export function decodeLinkStateUpdate(reader: Reader): LinkStateUpdate | undefined {
  const count = reader.uint32()
  if (reader.overrun || count * 20 > reader.remaining) return undefined
  const lsas: Lsa[] = []
  const refused: RefusedLsa[] = []
  for (let i = 0; i < count; i++) {
    const lsa = decodeLsa(reader)
    if (lsa.ok) {
      lsas.push(lsa.value)
      continue
    }
    refused.push(lsa.error)
    if (lsa.error.reason === 'lsa-truncated' || lsa.error.reason === 'lsa-length') break
  }
  return { type: 'link-state-update', lsas, refused }
}

export function encodeLinkStateUpdate(writer: Writer, update: OutgoingUpdate): void {
  writer.uint32(update.copies.length)
  for (const { lsa, age } of update.copies) {
    const start = writer.length
    writer.bytes(lsa.bytes).setUint16(start, age)
  }
}
