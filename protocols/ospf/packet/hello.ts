import { type Duration, seconds } from '../../base/duration.js'
import type { Ipv4 } from '../../base/ipv4.js'
import type { Reader } from '../../wire/reader.js'
import type { Writer } from '../../wire/writer.js'
import { type RouterId, routerId } from '../identifiers.js'

/**
 * RFC 2328 §A.3.2, after the OSPF header:
 *
 *      0                   1                   2                   3
 *      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     |                        Network Mask                           |
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     |         HelloInterval         |    Options    |    Rtr Pri    |
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     |                     RouterDeadInterval                        |
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     |                      Designated Router                        |
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     |                   Backup Designated Router                    |
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     |                          Neighbor                             |
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     |                              ...                              |
 */
export interface Hello {
  readonly type: 'hello'
  readonly networkMask: Ipv4
  /** Whole seconds up to 65535; 0 from a router that sends several a second. */
  readonly helloInterval: Duration
  readonly options: number
  readonly priority: number
  /** Whole seconds of 32 bits. */
  readonly deadInterval: Duration
  /** Addresses on the link; 0 for none. */
  readonly designatedRouter: Ipv4
  readonly backupDesignatedRouter: Ipv4
  readonly neighbors: readonly RouterId[]
}

/** @returns undefined when it is too short or its neighbors are not whole words */
export function decodeHello(reader: Reader): Hello | undefined {
  if (reader.remaining < 20 || reader.remaining % 4 !== 0) return undefined
  const networkMask = reader.ipv4()
  const helloInterval = seconds(reader.uint16())
  const options = reader.uint8()
  const priority = reader.uint8()
  const deadInterval = seconds(reader.uint32())
  const designatedRouter = reader.ipv4()
  const backupDesignatedRouter = reader.ipv4()
  const neighbors: RouterId[] = []
  while (reader.remaining > 0) neighbors.push(routerId(reader.uint32()))
  return {
    type: 'hello',
    networkMask,
    helloInterval,
    options,
    priority,
    deadInterval,
    designatedRouter,
    backupDesignatedRouter,
    neighbors,
  }
}

export function encodeHello(writer: Writer, hello: Hello): void {
  writer
    .uint32(hello.networkMask)
    .uint16(hello.helloInterval / 1000)
    .uint8(hello.options)
    .uint8(hello.priority)
    .uint32(hello.deadInterval / 1000)
    .uint32(hello.designatedRouter)
    .uint32(hello.backupDesignatedRouter)
  for (const neighbor of hello.neighbors) writer.uint32(neighbor)
}
