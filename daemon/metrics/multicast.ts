import type { IgmpInterfaceView } from '../../protocols/igmp/view.js'
import { byName, counter, gauge, type MetricDefinition, type Sample } from './definition.js'

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

function onInterface(value: (each: IgmpInterfaceView) => number): MetricDefinition['samples'] {
  return perInterface((i) => [[[i.interface], value(i)]])
}
