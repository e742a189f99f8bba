import { Buffer } from 'node:buffer'
import { createSocket, type SocketWrap } from 'raw-socket'
import { formatIpv4, type Ipv4 } from '../../protocols/base/ipv4.js'
import { DatagramReceiver } from './datagram-receiver.js'
import { COOKIE_LENGTH, descriptorOf, moveDescriptor } from './descriptor.js'
import { type ErrorCode, errorCodeOf, SystemError } from './system-error.js'

const SOL_SOCKET = 1
const SO_SNDBUF = 7
const SO_RCVBUF = 8
const SO_PRIORITY = 12
const SO_SNDBUFFORCE = 32
const SO_RCVBUFFORCE = 33
const SO_MEMINFO = 55
const SO_COOKIE = 57
const SO_BINDTOIFINDEX = 62
const IPPROTO_IP = 0
const IP_PKTINFO = 8
const IP_ADD_MEMBERSHIP = 35
const IP_DROP_MEMBERSHIP = 36

/** No IPv4 datagram is longer. */
const LARGEST_DATAGRAM = 65536

/** Every socket reads into this one; what is kept of it is copied at once. */
const receiveBuffer = Buffer.alloc(LARGEST_DATAGRAM)

/** Where `SO_MEMINFO` is written. */
const memoryInfo = Buffer.alloc(36)

/** The package closes the descriptor of a socket that nothing refers to, even while it receives. */
const openSockets = new Set<RawSocket>()

/** Sockets that became readable in this turn of the loop, to be read at its end. */
const readable = new Set<RawSocket>()

/** What `SO_MEMINFO` tells. */
export interface SocketMemory {
  readonly receiveQueue: number
  readonly receiveBuffer: number
  readonly sendQueue: number
  readonly drops: number
}

export interface RawSocketHandlers {
  /** There is something to read. Called again in the next turn of the loop when not all was read. */
  readonly readable: () => void
  /** The kernel reported an error on the descriptor; the socket has closed itself. */
  readonly failed: () => void
}

/**
 * A raw IPv4 socket: the `raw-socket` package with its traps closed. Sending and receiving never block; a failure to
 * send is a value; opening and options throw a `SystemError`.
 */
export class RawSocket {
  readonly #wrap: SocketWrap
  readonly #handlers: RawSocketHandlers
  #open = true
  #received = 0
  /** Reads in the package's place where interfaces are to be told. */
  #receiver: DatagramReceiver | undefined

  /**
   * @param protocol the IP protocol number
   * @throws SystemError EPERM without CAP_NET_RAW
   */
  constructor(protocol: number, handlers: RawSocketHandlers) {
    this.#handlers = handlers
    this.#wrap = attempt('socket', () => createSocket({ protocol, bufferSize: 1 }).wrap)
    // The package's own listeners read one packet an event and turn a handler's exception into an error event.
    this.#wrap.removeAllListeners()
    this.#wrap.on('recvReady', () => this.#becameReadable())
    this.#wrap.on('error', () => this.#fail())
    openSockets.add(this)
  }

  get isOpen(): boolean {
    return this.#open
  }

  /** An integer option. */
  setOption(level: number, option: number, value: number): void {
    this.#assertOpen()
    attempt(`setsockopt(${level}, ${option})`, () => this.#wrap.setOption(level, option, value >>> 0))
  }

  /** A structure as an option. */
  setOptionBytes(level: number, option: number, value: Uint8Array): void {
    this.#assertOpen()
    const bytes = Buffer.from(value.buffer, value.byteOffset, value.length)
    attempt(`setsockopt(${level}, ${option})`, () => this.#wrap.setOption(level, option, bytes, bytes.length))
  }

  setIpOption(option: number, value: number): void {
    this.setOption(IPPROTO_IP, option, value)
  }

  setIpOptionBytes(option: number, value: Uint8Array): void {
    this.setOptionBytes(IPPROTO_IP, option, value)
  }

  /**
   * Receives from, and sends to, this interface only; stays with it when it is renamed. By index: a name may belong to
   * another one by now. The kernel does not say here that there is none of this index, but does when a group is joined.
   */
  bindToInterface(index: number): void {
    this.setOption(SOL_SOCKET, SO_BINDTOIFINDEX, index)
  }

  /** Joins `group` on the interface of this index. */
  join(group: Ipv4, interfaceIndex: number): void {
    this.setIpOptionBytes(IP_ADD_MEMBERSHIP, membershipRequest(group, interfaceIndex))
  }

  leave(group: Ipv4, interfaceIndex: number): void {
    this.setIpOptionBytes(IP_DROP_MEMBERSHIP, membershipRequest(group, interfaceIndex))
  }

  /** The queueing priority of what is sent: 7 (network control), or 6 without CAP_NET_ADMIN. */
  setControlPriority(): void {
    this.#setPrivileged(SO_PRIORITY, 7, SO_PRIORITY, 6)
  }

  /** Sizes of both buffers in bytes; as much as the sysctls allow without CAP_NET_ADMIN. */
  setBuffers(receive: number, send: number): void {
    this.#setPrivileged(SO_RCVBUFFORCE, receive, SO_RCVBUF, receive)
    this.#setPrivileged(SO_SNDBUFFORCE, send, SO_SNDBUF, send)
  }

  /** Forgets all that was received so far: what came before the socket was bound belongs to other interfaces. */
  discardReceived(): void {
    while (this.receive() !== undefined);
  }

  /**
   * The next datagram with its IP header, or undefined when nothing waits. It lies in a buffer that the next call, of
   * any socket, overwrites.
   */
  receive(): Uint8Array | undefined {
    if (!this.#open) return undefined
    if (this.#receiver !== undefined) {
      const length = this.#receiver.receive()
      return length === undefined ? undefined : new Uint8Array(receiveBuffer.buffer, receiveBuffer.byteOffset, length)
    }
    try {
      // To ask what waits costs a sixth of the exception for which recv makes an error of EAGAIN.
      this.#wrap.getOption(SOL_SOCKET, SO_MEMINFO, memoryInfo, memoryInfo.length)
      if (socketMemory(memoryInfo).receiveQueue === 0) return undefined
      this.#wrap.recv(receiveBuffer, this.#noteLength)
    } catch {
      // An error that belongs to a packet sent earlier (ENETDOWN): nothing to read.
      return undefined
    }
    // Not subarray(): a Buffer's takes twice as long.
    return new Uint8Array(receiveBuffer.buffer, receiveBuffer.byteOffset, this.#received)
  }

  /** The interface that the last datagram came in on, after `tellInterfaces`; undefined where the kernel did not say. */
  receivedOn(): number | undefined {
    return this.#receiver?.interfaceIndex()
  }

  /** From now on the interface of each datagram is told. Without effect where the descriptor cannot be found. */
  tellInterfaces(): void {
    this.setIpOption(IP_PKTINFO, 1)
    const descriptor = this.descriptor()
    if (descriptor !== undefined) this.#receiver = new DatagramReceiver(descriptor, receiveBuffer)
  }

  /** Sends at once. @returns why it could not be sent */
  send(bytes: Buffer, length: number, destination: Ipv4): ErrorCode | undefined {
    if (!this.#open) return 'EBADF'
    try {
      this.#wrap.send(bytes, 0, length, formatIpv4(destination), ignoreLength)
      return undefined
    } catch (error) {
      return errorCodeOf(error)
    }
  }

  memory(): SocketMemory {
    this.#assertOpen()
    attempt('getsockopt(SO_MEMINFO)', () => this.#wrap.getOption(SOL_SOCKET, SO_MEMINFO, memoryInfo, memoryInfo.length))
    return socketMemory(memoryInfo)
  }

  /** Its descriptor; undefined where /proc is not mounted. */
  descriptor(): number | undefined {
    this.#assertOpen()
    const cookie = Buffer.alloc(COOKIE_LENGTH)
    attempt('getsockopt(SO_COOKIE)', () => this.#wrap.getOption(SOL_SOCKET, SO_COOKIE, cookie, cookie.length))
    return descriptorOf(cookie)
  }

  /**
   * From now on this is the socket of the descriptor `passed`, which is taken; all that was set there counts. In the turn
   * of the loop in which it was made, before the loop begins to watch it.
   * @throws SystemError when that is impossible
   */
  become(passed: number): void {
    const own = this.descriptor()
    if (own === undefined || !moveDescriptor(passed, own)) throw new SystemError('EBADF', 'dup2')
  }

  close(): void {
    if (!this.#open) return
    this.#open = false
    openSockets.delete(this)
    readable.delete(this)
    this.#wrap.removeAllListeners()
    this.#wrap.close()
  }

  readonly #noteLength = (_buffer: Buffer, length: number): void => {
    this.#received = length
  }

  /**
   * The package calls from outside of any asynchronous context, where neither promises nor ticks run afterwards: the
   * reading is done at the end of this turn of the loop instead.
   */
  #becameReadable(): void {
    if (readable.size === 0) setImmediate(readAll)
    readable.add(this)
  }

  /** Called by `readAll`. */
  read(): void {
    if (this.#open) this.#handlers.readable()
  }

  #fail(): void {
    if (!this.#open) return
    this.close()
    setImmediate(this.#handlers.failed)
  }

  #setPrivileged(option: number, value: number, fallbackOption: number, fallbackValue: number): void {
    try {
      this.setOption(SOL_SOCKET, option, value)
    } catch {
      this.setOption(SOL_SOCKET, fallbackOption, fallbackValue)
    }
  }

  /** The package re-creates a closed socket, unbound, when it is used. */
  #assertOpen(): void {
    if (!this.#open) throw new SystemError('EBADF', 'closed socket')
  }
}

function readAll(): void {
  const sockets = [...readable]
  readable.clear()
  for (const socket of sockets) socket.read()
}

function ignoreLength(): void {}

/** struct ip_mreqn: group, address of the interface (unused), its index. */
function membershipRequest(group: Ipv4, interfaceIndex: number): Uint8Array {
  const bytes = Buffer.alloc(12)
  bytes.writeUInt32BE(group, 0)
  bytes.writeInt32LE(interfaceIndex, 8)
  return bytes
}

/** The array of SK_MEMINFO_* numbers, in host order: little-endian wherever the netlink package runs. */
export function socketMemory(info: Buffer): SocketMemory {
  const at = (i: number) => info.readUInt32LE(4 * i)
  return { receiveQueue: at(0), receiveBuffer: at(1), sendQueue: at(2), drops: at(8) }
}

function attempt<T>(operation: string, act: () => T): T {
  try {
    return act()
  } catch (error) {
    throw new SystemError(errorCodeOf(error), operation)
  }
}
