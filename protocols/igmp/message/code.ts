/** The largest value that a Max Resp Code or QQIC can express: code 0xff. */
export const LARGEST_CODED_VALUE = 31_744

/**
 * The value of a Max Resp Code (tenths of a second) or a Querier's Query Interval Code (seconds) of a version 3 query
 * (RFC 3376 §4.1.1, §4.1.7): below 128 the value itself, else floating point.
 *
 *      0 1 2 3 4 5 6 7
 *     +-+-+-+-+-+-+-+-+
 *     |1| exp | mant  |      value = (mant | 0x10) << (exp + 3)
 *     +-+-+-+-+-+-+-+-+
 */
export function valueOfCode(code: number): number {
  if (code < 128) return code
  return ((code & 0x0f) | 0x10) << (((code >> 4) & 0x07) + 3)
}

/** The code of the largest expressible value that is not above `value` (§8.8); values from 31744 up are 0xff. */
export function codeOfValue(value: number): number {
  const whole = Math.max(0, Math.floor(value))
  if (whole < 128) return whole
  if (whole >= LARGEST_CODED_VALUE) return 0xff
  const exponent = 31 - Math.clz32(whole) - 7
  return 0x80 | (exponent << 4) | ((whole >> (exponent + 3)) & 0x0f)
}
