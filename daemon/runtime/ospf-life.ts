import type { ConfiguredOspf } from '../../config/settings.js'
import type { Link, LinkInput } from '../../protocols/engine/link.js'
import type { OspfEffect, OspfInput } from '../../protocols/ospf/contract.js'
import type { RouterId } from '../../protocols/ospf/identifiers.js'
import type { OspfSpeaker } from '../engines.js'
import type { Reports } from '../journal/reporter.js'
import { DAEMON_WORDS } from '../journal/words/daemon.js'
import type { ForeignRouteListener, ForeignRoutes } from '../ports/foreign-routes.js'
import type { FormerLife } from '../state/former-life.js'
import type { InstanceState } from '../state/instance-state.js'
import { type Restart, restartAfter } from '../state/restart.js'
import { chooseRouterId } from '../state/router-id.js'
import type { Loop, Urgency } from './loop.js'
import type { OspfKeeper } from './perform.js'
import type { Perform, Seat } from './seat.js'

/** What an OSPF instance needs of the daemon to begin. */
export interface OspfSurroundings {
  readonly loop: Loop
  /** Of the engine's seat in the loop, in recordings and metrics. */
  readonly seat: string
  readonly make: () => OspfSpeaker
  readonly perform: (foreignRoutes: ForeignRoutes, stopped: () => void, keep: OspfKeeper) => Perform<OspfEffect>
  readonly followRoutes: (listener: ForeignRouteListener) => ForeignRoutes
  /** Those that it may speak on. */
  readonly links: () => Iterable<Link>
  readonly state: InstanceState
  /** Milliseconds since 1970. */
  readonly wallClock: () => number
  readonly reporter: Reports
}

interface Running {
  readonly seat: Seat<OspfInput, OspfEffect>
  readonly engine: OspfSpeaker
  readonly foreignRoutes: ForeignRoutes
}

/**
 * An OSPF instance as the configuration comes and goes: not configured, waiting for an address to name the router by,
 * running, stopping, and begun anew.
 */
export class OspfLife {
  readonly #around: OspfSurroundings
  #wanted: ConfiguredOspf | undefined
  #chosen: RouterId | undefined
  #waiting = false
  #readyToRestart: (unacknowledged: number) => void = () => {}
  #running: Running | undefined
  #stopping: { readonly done: Promise<void>; readonly finish: () => void } | undefined

  constructor(around: OspfSurroundings) {
    this.#around = around
  }

  get engine(): OspfSpeaker | undefined {
    return this.#running?.engine
  }

  /** Configured, but there is no address yet to choose a Router ID from. */
  get waitsForRouterId(): boolean {
    return this.#waiting
  }

  /** The configuration from now on; undefined ends the instance. The links must be known. */
  configure(wanted: ConfiguredOspf | undefined): void {
    if (wanted === undefined) {
      void this.stop()
      return
    }
    this.#wanted = wanted
    if (this.#stopping === undefined) this.#apply(wanted)
  }

  link(input: LinkInput): void {
    if (this.#running !== undefined) this.#around.loop.post(this.#running.seat, input, 'ordinary')
    else if (this.#waiting && this.#wanted !== undefined) this.#apply(this.#wanted)
  }

  /**
   * RFC 6987, at an operator's word.
   * @returns false when no instance runs
   */
  stubRouter(active: boolean): boolean {
    if (this.#running === undefined) return false
    this.#around.loop.post(this.#running.seat, { on: 'stub-router', active }, 'ordinary')
    return true
  }

  packet(input: OspfInput, urgency: Urgency): void {
    if (this.#running !== undefined) this.#around.loop.post(this.#running.seat, input, urgency)
  }

  /** Flushes own LSAs and withdraws the routes; resolves when that is done, at once when nothing runs. */
  stop(): Promise<void> {
    this.#wanted = undefined
    this.#waiting = false
    if (this.#running === undefined) return Promise.resolve()
    if (this.#stopping !== undefined) return this.#stopping.done
    let finish = (): void => {}
    const done = new Promise<void>((resolve) => {
      finish = resolve
    })
    this.#stopping = { done, finish }
    this.#around.loop.post(this.#running.seat, { on: 'shutdown' }, 'ordinary')
    return done
  }

  /**
   * Tells the neighbors of a graceful restart (RFC 3623 §2.1); resolves with how many announcements nobody acknowledged.
   * The instance does nothing more then. undefined when none runs.
   */
  prepareRestart(): Promise<number | undefined> {
    const running = this.#running
    if (running === undefined || this.#stopping !== undefined) return Promise.resolve(undefined)
    return new Promise((resolve) => {
      this.#readyToRestart = resolve
      this.#around.loop.post(running.seat, { on: 'prepare-restart' }, 'ordinary')
    })
  }

  #apply(wanted: ConfiguredOspf): void {
    const routerId = wanted.routerId ?? this.#chooseRouterId()
    this.#waiting = routerId === undefined
    if (routerId === undefined) return
    const { loop, links } = this.#around
    const { distance: _distance, ...ofEngine } = wanted
    const settings: OspfInput = { on: 'settings', settings: { ...ofEngine, routerId } }
    if (this.#running !== undefined) {
      loop.post(this.#running.seat, settings, 'ordinary')
      return
    }
    const life = this.#beginLife()
    this.#running = this.#begin(life)
    this.tellClock()
    loop.post(this.#running.seat, { on: 'former-life', ...life }, 'ordinary')
    const restart = this.#takeUpRestart(wanted)
    if (restart !== undefined) loop.post(this.#running.seat, { on: 'restarted', ...restart }, 'ordinary')
    loop.post(this.#running.seat, settings, 'ordinary')
    for (const link of links()) loop.post(this.#running.seat, { on: 'link', link }, 'ordinary')
  }

  /** The wall clock, for lifetimes of keys: at the start, and again now and then as it may be set. */
  tellClock(): void {
    if (this.#running === undefined) return
    const { loop, wallClock } = this.#around
    loop.post(this.#running.seat, { on: 'clock', wallClock: wallClock() }, 'ordinary')
  }

  #beginLife(): FormerLife {
    const { bootCount, sequenceNumber } = this.#around.state.formerLives.read()
    const life = { bootCount: bootCount + 1, sequenceNumber }
    this.#store(() => this.#around.state.formerLives.write(life))
    return life
  }

  /** From now on, an end that is not told is a crash. */
  #takeUpRestart({ gracefulRestart }: ConfiguredOspf): Restart | undefined {
    const { wallClock } = this.#around
    const { restarts } = this.#around.state
    const restart = restartAfter(restarts.read(), restarts.boot, gracefulRestart, wallClock())
    this.#store(() => restarts.alive(restart === undefined ? undefined : { ...restart, planned: false }))
    return restart
  }

  #begin({ bootCount }: FormerLife): Running {
    const engine = this.#around.make()
    const foreignRoutes = this.#around.followRoutes((table, changes) =>
      this.#around.loop.post(seat, { on: 'foreign-routes', table, changes }, 'ordinary'),
    )
    const seat = this.#around.loop.seat<OspfInput, OspfEffect>(
      this.#around.seat,
      engine,
      this.#around.perform(foreignRoutes, () => this.#stopped(), {
        sequenceNumber: (sequenceNumber) =>
          this.#store(() => this.#around.state.formerLives.write({ bootCount, sequenceNumber })),
        restarted: () => this.#store(() => this.#around.state.restarts.alive(undefined)),
        readyToRestart: ({ graceEnds, unacknowledged }) => {
          this.#store(() => this.#around.state.restarts.alive({ graceEnds, planned: true }))
          this.#readyToRestart(unacknowledged)
        },
      }),
    )
    return { seat, engine, foreignRoutes }
  }

  #stopped(): void {
    if (this.#running !== undefined) {
      this.#around.loop.remove(this.#running.seat)
      this.#running.foreignRoutes.close()
    }
    this.#running = undefined
    this.#store(() => this.#around.state.restarts.ended())
    this.#stopping?.finish()
    this.#stopping = undefined
    if (this.#wanted !== undefined) this.#apply(this.#wanted)
  }

  #chooseRouterId(): RouterId | undefined {
    if (this.#chosen !== undefined) return this.#chosen
    const { reporter, links } = this.#around
    const { routerIds } = this.#around.state
    const kept = routerIds.read()
    const routerId = kept ?? chooseRouterId(links())
    if (routerId === undefined) {
      if (!this.#waiting) reporter.report(DAEMON_WORDS, { notice: 'router-id-awaited', level: 'warning' })
      return undefined
    }
    this.#chosen = routerId
    reporter.report(DAEMON_WORDS, { notice: 'router-id-chosen', level: 'notice', routerId, kept: kept !== undefined })
    if (kept === undefined) this.#store(() => routerIds.write(routerId))
    return routerId
  }

  #store(write: () => void): void {
    try {
      write()
    } catch (error) {
      const reason = (error as Error).message
      this.#around.reporter.report(DAEMON_WORDS, { notice: 'state-not-written', level: 'warning', reason })
    }
  }
}
