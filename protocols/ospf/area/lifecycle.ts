import { Database } from '../database/database.js'
import { remove } from '../database/install.js'
import type { OspfMemory } from '../memory.js'
import { forgetOwnLsas } from '../originate/own.js'

/** Makes an area of each that the settings name and that there is not yet (RFC 2328 §6). */
export function createAreas(memory: OspfMemory): void {
  for (const settings of memory.settings.areas) {
    const area = memory.areas.get(settings.id)
    if (area !== undefined) area.settings = settings
    else
      memory.areas.set(settings.id, {
        id: settings.id,
        settings,
        database: new Database(memory.random.uint32()),
        interfaces: new Set(),
      })
  }
}

/** Forgets the areas that the settings do not name any more. Their interfaces are gone: nobody is left to be told. */
export function removeAreas(memory: OspfMemory): void {
  const named = new Set(memory.settings.areas.map(({ id }) => id))
  for (const area of memory.areas.values()) {
    if (named.has(area.id)) continue
    forgetOwnLsas(memory, area)
    for (const entry of area.database.all()) remove(memory, entry)
    memory.areas.delete(area.id)
  }
}
