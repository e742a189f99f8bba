import { covers, formatPrefix, type Prefix } from '../protocols/base/prefix.js'
import { coversPrefixRange, formatPrefixRange, type PrefixRange } from '../protocols/base/prefix-list.js'
import type { MembershipRule } from '../protocols/igmp/settings.js'
import {
  type RedistributionRule,
  type RouteMatch,
  type RouteSource,
  STATIC_PROTOCOLS,
} from '../protocols/ospf/external/policy.js'
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
      neverUsed(settings.policy, ['igmp', 'interfaces', pattern, 'policy'], coversMembershipRule, membershipRuleText),
    ),
  ]
}

function inOspf({ areas, redistribute, defaultInformation }: Omit<WrittenOspf, 'hostname'>, at: Path, file: unknown) {
  return [
    ...areas.flatMap((area) => {
      const filter = [...at, 'areas', areaKey(file, at, area), 'filter']
      return [...inPrefixes(area.filter.in, [...filter, 'in']), ...inPrefixes(area.filter.out, [...filter, 'out'])]
    }),
    ...neverUsed(redistribute, [...at, 'redistribute'], coversRule, ruleText),
    ...redistribute.flatMap(({ match }, i) => inPrefixes(match.prefix, [...at, 'redistribute', i, 'match', 'prefix'])),
    ...inPrefixes(defaultInformation?.condition, [...at, 'default-information', 'condition']),
  ]
}

function inPrefixes(list: readonly PrefixRange[] | undefined, path: Path): Finding[] {
  return neverUsed(list ?? [], path, coversPrefixRange, formatPrefixRange)
}

function neverUsed<T>(
  list: readonly T[],
  path: Path,
  coversAll: (earlier: T, later: T) => boolean,
  textOf: (each: T, place: number) => string,
): Finding[] {
  return list.flatMap((later, i): Finding[] => {
    const place = list.findIndex((earlier, j) => j < i && coversAll(earlier, later))
    if (place < 0) return []
    const message = `never used: all that it matches is matched by ${textOf(list[place]!, place)}, which comes first`
    return [{ severity: 'warning', path: [...path, i], message }]
  })
}

function coversRule(earlier: RedistributionRule, later: RedistributionRule): boolean {
  if (!coversSource(earlier.from, later.from)) return false
  return (earlier.from === 'connected' || earlier.table === later.table) && coversMatch(earlier.match, later.match)
}

/** RTPROT_KERNEL: `from: kernel` does not have the kernel's own routes to the networks of links, `from: 2` has. */
const KERNEL_PROTOCOL = 2

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

function ruleText({ from }: RedistributionRule, place: number): string {
  return `rule ${place} (from: ${from})`
}

function coversMembershipRule(earlier: MembershipRule, later: MembershipRule): boolean {
  const has = (wide: Prefix | undefined, narrow: Prefix | undefined): boolean =>
    wide === undefined || (narrow !== undefined && covers(wide, narrow))
  return covers(earlier.group, later.group) && has(earlier.source, later.source) && has(earlier.host, later.host)
}

function membershipRuleText({ group }: MembershipRule, place: number): string {
  return `rule ${place} (group: ${formatPrefix(group)})`
}
