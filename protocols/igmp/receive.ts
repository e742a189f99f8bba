import { between } from '../base/duration.js'
import { formatIpv4, type Ipv4, isMulticast, UNSPECIFIED } from '../base/ipv4.js'
import { maskOf } from '../base/prefix.js'
import type { Link } from '../engine/link.js'
import { isOnLink } from '../engine/subnets.js'
import { ALL_SYSTEMS } from './constants.js'
import type { IgmpInput } from './contract.js'
import { receiveGroupMessage, receiveRecord } from './group/record.js'
import { receiveSpecificQuery } from './group/specific-query.js'
import { interfaceBySource } from './interface.js'
import type { IgmpInterface, IgmpMemory } from './memory.js'
import { decodeMessage, type IgmpMessage } from './message/message.js'
import type { Query } from './message/query.js'
import type { GroupMessage } from './message/report-v1-v2-leave.js'
import type { ReportV3 } from './message/report-v3.js'
import type { IgmpRefusal } from './notice.js'
import { receiveGeneralQuery } from './querier/querier.js'
import { refuse } from './refusal.js'
import { receiveSolicitation } from './router-advertisement.js'

export type IgmpPacket = Extract<IgmpInput, { on: 'packet' }>

/** Why a packet is refused, and what there is to say about it. */
type Refused = readonly [reason: IgmpRefusal, detail?: string]

/** One packet: the checks that the kernel leaves to us, and then what it says. */
export function receivePacket(memory: IgmpMemory, packet: IgmpPacket): void {
  const { source } = packet
  const interface_ =
    packet.interface === undefined ? interfaceBySource(memory, source) : memory.interfaces.get(packet.interface)
  const refused =
    interface_ === undefined
      ? packet.interface === undefined
        ? (['interface-unknown'] as const)
        : (['interface-not-running'] as const)
      : receiveOn(memory, interface_, packet)
  if (refused !== undefined) refuse(memory, interface_, source, ...refused)
}

function receiveOn(memory: IgmpMemory, interface_: IgmpInterface, packet: IgmpPacket): Refused | undefined {
  const refused = refusalOfPacket(memory, interface_, packet)
  if (refused !== undefined) return refused
  const message = decodeMessage(packet.bytes)
  if (!message.ok) return [message.error]
  interface_.received[nameOf(message.value)]++
  switch (message.value.type) {
    case 'query':
      return receiveQuery(memory, interface_, packet, message.value)
    case 'solicitation':
      receiveSolicitation(memory, interface_)
      return undefined
    // Of other routers, to switches.
    case 'advertisement':
    case 'termination':
      return undefined
    default:
      return receiveReport(memory, interface_, packet, message.value)
  }
}

function refusalOfPacket(
  memory: IgmpMemory,
  { link, role }: IgmpInterface,
  { source, destination, ttl }: IgmpPacket,
): Refused | undefined {
  if (role.state === 'Initial') return ['interface-not-running', `IGMP does not run: ${role.reason}`]
  if (isOwnAddress(memory, source)) return ['own-source']
  if (isNoHost(link, source)) return ['source-invalid']
  // §4: every IGMP message is sent with a TTL of 1.
  if (ttl !== 1) return ['ttl', `TTL ${ttl}, not 1`]
  // §4.1.12, §4.2.14: any address of the link, unicast or multicast. A packet in transit with Router Alert is neither.
  if (!isMulticast(destination) && !link.addresses.some(({ address }) => address === destination)) {
    return ['destination', `sent to ${formatIpv4(destination)}`]
  }
  return undefined
}

function isOwnAddress(memory: IgmpMemory, source: Ipv4): boolean {
  for (const link of memory.links.values()) {
    if (link.addresses.some(({ address }) => address === source)) return true
  }
  return false
}

/** Addresses that no host sends from. */
function isNoHost(link: Link, source: Ipv4): boolean {
  if (source >= 0xe0000000 || source >>> 24 === 127) return true
  return link.addresses.some(
    ({ address, prefixLength }) => prefixLength < 31 && source === (address | ~maskOf(prefixLength)) >>> 0,
  )
}

function nameOf(message: IgmpMessage): keyof IgmpInterface['received'] {
  return message.type === 'query' ? `query-v${message.version}` : message.type
}

function receiveQuery(
  memory: IgmpMemory,
  interface_: IgmpInterface,
  { source, destination }: IgmpPacket,
  query: Query,
): Refused | undefined {
  // A switch that snoops asks in the name of nobody; its questions are no router's.
  if (source === UNSPECIFIED) return undefined
  if (!isOnLink(interface_.link, source)) return ['source-not-on-subnet']
  if (query.version !== 1 && query.group !== UNSPECIFIED) {
    receiveSpecificQuery(memory, interface_, query)
    return undefined
  }
  // §9.1: a general query to another multicast address is forged from elsewhere.
  if (isMulticast(destination) && destination !== ALL_SYSTEMS)
    return ['destination', `sent to ${formatIpv4(destination)}`]
  receiveGeneralQuery(memory, interface_, source, query)
  return undefined
}

function receiveReport(
  memory: IgmpMemory,
  interface_: IgmpInterface,
  { source, routerAlert }: IgmpPacket,
  message: GroupMessage | ReportV3,
): Refused | undefined {
  const { settings, link } = interface_
  if (!takeToken(memory, interface_)) return ['limit-rate']
  // §9.2, §9.3
  if (settings.verifySourceSubnet && source !== UNSPECIFIED && !isOnLink(link, source)) return ['source-not-on-subnet']
  if (settings.requireRouterAlert && !routerAlert) return ['no-router-alert']
  const version = message.type === 'report-v3' ? 3 : message.type === 'report-v1' ? 1 : 2
  if (version < settings.oldestHostVersion) return ['host-version', `a report of version ${version}`]
  if (message.type !== 'report-v3') {
    receiveGroupMessage(memory, interface_, source, message)
    return undefined
  }
  for (const record of message.records) receiveRecord(memory, interface_, source, record)
  if (message.unknownRecords > 0) return ['unknown-record-type', `${message.unknownRecords} records of unknown type`]
  return message.truncated ? ['truncated'] : undefined
}

/** The report rate limit: a bucket that fills with `reportsPerSecond` and holds a second's worth. */
function takeToken(memory: IgmpMemory, { bucket, settings }: IgmpInterface): boolean {
  const rate = settings.limits.reportsPerSecond
  const refill = (between(bucket.filledAt, memory.now) / 1000) * rate
  bucket.tokens = Math.min(rate, bucket.tokens + refill)
  bucket.filledAt = memory.now
  if (bucket.tokens < 1) return false
  bucket.tokens--
  return true
}
