import { type Instant, later, seconds } from '../../base/duration.js'
import { LSRefreshTime, MaxAge } from '../constants.js'
import { forgetInstance } from '../flooding/retransmit.js'
import { topologyChangedForHelped } from '../graceful-restart/helping.js'
import { restartMayBeOver } from '../graceful-restart/restarting.js'
import { DoNotAge } from '../lsa/age.js'
import { LSA_HEADER_LENGTH, type Lsa } from '../lsa/lsa.js'
import type { OspfMemory } from '../memory.js'
import { topologyChanged } from '../routing/schedule.js'
import type { DatabaseEntry } from './database.js'
import { scheduleLifetimes, scheduleRemoval } from './lifetime.js'
import { countLsas } from './limit.js'
import { databaseAt, isOpaque } from './scope.js'

/** How often it is looked at whether an LSA with DoNotAge is stale. */
const STALENESS_INTERVAL = seconds(60)

/** Own LSAs are refreshed up to this part of LSRefreshTime early, so that a thousand are not refreshed at once. */
const REFRESH_JITTER = 0.1

/**
 * RFC 2328 §13.2: installs `entry` in its database in the place of an earlier instance, which leaves every
 * retransmission list. Routes are calculated when the content differs.
 */
export function install(memory: OspfMemory, entry: DatabaseEntry): void {
  const old = databaseAt(memory, entry).put(entry)
  countLsas(memory, old, entry)
  const differs = old === undefined || contentDiffers(old, entry)
  entry.changed = differs || (old.changed && old.retransmissions > 0)
  if (old !== undefined) retire(memory, old)
  scheduleLifetime(memory, entry)
  if (entry.maxAge) scheduleRemoval(memory, entry)
  if (differs) contentChanged(memory, old, entry)
}

/** Takes `entry` out of its database for good. */
export function remove(memory: OspfMemory, entry: DatabaseEntry): void {
  databaseAt(memory, entry).remove(entry)
  countLsas(memory, entry, undefined)
  retire(memory, entry)
  if (!entry.maxAge) contentChanged(memory, entry, undefined)
}

/** Makes `entry` one of age MaxAge, in its place (§14): it takes no more part in the routing calculation. */
export function becomeMaxAge(memory: OspfMemory, entry: DatabaseEntry): void {
  if (entry.maxAge) return
  contentChanged(memory, entry, undefined)
  entry.maxAge = true
  memory.flooding.lifetimes.cancel(entry)
  scheduleRemoval(memory, entry)
}

function retire(memory: OspfMemory, entry: DatabaseEntry): void {
  memory.flooding.unreachableSince.delete(entry)
  entry.retired = true
  memory.flooding.lifetimes.cancel(entry)
  memory.flooding.removable.delete(entry)
  forgetInstance(memory, entry)
}

function scheduleLifetime(memory: OspfMemory, entry: DatabaseEntry): void {
  const { age, advertisingRouter } = entry.lsa
  if (entry.maxAge) return
  if (advertisingRouter === memory.routerId && entry.origin === 'originated') {
    const early = memory.random.next() * REFRESH_JITTER * LSRefreshTime
    lives(memory, entry, later(memory.now, (LSRefreshTime - early) as typeof LSRefreshTime))
  } else if ((age & DoNotAge) === 0) lives(memory, entry, later(memory.now, seconds(MaxAge - age)))
  else lives(memory, entry, later(memory.now, seconds(MaxAge)))
}

/** An LSA with DoNotAge is looked at again in a while. */
export function lookAgain(memory: OspfMemory, entry: DatabaseEntry): void {
  lives(memory, entry, later(memory.now, STALENESS_INTERVAL))
}

function lives(memory: OspfMemory, entry: DatabaseEntry, until: Instant): void {
  if (memory.flooding.lifetimes.set(entry, until)) scheduleLifetimes(memory)
}

/** §13.2: the calculation knows instances that are usable, which those of age MaxAge are not. */
function contentChanged(memory: OspfMemory, old: DatabaseEntry | undefined, entry: DatabaseEntry | undefined): void {
  const one = (entry ?? old)!
  if (isOpaque(one.lsa.type)) return
  const before = old === undefined || old.maxAge ? undefined : old
  const after = entry === undefined || entry.maxAge ? undefined : entry
  if (before === undefined && after === undefined) return
  topologyChanged(memory, one.area, before, after)
  topologyChangedForHelped(memory, one)
  restartMayBeOver(memory)
}

/** §13.2: sequence number, checksum and age apart, MaxAge not being an age. */
function contentDiffers(a: DatabaseEntry, b: DatabaseEntry): boolean {
  return a.maxAge !== b.maxAge || !sameContent(a.lsa, b.lsa)
}

/** Whether two instances say the same. */
export function sameContent(a: Lsa, b: Lsa): boolean {
  return a.options === b.options && sameBody(a.bytes, b.bytes, LSA_HEADER_LENGTH)
}

/** Whether `lsa` has these options and this body. */
export function hasContent(lsa: Lsa, options: number, body: Uint8Array): boolean {
  return lsa.options === options && sameBody(lsa.bytes, body, 0)
}

/** @param at where in `other` the body begins */
function sameBody(bytes: Uint8Array, other: Uint8Array, at: number): boolean {
  const shift = at - LSA_HEADER_LENGTH
  if (bytes.length + shift !== other.length) return false
  for (let i = LSA_HEADER_LENGTH; i < bytes.length; i++) if (bytes[i] !== other[i + shift]) return false
  return true
}
