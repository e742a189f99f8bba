import { Options } from '../packet/options.js'
import { type AsExternalLsa, asExternalLsaIsWellFormed, decodeAsExternalLsa } from './as-external-lsa.js'
import type { Lsa } from './lsa.js'

/** RFC 3101 Appendix A: a type 7 LSA has the format of a type 5 one, and bit P in its options. */
export interface NssaExternalLsa extends AsExternalLsa {
  /** To be translated into a type 5 LSA by the NSSA's translator. */
  readonly propagate: boolean
}

export const nssaExternalLsaIsWellFormed = asExternalLsaIsWellFormed

export function decodeNssaExternalLsa(lsa: Lsa): NssaExternalLsa {
  const { networkMask, type2, metric, forwardingAddress, externalRouteTag } = decodeAsExternalLsa(lsa)
  const propagate = (lsa.options & Options.NP) !== 0
  return { networkMask, type2, metric, forwardingAddress, externalRouteTag, propagate }
}
