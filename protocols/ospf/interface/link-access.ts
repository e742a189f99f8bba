import { AllDRouters } from '../constants.js'
import type { OspfInterface, OspfMemory } from '../memory.js'

/**
 * Opens or closes a link and joins or leaves AllDRouters there, so that it is as its interfaces need it: packets are
 * received while one of them is functioning and not passive, AllDRouters while one is DR or Backup (RFC 2328 §8.2).
 */
export function reconcileLinkAccess(memory: OspfMemory, index: number): void {
  const interfaces = memory.interfacesOfLink.get(index) ?? []
  const open = interfaces.some(isListening)
  const allDRouters = interfaces.some(({ state }) => state === 'DR' || state === 'Backup')
  let access = memory.openLinks.get(index)
  if (open && access === undefined) {
    access = { allDRouters: false }
    memory.openLinks.set(index, access)
    memory.effects.push({ do: 'open', interface: index })
  }
  if (access === undefined) return
  if (allDRouters !== access.allDRouters) {
    access.allDRouters = allDRouters
    memory.effects.push({ do: allDRouters ? 'join' : 'leave', interface: index, group: AllDRouters })
  }
  if (open) return
  memory.openLinks.delete(index)
  memory.effects.push({ do: 'close', interface: index })
}

/** Whether it sends and accepts OSPF packets. */
export function isListening(ospfInterface: OspfInterface): boolean {
  const { state, settings } = ospfInterface
  return state !== 'Down' && state !== 'Loopback' && !settings.passive
}
