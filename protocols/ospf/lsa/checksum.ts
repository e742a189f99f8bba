/** Where the checksum stands, counted from the start of the LSA. */
const CHECKSUM_AT = 16
/** The checksum begins behind LS age, so that ageing does not change it (§12.1.7). */
const START = 2
/** The most bytes that can be summed before a reduction keeps both sums in 31 bits. */
const BLOCK = 4096

/**
 * RFC 2328 §12.1.7: the Fletcher checksum (ISO 8473) to be stored in the LSA that `bytes` are. Its checksum field is
 * zero yet.
 */
export function lsaChecksum(bytes: Uint8Array): number {
  const both = sums(bytes)
  const c0 = both >>> 8
  const c1 = both & 0xff
  const behind = bytes.length - CHECKSUM_AT - 1
  let x = (behind * c0 - c1) % 255
  if (x <= 0) x += 255
  let y = 510 - c0 - x
  if (y > 255) y -= 255
  return (x << 8) | y
}

/** Whether `bytes` hold their right checksum. Zero, which means that none was computed, is a failure (§12.1.7). */
export function lsaChecksumIsGood(bytes: Uint8Array): boolean {
  if (bytes[CHECKSUM_AT] === 0 && bytes[CHECKSUM_AT + 1] === 0) return false
  return sums(bytes) === 0
}

/** C0 and C1, in the higher and the lower 8 bits. */
function sums(bytes: Uint8Array): number {
  let c0 = 0
  let c1 = 0
  for (let i = START; i < bytes.length; ) {
    const stop = Math.min(bytes.length, i + BLOCK)
    for (; i < stop; i++) {
      c0 += bytes[i]!
      c1 += c0
    }
    c0 %= 255
    c1 %= 255
  }
  return (c0 << 8) | c1
}
