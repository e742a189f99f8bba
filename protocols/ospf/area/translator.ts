import { type RouterId, routerId } from '../identifiers.js'
import { RouterBits } from '../lsa/router-lsa.js'
import type { Area, OspfMemory } from '../memory.js'
import { activeAreas, isAreaBorderRouter } from './border.js'
import { isNssa } from './options.js'

/** RFC 3101 §3.1: NSSATranslatorState. */
export type TranslatorState = 'disabled' | 'enabled' | 'elected'

/** Another area border router of an NSSA. */
export interface BorderRouter {
  readonly routerId: RouterId
  /** Bit Nt: it translates in any case. */
  readonly always: boolean
}

/**
 * RFC 3101 §3.1: what NSSATranslatorState ought to be. `others` are the NSSA's border routers that are reachable both over
 * it and as AS boundary routers over the AS's transit topology.
 */
export function translatorState(
  role: 'candidate' | 'always' | 'never',
  isBorderRouter: boolean,
  self: RouterId,
  others: readonly BorderRouter[],
): TranslatorState {
  if (!isBorderRouter || role === 'never') return 'disabled'
  if (role === 'always') return 'enabled'
  return others.some((other) => other.always || other.routerId > self) ? 'disabled' : 'elected'
}

/** What the databases say it ought to be in this NSSA. */
export function wantedTranslatorState(memory: OspfMemory, { id, settings }: Area): TranslatorState {
  const others: BorderRouter[] = []
  const { graphs, asbrs } = memory.routing
  const graph = graphs.get(id)
  if (graph !== undefined)
    for (const vertex of graph.borderRouters) {
      if (graph.distance[vertex] === Number.POSITIVE_INFINITY) continue
      const other = routerId(graph.id[vertex]!)
      if (other === memory.routerId || asbrs.get(other)?.path === undefined) continue
      others.push({ routerId: other, always: (graph.flags[vertex]! & RouterBits.Nt) !== 0 })
    }
  return translatorState(settings.nssa.translator, isAreaBorderRouter(memory), memory.routerId, others)
}

/** §3.1: every border router of an NSSA may become its translator, and says in other areas that it originates type 5. */
export function isNssaBorderRouter(memory: OspfMemory): boolean {
  return isAreaBorderRouter(memory) && activeAreas(memory).some(isNssa)
}
