import type { Ipv4 } from '../../base/ipv4.js'
import type { RouterId } from '../identifiers.js'

/** LS types (RFC 2328 §A.4.1; RFC 3101 §2.2; RFC 5250 §3). */
export const LsType = {
  router: 1,
  network: 2,
  summaryNetwork: 3,
  summaryAsbr: 4,
  asExternal: 5,
  nssaExternal: 7,
  opaqueLink: 9,
  opaqueArea: 10,
  opaqueAs: 11,
} as const
export type LsType = (typeof LsType)[keyof typeof LsType]

/** What names an LSA, whatever its instance (RFC 2328 §12.1). */
export interface LsaKey {
  readonly type: LsType
  readonly linkStateId: Ipv4
  readonly advertisingRouter: RouterId
}

/** The 20 bytes that begin every LSA (RFC 2328 §A.4.1). */
export interface LsaHeader extends LsaKey {
  /** LS age as it stood in the bytes, whole seconds; see `database/database.ts` for the age now. */
  readonly age: number
  readonly options: number
  /** Signed 32-bit (§12.1.6). */
  readonly sequenceNumber: number
  /** Fletcher checksum, 16 bits (§12.1.7). */
  readonly checksum: number
  /** Of the whole LSA with this header, in bytes. */
  readonly length: number
}

/**
 * An instance of an LSA whose length, checksum and inner structure have been found good. The header is decoded; the
 * body stays bytes (decode it with the file of its type) and is never changed. The LS age in `bytes` is the age at the
 * moment the bytes were made or received.
 */
export interface Lsa extends LsaHeader {
  readonly bytes: Uint8Array
}
