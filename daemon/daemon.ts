import { isDeepStrictEqual } from 'node:util'
import { diff, formatChange } from '../config/diff.js'
import type { Loaded } from '../config/load.js'
import { formatProblem, formatWarning, type Problem } from '../config/problem.js'
import { DEFAULT_INSTANCE, instancesOf, metricsByPathType, type Settings } from '../config/settings.js'
import { type Instant, instant } from '../protocols/base/duration.js'
import { seededRandom } from '../protocols/base/random.js'
import type { IgmpEffect, IgmpInput } from '../protocols/igmp/contract.js'
import type { IgmpSettings } from '../protocols/igmp/settings.js'
import type { MulticastEffect, MulticastInput } from '../protocols/multicast/contract.js'
import { DEFAULT_MULTICAST } from '../protocols/multicast/settings.js'
import type { EngineMakers, IgmpSpeaker, MulticastForwarder } from './engines.js'
import type { Journal } from './journal/journal.js'
import { Reporter } from './journal/reporter.js'
import { DAEMON_WORDS } from './journal/words/daemon.js'
import { kernelWords } from './journal/words/kernel.js'
import type { DaemonNotice } from './notice.js'
import type { Kernel, KernelHandlers } from './ports/kernel.js'
import { LinkHolders } from './runtime/link-holders.js'
import { Loop, type LoopWorld } from './runtime/loop.js'
import type { InstanceSurroundings } from './runtime/ospf-instance.js'
import { OspfInstances } from './runtime/ospf-instances.js'
import { performIgmp, performMulticast, performOspf, type RouteSink, SharedIgmpSockets } from './runtime/perform.js'
import { RouteKeepers } from './runtime/route-keepers.js'
import type { InputListener, Seat } from './runtime/seat.js'
import type { InstanceState } from './state/instance-state.js'
import type { TableStore } from './state/tables.js'

/** What the daemon is made of. Everything that differs between a machine and a test is given. */
export interface DaemonParts {
  readonly settings: Settings
  /** What the configuration file probably does not mean. */
  readonly warnings: readonly Problem[]
  readonly configFile: string
  /** Reads the configuration file again. */
  readonly reread: () => Loaded
  readonly openKernel: (handlers: KernelHandlers) => Kernel
  readonly engines: EngineMakers
  readonly world: Omit<LoopWorld, 'drain'>
  readonly journal: Journal
  /** The level of the command line, which no configuration file overrides; undefined: the file's. */
  readonly logLevel: Settings['log']['level'] | undefined
  /** What outlives the process of each OSPF instance, by its name. */
  readonly state: (instance: string) => InstanceState
  readonly tables: TableStore
  readonly seed: number
  readonly recordInput: InputListener | undefined
}

/** What a reload did: the differences in the words of the file, or the problems of the new one. */
export type ReloadResult =
  | { readonly loaded: true; readonly changed: readonly string[] }
  | { readonly loaded: false; readonly problems: readonly string[] }

/** What became of a graceful restart that was asked for. */
export type RestartResult =
  /** How many interfaces' announcements were not acknowledged by every neighbor. */
  | { readonly restarting: true; readonly unacknowledged: number }
  | { readonly restarting: false; readonly reason: string }

/** How long a stop waits for own LSAs to be flushed, and then for the routes to be gone, in milliseconds. */
const STOP_PATIENCE = 3000
/** How often the engines are told the wall clock, which somebody may set, in milliseconds. */
const CLOCK_INTERVAL = 60_000
const NO_IGMP: IgmpSettings = { interfaces: [], ssmRange: [] }

/** The running daemon: engines, loop and kernel, put together. */
export class Daemon {
  readonly reporter: Reporter
  readonly loop: Loop
  readonly kernel: Kernel
  readonly ospf: OspfInstances
  readonly igmp: IgmpSpeaker
  readonly multicast: MulticastForwarder
  readonly routes: RouteKeepers
  readonly startedAt: Instant
  /** The configuration in force, and how the last attempt to load one ended. */
  settings: Settings
  lastReload: { readonly wallClock: number; readonly result: ReloadResult }
  /** Called after a reload with the sections that changed, for what stands around the daemon. */
  onSettings: (changed: readonly (keyof Settings)[]) => void = () => {}
  /** Called when an OSPF instance has learned what its neighbors know and calculated the routes. */
  onConverged: () => void = () => {}
  /** Called when a graceful restart is prepared: the process is to end. */
  onRestart: () => void = () => {}
  readonly #parts: DaemonParts
  readonly #igmpSeat: Seat<IgmpInput, IgmpEffect>
  readonly #multicastSeat: Seat<MulticastInput, MulticastEffect>
  /** Once it was needed: claimed, and the engine has been told what it holds. */
  #multicastTable: Promise<void> | undefined
  #stopFollowingClock = (): void => {}
  readonly #engineStopped = { igmp: () => {}, multicast: () => {} }

  constructor(parts: DaemonParts) {
    this.#parts = parts
    const reporter = new Reporter(parts.journal, () => parts.world.now())
    const kernel = parts.openKernel(this.#handlers())
    this.kernel = kernel
    this.reporter = reporter
    this.settings = parts.settings
    this.startedAt = parts.world.now()
    this.lastReload = { wallClock: Date.now(), result: { loaded: true, changed: [] } }
    const { world } = parts
    this.loop = new Loop(
      {
        now: () => world.now(),
        startTimer: (delay, callback) => world.startTimer(delay, callback),
        soon: (callback) => world.soon(callback),
        drain: () => void kernel.drainNow(),
      },
      parts.recordInput,
    )
    this.routes = new RouteKeepers((settings) => kernel.openRoutes(settings), {
      read: () => parts.tables.read(),
      write: (tables) => this.#store(() => parts.tables.write(tables)),
    })
    const shared = new SharedIgmpSockets(kernel.igmp)
    this.igmp = parts.engines.igmp()
    this.multicast = parts.engines.multicast()
    const tell = (input: MulticastInput): void => this.loop.post(this.#multicastSeat, input, 'ordinary')
    this.#multicastSeat = this.loop.seat(
      'multicast',
      this.multicast,
      performMulticast(kernel, shared, tell, reporter, () => this.#engineStopped.multicast()),
    )
    this.#igmpSeat = this.loop.seat(
      'igmp',
      this.igmp,
      performIgmp(kernel.igmp, kernel.hostMemberships, shared, tell, reporter, () => this.#engineStopped.igmp()),
    )
    const holders = new LinkHolders(kernel.ospf)
    this.ospf = new OspfInstances({ holders, routes: this.routes, of: (name) => this.#instance(name, holders) })
  }

  /** Hands every engine its settings and the links; when this resolves, the first packets are on their way. */
  async start(): Promise<void> {
    this.#parts.journal.level = this.#parts.logLevel ?? this.settings.log.level
    this.#warn(this.#parts.warnings)
    await this.#configureMulticast()
    await this.kernel.links.start()
    await this.ospf.configure(instancesOf(this.settings))
    const { kernel } = this.settings
    await this.routes.sweep({ table: kernel.table, metrics: metricsByPathType(kernel) })
    this.#followClock()
  }

  /** Reads the configuration file and applies what changed; on problems everything stays as it is. */
  reload(): ReloadResult {
    const { configFile: file } = this.#parts
    const read = this.#parts.reread()
    const result: ReloadResult = read.ok
      ? { loaded: true, changed: diff(this.settings, read.value).map(formatChange) }
      : { loaded: false, problems: read.error.map(formatProblem) }
    if (read.ok) this.#apply(read.value)
    this.lastReload = { wallClock: Date.now(), result }
    if (result.loaded) this.report({ notice: 'configuration-loaded', level: 'notice', file, changed: result.changed })
    else this.report({ notice: 'configuration-refused', level: 'error', file, problems: result.problems })
    if (read.ok) this.#warn(read.warnings)
    return result
  }

  /**
   * Has the neighbors wait for us, and leaves routes and groups as they are: the process is to end then, and to be started
   * again (RFC 3623 §2.1).
   */
  async restartGracefully(): Promise<RestartResult> {
    const refusal = this.#whyNotRestart()
    if (refusal !== undefined) return { restarting: false, reason: refusal }
    const prepared = await Promise.all(this.ospf.all.map(({ life }) => life.prepareRestart()))
    const unacknowledged = prepared.reduce<number>((sum, each) => sum + (each ?? 0), 0)
    this.loop.end()
    // RFC 3623 §2.1 (1)
    await this.#patiently(this.routes.settled())
    this.report({ notice: 'restarting-gracefully', level: 'notice', unacknowledged })
    this.onRestart()
    return { restarting: true, unacknowledged }
  }

  #whyNotRestart(): string | undefined {
    const running = this.ospf.all.filter(({ status }) => status === 'running')
    // Without OSPF there is nobody to ask, and multicast forwarding goes on all the same.
    if (running.length === 0 && this.ospf.all.length > 0) return 'OSPF does not run'
    for (const { name, settings, life } of running) {
      const section = name === DEFAULT_INSTANCE ? 'ospf' : `ospf-instances.${name}`
      if (settings?.ospf.gracefulRestart.enabled !== true) return `${section}.graceful-restart.enabled is not true`
      const { restarting } = life.engine?.view(this.now()) ?? { restarting: null }
      if (restarting !== null) return 'the last graceful restart is not over yet'
    }
    return undefined
  }

  /**
   * Flushes own LSAs, leaves groups, clears forwarding and withdraws routes: in that order, in bounded time. Groups and
   * forwarding are left to whoever keeps them, where somebody does (`Kernel.leaveBehind`).
   */
  async stop(signal: string): Promise<void> {
    const begun = this.#parts.world.now()
    this.#stopFollowingClock()
    this.report({ notice: 'stopping', level: 'notice', signal })
    const isLeft = this.kernel.leaveBehind()
    const unfinished = new Set(['ospf', 'igmp', 'multicast'])
    const finished = (name: string) => (): void => void unfinished.delete(name)
    const igmp = new Promise<void>((resolve) => {
      this.#engineStopped.igmp = resolve
    })
    const multicast = new Promise<void>((resolve) => {
      this.#engineStopped.multicast = resolve
    })
    this.loop.post(this.#igmpSeat, { on: 'shutdown' }, 'ordinary')
    if (isLeft) {
      this.loop.remove(this.#multicastSeat)
      this.#engineStopped.multicast()
    } else this.loop.post(this.#multicastSeat, { on: 'shutdown' }, 'ordinary')
    await this.#patiently(
      Promise.all([
        this.ospf.stop().then(finished('ospf')),
        igmp.then(finished('igmp')),
        multicast.then(finished('multicast')),
      ]),
      STOP_PATIENCE + this.stubRouterOnShutdown(),
    )
    this.loop.end()
    unfinished.add('routes')
    await this.#patiently(this.routes.withdrawAll().then(finished('routes')))
    await this.#patiently(this.kernel.close())
    const took = this.#parts.world.now() - begun
    this.report({ notice: 'stopped', level: 'notice', took, unfinished: [...unfinished] })
  }

  /** How long the end is put off so that traffic takes other ways first, in milliseconds (RFC 6987). */
  stubRouterOnShutdown(): number {
    return Math.max(0, ...instancesOf(this.settings).map(({ ospf }) => ospf.stubRouter.onShutdown ?? 0))
  }

  report(notice: DaemonNotice): void {
    this.reporter.report(DAEMON_WORDS, notice)
  }

  now(): Instant {
    return this.#parts.world.now()
  }

  #instance(name: string, holders: LinkHolders): InstanceSurroundings {
    const { kernel, loop, routes } = this
    const parts = this.#parts
    const isDefault = name === DEFAULT_INSTANCE
    const reporter = isDefault ? this.reporter : this.reporter.of(name)
    return {
      links: kernel.links,
      routes,
      reporter,
      life: (share) => ({
        loop,
        seat: isDefault ? 'ospf' : `ospf:${name}`,
        make: () => parts.engines.ospf(seededRandom(parts.seed)),
        perform: (foreignRoutes, stopped, keep) =>
          performOspf(holders.of(name), this.#sinkOf(share), foreignRoutes, reporter, stopped, keep),
        followRoutes: (listener) => kernel.followRoutes(listener),
        state: parts.state(name),
        wallClock: () => Date.now(),
        reporter,
      }),
    }
  }

  #sinkOf(share: RouteSink): RouteSink {
    return {
      apply: (changes) => share.apply(changes),
      converged: () => {
        share.converged()
        this.onConverged()
      },
    }
  }

  #store(write: () => void): void {
    try {
      write()
    } catch (error) {
      this.report({ notice: 'state-not-written', level: 'warning', reason: (error as Error).message })
    }
  }

  #handlers(): KernelHandlers {
    const words = kernelWords((index) => this.kernel.links.byIndex(index)?.name ?? `link ${index}`)
    return {
      link: (input) => {
        this.loop.post(this.#igmpSeat, input, 'ordinary')
        this.loop.post(this.#multicastSeat, input, 'ordinary')
        this.ospf.link(input)
      },
      ospfPacket: (packet) => this.ospf.packet(packet),
      igmpPacket: (packet) => this.loop.post(this.#igmpSeat, { on: 'packet', ...packet }, 'bulk'),
      upcall: (upcall) => this.loop.post(this.#multicastSeat, { on: 'upcall', ...upcall }, 'bulk'),
      notice: (notice) => this.reporter.report(words, notice),
    }
  }

  #warn(warnings: readonly Problem[]): void {
    for (const each of warnings) {
      this.report({ notice: 'configuration-warning', level: 'warning', warning: formatWarning(each) })
    }
  }

  #followClock(): void {
    this.#stopFollowingClock = this.#parts.world.startTimer(CLOCK_INTERVAL, () => {
      this.ospf.tellClock()
      this.#followClock()
    })
  }

  /** Hands each part what changed of it. */
  #apply(next: Settings): void {
    const before = this.settings
    const sections = [...new Set([...Object.keys(before), ...Object.keys(next)])] as (keyof Settings)[]
    const changed = sections.filter((section) => !isDeepStrictEqual(before[section], next[section]))
    this.settings = next
    void this.ospf.configure(instancesOf(next))
    if (changed.includes('igmp') || changed.includes('multicast')) void this.#configureMulticast()
    if (changed.includes('log')) this.#parts.journal.level = this.#parts.logLevel ?? next.log.level
    this.onSettings(changed)
  }

  /** Hands over the settings that are in force once the kernel's table has been claimed, if it is needed. */
  async #configureMulticast(): Promise<void> {
    if (this.settings.igmp !== undefined || this.settings.multicast !== undefined) {
      this.#multicastTable ??= this.#claimMulticastTable()
    }
    await this.#multicastTable
    if (this.#multicastTable === undefined) this.kernel.endFormerLife()
    const { igmp = NO_IGMP, multicast = DEFAULT_MULTICAST } = this.settings
    this.loop.post(this.#multicastSeat, { on: 'settings', settings: multicast }, 'ordinary')
    this.loop.post(this.#igmpSeat, { on: 'settings', settings: igmp }, 'ordinary')
  }

  async #claimMulticastTable(): Promise<void> {
    const found = await this.kernel.multicast.start()
    this.loop.post(this.#multicastSeat, { on: 'former-life', ...found }, 'ordinary')
  }

  /** Waits for `work`, but not for ever. */
  #patiently(work: Promise<unknown>, patience = STOP_PATIENCE): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#parts.world.startTimer(patience, resolve)
      const done = (): void => {
        cancel()
        resolve()
      }
      work.then(done, done)
    })
  }
}

/** The clock of the process: milliseconds that never go back. */
export function processClock(): Instant {
  return instant(performance.now())
}
