/** A packet that another implementation put on a wire, as it was captured. */
export interface CapturedPacket {
  /** What it is, in the words of the RFC. */
  readonly name: string
  /** The program that made it, with its version. */
  readonly from: string
  readonly source: string
  readonly destination: string
  /** The IP header's TTL. */
  readonly ttl: number
  /** The IP header's options, where it has any: IGMP's Router Alert. */
  readonly ipOptions?: string
  /** What tshark 4.0 says of it in one line. */
  readonly tshark: string
  /** The IP payload; the IP header is left out. */
  readonly bytes: Uint8Array
}

/** Reads annotated hex: digits in pairs, space where it helps, and from `#` to the line's end a remark. */
export function hex(text: string): Uint8Array {
  const digits = text.replace(/#.*$/gm, '').replace(/\s+/g, '')
  if (digits.length % 2 !== 0 || /[^0-9a-f]/i.test(digits)) throw new Error(`not hex: ${digits}`)
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) => Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16))
}
