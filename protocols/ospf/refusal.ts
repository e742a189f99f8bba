import type { Ipv4 } from '../base/ipv4.js'
import type { RouterId } from './identifiers.js'
import type { OspfInterface, OspfMemory, Refusal } from './memory.js'
import type { PacketRefusal } from './notice.js'

/** How many sources' last refusals one interface keeps: a LAN full of them must not fill the memory. */
const MAX_REFUSALS = 64

/**
 * What happens in a healthy network too (a packet crossed a state change, or was not meant for us): counted, but it
 * neither explains why there is no adjacency nor deserves a warning.
 */
const ORDINARY: ReadonlySet<PacketRefusal> = new Set<PacketRefusal>([
  'own-source',
  'destination',
  'unknown-neighbor',
  'neighbor-state',
  'interface-down',
  'passive-interface',
])

/**
 * Counts a refused packet, keeps it as the last refusal of its source, and says so once per source and reason.
 *
 * @param detail for a person: `theirs 40, ours 4`
 * @param routerId whose packet it says it is, where its header could be read
 */
export function refusePacket(
  memory: OspfMemory,
  ospfInterface: OspfInterface,
  source: Ipv4,
  reason: PacketRefusal,
  detail: string,
  routerId: RouterId | undefined,
): void {
  const { refusedPackets } = ospfInterface.counters
  refusedPackets.set(reason, (refusedPackets.get(reason) ?? 0) + 1)
  if (ORDINARY.has(reason)) return
  const last = ospfInterface.refusals.get(source)
  if (last?.reason === reason) {
    last.detail = detail
    last.at = memory.now
    last.count += 1
    return
  }
  remember(ospfInterface, source, { reason, detail, at: memory.now, count: (last?.count ?? 0) + 1, routerId })
  memory.effects.push({
    do: 'notice',
    notice: { notice: 'packet-refused', level: 'warning', interface: ospfInterface.key, source, reason, detail },
  })
}

/** `dead-interval mismatch: theirs 40, ours 4` */
export function refusalInWords(reason: PacketRefusal, detail: string): string {
  const words = reason === 'mtu-mismatch' ? 'MTU mismatch' : reason.replace(/-mismatch$/, ' mismatch')
  return `${words}: ${detail}`
}

/** The source refused longest ago makes room. */
function remember(ospfInterface: OspfInterface, source: Ipv4, refusal: Refusal): void {
  const { refusals } = ospfInterface
  refusals.delete(source)
  refusals.set(source, refusal)
  if (refusals.size <= MAX_REFUSALS) return
  const [oldest] = refusals.keys()
  refusals.delete(oldest!)
}
