import { ipv4 } from '../../../protocols/base/ipv4.js'
import type { Link } from '../../../protocols/engine/link.js'
import { routerId } from '../../../protocols/ospf/identifiers.js'
import type { OspfSettings, VirtualLink, VirtualLinkSettings } from '../../../protocols/ospf/settings.js'
import { areas } from '../area/areas.js'
import { INTERFACE_DEFAULTS } from '../default-settings.js'
import { ethernet, Network, type Router } from '../engine/network.js'

/** A virtual link to this router. */
export function virtualLink(neighbor: string, own: Partial<VirtualLinkSettings> = {}): VirtualLink {
  const { helloInterval, deadInterval, retransmitInterval, transmitDelay, authentication } = INTERFACE_DEFAULTS
  const settings = { helloInterval, deadInterval, retransmitInterval, transmitDelay, authentication, ...own }
  return { neighbor: routerId(ipv4(neighbor)), settings }
}

export interface Chain {
  readonly network: Network
  readonly r1: Router
  readonly r2: Router
  readonly r3: Router
  readonly r4: Router
  readonly settings: Readonly<Record<string, OspfSettings>>
}

/** What differs from the chain below. */
export interface ChainChange {
  readonly settings?: (name: string, own: OspfSettings) => OspfSettings
  /** Of the links. */
  readonly links?: (name: string, own: Link) => Link
  /** r2, r3 and r4 have the addresses 10.9.0.2 and so on besides, in area 1. */
  readonly loopbacks?: boolean
}

/** In area 1, as `lo` is in the settings of r2, r3 and r4. */
function loopback(address: string): Link {
  const addresses = [{ address: ipv4(address), prefixLength: 32, secondary: false }]
  return { index: 9, name: 'lo', up: true, mtu: 65535, kind: 'loopback', addresses }
}

/**
 * ```
 *   r1 ═══ r2 ─── r3 ─── r4 ─ ─        backbone, area 1, area 1, area 2; every link costs 10
 *           ╰ virtual ───╯ 10.2.0.0/24
 * 10.0.0.0/24 10.1.0.0/24 10.1.1.0/24
 * ```
 * r1 has a LAN besides, 10.0.1.0/24, r4 the LAN of area 2.
 */
export function chain(change: ChainChange = {}): Chain {
  const network = new Network()
  network.wire('r1 1', 'r2 1')
  network.wire('r2 2', 'r3 1')
  network.wire('r3 2', 'r4 1')
  const all: Record<string, OspfSettings> = {}
  const router = (name: string, own: OspfSettings, ...connected: Link[]): Router => {
    const isInTransitArea = own.areas.some(({ id }) => id === 1)
    const links = change.loopbacks && isInTransitArea ? [...connected, loopback(`10.9.0.${name.slice(1)}`)] : connected
    const settings = change.settings?.(name, own) ?? own
    all[name] = settings
    return network.router(
      name,
      settings,
      change.links === undefined ? links : links.map((link) => change.links!(name, link)),
    )
  }
  const r1 = router(
    'r1',
    areas('10.0.0.1', { 0: { links: { down: {}, lan: { passive: true } } } }),
    ethernet(1, 'down', '10.0.0.1/24'),
    ethernet(2, 'lan', '10.0.1.1/24'),
  )
  const r2 = router(
    'r2',
    areas('10.0.0.2', {
      0: { links: { up: {} } },
      1: { links: { down: {}, lo: {} }, virtualLinks: [virtualLink('10.0.0.4')] },
    }),
    ethernet(1, 'up', '10.0.0.2/24'),
    ethernet(2, 'down', '10.1.0.2/24'),
  )
  const r3 = router(
    'r3',
    areas('10.0.0.3', { 1: { links: { up: {}, down: {}, lo: {} } } }),
    ethernet(1, 'up', '10.1.0.3/24'),
    ethernet(2, 'down', '10.1.1.3/24'),
  )
  const r4 = router(
    'r4',
    areas('10.0.0.4', {
      0: { links: {} },
      1: { links: { up: {}, lo: {} }, virtualLinks: [virtualLink('10.0.0.2')] },
      2: { links: { lan: { passive: true } } },
    }),
    ethernet(1, 'up', '10.1.1.4/24'),
    ethernet(2, 'lan', '10.2.0.4/24'),
  )
  return { network, r1, r2, r3, r4, settings: all }
}
