import type { Ipv4 } from '../base/ipv4.js'
import { needsRoute } from './decide.js'
import type { Flow, MulticastMemory } from './memory.js'
import { surroundings } from './surroundings.js'

/** How many routes are asked for again with each reading of the counters. */
const REFRESHED = 50

/** Where the check of the link that a flow comes in on needs it, the kernel's route to its source is asked for once. */
export function followRoute(memory: MulticastMemory, flow: Flow): void {
  const on = memory.interfaces.get(flow.arrived)
  if (on === undefined || memory.routes.get(flow.source)?.flows.has(flow)) return
  if (needsRoute(flow.source, on, surroundings(memory, flow.group))) askForRoute(memory, flow)
}

/** Asks, also again: the answer may be another now. */
export function askForRoute(memory: MulticastMemory, flow: Flow): void {
  const { source } = flow
  const known = memory.routes.get(source)
  if (known === undefined) memory.routes.set(source, { interfaces: undefined, flows: new Set([flow]) })
  else known.flows.add(flow)
  memory.effects.push({ do: 'find-route', source })
}

export function forgetRoute(memory: MulticastMemory, flow: Flow): void {
  const route = memory.routes.get(flow.source)
  route?.flows.delete(flow)
  if (route?.flows.size === 0) memory.routes.delete(flow.source)
}

export function isUnanswered(memory: MulticastMemory, source: Ipv4): boolean {
  const route = memory.routes.get(source)
  return route !== undefined && route.interfaces === undefined
}

/** Routes change: those asked for longest ago are asked for again. */
export function refreshRoutes(memory: MulticastMemory): void {
  const oldest = [...memory.routes].slice(0, REFRESHED)
  for (const [source, route] of oldest) {
    memory.routes.delete(source)
    memory.routes.set(source, route)
    memory.effects.push({ do: 'find-route', source })
  }
}
