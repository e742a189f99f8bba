import { err, ok, type Result } from '../../base/result.js'
import type { Reader } from '../../wire/reader.js'
import { MaxAge } from '../constants.js'
import type { LsaRefusal } from '../notice.js'
import { secondsOfAge } from './age.js'
import { asExternalLsaIsWellFormed } from './as-external-lsa.js'
import { lsaChecksumIsGood } from './checksum.js'
import { decodeLsaHeader, isLsType, LSA_HEADER_LENGTH, type Lsa, type LsaHeader, LsType } from './lsa.js'
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
 * The LSA that `reader` stands before, copied out of its bytes, or why it is refused. The reader is left behind it,
 * except where its length cannot be believed (`lsa-truncated`, `lsa-length`).
 */
export function decodeLsa(reader: Reader): Result<Lsa, RefusedLsa> {
  const room = reader.remaining
  if (room < LSA_HEADER_LENGTH) return err({ reason: 'lsa-truncated', header: undefined })
  const start = reader.offset
  const header = decodeLsaHeader(reader)
  const { age, options, type, linkStateId, advertisingRouter, sequenceNumber, checksum, length } = header
  if (length < LSA_HEADER_LENGTH) return err({ reason: 'lsa-length', header })
  if (length > room) return err({ reason: 'lsa-truncated', header })
  reader.skip(length - LSA_HEADER_LENGTH)
  const bytes = reader.copyFrom(start)
  const reason = refusal(header, bytes)
  if (reason !== undefined) return err({ reason, header })
  return ok({ age, options, type, linkStateId, advertisingRouter, sequenceNumber, checksum, length, bytes })
}

/** @param bytes the whole LSA, no more */
function refusal(header: LsaHeader, bytes: Uint8Array): LsaRefusal | undefined {
  // §13 (1), (2), in this order.
  if (!lsaChecksumIsGood(bytes)) return 'lsa-checksum'
  if (!isLsType(header.type)) return 'lsa-unknown-type'
  if (secondsOfAge(header.age) > MaxAge) return 'lsa-age'
  if (header.sequenceNumber === RESERVED_SEQUENCE_NUMBER) return 'lsa-sequence-number'
  // §12.1.4: the Link State ID of a router-LSA is its originator's Router ID.
  if (header.type === LsType.router && (header.linkStateId as number) !== header.advertisingRouter)
    return 'lsa-link-state-id'
  if (header.advertisingRouter === 0 || header.length % 4 !== 0) return 'lsa-malformed'
  return bodyIsWellFormed(header.type, bytes) ? undefined : 'lsa-malformed'
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
