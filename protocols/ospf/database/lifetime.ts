import { between, seconds } from '../../base/duration.js'
import { MaxAge } from '../constants.js'
import { flood } from '../flooding/flood.js'
import { rememberFlush } from '../flooding/flushed-lately.js'
import { DoNotAge } from '../lsa/age.js'
import type { OspfMemory } from '../memory.js'
import { ownLsaRemoved, refreshOwnLsa } from '../originate/own.js'
import { isReachable } from '../routing/reachable.js'
import { atLeast } from '../states.js'
import type { DatabaseEntry } from './database.js'
import { becomeMaxAge, lookAgain, remove } from './install.js'

const LIFETIMES = 'lsa-lifetimes'

/** Sees to it that the LSAs whose time has come are refreshed or flushed. */
export function scheduleLifetimes(memory: OspfMemory): void {
  const next = memory.flooding.lifetimes.next()
  if (next !== undefined) memory.agenda.setEarlier(LIFETIMES, next, () => lifetimesOver(memory))
}

function lifetimesOver(memory: OspfMemory): void {
  for (const entry of memory.flooding.lifetimes.takeDue(memory.now)) {
    const { advertisingRouter, age } = entry.lsa
    if (advertisingRouter === memory.routerId && entry.origin === 'originated') refreshOwnLsa(memory, entry)
    else if ((age & DoNotAge) === 0 || isStale(memory, entry)) flush(memory, entry)
    else lookAgain(memory, entry)
  }
  scheduleLifetimes(memory)
}

/** RFC 1793 §2.3: an LSA with DoNotAge has been here for MaxAge, and its originator unreachable for as long. */
function isStale(memory: OspfMemory, entry: DatabaseEntry): boolean {
  const { unreachableSince } = memory.flooding
  if (isReachable(memory, entry.lsa.advertisingRouter)) {
    unreachableSince.delete(entry)
    return false
  }
  const since = unreachableSince.get(entry)
  if (since === undefined) unreachableSince.set(entry, memory.now)
  return since !== undefined && between(since, memory.now) >= seconds(MaxAge)
}

/** Flushes an LSA from the routing domain: by its natural end (§14) or by premature aging (§14.1). */
export function flush(memory: OspfMemory, entry: DatabaseEntry): void {
  if (entry.retired || entry.maxAge) return
  becomeMaxAge(memory, entry)
  flood(memory, entry, undefined)
}

/** Called when an LSA became one of age MaxAge, and when the last retransmission list that it was on lost it. */
export function scheduleRemoval(memory: OspfMemory, entry: DatabaseEntry): void {
  memory.flooding.removable.add(entry)
  considerRemoval(memory)
}

/** Called when a neighbor may have left Exchange and Loading. */
export function considerRemoval(memory: OspfMemory): void {
  if (memory.flooding.removable.size > 0) memory.agenda.soon('lsa-removal', () => removeMaxAgeLsas(memory))
}

/**
 * §14: an LSA of age MaxAge leaves the database as soon as it is on no neighbor's retransmission list and no neighbor
 * is in state Exchange or Loading.
 */
function removeMaxAgeLsas(memory: OspfMemory): void {
  if (anyExchanging(memory)) return
  const { removable } = memory.flooding
  for (const entry of removable) {
    removable.delete(entry)
    if (entry.retransmissions > 0) continue
    remove(memory, entry)
    rememberFlush(memory, entry)
    if (entry.lsa.advertisingRouter === memory.routerId) ownLsaRemoved(memory, entry)
  }
}

/** Whether any of the router's neighbors is in state Exchange or Loading (§13 (4), §14). */
export function anyExchanging(memory: OspfMemory): boolean {
  for (const ospfInterface of memory.interfaces.values()) {
    for (const { state } of ospfInterface.neighbors.values())
      if (atLeast(state, 'Exchange') && state !== 'Full') return true
  }
  return false
}
