import { LSA_HEADER_LENGTH, type Lsa } from './lsa.js'

/**
 * RFC 5250 §A.2, types 9, 10 and 11: the Link State ID is split, and the body is the application's.
 *
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     |  Opaque Type  |                 Opaque ID                     |
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */
export interface OpaqueLsa {
  readonly opaqueType: number
  /** 24 bits. */
  readonly opaqueId: number
  /** Not examined, not copied. */
  readonly information: Uint8Array
}

export function decodeOpaqueLsa(lsa: Lsa): OpaqueLsa {
  return {
    opaqueType: lsa.linkStateId >>> 24,
    opaqueId: lsa.linkStateId & 0xffffff,
    information: lsa.bytes.subarray(LSA_HEADER_LENGTH),
  }
}
