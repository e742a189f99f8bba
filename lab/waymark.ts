import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Answers } from '../daemon/control/answers.js'
import { type Namespace, output } from './namespace.js'
import type { Network } from './network.js'
import type { Program } from './program.js'
import { until } from './until.js'

/** The daemon's modules as they were compiled last; WAYMARKD names another program to be used in their place. */
export const DAEMON = process.env.WAYMARKD ?? fileURLToPath(new URL('../daemon/main.js', import.meta.url))

/** The command that the program's first line has it run by, with this node: `#!/usr/bin/env -S node`, with what they are given. */
const INTERPRETER = readFileSync(DAEMON, 'utf8')
  .split('\n', 1)[0]!
  .slice(2)
  .split(' ')
  .filter((word) => word !== '-S')
  .map((word) => (word === 'node' ? process.execPath : word))

/** How to run it. */
interface Options {
  /** More of the daemon's command line. */
  readonly daemon?: readonly string[]
  /** A command that runs it: what follows is the daemon's command line. */
  readonly under?: readonly string[]
}

const CLI = fileURLToPath(new URL('../cli/main.js', import.meta.url))

/** A configuration file's content. */
export type Configuration = Readonly<Record<string, unknown>>

/** The daemon in a namespace, run and asked as an operator does. */
export class Waymark {
  readonly at: Namespace
  readonly configFile: string
  /** The control socket. */
  readonly socket: string
  readonly #stateDirectory: string
  readonly #options: readonly string[]
  readonly #under: readonly string[]
  #program: Program

  private constructor(network: Network, at: Namespace, config: Configuration, options: Options) {
    this.at = at
    this.#options = options.daemon ?? []
    this.#under = options.under ?? []
    this.configFile = join(network.directory, `${at.name}.yaml`)
    this.socket = join(network.directory, `${at.name}.sock`)
    this.#stateDirectory = join(network.directory, `${at.name}.state`)
    mkdirSync(this.#stateDirectory)
    this.configure(config)
    this.#program = this.#launch()
  }

  /**
   * Writes the configuration, starts the daemon, and returns when it answers.
   */
  static async start(network: Network, at: Namespace, config: Configuration, options: Options = {}): Promise<Waymark> {
    const router = new Waymark(network, at, config, options)
    await router.#answers()
    return router
  }

  get program(): Program {
    return this.#program
  }

  /** Writes another configuration, which the next reload or start reads. */
  configure(config: Configuration): void {
    // JSON is YAML.
    writeFileSync(this.configFile, JSON.stringify({ ...config, control: { socket: this.socket } }, undefined, 2))
  }

  reload(): void {
    this.#program.child.kill('SIGHUP')
  }

  /** What one path of the control socket answers. */
  async ask<Path extends keyof Answers>(path: Path): Promise<Answers[Path]> {
    return JSON.parse(await this.#get(path)) as Answers[Path]
  }

  /** The value of a metric: `waymark_igmp_groups{interface="hall"}`. Undefined where there is none. */
  async metric(sample: string): Promise<number | undefined> {
    const line = (await this.#get('/metrics')).split('\n').find((each) => each.startsWith(`${sample} `))
    return line === undefined ? undefined : Number(line.slice(sample.length + 1))
  }

  #get(path: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const asking = request({ socketPath: this.socket, path, timeout: 20_000 }, (response) => {
        let body = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => {
          body += chunk
        })
        response.on('end', () => {
          if (response.statusCode === 200) resolve(body)
          else reject(new Error(`${this.at.name} answers ${path} with ${response.statusCode}: ${body}`))
        })
      })
      asking.on('timeout', () => asking.destroy(new Error(`${this.at.name} does not answer ${path}`)))
      asking.on('error', reject)
      asking.end()
    })
  }

  /** What the `waymark` command prints. */
  command(...words: readonly string[]): Promise<string> {
    return output([process.execPath, CLI, '--socket', this.socket, ...words])
  }

  /** Every OSPF neighbor that has been heard properly, with its state. */
  async neighbors(): Promise<readonly { readonly routerId: string; readonly state: string }[]> {
    const { neighbors } = await this.ask('/ospf/neighbors')
    return neighbors.flatMap(({ routerId, state }) =>
      routerId === null || state === null ? [] : [{ routerId, state }],
    )
  }

  /** Ends it as systemd does, and returns its exit status. */
  stop(): Promise<number | null> {
    return this.#program.stop()
  }

  /** Ends it as a crash does: nothing is said to anybody. */
  async kill(): Promise<void> {
    await this.#program.stop('SIGKILL')
  }

  /** Starts it again after `stop` or `kill`. */
  async restart(): Promise<void> {
    this.#program = this.#launch()
    await this.#answers()
  }

  #launch(): Program {
    const env = { ...process.env, STATE_DIRECTORY: this.#stateDirectory, NOTIFY_SOCKET: undefined }
    const command = [...INTERPRETER, DAEMON, '--config', this.configFile, ...this.#options]
    return this.at.start('waymarkd', [...this.#under, ...command], env)
  }

  async #answers(): Promise<void> {
    const look = async (): Promise<boolean> => {
      if (!this.#program.running) throw new Error(`${this.#program.name} ended at once:\n${this.#program.log}`)
      return this.ask('/status').then(
        () => true,
        () => false,
      )
    }
    await until(`waymarkd in ${this.at.name} answers`, look, (answers) => answers, { within: 30_000, every: 25 })
  }
}
