import { type Ipv4, ipv4FromNumber } from '../base/ipv4.js'

/** Bytes of a packet that may stay in memory because of a part of it. */
const KEPT_WHOLE = 2048

/**
 * A cursor over received bytes in network order. Reading past the end does not throw: it returns zeros and makes
 * `overrun` true, so that a decoder may read a whole structure and ask once.
 */
export class Reader {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  #at = 0
  #overrun = false

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  /** Whether something was read that is not there. */
  get overrun(): boolean {
    return this.#overrun
  }

  /** Bytes read so far. */
  get offset(): number {
    return this.#at
  }

  /** Bytes not read yet. */
  get remaining(): number {
    return this.#bytes.length - this.#at
  }

  uint8(): number {
    return this.#take(1) ? this.#view.getUint8(this.#at - 1) : 0
  }

  uint16(): number {
    return this.#take(2) ? this.#view.getUint16(this.#at - 2) : 0
  }

  uint24(): number {
    return this.#take(3) ? (this.#view.getUint16(this.#at - 3) << 8) | this.#view.getUint8(this.#at - 1) : 0
  }

  uint32(): number {
    return this.#take(4) ? this.#view.getUint32(this.#at - 4) : 0
  }

  int32(): number {
    return this.#take(4) ? this.#view.getInt32(this.#at - 4) : 0
  }

  ipv4(): Ipv4 {
    return ipv4FromNumber(this.uint32())
  }

  /** The next `length` bytes, not copied; empty when fewer are left. */
  bytes(length: number): Uint8Array {
    return this.#take(length) ? this.#bytes.subarray(this.#at - length, this.#at) : new Uint8Array(0)
  }

  /**
   * The next `length` bytes, for longer than the packet they are part of. Many small things that came in one packet stay
   * in its memory; what came in a large one, of which it may be the last that is kept, is copied.
   */
  keep(length: number): Uint8Array {
    const bytes = this.bytes(length)
    return bytes.buffer.byteLength <= KEPT_WHOLE ? bytes : bytes.slice()
  }

  /** Two bytes, `ahead` bytes behind the cursor, which stays; undefined when they are not there. */
  peekUint16(ahead: number): number | undefined {
    return ahead + 2 <= this.remaining ? this.#view.getUint16(this.#at + ahead) : undefined
  }

  skip(length: number): void {
    this.#take(length)
  }

  #take(length: number): boolean {
    if (this.#at + length > this.#bytes.length) {
      this.#overrun = true
      this.#at = this.#bytes.length
      return false
    }
    this.#at += length
    return true
  }
}
