import { Buffer } from 'node:buffer'
import koffi from 'koffi'
import { descriptors } from '../sockets/descriptor.js'
import { type SocketMemory, socketMemory } from '../sockets/raw-socket.js'

const AF_NETLINK = 16
const SOL_SOCKET = 1
const SO_RCVBUF = 8
const SO_SNDBUF = 7
const SO_ATTACH_FILTER = 26
const SO_SNDBUFFORCE = 32
const SO_RCVBUFFORCE = 33
const SO_MEMINFO = 55
/** What the kernel keeps of a send buffer for itself (net/netlink/af_netlink.c). */
const KEPT_OF_SEND_BUFFER = 32
const SOL_NETLINK = 270
const NETLINK_NO_ENOBUFS = 5
const NETLINK_CAP_ACK = 10
const NETLINK_EXT_ACK = 11
const NETLINK_GET_STRICT_CHK = 12

/** The process's own C library. */
const libc = koffi.load(null)
const setsockopt: (fd: number, level: number, name: number, value: Buffer, length: number) => number = libc.func(
  'int setsockopt(int fd, int level, int name, const void *value, uint32_t length)',
)
const getsockopt: (fd: number, level: number, name: number, value: Buffer, length: Buffer) => number = libc.func(
  'int getsockopt(int fd, int level, int name, void *value, void *length)',
)
const getsockname: (fd: number, address: Buffer, length: Buffer) => number = libc.func(
  'int getsockname(int fd, void *address, void *length)',
)

/** One instruction of a classic BPF program: opcode, jump if true, jump if false, operand. */
export type FilterInstruction = readonly [number, number, number, number]

/**
 * The descriptor of this process's netlink socket that is bound to `port`, which the package does not tell.
 * Undefined where /proc is not mounted.
 */
export function netlinkDescriptor(port: number): number | undefined {
  const address = Buffer.alloc(12)
  for (const fd of descriptors()) {
    const length = Buffer.from([12, 0, 0, 0])
    if (getsockname(fd, address, length) !== 0) continue
    if (address.readUInt16LE(0) === AF_NETLINK && address.readUInt32LE(4) === port) return fd
  }
  return undefined
}

/**
 * What makes a netlink socket safe and precise: a full buffer is counted instead of reported as an error on the
 * descriptor (which ends the process, see `netlink.ts`), errors explain themselves and come without the request,
 * and dumps can be asked for by protocol, table and interface.
 * @returns false when an overrun would still end the process
 */
export function prepareNetlinkSocket(fd: number, receiveBuffer: number, sendBuffer: number): boolean {
  setIntegerOption(fd, SOL_NETLINK, NETLINK_EXT_ACK, 1)
  setIntegerOption(fd, SOL_NETLINK, NETLINK_CAP_ACK, 1)
  setIntegerOption(fd, SOL_NETLINK, NETLINK_GET_STRICT_CHK, 1)
  setIntegerOption(fd, SOL_SOCKET, SO_RCVBUFFORCE, receiveBuffer) ||
    setIntegerOption(fd, SOL_SOCKET, SO_RCVBUF, receiveBuffer)
  setIntegerOption(fd, SOL_SOCKET, SO_SNDBUFFORCE, sendBuffer) ||
    setIntegerOption(fd, SOL_SOCKET, SO_SNDBUF, sendBuffer)
  return setIntegerOption(fd, SOL_NETLINK, NETLINK_NO_ENOBUFS, 1)
}

/** Has the kernel drop what `program` answers 0 to, before it is queued. @returns whether it does */
export function attachFilter(fd: number, program: readonly FilterInstruction[]): boolean {
  const instructions = Buffer.alloc(8 * program.length)
  program.forEach(([code, ifTrue, ifFalse, operand], i) => {
    instructions.writeUInt16LE(code, 8 * i)
    instructions.writeUInt8(ifTrue, 8 * i + 2)
    instructions.writeUInt8(ifFalse, 8 * i + 3)
    instructions.writeUInt32LE(operand >>> 0, 8 * i + 4)
  })
  // struct sock_fprog: a count and, aligned as a pointer is, the address of the instructions.
  const pointerSize = koffi.sizeof('void *')
  const program_ = Buffer.alloc(2 * pointerSize)
  program_.writeUInt16LE(program.length, 0)
  koffi.encode(program_, pointerSize, 'void *', instructions)
  return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, program_, program_.length) === 0
}

export function descriptorMemory(fd: number): SocketMemory | undefined {
  const info = Buffer.alloc(36)
  return getsockopt(fd, SOL_SOCKET, SO_MEMINFO, info, Buffer.from([36, 0, 0, 0])) === 0 ? socketMemory(info) : undefined
}

/** The most bytes that fit into one datagram of requests: the kernel refuses longer ones (EMSGSIZE). */
export function longestDatagram(fd: number): number {
  const value = Buffer.alloc(4)
  getsockopt(fd, SOL_SOCKET, SO_SNDBUF, value, Buffer.from([4, 0, 0, 0]))
  return value.readInt32LE(0) - KEPT_OF_SEND_BUFFER
}

function setIntegerOption(fd: number, level: number, name: number, value: number): boolean {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32LE(value)
  return setsockopt(fd, level, name, bytes, 4) === 0
}
