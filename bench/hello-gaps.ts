import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Namespace } from '../lab/namespace.js'
import type { Network } from '../lab/network.js'
import { until } from '../lab/until.js'
import { overlap, type Span } from './span.js'

const FILE_HEADER = 24
const RECORD_HEADER = 16
/** `LINKTYPE_LINUX_SLL2`. */
const COOKED_HEADER = 20
const SOURCE_ADDRESS = 12
/** Milliseconds: that of the routers of all benchmarks. */
const HELLO_INTERVAL = 1000

/** A Hello on some link, by the wall clock in milliseconds. */
export interface SeenHello {
  readonly at: number
  readonly source: string
}

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

  /** All that were sent until `to`. The capture is written with a delay of up to a second: this waits for a later Hello. */
  async hellos(to: number): Promise<SeenHello[]> {
    const read = (): SeenHello[] => [...hellosOf(readFileSync(this.#file))]
    return until('the capture has a later Hello', read, (seen) => seen.some(({ at }) => at > to))
  }
}

/**
 * The times from one Hello of a router on a link to its next one that end within `from` and `to`; where there is no next one,
 * to `to`.
 */
export function gaps(hellos: readonly SeenHello[], isSource: (address: string) => boolean, from: number, to: number) {
  const result: Span[] = []
  const last = new Map<string, number>()
  for (const { at, source } of hellos) {
    if (!isSource(source) || at > to) continue
    const before = last.get(source)
    if (before !== undefined && at > from) result.push({ from: before, to: at })
    last.set(source, at)
  }
  for (const at of last.values()) result.push({ from: at, to })
  return result
}

/** Milliseconds. */
export function longest(spans: readonly Span[]): number {
  return spans.reduce((most, { from, to }) => Math.max(most, to - from), 0)
}

/**
 * The longest of the gaps, in milliseconds, less the time for which a Hello that was due could not be sent because the router was
 * not let run: what the router itself made late.
 */
export function longestOfOwnDoing(spans: readonly Span[], stalls: readonly Span[]): number {
  const own = ({ from, to }: Span): number => to - from - overlap({ from: from + HELLO_INTERVAL, to }, stalls)
  return spans.reduce((most, gap) => Math.max(most, own(gap)), 0)
}

function* hellosOf(capture: Buffer): Generator<SeenHello> {
  for (let i = FILE_HEADER; i + RECORD_HEADER <= capture.length; ) {
    const at = capture.readUInt32LE(i) * 1000 + capture.readUInt32LE(i + 4) / 1000
    const length = capture.readUInt32LE(i + 8)
    const address = i + RECORD_HEADER + COOKED_HEADER + SOURCE_ADDRESS
    if (i + RECORD_HEADER + length > capture.length) return
    yield { at, source: capture.subarray(address, address + 4).join('.') }
    i += RECORD_HEADER + length
  }
}
