/**
 * The Internet checksum (RFC 1071) over `bytes` from `start` to `end`: 0 when the range holds a correct checksum
 * already, the value to store when its checksum field is zero. `carry` continues an unfolded sum of an earlier range
 * of even length (see `onesComplementSum`).
 */
export function internetChecksum(bytes: Uint8Array, start = 0, end = bytes.length, carry = 0): number {
  let sum = onesComplementSum(bytes, start, end) + carry
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000)
  return ~sum & 0xffff
}

/** The unfolded sum of the 16-bit words from `start` to `end`; an odd last byte counts as the high byte of a word. */
export function onesComplementSum(bytes: Uint8Array, start: number, end: number): number {
  let sum = 0
  let i = start
  for (; i + 1 < end; i += 2) sum += (bytes[i]! << 8) | bytes[i + 1]!
  if (i < end) sum += bytes[i]! << 8
  return sum
}
