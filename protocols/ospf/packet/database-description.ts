import type { LsaHeader } from '../lsa/lsa.js'

/** RFC 2328 §A.3.3. */
export interface DatabaseDescription {
  readonly interfaceMtu: number
  readonly options: number
  readonly init: boolean
  readonly more: boolean
  readonly master: boolean
  readonly sequenceNumber: number
  readonly headers: readonly LsaHeader[]
}
