import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import koffi from 'koffi'
import { openKernel } from '../../../daemon/kernel/open.js'
import type { Kernel } from '../../../daemon/ports/kernel.js'
import type { UnicastRoutes } from '../../../daemon/ports/unicast-routes.js'
import { descriptors } from '../../../daemon/sockets/descriptor.js'
import { Wire } from './wire.js'

const SOL_SOCKET = 1
const SO_SNDBUF = 7
const setsockopt: (fd: number, level: number, name: number, value: Buffer, length: number) => number = koffi
  .load(null)
  .func('int setsockopt(int fd, int level, int name, const void *value, uint32_t length)')

/**
 * The program that a test runs inside of a namespace: the daemon's kernel ports, called by lines of JSON on standard
 * input, answering and telling what happens by lines of JSON on standard output.
 */
class Agent {
  readonly kernel: Kernel = openKernel({
    link: (value) => tell('link', value),
    ospfPacket: (value) => tell('ospfPacket', value),
    igmpPacket: (value) => tell('igmpPacket', value),
    upcall: (value) => tell('upcall', value),
    notice: (value) => tell('notice', value),
  })
  readonly wire = new Wire()
  routes: UnicastRoutes | undefined

  async openRoutes(table: number, metric: number, externals = { 1: metric, 2: metric }): Promise<void> {
    const metrics = {
      'intra-area': metric,
      'inter-area': metric,
      'external-1': externals[1],
      'external-2': externals[2],
    }
    this.routes = await this.kernel.openRoutes({ table, metrics })
  }

  readonly #foreign = this.kernel.followRoutes((table, changes) => tell('foreign', { table, changes }))

  followRoutes(...tables: number[]): void {
    this.#foreign.follow(tables)
  }

  /** Leaves this process no more of send buffers than who may not ask for as much as it likes can have. */
  shrinkSendBuffers(): void {
    for (const fd of descriptors()) setsockopt(fd, SOL_SOCKET, SO_SNDBUF, Buffer.from([0, 0, 1, 0]), 4)
  }

  /** Keeps the event loop from running for `ms`. */
  block(ms: number): void {
    const end = performance.now() + ms
    while (performance.now() < end);
  }

  /** Keeps the event loop from running until the file is there. */
  blockUntil(file: string): void {
    tell('blocked', file)
    while (!existsSync(file));
  }
}

let leaving = false

function tell(event: string, value: unknown): void {
  if (leaving) return
  process.stdout.write(`${JSON.stringify({ event, value, at: Date.now() }, asJson)}\n`)
}

/** Bytes as hexadecimal digits, maps and iterators as arrays. */
function asJson(_key: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return { hex: Buffer.from(value).toString('hex') }
  if (value instanceof Map) return [...value]
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && Symbol.iterator in value) {
    return [...(value as Iterable<unknown>)]
  }
  return value
}

function fromJson(_key: string, value: unknown): unknown {
  const hex = (value as { hex?: unknown } | null)?.hex
  return typeof hex === 'string' ? new Uint8Array(Buffer.from(hex, 'hex')) : value
}

interface Call {
  readonly id: number
  /** The way to a method or property of the agent: `kernel.ospf.open`. */
  readonly path: string
  readonly arguments: readonly unknown[]
}

const agent = new Agent()

createInterface({ input: process.stdin })
  .on('line', async (line) => {
    const call = JSON.parse(line, fromJson) as Call
    try {
      const value = await follow(call)
      process.stdout.write(`${JSON.stringify({ id: call.id, value: value ?? null }, asJson)}\n`)
    } catch (error) {
      process.stdout.write(`${JSON.stringify({ id: call.id, error: String(error) })}\n`)
    }
  })
  .on('close', () => {
    leaving = true
    // What was told last is written first: a line of thousands of addresses is more than a pipe takes at once.
    process.stdout.write('', () => process.exit(0))
  })

function follow(call: Call): unknown {
  let owner: unknown
  let value: unknown = agent
  for (const name of call.path.split('.')) {
    owner = value
    value = (value as Record<string, unknown>)[name]
  }
  return typeof value === 'function' ? value.apply(owner, call.arguments) : value
}

tell('ready', process.pid)
