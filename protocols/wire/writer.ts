/** A cursor that appends to a buffer in network order, growing it as needed. */
export class Writer {
  #bytes: Uint8Array<ArrayBuffer>
  #view: DataView
  #at = 0

  constructor(capacity = 256) {
    this.#bytes = new Uint8Array(capacity)
    this.#view = new DataView(this.#bytes.buffer)
  }

  /** Bytes written so far. */
  get length(): number {
    return this.#at
  }

  uint8(value: number): this {
    this.#need(1)
    this.#view.setUint8(this.#at, value)
    this.#at += 1
    return this
  }

  uint16(value: number): this {
    this.#need(2)
    this.#view.setUint16(this.#at, value)
    this.#at += 2
    return this
  }

  uint24(value: number): this {
    return this.uint8(value >>> 16).uint16(value & 0xffff)
  }

  /** Signed and unsigned alike: the low 32 bits are written. */
  uint32(value: number): this {
    this.#need(4)
    this.#view.setUint32(this.#at, value)
    this.#at += 4
    return this
  }

  bytes(value: Uint8Array): this {
    this.#need(value.length)
    this.#bytes.set(value, this.#at)
    this.#at += value.length
    return this
  }

  /** Overwrites the two bytes at `offset`, which were written before. */
  setUint16(offset: number, value: number): this {
    this.#view.setUint16(offset, value)
    return this
  }

  /** What was written, not copied: write nothing more after this. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#at)
  }

  #need(length: number): void {
    if (this.#at + length <= this.#bytes.length) return
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#at + length))
    larger.set(this.#bytes)
    this.#bytes = larger
    this.#view = new DataView(larger.buffer)
  }
}
