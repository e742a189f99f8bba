import { between, type Instant, instant, later, milliseconds } from '../base/duration.js'
import { unreachable } from '../base/invariant.js'
import type { Random } from '../base/random.js'
import type { Engine } from '../engine/engine.js'
import type { Link } from '../engine/link.js'
import { changeAreas, createAreas, forgetAreas, reconsiderAreas } from './area/lifecycle.js'
import type { WallClock } from './authentication/key.js'
import { createAuthenticationMemory, wallClockAt } from './authentication/memory.js'
import type { OspfEffect, OspfInput } from './contract.js'
import { isConverged } from './convergence.js'
import { viewDatabase } from './database/view.js'
import { afterResignation, type Ending, endBefore, endByRestart, isOver, unacknowledged } from './ending.js'
import { externalSettingsChanged, foreignRoutesChanged, surroundingsChanged } from './external/redistribute.js'
import { externalViews } from './external/view.js'
import { stopHelpingAll } from './graceful-restart/helping.js'
import { beginRestart } from './graceful-restart/restarting.js'
import { reconcileInterfaces, removeInterface } from './interface/lifecycle.js'
import { createMemory, type OspfMemory } from './memory.js'
import { receivePacket } from './receive.js'
import { borderRouterViews } from './routing/border-routers.js'
import { withdrawRoutes } from './routing/schedule.js'
import { routeViews } from './routing/view.js'
import type { OspfSettings } from './settings.js'
import {
  stubRouterByOperator,
  stubRouterOnShutdown,
  stubRouterOnStartup,
  stubRouterSettingsChanged,
} from './stub-router.js'
import {
  type BorderRouterView,
  type DatabaseEntryView,
  type ExternalRouteView,
  NOTHING,
  type OspfView,
  ospfView,
  pausedView,
  type RouteView,
} from './view.js'

const SHUTDOWN_TIMER = 'shutdown'
const CONVERGENCE_TIMER = 'convergence'
const CONVERGENCE_INTERVAL = milliseconds(250)

/** One instance of OSPFv2 (RFC 2328). Nothing happens before its first settings. */
export class OspfEngine implements Engine<OspfInput, OspfEffect> {
  readonly #random: Random
  readonly #links = new Map<number, Link>()
  readonly #authentication = createAuthenticationMemory()
  #memory: OspfMemory | undefined
  #ending: Ending | undefined
  /** There were more LSAs than `maximumLsas`: nothing is done until then. */
  #paused: { readonly settings: OspfSettings; readonly until: Instant } | undefined
  #overflows = 0
  /** Before the first settings: what the life before this one left (RFC 3623 §2). */
  #restarted: Extract<OspfInput, { on: 'restarted' }> | undefined
  #startedAt: Instant | undefined
  #converged = false

  constructor(random: Random) {
    this.#random = random
  }

  handle(input: OspfInput, now: Instant): readonly OspfEffect[] {
    const memory = this.#memory
    if (memory === undefined) return this.#handleBeforeStart(input, now)
    memory.now = now
    memory.effects = []
    this.#dispatch(memory, input)
    runSoon(memory)
    return this.#finish(memory)
  }

  wakeAt(): Instant | undefined {
    return this.#memory === undefined ? this.#paused?.until : this.#memory.agenda.next()
  }

  /** It does nothing for a while, because there were more LSAs than `maximumLsas`. */
  get isPaused(): boolean {
    return this.#paused !== undefined
  }

  /** What the instance shows of itself; nothing before its first settings and after its end. */
  view(now: Instant): OspfView {
    const view = this.#at(now, (memory) => ospfView(memory, this.#overflows))
    if (view !== undefined || this.#paused === undefined) return view ?? NOTHING
    const { settings, until } = this.#paused
    return pausedView(settings, between(now, until), this.#overflows)
  }

  database(now: Instant): Iterable<DatabaseEntryView> {
    return this.#at(now, viewDatabase) ?? []
  }

  routes(now: Instant): readonly RouteView[] {
    return this.#at(now, routeViews) ?? []
  }

  externals(now: Instant): readonly ExternalRouteView[] {
    return this.#at(now, externalViews) ?? []
  }

  borderRouters(now: Instant): readonly BorderRouterView[] {
    return this.#at(now, borderRouterViews) ?? []
  }

  #at<T>(now: Instant, show: (memory: OspfMemory) => T): T | undefined {
    if (this.#memory === undefined) return undefined
    this.#memory.now = now
    return show(this.#memory)
  }

  #handleBeforeStart(input: OspfInput, now: Instant): readonly OspfEffect[] {
    switch (input.on) {
      case 'link':
        this.#links.set(input.link.index, input.link)
        return []
      case 'link-removed':
        this.#links.delete(input.index)
        return []
      case 'clock':
        this.#setClock(input.wallClock, now)
        return []
      case 'former-life':
        this.#rememberFormerLife(input)
        return []
      case 'restarted':
        this.#restarted = input
        return []
      case 'settings':
        return this.#startNow(input.settings, now)
      case 'time':
        return this.#paused !== undefined && this.#paused.until <= now ? this.#startNow(this.#paused.settings, now) : []
      case 'prepare-restart':
        return [{ do: 'ready-to-restart', graceEnds: wallClockAt(this.#authentication, now), unacknowledged: 0 }]
      case 'shutdown':
        this.#paused = undefined
        return [{ do: 'stopped' }]
      case 'packet':
      case 'foreign-routes':
      case 'stub-router':
        return []
      default:
        return unreachable(input)
    }
  }

  #startNow(settings: OspfSettings, now: Instant): readonly OspfEffect[] {
    const memory = this.#start(settings, now, [])
    runSoon(memory)
    return this.#finish(memory)
  }

  #start(settings: OspfSettings, now: Instant, effects: OspfEffect[]): OspfMemory {
    const memory = createMemory(settings, this.#links, this.#authentication, this.#random, now, effects)
    this.#memory = memory
    if (this.#paused !== undefined)
      memory.effects.push({ do: 'notice', notice: { notice: 'overflow-pause-over', level: 'notice' } })
    this.#paused = undefined
    this.#takeUpRestart(memory)
    createAreas(memory)
    reconcileInterfaces(memory)
    externalSettingsChanged(memory)
    if (this.#startedAt === undefined && memory.gracefulRestart.restarting === undefined) stubRouterOnStartup(memory)
    this.#startedAt ??= now
    if (!this.#converged) this.#awaitConvergence(memory, this.#startedAt)
    return memory
  }

  #dispatch(memory: OspfMemory, input: OspfInput): void {
    switch (input.on) {
      case 'time':
        runDue(memory)
        break
      case 'packet':
        receivePacket(memory, input)
        break
      case 'link':
        this.#links.set(input.link.index, input.link)
        if (!memory.stopping) linksChanged(memory)
        break
      case 'link-removed':
        this.#links.delete(input.index)
        if (!memory.stopping) linksChanged(memory)
        break
      case 'clock':
        this.#setClock(input.wallClock, memory.now)
        break
      case 'former-life':
        this.#rememberFormerLife(input)
        break
      case 'foreign-routes':
        foreignRoutesChanged(memory, input.table, input.changes)
        break
      case 'settings':
        this.#change(memory, input.settings)
        break
      case 'stub-router':
        stubRouterByOperator(memory, input.active)
        break
      case 'restarted':
        break
      case 'prepare-restart':
        this.#prepareRestart(memory)
        break
      case 'shutdown':
        this.#shutDown(memory)
        break
      default:
        unreachable(input)
    }
  }

  #setClock(wallClock: WallClock, now: Instant): void {
    this.#authentication.clockOffset = wallClock - now
  }

  #rememberFormerLife({ bootCount, sequenceNumber }: Extract<OspfInput, { on: 'former-life' }>): void {
    const memory = this.#authentication
    memory.bootCount = bootCount
    memory.sequenceNumber = Math.max(memory.sequenceNumber, sequenceNumber)
    memory.reserved = memory.sequenceNumber
  }

  /** Settings after the first ones: only what differs is changed. */
  #change(memory: OspfMemory, settings: OspfSettings): void {
    // The next life reads them itself
    if (this.#isToStop(memory) || this.#ending?.by === 'restarting') return
    // Another Router ID is another router: what the old one originated goes first
    if (memory.stopping || settings.routerId !== memory.routerId) {
      this.#ending = endBefore(memory, settings, this.#ending)
      return
    }
    this.#ending = undefined
    memory.resigning = false
    memory.settings = settings
    const formerAreas = changeAreas(memory)
    reconcileInterfaces(memory)
    forgetAreas(memory, formerAreas)
    reconsiderAreas(memory)
    externalSettingsChanged(memory)
    if (!settings.gracefulRestart.helper.enabled) stopHelpingAll(memory, 'helping was switched off')
    stubRouterSettingsChanged(memory)
  }

  #shutDown(memory: OspfMemory): void {
    const ending = this.#ending
    // Who asks for the end means it: a graceful restart that was being announced is none
    this.#ending = ending?.by === 'restarting' ? undefined : ending
    const wait = memory.stopping || this.#ending !== undefined ? undefined : stubRouterOnShutdown(memory)
    const stop = () => {
      this.#ending = endBefore(memory, 'stop', this.#ending)
    }
    if (wait === undefined) stop()
    else memory.agenda.set(SHUTDOWN_TIMER, later(memory.now, wait), stop)
  }

  /** The end was asked for; until others send around us it may be no more than that. */
  #isToStop({ agenda }: OspfMemory): boolean {
    if (agenda.at(SHUTDOWN_TIMER) !== undefined) return true
    const ending = this.#ending
    return ending !== undefined && ending.by !== 'restarting' && ending.before === 'stop'
  }

  #finish(memory: OspfMemory): readonly OspfEffect[] {
    if (memory.flooding.foreign.overflown && this.#ending === undefined) {
      this.#ending = endBefore(memory, this.#isToStop(memory) ? 'stop' : 'pause', undefined)
      runSoon(memory)
    }
    const before = this.#ending
    if (before === undefined) return memory.effects
    const ending = afterResignation(memory, before)
    this.#ending = ending
    if (ending !== before) runSoon(memory)
    if (ending.by !== 'resigning' && isOver(memory, ending)) this.#end(memory, ending)
    return memory.effects
  }

  #takeUpRestart(memory: OspfMemory): void {
    const restarted = this.#restarted
    this.#restarted = undefined
    if (restarted === undefined || !memory.settings.gracefulRestart.enabled) return
    const until = instant(restarted.graceEnds - this.#authentication.clockOffset)
    if (until > memory.now) beginRestart(memory, until, restarted.planned)
  }

  #prepareRestart(memory: OspfMemory): void {
    const ending = this.#ending
    if (ending?.by === 'restarting' || (ending?.by === 'flushing' && ending.before === 'stop')) return
    this.#ending = endByRestart(memory)
  }

  #end(memory: OspfMemory, ending: Exclude<Ending, { by: 'resigning' }>): void {
    this.#memory = undefined
    this.#ending = undefined
    if (ending.by === 'restarting') {
      // The process is to end with everything as it is: no LSA is flushed, no route withdrawn
      const graceEnds = wallClockAt(this.#authentication, ending.graceEnds)
      memory.effects.push({ do: 'ready-to-restart', graceEnds, unacknowledged: unacknowledged(ending.entries) })
      return
    }
    for (const ospfInterface of [...memory.interfaces.values()]) removeInterface(memory, ospfInterface, 'stopping')
    withdrawRoutes(memory)
    if (ending.before === 'stop') memory.effects.push({ do: 'stopped' })
    else if (ending.before === 'pause') this.#pause(memory)
    else runSoon(this.#start(ending.before, memory.now, memory.effects))
  }

  /** A former life's routes go too: nobody knows how long it will be. */
  #pause({ effects, now, settings }: OspfMemory): void {
    this.#paused = { settings, until: later(now, settings.overflowPause) }
    this.#overflows++
    effects.push({ do: 'follow-routes', tables: [] })
    if (!this.#converged) effects.push({ do: 'converged' })
    this.#converged = true
  }

  /** Looked at now and then and not with every input, of which there are many while databases are exchanged. */
  #awaitConvergence(memory: OspfMemory, startedAt: Instant): void {
    memory.agenda.set(CONVERGENCE_TIMER, later(memory.now, CONVERGENCE_INTERVAL), () => {
      const early = memory.stopping || memory.gracefulRestart.restarting !== undefined
      if (early || !isConverged(memory, startedAt)) return this.#awaitConvergence(memory, startedAt)
      this.#converged = true
      memory.effects.push({ do: 'converged' })
    })
  }
}

function linksChanged(memory: OspfMemory): void {
  reconcileInterfaces(memory)
  surroundingsChanged(memory)
}

/** Every timer that is due, each with what it leaves to be done. */
function runDue(memory: OspfMemory): void {
  for (let run = memory.agenda.takeDue(memory.now); run !== undefined; run = memory.agenda.takeDue(memory.now)) {
    run()
    runSoon(memory)
  }
}

function runSoon(memory: OspfMemory): void {
  for (let task = memory.agenda.takeSoon(); task !== undefined; task = memory.agenda.takeSoon()) task()
}
