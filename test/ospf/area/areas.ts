import { formatPrefix } from '../../../protocols/base/prefix.js'
import { areaId } from '../../../protocols/ospf/identifiers.js'
import {
  AREA_DEFAULTS,
  type AreaSettings,
  type InterfaceSettings,
  type OspfSettings,
} from '../../../protocols/ospf/settings.js'
import { INTERFACE_DEFAULTS } from '../default-settings.js'
import { ethernet, Network, POINT_TO_POINT, type Router, settings } from '../engine/network.js'

type AreaText = Partial<AreaSettings> & { readonly links: Readonly<Record<string, Partial<InterfaceSettings>>> }

/** An instance with these areas, by their number; each link is point-to-point unless said. */
export function areas(
  id: string,
  areas: Readonly<Record<number, AreaText>>,
  more: Partial<OspfSettings> = {},
): OspfSettings {
  return {
    ...settings(id, {}),
    areas: Object.entries(areas).map(([number, { links, ...own }]) => ({
      ...AREA_DEFAULTS,
      ...own,
      id: areaId(Number(number)),
      interfaces: Object.entries(links).map(([pattern, settings]) => ({
        pattern,
        settings: { ...INTERFACE_DEFAULTS, ...POINT_TO_POINT, ...settings },
      })),
    })),
    ...more,
  }
}

/** `3 10.1.0.0/24 10.0.0.2 10`: type, Link State ID with mask, originator and metric of the summary-LSAs of an area. */
export function summariesIn(network: Network, router: Router, area: string): string[] {
  return [...router.engine.database(network.now)]
    .filter((lsa) => lsa.area === area && lsa.type.startsWith('summary') && lsa.age < 3600)
    .map(({ type, linkStateId, advertisingRouter, body }) =>
      type === 'summary-asbr'
        ? `4 ${linkStateId} of ${advertisingRouter}: ${body.metric}`
        : `3 ${linkStateId} ${body.networkMask} of ${advertisingRouter}: ${body.metric}`,
    )
    .sort()
}

/**
 * ```
 *   r1 ─── r2 ═══ r3 ─── r4        area 1, backbone, area 2; every link costs 10
 * 10.1.0.0/24 10.0.0.0/24 10.2.0.0/24
 * ```
 * r1 and r4 each have a LAN besides, 10.1.1.0/24 and 10.2.1.0/24.
 */
export function chain(change: (own: { readonly name: string } & OspfSettings) => OspfSettings = (own) => own) {
  const network = new Network()
  const router = (name: string, own: OspfSettings, ...links: Parameters<Network['router']>[2]) =>
    network.router(name, change({ ...own, name }), links)
  network.wire('r1 1', 'r2 1')
  network.wire('r2 2', 'r3 1')
  network.wire('r3 2', 'r4 1')
  const r1 = router(
    'r1',
    areas('10.0.0.1', { 1: { links: { up: {}, lan: { passive: true } } } }),
    ethernet(1, 'up', '10.1.0.1/24'),
    ethernet(2, 'lan', '10.1.1.1/24'),
  )
  const r2 = router(
    'r2',
    areas('10.0.0.2', { 0: { links: { core: {} } }, 1: { links: { down: {} } } }),
    ethernet(1, 'down', '10.1.0.2/24'),
    ethernet(2, 'core', '10.0.0.2/24'),
  )
  const r3 = router(
    'r3',
    areas('10.0.0.3', { 0: { links: { core: {} } }, 2: { links: { down: {} } } }),
    ethernet(1, 'core', '10.0.0.3/24'),
    ethernet(2, 'down', '10.2.0.3/24'),
  )
  const r4 = router(
    'r4',
    areas('10.0.0.4', { 2: { links: { up: {}, lan: { passive: true } } } }),
    ethernet(1, 'up', '10.2.0.4/24'),
    ethernet(2, 'lan', '10.2.1.4/24'),
  )
  return { network, r1, r2, r3, r4 }
}

/** What the kernel was told last of a prefix: its next hops, none to discard; undefined: no route. */
export function kernelRoute(router: Router, text: string): number | undefined {
  const changes = router.effects.flatMap((effect) => (effect.do === 'routes' ? effect.changes : []))
  return changes.findLast(({ prefix: network }) => formatPrefix(network) === text)?.route?.nextHops.length
}
