import { type InterfaceState, NEIGHBOR_STATES } from '../../protocols/ospf/states.js'
import type { InterfaceView, NeighborView, OspfView } from '../../protocols/ospf/view.js'
import { byName, counter, gauge, type MetricDefinition, type Sample } from './definition.js'

/** ospfIfState of the OSPF MIB (RFC 4750). */
const INTERFACE_STATE_NUMBER: Readonly<Record<InterfaceState, number>> = {
  Down: 1,
  Loopback: 2,
  Waiting: 3,
  'Point-to-point': 4,
  DR: 5,
  Backup: 6,
  DROther: 7,
}

/** What the metrics of one instance are read from: undefined while it does not run. */
interface OneInstance {
  readonly ospf: OspfView | undefined
}

type InstanceMetric = MetricDefinition<OneInstance>

/** Of one instance. */
const INSTANCE_METRICS: readonly InstanceMetric[] = [
  gauge(
    'ospf_up',
    [],
    '1 while the instance runs, 0 while it waits for a Router ID or its VRF, or pauses',
    ({ ospf }) => [[[], ospf === undefined || ospf.foreignLsas.pauseLeft !== null ? 0 : 1]],
  ),
  gauge('ospf_stub_router', [], '1 while others are asked to send around this router (RFC 6987)', ({ ospf }) => [
    [[], ospf === undefined || ospf.stubRouter === null ? 0 : 1],
  ]),
  gauge(
    'ospf_restart_grace_seconds',
    [],
    'What is left of the grace period of a graceful restart of this router (RFC 3623); 0 while there is none',
    ({ ospf }) => [[[], (ospf?.restarting?.graceLeft ?? 0) / 1000]],
  ),
  gauge(
    'ospf_area_border_router',
    ['area'],
    '1 in the areas of an area border router',
    each('areas', (area) => [[[area.area], area.borderRouter ? 1 : 0]]),
  ),
  gauge(
    'ospf_nssa_translator',
    ['area'],
    '1 while this router translates the externals of the NSSA (RFC 3101 §3.1)',
    each('areas', ({ area, translator }) => (translator === null ? [] : [[[area], translator === 'disabled' ? 0 : 1]])),
  ),
  gauge('ospf_external_networks', [], 'Networks outside of the AS that this router brings into it', ({ ospf }) => [
    [[], ospf?.externals.networks ?? 0],
  ]),
  gauge('ospf_external_lsas', [], 'AS-external-LSAs that this router originates for them', ({ ospf }) => [
    [[], ospf?.externals.lsas ?? 0],
  ]),
  gauge(
    'ospf_lsdb_lsas',
    ['area', 'type'],
    'LSAs in the link state database; those of AS scope with the area `AS`',
    ({ ospf }) => [
      ...(ospf?.areas ?? []).flatMap((area) => byName([area.area], area.lsas)),
      ...byName(['AS'], ospf?.asLsas ?? {}),
    ],
  ),
  gauge(
    'ospf_lsdb_foreign_lsas',
    [],
    'LSAs of others in the link state database, as maximum-lsas counts them: one for each begun kB',
    ({ ospf }) => [[[], ospf?.foreignLsas.counted ?? 0]],
  ),
  gauge('ospf_lsdb_maximum_lsas', [], 'How many of these there may be (maximum-lsas)', ({ ospf }) =>
    ospf === undefined ? [] : [[[], ospf.foreignLsas.maximum]],
  ),
  counter('ospf_lsdb_overflows_total', [], 'How often there were more, and the instance paused', ({ ospf }) => [
    [[], ospf?.foreignLsas.overflows ?? 0],
  ]),
  gauge(
    'ospf_lsdb_overflow_pause_seconds',
    [],
    'What is left of the pause after there were too many LSAs (overflow-pause); 0 while there is none',
    ({ ospf }) => [[[], (ospf?.foreignLsas.pauseLeft ?? 0) / 1000]],
  ),
  gauge(
    'ospf_interface_state',
    ['area', 'interface'],
    'State as in RFC 4750: 1 Down, 2 Loopback, 3 Waiting, 4 Point-to-point, 5 DR, 6 Backup, 7 DROther',
    onInterface((i) => INTERFACE_STATE_NUMBER[i.state]),
  ),
  gauge(
    'ospf_interface_cost',
    ['area', 'interface'],
    'Output cost',
    onInterface((i) => i.cost),
  ),
  gauge(
    'ospf_interface_key_chain_expired',
    ['area', 'interface', 'key_chain'],
    '1 while every key to send with has expired and the last one is used on',
    each('interfaces', ({ area, interface: name, authentication: { key } }) =>
      key === null ? [] : [[[area, name, key.keyChain], key.expired ? 1 : 0]],
    ),
  ),
  counter(
    'ospf_interface_state_changes_total',
    ['area', 'interface'],
    'Changes of state',
    onInterface((i) => i.stateChanges),
  ),
  gauge('ospf_neighbors', ['area', 'interface', 'state'], 'Neighbors by state', neighborsByState),
  gauge(
    'ospf_neighbor_state',
    ['area', 'interface', 'router_id', 'address'],
    'State as in RFC 4750: 1 Down to 8 Full',
    onNeighbor((n) => (n.state === null ? 0 : NEIGHBOR_STATES.indexOf(n.state) + 1)),
  ),
  counter(
    'ospf_neighbor_state_changes_total',
    ['area', 'interface', 'router_id', 'address'],
    'Changes of state',
    onNeighbor((n) => n.stateChanges),
  ),
  gauge(
    'ospf_neighbor_retransmission_list_lsas',
    ['area', 'interface', 'router_id', 'address'],
    'LSAs flooded to the neighbor that it has not acknowledged',
    onNeighbor((n) => n.retransmissionList),
  ),
  gauge(
    'ospf_neighbor_request_list_lsas',
    ['area', 'interface', 'router_id', 'address'],
    'LSAs that the neighbor has and that are still to be received',
    onNeighbor((n) => n.requestList),
  ),
  gauge(
    'ospf_neighbor_grace_seconds',
    ['area', 'interface', 'router_id', 'address'],
    'What is left of the grace period of a neighbor that restarts and is helped (RFC 3623)',
    each('neighbors', (n) =>
      n.helping === null || n.routerId === null
        ? []
        : [[[n.area, n.interface, n.routerId, n.address], n.helping.graceLeft / 1000]],
    ),
  ),
  counter(
    'ospf_graceful_restarts_helped_total',
    ['outcome'],
    'Graceful restarts of neighbors, by how they ended',
    ({ ospf }) => (ospf === undefined ? [] : byName([], ospf.helpOutcomes)),
  ),
  counter(
    'ospf_packets_received_total',
    ['interface', 'type'],
    'OSPF packets received and accepted',
    each('interfaces', (i) => byName([i.interface], i.received)),
  ),
  counter(
    'ospf_packets_sent_total',
    ['interface', 'type'],
    'OSPF packets sent',
    each('interfaces', (i) => byName([i.interface], i.sent)),
  ),
  counter(
    'ospf_packets_dropped_total',
    ['interface', 'reason'],
    'OSPF packets refused',
    each('interfaces', (i) => byName([i.interface], i.refusedPackets)),
  ),
  counter(
    'ospf_lsas_dropped_total',
    ['interface', 'reason'],
    'LSAs refused out of packets that were accepted',
    each('interfaces', (i) => byName([i.interface], i.refusedLsas)),
  ),
  counter(
    'ospf_lsas_retransmitted_total',
    ['interface'],
    'LSAs sent again for want of an acknowledgment',
    each('interfaces', (i) => [[[i.interface], i.retransmittedLsas]]),
  ),
  counter('ospf_spf_runs_total', [], 'Route calculations', ({ ospf }) =>
    ospf === undefined ? [] : [[[], ospf.spf.runs]],
  ),
]

/** With the instance as their first label: `instance` alone is what Prometheus calls the scraped address. */
export const OSPF_METRICS: readonly MetricDefinition[] = INSTANCE_METRICS.map((metric) => ({
  ...metric,
  labels: ['ospf_instance', ...metric.labels],
  samples: ({ ospf }) =>
    ospf.flatMap(({ name, view }) =>
      [...metric.samples({ ospf: view })].map(([labels, value]): Sample => [[name, ...labels], value]),
    ),
}))

function each<K extends 'areas' | 'interfaces' | 'neighbors'>(
  list: K,
  samples: (item: OspfView[K][number]) => readonly Sample[],
): InstanceMetric['samples'] {
  return ({ ospf }) => ((ospf?.[list] ?? []) as readonly OspfView[K][number][]).flatMap(samples)
}

function onInterface(value: (each: InterfaceView) => number): InstanceMetric['samples'] {
  return each('interfaces', (i) => [[[i.area, i.interface], value(i)]])
}

/** Sources of nothing but refused packets are no neighbors: their addresses make no labels. */
function onNeighbor(value: (each: NeighborView) => number): InstanceMetric['samples'] {
  return each('neighbors', (n) =>
    n.routerId === null ? [] : [[[n.area, n.interface, n.routerId, n.address], value(n)]],
  )
}

function neighborsByState({ ospf }: OneInstance): Sample[] {
  const samples: Sample[] = []
  for (const { area, interface: name } of ospf?.interfaces ?? []) {
    const counts = Object.fromEntries(NEIGHBOR_STATES.map((state) => [state, 0]))
    for (const neighbor of ospf!.neighbors) {
      if (neighbor.interface === name && neighbor.area === area && neighbor.state !== null) counts[neighbor.state]!++
    }
    samples.push(...byName([area, name], counts))
  }
  return samples
}
