import { matchesPattern } from '../protocols/engine/pattern.js'
import { BACKBONE } from '../protocols/ospf/identifiers.js'
import type { Path } from './place.js'
import type { WrittenArea } from './schema/ospf.js'
import { areaKey, type Finding } from './secrets.js'

/**
 * What an area with virtual links through it will probably be in the way of: prefix suppression that hides the addresses
 * of their ends (RFC 6860 §4.2), and filters, which keep from the area what tells where a virtual link leads (RFC 2328 §16.3).
 *
 * @param file the value of the whole file, in which areas have the names that paths need
 * @param at where the file has the instance
 */
export function judgeTransitAreas(areas: readonly WrittenArea[], file: unknown, at: Path): readonly Finding[] {
  const transit = areas.filter(({ virtualLinks }) => virtualLinks.length > 0)
  if (transit.length === 0) return []
  const where = (area: WrittenArea, ...keys: string[]): Path => [...at, 'areas', areaKey(file, at, area), ...keys]
  const lost = 'what this keeps from an area with virtual links has no way over them (RFC 2328 §16.3)'
  const hidden = transit.filter(hidesAll).map((area) => ({
    path: where(area, 'virtual-links'),
    message:
      'prefix-suppression hides the network of every interface here: the ends have no address unless they are neighbors, or a loopback is in the area',
  }))
  const filteredIn = transit
    .filter(({ filter }) => filter.in !== undefined)
    .map((area) => ({ path: where(area, 'filter', 'in'), message: lost }))
  const filteredOut = areas
    .filter(({ id, filter }) => id === BACKBONE && filter.out !== undefined)
    .map((area) => ({ path: where(area, 'filter', 'out'), message: lost }))
  return [...hidden, ...filteredIn, ...filteredOut].map((each) => ({ severity: 'warning', ...each }))
}

/** No interface shows its network: that of a loopback or a passive one is shown whatever is set. */
function hidesAll({ interfaces }: WrittenArea): boolean {
  return interfaces.every(
    ({ pattern, settings }) => settings.prefixSuppression && !settings.passive && !matchesPattern(pattern, 'lo'),
  )
}
