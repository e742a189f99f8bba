import { Buffer } from 'node:buffer'
import { formatIpv4, type Ipv4, UNSPECIFIED } from '../../protocols/base/ipv4.js'
import type { Link } from '../../protocols/engine/link.js'
import type { KernelNotice, SocketFailed } from '../ports/notice.js'
import type { PacketCounters, ReceiveRefusal, SendFailure } from '../ports/ospf-sockets.js'
import type { SocketStatistics } from '../ports/socket-statistics.js'
import { type IpHeader, type OutgoingIpHeader, parseIpHeader, sendDatagrams } from './ip-header.js'
import { RawSocket } from './raw-socket.js'
import { type ErrorCode, SystemError } from './system-error.js'

const IP_HDRINCL = 3
const IP_MULTICAST_LOOP = 34

/** What differs between the protocols that have one raw socket a link. */
export interface LinkSocketProfile {
  readonly protocol: 'ospf' | 'igmp'
  /** The IP protocol number. */
  readonly protocolNumber: number
  /** Joined as soon as the socket is open. */
  readonly groups: readonly Ipv4[]
  /** Sent in every header. */
  readonly routerAlert: boolean
  /** Sets what is the protocol's own, after the socket is bound and before the groups are joined. */
  readonly configure: (socket: RawSocket) => void
  readonly received: (interfaceIndex: number, header: IpHeader, payload: Uint8Array) => void
}

export interface LinkSocketSurroundings {
  readonly linkByIndex: (index: number) => Link | undefined
  readonly notice: (notice: KernelNotice) => void
}

/** A link on which the protocol wants to be, with its socket while it is open. */
interface Attachment {
  readonly index: number
  readonly groups: Set<Ipv4>
  readonly counters: PacketCounters
  socket: RawSocket | undefined
  /** A notice said that the socket is not open. */
  failureReported: boolean
  /** A notice said that packets cannot be sent. */
  sendFailureReported: boolean
}

/**
 * How many packets of one link are read before the other links, and the timers, have their turn: some of a full buffer, in
 * which a Hello may be the last.
 */
const RECEIVE_BUDGET = 512
/** How many packets of one link are read at most before timers run late. */
const DRAIN_BUDGET = 2048
const RETRY_AFTER_MS = 1000
const BUFFER_BYTES = 4 * 1024 * 1024

/** What is sent is written here; the kernel has copied it when `send` returns. */
const sendBuffer = Buffer.alloc(65536)

/** One raw socket per link for one protocol, opened until it works, each bound to its link. */
export class LinkSockets {
  readonly #profile: LinkSocketProfile
  readonly #surroundings: LinkSocketSurroundings
  readonly #attachments = new Map<number, Attachment>()
  #identification = 0
  #retry: NodeJS.Timeout | undefined

  constructor(profile: LinkSocketProfile, surroundings: LinkSocketSurroundings) {
    this.#profile = profile
    this.#surroundings = surroundings
  }

  open(index: number): void {
    if (this.#attachments.has(index)) return
    const attachment: Attachment = {
      index,
      groups: new Set(this.#profile.groups),
      counters: newPacketCounters(),
      socket: undefined,
      failureReported: false,
      sendFailureReported: false,
    }
    this.#attachments.set(index, attachment)
    this.#attach(attachment)
  }

  close(index: number): void {
    this.#attachments.get(index)?.socket?.close()
    this.#attachments.delete(index)
  }

  closeAll(): void {
    clearTimeout(this.#retry)
    for (const index of [...this.#attachments.keys()]) this.close(index)
  }

  join(index: number, group: Ipv4): void {
    const attachment = this.#attachments.get(index)
    if (attachment === undefined || attachment.groups.has(group)) return
    attachment.groups.add(group)
    this.#try(attachment, `join ${formatIpv4(group)}`, (socket) => socket.join(group, index))
  }

  leave(index: number, group: Ipv4): void {
    const attachment = this.#attachments.get(index)
    if (attachment === undefined || !attachment.groups.delete(group)) return
    this.#try(attachment, `leave ${formatIpv4(group)}`, (socket) => socket.leave(group, index))
  }

  send(index: number, source: Ipv4, destination: Ipv4, ttl: number, payload: Uint8Array): void {
    this.sendBy(this.#attachments.get(index)?.socket, index, source, destination, ttl, payload)
  }

  /** Sends by another socket, and counts it at the link. */
  sendBy(
    socket: RawSocket | undefined,
    index: number,
    source: Ipv4,
    destination: Ipv4,
    ttl: number,
    payload: Uint8Array,
  ): void {
    const attachment = this.#attachments.get(index)
    if (attachment === undefined) return
    const { protocolNumber: protocol, routerAlert } = this.#profile
    const error = this.#transmit(socket, index, { protocol, source, destination, ttl, routerAlert }, payload)
    if (error === undefined) {
      attachment.counters.packetsSent++
      attachment.sendFailureReported = false
      return
    }
    const failure = sendFailureOf(error)
    attachment.counters.sendFailures[failure]++
    // That the socket is not open was said already.
    if (attachment.sendFailureReported || failure === 'not-open') return
    attachment.sendFailureReported = true
    const { protocol: name } = this.#profile
    const notice = { notice: 'send-failed', level: 'warning', protocol: name, interface: index } as const
    this.#surroundings.notice({ ...notice, destination, failure, error })
  }

  /** Reads what waits in every socket. @returns how many packets were read */
  drainNow(): number {
    let packets = 0
    for (const attachment of this.#attachments.values()) packets += this.#read(attachment, DRAIN_BUDGET)
    return packets
  }

  counters(): ReadonlyMap<number, PacketCounters> {
    return new Map([...this.#attachments.values()].map((attachment) => [attachment.index, attachment.counters]))
  }

  statistics(): SocketStatistics[] {
    const rows: SocketStatistics[] = []
    for (const { index, socket, counters } of this.#attachments.values()) {
      if (socket === undefined) continue
      const name = this.#surroundings.linkByIndex(index)?.name ?? `if${index}`
      const { packetsReceived, packetsSent } = counters
      rows.push({
        socket: this.#profile.protocol,
        interface: name,
        ...socket.memory(),
        packetsReceived,
        packetsSent,
      })
    }
    return rows
  }

  #transmit(
    socket: RawSocket | undefined,
    index: number,
    header: OutgoingIpHeader,
    payload: Uint8Array,
  ): ErrorCode | undefined {
    if (socket === undefined) return NOT_OPEN
    // The kernel would fill in an address of another interface, with which elections are won.
    if (header.source === UNSPECIFIED) return NO_SOURCE
    if (payload.length > 65535 - 24) return 'EMSGSIZE'
    const mtu = this.#surroundings.linkByIndex(index)?.mtu ?? 1500
    this.#identification = (this.#identification % 65535) + 1
    return sendDatagrams(header, payload, mtu, this.#identification, sendBuffer, (length) =>
      socket.send(sendBuffer, length, header.destination),
    )
  }

  #attach(attachment: Attachment): void {
    const { index } = attachment
    let socket: RawSocket | undefined
    try {
      socket = new RawSocket(this.#profile.protocolNumber, {
        readable: () => this.#read(attachment, RECEIVE_BUDGET),
        failed: () => this.#lost(attachment),
      })
      socket.bindToInterface(index)
      socket.discardReceived()
      socket.setBuffers(BUFFER_BYTES, BUFFER_BYTES)
      socket.setIpOption(IP_HDRINCL, 1)
      socket.setIpOption(IP_MULTICAST_LOOP, 0)
      socket.setControlPriority()
      this.#profile.configure(socket)
      for (const group of attachment.groups) socket.join(group, index)
    } catch (error) {
      socket?.close()
      if (!(error instanceof SystemError)) throw error
      this.#report(attachment, error)
      this.#retryLater()
      return
    }
    attachment.socket = socket
    if (attachment.failureReported) {
      attachment.failureReported = false
      const { protocol } = this.#profile
      this.#surroundings.notice({ notice: 'socket-recovered', level: 'notice', socket: protocol, interface: index })
    }
  }

  #lost(attachment: Attachment): void {
    if (this.#attachments.get(attachment.index) !== attachment) return
    attachment.socket = undefined
    this.#report(attachment, new SystemError('EBADF', 'poll'))
    this.#retryLater()
  }

  #retryLater(): void {
    this.#retry ??= setTimeout(() => {
      this.#retry = undefined
      for (const attachment of this.#attachments.values()) {
        if (attachment.socket === undefined) this.#attach(attachment)
      }
    }, RETRY_AFTER_MS)
  }

  #try(attachment: Attachment, operation: string, act: (socket: RawSocket) => void): void {
    if (attachment.socket === undefined) return
    try {
      act(attachment.socket)
    } catch (error) {
      if (!(error instanceof SystemError)) throw error
      this.#surroundings.notice(this.#failure(attachment, operation, error.code))
    }
  }

  #report(attachment: Attachment, error: SystemError): void {
    if (attachment.failureReported) return
    attachment.failureReported = true
    this.#surroundings.notice(this.#failure(attachment, error.operation, error.code))
  }

  #failure(attachment: Attachment, operation: string, error: ErrorCode): SocketFailed {
    const { protocol: socket } = this.#profile
    return { notice: 'socket-failed', level: 'error', socket, interface: attachment.index, operation, error }
  }

  #read(attachment: Attachment, budget: number): number {
    let packets = 0
    // A handler may close the socket.
    while (packets < budget) {
      const datagram = attachment.socket?.receive()
      if (datagram === undefined) break
      packets++
      attachment.counters.packetsReceived++
      const header = parseIpHeader(datagram)
      if (header.ok) {
        const { headerLength, totalLength } = header.value
        this.#profile.received(attachment.index, header.value, copyOf(datagram, headerLength, totalLength))
      } else {
        attachment.counters.receiveRefusals[header.error]++
      }
    }
    return packets
  }
}

/** Of its own memory: the datagram's is overwritten by the next one. */
export function copyOf(datagram: Uint8Array, start: number, end: number): Uint8Array {
  const copy = new Uint8Array(end - start)
  copy.set(datagram.subarray(start, end))
  return copy
}

export function newPacketCounters(): PacketCounters {
  const receiveRefusals: Record<ReceiveRefusal, number> = { truncated: 0, 'bad-ip-header': 0 }
  const sendFailures: Record<SendFailure, number> = {
    'not-open': 0,
    'no-source-address': 0,
    'interface-down': 0,
    'no-such-interface': 0,
    'no-route': 0,
    'queue-full': 0,
    'too-long': 0,
    'not-permitted': 0,
    other: 0,
  }
  return { packetsReceived: 0, packetsSent: 0, receiveRefusals, sendFailures }
}

const NOT_OPEN = 'not open'
const NO_SOURCE = 'no source address'

const failureOfError: Readonly<Record<ErrorCode, SendFailure>> = {
  [NOT_OPEN]: 'not-open',
  EBADF: 'not-open',
  [NO_SOURCE]: 'no-source-address',
  // A raw socket bound to a link that is down answers so.
  ENETUNREACH: 'interface-down',
  ENETDOWN: 'interface-down',
  ENODEV: 'no-such-interface',
  ENXIO: 'no-such-interface',
  EHOSTUNREACH: 'no-route',
  EINVAL: 'no-route',
  EAGAIN: 'queue-full',
  ENOBUFS: 'queue-full',
  EMSGSIZE: 'too-long',
  EPERM: 'not-permitted',
  EACCES: 'not-permitted',
}

function sendFailureOf(error: ErrorCode): SendFailure {
  return failureOfError[error] ?? 'other'
}
