import { type ChildProcess, spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Namespace } from '../../../lab/namespace.js'
import type { Network } from '../../../lab/network.js'
import type { Link } from '../../../protocols/engine/link.js'

const AGENT = fileURLToPath(new URL('agent.js', import.meta.url))
const DEADLINE_MS = 10_000

/** Something that the agent's kernel told. */
export interface Told {
  readonly event: string
  // biome-ignore lint/suspicious/noExplicitAny: whatever a handler gets, as it comes out of JSON
  readonly value: any
  /** Milliseconds of the machine's clock. */
  readonly at: number
}

/** The daemon's kernel ports in another namespace, behind an agent process. */
export class RemoteKernel {
  readonly #child: ChildProcess
  readonly #answers = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>()
  #id = 0
  #errors = ''
  readonly told: Told[] = []
  ended: string | undefined

  private constructor(child: ChildProcess) {
    this.#child = child
    createInterface({ input: child.stdout! }).on('line', (line) => this.#line(line))
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.#errors += text
    })
    child.on('exit', (status, signal) => {
      this.ended = `the agent ended with ${signal ?? status}: ${this.#errors}`
      for (const answer of this.#answers.values()) answer.reject(new Error(this.ended))
    })
  }

  /** @param started whether to follow the links at once, and wait until they are known */
  static async start(at: Namespace, started = true): Promise<RemoteKernel> {
    const [command, ...rest] = at.inside([process.execPath, AGENT])
    const kernel = new RemoteKernel(spawn(command!, rest, { stdio: ['pipe', 'pipe', 'pipe'] }))
    await kernel.until((told) => told.event === 'ready')
    if (started) await kernel.call('kernel.links.start')
    return kernel
  }

  /** Calls a method of the agent, or reads a property. */
  // biome-ignore lint/suspicious/noExplicitAny: whatever the method returns, as it comes out of JSON
  call(path: string, ...values: readonly unknown[]): Promise<any> {
    if (this.ended !== undefined) return Promise.reject(new Error(this.ended))
    const id = ++this.#id
    const text = JSON.stringify({ id, path, arguments: values }, (_key, value: unknown) =>
      value instanceof Uint8Array ? { hex: Buffer.from(value).toString('hex') } : value,
    )
    this.#child.stdin!.write(`${text}\n`)
    return new Promise((resolve, reject) => this.#answers.set(id, { resolve, reject }))
  }

  async link(name: string): Promise<Link> {
    const link = (await this.call('kernel.links.byName', name)) as Link | null
    if (link === null) throw new Error(`no link ${name}`)
    return link
  }

  /** The first thing told that is so, of those told already and those to come. */
  async until(isSo: (told: Told) => boolean, from = 0): Promise<Told> {
    return await eventually(() => {
      if (this.ended !== undefined) throw new Error(this.ended)
      return this.told.slice(from).find(isSo)
    })
  }

  /** Keeps the agent's event loop from running while something is done. */
  async whileBlocked(network: Network, act: () => Promise<void>): Promise<void> {
    const file = join(network.directory, `release-${this.#id}`)
    const from = this.told.length
    const blocked = this.call('blockUntil', file)
    await this.until((told) => told.event === 'blocked', from)
    try {
      await act()
    } finally {
      writeFileSync(file, '')
    }
    await blocked
  }

  /** What was told of one kind. */
  // biome-ignore lint/suspicious/noExplicitAny: as `Told`
  all(event: string): any[] {
    return this.told.filter((told) => told.event === event).map((told) => told.value)
  }

  async stop(): Promise<void> {
    if (this.ended !== undefined) return
    const exit = new Promise((resolve) => this.#child.once('exit', resolve))
    this.#child.stdin!.end()
    await exit
  }

  /** As a crash does. */
  async kill(): Promise<void> {
    const exit = new Promise((resolve) => this.#child.once('exit', resolve))
    this.#child.kill('SIGKILL')
    await exit
  }

  #line(line: string): void {
    const message = JSON.parse(line)
    if ('event' in message) {
      this.told.push(message)
      return
    }
    const answer = this.#answers.get(message.id)
    this.#answers.delete(message.id)
    if ('error' in message) answer?.reject(new Error(message.error))
    else answer?.resolve(message.value)
  }
}

/** Asks until there is an answer; fails when there is none for ten seconds. */
export async function eventually<T>(ask: () => T | undefined | false | Promise<T | undefined | false>): Promise<T> {
  const end = performance.now() + DEADLINE_MS
  for (;;) {
    const answer = await ask()
    if (answer !== undefined && answer !== false) return answer
    if (performance.now() > end) throw new Error(`not within ${DEADLINE_MS} ms: ${ask}`)
    await delay(5)
  }
}
