import { err, ok, type Result } from '../../base/result.js'
import type { Reader } from '../../wire/reader.js'
import { MaxAge } from '../constants.js'
import type { LsaRefusal } from '../notice.js'
import { secondsOfAge } from './age.js'
import { asExternalLsaIsWellFormed } from './as-external-lsa.js'
import { lsaChecksumIsGood } from './checksum.js'
import {
  decodeLsaHeader,
  isLsType,
  LENGTH_AT,
  LSA_HEADER_LENGTH,
  type Lsa,
  type LsaHeader,
  LsType,
  lsaOfBytes,
} from './lsa.js'
import { networkLsaIsWellFormed } from './network-lsa.js'
import { nssaExternalLsaIsWellFormed } from './nssa-external-lsa.js'
import { routerLsaIsWellFormed } from './router-lsa.js'
import { summaryLsaIsWellFormed } from './summary-lsa.js'

/** One LSA of an update that is not looked at further. */
export interface RefusedLsa {
  readonly reason: LsaRefusal
  /** undefined where not even a header is there. */
  readonly header: LsaHeader | undefined
}

/** 0x80000000 is reserved (§12.1.6). */
const RESERVED_SEQUENCE_NUMBER = -0x80000000

/**
 * The LSA that `reader` stands before, or why it is refused. The reader is left behind it, except where its length cannot
 * be believed (`lsa-truncated`, `lsa-length`).
 */
export function decodeLsa(reader: Reader): Result<Lsa, RefusedLsa> {
  const length = reader.peekUint16(LENGTH_AT)
  if (length === undefined) return err({ reason: 'lsa-truncated', header: undefined })
  if (length < LSA_HEADER_LENGTH) return err({ reason: 'lsa-length', header: decodeLsaHeader(reader) })
  if (length > reader.remaining) return err({ reason: 'lsa-truncated', header: decodeLsaHeader(reader) })
  const lsa = lsaOfBytes(reader.keep(length))
  const reason = refusal(lsa)
  return reason === undefined ? ok(lsa) : err({ reason, header: lsa })
}

function refusal({ age, type, linkStateId, advertisingRouter, sequenceNumber, bytes }: Lsa): LsaRefusal | undefined {
  // §13 (1), (2), in this order.
  if (!lsaChecksumIsGood(bytes)) return 'lsa-checksum'
  if (!isLsType(type)) return 'lsa-unknown-type'
  if (secondsOfAge(age) > MaxAge) return 'lsa-age'
  if (sequenceNumber === RESERVED_SEQUENCE_NUMBER) return 'lsa-sequence-number'
  // §12.1.4: the Link State ID of a router-LSA is its originator's Router ID.
  if (type === LsType.router && (linkStateId as number) !== advertisingRouter) return 'lsa-link-state-id'
  if (advertisingRouter === 0 || bytes.length % 4 !== 0) return 'lsa-malformed'
  return bodyIsWellFormed(type, bytes) ? undefined : 'lsa-malformed'
}

function bodyIsWellFormed(type: LsType, bytes: Uint8Array): boolean {
  switch (type) {
    case LsType.router:
      return routerLsaIsWellFormed(bytes)
    case LsType.network:
      return networkLsaIsWellFormed(bytes.length)
    case LsType.summaryNetwork:
    case LsType.summaryAsbr:
      return summaryLsaIsWellFormed(bytes.length)
    case LsType.asExternal:
      return asExternalLsaIsWellFormed(bytes.length)
    case LsType.nssaExternal:
      return nssaExternalLsaIsWellFormed(bytes.length)
    case LsType.opaqueLink:
    case LsType.opaqueArea:
    case LsType.opaqueAs:
      return true
  }
}
