import { Buffer } from 'node:buffer'
import koffi from 'koffi'

const MSG_DONTWAIT = 0x40
const IPPROTO_IP = 0
const IP_PKTINFO = 8
const POINTER = koffi.sizeof('void *')
/** struct msghdr: name, its length, vectors, their number, control, its length, flags. */
const VECTORS_AT = 2 * POINTER
const CONTROL_AT = 4 * POINTER
const CONTROL_LENGTH_AT = 5 * POINTER
const HEADER_LENGTH = 7 * POINTER
/** struct cmsghdr: length, level, type; and struct in_pktinfo, which begins with the interface's index. */
const CONTROL_LENGTH = 64
const DATA_AT = POINTER + 8

const recvmsg: (fd: number, message: Buffer, flags: number) => number = koffi
  .load(null)
  .func('long recvmsg(int fd, void *message, int flags)')

/** Reads datagrams of one descriptor with what their sender does not write: the interface that they came in on. */
export class DatagramReceiver {
  readonly #fd: number
  readonly #header = Buffer.alloc(HEADER_LENGTH)
  readonly #control = Buffer.alloc(CONTROL_LENGTH)
  /** Held, as the header has its address only. */
  readonly #vector = Buffer.alloc(2 * POINTER)

  /** @param into what every datagram is read into */
  constructor(fd: number, into: Buffer) {
    this.#fd = fd
    koffi.encode(this.#vector, 0, 'void *', into)
    koffi.encode(this.#vector, POINTER, 'size_t', into.length)
    koffi.encode(this.#header, VECTORS_AT, 'void *', this.#vector)
    koffi.encode(this.#header, VECTORS_AT + POINTER, 'size_t', 1)
    koffi.encode(this.#header, CONTROL_AT, 'void *', this.#control)
  }

  /** @returns the datagram's length; undefined when none waits */
  receive(): number | undefined {
    this.#control.fill(0)
    this.#header.writeUInt32LE(CONTROL_LENGTH, CONTROL_LENGTH_AT)
    const length = recvmsg(this.#fd, this.#header, MSG_DONTWAIT)
    return length < 0 ? undefined : length
  }

  /** The index of the interface of the last datagram; undefined where the kernel did not tell. */
  interfaceIndex(): number | undefined {
    const level = this.#control.readInt32LE(POINTER)
    const type = this.#control.readInt32LE(POINTER + 4)
    const index = level === IPPROTO_IP && type === IP_PKTINFO ? this.#control.readInt32LE(DATA_AT) : 0
    return index > 0 ? index : undefined
  }
}
