import { lsaChecksum } from '../../protocols/ospf/lsa/checksum.js'
import { PACKET_HEADER_LENGTH } from '../../protocols/ospf/packet/packet.js'
import { internetChecksum, onesComplementSum } from '../../protocols/wire/internet-checksum.js'

const LSA_CHECKSUM_AT = 16
const UPDATE = 4

/** Makes the checksums of an OSPF packet right again, so that what else is wrong with it is found behind them. */
export function repair(packet: Uint8Array): Uint8Array {
  const bytes = packet.slice()
  if (bytes.length < PACKET_HEADER_LENGTH) return bytes
  const view = new DataView(bytes.buffer)
  const end = Math.min(view.getUint16(2), bytes.length)
  if (end < PACKET_HEADER_LENGTH) return bytes
  if (bytes[1] === UPDATE) {
    for (let at = PACKET_HEADER_LENGTH + 4; at + 20 <= end; ) {
      const length = view.getUint16(at + 18)
      if (length < 20 || at + length > end) break
      view.setUint16(at + LSA_CHECKSUM_AT, 0)
      view.setUint16(at + LSA_CHECKSUM_AT, lsaChecksum(bytes.subarray(at, at + length)))
      at += length
    }
  }
  view.setUint16(12, 0)
  view.setUint16(12, internetChecksum(bytes, PACKET_HEADER_LENGTH, end, onesComplementSum(bytes, 0, 16)))
  return bytes
}
