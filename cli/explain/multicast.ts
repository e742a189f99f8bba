import type { Answers } from '../../daemon/control/answers.js'
import type { TimeToLive } from '../../daemon/control/control.js'
import { parseIpv4 } from '../../protocols/base/ipv4.js'
import { contains, parsePrefix } from '../../protocols/base/prefix.js'
import type { IgmpRefusal } from '../../protocols/igmp/notice.js'
import type { IgmpGroupView } from '../../protocols/igmp/view.js'
import type { FlowVerdict } from '../../protocols/multicast/notice.js'
import type { FlowView } from '../../protocols/multicast/view.js'
import { count, elapsed, remaining } from '../units.js'

type Facts = Answers['/multicast/explanation'] & {
  /** With which TTL packets arrive, of the flows that were heard while listening. */
  readonly timesToLive: readonly TimeToLive[]
}

/** One thing that is so; a `problem` keeps packets of the group from somebody. */
export interface Finding {
  readonly problem: boolean
  readonly text: string
}

/** Why packets of `group` (from `source`, where given) get where they get, and why not elsewhere. */
export function explainMulticast(group: string, source: string | undefined, facts: Facts): Finding[] {
  return [...machine(facts), ...members(group, source, facts), ...flows(group, source, facts)]
}

const so = (text: string): Finding => ({ problem: false, text })
const problem = (text: string): Finding => ({ problem: true, text })

function machine({ owned, interfaces }: Facts): Finding[] {
  const findings: Finding[] = []
  const named = interfaces.filter(({ role }) => role !== 'igmp-only')
  if (named.length === 0) {
    findings.push(
      problem('no link of this machine is named by multicast.forward, a proxy or a route: nothing is forwarded'),
    )
  } else if (!owned) {
    findings.push(problem("another program owns the kernel's multicast forwarding: nothing is forwarded until it goes"))
  }
  for (const { interface: link, whyNot } of interfaces) {
    if (whyNot !== null) findings.push(problem(`${link} takes no part: ${whyNot}`))
  }
  return findings
}

function members(group: string, source: string | undefined, facts: Facts): Finding[] {
  const known = facts.groups.filter((each) => each.group === group)
  const findings = known.flatMap((member) => [memberFinding(member, source), ...obstacles(member, facts)])
  if (known.length > 0) return findings
  const running = facts.igmp.filter((each) => each.running).map((each) => each.interface)
  const where = running.length === 0 ? 'IGMP runs on no link' : `IGMP runs on ${running.join(', ')}`
  return [problem(`no host is a member of ${group} (${where})`), ...withoutQuerier(facts), ...refusals(facts)]
}

function memberFinding(member: IgmpGroupView, source: string | undefined): Finding {
  const listed = member.sources.filter(({ forwarded }) => forwarded === (member.filterMode === 'INCLUDE'))
  const sources = listed.map((each) => each.source)
  const wanted =
    member.filterMode === 'INCLUDE'
      ? `from ${sources.join(', ')} only`
      : sources.length === 0
        ? 'from all sources'
        : `from all sources but ${sources.join(', ')}`
  const who = member.static ? 'by configuration' : `last reported by ${member.lastReporter}`
  const until = member.expires === null ? '' : `, for another ${remaining(member.expires)} unless reported again`
  const text = `${member.interface} wants it ${wanted} (${who}${until})`
  const named = source !== undefined && sources.includes(source)
  const unwanted = source !== undefined && named === (member.filterMode === 'EXCLUDE')
  return unwanted ? problem(`${text}: not from ${source}`) : so(text)
}

/** Why a link with a member gets nothing all the same. */
function obstacles({ interface: link, group }: IgmpGroupView, { interfaces, igmp }: Facts): Finding[] {
  const forwarding = interfaces.find((each) => each.interface === link)
  if (forwarding === undefined || forwarding.role === 'igmp-only') {
    return [problem(`${link} has a member, but neither multicast.forward nor a proxy names it`)]
  }
  if (isBounded(forwarding.boundary, group)) {
    return [problem(`${link} has a member, but ${group} does not pass its boundary ${forwarding.boundary.join(', ')}`)]
  }
  if (forwarding.querier) return []
  const querier = igmp.find((each) => each.interface === link)?.querier ?? null
  if (querier === null) return [problem(`${link} has no querier: this router is passive there, and no other asks`)]
  return [problem(`${querier} is the querier of ${link}: forwarding onto it is left to that router`)]
}

function isBounded(boundary: readonly string[], group: string): boolean {
  const address = parseIpv4(group)
  return boundary.map(parsePrefix).some((prefix) => prefix !== undefined && contains(prefix, address!))
}

/** Hosts whose link nobody asks report once, when they join, and never again. */
function withoutQuerier({ igmp }: Facts): Finding[] {
  return igmp
    .filter(({ running, querier }) => running && querier === null)
    .map((each) => problem(`${each.interface} has no querier: this router is passive there, and no other asks`))
}

/** Reasons for which a membership is not remembered. */
const OF_MEMBERSHIPS: readonly IgmpRefusal[] = [
  'ssm-range',
  'policy',
  'host-version',
  'source-not-on-subnet',
  'no-router-alert',
  'ttl',
  'checksum',
  'limit-groups',
  'limit-sources',
  'limit-groups-per-host',
  'limit-rate',
]

function refusals({ igmp }: Facts): Finding[] {
  return igmp.flatMap(({ interface: link, refused }) => {
    const reasons = OF_MEMBERSHIPS.filter((reason) => (refused[reason] ?? 0) > 0)
    if (reasons.length === 0) return []
    return [so(`on ${link} were refused: ${reasons.map((reason) => `${reason} ${refused[reason]}`).join(', ')}`)]
  })
}

function flows(group: string, source: string | undefined, facts: Facts): Finding[] {
  const met = facts.flows.filter((each) => each.group === group && (source === undefined || each.source === source))
  if (met.length > 0) return met.flatMap((flow) => [flowFinding(flow), ...tooShortLived(flow, facts)])
  const from = source === undefined ? '' : ` from ${source}`
  return [
    problem(`no packet of ${group}${from} has come in on a forwarding link: is it sent, and with a TTL above 1?`),
    ...reversePathFilters(facts),
    ...refusedFlows(facts),
  ]
}

/** The kernel forwards only what has a TTL above the threshold, and says nothing of the rest. */
function tooShortLived({ source, outgoing }: FlowView, { timesToLive, interfaces }: Facts): Finding[] {
  const ttl = timesToLive.find((each) => each.source === source)?.ttl
  if (ttl === undefined) return []
  const beyond = interfaces.filter((to) => outgoing.includes(to.interface) && ttl <= to.ttlThreshold)
  if (beyond.length === 0 && ttl > 1) return []
  const links = beyond.length === 0 ? 'any link' : beyond.map((to) => to.interface).join(', ')
  return [
    problem(
      `packets of ${source} arrive with a TTL of ${ttl}: too low to go on to ${links}; the sender has to set more`,
    ),
  ]
}

function refusedFlows({ refused }: Facts): Finding[] {
  const flows = refused['limit-flows'] ?? 0
  return flows === 0 ? [] : [problem(`${count(flows, 'new flow')} found no room (multicast.maximum-flows)`)]
}

/** The kernel's own check comes before forwarding sees anything. */
function reversePathFilters({ interfaces, reversePathFilterDrops }: Facts): Finding[] {
  const strict = interfaces.filter(({ reversePathFilter }) => (reversePathFilter ?? 0) > 0)
  if (strict.length === 0) return []
  const links = strict.map((each) => `${each.interface} (${each.reversePathFilter})`).join(', ')
  const dropped = reversePathFilterDrops ?? 0
  const text = `rp_filter is set on ${links}: the kernel drops packets of sources it has no route back to; ${count(dropped, 'packet')} so far`
  return [dropped > 0 ? problem(text) : so(text)]
}

const VERDICTS: Readonly<Record<Exclude<FlowVerdict, 'forwarded'>, string>> = {
  'no-member': 'no other link has a member that wants it',
  'not-querier': 'other routers are the queriers of the links with members',
  boundary: 'a boundary stops the group',
  'reverse-path':
    'the source is in no subnet of the link it comes in on, nor does a route that reverse-path may look at lead there',
  'incoming-not-forwarding': 'the link it comes in on is not one that is forwarded from',
}

function flowFinding(flow: FlowView): Finding {
  const { source, incoming, outgoing, verdict, packets, wrongInterface, idle } = flow
  if (verdict !== 'forwarded')
    return problem(`${source} sends on ${incoming}, and it goes nowhere: ${VERDICTS[verdict]}`)
  const path = `${source} sends on ${incoming}, and it goes to ${outgoing.join(', ')}`
  if (packets > 0 && wrongInterface === packets) {
    return problem(`${path}, but all ${count(packets, 'packet')} came in on another link`)
  }
  return so(`${path}: ${count(packets - wrongInterface, 'packet')} counted, the last ${elapsed(idle)} ago`)
}

export function renderExplanation(findings: readonly Finding[]): string {
  return findings.map(({ problem, text }) => `${problem ? '✗' : '✓'} ${text}`).join('\n')
}
