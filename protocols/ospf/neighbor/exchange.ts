import { type Duration, type Instant, later } from '../../base/duration.js'
import { areaTakesType, descriptionOptions, takesExternals } from '../area/options.js'
import { ageOf, lsaKeyOf } from '../database/database.js'
import { findInstance } from '../database/scope.js'
import { describeDatabase } from '../database/summary.js'
import { selfOriginatedDescribed } from '../flooding/self-originated.js'
import { isLsType, LSA_HEADER_LENGTH, type LsaHeader, LsType } from '../lsa/lsa.js'
import { compareInstances } from '../lsa/more-recent.js'
import type { Neighbor, OspfMemory } from '../memory.js'
import type { PacketRefusal } from '../notice.js'
import { DATABASE_DESCRIPTION_LENGTH, type DatabaseDescription } from '../packet/database-description.js'
import type { PacketError } from '../packet/packet.js'
import { roomForBody, sendPacket, unicastDestination } from '../send.js'
import { sendRequests } from './loading.js'
import { neighborEvent } from './neighbor.js'

/** So many negotiations may follow the first one at once. */
const QUICK_NEGOTIATIONS = 4

/** The most LSAs that all neighbors together may have for us: their descriptions must not fill the memory. */
export const MAX_REQUESTS = 1_000_000

/**
 * The action on entering ExStart (RFC 2328 §10.3): we declare ourselves master with empty packets until answered. Two
 * routers that never come to an end do not begin anew at the rate of their packets: on average, once in RxmtInterval.
 */
export function startNegotiation(memory: OspfMemory, neighbor: Neighbor): void {
  neighbor.ddSequenceNumber = (neighbor.ddSequenceNumber + 1) >>> 0
  neighbor.master = true
  neighbor.lastReceivedDd = undefined
  neighbor.lastSentDd = description(neighbor, { init: true, more: true, headers: [] })
  const allowed = negotiationAllowed(memory, neighbor)
  if (allowed <= memory.now) sendAgain(memory, neighbor)
  else memory.agenda.set(retransmitTimer(neighbor), allowed, () => sendAgain(memory, neighbor))
}

function negotiationAllowed({ now }: OspfMemory, neighbor: Neighbor): Instant {
  const { retransmitInterval } = neighbor.interface.settings
  const ahead = (QUICK_NEGOTIATIONS * retransmitInterval) as Duration
  const paidUntil = Math.max(now, Math.min(neighbor.negotiationsPaidUntil, now + ahead + retransmitInterval)) as Instant
  neighbor.negotiationsPaidUntil = later(paidUntil, retransmitInterval)
  return (paidUntil - ahead) as Instant
}

/** The action of NegotiationDone (§10.3). */
export function fillSummaryList(memory: OspfMemory, neighbor: Neighbor): void {
  neighbor.summaryList = describeDatabase(memory, neighbor)
}

/** The exchange is over or broken off: nothing of it is sent again. */
export function stopExchange(memory: OspfMemory, neighbor: Neighbor): void {
  memory.agenda.cancel(retransmitTimer(neighbor))
  memory.agenda.cancel(releaseTimer(neighbor))
  neighbor.summaryList = []
  neighbor.lastSentDd = undefined
}

/** RFC 2328 §10.6, receiving Database Description packets. Returns why it is refused, if it is. */
export function receiveDatabaseDescription(
  memory: OspfMemory,
  neighbor: Neighbor,
  dd: DatabaseDescription,
): PacketError | undefined {
  const { link, settings } = neighbor.interface
  neighbor.interfaceMtu = dd.interfaceMtu
  if (dd.interfaceMtu > link.mtu && !settings.mtuIgnore) {
    const detail = `theirs ${dd.interfaceMtu}, ours ${link.mtu}`
    neighbor.impediment = `MTU mismatch: ${detail}`
    return { reason: 'mtu-mismatch', detail }
  }
  if (neighbor.state === 'Init')
    neighborEvent(memory, neighbor, '2-WayReceived', 'it sent a Database Description: it hears us')
  switch (neighbor.state) {
    case 'ExStart':
      return negotiate(memory, neighbor, dd)
    case 'Exchange':
      return exchange(memory, neighbor, dd)
    case 'Loading':
    case 'Full':
      return afterExchange(memory, neighbor, dd)
    default:
      return { reason: 'neighbor-state', detail: `Database Description in state ${neighbor.state}` }
  }
}

/** §10.6, case ExStart. */
function negotiate(memory: OspfMemory, neighbor: Neighbor, dd: DatabaseDescription): PacketError | undefined {
  const opening = dd.init && dd.more && dd.master && dd.headers.length === 0
  const acknowledgment = !dd.init && !dd.master && dd.sequenceNumber === neighbor.ddSequenceNumber
  const theyAreMaster = neighbor.routerId > memory.routerId
  if (theyAreMaster && opening && mayBeLate(memory, neighbor, dd))
    return { reason: 'neighbor-state', detail: 'the opening of an exchange that was broken off' }
  if (theyAreMaster ? opening : acknowledgment) {
    neighbor.master = !theyAreMaster
    neighbor.ddSequenceNumber = dd.sequenceNumber
    if (theyAreMaster) neighbor.answeredOpening = dd.sequenceNumber
    neighbor.options = dd.options
    neighborEvent(memory, neighbor, 'NegotiationDone', theyAreMaster ? 'it is master' : 'we are master')
    return accept(memory, neighbor, dd)
  }
  if (!opening) return { reason: 'neighbor-state', detail: 'neither opens an exchange nor acknowledges our opening' }
  // It entered ExStart after our own opening went out and was ignored: no need to wait for RxmtInterval
  sendAgain(memory, neighbor)
  return undefined
}

/**
 * Beyond the RFC: the opening of an exchange that we have broken off, again. If it was only late, the master has taken
 * our answer to it, and what we would describe now in another one of the same number it would discard as a duplicate.
 * Who is still in ExStart sends it once more after RxmtInterval, which is longer than any packet is under way; else our
 * own opening makes the master begin anew.
 */
function mayBeLate({ now }: OspfMemory, neighbor: Neighbor, { sequenceNumber }: DatabaseDescription): boolean {
  const { retransmitInterval } = neighbor.interface.settings
  return sequenceNumber === neighbor.answeredOpening && now < later(neighbor.since, retransmitInterval)
}

/** §10.6, case Exchange. */
function exchange(memory: OspfMemory, neighbor: Neighbor, dd: DatabaseDescription): PacketError | undefined {
  if (isDuplicate(neighbor, dd)) {
    if (!neighbor.master) sendAgain(memory, neighbor)
    return undefined
  }
  const expected = neighbor.master ? neighbor.ddSequenceNumber : (neighbor.ddSequenceNumber + 1) >>> 0
  if (dd.master === neighbor.master)
    return mismatch(memory, neighbor, `both say they are ${dd.master ? 'master' : 'slave'}`)
  if (dd.init) return mismatch(memory, neighbor, 'it begins anew')
  if (dd.options !== neighbor.options)
    return mismatch(memory, neighbor, `its options changed from ${neighbor.options} to ${dd.options}`)
  if (dd.sequenceNumber !== expected)
    return mismatch(memory, neighbor, `DD sequence number ${dd.sequenceNumber}, expected ${expected}`)
  return accept(memory, neighbor, dd)
}

/** §10.6, case Loading or Full: nothing but duplicates is expected. */
function afterExchange(memory: OspfMemory, neighbor: Neighbor, dd: DatabaseDescription): PacketError | undefined {
  if (!isDuplicate(neighbor, dd)) return mismatch(memory, neighbor, 'a new Database Description after the last one')
  if (neighbor.master) return undefined
  if (neighbor.lastSentDd === undefined) return mismatch(memory, neighbor, 'a duplicate after RouterDeadInterval')
  sendAgain(memory, neighbor)
  return undefined
}

/** §10.6: the packet is the next in sequence. */
function accept(memory: OspfMemory, neighbor: Neighbor, dd: DatabaseDescription): PacketError | undefined {
  neighbor.lastReceivedDd = { ...dd, headers: [] }
  for (const header of dd.headers) {
    if (!isLsType(header.type)) return mismatch(memory, neighbor, `unknown LS type ${header.type} described`)
    const { area } = neighbor.interface
    if (header.type === LsType.asExternal && !takesExternals(area))
      return mismatch(memory, neighbor, 'an AS-external-LSA described in a stub area')
    if (areaTakesType(area, header.type)) compareWithOurs(memory, neighbor, header)
  }
  const { maximumLsas } = memory.settings
  if (neighbor.requestList.size > maximumLsas)
    return mismatch(memory, neighbor, `it describes more than ${maximumLsas} LSAs (maximum-lsas)`, 'too-many-lsas')
  if (allRequests(memory) > MAX_REQUESTS)
    return mismatch(memory, neighbor, `all neighbors describe more than ${MAX_REQUESTS} LSAs together`, 'too-many-lsas')
  if (neighbor.master) continueAsMaster(memory, neighbor, dd)
  else continueAsSlave(memory, neighbor, dd)
  if (neighbor.state === 'Exchange') sendRequests(memory, neighbor)
  return undefined
}

function allRequests({ interfaces }: OspfMemory): number {
  let requests = 0
  for (const { neighbors } of interfaces.values())
    for (const { requestList } of neighbors.values()) requests += requestList.size
  return requests
}

/**
 * §10.6: what we have not, or only a less recent instance of (§13.1), is requested. RFC 5243 §3: what the neighbor has as
 * recent as ours need not be described to it.
 */
function compareWithOurs(memory: OspfMemory, neighbor: Neighbor, header: LsaHeader): void {
  const entry = findInstance(memory, neighbor.interface, header)
  const order = entry === undefined ? 1 : compareInstances(header, { ...entry.lsa, age: ageOf(entry, memory.now) })
  if (order > 0) neighbor.requestList.add(header)
  if (order === 0 && entry !== undefined && header.advertisingRouter === memory.routerId)
    selfOriginatedDescribed(memory, neighbor, entry, header)
  if (order >= 0 && entry !== undefined && neighbor.summaryList.length > 0) neighbor.described.add(lsaKeyOf(header))
}

function continueAsMaster(memory: OspfMemory, neighbor: Neighbor, dd: DatabaseDescription): void {
  neighbor.ddSequenceNumber = (neighbor.ddSequenceNumber + 1) >>> 0
  if (neighbor.lastSentDd?.more === false && !dd.more) {
    stopExchange(memory, neighbor)
    neighborEvent(memory, neighbor, 'ExchangeDone', `${neighbor.requestList.size} LSAs to request`)
  } else {
    sendNext(memory, neighbor)
  }
}

function continueAsSlave(memory: OspfMemory, neighbor: Neighbor, dd: DatabaseDescription): void {
  neighbor.ddSequenceNumber = dd.sequenceNumber
  const more = sendNext(memory, neighbor)
  if (dd.more || more) return
  // §10.8: the slave's last packet is kept for duplicates until RouterDeadInterval is over
  memory.agenda.set(releaseTimer(neighbor), later(memory.now, neighbor.interface.settings.deadInterval), () => {
    neighbor.lastSentDd = undefined
  })
  neighborEvent(memory, neighbor, 'ExchangeDone', `${neighbor.requestList.size} LSAs to request`)
}

/** Describes as much of the summary list as one packet holds. Returns whether there is more. */
function sendNext(memory: OspfMemory, neighbor: Neighbor): boolean {
  const room = roomForBody(neighbor.interface) - DATABASE_DESCRIPTION_LENGTH
  const count = Math.max(1, Math.floor(room / LSA_HEADER_LENGTH))
  const headers: LsaHeader[] = []
  for (
    let next = nextOfSummary(neighbor);
    next !== undefined && headers.length < count;
    next = nextOfSummary(neighbor)
  ) {
    headers.push(next)
    neighbor.summaryList.pop()
  }
  const more = neighbor.summaryList.length > 0
  neighbor.lastSentDd = description(neighbor, { init: false, more, headers })
  sendAgain(memory, neighbor)
  return more
}

/** The next LSA of the summary list that the neighbor has not described itself. */
function nextOfSummary({ described, summaryList }: Neighbor): LsaHeader | undefined {
  for (let next = summaryList.at(-1); next !== undefined; next = summaryList.at(-1)) {
    if (described.size === 0 || !described.has(lsaKeyOf(next))) return next
    summaryList.pop()
  }
  return undefined
}

function description(
  { interface: { area }, master, ddSequenceNumber }: Neighbor,
  content: Pick<DatabaseDescription, 'init' | 'more' | 'headers'>,
): DatabaseDescription {
  return {
    type: 'database-description',
    interfaceMtu: 0,
    options: descriptionOptions(area),
    master,
    sequenceNumber: ddSequenceNumber,
    ...content,
  }
}

/**
 * §10.8: only the master sends again unasked. The Interface MTU is the one of now: it may be what changed since the
 * neighbor refused the packet.
 */
function sendAgain(memory: OspfMemory, neighbor: Neighbor): void {
  const { lastSentDd } = neighbor
  if (lastSentDd === undefined) return
  const { link, settings, type } = neighbor.interface
  sendPacket(memory, neighbor.interface, unicastDestination(neighbor), {
    ...lastSentDd,
    // §A.3.3
    interfaceMtu: type === 'virtual' ? 0 : Math.min(link.mtu, 0xffff),
  })
  if (neighbor.master)
    memory.agenda.set(retransmitTimer(neighbor), later(memory.now, settings.retransmitInterval), () => {
      sendAgain(memory, neighbor)
    })
  else
    memory.agenda.set(retransmitTimer(neighbor), later(memory.now, settings.deadInterval), () => {
      masterSilent(memory, neighbor)
    })
}

/**
 * Beyond the RFC: a slave waits in Exchange for a master that would have sent again long ago. It takes the exchange for
 * done, since an old packet of its own, overtaken by newer ones, led us back into this one; so neither would ever speak.
 */
function masterSilent(memory: OspfMemory, neighbor: Neighbor): void {
  if (neighbor.state !== 'Exchange') return
  const { deadInterval } = neighbor.interface.settings
  mismatch(memory, neighbor, `no Database Description of the master for ${deadInterval / 1000} s`)
}

/** §10.6: the same I, M, MS, Options and DD sequence number as the last one accepted. */
function isDuplicate({ lastReceivedDd: last }: Neighbor, dd: DatabaseDescription): boolean {
  return (
    last !== undefined &&
    last.init === dd.init &&
    last.more === dd.more &&
    last.master === dd.master &&
    last.options === dd.options &&
    last.sequenceNumber === dd.sequenceNumber
  )
}

function mismatch(
  memory: OspfMemory,
  neighbor: Neighbor,
  detail: string,
  reason: PacketRefusal = 'dd-sequence',
): PacketError {
  neighborEvent(memory, neighbor, 'SeqNumberMismatch', detail)
  neighbor.impediment = `the database exchange began anew: ${detail}`
  return { reason, detail }
}

function retransmitTimer(neighbor: Neighbor): string {
  return `database-description ${neighbor.key}`
}

function releaseTimer(neighbor: Neighbor): string {
  return `release-database-description ${neighbor.key}`
}
