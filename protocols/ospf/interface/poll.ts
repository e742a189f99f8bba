import { later } from '../../base/duration.js'
import { routerId } from '../identifiers.js'
import type { OspfInterface, OspfMemory } from '../memory.js'
import { createNeighbor, neighborEvent } from '../neighbor/neighbor.js'
import { sendHelloTo } from './hello.js'
import { pollDestinations, silentNeighbors } from './non-broadcast.js'

/** Until a Hello says it. */
const UNKNOWN = routerId(0)

/** Sends Hellos to the configured neighbors of an NBMA network that are Down, every PollInterval (RFC 2328 §9.5.1). */
export function startPolling(memory: OspfMemory, ospfInterface: OspfInterface): void {
  if (ospfInterface.type !== 'non-broadcast' || ospfInterface.settings.passive) return
  memory.agenda.set(pollTimer(ospfInterface), later(memory.now, ospfInterface.settings.pollInterval), () => {
    for (const destination of pollDestinations(ospfInterface)) sendHelloTo(memory, ospfInterface, destination)
    startPolling(memory, ospfInterface)
  })
}

export function stopPolling(memory: OspfMemory, ospfInterface: OspfInterface): void {
  memory.agenda.cancel(pollTimer(ospfInterface))
}

/**
 * The event Start for the configured neighbors that are Down and eligible to become Designated Router, or are not
 * (RFC 2328 §9.3 InterfaceUp, §9.4 (6)): they get Hellos every HelloInterval until RouterDeadInterval is over.
 */
export function startNeighbors(memory: OspfMemory, ospfInterface: OspfInterface, which: 'eligible' | 'others'): void {
  if (ospfInterface.type !== 'non-broadcast' || ospfInterface.settings.passive) return
  for (const { address, priority } of silentNeighbors(ospfInterface)) {
    if (priority > 0 !== (which === 'eligible')) continue
    const neighbor = createNeighbor(memory, ospfInterface, UNKNOWN, address)
    neighborEvent(memory, neighbor, 'Start', 'a configured neighbor')
  }
}

/** New settings: who is configured no longer is not waited for, who is configured now is called, if it is our turn. */
export function reconsiderNeighbors(memory: OspfMemory, ospfInterface: OspfInterface): void {
  const { settings, neighbors, state, type } = ospfInterface
  if (type !== 'non-broadcast') return
  startPolling(memory, ospfInterface)
  for (const neighbor of [...neighbors.values()]) {
    if (neighbor.state !== 'Attempt' || settings.staticNeighbors.some(({ address }) => address === neighbor.address))
      continue
    neighborEvent(memory, neighbor, 'KillNbr', 'no longer configured')
  }
  if (settings.priority > 0) startNeighbors(memory, ospfInterface, 'eligible')
  if (state === 'DR' || state === 'Backup') startNeighbors(memory, ospfInterface, 'others')
}

function pollTimer(ospfInterface: OspfInterface): string {
  return `poll ${ospfInterface.key}`
}
