import { Buffer } from 'node:buffer'
import { ipv4FromNumber } from '../../protocols/base/ipv4.js'
import type { DescriptorKeeper } from '../ports/descriptor-keeper.js'
import type { IgmpPacket } from '../ports/igmp-sockets.js'
import type { MulticastEntry, Upcall } from '../ports/multicast-table.js'
import type { PacketCounters } from '../ports/ospf-sockets.js'
import type { SocketStatistics } from '../ports/socket-statistics.js'
import { closeDescriptor } from './descriptor.js'
import { type IpHeader, parseIpHeader } from './ip-header.js'
import { copyOf, newPacketCounters } from './link-sockets.js'
import { RawSocket } from './raw-socket.js'
import { SystemError } from './system-error.js'

const IGMP_PROTOCOL_NUMBER = 2

/** What the socket is kept as. */
const NAME = 'multicast-routing'

/** `lo` is the first interface of every network namespace. */
const LOOPBACK_INDEX = 1

const MRT_INIT = 200
const MRT_ADD_VIF = 202
const MRT_DEL_VIF = 203
const MRT_ADD_MFC = 204
const MRT_DEL_MFC = 205
const MRT_ASSERT = 207
const MRT_PIM = 208
const MRT_FLUSH = 212
/** VIFs and entries, the static ones of both too. */
const FLUSH_ALL = 15
const FLUSH_STATIC = 10

const VIFF_USE_IFINDEX = 8
/** The kernel's MAXVIFS. */
const MAX_VIFS = 32

const IGMPMSG_NOCACHE = 1
const IGMPMSG_WRONGVIF = 2

const RECEIVE_BUDGET = 256
const DRAIN_BUDGET = 4096
/** Each flow that starts is one upcall: the default holds 256 of them. */
const RECEIVE_BUFFER = 8 * 1024 * 1024
const SEND_BUFFER = 256 * 1024
/** The kernel counts at least 512 bytes for each datagram in the buffer, of which it gives twice what is asked for. */
const MOST_KEPT = (2 * RECEIVE_BUFFER) / 512

export interface MulticastRoutingHandlers {
  readonly packet: (packet: IgmpPacket) => void
  readonly upcall: (upcall: Upcall) => void
  /** An upcall of another kind, or one about the router's own IGMP. */
  readonly ignored: () => void
  /** The kernel gave the socket up, and with it all VIFs and entries. */
  readonly lost: () => void
}

/**
 * The socket that owns the kernel's multicast table (MRT_INIT) of this network namespace. Bound to `lo`, it receives
 * the kernel's upcalls and those IGMP packets that no other socket gets: without Router Alert to a group that is not
 * joined here.
 *
 * VIFs and entries that it makes go with it, and without an owner the kernel forwards nothing. Where somebody keeps the
 * socket open when the process dies, nothing ends: the next life goes on with the same socket. Where nobody does, a second
 * socket makes them: what another than the owner makes is static and stays, and the next owner takes it up.
 */
export class MulticastRoutingSocket {
  readonly #handlers: MulticastRoutingHandlers
  readonly packetCounters: PacketCounters = newPacketCounters()
  #socket: RawSocket | undefined
  /** Makes VIFs and entries: where the owner's would not stay another one. */
  #maker: RawSocket | undefined
  readonly #keeper: DescriptorKeeper | undefined
  /** The socket of the last life. */
  #passed: number | undefined
  #upcalls = 0

  constructor(handlers: MulticastRoutingHandlers, keeper: DescriptorKeeper | undefined) {
    this.#handlers = handlers
    this.#keeper = keeper
    this.#passed = keeper?.take(NAME).get(NAME)
  }

  get isOpen(): boolean {
    return this.#socket !== undefined
  }

  /** @throws SystemError EADDRINUSE when another process owns the table, EPERM without the capabilities */
  open(): void {
    const socket = new RawSocket(IGMP_PROTOCOL_NUMBER, {
      readable: () => this.#read(RECEIVE_BUDGET),
      failed: () => {
        this.#keeper?.forget(NAME)
        this.close()
        this.#handlers.lost()
      },
    })
    const passed = this.#passed
    try {
      if (passed === undefined) this.#claim(socket)
      else socket.become(passed)
      this.#passed = undefined
      // Nor can a socket that is none of this kind
      tellWrongVif(socket)
      socket.tellInterfaces()
      this.#maker = this.#keeper === undefined ? newMaker() : socket
    } catch (error) {
      socket.close()
      this.forgetPassed()
      if (passed !== undefined) this.#keeper?.forget(NAME)
      throw error
    }
    this.#socket = socket
    if (passed === undefined) this.#keep(socket)
    else this.#readQuestions()
  }

  #claim(socket: RawSocket): void {
    socket.bindToInterface(LOOPBACK_INDEX)
    socket.discardReceived()
    socket.setBuffers(RECEIVE_BUFFER, SEND_BUFFER)
    socket.setIpOption(MRT_INIT, 1)
  }

  /** Only what can be used: nobody else could claim the table while it is kept. */
  #keep(socket: RawSocket): void {
    const descriptor = this.#keeper === undefined ? undefined : socket.descriptor()
    if (descriptor !== undefined) this.#keeper!.keep(NAME, descriptor)
  }

  /** Whether VIFs and entries go on without the process, and end with whoever keeps the socket open. */
  get isKept(): boolean {
    return this.#keeper !== undefined && this.isOpen
  }

  /** The last life's, where it was not opened again: nothing is to be forwarded any more. */
  forgetPassed(): void {
    if (this.#passed === undefined) return
    closeDescriptor(this.#passed)
    this.#passed = undefined
    this.#keeper?.forget(NAME)
  }

  /** @throws SystemError EADDRINUSE when the number is in use, EADDRNOTAVAIL when the interface is not there */
  addVif(vif: number, interfaceIndex: number): void {
    this.#make((maker) => maker.setIpOptionBytes(MRT_ADD_VIF, vifctl(vif, interfaceIndex)))
  }

  removeVif(vif: number): void {
    this.#make((maker) => maker.setIpOptionBytes(MRT_DEL_VIF, vifctl(vif, 0)))
  }

  /** Replaces an entry of the same source and group in place. */
  setEntry(entry: MulticastEntry): void {
    this.#make((maker) => maker.setIpOptionBytes(MRT_ADD_MFC, mfcctl(entry)))
  }

  /** @throws SystemError ENOENT when there is none */
  removeEntry(entry: MulticastEntry): void {
    this.#make((maker) => maker.setIpOptionBytes(MRT_DEL_MFC, mfcctl(entry)))
  }

  /** Removes all VIFs and entries, whoever made them. */
  flush(): void {
    this.#make((maker) => maker.setIpOption(MRT_FLUSH, FLUSH_ALL))
  }

  /** Removes what would stay without an owner: of a life that nobody kept the socket of. */
  flushStatic(): void {
    this.#make((maker) => maker.setIpOption(MRT_FLUSH, FLUSH_STATIC))
  }

  drainNow(): number {
    return this.#read(DRAIN_BUDGET)
  }

  statistics(): SocketStatistics[] {
    if (this.#socket === undefined) return []
    const packetsReceived = this.packetCounters.packetsReceived + this.#upcalls
    return [{ socket: 'multicast-routing', ...this.#socket.memory(), packetsReceived, packetsSent: 0 }]
  }

  close(): void {
    this.#maker?.close()
    this.#maker = undefined
    this.#socket?.close()
    this.#socket = undefined
  }

  /** Without CAP_NET_ADMIN only the owner may: what it makes ends with it, but is there. */
  #make(act: (maker: RawSocket) => void): void {
    const [maker, owner] = [this.#maker, this.#socket]
    if (maker === undefined || owner === undefined) throw new Error('invariant: the multicast routing socket is open')
    try {
      act(maker)
    } catch (error) {
      if (maker === owner || !(error instanceof SystemError) || error.code !== 'EACCES') throw error
      maker.close()
      this.#maker = owner
      act(owner)
    }
  }

  #read(budget: number): number {
    let packets = 0
    while (packets < budget) {
      const datagram = this.#socket?.receive()
      if (datagram === undefined) break
      packets++
      if (isUpcall(datagram)) this.#upcall(datagram)
      else this.#packet(datagram)
    }
    return packets
  }

  /**
   * What has come while there was no daemon: the kernel waits for the answers to its questions; what hosts have reported
   * may not be so any more. Not for ever: more may come than is read.
   */
  #readQuestions(): void {
    for (let packets = 0; packets < MOST_KEPT; packets++) {
      const datagram = this.#socket?.receive()
      if (datagram === undefined) return
      if (isUpcall(datagram)) this.#upcall(datagram)
    }
  }

  #packet(datagram: Uint8Array): void {
    this.packetCounters.packetsReceived++
    const parsed = parseIpHeader(datagram)
    if (!parsed.ok) {
      this.packetCounters.receiveRefusals[parsed.error]++
      return
    }
    const header: IpHeader = parsed.value
    const { source, destination, ttl, routerAlert, headerLength, totalLength } = header
    const bytes = copyOf(datagram, headerLength, totalLength)
    this.#handlers.packet({ interface: this.#socket?.receivedOn(), source, destination, ttl, routerAlert, bytes })
  }

  #upcall(datagram: Uint8Array): void {
    this.#upcalls++
    const upcall = parseUpcall(datagram)
    if (upcall === undefined) this.#handlers.ignored()
    else this.#handlers.upcall(upcall)
  }
}

/** The kernel marks an upcall by a zero where a packet has its IP protocol number. */
function isUpcall(datagram: Uint8Array): boolean {
  return datagram.length >= 20 && datagram[9] === 0
}

/**
 * struct igmpmsg in place of an IP header. Undefined for kinds that are not asked for, and for headers with options:
 * a report with Router Alert to a group that the router has joined itself comes through as if it were data.
 */
export function parseUpcall(datagram: Uint8Array): Upcall | undefined {
  if ((datagram[0]! & 0x0f) > 5) return undefined
  const type = datagram[8]
  if (type !== IGMPMSG_NOCACHE && type !== IGMPMSG_WRONGVIF) return undefined
  const view = new DataView(datagram.buffer, datagram.byteOffset, datagram.byteLength)
  return {
    upcall: type === IGMPMSG_NOCACHE ? 'NOCACHE' : 'WRONGVIF',
    vif: datagram[10]! | (datagram[11]! << 8),
    source: ipv4FromNumber(view.getUint32(12)),
    group: ipv4FromNumber(view.getUint32(16)),
  }
}

/** Bound to `lo`, so that it receives next to nothing; what comes is thrown away. */
function newMaker(): RawSocket {
  const maker: RawSocket = new RawSocket(IGMP_PROTOCOL_NUMBER, {
    readable: () => maker.discardReceived(),
    failed: () => {},
  })
  maker.bindToInterface(LOOPBACK_INDEX)
  return maker
}

/** WRONGVIF for every flow where the kernel has PIM; else for those whose wrong VIF is an outgoing one. */
function tellWrongVif(socket: RawSocket): void {
  try {
    socket.setIpOption(MRT_PIM, 1)
  } catch {
    socket.setIpOption(MRT_ASSERT, 1)
  }
}

/** struct vifctl, by interface index; its threshold is not used by the kernel. */
function vifctl(vif: number, interfaceIndex: number): Uint8Array {
  const bytes = Buffer.alloc(16)
  bytes.writeUInt16LE(vif, 0)
  bytes.writeUInt8(VIFF_USE_IFINDEX, 2)
  bytes.writeUInt8(1, 3)
  bytes.writeInt32LE(interfaceIndex, 8)
  return bytes
}

/** struct mfcctl: addresses in network order, a TTL for each VIF, 0 where nothing is forwarded. */
function mfcctl(entry: MulticastEntry): Uint8Array {
  const bytes = Buffer.alloc(60)
  bytes.writeUInt32BE(entry.source, 0)
  bytes.writeUInt32BE(entry.group, 4)
  bytes.writeUInt16LE(entry.incoming, 8)
  for (const { vif, threshold } of entry.outgoing) {
    if (vif < MAX_VIFS) bytes.writeUInt8(Math.min(Math.max(threshold, 1), 254), 10 + vif)
  }
  return bytes
}
