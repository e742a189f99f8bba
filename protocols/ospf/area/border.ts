import { type AreaId, BACKBONE } from '../identifiers.js'
import type { Area, OspfMemory } from '../memory.js'
import { isFullyAdjacent } from '../neighbor/adjacency.js'

/** RFC 3509 §2.1: the actively attached areas, those with an interface that is not Down. */
export function activeAreas(memory: OspfMemory): Area[] {
  return [...memory.areas.values()].filter(isActive)
}

function isActive({ interfaces }: Area): boolean {
  for (const { state } of interfaces) if (state !== 'Down') return true
  return false
}

/** RFC 2328 §3.3, RFC 3509 §2.1: whether the router is an area border router, by the definition that the settings choose. */
export function isAreaBorderRouter(memory: OspfMemory): boolean {
  if (activeAreas(memory).length < 2) return false
  const backbone = memory.areas.get(BACKBONE)
  switch (memory.settings.abrType) {
    case 'standard':
      return true
    case 'cisco':
      return backbone !== undefined && isActive(backbone)
    case 'ibm':
      return backbone !== undefined
  }
}

/** RFC 2328 §12.4.1: whether a virtual link of ours through this Transit area is fully adjacent. */
export function isVirtualLinkEndpoint(memory: OspfMemory, transitArea: AreaId): boolean {
  for (const { virtualEnd, neighbors } of memory.areas.get(BACKBONE)?.interfaces ?? [])
    if (virtualEnd?.transitArea === transitArea)
      for (const each of neighbors.values()) if (isFullyAdjacent(each)) return true
  return false
}

/**
 * RFC 3509 §2.1: a neighbor in the backbone is fully adjacent; and what only its LSA can say, the backbone is reached by
 * way of it. Until then the summary-LSAs of other areas are all that there is.
 */
export function hasActiveBackboneConnection(memory: OspfMemory): boolean {
  if (!memory.routing.reachesBackbone) return false
  for (const { neighbors } of memory.areas.get(BACKBONE)?.interfaces ?? [])
    for (const each of neighbors.values()) if (isFullyAdjacent(each)) return true
  return false
}

/**
 * RFC 2328 §16.2: the areas whose summary-LSAs are examined. An area border router looks at the backbone only; by RFC
 * 3509 §2.2 a router of several areas that is none, or has no active backbone connection, looks at all of them.
 */
export function areasOfSummaries(memory: OspfMemory): AreaId[] {
  const areas = activeAreas(memory).map(({ id }) => id)
  const onlyBackbone =
    memory.settings.abrType === 'standard'
      ? areas.length > 1
      : isAreaBorderRouter(memory) && hasActiveBackboneConnection(memory)
  return onlyBackbone ? [BACKBONE] : areas
}

/** Whether routes of other areas may be advertised into areas but the backbone (RFC 3509 §2.2, 3.). */
export function mayAdvertiseInterArea(memory: OspfMemory): boolean {
  return memory.settings.abrType === 'standard' || hasActiveBackboneConnection(memory)
}
