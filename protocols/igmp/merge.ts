import type { Ipv4 } from '../base/ipv4.js'
import type { Membership } from './contract.js'

/** Which packets of a group are wanted. */
export type Filter = Pick<Membership, 'filterMode' | 'sources'>

export const NOBODY: Filter = { filterMode: 'INCLUDE', sources: [] }

/** Whether anybody wants anything. */
export function hasMembers({ filterMode, sources }: Filter): boolean {
  return filterMode === 'EXCLUDE' || sources.length > 0
}

/**
 * Several memberships of one group as one (RFC 3376 §3.2): EXCLUDE of what all EXCLUDE ones exclude and no INCLUDE one
 * includes, or else INCLUDE of all that is included.
 */
export function mergeFilters(
  filters: Iterable<{ readonly filterMode: Filter['filterMode']; readonly sources: Iterable<Ipv4> }>,
): Filter {
  let excluded: Set<Ipv4> | undefined
  const included = new Set<Ipv4>()
  for (const { filterMode, sources } of filters) {
    if (filterMode === 'INCLUDE') {
      for (const source of sources) included.add(source)
    } else if (excluded === undefined) {
      excluded = new Set(sources)
    } else {
      const these = new Set(sources)
      for (const source of excluded) if (!these.has(source)) excluded.delete(source)
    }
  }
  if (excluded === undefined) return { filterMode: 'INCLUDE', sources: [...included] }
  for (const source of included) excluded.delete(source)
  return { filterMode: 'EXCLUDE', sources: [...excluded] }
}

export function sameFilter(a: Filter, b: Filter): boolean {
  if (a.filterMode !== b.filterMode || a.sources.length !== b.sources.length) return false
  const sources = new Set(a.sources)
  return b.sources.every((source) => sources.has(source))
}
