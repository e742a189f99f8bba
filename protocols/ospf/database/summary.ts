import { addToRetransmissionList } from '../flooding/retransmit.js'
import { isMaxAge } from '../lsa/age.js'
import { headerWithAge, type LsaHeader } from '../lsa/lsa.js'
import type { Neighbor, OspfMemory } from '../memory.js'
import { ageOf } from './database.js'
import { takesType } from './scope.js'

/**
 * The Database summary list for a neighbor that enters Exchange (§10.3, NegotiationDone): every LSA of its link, area
 * and the AS with the age of now. Those of age MaxAge go to its retransmission list instead. The list is described from its
 * end on: our own LSAs, which change as soon as we are Full, come last, so that more often their next instances are asked
 * for, and MinLSArrival need not pass between the two.
 */
export function describeDatabase(memory: OspfMemory, neighbor: Neighbor): LsaHeader[] {
  const own: LsaHeader[] = []
  const others: LsaHeader[] = []
  const { area, database } = neighbor.interface
  for (const part of [area.database, memory.asDatabase, database]) {
    for (const entry of part.all()) {
      if (!takesType(neighbor, entry.lsa.type)) continue
      const age = ageOf(entry, memory.now)
      if (isMaxAge(age)) addToRetransmissionList(memory, neighbor, entry)
      else (entry.lsa.advertisingRouter === memory.routerId ? own : others).push(headerWithAge(entry.lsa, age))
    }
  }
  return own.concat(others)
}
