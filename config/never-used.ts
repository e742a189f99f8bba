import { covers, formatPrefix, type Prefix } from '../protocols/base/prefix.js'
import { coversPrefixRange, formatPrefixRange, type PrefixRange } from '../protocols/base/prefix-list.js'
import type { MembershipRule } from '../protocols/igmp/settings.js'
import {
  KERNEL_PROTOCOL,
  type RedistributionRule,
  type RouteMatch,
  type RouteSource,
  STATIC_PROTOCOLS,
} from '../protocols/ospf/external/policy.js'
import { ByFields, type Field } from './by-fields.js'
import type { Path } from './place.js'
import type { WrittenOspf } from './schema/ospf.js'
import type { WrittenSettings } from './schema.js'
import { areaKey, type Finding } from './secrets.js'

/**
 * Entries of lists that decide nothing, because an earlier one has all that they have: prefixes of filters, of conditions
 * and of rules, and rules themselves.
 *
 * @param file the value of the whole file, in which areas have the names that paths need
 */
export function judgeOrder({ ospf, ospfInstances, igmp }: WrittenSettings, file: unknown): readonly Finding[] {
  return [
    ...(ospf === undefined ? [] : inOspf(ospf, ['ospf'], file)),
    ...ospfInstances.flatMap(({ name, ospf }) => inOspf(ospf, ['ospf-instances', name], file)),
    ...(igmp?.interfaces ?? []).flatMap(({ pattern, settings }) =>
      neverUsed(settings.policy, ['igmp', 'interfaces', pattern, 'policy'], MEMBERSHIP_RULES),
    ),
  ]
}

function inOspf({ areas, redistribute, defaultInformation }: Omit<WrittenOspf, 'hostname'>, at: Path, file: unknown) {
  return [
    ...areas.flatMap((area) => {
      const filter = [...at, 'areas', areaKey(file, at, area), 'filter']
      return [...inPrefixes(area.filter.in, [...filter, 'in']), ...inPrefixes(area.filter.out, [...filter, 'out'])]
    }),
    ...neverUsed(redistribute, [...at, 'redistribute'], REDISTRIBUTION_RULES),
    ...redistribute.flatMap(({ match }, i) => inPrefixes(match.prefix, [...at, 'redistribute', i, 'match', 'prefix'])),
    ...inPrefixes(defaultInformation?.condition, [...at, 'default-information', 'condition']),
  ]
}

function inPrefixes(list: readonly PrefixRange[] | undefined, path: Path): Finding[] {
  return neverUsed(list ?? [], path, PREFIX_RANGES)
}

/** How the entries of a list are compared. */
interface Comparison<T> {
  /** Whether it matches all that a later one does. */
  readonly covers: (earlier: T, later: T) => boolean
  /** Where it covers another one, some of these have all of the first that the other has. */
  readonly fieldsOf: (each: T) => readonly (readonly Field[])[]
  readonly textOf: (each: T, place: number) => string
}

function neverUsed<T>(list: readonly T[], path: Path, { covers: coversAll, fieldsOf, textOf }: Comparison<T>) {
  const used = new ByFields<number>()
  const findings: Finding[] = []
  for (const [i, later] of list.entries()) {
    const fields = fieldsOf(later)
    let first = list.length
    // A rule whose list of prefixes is empty has no fields: it matches nothing by itself
    for (const place of fields[0] === undefined ? [] : used.covering(fields[0]))
      if (place < first && coversAll(list[place]!, later)) first = place
    if (first < list.length) {
      const message = `never used: all that it matches is matched by ${textOf(list[first]!, first)}, which comes first`
      findings.push({ severity: 'warning', path: [...path, i], message })
      // What it covers, the first one does too
    } else for (const each of fields) used.add(each, i)
  }
  return findings
}

const PREFIX_RANGES: Comparison<PrefixRange> = {
  covers: coversPrefixRange,
  fieldsOf: ({ prefix }) => [[prefix]],
  textOf: formatPrefixRange,
}

const REDISTRIBUTION_RULES: Comparison<RedistributionRule> = {
  covers: coversRule,
  fieldsOf: ({ from, table, match: { prefix, metric, tag } }) =>
    (prefix ?? [undefined]).map((range) => [range?.prefix, metric, tag, from === 'connected' ? undefined : table]),
  textOf: ({ from }, place) => `rule ${place} (from: ${from})`,
}

const MEMBERSHIP_RULES: Comparison<MembershipRule> = {
  covers: coversMembershipRule,
  fieldsOf: ({ group, source, host }) => [[group, source, host]],
  textOf: ({ group }, place) => `rule ${place} (group: ${formatPrefix(group)})`,
}

function coversRule(earlier: RedistributionRule, later: RedistributionRule): boolean {
  if (!coversSource(earlier.from, later.from)) return false
  return (earlier.from === 'connected' || earlier.table === later.table) && coversMatch(earlier.match, later.match)
}

/** `from: kernel` does not have the kernel's own routes to the networks of links, `from: 2` (RTPROT_KERNEL) has. */
function coversSource(earlier: RouteSource, later: RouteSource): boolean {
  if (earlier === later) return true
  if (earlier === 'kernel') return later !== 'connected' && later !== KERNEL_PROTOCOL
  return earlier === 'static' && typeof later === 'number' && STATIC_PROTOCOLS.includes(later)
}

function coversMatch(earlier: RouteMatch, later: RouteMatch): boolean {
  const { prefix, metric, tag } = earlier
  return (
    (prefix === undefined ||
      (later.prefix?.every((range) => prefix.some((wide) => coversPrefixRange(wide, range))) ?? false)) &&
    (metric === undefined || metric === later.metric) &&
    (tag === undefined || tag === later.tag)
  )
}

function coversMembershipRule(earlier: MembershipRule, later: MembershipRule): boolean {
  const has = (wide: Prefix | undefined, narrow: Prefix | undefined): boolean =>
    wide === undefined || (narrow !== undefined && covers(wide, narrow))
  return covers(earlier.group, later.group) && has(earlier.source, later.source) && has(earlier.host, later.host)
}
