import { seconds } from '../../base/duration.js'
import { formatIpv4, UNSPECIFIED } from '../../base/ipv4.js'
import type { Link } from '../../engine/link.js'
import { type AreaId, BACKBONE, type RouterId } from '../identifiers.js'
import type { OspfInterface, OspfMemory, VirtualEnd } from '../memory.js'
import { interfaceChanged } from '../originate/events.js'
import { nextHopsChanged } from '../routing/schedule.js'
import { type VirtualPath, virtualPathTo, type WhyNoPath } from '../routing/virtual-path.js'
import type { InterfaceSettings, VirtualLink, VirtualLinkSettings } from '../settings.js'
import { hastenHello } from './hello.js'
import { interfaceEvent } from './interface.js'
import { addInterface, adoptSettings, removeInterface } from './lifecycle.js'
import { noPathInWords } from './no-path.js'

/** What stands for the outgoing link of a virtual link to which there is no path. */
const NO_LINK: Link = { index: 0, name: '', up: false, mtu: 0, kind: 'point-to-point', addresses: [] }

/** What a virtual link cannot be told: it neither compares the MTU (§A.3.3) nor the TTL, and its network is none. */
const FIXED_SETTINGS: Omit<InterfaceSettings, keyof VirtualLinkSettings> = {
  interfaceType: undefined,
  cost: undefined,
  priority: 0,
  passive: false,
  mtuIgnore: true,
  staticNeighbors: [],
  pollInterval: seconds(0),
  allowNeighbors: { routerIds: undefined, sources: undefined },
  prefixSuppression: false,
  ttlSecurity: false,
  ttlSecurityHops: 1,
}

/** After the first Hello. */
const SECOND_HELLO = seconds(1)

/** Makes the virtual links those of the settings (RFC 2328 §15); one that stays keeps its neighbor. */
export function reconcileVirtualLinks(memory: OspfMemory): void {
  const backbone = memory.areas.get(BACKBONE)
  const wanted = new Map<string, { readonly transitArea: AreaId } & VirtualLink>()
  for (const { id, virtualLinks } of memory.settings.areas)
    for (const each of virtualLinks) wanted.set(keyOf(id, each.neighbor), { transitArea: id, ...each })
  for (const ospfInterface of [...memory.interfaces.values()]) {
    if (ospfInterface.type !== 'virtual') continue
    const plan = wanted.get(ospfInterface.key)
    if (plan === undefined || ospfInterface.area !== backbone)
      removeInterface(memory, ospfInterface, 'configuration changed')
    else {
      wanted.delete(ospfInterface.key)
      adoptSettings(memory, ospfInterface, { ...FIXED_SETTINGS, ...plan.settings })
    }
  }
  if (backbone === undefined || wanted.size === 0) return
  for (const [key, { transitArea, neighbor, settings }] of wanted) {
    addInterface(memory, {
      key,
      area: backbone,
      type: 'virtual',
      virtualEnd: {
        transitArea,
        neighbor,
        address: UNSPECIFIED,
        near: false,
        noPath: { why: 'unreachable' },
      },
      link: NO_LINK,
      address: UNSPECIFIED,
      prefix: undefined,
      unnumbered: false,
      settings: { ...FIXED_SETTINGS, ...settings },
      cost: 0,
    })
  }
  // Where there is a path already, the next calculation finds it
  nextHopsChanged(memory)
}

function keyOf(transitArea: AreaId, neighbor: RouterId): string {
  return `vlink:${formatIpv4(transitArea)}:${formatIpv4(neighbor)}`
}

/**
 * §15, §16.1 (4), §16.7: the trees of the Transit areas are calculated; each virtual link is up where there is a path to
 * its other endpoint, and has that path's cost and addresses. Coming and going is left until the calculation ends.
 */
export function updateVirtualLinks(memory: OspfMemory): void {
  for (const ospfInterface of memory.areas.get(BACKBONE)?.interfaces ?? []) {
    const { virtualEnd, state, key } = ospfInterface
    if (virtualEnd === undefined) continue
    const path = virtualPathTo(memory, virtualEnd.transitArea, virtualEnd.neighbor)
    if (path.ok) follow(memory, ospfInterface, virtualEnd, path.value)
    else explain(memory, ospfInterface, virtualEnd, path.error)
    if (path.ok === (state === 'Down')) memory.agenda.soon(`virtual-link ${key}`, () => comeOrGo(memory, ospfInterface))
  }
}

function follow(memory: OspfMemory, ospfInterface: OspfInterface, virtualEnd: VirtualEnd, path: VirtualPath): void {
  const changed = ospfInterface.cost !== path.cost || ospfInterface.address !== path.source
  ospfInterface.link = path.outgoing.link
  ospfInterface.cost = path.cost
  ospfInterface.address = path.source
  virtualEnd.address = path.address
  virtualEnd.near = path.near
  virtualEnd.noPath = undefined
  for (const neighbor of ospfInterface.neighbors.values()) neighbor.address = path.address
  if (!changed || ospfInterface.state === 'Down') return
  interfaceChanged(memory, ospfInterface)
  nextHopsChanged(memory)
}

/** That there is no path yet is no news, but what somebody has to mend is, though the link may never have been up. */
function explain(memory: OspfMemory, { key, state }: OspfInterface, virtualEnd: VirtualEnd, noPath: WhyNoPath): void {
  const { noPath: before, transitArea } = virtualEnd
  virtualEnd.noPath = noPath
  const reason = noPathInWords(noPath, transitArea)
  const isKnown = before !== undefined && noPathInWords(before, transitArea) === reason
  if (isKnown || state !== 'Down' || noPath.why === 'unreachable') return
  memory.effects.push({
    do: 'notice',
    notice: { notice: 'virtual-link-unusable', level: 'warning', interface: key, reason },
  })
}

function comeOrGo(memory: OspfMemory, ospfInterface: OspfInterface): void {
  const { virtualEnd, state, key } = ospfInterface
  if (virtualEnd === undefined || memory.interfaces.get(key) !== ospfInterface) return
  const path = virtualPathTo(memory, virtualEnd.transitArea, virtualEnd.neighbor)
  if (!path.ok) {
    interfaceEvent(memory, ospfInterface, 'InterfaceDown', noPathInWords(path.error, virtualEnd.transitArea))
    virtualEnd.address = UNSPECIFIED
  } else if (state === 'Down') {
    interfaceEvent(memory, ospfInterface, 'InterfaceUp', `a path through area ${formatIpv4(virtualEnd.transitArea)}`)
    // The first Hello may be on its way before the kernel has the route, or the other end has the link
    hastenHello(memory, ospfInterface, SECOND_HELLO)
  }
}
