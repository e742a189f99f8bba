import { between, type Instant, later, milliseconds, seconds } from '../../base/duration.js'
import type { Ipv4 } from '../../base/ipv4.js'
import { InitialSequenceNumber, MaxAge, MaxSequenceNumber, MinLSArrival, MinLSInterval } from '../constants.js'
import { type DatabaseEntry, databaseEntry } from '../database/database.js'
import { hasContent, install } from '../database/install.js'
import { flush } from '../database/lifetime.js'
import { databaseAt, nameAt, type Place } from '../database/scope.js'
import { flood } from '../flooding/flood.js'
import type { OwnLsa } from '../flooding/memory.js'
import { repeat } from '../flooding/retransmit.js'
import { holdsOwnLsas } from '../graceful-restart/restarting.js'
import { encodeLsa } from '../lsa/encode.js'
import type { Lsa, LsaKey, LsType } from '../lsa/lsa.js'
import type { Area, Neighbor, OspfMemory } from '../memory.js'
import { adjacenciesComingUp } from '../neighbor/pacing.js'

/**
 * MinLSInterval is kept on average: after a pause, so many instances may follow the first one at the distance of
 * MinLSArrival. An adjacency that comes up right after another one need not wait (deviation from §12.4).
 */
const QUICK_SUCCESSORS = 10

/** The same for an LSA that another router contradicts. */
const QUICK_ANSWERS = 2

/** From so many contradictions without a pause on, another router is taken to use our Router ID. */
const CONTRADICTIONS_OF_A_FIGHT = 4

/** MinLSArrival, and how much longer the earlier of two packets may be on the way to a neighbor. */
const ARRIVAL = milliseconds(MinLSArrival + 100)

/**
 * Each life of the router has so many sequence numbers for its LSAs, above those of the life before. An LSA that needed
 * more of them is received from the neighbors, and succeeded (§13.4).
 */
const NUMBERS_A_LIFE = 0x1000

/** Lives are counted up to here and then from the first again: half of all numbers are above theirs. */
const LIVES = 0x80000

/**
 * What only adds to our LSA waits so long for what else is about to be added: interfaces that come up together, and the
 * adjacencies on them, make one instance instead of one now and the next when MinLSArrival is over.
 */
const GATHERING = milliseconds(200)

/** What an LSA of ours is to say. */
export interface Content {
  readonly options: number
  readonly body: Uint8Array
}

/**
 * Makes `content` what our LSA of this type and Link State ID says (RFC 2328 §12.4). A new instance is originated if
 * that differs from the one in the database; now, or when MinLSInterval has passed since the last one.
 *
 * @param onlyAdds whether `content` takes nothing back of the last instance, so that it may wait for more to be added
 */
export function originate(
  memory: OspfMemory,
  place: Place,
  type: LsType,
  linkStateId: Ipv4,
  content: Content,
  onlyAdds?: (last: Lsa) => boolean,
): void {
  const key: LsaKey = { type, linkStateId, advertisingRouter: memory.routerId }
  const name = nameAt(place, key)
  let own = memory.flooding.own.get(name)
  if (own === undefined) {
    const { area, interface: ospfInterface } = place
    own = {
      ...key,
      area,
      interface: ospfInterface,
      wanted: undefined,
      differsSince: undefined,
      gatheringUntil: memory.now,
      floodedAt: undefined,
      paidUntil: memory.now,
      contradictedAt: memory.now,
      contradictions: 0,
      ambiguous: undefined,
    }
    memory.flooding.own.set(name, own)
  }
  own.wanted = content
  if (onlyAdds === undefined || takesBack(databaseAt(memory, own).get(own), onlyAdds)) own.gatheringUntil = memory.now
  else if (own.differsSince === undefined) own.gatheringUntil = later(memory.now, GATHERING)
  settle(memory, own)
}

/** What we said in a former life, or somebody says in our name, is not what we take back now. */
function takesBack(last: DatabaseEntry | undefined, onlyAdds: (last: Lsa) => boolean): boolean {
  return last !== undefined && !last.maxAge && last.origin === 'originated' && !onlyAdds(last.lsa)
}

/**
 * An LSA of ours is asked for. What it is to say next is said now, unless adjacencies that are coming up will add to it: an
 * instance that follows another one too soon is discarded by who got that.
 */
export function endGathering(memory: OspfMemory, place: Place, key: LsaKey): void {
  const own = memory.flooding.own.get(nameAt(place, key))
  if (own === undefined || own.gatheringUntil <= memory.now || adjacenciesComingUp(memory) > 0) return
  own.gatheringUntil = memory.now
  settle(memory, own)
}

/** We want no such LSA any more: what the database holds of it is flushed (§14.1). */
export function withdraw(memory: OspfMemory, place: Place, type: LsType, linkStateId: Ipv4): void {
  const own = memory.flooding.own.get(nameAt(place, { type, linkStateId, advertisingRouter: memory.routerId }))
  if (own === undefined) return
  own.wanted = undefined
  settle(memory, own)
}

/** Brings the database to what is wanted, if not now, then when it may be. */
function settle(memory: OspfMemory, own: OwnLsa): void {
  if (holdsOwnLsas(memory, own)) return
  const entry = databaseAt(memory, own).get(own)
  if (own.wanted === undefined || memory.stopping) {
    memory.agenda.cancel(timer(own))
    if (entry === undefined) memory.flooding.own.delete(nameAt(own, own))
    else flushAfterArrival(memory, own, entry)
    return
  }
  if (entry !== undefined && isAsWanted(entry, own.wanted) && entry !== own.ambiguous) {
    memory.agenda.cancel(timer(own))
    own.differsSince = undefined
    return
  }
  own.differsSince ??= memory.now
  const allowed = allowedFrom(memory, own, own.differsSince, entry)
  if (allowed <= memory.now) makeInstance(memory, own, own.wanted, entry)
  else memory.agenda.set(timer(own), allowed, () => settle(memory, own))
}

/**
 * From when on the next instance may be originated: when all is gathered, as MinLSInterval demands, and not so soon after
 * the last one was flooded that its receivers would discard it for MinLSArrival (§13 (5)(a)). Neighbors that asked for the
 * last one are no reason to wait (see `makeInstance`).
 */
function allowedFrom(
  memory: OspfMemory,
  own: OwnLsa,
  differsSince: Instant,
  entry: DatabaseEntry | undefined,
): Instant {
  const quick = isContradicted(memory, own) ? QUICK_ANSWERS : QUICK_SUCCESSORS
  const paid = own.paidUntil - quick * MinLSInterval
  const sent = entry === undefined || entry.origin === 'originated' ? own.floodedAt : entry.sentAt
  const arrived = sent === undefined ? 0 : Math.min(sent, differsSince) + ARRIVAL
  return Math.max(own.gatheringUntil, paid, arrived) as Instant
}

function isContradicted(memory: OspfMemory, own: OwnLsa): boolean {
  return own.contradictions > 0 && between(own.contradictedAt, memory.now) <= 2 * MinLSInterval
}

/**
 * Flushes what is not wanted any more, but not so soon after it was originated that its receivers would discard the
 * flush for MinLSArrival, or that the flush might overtake it on the way and it would stay with them until MaxAge; nor so
 * soon after it was sent again, for who had not acknowledged it. At the end of everything it is flushed at once, and then
 * again for who has not acknowledged that.
 */
function flushAfterArrival(memory: OspfMemory, own: OwnLsa, entry: DatabaseEntry): void {
  own.differsSince ??= memory.now
  const { installedAt, retransmissions, sentAt } = entry
  const sent = retransmissions > 0 && sentAt !== undefined ? Math.min(sentAt, own.differsSince) : installedAt
  const arrived = later(Math.max(installedAt, sent) as Instant, ARRIVAL)
  const discarded = !entry.maxAge && sentAt !== undefined && arrived > memory.now
  if (discarded && !memory.stopping) {
    memory.agenda.set(timer(own), arrived, () => settle(memory, own))
    return
  }
  flush(memory, entry)
  if (discarded) memory.agenda.set(`repeat ${nameAt(own, own)}`, arrived, () => repeat(memory, entry))
}

function isAsWanted(entry: DatabaseEntry, wanted: Content): boolean {
  return !entry.maxAge && entry.origin === 'originated' && hasContent(entry.lsa, wanted.options, wanted.body)
}

/** Originates the instance that succeeds `entry`. Where the sequence number wraps, that goes first (§12.1.6). */
function makeInstance(memory: OspfMemory, own: OwnLsa, wanted: Content, entry: DatabaseEntry | undefined): void {
  memory.agenda.cancel(timer(own))
  if (entry?.lsa.sequenceNumber === MaxSequenceNumber) {
    flush(memory, entry)
    return
  }
  const sequenceNumber = entry === undefined ? firstSequenceNumber(memory, own) : entry.lsa.sequenceNumber + 1
  const lsa = encodeLsa({
    ...wanted,
    type: own.type,
    linkStateId: own.linkStateId,
    advertisingRouter: own.advertisingRouter,
    sequenceNumber,
  })
  const successor = databaseEntry(lsa, memory.now, own, 'originated')
  own.differsSince = undefined
  own.ambiguous = undefined
  // What we originated and sent to nobody costs nothing
  const sent = entry === undefined || entry.origin !== 'originated' || entry.sentAt !== undefined
  if (sent) own.paidUntil = later(own.paidUntil > memory.now ? own.paidUntil : memory.now, MinLSInterval)
  const lastSent = entry?.sentAt
  flood(memory, successor, undefined)
  install(memory, successor)
  if (successor.retransmissions === 0) return
  own.floodedAt = memory.now
  // Who was sent the last one a moment ago, in answer to a request, may discard this one without a word
  if (lastSent !== undefined && later(lastSent, ARRIVAL) > memory.now)
    memory.agenda.set(`repeat ${nameAt(own, own)}`, later(lastSent, ARRIVAL), () => repeat(memory, successor))
}

/**
 * §12.1.6: no number is used twice, so that no two instances are one to §13.1, which compares checksums, and to them 00 and
 * FF are alike. In this life an LSA that we flushed within MaxAge goes on from its last number, for where the flush did not
 * reach, somebody may hold it. Those of former lives are below all of this one, if the storage still knows how many there
 * were; else see `selfOriginatedDescribed`.
 */
function firstSequenceNumber({ authentication, flooding, now }: OspfMemory, own: OwnLsa): number {
  const last = flooding.flushed.get(nameAt(own, own))
  if (last?.sequenceNumber === MaxSequenceNumber) return InitialSequenceNumber
  if (last !== undefined && between(last.at, now) <= seconds(MaxAge)) return last.sequenceNumber + 1
  const formerLives = Math.max(0, authentication.bootCount - 1) % LIVES
  return InitialSequenceNumber + formerLives * NUMBERS_A_LIFE
}

function rememberFlushed({ flooding: { flushed }, now, settings }: OspfMemory, entry: DatabaseEntry): void {
  const name = nameAt(entry, entry.lsa)
  flushed.delete(name)
  flushed.set(name, { sequenceNumber: entry.lsa.sequenceNumber, at: now })
  // The oldest stand first
  for (const [other, { at }] of flushed) {
    if (between(at, now) <= seconds(MaxAge) && flushed.size <= settings.maximumLsas) break
    flushed.delete(other)
  }
}

/** An LSA of ours is LSRefreshTime old (§12.4, event 1). */
export function refreshOwnLsa(memory: OspfMemory, entry: DatabaseEntry): void {
  const own = memory.flooding.own.get(nameAt(entry, entry.lsa))
  if (own?.wanted === undefined || memory.stopping) flush(memory, entry)
  else makeInstance(memory, own, own.wanted, entry)
}

/** An LSA of ours was flushed and has left the database: a wanted one begins anew (§12.1.6). */
export function ownLsaRemoved(memory: OspfMemory, entry: DatabaseEntry): void {
  rememberFlushed(memory, entry)
  const own = memory.flooding.own.get(nameAt(entry, entry.lsa))
  if (own !== undefined) settle(memory, own)
}

/**
 * §13.4: `entry`, received from `neighbor`, is newer than what we originated. If we want such an LSA, it gets a
 * successor: at once after a restart, at the pace of MinLSInterval when somebody goes on contradicting us, who is named.
 *
 * @returns false if we want no such LSA
 */
export function succeedReceivedLsa(memory: OspfMemory, neighbor: Neighbor, entry: DatabaseEntry): boolean {
  const own = memory.flooding.own.get(nameAt(entry, entry.lsa))
  if (own?.wanted === undefined || memory.stopping) return false
  contradicted(memory, neighbor, own)
  settle(memory, own)
  return true
}

/** `neighbor` has another LSA than `entry` and takes it for the same instance (§13.1): it gets a successor likewise. */
export function succeedAmbiguousLsa(memory: OspfMemory, neighbor: Neighbor, entry: DatabaseEntry): void {
  const own = memory.flooding.own.get(nameAt(entry, entry.lsa))
  if (own?.wanted === undefined || own.ambiguous === entry || memory.stopping) return
  own.ambiguous = entry
  contradicted(memory, neighbor, own)
  settle(memory, own)
}

function contradicted(memory: OspfMemory, neighbor: Neighbor, own: OwnLsa): void {
  own.contradictions = isContradicted(memory, own) ? own.contradictions + 1 : 1
  own.contradictedAt = memory.now
  if (own.contradictions < CONTRADICTIONS_OF_A_FIGHT) return
  memory.effects.push({
    do: 'notice',
    notice: {
      notice: 'duplicate-router-id',
      level: 'warning',
      interface: neighbor.interface.key,
      source: neighbor.address,
    },
  })
}

/** Nothing is wanted in `area` any more, which is about to be forgotten with all that its database holds. */
export function forgetOwnLsas(memory: OspfMemory, area: Area): void {
  for (const [name, own] of memory.flooding.own) {
    if (own.area !== area) continue
    memory.agenda.cancel(timer(own))
    memory.flooding.own.delete(name)
  }
}

/** A graceful restart is over: what we want and the neighbors have of our former life are made one (RFC 3623 §2.3). */
export function settleOwnLsas(memory: OspfMemory): void {
  for (const own of [...memory.flooding.own.values()]) settle(memory, own)
}

/** Whether `entry` is of an LSA that we originate in this life. */
export function isWantedOwnLsa(memory: OspfMemory, entry: DatabaseEntry): boolean {
  return memory.flooding.own.get(nameAt(entry, entry.lsa))?.wanted !== undefined
}

/** Flushes all LSAs of ours; none is originated any more. */
export function flushOwnLsas(memory: OspfMemory): void {
  memory.stopping = true
  for (const own of memory.flooding.own.values()) {
    own.wanted = undefined
    settle(memory, own)
  }
}

/** Whether no LSA of ours is left in the databases, so that every neighbor has acknowledged its flushing. */
export function ownLsasFlushed(memory: OspfMemory): boolean {
  for (const own of memory.flooding.own.values()) if (databaseAt(memory, own).get(own) !== undefined) return false
  return true
}

function timer(own: OwnLsa): string {
  return `originate ${nameAt(own, own)}`
}
