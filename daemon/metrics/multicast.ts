import type { IgmpGroupView, IgmpInterfaceView } from '../../protocols/igmp/view.js'
import type { FlowView } from '../../protocols/multicast/view.js'
import { byName, counter, gauge, type MetricDefinition, type Sample } from './definition.js'

/** Groups and flows are told one by one while there are no more of them, and of their sources, than so many. */
const MOST_TOLD = 1000
const MOST_SOURCES = 10_000
const WHILE_FEW = `; as long as there are no more than ${MOST_TOLD}`

export const IGMP_METRICS: readonly MetricDefinition[] = [
  gauge(
    'igmp_interface_running',
    ['interface'],
    '1 while IGMP runs on the interface',
    onInterface((i) => Number(i.running)),
  ),
  gauge(
    'igmp_querier',
    ['interface'],
    '1 while this router is the querier of the link',
    onInterface((i) => Number(i.querierState === 'Querier')),
  ),
  gauge(
    'igmp_querier_known',
    ['interface'],
    '1 while anybody asks the hosts of the link: without a querier memberships end',
    onInterface((i) => Number(i.querier !== null)),
  ),
  gauge(
    'igmp_querier_info',
    ['interface', 'address'],
    'Always 1: who is the querier of the link',
    perInterface((i) => (i.querier === null ? [] : [[[i.interface, i.querier], 1]])),
  ),
  gauge(
    'igmp_version',
    ['interface'],
    'The version in which the interface is run',
    onInterface((i) => i.version),
  ),
  gauge(
    'igmp_robustness_variable',
    ['interface'],
    "The Robustness Variable in force: ours, or the querier's",
    onInterface((i) => i.robustnessVariable),
  ),
  gauge(
    'igmp_query_interval_seconds',
    ['interface'],
    "The Query Interval in force: ours, or the querier's",
    onInterface((i) => i.queryInterval / 1000),
  ),
  gauge(
    'igmp_next_general_query_seconds',
    ['interface'],
    'Until the next general query of this router',
    perInterface((i) => seconds([i.interface], i.nextGeneralQuery)),
  ),
  gauge(
    'igmp_other_querier_present_seconds',
    ['interface'],
    'Until this router becomes querier if it does not hear of the other one',
    perInterface((i) => seconds([i.interface], i.otherQuerierPresent)),
  ),
  gauge(
    'igmp_group_sources',
    ['interface', 'group', 'mode'],
    `Sources of the group that are remembered, and its filter-mode${WHILE_FEW} groups`,
    ofGroups((g) => [[[g.interface, g.group, g.filterMode], g.sources.length]]),
  ),
  gauge(
    'igmp_group_hosts',
    ['interface', 'group'],
    `Hosts that are known to be members, where they are tracked${WHILE_FEW} groups`,
    ofGroups((g) => (g.hosts === null ? [] : [[[g.interface, g.group], g.hosts.length]])),
  ),
  gauge(
    'igmp_group_expires_seconds',
    ['interface', 'group'],
    `Until the group, or in INCLUDE mode the last of its sources, ends unless it is reported again${WHILE_FEW} groups`,
    ofGroups((g) => {
      const ends = [g.expires, ...g.sources.map(({ expires }) => expires)].filter((each) => each !== null)
      return ends.length === 0 ? [] : seconds([g.interface, g.group], g.expires ?? Math.max(...ends))
    }),
  ),
  gauge(
    'igmp_groups',
    ['interface'],
    'Groups with members on the link',
    onInterface((i) => i.groups),
  ),
  gauge(
    'igmp_sources',
    ['interface'],
    'Group and source pairs that are remembered',
    onInterface((i) => i.sources),
  ),
  gauge(
    'igmp_tracked_hosts',
    ['interface'],
    'Group and host pairs that are remembered',
    onInterface((i) => i.trackedHosts),
  ),
  counter(
    'igmp_joins_total',
    ['interface'],
    'Groups that got their first member',
    onInterface((i) => i.joins),
  ),
  counter(
    'igmp_leaves_total',
    ['interface'],
    'Groups that lost their last member',
    onInterface((i) => i.leaves),
  ),
  counter(
    'igmp_messages_received_total',
    ['interface', 'type'],
    'IGMP messages received',
    perInterface((i) => byName([i.interface], i.received)),
  ),
  counter(
    'igmp_messages_sent_total',
    ['interface', 'type'],
    'IGMP messages sent',
    perInterface((i) => byName([i.interface], i.sent)),
  ),
  counter(
    'igmp_messages_dropped_total',
    ['interface', 'reason'],
    'IGMP messages and group records refused; no interface where it is not known',
    ({ igmp }) => [...igmp.interfaces.flatMap((i) => byName([i.interface], i.refused)), ...byName([''], igmp.refused)],
  ),
]

export const MULTICAST_METRICS: readonly MetricDefinition[] = [
  gauge('multicast_table_owned', [], "1 while the kernel's multicast forwarding is ours", ({ daemon }) => [
    [[], Number(daemon.kernel.multicast.owned)],
  ]),
  gauge('multicast_interfaces', [], 'Interfaces with a virtual interface of multicast forwarding', ({ multicast }) => [
    [[], multicast.interfaces.filter((each) => each.vif !== null).length],
  ]),
  counter(
    'multicast_interface_packets_total',
    ['interface', 'direction'],
    'Multicast packets that the kernel took from the interface and sent onto it: fewer out than flows go there have too low a TTL',
    ({ daemon, vifs }) =>
      vifs.flatMap(({ interface: index, packetsIn, packetsOut }) => {
        const link = daemon.kernel.links.byIndex(index)
        return link === undefined ? [] : byName([link.name], { in: packetsIn, out: packetsOut })
      }),
  ),
  counter(
    'multicast_not_sent_packets_total',
    ['interface'],
    "Packets of flows that go onto the interface which were not sent there: with a TTL that is not above the interface's threshold, or too large",
    ({ multicast }) => multicast.interfaces.map((each) => [[each.interface], each.notSent]),
  ),
  gauge(
    'multicast_forwarding_interfaces',
    [],
    'Interfaces that multicast.forward, a proxy or a route names: with none nothing is forwarded',
    ({ multicast }) => [[[], multicast.interfaces.filter(({ role }) => role !== 'igmp-only').length]],
  ),
  gauge(
    'multicast_interfaces_waiting',
    [],
    'Interfaces that take no part because all virtual interfaces are taken',
    ({ multicast }) => [[[], multicast.interfaces.filter((each) => each.vif === null).length]],
  ),
  counter(
    'multicast_flow_packets_total',
    ['source', 'group', 'incoming'],
    `Packets of the flow as the kernel counts them, those on a wrong interface too${WHILE_FEW} flows`,
    ofFlows((f) => f.packets),
  ),
  counter(
    'multicast_flow_bytes_total',
    ['source', 'group', 'incoming'],
    `Bytes of the same${WHILE_FEW} flows`,
    ofFlows((f) => f.bytes),
  ),
  counter(
    'multicast_flow_wrong_interface_packets_total',
    ['source', 'group', 'incoming'],
    `Packets of the flow that came in on another interface and were not forwarded${WHILE_FEW} flows`,
    ofFlows((f) => f.wrongInterface),
  ),
  gauge('multicast_flows', ['verdict'], 'Flows in the kernel, by why they are forwarded or not', ({ multicast }) => {
    const counts: Record<string, number> = {}
    for (const { verdict } of multicast.flows) counts[verdict] = (counts[verdict] ?? 0) + 1
    return byName([], counts)
  }),
  counter('multicast_upcalls_total', ['kind'], 'Questions of the kernel about flows', ({ multicast }) =>
    byName([], multicast.upcalls),
  ),
  counter(
    'multicast_upcalls_dropped_total',
    ['reason'],
    'Questions of the kernel that were not answered',
    ({ multicast }) => byName([], multicast.refused),
  ),
  counter(
    'multicast_kernel_operations_total',
    ['operation'],
    "Changes made to the kernel's multicast entries",
    ({ daemon }) => {
      const { entriesSet, entriesRemoved, rejected } = daemon.kernel.multicast.counters
      return byName([], { set: entriesSet, removed: entriesRemoved, rejected })
    },
  ),
  counter(
    'reverse_path_filter_dropped_packets_total',
    [],
    'Packets that the kernel dropped by rp_filter, in this network namespace',
    ({ daemon }) => {
      const drops = daemon.kernel.multicast.reversePathFilterDrops()
      return drops === undefined ? [] : [[[], drops]]
    },
  ),
]

function perInterface(samples: (each: IgmpInterfaceView) => readonly Sample[]): MetricDefinition['samples'] {
  return ({ igmp }) => igmp.interfaces.flatMap(samples)
}

function seconds(labels: readonly string[], milliseconds: number | null): Sample[] {
  return milliseconds === null ? [] : [[labels, milliseconds / 1000]]
}

function ofGroups(samples: (each: IgmpGroupView) => readonly Sample[]): MetricDefinition['samples'] {
  return ({ igmp }) => {
    const sum = (what: 'groups' | 'sources'): number => igmp.interfaces.reduce((all, each) => all + each[what], 0)
    return sum('groups') > MOST_TOLD || sum('sources') > MOST_SOURCES ? [] : igmp.groups.flatMap(samples)
  }
}

function ofFlows(value: (each: FlowView) => number): MetricDefinition['samples'] {
  return ({ multicast: { flows } }) =>
    flows.length > MOST_TOLD ? [] : flows.map((each) => [[each.source, each.group, each.incoming], value(each)])
}

function onInterface(value: (each: IgmpInterfaceView) => number): MetricDefinition['samples'] {
  return perInterface((i) => [[[i.interface], value(i)]])
}
