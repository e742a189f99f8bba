import type { Random } from '../../protocols/base/random.js'
import { repair } from './repair.js'

/** The packet with a few bytes changed or its end missing, most of the time with checksums that are right again. */
export function mutated(packet: Uint8Array, random: Random): Uint8Array {
  const copy = packet.slice(0, random.next() < 0.2 ? 1 + Math.floor(random.next() * packet.length) : packet.length)
  for (let changes = 1 + Math.floor(random.next() * 4); changes > 0; changes--) {
    // Behind the OSPF header, most of the time: a packet of nobody is refused at once
    const from = random.next() < 0.9 ? Math.min(24, copy.length - 1) : 0
    const at = from + Math.floor(random.next() * (copy.length - from))
    copy[at] =
      random.next() < 0.5 ? Math.floor(random.next() * 256) : [0, 1, 0x7f, 0x80, 0xff][Math.floor(random.next() * 5)]!
  }
  return random.next() < 0.8 ? repair(copy) : copy
}
