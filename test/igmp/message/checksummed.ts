import { internetChecksum } from '../../../protocols/wire/internet-checksum.js'

/** The bytes of an IGMP message with the checksum they need. */
export function checksummed(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice()
  if (copy.length < 4) return copy
  copy[2] = copy[3] = 0
  const checksum = internetChecksum(copy)
  copy[2] = checksum >> 8
  copy[3] = checksum & 0xff
  return copy
}
