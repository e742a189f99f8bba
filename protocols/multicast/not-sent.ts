import type { KernelVifCount } from './contract.js'
import type { Flow, MulticastMemory } from './memory.js'

/**
 * Shortfalls of less than this share of the packets, and of less than so many, may be between the reading of the entries and
 * that of the interfaces.
 */
const SHARE = 0.05
const FEW = 5

/** By link index: packets that the kernel's entries were to send there since the last reading. */
export type Due = Map<number, number>

/** So many more packets came in of a flow: they go to every link of its entry, if that has been the same all the time. */
export function addDue(due: Due, flow: Flow, packets: number): void {
  if (flow.countedAt === undefined || flow.setAt >= flow.countedAt) return
  for (const { interface: link } of flow.decision.outgoing) due.set(link, (due.get(link) ?? 0) + packets)
}

/**
 * The kernel does not say which packets it has not sent for their TTL, nor that they are not: what the entries were to send onto
 * a link and its VIF has not counted is that (or too large, with Don't Fragment).
 */
export function countNotSent(memory: MulticastMemory, due: Due, vifs: readonly KernelVifCount[]): void {
  for (const { vif, packetsOut } of vifs) {
    const link = memory.vifs.get(vif)
    if (link === undefined) continue
    const before = memory.sent.get(link)
    const expected = due.get(link) ?? 0
    const missing = before === undefined ? 0 : expected - (packetsOut - before.packetsOut)
    const counts = missing >= FEW && missing >= expected * SHARE
    memory.sent.set(link, { packetsOut, notSent: (before?.notSent ?? 0) + (counts ? missing : 0) })
  }
}
