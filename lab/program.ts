import { type ChildProcess, spawn } from 'node:child_process'

/** The characters of its output that a program's log keeps, from the end. */
const LOG_LENGTH = 200_000

/** The signals of a program's own mistakes. */
const CRASHES: ReadonlySet<string | null> = new Set(['SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGILL', 'SIGSEGV'])

/** A program that runs in the background, and what it has said. */
export class Program {
  readonly name: string
  readonly child: ChildProcess
  /** Its exit status, null after a signal. */
  readonly ended: Promise<number | null>
  /** Both its outputs, in the order they came; the latest part of them. */
  log = ''
  #running = true
  readonly #listeners = new Set<() => void>()

  constructor(name: string, command: readonly string[], env: NodeJS.ProcessEnv = process.env) {
    this.name = name
    // A session of its own: Ctrl-C is for us, who end it in order.
    this.child = spawn(command[0]!, command.slice(1), { stdio: ['pipe', 'pipe', 'pipe'], env, detached: true })
    this.child.stdin!.on('error', () => {})
    const heard = (chunk: string): void => {
      this.log = (this.log + chunk).slice(-LOG_LENGTH)
      for (const listener of this.#listeners) listener()
    }
    for (const output of [this.child.stdout!, this.child.stderr!]) output.setEncoding('utf8').on('data', heard)
    this.ended = new Promise((resolve) => {
      const end = (status: number | null): void => {
        this.#running = false
        resolve(status)
        for (const listener of this.#listeners) listener()
      }
      this.child.on('error', (error) => {
        heard(`${error.message}\n`)
        end(-1)
      })
      this.child.on('close', end)
    })
  }

  get crashed(): boolean {
    return CRASHES.has(this.child.signalCode)
  }

  get running(): boolean {
    return this.#running
  }

  /** Resolves as soon as its log matches; rejects with the log when it ends or `within` milliseconds pass before that. */
  said(pattern: RegExp, within = 30_000): Promise<RegExpMatchArray> {
    return new Promise((resolve, reject) => {
      const settle = (): boolean => {
        const match = this.log.match(pattern)
        if (match !== null) resolve(match)
        else if (!this.#running) reject(new Error(`${this.name} ended before it said ${pattern}:\n${this.log}`))
        else return false
        clearTimeout(timer)
        this.#listeners.delete(settle)
        return true
      }
      const timer = setTimeout(() => {
        this.#listeners.delete(settle)
        reject(new Error(`${this.name} did not say ${pattern} within ${within / 1000} s:\n${this.log}`))
      }, within)
      if (!settle()) this.#listeners.add(settle)
    })
  }

  /** Writes a line to its standard input. */
  say(line: string): void {
    this.child.stdin!.write(`${line}\n`)
  }

  /** Asks it to end, and makes it end when it has not after `within` milliseconds. */
  async stop(signal: NodeJS.Signals = 'SIGTERM', within = 8_000): Promise<number | null> {
    if (!this.#running) return this.ended
    this.child.kill(signal)
    const timer = setTimeout(() => this.child.kill('SIGKILL'), within)
    const status = await this.ended
    clearTimeout(timer)
    return status
  }
}
