import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Namespace } from '../lab/namespace.js'
import type { Network } from '../lab/network.js'

const FILE_HEADER = 24
const RECORD_HEADER = 16
/** `LINKTYPE_LINUX_SLL2`. */
const COOKED_HEADER = 20
const SOURCE_ADDRESS = 12

/** The Hellos on all links of a namespace, as the kernel stamps them. */
export class HelloCapture {
  readonly #file: string

  private constructor(file: string) {
    this.#file = file
  }

  static async start(network: Network, at: Namespace): Promise<HelloCapture> {
    const file = join(network.directory, `${at.name}.pcap`)
    // Type 1 is in the second byte behind the IP header, whose options nobody uses.
    const command = ['tcpdump', '-i', 'any', '-y', 'LINUX_SLL2', '-U', '-B', '8192', '-w', file, '-Z', 'root']
    await at.start('tcpdump', [...command, 'ip proto 89 and ip[21] = 1']).said(/listening on/)
    return new HelloCapture(file)
  }

  /**
   * The longest time from one Hello of a router on a link to its next one, in milliseconds.
   *
   * @param isSource whether the Hellos from an address, as `10.1.0.1`, count
   * @param from the wall clock in milliseconds, as
   * @param to is; the time since the last Hello before it counts as well
   */
  longestGap(isSource: (address: string) => boolean, from: number, to: number): number {
    const last = new Map<string, number>()
    let longest = 0
    for (const { at, source } of hellos(readFileSync(this.#file))) {
      if (!isSource(source) || at > to) continue
      const before = last.get(source)
      if (before !== undefined && at > from) longest = Math.max(longest, at - before)
      last.set(source, at)
    }
    return Math.max(longest, ...[...last.values()].map((at) => to - at))
  }
}

function* hellos(capture: Buffer): Generator<{ readonly at: number; readonly source: string }> {
  for (let i = FILE_HEADER; i + RECORD_HEADER <= capture.length; ) {
    const at = capture.readUInt32LE(i) * 1000 + capture.readUInt32LE(i + 4) / 1000
    const length = capture.readUInt32LE(i + 8)
    const address = i + RECORD_HEADER + COOKED_HEADER + SOURCE_ADDRESS
    if (i + RECORD_HEADER + length > capture.length) return
    yield { at, source: capture.subarray(address, address + 4).join('.') }
    i += RECORD_HEADER + length
  }
}
