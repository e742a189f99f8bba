import { type Instant, later, seconds } from '../../base/duration.js'
import { ageOf, type DatabaseEntry } from '../database/database.js'
import { eligibleInterfaces, isOpaque } from '../database/scope.js'
import { isPointToPoint } from '../interface/network-type.js'
import { scheduleInterfaceEvent } from '../interface/schedule.js'
import { secondsOfAge } from '../lsa/age.js'
import { decodeGraceLsa, type GraceLsa } from '../lsa/grace-lsa.js'
import { type Lsa, nameOfLsa } from '../lsa/lsa.js'
import type { Neighbor, OspfInterface, OspfMemory } from '../memory.js'
import { forgetNeighbor } from '../neighbor/neighbor.js'
import { interfaceChanged } from '../originate/events.js'
import { nextHopLost, nextHopsChanged } from '../routing/schedule.js'
import { atLeast } from '../states.js'
import type { HelpOutcome } from './memory.js'

/**
 * A Grace-LSA came and was installed: its originator is helped from now on if all holds that RFC 3623 §3.1 demands; one
 * that was flushed says that the restart is over (§3.2 (1)).
 */
export function graceLsaReceived(memory: OspfMemory, ospfInterface: OspfInterface, entry: DatabaseEntry): void {
  const { lsa, maxAge } = entry
  if (lsa.advertisingRouter === memory.routerId) return
  if (maxAge) {
    for (const neighbor of [...ospfInterface.neighbors.values()])
      if (neighbor.routerId === lsa.advertisingRouter)
        stopHelping(memory, neighbor, 'completed', 'it flushed its Grace-LSA')
    return
  }
  const grace = decodeGraceLsa(lsa)
  const neighbor = grace === undefined ? undefined : restartingNeighbor(ospfInterface, lsa, grace)
  // Not ours to help: malformed, or of a router that is no neighbor here
  if (grace === undefined || neighbor === undefined) return
  const age = seconds(secondsOfAge(ageOf(entry, memory.now)))
  const refusal = age >= grace.gracePeriod ? 'its grace period is over' : refusalOf(memory, neighbor, grace)
  if (refusal !== undefined) {
    refuse(memory, neighbor, refusal)
    return
  }
  help(memory, neighbor, grace, later(memory.now, seconds((grace.gracePeriod - age) / 1000)))
}

/** §3.1 (1): who restarts is named by its interface address where a network has several neighbors, else by Router ID. */
function restartingNeighbor(
  ospfInterface: OspfInterface,
  { advertisingRouter }: Lsa,
  { interfaceAddress }: GraceLsa,
): Neighbor | undefined {
  for (const neighbor of ospfInterface.neighbors.values())
    if (
      neighbor.routerId === advertisingRouter &&
      (isPointToPoint(ospfInterface) || neighbor.address === interfaceAddress)
    )
      return neighbor
  return undefined
}

/** §3.1 (1), (2), (4), (5): why the neighbor is not helped, in words. Whom we help already is helped on. */
function refusalOf({ settings, gracefulRestart }: OspfMemory, neighbor: Neighbor, grace: GraceLsa): string | undefined {
  const { enabled, strictLsaChecking, maximumGracePeriod, plannedOnly, routers } = settings.gracefulRestart.helper
  if (!enabled) return 'helping is switched off'
  if (routers !== undefined && !routers.includes(neighbor.routerId)) return 'it is none of the routers that are helped'
  if (plannedOnly && !isPlanned(grace))
    return `only planned restarts are helped, and the reason it gives is ${grace.reason}`
  if (grace.gracePeriod > maximumGracePeriod)
    return `it asks for ${grace.gracePeriod / 1000} s, at most ${maximumGracePeriod / 1000} s are given`
  if (gracefulRestart.restarting !== undefined) return 'we restart ourselves'
  if (neighbor.helping !== undefined) return undefined
  if (neighbor.state !== 'Full') return `there was no full adjacency with it, but ${neighbor.state}`
  const missed = strictLsaChecking ? changeNotAcknowledged(neighbor) : undefined
  return missed === undefined ? undefined : `it has not acknowledged a change of the ${nameOfLsa(missed)}`
}

/** §A: it says that software is restarted, reloaded or upgraded; who crashed gives no reason (§5), or another one. */
function isPlanned({ reason }: GraceLsa): boolean {
  return reason === 'software restart' || reason === 'software reload/upgrade'
}

/** §3.1 (2): what changed since it restarted is what is on its retransmission list and no mere refresh. */
function changeNotAcknowledged({ retransmissionList }: Neighbor): Lsa | undefined {
  for (const { lsa, changed, maxAge } of retransmissionList.keys())
    if (!isOpaque(lsa.type) && (changed || maxAge)) return lsa
  return undefined
}

function refuse(memory: OspfMemory, neighbor: Neighbor, why: string): void {
  memory.gracefulRestart.outcomes.refused += 1
  const { interface: ospfInterface, routerId, address } = neighbor
  memory.effects.push({
    do: 'notice',
    notice: {
      notice: 'restart-not-helped',
      level: 'notice',
      interface: ospfInterface.key,
      neighbor: routerId,
      address,
      why,
    },
  })
}

function help(memory: OspfMemory, neighbor: Neighbor, { reason }: GraceLsa, until: Instant): void {
  const { interface: ospfInterface, routerId, address, helping } = neighbor
  memory.agenda.set(timer(neighbor), until, () =>
    stopHelping(memory, neighbor, 'grace-period-expired', 'its grace period is over'),
  )
  if (helping !== undefined) {
    helping.until = until
    helping.reason = reason
    return
  }
  const { priority, designatedRouter, backupDesignatedRouter } = neighbor
  neighbor.helping = { until, reason, priority, designatedRouter, backupDesignatedRouter }
  memory.gracefulRestart.helped.add(neighbor)
  memory.effects.push({
    do: 'notice',
    notice: {
      notice: 'restart-helped',
      level: 'notice',
      interface: ospfInterface.key,
      neighbor: routerId,
      address,
      reason,
      graceLeft: seconds((until - memory.now) / 1000),
    },
  })
}

/** §3.2: from now on the neighbor is what its state says, to the election, to our LSAs and to the routes. */
export function stopHelping(memory: OspfMemory, neighbor: Neighbor, outcome: HelpOutcome, why: string): void {
  const { interface: ospfInterface, routerId, address, state } = neighbor
  if (neighbor.helping === undefined) return
  neighbor.helping = undefined
  memory.gracefulRestart.helped.delete(neighbor)
  memory.gracefulRestart.outcomes[outcome] += 1
  memory.agenda.cancel(timer(neighbor))
  memory.effects.push({
    do: 'notice',
    notice: {
      notice: 'restart-help-ended',
      level: outcome === 'completed' && state === 'Full' ? 'notice' : 'warning',
      interface: ospfInterface.key,
      neighbor: routerId,
      address,
      state,
      outcome,
      why,
    },
  })
  if (state === 'Down') forgetNeighbor(neighbor)
  // (a)
  scheduleInterfaceEvent(memory, ospfInterface, 'NeighborChange', `the restart of a neighbor is over: ${why}`)
  // (b), (c)
  interfaceChanged(memory, ospfInterface)
  if (state === 'Full') nextHopsChanged(memory)
  else nextHopLost(memory)
}

/**
 * §3.2 (3): the content of an LSA changed, so that whoever restarts forwards by what is no longer true. What the
 * neighbor, back again, says of itself is not flooded to it.
 */
export function topologyChangedForHelped(memory: OspfMemory, entry: DatabaseEntry): void {
  const { helped } = memory.gracefulRestart
  if (helped.size === 0 || !memory.settings.gracefulRestart.helper.strictLsaChecking) return
  const flooded = new Set(eligibleInterfaces(memory, entry))
  for (const neighbor of helped) {
    const itsOwn = entry.lsa.advertisingRouter === neighbor.routerId && atLeast(neighbor.state, 'Exchange')
    if (flooded.has(neighbor.interface) && !itsOwn)
      stopHelping(memory, neighbor, 'topology-changed', `the topology changed: ${nameOfLsa(entry.lsa)}`)
  }
}

/** Nobody is helped any more: it was switched off. */
export function stopHelpingAll(memory: OspfMemory, why: string): void {
  for (const neighbor of memory.gracefulRestart.helped) stopHelping(memory, neighbor, 'abandoned', why)
}

function timer(neighbor: Neighbor): string {
  return `helping ${neighbor.key}`
}
