import type { Instant } from '../../base/duration.js'
import { lsaKeyOf } from '../database/database.js'
import { eligibleInterfaces, placeOf } from '../database/scope.js'
import type { Lsa } from '../lsa/lsa.js'
import { compareInstances } from '../lsa/more-recent.js'
import type { Neighbor, OspfMemory } from '../memory.js'
import { atLeast } from '../states.js'

/**
 * RFC 2328 §13 (5)(a): an instance that came too soon is looked at again by `receive` when MinLSArrival is over, as if it
 * came then: the sender would repeat it only after RxmtInterval, and routers that originate twice within a second are
 * common. The most recent one of each LSA and neighbor is kept.
 */
export function receiveLater(memory: OspfMemory, neighbor: Neighbor, lsa: Lsa, at: Instant, receive: () => void): void {
  const key = lsaKeyOf(lsa)
  const waiting = neighbor.early.get(key)
  if (waiting !== undefined && compareInstances(lsa, waiting) < 0) return
  neighbor.early.set(key, lsa)
  memory.agenda.set(timer(neighbor, key), at, () => {
    neighbor.early.delete(key)
    if (atLeast(neighbor.state, 'Exchange')) receive()
  })
}

/**
 * §13 (4): this instance is MaxAge and was not installed, for there is none in the database. What waits and is no more
 * recent is not installed afterwards either: nobody would flush it again.
 */
export function forgetEarlier(memory: OspfMemory, { interface: ospfInterface }: Neighbor, lsa: Lsa): void {
  const key = lsaKeyOf(lsa)
  for (const { neighbors } of eligibleInterfaces(memory, placeOf(ospfInterface, lsa.type)))
    for (const neighbor of neighbors.values()) {
      const waiting = neighbor.early.get(key)
      if (waiting === undefined || compareInstances(lsa, waiting) < 0) continue
      neighbor.early.delete(key)
      memory.agenda.cancel(timer(neighbor, key))
    }
}

/** The adjacency is no more. */
export function forgetEarly(memory: OspfMemory, neighbor: Neighbor): void {
  for (const key of neighbor.early.keys()) memory.agenda.cancel(timer(neighbor, key))
  neighbor.early.clear()
}

function timer(neighbor: Neighbor, key: string): string {
  return `min-ls-arrival ${neighbor.key} ${key}`
}
