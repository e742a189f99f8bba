import type { Ipv4 } from '../base/ipv4.js'
import { needsRoute } from './decide.js'
import type { Flow, MulticastMemory, SourceRoute } from './memory.js'
import { surroundings } from './surroundings.js'

/** How many routes are asked for again with each reading of the counters. */
const REFRESHED = 50
/** How many answers are waited for at once when routes have changed. */
const ASKED_AT_ONCE = 64

/** Where the check of the link that a flow comes in on needs it, the kernel's route to its source is asked for once. */
export function followRoute(memory: MulticastMemory, flow: Flow): void {
  const on = memory.interfaces.get(flow.arrived)
  if (on === undefined || memory.routes.get(flow.source)?.flows.has(flow)) return
  if (needsRoute(flow.source, on, surroundings(memory, flow.group))) askForRoute(memory, flow)
}

/**
 * A flow of a former life goes on by the way it had until the answer is here, and while that life counts also without a
 * route: our own unicast routes may have to be learned anew.
 */
export function assumeRoute(memory: MulticastMemory, flow: Flow): void {
  const { decision, source } = flow
  const on = memory.interfaces.get(decision.incoming)
  if (on === undefined || !needsRoute(source, on, surroundings(memory, flow.group))) return
  askForRoute(memory, flow)
  memory.routes.get(source)!.interfaces ??= [decision.incoming]
}

/** Whether an answer is that there is no route, and is not to count yet. */
export function isTooEarly(memory: MulticastMemory, route: SourceRoute, interfaces: readonly number[]): boolean {
  return memory.former !== undefined && interfaces.length === 0 && route.interfaces !== undefined
}

/** Asks, also again: the answer may be another now. */
export function askForRoute(memory: MulticastMemory, flow: Flow): void {
  const { source } = flow
  const known = memory.routes.get(source)
  if (memory.routes.size === 0) memory.effects.push({ do: 'watch-routes', watch: true })
  if (known === undefined) memory.routes.set(source, { interfaces: undefined, flows: new Set([flow]) })
  else known.flows.add(flow)
  memory.effects.push({ do: 'find-route', source })
}

export function forgetRoute(memory: MulticastMemory, flow: Flow): void {
  const route = memory.routes.get(flow.source)
  route?.flows.delete(flow)
  if (route?.flows.size !== 0) return
  memory.routes.delete(flow.source)
  memory.staleRoutes.waiting.delete(flow.source)
  if (memory.routes.size === 0) memory.effects.push({ do: 'watch-routes', watch: false })
}

export function isUnanswered(memory: MulticastMemory, source: Ipv4): boolean {
  const route = memory.routes.get(source)
  return route !== undefined && route.interfaces === undefined
}

/** Every source's route is asked for again, some at a time. */
export function receiveRoutesChanged(memory: MulticastMemory): void {
  for (const source of memory.routes.keys()) memory.staleRoutes.waiting.add(source)
  askForStale(memory)
}

export function routeIsAnswered(memory: MulticastMemory, source: Ipv4): void {
  if (memory.staleRoutes.asked.delete(source)) askForStale(memory)
}

function askForStale({ staleRoutes: { waiting, asked }, effects }: MulticastMemory): void {
  for (const source of waiting) {
    if (asked.size >= ASKED_AT_ONCE) return
    // What is being asked for already may be answered by what was before.
    if (asked.has(source)) continue
    waiting.delete(source)
    asked.add(source)
    effects.push({ do: 'find-route', source })
  }
}

/** What is not told as a change of routes is found in time: those asked for longest ago are asked for again. */
export function refreshRoutes(memory: MulticastMemory): void {
  const oldest = [...memory.routes].slice(0, REFRESHED)
  for (const [source, route] of oldest) {
    memory.routes.delete(source)
    memory.routes.set(source, route)
    memory.effects.push({ do: 'find-route', source })
  }
}
