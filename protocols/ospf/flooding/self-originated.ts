import type { Ipv4 } from '../../base/ipv4.js'
import type { DatabaseEntry } from '../database/database.js'
import { flush } from '../database/lifetime.js'
import { type LsaKey, LsType, nameOfLsa } from '../lsa/lsa.js'
import type { Neighbor, OspfMemory } from '../memory.js'
import { succeedReceivedLsa } from '../originate/own.js'

/**
 * RFC 2328 §13.4: an LSA is self-originated when its Advertising Router is this router, or when it is a network-LSA
 * whose Link State ID is one of this router's addresses.
 */
export function isSelfOriginated(memory: OspfMemory, key: LsaKey): boolean {
  if (key.advertisingRouter === memory.routerId) return true
  if (key.type !== LsType.network) return false
  return isOwnAddress(memory, key.linkStateId)
}

function isOwnAddress({ interfaces }: OspfMemory, address: Ipv4): boolean {
  for (const { link } of interfaces.values()) if (link.addresses.some((own) => own.address === address)) return true
  return false
}

/**
 * §13.4: a self-originated LSA that is newer than what we originated has been installed. It is from a former life, or
 * somebody else flushed it or uses our Router ID: a newer instance succeeds it, or where we want none it is flushed as
 * it came.
 */
export function receivedSelfOriginated(memory: OspfMemory, neighbor: Neighbor, entry: DatabaseEntry): void {
  // RFC 3623 §2 (1): until our restart is over they are valid
  if (memory.gracefulRestart.restarting !== undefined) return
  memory.effects.push({
    do: 'notice',
    notice: {
      notice: 'self-originated-received',
      level: 'info',
      lsa: nameOfLsa(entry.lsa),
      neighbor: neighbor.routerId,
    },
  })
  if (entry.lsa.advertisingRouter !== memory.routerId || !succeedReceivedLsa(memory, neighbor, entry))
    flush(memory, entry)
}
