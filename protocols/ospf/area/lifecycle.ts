import { Database } from '../database/database.js'
import type { OspfMemory } from '../memory.js'

/** Makes an area of each that the settings name and that there is not yet (RFC 2328 §6). */
export function createAreas(memory: OspfMemory): void {
  for (const settings of memory.settings.areas) {
    const area = memory.areas.get(settings.id)
    if (area !== undefined) area.settings = settings
    else memory.areas.set(settings.id, { id: settings.id, settings, database: new Database(), interfaces: new Set() })
  }
}
