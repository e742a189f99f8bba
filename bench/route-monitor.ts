import { closeSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Namespace } from '../lab/namespace.js'
import type { Network } from '../lab/network.js'
import { DESTINATION } from './synthetic-area.js'

/** One change of a route, `at` the wall clock in milliseconds. */
export interface RouteEvent {
  readonly at: number
  readonly deleted: boolean
  readonly destination: string
}

const NEWLINE = 10
const LOOK_EVERY = 20

/** The kernel's own account of a namespace's routes to the synthetic area, with the instant of each change. */
export class RouteMonitor {
  readonly #file: number
  #events: RouteEvent[] = []
  #rest = ''

  private constructor(file: number) {
    this.#file = file
  }

  /** To a file, so that looking at it costs nothing while routes change. */
  static async start(network: Network, at: Namespace): Promise<RouteMonitor> {
    const path = join(network.directory, `${at.name}.routes`)
    const command = `exec ip -rcvbuf 67108864 -ts -o monitor route > ${path}`
    at.start('monitor', ['sh', '-c', command], { ...process.env, TZ: 'UTC' })
    await sleep(300)
    return new RouteMonitor(openSync(path, 'r'))
  }

  /** Forgets what has happened so far. */
  reset(): void {
    this.#read(() => {})
    this.#rest = ''
    this.#events = []
  }

  /** The changes until there are `count` of them and then none for `quiet` milliseconds. */
  async settled(count: number, quiet: number, within: number): Promise<readonly RouteEvent[]> {
    const deadline = performance.now() + within
    let lines = 0
    let quietSince = performance.now()
    const chunks: string[] = []
    for (;;) {
      const before = lines
      this.#read((chunk) => {
        for (const byte of chunk) if (byte === NEWLINE) lines++
        chunks.push(chunk.toString('latin1'))
      })
      const now = performance.now()
      if (lines !== before) quietSince = now
      else if (lines >= count && now - quietSince >= quiet) break
      if (now > deadline) throw new Error(`${lines} of ${count} route changes within ${within / 1000} s`)
      await sleep(LOOK_EVERY)
    }
    this.#parse(chunks.join(''))
    return this.#events
  }

  close(): void {
    closeSync(this.#file)
  }

  #read(take: (chunk: Buffer) => void): void {
    const chunk = Buffer.alloc(1 << 20)
    for (let length = readSync(this.#file, chunk); length > 0; length = readSync(this.#file, chunk))
      take(chunk.subarray(0, length))
  }

  #parse(text: string): void {
    const lines = (this.#rest + text).split('\n')
    this.#rest = lines.pop()!
    for (const line of lines) {
      const [, stamp, deleted, destination] = /^\[(\S+)\] (Deleted )?(\S+)/.exec(line) ?? []
      if (destination === undefined || !DESTINATION.test(destination)) continue
      const [, seconds, micros] = /^(.*)\.(\d{6})$/.exec(stamp!)!
      this.#events.push({
        at: Date.parse(`${seconds}Z`) + Number(micros) / 1000,
        deleted: deleted !== undefined,
        destination,
      })
    }
  }
}
