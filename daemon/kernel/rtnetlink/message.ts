import { Buffer } from 'node:buffer'

/** Message types of netlink itself (linux/netlink.h). */
export const NLMSG_ERROR = 2
export const NLMSG_DONE = 3
const NLMSG_OVERRUN = 4

export const NLM_F_REQUEST = 0x01
export const NLM_F_ACK = 0x04
export const NLM_F_DUMP_INTR = 0x10
export const NLM_F_DUMP = 0x300
export const NLM_F_REPLACE = 0x100
export const NLM_F_EXCL = 0x200
export const NLM_F_CREATE = 0x400
const NLM_F_CAPPED = 0x100
const NLM_F_ACK_TLVS = 0x200

const NLMSGERR_ATTR_MSG = 1

const HEADER = 16

/** One message in a datagram: host order is little-endian wherever the netlink package runs. */
export interface NetlinkMessage {
  readonly type: number
  readonly flags: number
  readonly sequence: number
  /** Who made the request that this is about: 0 is the kernel. */
  readonly port: number
  readonly payload: Buffer
}

/** The messages of a datagram; what does not hold together at its end is left out. */
export function* decodeMessages(datagram: Buffer): Generator<NetlinkMessage> {
  for (let at = 0; at + HEADER <= datagram.length; ) {
    const length = datagram.readUInt32LE(at)
    if (length < HEADER || at + length > datagram.length) return
    const type = datagram.readUInt16LE(at + 4)
    if (type !== NLMSG_OVERRUN) {
      yield {
        type,
        flags: datagram.readUInt16LE(at + 6),
        sequence: datagram.readUInt32LE(at + 8),
        port: datagram.readUInt32LE(at + 12),
        payload: datagram.subarray(at + HEADER, at + length),
      }
    }
    at += align(length)
  }
}

/** What the kernel says to a request, or at the end of a dump: no error is an acknowledgment. */
export interface Acknowledgment {
  /** A positive errno; 0 when it was done. */
  readonly errno: number
  readonly explanation: string | undefined
}

/** The body of NLMSG_ERROR. */
export function decodeAcknowledgment(message: NetlinkMessage): Acknowledgment {
  const { payload, flags } = message
  const errno = payload.length >= 4 ? -payload.readInt32LE(0) : 0
  let explanation: string | undefined
  // After the errno stands the header of the request, and without CAPPED the rest of it too.
  const requested = payload.length >= 8 && (flags & NLM_F_CAPPED) === 0 ? payload.readUInt32LE(4) : HEADER
  if ((flags & NLM_F_ACK_TLVS) !== 0) {
    for (const { type, value } of decodeAttributes(payload, 4 + align(Math.min(requested, payload.length)))) {
      if (type === NLMSGERR_ATTR_MSG) explanation = textOf(value)
    }
  }
  return { errno, explanation }
}

/** The body of NLMSG_DONE: a dump that failed half-way ends with its errno. */
export function decodeDone(message: NetlinkMessage): Acknowledgment {
  const errno = message.payload.length >= 4 ? -message.payload.readInt32LE(0) : 0
  return { errno: Math.max(errno, 0), explanation: undefined }
}

export interface Attribute {
  /** Without the flags for nesting and byte order. */
  readonly type: number
  readonly value: Buffer
}

/** The attributes of `payload` from `start`. */
export function* decodeAttributes(payload: Buffer, start: number): Generator<Attribute> {
  for (let at = start; at + 4 <= payload.length; ) {
    const length = payload.readUInt16LE(at)
    if (length < 4 || at + length > payload.length) return
    yield { type: payload.readUInt16LE(at + 2) & 0x3fff, value: payload.subarray(at + 4, at + length) }
    at += align(length)
  }
}

/** A text that ends with a NUL. */
export function textOf(value: Buffer): string {
  const end = value.indexOf(0)
  return value.toString('utf8', 0, end < 0 ? value.length : end)
}

/** Writes messages one after the other into one buffer, which is used again after `reset`. */
export class NetlinkWriter {
  #bytes: Buffer
  /** The same bytes; V8 reads and writes them faster by it, above all in code that runs for the first time. */
  #view: DataView
  #at = 0
  #message = 0
  readonly #nested: number[] = []

  constructor(capacity = 4096) {
    this.#bytes = Buffer.alloc(capacity)
    this.#view = viewOf(this.#bytes)
  }

  get length(): number {
    return this.#at
  }

  reset(): void {
    this.#at = 0
  }

  /** Takes back what was written last: `length` bytes stay. */
  cut(length: number): void {
    this.#at = length
  }

  begin(type: number, flags: number, sequence: number): this {
    this.#message = this.#at
    return this.uint32(0).uint16(type).uint16(flags).uint32(sequence).uint32(0)
  }

  /** Ends the message that `begin` began. */
  end(): this {
    this.#bytes.writeUInt32LE(this.#at - this.#message, this.#message)
    return this
  }

  /** The message before once more, with other flags besides its own, and another sequence number. */
  repeat(flags: number, sequence: number): this {
    const message = this.#at
    const length = message - this.#message
    this.#need(length)
    this.#bytes.copyWithin(message, this.#message, message)
    const view = this.#view
    if (flags !== 0) view.setUint16(message + 6, view.getUint16(message + 6, true) | flags, true)
    view.setUint32(message + 8, sequence, true)
    this.#message = message
    this.#at = message + length
    return this
  }

  /** Changes an address of the message that was written last. @param offset from the message's start */
  setAddress(offset: number, address: number): this {
    this.#view.setUint32(this.#message + offset, address)
    return this
  }

  uint8(value: number): this {
    this.#need(1)
    this.#bytes[this.#at++] = value
    return this
  }

  uint16(value: number): this {
    this.#need(2)
    this.#at = this.#bytes.writeUInt16LE(value, this.#at)
    return this
  }

  uint32(value: number): this {
    this.#need(4)
    this.#at = this.#bytes.writeUInt32LE(value >>> 0, this.#at)
    return this
  }

  /** In network order, as addresses are. */
  uint32BE(value: number): this {
    this.#need(4)
    this.#at = this.#bytes.writeUInt32BE(value >>> 0, this.#at)
    return this
  }

  attributeUint32(type: number, value: number): this {
    return this.uint16(8).uint16(type).uint32(value)
  }

  attributeAddress(type: number, address: number): this {
    return this.uint16(8).uint16(type).uint32BE(address)
  }

  /** What is written until `endNested` is the attribute's value. */
  beginNested(type: number): this {
    this.#nested.push(this.#at)
    return this.uint16(0).uint16(type)
  }

  endNested(): this {
    const start = this.#nested.pop()!
    this.#bytes.writeUInt16LE(this.#at - start, start)
    return this
  }

  /** Where something is to be written later, with `setUint16`. */
  get position(): number {
    return this.#at
  }

  setUint16(position: number, value: number): this {
    this.#bytes.writeUInt16LE(value, position)
    return this
  }

  /** A copy of what was written, which the kernel may read later. */
  finish(): Buffer {
    return Buffer.from(this.#bytes.subarray(0, this.#at))
  }

  #need(length: number): void {
    if (this.#at + length <= this.#bytes.length) return
    const larger = Buffer.alloc(this.#bytes.length * 2)
    this.#bytes.copy(larger)
    this.#bytes = larger
    this.#view = viewOf(larger)
  }
}

function viewOf({ buffer, byteOffset, byteLength }: Buffer): DataView {
  return new DataView(buffer, byteOffset, byteLength)
}

function align(length: number): number {
  return (length + 3) & ~3
}
