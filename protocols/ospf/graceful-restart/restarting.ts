import { type Duration, type Instant, later, milliseconds, seconds } from '../../base/duration.js'
import { AllSPFRouters, InitialSequenceNumber } from '../constants.js'
import { type DatabaseEntry, databaseEntry } from '../database/database.js'
import { install } from '../database/install.js'
import { flush } from '../database/lifetime.js'
import { sendDelayed } from '../flooding/acknowledge.js'
import { flood, sendUpdate } from '../flooding/flood.js'
import { isSelfOriginated } from '../flooding/self-originated.js'
import type { Elected } from '../interface/election.js'
import { isNonBroadcast } from '../interface/network-type.js'
import { encodeLsa } from '../lsa/encode.js'
import { encodeGraceLsa, GRACE_LINK_STATE_ID, isGraceLsa, type RestartReason } from '../lsa/grace-lsa.js'
import { type LsaKey, LsType } from '../lsa/lsa.js'
import type { OspfInterface, OspfMemory } from '../memory.js'
import { isWantedOwnLsa, settleOwnLsas } from '../originate/own.js'
import { Options } from '../packet/options.js'
import { announceAllRoutes, calculateAtOnce } from '../routing/schedule.js'
import { restartProgress } from './consistency.js'
import type { RestartOutcome } from './memory.js'

const GRACE_TIMER = 'grace-period'
const PROGRESS = 'restart-progress'
const OVER = 'restart-over'
const LEFTOVERS_TIMER = 'restart-leftovers'

/** How often it is looked at whether an area without neighbors is to be waited for any longer. */
const PROGRESS_INTERVAL = seconds(1)
/** After the restart, until what we would not originate again is flushed: summaries and externals follow the routes. */
const LEFTOVERS_DELAY = seconds(1)
/** Grace-LSAs of an unplanned restart go out so often before the first Hello, at this distance (RFC 3623 §5). */
const ANNOUNCEMENTS = 2
const ANNOUNCEMENT_DISTANCE = milliseconds(100)

/** The instance starts, and its neighbors count it as adjacent until `until` (RFC 3623 §2). */
export function beginRestart(memory: OspfMemory, until: Instant, planned: boolean): void {
  memory.gracefulRestart.restarting = { since: memory.now, until, planned, roles: new Map() }
  memory.agenda.set(GRACE_TIMER, until, () => endRestart(memory, 'grace-period-expired', 'the grace period is over'))
  watchProgress(memory)
  memory.effects.push({
    do: 'notice',
    notice: { notice: 'restarting', level: 'notice', planned, graceLeft: milliseconds(until - memory.now) },
  })
}

/** Something happened on which it may depend whether the restart is over (§2.2). */
export function restartMayBeOver(memory: OspfMemory): void {
  if (memory.gracefulRestart.restarting !== undefined) memory.agenda.soon(PROGRESS, () => checkProgress(memory))
}

function watchProgress(memory: OspfMemory): void {
  memory.agenda.set(PROGRESS, later(memory.now, PROGRESS_INTERVAL), () => {
    checkProgress(memory)
    if (memory.gracefulRestart.restarting !== undefined) watchProgress(memory)
  })
}

function checkProgress(memory: OspfMemory): void {
  const { restarting } = memory.gracefulRestart
  if (restarting === undefined) return
  const progress = restartProgress(memory, restarting.since)
  if (progress.is === 'incomplete') return
  // What our LSAs are to say of the adjacency that came up just now is considered first, for it waits since before this
  memory.agenda.soon(OVER, () => {
    // (1), (2)
    if (progress.is === 'complete') endRestart(memory, 'completed', 'all adjacencies are back')
    else endRestart(memory, 'inconsistent', progress.why)
  })
}

/** §2.3, however the restart ended. */
export function endRestart(memory: OspfMemory, outcome: RestartOutcome, why: string): void {
  const { agenda, effects, gracefulRestart } = memory
  if (gracefulRestart.restarting === undefined) return
  calculateAtOnce(memory)
  gracefulRestart.restarting = undefined
  agenda.cancel(GRACE_TIMER)
  agenda.cancel(PROGRESS)
  effects.push({ do: 'restarted' })
  effects.push({
    do: 'notice',
    notice: { notice: 'restart-ended', level: outcome === 'completed' ? 'notice' : 'warning', outcome, why },
  })
  // (3), and with it (4): what is not among these is swept when all is calculated
  announceAllRoutes(memory)
  if (outcome === 'abandoned') return
  // (1), (2)
  settleOwnLsas(memory)
  // (5), (6)
  agenda.set(LEFTOVERS_TIMER, later(memory.now, LEFTOVERS_DELAY), () => flushLeftovers(memory))
}

/** §2.3 (5), (6): our LSAs of the former life that we would not originate now, and our Grace-LSAs, are flushed. */
export function flushLeftovers(memory: OspfMemory): void {
  memory.agenda.cancel(LEFTOVERS_TIMER)
  const databases = [memory.asDatabase]
  for (const { database } of memory.areas.values()) databases.push(database)
  for (const { database } of memory.interfaces.values()) databases.push(database)
  for (const database of databases) {
    for (const entry of database.all())
      if (isSelfOriginated(memory, entry.lsa) && !isWantedOwnLsa(memory, entry)) flush(memory, entry)
  }
}

/**
 * §5: before its first Hello a router that restarts without having planned to sends its Grace-LSA out of the interface,
 * though it knows of no neighbor there, and more than once.
 *
 * @param then starts the Hellos
 */
export function announceRestart(memory: OspfMemory, ospfInterface: OspfInterface, then: () => void): void {
  const { restarting } = memory.gracefulRestart
  // Where there is no multicast, whom to tell is not known yet
  if (restarting === undefined || restarting.planned || isNonBroadcast(ospfInterface)) {
    then()
    return
  }
  const period = seconds(Math.ceil((restarting.until - memory.now) / 1000))
  const entry = originateGraceLsa(memory, ospfInterface, 'unknown', period)
  const everybody = ospfInterface.virtualEnd?.address ?? AllSPFRouters
  let announced = 0
  const announce = (): void => {
    if (announced++ === ANNOUNCEMENTS) {
      then()
      return
    }
    if (!entry.retired) sendUpdate(memory, ospfInterface, everybody, [entry])
    memory.agenda.set(announcementTimer(ospfInterface), later(memory.now, ANNOUNCEMENT_DISTANCE), announce)
  }
  announce()
}

/**
 * §2 (3): while we wait to learn who is Designated Router, a neighbor's Hello says that we are, or that we are Backup.
 */
export function reclaimRole(
  memory: OspfMemory,
  ospfInterface: OspfInterface,
  { designatedRouter, backupDesignatedRouter }: Elected,
): void {
  const roles = memory.gracefulRestart.restarting?.roles
  const { address, state } = ospfInterface
  if (roles === undefined || state !== 'Waiting' || roles.has(ospfInterface)) return
  if (designatedRouter !== address && backupDesignatedRouter !== address) return
  roles.set(ospfInterface, { designatedRouter, backupDesignatedRouter })
}

export function stopAnnouncing(memory: OspfMemory, ospfInterface: OspfInterface): void {
  memory.agenda.cancel(announcementTimer(ospfInterface))
}

function announcementTimer(ospfInterface: OspfInterface): string {
  return `announce-restart ${ospfInterface.key}`
}

/** §2.1: a Grace-LSA for each interface with a full adjacency. Returns what is to be acknowledged. */
export function announcePlannedRestart(memory: OspfMemory): DatabaseEntry[] {
  const period = memory.settings.gracefulRestart.gracePeriod
  const entries: DatabaseEntry[] = []
  for (const ospfInterface of memory.interfaces.values()) {
    const adjacent = [...ospfInterface.neighbors.values()].some(({ state }) => state === 'Full')
    // Whoever waits for an acknowledgment of a change would not help (§3.1 (2))
    if (ospfInterface.delayedAcknowledgments.length > 0) sendDelayed(memory, ospfInterface)
    if (adjacent) entries.push(originateGraceLsa(memory, ospfInterface, 'software restart', period))
  }
  return entries
}

/** Appendix A. The age of the LSA says how long ago the grace period began: an instance is made now. */
function originateGraceLsa(
  memory: OspfMemory,
  ospfInterface: OspfInterface,
  reason: RestartReason,
  gracePeriod: Duration,
): DatabaseEntry {
  const key: LsaKey = {
    type: LsType.opaqueLink,
    linkStateId: GRACE_LINK_STATE_ID,
    advertisingRouter: memory.routerId,
  }
  const before = ospfInterface.database.get(key)?.lsa.sequenceNumber
  // Appendix A asks for it on networks of several routers and forbids it nowhere; FRR looks for it over virtual links too
  const interfaceAddress = ospfInterface.type === 'point-to-point' ? undefined : ospfInterface.address
  const lsa = encodeLsa({
    ...key,
    options: Options.E,
    // Newer than what a neighbor may still have of the life before this one
    sequenceNumber: before === undefined ? InitialSequenceNumber + memory.authentication.bootCount : before + 1,
    body: encodeGraceLsa({ gracePeriod, reason, interfaceAddress }),
  })
  const entry = databaseEntry(lsa, memory.now, { area: ospfInterface.area, interface: ospfInterface }, 'originated')
  flood(memory, entry, undefined)
  install(memory, entry)
  return entry
}

/** §2 (1): until the restart is over, LSAs that we originated before it are valid, and none is originated. */
export function holdsOwnLsas({ gracefulRestart }: OspfMemory, key: Pick<LsaKey, 'type' | 'linkStateId'>): boolean {
  return gracefulRestart.restarting !== undefined && !isGraceLsa(key)
}
