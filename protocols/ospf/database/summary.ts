import { addToRetransmissionList } from '../flooding/retransmit.js'
import { isMaxAge } from '../lsa/age.js'
import { headerWithAge, type LsaHeader } from '../lsa/lsa.js'
import type { Neighbor, OspfMemory } from '../memory.js'
import { ageOf } from './database.js'
import { takesType } from './scope.js'

/**
 * The Database summary list for a neighbor that enters Exchange (§10.3, NegotiationDone): every LSA of its link, area
 * and the AS with the age of now. Those of age MaxAge go to its retransmission list instead.
 */
export function describeDatabase(memory: OspfMemory, neighbor: Neighbor): LsaHeader[] {
  const summary: LsaHeader[] = []
  const { area, database } = neighbor.interface
  for (const part of [area.database, memory.asDatabase, database]) {
    for (const entry of part.all()) {
      if (!takesType(neighbor, entry.lsa.type)) continue
      const age = ageOf(entry, memory.now)
      if (isMaxAge(age)) addToRetransmissionList(memory, neighbor, entry)
      else summary.push(headerWithAge(entry.lsa, age))
    }
  }
  return summary
}
