import { fileURLToPath } from 'node:url'
import type { Namespace } from './namespace.js'
import type { Program } from './program.js'

/** A line that the receiver says. */
export type StreamEvent =
  | { readonly event: 'ready' }
  | { readonly event: 'first-packet' /** Milliseconds. */; readonly afterJoin: number }
  | ({ readonly event: 'count' } & StreamCount)

/** What arrived since the last count. */
export interface StreamCount {
  readonly received: number
  /** Numbers that were skipped: packets under way at the time of counting are not among them. */
  readonly lost: number
  /** The most of them that were skipped at once: where it is all of `lost`, there was one gap. */
  readonly lostAtOnce: number
  /** Milliseconds between two packets, at most. */
  readonly longestGap: number
  /** Milliseconds since the last packet of all; null before the first. */
  readonly sinceLast: number | null
}

/** A sender of numbered packets in a namespace. */
export class Sender {
  readonly #program: Program

  private constructor(program: Program) {
    this.#program = program
  }

  static async start(
    at: Namespace,
    to: { readonly address: string; readonly port: number; readonly rate: number; readonly sourcePort?: number },
  ): Promise<Sender> {
    const sourcePort = to.sourcePort === undefined ? [] : [String(to.sourcePort)]
    const program = at.start('sender', [
      process.execPath,
      script('stream-sender.js'),
      to.address,
      String(to.port),
      String(to.rate),
      ...sourcePort,
    ])
    await program.said(/sending/)
    return new Sender(program)
  }

  async stop(): Promise<void> {
    await this.#program.stop()
  }
}

/** Which multicast stream to be a member of, and on which interface, which its own address names. */
export interface Group {
  readonly group: string
  readonly own: string
  /** Only packets of this source are wanted. */
  readonly source?: string
}

/** A receiver of such packets in a namespace. */
export class Receiver {
  readonly #program: Program
  #counts = 0
  #joins = 0

  private constructor(program: Program) {
    this.#program = program
  }

  static async start(at: Namespace, port: number, group?: Group): Promise<Receiver> {
    const membership = group === undefined ? [] : [group.group, group.own, ...(group.source ? [group.source] : [])]
    const program = at.start('receiver', [process.execPath, script('stream-receiver.js'), String(port), ...membership])
    await program.said(/ready/)
    return new Receiver(program)
  }

  /** Becomes a member; resolves with the milliseconds until the first packet. */
  async join(within = 10_000): Promise<number> {
    const event = this.#next('first-packet', this.#joins++, within)
    this.#program.say('join')
    return ((await event) as { readonly afterJoin: number }).afterJoin
  }

  leave(): void {
    this.#program.say('leave')
  }

  /** What has arrived since the last count. */
  async count(): Promise<StreamCount> {
    const event = this.#next('count', this.#counts++, 20_000)
    this.#program.say('count')
    return (await event) as unknown as StreamCount
  }

  async stop(): Promise<void> {
    await this.#program.stop()
  }

  /** The event of this kind after `before` others. */
  async #next(event: StreamEvent['event'], before: number, within: number): Promise<StreamEvent> {
    const line = `\\{"event":"${event}"[^\\n]*\\}`
    const [text] = await this.#program.said(new RegExp(`(?:${line}[^]*?){${before}}(${line})\\n`), within)
    return JSON.parse(text.trimEnd().split('\n').at(-1)!) as StreamEvent
  }
}

/** What the receiver has counted since this was first called, in one sum. */
export function summing(receiver: Receiver): () => Promise<StreamCount> {
  let sum: StreamCount = { received: 0, lost: 0, lostAtOnce: 0, longestGap: 0, sinceLast: null }
  return async () => {
    const more = await receiver.count()
    sum = {
      received: sum.received + more.received,
      lost: sum.lost + more.lost,
      lostAtOnce: Math.max(sum.lostAtOnce, more.lostAtOnce),
      longestGap: Math.max(sum.longestGap, more.longestGap),
      sinceLast: more.sinceLast,
    }
    return sum
  }
}

function script(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url))
}
