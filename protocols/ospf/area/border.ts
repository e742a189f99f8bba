import { type AreaId, BACKBONE, type RouterId } from '../identifiers.js'
import type { Area, OspfMemory } from '../memory.js'
import type { NetworkAdvertisements } from '../originate/network-advertisements.js'
import type { Destination } from '../routing/table.js'
import type { OspfSettings } from '../settings.js'
import { createNssaMemory, type NssaMemory } from './nssa.js'
import { createRangeMemory, type RangeMemory } from './ranges.js'

/** What an area border router remembers of its summary-LSAs (RFC 2328 §12.4.3). */
export interface BorderMemory {
  /** Whose routes changed since the summary-LSAs were last considered. */
  readonly destinations: Set<Destination>
  readonly asbrs: Set<RouterId>
  /** By area: the type 3 and type 4 LSAs that we originate into it. */
  readonly intoArea: Map<Area, { readonly networks: NetworkAdvertisements; readonly asbrs: Map<RouterId, number> }>
  /** Under which conditions they were last considered. */
  considered: Conditions | undefined
  /** Our router-LSAs have been told that we are an area border router. */
  declared: boolean
  readonly ranges: RangeMemory
  readonly nssa: NssaMemory
}

/** What all summary-LSAs depend on: where it differs, each is considered again. */
export interface Conditions {
  readonly settings: OspfSettings
  readonly isAreaBorderRouter: boolean
  readonly activeBackboneConnection: boolean
  readonly areas: readonly Area[]
}

export function createBorderMemory(): BorderMemory {
  return {
    destinations: new Set(),
    asbrs: new Set(),
    intoArea: new Map(),
    considered: undefined,
    declared: false,
    ranges: createRangeMemory(),
    nssa: createNssaMemory(),
  }
}

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

/** RFC 3509 §2.1: a neighbor in the backbone is Full. */
export function hasActiveBackboneConnection(memory: OspfMemory): boolean {
  for (const { neighbors } of memory.areas.get(BACKBONE)?.interfaces ?? [])
    for (const { state } of neighbors.values()) if (state === 'Full') return true
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
