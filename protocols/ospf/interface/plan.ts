import type { Ipv4 } from '../../base/ipv4.js'
import { contains, formatPrefix, type Prefix, prefix, prefixOf } from '../../base/prefix.js'
import type { Link, LinkAddress } from '../../engine/link.js'
import { matchesPattern } from '../../engine/pattern.js'
import type { AreaId } from '../identifiers.js'
import type { OspfInterface } from '../memory.js'
import type { InterfaceSettings, OspfSettings } from '../settings.js'

/** An interface that there should be: what the settings say of the links and addresses that there are. */
export type PlannedInterface = Pick<
  OspfInterface,
  'link' | 'type' | 'address' | 'prefix' | 'unnumbered' | 'settings' | 'cost'
> & { readonly areaId: AreaId }

const LOOPBACK_ADDRESSES = prefix('127.0.0.0/8')
const DEFAULT_COST = 10
const MAX_COST = 0xffff

/**
 * Every interface that the settings want on these links (RFC 2328 §9, §C.3), in the order of the links. Each subnet of a
 * network is one, with neighbors of its own. A point-to-point link has but one neighbor, which is known by its Router ID
 * (§10.5): there the first subnet is spoken on, and the others are only advertised.
 */
export function planInterfaces(settings: OspfSettings, links: Iterable<Link>): PlannedInterface[] {
  const all = [...links]
  const plan: PlannedInterface[] = []
  for (const link of all) {
    const rule = ruleFor(settings, link.name)
    if (rule === undefined) continue
    const common = {
      link,
      areaId: rule.areaId,
      settings: rule.settings,
      type: typeOf(link, rule.settings),
      cost: costOf(link, rule.settings, settings.referenceBandwidth),
    }
    const own = usableAddresses(link)
    for (const [i, address] of own.entries()) {
      const subnet = subnetOf(address, common.type)
      const isOneNetwork = common.type === 'point-to-point' || subnet === undefined
      const settings = i > 0 && isOneNetwork ? { ...rule.settings, passive: true } : rule.settings
      plan.push({ ...common, settings, address: address.address, prefix: subnet, unnumbered: false })
    }
    if (own.length > 0 || common.type !== 'point-to-point') continue
    const borrowed = borrowedAddress(all)
    if (borrowed !== undefined) plan.push({ ...common, address: borrowed, prefix: undefined, unnumbered: true })
  }
  return plan
}

/**
 * What makes an interface the same one after a change of links or settings; everything else about it changes in place.
 * The neighbors know it by its address, so another address is another interface.
 */
export function identityOf(
  link: Link,
  areaId: AreaId,
  { type, address, prefix: subnet, unnumbered, settings }: Omit<PlannedInterface, 'areaId'>,
): string {
  const where = unnumbered ? 'unnumbered' : `${address} ${subnet === undefined ? '-' : formatPrefix(subnet)}`
  return `${link.index} ${link.name} ${areaId} ${type} ${where} ${settings.passive ? 'passive' : 'active'}`
}

function ruleFor(settings: OspfSettings, name: string): { areaId: AreaId; settings: InterfaceSettings } | undefined {
  for (const area of settings.areas) {
    for (const rule of area.interfaces) {
      if (matchesPattern(rule.pattern, name)) return { areaId: area.id, settings: rule.settings }
    }
  }
  return undefined
}

function typeOf(link: Link, settings: InterfaceSettings): OspfInterface['type'] {
  if (link.kind === 'loopback') return 'loopback'
  return settings.interfaceType ?? link.kind
}

/** §C.3: Interface output cost. A loopback's own address costs nothing (§12.4.1) unless told otherwise. */
function costOf(link: Link, settings: InterfaceSettings, referenceBandwidth: number): number {
  if (link.kind === 'loopback') return settings.cost ?? 0
  if (settings.cost !== undefined) return settings.cost
  if (link.speed === undefined || link.speed <= 0) return DEFAULT_COST
  return Math.min(MAX_COST, Math.max(1, Math.floor(referenceBandwidth / link.speed)))
}

/** One address of each subnet: the primary one. */
function usableAddresses(link: Link): LinkAddress[] {
  return link.addresses.filter(({ address, secondary }) => !secondary && !contains(LOOPBACK_ADDRESSES, address))
}

/** undefined on a point-to-point or point-to-multipoint link with a host address, which tells nothing of a subnet. */
function subnetOf({ address, peer, prefixLength }: LinkAddress, type: OspfInterface['type']): Prefix | undefined {
  if (type === 'loopback') return prefixOf(address, 32)
  if ((type === 'point-to-point' || type === 'point-to-multipoint') && prefixLength === 32) return undefined
  return prefixOf(peer ?? address, prefixLength)
}

/** §8.1: an unnumbered interface sends from any other address of the router; a loopback's is the most lasting. */
function borrowedAddress(links: readonly Link[]): Ipv4 | undefined {
  const byPreference = [...links].sort((a, b) => rank(a) - rank(b) || a.index - b.index)
  for (const link of byPreference) {
    const [first] = usableAddresses(link)
    if (first !== undefined) return first.address
  }
  return undefined
}

function rank(link: Link): number {
  return link.kind === 'loopback' ? 0 : 1
}
