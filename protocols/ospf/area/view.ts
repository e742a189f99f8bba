import { formatIpv4 } from '../../base/ipv4.js'
import { formatPrefix } from '../../base/prefix.js'
import { formatPrefixRange } from '../../base/prefix-list.js'
import type { Database } from '../database/database.js'
import { lsTypeName } from '../lsa/lsa.js'
import type { Area, OspfMemory } from '../memory.js'
import { isTransitArea } from '../routing/transit-area.js'
import type { AreaView } from '../view.js'
import { isAreaBorderRouter } from './border.js'
import { isNssa } from './options.js'
import { rangeCost } from './ranges.js'

export function areaViews(memory: OspfMemory): AreaView[] {
  const areas = [...memory.areas.values()].sort((a, b) => a.id - b.id)
  return areas.map((area) => areaView(memory, area))
}

function areaView(memory: OspfMemory, area: Area): AreaView {
  const { database, id, interfaces, settings } = area
  let fullNeighbors = 0
  for (const { neighbors } of interfaces)
    for (const { state } of neighbors.values()) if (state === 'Full') fullNeighbors += 1
  const ranges = memory.border.ranges.byArea.get(id) ?? []
  return {
    area: formatIpv4(id),
    type: settings.areaType,
    summary: settings.summary,
    transit: isTransitArea(memory, id),
    borderRouter: isAreaBorderRouter(memory),
    translator: isNssa(area) ? (memory.border.nssa.areas.get(area)?.translator ?? 'disabled') : null,
    interfaces: interfaces.size,
    fullNeighbors,
    summaries: memory.border.intoArea.get(area)?.networks.size ?? 0,
    ranges: ranges.map((range) => ({
      prefix: formatPrefix(range.settings.prefix),
      advertise: range.settings.advertise,
      networks: range.components.size,
      cost: range.components.size === 0 ? null : rangeCost(range),
    })),
    externalRanges: isNssa(area)
      ? settings.nssa.ranges.map(({ prefix, advertise, cost = null }) => ({
          prefix: formatPrefix(prefix),
          advertise,
          cost,
        }))
      : [],
    filter: {
      in: settings.filter.in?.map(formatPrefixRange) ?? null,
      out: settings.filter.out?.map(formatPrefixRange) ?? null,
    },
    defaultCost: settings.areaType === 'normal' ? null : settings.defaultCost,
    lsas: lsasByType(database),
  }
}

/** How many LSAs of each type there are, by its name. */
export function lsasByType(database: Database): Record<string, number> {
  const lsas: Record<string, number> = {}
  for (const { lsa } of database.all()) {
    const name = lsTypeName(lsa.type)
    lsas[name] = (lsas[name] ?? 0) + 1
  }
  return lsas
}
