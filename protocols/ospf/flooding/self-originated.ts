import type { Ipv4 } from '../../base/ipv4.js'
import { ageOf, type DatabaseEntry } from '../database/database.js'
import { sameContent } from '../database/install.js'
import { flush } from '../database/lifetime.js'
import { secondsOfAge } from '../lsa/age.js'
import { type Lsa, type LsaHeader, type LsaKey, LsType, nameOfLsa } from '../lsa/lsa.js'
import type { Neighbor, OspfMemory } from '../memory.js'
import { succeedAmbiguousLsa, succeedReceivedLsa } from '../originate/own.js'

/** In seconds: by less than this an LSA ages on its way to anybody (InfTransDelay at each hop, §13.3 (5)). */
const LONGEST_WAY = 60

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

/**
 * The neighbor describes the very instance of our LSA that we hold (§13.1), which may be an LSA of a former life all the
 * same: it has the same number where we know of no former life, and the same checksum where the two differ in 00 for FF.
 * Nobody would request either of the other. It is of a former life if we have sent ours to nobody yet, as when the first
 * neighbor after a start describes it; later if it is older than ours can be.
 */
export function selfOriginatedDescribed(
  memory: OspfMemory,
  neighbor: Neighbor,
  entry: DatabaseEntry,
  header: LsaHeader,
): void {
  if (entry.origin !== 'originated') return
  const older = secondsOfAge(header.age) - ageOf(entry, memory.now)
  if (entry.sentAt === undefined || older > LONGEST_WAY) succeedAmbiguousLsa(memory, neighbor, entry)
}

/** §13 (7): the neighbor sent the very instance of our LSA that we hold, or one of a former life that says something else. */
export function selfOriginatedRepeated(memory: OspfMemory, neighbor: Neighbor, entry: DatabaseEntry, lsa: Lsa): void {
  if (entry.origin === 'originated' && !sameContent(entry.lsa, lsa)) succeedAmbiguousLsa(memory, neighbor, entry)
}
