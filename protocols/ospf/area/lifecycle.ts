import { Database } from '../database/database.js'
import { remove } from '../database/install.js'
import type { Area, OspfMemory } from '../memory.js'
import { areaChanged, borderChanged } from '../originate/events.js'
import { forgetOwnLsas } from '../originate/own.js'
import { nextHopsChanged } from '../routing/schedule.js'
import type { AreaSettings } from '../settings.js'

/** Makes an area of each that the settings name and that there is not yet (RFC 2328 §6). */
export function createAreas(memory: OspfMemory): void {
  for (const settings of memory.settings.areas) {
    const area = memory.areas.get(settings.id)
    if (area !== undefined) area.settings = settings
    else memory.areas.set(settings.id, createArea(memory, settings))
  }
}

/**
 * The settings changed: areas that are named now come to be, and those of another type than before begin anew, for their
 * routers and LSAs are not the same.
 *
 * @returns the areas that are no longer, to be forgotten when their interfaces are gone
 */
export function changeAreas(memory: OspfMemory): Area[] {
  const named = new Map(memory.settings.areas.map((settings) => [settings.id, settings]))
  const former: Area[] = []
  for (const area of memory.areas.values()) {
    const settings = named.get(area.id)
    if (settings?.areaType === area.settings.areaType) continue
    former.push(area)
    if (settings !== undefined) memory.areas.set(area.id, createArea(memory, settings))
  }
  createAreas(memory)
  return former
}

/** Forgets areas that are no longer. Their interfaces are gone: nobody is left to be told. */
export function forgetAreas(memory: OspfMemory, areas: readonly Area[]): void {
  for (const area of areas) {
    forgetOwnLsas(memory, area)
    for (const entry of area.database.all()) remove(memory, entry)
    if (memory.areas.get(area.id) === area) memory.areas.delete(area.id)
  }
}

/** What the settings say of areas may decide about all our router-LSAs, routes and summary-LSAs. */
export function reconsiderAreas(memory: OspfMemory): void {
  for (const area of memory.areas.values()) areaChanged(memory, area)
  borderChanged(memory)
  nextHopsChanged(memory)
}

function createArea(memory: OspfMemory, settings: AreaSettings): Area {
  return {
    id: settings.id,
    settings,
    database: new Database(memory.random.uint32()),
    interfaces: new Set(),
  }
}
