import { type Duration, instant, later, milliseconds } from '../../base/duration.js'
import { formatIpv4, type Ipv4, UNSPECIFIED } from '../../base/ipv4.js'
import { maskOf } from '../../base/prefix.js'
import { helloOptions } from '../area/options.js'
import { watchKeyExpiry } from '../authentication/in-use.js'
import { announceRestart, reclaimRole, stopAnnouncing } from '../graceful-restart/restarting.js'
import type { RouterId } from '../identifiers.js'
import type { Neighbor, OspfInterface, OspfMemory } from '../memory.js'
import { isFullyAdjacent } from '../neighbor/adjacency.js'
import { createNeighbor, findNeighbor, neighborEvent } from '../neighbor/neighbor.js'
import type { Hello } from '../packet/hello.js'
import { Options } from '../packet/options.js'
import type { PacketError } from '../packet/packet.js'
import { nextHopsChanged } from '../routing/schedule.js'
import { roomForBody, sendPacket } from '../send.js'
import type { InterfaceSettings } from '../settings.js'
import { atLeast } from '../states.js'
import { isMultiAccess, isPointToPoint } from './network-type.js'
import { helloDestinations } from './non-broadcast.js'
import { scheduleInterfaceEvent } from './schedule.js'

/** Bytes of a Hello's body before its list of neighbors. */
const HELLO_LENGTH = 20
const MAX_NEIGHBORS = 1000
/** Hellos are sent up to this part of HelloInterval early, never late, so that routers do not fall into step. */
const JITTER = 0.03
/** And up to this part early, so that those of many interfaces that are due at nearly the same time are sent in one turn. */
const GRID = 0.02
/** Before what may take as long as a HelloInterval, those due in this part of one are sent: none is later than 1.2 of them. */
const AHEAD = 0.8
/** Hellos sent before their time, because something changed, keep this distance. */
const LEAST_DISTANCE = milliseconds(100)

/** The most neighbors an interface may have: our Hello lists all of them and must fit the MTU (RFC 2328 §9.5). */
function maxNeighbors(ospfInterface: OspfInterface): number {
  return Math.min(MAX_NEIGHBORS, Math.max(1, Math.floor((roomForBody(ospfInterface) - HELLO_LENGTH) / 4)))
}

/** Sends a Hello (RFC 2328 §9.5) to all who shall have one, and sets the Hello Timer for the next. */
export function sendHello(memory: OspfMemory, ospfInterface: OspfInterface): void {
  const { settings } = ospfInterface
  for (const destination of helloDestinations(ospfInterface)) sendHelloTo(memory, ospfInterface, destination)
  ospfInterface.lastHelloSent = memory.now
  watchKeyExpiry(memory, ospfInterface)
  const interval = milliseconds(settings.helloInterval * (1 - JITTER * memory.random.next()))
  const grid = settings.helloInterval * GRID
  const due = instant(Math.floor(later(memory.now, interval) / grid) * grid)
  memory.agenda.set(helloTimer(ospfInterface), due, () => sendHello(memory, ospfInterface))
}

export function sendHelloTo(memory: OspfMemory, ospfInterface: OspfInterface, destination: Ipv4): void {
  sendPacket(memory, ospfInterface, destination, helloFrom(ospfInterface))
}

/** What the interface has to say now. */
export function helloFrom(ospfInterface: OspfInterface): Hello {
  const { settings } = ospfInterface
  const heard: RouterId[] = []
  for (const { state, routerId } of ospfInterface.neighbors.values()) if (atLeast(state, 'Init')) heard.push(routerId)
  return {
    type: 'hello',
    networkMask: advertisedMask(ospfInterface),
    helloInterval: advertisedHelloInterval(settings),
    options: helloOptions(ospfInterface.area),
    priority: settings.priority,
    deadInterval: settings.deadInterval,
    designatedRouter: ospfInterface.designatedRouter,
    backupDesignatedRouter: ospfInterface.backupDesignatedRouter,
    neighbors: heard.slice(0, maxNeighbors(ospfInterface)),
  }
}

/** Brings the next Hello forward, so that it comes after no more than `wait`. */
export function hastenHello(memory: OspfMemory, ospfInterface: OspfInterface, wait: Duration): void {
  if (ospfInterface.lastHelloSent === undefined) return
  memory.agenda.setEarlier(helloTimer(ospfInterface), later(memory.now, wait), () => sendHello(memory, ospfInterface))
}

/** Sends the Hellos that are due within `AHEAD` of their interval, because what follows may take long. @returns whether there were any */
export function sendHellosAhead(memory: OspfMemory): boolean {
  let sent = false
  for (const ospfInterface of memory.interfaces.values()) {
    const due = memory.agenda.at(helloTimer(ospfInterface))
    if (due === undefined || due - memory.now >= ospfInterface.settings.helloInterval * AHEAD) continue
    sendHello(memory, ospfInterface)
    sent = true
  }
  return sent
}

/** Sends a Hello before its time, for others should know at once what changed. */
export function sendHelloSoon(memory: OspfMemory, ospfInterface: OspfInterface): void {
  const { lastHelloSent } = ospfInterface
  if (lastHelloSent === undefined) return
  const earliest = later(lastHelloSent, LEAST_DISTANCE)
  if (earliest <= memory.now) sendHello(memory, ospfInterface)
  else memory.agenda.setEarlier(helloTimer(ospfInterface), earliest, () => sendHello(memory, ospfInterface))
}

/** The Hello Timer is started with a Hello (§9.3); a passive interface sends none. */
export function startHellos(memory: OspfMemory, ospfInterface: OspfInterface): void {
  if (!ospfInterface.settings.passive) announceRestart(memory, ospfInterface, () => sendHello(memory, ospfInterface))
}

export function stopHellos(memory: OspfMemory, ospfInterface: OspfInterface): void {
  stopAnnouncing(memory, ospfInterface)
  memory.agenda.cancel(helloTimer(ospfInterface))
  ospfInterface.lastHelloSent = undefined
}

/** RFC 2328 §10.5, receiving Hello packets. Returns why it is refused, if it is. */
export function receiveHello(
  memory: OspfMemory,
  ospfInterface: OspfInterface,
  source: Ipv4,
  routerId: RouterId,
  hello: Hello,
): PacketError | undefined {
  const unacceptable = compareParameters(ospfInterface, hello)
  if (unacceptable !== undefined) return unacceptable
  replaceNeighbor(memory, ospfInterface, source, routerId)
  let neighbor = findNeighbor(ospfInterface, routerId, source)
  if (neighbor === undefined) {
    const most = maxNeighbors(ospfInterface)
    if (ospfInterface.neighbors.size >= most) return { reason: 'too-many-neighbors', detail: `at most ${most}` }
    neighbor = createNeighbor(memory, ospfInterface, routerId, source)
  }
  const { priority, designatedRouter, backupDesignatedRouter } = neighbor
  const before: Declaration = { priority, designatedRouter, backupDesignatedRouter }
  const heard = atLeast(neighbor.state, '2-Way')
  record(memory, neighbor, source, hello)

  reclaimRole(memory, ospfInterface, hello)
  neighbor.lastHello = memory.now
  const isNew = !atLeast(neighbor.state, 'Init')
  neighbor.routerId = routerId
  neighborEvent(memory, neighbor, 'HelloReceived', 'Hello received')
  if (isOwedReply(neighbor)) sendHelloTo(memory, ospfInterface, source)
  if (!hello.neighbors.includes(memory.routerId)) {
    neighborEvent(memory, neighbor, '1-WayReceived', 'its Hello does not list us any more')
    // It came up just now, or began anew: let it see itself in our Hello at once
    if (isNew || heard) sendHelloSoon(memory, ospfInterface)
    return undefined
  }
  if (isNew) sendHelloSoon(memory, ospfInterface)
  neighborEvent(memory, neighbor, '2-WayReceived', 'its Hello lists us')
  if (memory.gracefulRestart.restarting?.roles.has(ospfInterface) && ospfInterface.state === 'Waiting')
    scheduleInterfaceEvent(memory, ospfInterface, 'BackupSeen', 'we had a role here before the restart')
  if (isMultiAccess(ospfInterface)) noteDeclaration(memory, neighbor, before)
  return undefined
}

/**
 * §9.5.1: on an NBMA network a router that cannot become Designated Router answers those that can; to the Designated
 * Router and its Backup it sends Hellos anyway.
 */
function isOwedReply({ interface: ospfInterface, address, priority }: Neighbor): boolean {
  const { type, settings, designatedRouter, backupDesignatedRouter } = ospfInterface
  if (type !== 'non-broadcast' || settings.priority > 0 || priority === 0) return false
  return address !== designatedRouter && address !== backupDesignatedRouter
}

type Declaration = Pick<Neighbor, 'priority' | 'designatedRouter' | 'backupDesignatedRouter'>

/** §10.5: what all routers of a network must agree on. */
function compareParameters(ospfInterface: OspfInterface, hello: Hello): PacketError | undefined {
  const { area, settings, type, prefix } = ospfInterface
  const mask = maskOf(prefix?.length ?? 32)
  const isCompared = isMultiAccess(ospfInterface) || (type === 'point-to-multipoint' && prefix !== undefined)
  if (isCompared && hello.networkMask !== mask)
    return {
      reason: 'mask-mismatch',
      detail: `theirs ${formatIpv4(hello.networkMask)}, ours ${formatIpv4(mask)}`,
    }
  const ours = advertisedHelloInterval(settings)
  if (hello.helloInterval !== ours)
    return {
      reason: 'hello-interval-mismatch',
      detail: `theirs ${intervalInWords(hello.helloInterval)}, ours ${intervalInWords(ours)}`,
    }
  if (hello.deadInterval !== settings.deadInterval)
    return {
      reason: 'dead-interval-mismatch',
      detail: `theirs ${hello.deadInterval / 1000}, ours ${settings.deadInterval / 1000}`,
    }
  // §10.5: ExternalRoutingCapability; RFC 3101 §2.1
  const options = helloOptions(area)
  const theirs = hello.options & (Options.E | Options.NP)
  if (theirs !== options)
    return { reason: 'option-mismatch', detail: `theirs ${areaInWords(theirs)}, ours ${areaInWords(options)}` }
  return undefined
}

/** §9.5: 0 on an unnumbered point-to-point link and a virtual one; an address without a subnet on a point-to-multipoint network is a host. */
function advertisedMask(ospfInterface: OspfInterface): Ipv4 {
  const { prefix } = ospfInterface
  if (prefix !== undefined) return maskOf(prefix.length)
  return isPointToPoint(ospfInterface) ? UNSPECIFIED : maskOf(32)
}

/** Packets carry whole seconds: several Hellos a second are told as 0, as FRR and others do. */
function advertisedHelloInterval({ helloInterval }: InterfaceSettings): Duration {
  return helloInterval < 1000 ? milliseconds(0) : helloInterval
}

function intervalInWords(interval: Duration): string {
  return interval === 0 ? 'less than 1' : `${interval / 1000}`
}

function areaInWords(options: number): string {
  switch (options) {
    case 0:
      return 'a stub area'
    case Options.E:
      return 'no stub area'
    case Options.NP:
      return 'an NSSA'
    default:
      return 'an NSSA with E set'
  }
}

/** A router that changed its Router ID is another neighbor: the one at its address before is gone. */
function replaceNeighbor(memory: OspfMemory, ospfInterface: OspfInterface, source: Ipv4, routerId: RouterId): void {
  for (const neighbor of ospfInterface.neighbors.values()) {
    if (neighbor.address !== source || neighbor.routerId === routerId || neighbor.state === 'Attempt') continue
    neighborEvent(memory, neighbor, 'KillNbr', `its Router ID is ${formatIpv4(routerId)} now`)
  }
}

function record(memory: OspfMemory, neighbor: Neighbor, source: Ipv4, hello: Hello): void {
  if (neighbor.address !== source) {
    neighbor.address = source
    if (isFullyAdjacent(neighbor)) nextHopsChanged(memory)
  }
  neighbor.priority = hello.priority
  neighbor.designatedRouter = hello.designatedRouter
  neighbor.backupDesignatedRouter = hello.backupDesignatedRouter
}

/** The rest of §10.5: what the neighbor declares may call for an election. */
function noteDeclaration(memory: OspfMemory, neighbor: Neighbor, before: Declaration): void {
  const { interface: ospfInterface, address } = neighbor
  const name = formatIpv4(neighbor.routerId)
  const schedule = (event: 'NeighborChange' | 'BackupSeen', reason: string) =>
    scheduleInterfaceEvent(memory, ospfInterface, event, reason)
  const waiting = ospfInterface.state === 'Waiting'

  if (neighbor.priority !== before.priority) schedule('NeighborChange', `${name} has priority ${neighbor.priority} now`)

  const isDesignated = neighbor.designatedRouter === address
  const wasDesignated = before.designatedRouter === address
  if (isDesignated && neighbor.backupDesignatedRouter === UNSPECIFIED && waiting)
    schedule('BackupSeen', `${name} is Designated Router without a Backup`)
  else if (isDesignated !== wasDesignated)
    schedule('NeighborChange', `${name} ${isDesignated ? 'declares' : 'no longer declares'} itself Designated Router`)

  const isBackup = neighbor.backupDesignatedRouter === address
  const wasBackup = before.backupDesignatedRouter === address
  if (isBackup && waiting) schedule('BackupSeen', `${name} is Backup Designated Router`)
  else if (isBackup !== wasBackup)
    schedule('NeighborChange', `${name} ${isBackup ? 'declares' : 'no longer declares'} itself Backup`)
}

function helloTimer(ospfInterface: OspfInterface): string {
  return `hello ${ospfInterface.key}`
}
