import { between, type Instant, instant, later, milliseconds, seconds } from '../base/duration.js'
import { unreachable } from '../base/invariant.js'
import type { Random } from '../base/random.js'
import type { Engine } from '../engine/engine.js'
import type { Link } from '../engine/link.js'
import { changeAreas, createAreas, forgetAreas, reconsiderAreas } from './area/lifecycle.js'
import type { WallClock } from './authentication/key.js'
import { createAuthenticationMemory, wallClockAt } from './authentication/memory.js'
import type { OspfEffect, OspfInput } from './contract.js'
import { isConverged } from './convergence.js'
import type { DatabaseEntry } from './database/database.js'
import { viewDatabase } from './database/view.js'
import { externalSettingsChanged, foreignRoutesChanged, surroundingsChanged } from './external/redistribute.js'
import { externalViews } from './external/view.js'
import { stopHelpingAll } from './graceful-restart/helping.js'
import { announcePlannedRestart, beginRestart, endRestart, flushLeftovers } from './graceful-restart/restarting.js'
import { isSucceeded, resign } from './interface/farewell.js'
import { reconcileInterfaces, removeInterface } from './interface/lifecycle.js'
import { createMemory, type OspfInterface, type OspfMemory } from './memory.js'
import { flushOwnLsas, ownLsasFlushed } from './originate/own.js'
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

/** How long an end waits for the neighbors' acknowledgments of our flushed LSAs (RFC 2328 §14.1). */
const FLUSH_LIMIT = milliseconds(1500)
const FLUSH_TIMER = 'flush-limit'
/** How long an end waits before that for others to take our place as Designated Router. */
const RESIGNATION_LIMIT = seconds(1)
const RESIGNATION_TIMER = 'resignation-limit'
const SHUTDOWN_TIMER = 'shutdown'
/** How long a planned restart waits for the neighbors' acknowledgments: for one that was lost, RxmtInterval (RFC 3623 §2.1). */
const ANNOUNCEMENT_LIMIT = seconds(8)
const ANNOUNCEMENT_TIMER = 'announcement-limit'
const CONVERGENCE_TIMER = 'convergence'
const CONVERGENCE_INTERVAL = milliseconds(250)

/** What is to follow when our LSAs are flushed: the end, a pause, or a start with these settings. */
type Next = 'stop' | 'pause' | OspfSettings

/** One instance of OSPFv2 (RFC 2328). Nothing happens before its first settings. */
export class OspfEngine implements Engine<OspfInput, OspfEffect> {
  readonly #random: Random
  readonly #links = new Map<number, Link>()
  readonly #authentication = createAuthenticationMemory()
  #memory: OspfMemory | undefined
  /** We have resigned as Designated Router of these networks, and what is to follow when others have taken our place. */
  #resigned: { readonly networks: readonly OspfInterface[]; readonly before: Next; readonly until: Instant } | undefined
  /** Own LSAs are being flushed. */
  #flushing: { readonly before: Next; readonly until: Instant } | undefined
  /** There were more LSAs than `maximumLsas`: nothing is done until then. */
  #paused: { readonly settings: OspfSettings; readonly until: Instant } | undefined
  #overflows = 0
  /** Before the first settings: what the life before this one left (RFC 3623 §2). */
  #restarted: Extract<OspfInput, { on: 'restarted' }> | undefined
  /** A restart is being prepared: what is to be acknowledged, and until when that is waited for. */
  #preparing:
    | { readonly entries: readonly DatabaseEntry[]; readonly until: Instant; readonly graceEnds: Instant }
    | undefined
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
    if (this.#flushing?.before === 'stop' || this.#resigned?.before === 'stop') return
    // Another Router ID is another router: what the old one originated goes first
    if (memory.stopping || settings.routerId !== memory.routerId) {
      this.#flushBefore(memory, settings)
      return
    }
    this.#resigned = undefined
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
    // Who asks for the end means it: a graceful restart that was being announced is none
    this.#preparing = undefined
    const wait = memory.stopping ? undefined : stubRouterOnShutdown(memory)
    if (wait === undefined) this.#flushBefore(memory, 'stop')
    else memory.agenda.set(SHUTDOWN_TIMER, later(memory.now, wait), () => this.#flushBefore(memory, 'stop'))
  }

  /** What is to follow when our LSAs are flushed: but first others take our place as DR. */
  #flushBefore(memory: OspfMemory, next: Next): void {
    const networks = this.#resigned === undefined && !memory.stopping ? resign(memory) : []
    if (networks.length === 0) {
      this.#flush(memory, next)
      return
    }
    const until = later(memory.now, RESIGNATION_LIMIT)
    this.#resigned = { networks, before: next, until }
    memory.resigning = true
    memory.agenda.set(RESIGNATION_TIMER, until, () => {})
  }

  #flush(memory: OspfMemory, next: Next): void {
    this.#resigned = undefined
    const until = this.#flushing?.until ?? later(memory.now, FLUSH_LIMIT)
    this.#flushing = { before: next, until }
    if (memory.stopping) return
    endRestart(memory, 'abandoned', 'OSPF stops')
    flushLeftovers(memory)
    flushOwnLsas(memory)
    // Nothing to run: that this input comes is enough
    memory.agenda.set(FLUSH_TIMER, until, () => {})
  }

  #finish(memory: OspfMemory): readonly OspfEffect[] {
    const isEnding = this.#preparing !== undefined || this.#resigned !== undefined || this.#flushing !== undefined
    if (memory.flooding.foreign.overflown && !isEnding) {
      // An end that waits until others send around us comes now
      this.#flushBefore(memory, memory.agenda.at(SHUTDOWN_TIMER) === undefined ? 'pause' : 'stop')
      runSoon(memory)
    }
    const preparing = this.#preparing
    if (preparing !== undefined) {
      const unacknowledged = preparing.entries.filter(({ retransmissions }) => retransmissions > 0).length
      if (unacknowledged === 0 || memory.now >= preparing.until)
        this.#endPrepared(memory, preparing.graceEnds, unacknowledged)
    }
    const resigned = this.#resigned
    if (resigned !== undefined) {
      const succeeded = resigned.networks.every(isSucceeded)
      if (succeeded || memory.now >= resigned.until) {
        this.#flush(memory, resigned.before)
        runSoon(memory)
      }
    }
    const flushing = this.#flushing
    if (flushing !== undefined && (memory.now >= flushing.until || ownLsasFlushed(memory)))
      this.#end(memory, flushing.before)
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
    if (this.#flushing?.before === 'stop' || this.#preparing !== undefined) return
    this.#resigned = this.#flushing = undefined
    const { gracePeriod } = memory.settings.gracefulRestart
    // Where our LSAs are being flushed already there is no grace to ask for
    const entries = memory.stopping ? [] : announcePlannedRestart(memory)
    const until = later(memory.now, ANNOUNCEMENT_LIMIT)
    this.#preparing = { entries, until, graceEnds: memory.stopping ? memory.now : later(memory.now, gracePeriod) }
    memory.agenda.set(ANNOUNCEMENT_TIMER, until, () => {})
  }

  /** The process is to end with everything as it is: no LSA is flushed, no route withdrawn. */
  #endPrepared({ effects }: OspfMemory, graceEnds: Instant, unacknowledged: number): void {
    this.#memory = undefined
    this.#preparing = undefined
    effects.push({ do: 'ready-to-restart', graceEnds: wallClockAt(this.#authentication, graceEnds), unacknowledged })
  }

  /** Every neighbor has acknowledged the flushed LSAs, or had its time. */
  #end(memory: OspfMemory, next: Next): void {
    for (const ospfInterface of [...memory.interfaces.values()]) removeInterface(memory, ospfInterface, 'stopping')
    withdrawRoutes(memory)
    this.#memory = undefined
    this.#flushing = undefined
    if (next === 'stop') memory.effects.push({ do: 'stopped' })
    else if (next === 'pause') this.#pause(memory)
    else runSoon(this.#start(next, memory.now, memory.effects))
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
