import { later } from '../../base/duration.js'
import { UNSPECIFIED } from '../../base/ipv4.js'
import type { OspfInterface, OspfMemory } from '../memory.js'
import { neighborEvent } from '../neighbor/neighbor.js'
import { interfaceChanged } from '../originate/events.js'
import { nextHopsChanged } from '../routing/schedule.js'
import type { InterfaceSettings } from '../settings.js'
import { atLeast, type InterfaceEvent, type InterfaceState } from '../states.js'
import { type Elected, elect } from './election.js'
import { sendHelloSoon, startHellos, stopHellos } from './hello.js'
import { reconcileLinkAccess } from './link-access.js'
import { isMultiAccess } from './network-type.js'
import { startNeighbors, startPolling, stopPolling } from './poll.js'
import { type InterfaceAction, type InterfaceGuard, interfaceRows } from './table.js'

/**
 * Gives `event` to the interface's state machine (RFC 2328 §9.3). Where the table has no row, nothing happens.
 *
 * @param reason in words, for the notice of a state change: `link down`
 */
export function interfaceEvent(
  memory: OspfMemory,
  ospfInterface: OspfInterface,
  event: InterfaceEvent,
  reason: string,
): void {
  const rows = interfaceRows(ospfInterface.state, event)
  const row = rows.find(({ when }) => when === undefined || HOLDS[when](ospfInterface))
  if (row === undefined) return
  if (row.to === 'elected') {
    elected(memory, ospfInterface, runElection(memory, ospfInterface), reason)
    return
  }
  const changed = enter(memory, ospfInterface, row.to, reason)
  for (const action of row.actions) PERFORM[action](memory, ospfInterface, reason)
  if (changed) announce(memory, ospfInterface)
}

const HOLDS: Readonly<Record<InterfaceGuard, (ospfInterface: OspfInterface) => boolean>> = {
  'point-to-point, point-to-multipoint or virtual': (each) => each.type !== 'loopback' && !isMultiAccess(each),
  'multi-access, not eligible': (each) => isMultiAccess(each) && !isEligible(each.settings),
  'multi-access, eligible': (each) => isMultiAccess(each) && isEligible(each.settings),
}

function isEligible({ priority, passive }: InterfaceSettings): boolean {
  return priority > 0 && !passive
}

type Perform = (memory: OspfMemory, ospfInterface: OspfInterface, reason: string) => void

const PERFORM: Readonly<Record<InterfaceAction, Perform>> = {
  'start Hello Timer': (memory, ospfInterface) => {
    startHellos(memory, ospfInterface)
    startPolling(memory, ospfInterface)
  },
  'start Wait Timer': startWaitTimer,
  'start eligible neighbors': (memory, ospfInterface) => startNeighbors(memory, ospfInterface, 'eligible'),
  reset,
}

/** §9.3: the Wait Timer runs for RouterDeadInterval, from when the interface came up. */
export function startWaitTimer(memory: OspfMemory, ospfInterface: OspfInterface): void {
  const end = later(ospfInterface.since, ospfInterface.settings.deadInterval)
  memory.agenda.set(waitTimer(ospfInterface), end, () =>
    interfaceEvent(memory, ospfInterface, 'WaitTimer', 'waited for RouterDeadInterval'),
  )
}

function reset(memory: OspfMemory, ospfInterface: OspfInterface, reason: string): void {
  stopHellos(memory, ospfInterface)
  stopPolling(memory, ospfInterface)
  memory.agenda.cancel(waitTimer(ospfInterface))
  for (const neighbor of [...ospfInterface.neighbors.values()]) neighborEvent(memory, neighbor, 'KillNbr', reason)
  ospfInterface.designatedRouter = UNSPECIFIED
  ospfInterface.backupDesignatedRouter = UNSPECIFIED
  ospfInterface.delayedAcknowledgments = []
}

/** §9.4: we and the neighbors with whom there is bidirectional communication. */
function runElection(memory: OspfMemory, ospfInterface: OspfInterface): Elected {
  const { settings } = ospfInterface
  const self = {
    ...ospfInterface,
    ...(ospfInterface.state === 'Waiting' ? memory.gracefulRestart.restarting?.roles.get(ospfInterface) : undefined),
    priority: settings.priority,
    routerId: memory.routerId,
  }
  return elect(
    self,
    [...ospfInterface.neighbors.values()]
      .filter(({ state, helping }) => atLeast(state, '2-Way') || helping !== undefined)
      // RFC 3623 §3: a router that restarts stays what it was
      .map((neighbor) => ({ ...neighbor, ...neighbor.helping })),
  )
}

/** §9.4 (5) to (7). */
function elected(memory: OspfMemory, ospfInterface: OspfInterface, result: Elected, reason: string): void {
  const { designatedRouter, backupDesignatedRouter } = result
  const changed =
    designatedRouter !== ospfInterface.designatedRouter ||
    backupDesignatedRouter !== ospfInterface.backupDesignatedRouter
  ospfInterface.designatedRouter = designatedRouter
  ospfInterface.backupDesignatedRouter = backupDesignatedRouter
  memory.agenda.cancel(waitTimer(ospfInterface))
  const sentToAll = isDesignated(ospfInterface)
  const stateChanged = enter(memory, ospfInterface, stateAs(ospfInterface, result), reason)
  if (changed) {
    memory.effects.push({
      do: 'notice',
      notice: {
        notice: 'designated-router',
        level: 'info',
        interface: ospfInterface.key,
        designatedRouter,
        backupDesignatedRouter,
      },
    })
    for (const neighbor of [...ospfInterface.neighbors.values()])
      if (atLeast(neighbor.state, '2-Way')) neighborEvent(memory, neighbor, 'AdjOK?', reason)
    sendHelloSoon(memory, ospfInterface)
  }
  // (6)
  if (isDesignated(ospfInterface) && !sentToAll) startNeighbors(memory, ospfInterface, 'others')
  if (changed || stateChanged) announce(memory, ospfInterface)
}

function isDesignated({ state }: OspfInterface): boolean {
  return state === 'DR' || state === 'Backup'
}

function stateAs({ address }: OspfInterface, result: Elected): InterfaceState {
  if (result.designatedRouter === address) return 'DR'
  return result.backupDesignatedRouter === address ? 'Backup' : 'DROther'
}

/** Returns whether that is another state than before. */
function enter(memory: OspfMemory, ospfInterface: OspfInterface, to: InterfaceState, reason: string): boolean {
  const from = ospfInterface.state
  if (from === to) return false
  ospfInterface.state = to
  ospfInterface.since = memory.now
  ospfInterface.stateChanges += 1
  memory.effects.push({
    do: 'notice',
    notice: {
      notice: 'interface-state',
      level: 'info',
      interface: ospfInterface.key,
      area: ospfInterface.area.id,
      from,
      to,
      reason,
    },
  })
  if (ospfInterface.type !== 'virtual') reconcileLinkAccess(memory, ospfInterface.link.index)
  return true
}

/** §9.3: a state change may call for a new router-LSA. */
function announce(memory: OspfMemory, ospfInterface: OspfInterface): void {
  interfaceChanged(memory, ospfInterface)
  nextHopsChanged(memory)
}

function waitTimer(ospfInterface: OspfInterface): string {
  return `wait ${ospfInterface.key}`
}
