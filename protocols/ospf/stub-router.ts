import { type Duration, later } from '../base/duration.js'
import { nssasChanged } from './area/nssa.js'
import { MaxLinkMetric } from './constants.js'
import { externalMetricsChanged } from './external/redistribute.js'
import { LinkType, type RouterLink } from './lsa/router-lsa.js'
import type { OspfMemory } from './memory.js'
import { areaChanged } from './originate/events.js'
import { summariesChanged } from './originate/summaries.js'

/** When the router asks others to send through it only what cannot go elsewhere (RFC 6987). */
export interface StubRouterSettings {
  readonly always: boolean
  /** For so long after the start; undefined: not then. */
  readonly onStartup: Duration | undefined
  /** For so long before the end; undefined: not then. */
  readonly onShutdown: Duration | undefined
  /** Links to stub networks have MaxLinkMetric too. */
  readonly includeStub: boolean
  /** The least metric of summary-LSAs, and of the default of an NSSA, meanwhile, 1 to 16777214; undefined: as ever. */
  readonly summaryMetric: number | undefined
  /** The same of the networks that are brought into the AS. */
  readonly externalMetric: number | undefined
}

/** Why it is one. */
export type StubRouterReason = 'always' | 'on-startup' | 'on-shutdown' | 'operator'

const STARTUP_TIMER = 'stub-router-on-startup'

/** The reason that lasts longest, if there is any. */
export function stubRouterReason({ settings, stubRouter }: OspfMemory): StubRouterReason | undefined {
  if (settings.stubRouter.always) return 'always'
  for (const reason of ['on-shutdown', 'operator', 'on-startup'] as const) if (stubRouter.has(reason)) return reason
  return undefined
}

/** RFC 6987 §2: MaxLinkMetric for all links but those to stub networks, which stay as reachable as they were unless told otherwise. */
export function withStubRouterMetrics(links: readonly RouterLink[], { includeStub }: StubRouterSettings): RouterLink[] {
  return links.map((link) => (link.type === LinkType.stub && !includeStub ? link : { ...link, metric: MaxLinkMetric }))
}

/** What summary-LSAs and external routes cost at least, for as long as the router is a stub router; 0: what they cost. */
export function leastMetrics(memory: OspfMemory): { readonly summary: number; readonly external: number } {
  if (stubRouterReason(memory) === undefined) return { summary: 0, external: 0 }
  const { externalMetric, summaryMetric } = memory.settings.stubRouter
  return { summary: summaryMetric ?? 0, external: externalMetric ?? 0 }
}

/** The instance starts. */
export function stubRouterOnStartup(memory: OspfMemory): void {
  const { onStartup } = memory.settings.stubRouter
  if (onStartup === undefined) return
  setReason(memory, 'on-startup', true)
  memory.agenda.set(STARTUP_TIMER, later(memory.now, onStartup), () => setReason(memory, 'on-startup', false))
}

/**
 * The instance is to end.
 * @returns how long it stays a stub router before; undefined where it ends now
 */
export function stubRouterOnShutdown(memory: OspfMemory): Duration | undefined {
  const { onShutdown } = memory.settings.stubRouter
  if (onShutdown === undefined || memory.stubRouter.has('on-shutdown')) return undefined
  setReason(memory, 'on-shutdown', true)
  return onShutdown
}

/** An operator wants it, or wants an end of it, that after the start included. */
export function stubRouterByOperator(memory: OspfMemory, active: boolean): void {
  setReason(memory, 'operator', active)
  if (active) return
  memory.agenda.cancel(STARTUP_TIMER)
  setReason(memory, 'on-startup', false)
}

/** The settings are others. */
export function stubRouterSettingsChanged(memory: OspfMemory): void {
  for (const area of memory.areas.values()) areaChanged(memory, area)
  summariesChanged(memory)
  nssasChanged(memory)
  externalMetricsChanged(memory)
}

function setReason(memory: OspfMemory, reason: StubRouterReason, active: boolean): void {
  const before = stubRouterReason(memory)
  if (active) memory.stubRouter.add(reason)
  else memory.stubRouter.delete(reason)
  const after = stubRouterReason(memory)
  if (before === after) return
  memory.effects.push({ do: 'notice', notice: { notice: 'stub-router', level: 'notice', reason: after, before } })
  stubRouterSettingsChanged(memory)
}
