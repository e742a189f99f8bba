import type { Link } from '../engine/link.js'
import { matchesPattern } from '../engine/pattern.js'
import { matchesAny } from './decide.js'
import { reconsiderAll, removeFlowsFrom } from './flows.js'
import { isFormerVif, takeFormerVif } from './former-life.js'
import type { MulticastInterface, MulticastMemory } from './memory.js'
import { DEFAULT_MULTICAST_INTERFACE, type MulticastSettings } from './settings.js'
import { removeFormerEntriesOf, sweepUnclaimed, takeOver } from './take-over.js'
import { reconsiderUpstream } from './upstream.js'

/** How many VIFs the kernel has (MAXVIFS). */
export const VIFS = 32

/** A link changed: nothing is to be done for what decisions do not look at. */
export function linkChanged(memory: MulticastMemory, link: Link): void {
  const before = memory.links.get(link.index)
  memory.links.set(link.index, link)
  if (before?.name === link.name && before.kind === link.kind && sameAddresses(before, link)) return
  reconsiderInterfaces(memory)
}

function sameAddresses(a: Link, b: Link): boolean {
  return (
    a.addresses.length === b.addresses.length &&
    a.addresses.every(({ address, prefixLength, peer }, i) => {
      const other = b.addresses[i]
      return other?.address === address && other.prefixLength === prefixLength && other.peer === peer
    })
  )
}

/** Links, settings or IGMP changed: VIFs go to the links that need one, and every flow is decided anew. */
export function reconsiderInterfaces(memory: MulticastMemory): void {
  const wanted = [...memory.links.values()].filter((link) => needsVif(memory, link))
  const wantedIndexes = new Set(wanted.map(({ index }) => index))
  const leaving = [...memory.interfaces.values()].filter(({ link }) => !wantedIndexes.has(link.index))
  for (const { link } of leaving) memory.interfaces.delete(link.index)
  // Nothing comes in any more where flows are about to end: the kernel would ask about the next packet. They do before the
  // numbers are used again: the kernel would go on with the next that has one.
  for (const interface_ of leaving) freeVif(memory, interface_)
  for (const { link } of leaving) {
    removeFlowsFrom(memory, link.index)
    removeFormerEntriesOf(memory, link.index)
  }
  if (leaving.length > 0) reconsiderAll(memory)

  const before = memory.interfaces.size
  for (const link of wanted) {
    const vif = memory.interfaces.get(link.index)?.vif ?? takeVif(memory, link)
    if (vif === undefined) continue
    const settings =
      memory.settings.interfaces.find(({ pattern }) => matchesPattern(pattern, link.name))?.settings ??
      DEFAULT_MULTICAST_INTERFACE
    const forwards = matchesAny(memory.settings.forward, link.name)
    memory.interfaces.set(link.index, { link, settings, forwards, vif })
  }
  if (memory.interfaces.size > before) takeOver(memory)
  reconsiderAll(memory)
  reconsiderUpstream(memory)
}

function needsVif(memory: MulticastMemory, link: Link): boolean {
  if (link.kind === 'loopback') return false
  return memory.igmp.has(link.index) || roleOf(memory.settings, link.name) !== undefined
}

/** What the settings name a link for. */
export function roleOf(
  { forward, proxies, routes }: MulticastSettings,
  name: string,
): 'upstream' | 'downstream' | 'forward' | 'static' | undefined {
  if (proxies.some(({ upstream }) => upstream === name)) return 'upstream'
  if (proxies.some(({ downstream }) => matchesAny(downstream, name))) return 'downstream'
  if (matchesAny(forward, name)) return 'forward'
  return routes.some(({ incoming, outgoing }) => incoming === name || matchesAny(outgoing, name)) ? 'static' : undefined
}

/** The number that the link had in a former life, or else a free one. */
function takeVif(memory: MulticastMemory, link: Link): number | undefined {
  const former = takeFormerVif(memory, link.index)
  let vif = former ?? freeNumber(memory)
  if (vif === undefined && memory.former !== undefined) {
    sweepUnclaimed(memory)
    vif = freeNumber(memory)
  }
  if (vif !== undefined) {
    memory.nextVif = (vif + 1) % VIFS
    memory.vifs.set(vif, link.index)
    memory.without.delete(link.index)
    memory.effects.push({ do: 'add-vif', vif, interface: link.index })
    tell(memory, link, vif, former === undefined ? 'multicast routing begins' : 'multicast routing goes on')
    return vif
  }
  if (!memory.without.has(link.index)) tell(memory, link, null, `all ${VIFS} virtual interfaces are taken`)
  memory.without.add(link.index)
  return undefined
}

/** The next in turn, so that one just freed is the last to be used again. */
function freeNumber(memory: MulticastMemory): number | undefined {
  for (let i = 0; i < VIFS; i++) {
    const vif = (memory.nextVif + i) % VIFS
    if (!memory.vifs.has(vif) && !isFormerVif(memory, vif)) return vif
  }
  return undefined
}

function freeVif(memory: MulticastMemory, { link, vif }: MulticastInterface): void {
  memory.vifs.delete(vif)
  memory.effects.push({ do: 'remove-vif', vif })
  tell(memory, link, null, memory.links.has(link.index) ? 'not needed any more' : 'link removed')
}

function tell(memory: MulticastMemory, link: Link, vif: number | null, reason: string): void {
  memory.effects.push({
    do: 'notice',
    notice: { notice: 'multicast-interface', level: 'info', interface: link.name, vif, reason },
  })
}
