import { invariant } from '../../base/invariant.js'
import { formatIpv4, UNSPECIFIED } from '../../base/ipv4.js'
import { Database } from '../database/database.js'
import { remove } from '../database/install.js'
import type { OspfInterface, OspfMemory } from '../memory.js'
import { neighborEvent, restartInactivityTimer } from '../neighbor/neighbor.js'
import { interfaceChanged } from '../originate/events.js'
import { nextHopsChanged } from '../routing/schedule.js'
import type { InterfaceSettings } from '../settings.js'
import { sayFarewell } from './farewell.js'
import { sendHello } from './hello.js'
import { interfaceEvent, startWaitTimer } from './interface.js'
import { notAllowed } from './neighbor-filter.js'
import { identityOf, type PlannedInterface, planInterfaces } from './plan.js'
import { reconsiderNeighbors } from './poll.js'
import { scheduleInterfaceEvent } from './schedule.js'
import { reconcileVirtualLinks } from './virtual-link.js'

/**
 * Makes the interfaces what settings and links say now: those that are not wanted any more go down and are forgotten,
 * new ones come up, and of the others only what differs is changed, without disturbing their neighbors. So it is with
 * virtual links.
 */
export function reconcileInterfaces(memory: OspfMemory): void {
  const wanted = new Map(
    planInterfaces(memory.settings, memory.links.values()).map((plan) => [
      identityOf(plan.link, plan.areaId, plan),
      plan,
    ]),
  )
  for (const ospfInterface of [...memory.interfaces.values()]) {
    if (ospfInterface.type === 'virtual') continue
    const identity = identityOf(ospfInterface.link, ospfInterface.area.id, ospfInterface)
    const plan = wanted.get(identity)
    // An area that changed its type is another area
    if (plan === undefined || memory.areas.get(plan.areaId) !== ospfInterface.area) {
      removeInterface(memory, ospfInterface, whyUnwanted(memory, ospfInterface))
    } else {
      wanted.delete(identity)
      update(memory, ospfInterface, plan)
    }
  }
  for (const plan of wanted.values()) createInterface(memory, plan)
  reconcileVirtualLinks(memory)
}

function whyUnwanted({ links }: OspfMemory, { address, link, unnumbered }: OspfInterface): string {
  const now = links.get(link.index)
  if (now === undefined) return 'link gone'
  const addressStays = unnumbered || now.addresses.some((each) => each.address === address)
  return addressStays ? 'configuration changed' : 'address gone'
}

/** Takes an interface down and forgets it. */
export function removeInterface(memory: OspfMemory, ospfInterface: OspfInterface, reason: string): void {
  sayFarewell(memory, ospfInterface)
  interfaceEvent(memory, ospfInterface, 'InterfaceDown', reason)
  for (const entry of ospfInterface.database.all()) remove(memory, entry)
  memory.interfaces.delete(ospfInterface.key)
  ospfInterface.area.interfaces.delete(ospfInterface)
  const { index } = ospfInterface.link
  const others = interfacesOfLink(memory, index).filter((other) => other !== ospfInterface)
  if (others.length > 0) memory.interfacesOfLink.set(index, others)
  else memory.interfacesOfLink.delete(index)
}

function createInterface(memory: OspfMemory, plan: PlannedInterface): void {
  const { areaId, ...rest } = plan
  const area = memory.areas.get(areaId)
  invariant(area !== undefined, `area ${formatIpv4(areaId)} of an interface does not exist`)
  const ospfInterface = addInterface(memory, { ...rest, key: freeKey(memory, plan), area, virtualEnd: undefined })
  const { index } = plan.link
  memory.interfacesOfLink.set(index, [...interfacesOfLink(memory, index), ospfInterface])
  if (plan.link.up) bringUp(memory, ospfInterface)
}

/** What an interface is, beside what happens on it. */
type InterfaceIdentity = Omit<PlannedInterface, 'areaId'> & Pick<OspfInterface, 'key' | 'area' | 'virtualEnd'>

/** Makes an interface that is Down. */
export function addInterface(memory: OspfMemory, identity: InterfaceIdentity): OspfInterface {
  const ospfInterface: OspfInterface = {
    ...identity,
    state: 'Down',
    designatedRouter: UNSPECIFIED,
    backupDesignatedRouter: UNSPECIFIED,
    neighbors: new Map(),
    database: new Database(memory.random.uint32()),
    delayedAcknowledgments: [],
    counters: {
      received: [0, 0, 0, 0, 0, 0],
      sent: [0, 0, 0, 0, 0, 0],
      refusedPackets: new Map(),
      refusedLsas: new Map(),
      retransmittedLsas: 0,
    },
    refusals: new Map(),
    sequenceNumbers: new Map(),
    keyExpired: false,
    stateChanges: 0,
    since: memory.now,
    lastHelloSent: undefined,
  }
  memory.interfaces.set(ospfInterface.key, ospfInterface)
  identity.area.interfaces.add(ospfInterface)
  return ospfInterface
}

function interfacesOfLink(memory: OspfMemory, index: number): OspfInterface[] {
  return memory.interfacesOfLink.get(index) ?? []
}

/** The link's name, and where another subnet of the link has that, as much of the address as makes it unique. */
function freeKey({ interfaces }: OspfMemory, { link, address, prefix }: PlannedInterface): string {
  const withAddress = `${link.name}:${formatIpv4(address)}`
  const withPrefix = `${withAddress}/${prefix?.length ?? 32}`
  const keys = [link.name, withAddress, withPrefix, `${withPrefix} ${link.index}`]
  const free = keys.find((key) => !interfaces.has(key))
  invariant(free !== undefined, `no free name for an interface on ${link.name}`)
  return free
}

/** A loopback link is looped for ever (§9.1): its address is advertised as a host route, nothing is sent there. */
function bringUp(memory: OspfMemory, ospfInterface: OspfInterface): void {
  if (ospfInterface.type === 'loopback') interfaceEvent(memory, ospfInterface, 'LoopInd', 'loopback')
  else interfaceEvent(memory, ospfInterface, 'InterfaceUp', 'link up')
}

/** The same interface, with what the link and the settings say now. */
function update(memory: OspfMemory, ospfInterface: OspfInterface, plan: PlannedInterface): void {
  const { link: linkBefore, cost, address, settings } = ospfInterface
  ospfInterface.link = plan.link
  ospfInterface.cost = plan.cost
  ospfInterface.address = plan.address
  if (linkBefore.up !== plan.link.up) {
    ospfInterface.settings = plan.settings
    if (plan.link.up) bringUp(memory, ospfInterface)
    else interfaceEvent(memory, ospfInterface, 'InterfaceDown', 'link down')
    return
  }
  const hides = plan.settings.prefixSuppression !== settings.prefixSuppression
  if (plan.link.up && (cost !== plan.cost || address !== plan.address || hides)) {
    interfaceChanged(memory, ospfInterface)
    nextHopsChanged(memory)
  }
  adoptSettings(memory, ospfInterface, plan.settings)
}

/** The same interface with other settings. */
export function adoptSettings(memory: OspfMemory, ospfInterface: OspfInterface, settings: InterfaceSettings): void {
  const before = ospfInterface.settings
  ospfInterface.settings = settings
  // Sequence numbers of another type are of another magnitude: they say nothing of a replay
  if (settings.authentication.type !== before.authentication.type) ospfInterface.sequenceNumbers.clear()
  if (ospfInterface.state === 'Down') return
  for (const neighbor of [...ospfInterface.neighbors.values()]) {
    const reason = notAllowed(settings.allowNeighbors, neighbor.routerId, neighbor.address)
    if (reason !== undefined && neighbor.state !== 'Attempt') neighborEvent(memory, neighbor, 'KillNbr', reason)
  }
  if (settings.deadInterval !== before.deadInterval) {
    if (ospfInterface.state === 'Waiting') startWaitTimer(memory, ospfInterface)
    for (const neighbor of ospfInterface.neighbors.values()) restartInactivityTimer(memory, neighbor)
  }
  if (settings !== before) reconsiderNeighbors(memory, ospfInterface)
  const priorityChanged = settings.priority !== before.priority
  if (priorityChanged) scheduleInterfaceEvent(memory, ospfInterface, 'NeighborChange', 'own Router Priority changed')
  const helloChanged =
    settings.helloInterval !== before.helloInterval || settings.deadInterval !== before.deadInterval || priorityChanged
  if (helloChanged && ospfInterface.lastHelloSent !== undefined) sendHello(memory, ospfInterface)
}
