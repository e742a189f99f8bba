import type { OspfInterface, OspfMemory } from '../memory.js'
import type { InterfaceEvent } from '../states.js'
import { interfaceEvent } from './interface.js'

/**
 * Leaves `event` for the interface's state machine until what is being done now is done (RFC 2328 §10.3: a scheduled
 * task, so that neither machine runs inside the other).
 */
export function scheduleInterfaceEvent(
  memory: OspfMemory,
  ospfInterface: OspfInterface,
  event: InterfaceEvent,
  reason: string,
): void {
  memory.agenda.soon(`${event} ${ospfInterface.key}`, () => interfaceEvent(memory, ospfInterface, event, reason))
}
