import type { PacketCounters } from '../ports/ospf-sockets.js'
import type { SocketStatistics } from '../ports/socket-statistics.js'
import type { RouteKeeper } from '../runtime/route-keeper.js'
import { byName, counter, gauge, type MetricDefinition, type Sample, type Snapshot } from './definition.js'

/** The daemon itself: its configuration, its loop, its sockets and the kernel's unicast routes. */
export const MACHINE_METRICS: readonly MetricDefinition[] = [
  gauge('build_info', ['version', 'node'], 'Always 1; the labels say what runs', ({ version }) => [
    [[version, process.version], 1],
  ]),
  gauge(
    'config_last_reload_successful',
    [],
    '1 when the configuration file was free of problems when it was last read',
    ({ daemon }) => [[[], Number(daemon.lastReload.result.loaded)]],
  ),
  gauge('config_last_reload_timestamp_seconds', [], 'When the configuration file was last read', ({ daemon }) => [
    [[], daemon.lastReload.wallClock / 1000],
  ]),
  counter(
    'notices_total',
    ['notice', 'level'],
    'What happened, as the journal knows it, whether or not it was written',
    ({ daemon }) => [...daemon.reporter.counts].map(([notice, { level, count }]): Sample => [[notice, level], count]),
  ),
  counter(
    'engine_inputs_total',
    ['engine'],
    'Packets, timers and other inputs that an engine handled',
    onSeat((s) => s.inputs),
  ),
  counter(
    'engine_busy_seconds_total',
    ['engine'],
    'Time that an engine and its effects took',
    onSeat((s) => s.busy / 1000),
  ),
  counter(
    'engine_inputs_dropped_total',
    ['engine'],
    'Packets dropped because too many waited already',
    onSeat((s) => s.dropped),
  ),
  gauge(
    'rib_routes',
    ['table'],
    'Unicast routes that are wanted in a table of the kernel',
    inTables((keeper) => [[[], keeper.wanted]]),
  ),
  gauge(
    'fib_routes',
    ['table'],
    'Own unicast routes in the kernel',
    inTables(({ routes }) => [[[], routes?.installedCount() ?? 0]]),
  ),
  gauge(
    'fib_route_troubles',
    ['table', 'trouble'],
    'Wanted routes that are not in the kernel as they should be',
    inTables(({ routes }) => {
      const counts: Record<string, number> = { pending: 0, rejected: 0, conflict: 0 }
      for (const { trouble } of routes?.troubles() ?? []) counts[trouble]!++
      return byName([], counts)
    }),
  ),
  counter(
    'fib_operations_total',
    ['table', 'operation'],
    "Changes made to the kernel's routes, and what came of them",
    inTables(({ routes }) => {
      if (routes === undefined) return []
      const { added, replaced, deleted, rejected, conflicts, restored, adopted, swept } = routes.counters
      return byName([], { added, replaced, deleted, rejected, conflicts, restored, adopted, swept })
    }),
  ),
  counter(
    'netlink_overruns_total',
    ['table'],
    'Times the kernel dropped messages about routes because we read too slowly',
    inTables(({ routes }) => [[[], routes?.counters.overruns ?? 0]]),
  ),
  counter(
    'netlink_resyncs_total',
    ['table'],
    'Times the own routes were read from the kernel to be sure',
    inTables(({ routes }) => [[[], routes?.counters.verifications ?? 0]]),
  ),
  counter(
    'socket_packets_received_total',
    ['socket', 'interface', 'purpose'],
    'Packets, or netlink datagrams, read',
    onSocket((s) => s.packetsReceived),
  ),
  counter(
    'socket_packets_sent_total',
    ['socket', 'interface', 'purpose'],
    'Packets, or netlink datagrams, sent',
    onSocket((s) => s.packetsSent),
  ),
  counter(
    'socket_receive_drops_total',
    ['socket', 'interface', 'purpose'],
    'Dropped by the kernel because the receive buffer was full',
    onSocket((s) => s.drops),
  ),
  counter(
    'socket_datagrams_refused_total',
    ['socket', 'interface', 'reason'],
    'Datagrams that reached no protocol, for what their IP header says',
    onCounters((each) => each.receiveRefusals),
  ),
  counter(
    'socket_send_failures_total',
    ['socket', 'interface', 'reason'],
    'Packets that could not be sent',
    onCounters((each) => each.sendFailures),
  ),
  gauge(
    'socket_receive_queue_bytes',
    ['socket', 'interface', 'purpose'],
    'Kernel memory that waits to be read',
    onSocket((s) => s.receiveQueue),
  ),
]

function onSeat(value: (seat: Snapshot['daemon']['loop']['seats'][number]) => number): MetricDefinition['samples'] {
  return ({ daemon }) => daemon.loop.seats.map((seat): Sample => [[seat.name], value(seat)])
}

/** The number of the table is the first label. */
function inTables(samples: (keeper: RouteKeeper) => readonly Sample[]): MetricDefinition['samples'] {
  return ({ daemon }) =>
    [...daemon.routes.all].flatMap(([table, keeper]) =>
      samples(keeper).map(([labels, value]): Sample => [[String(table), ...labels], value]),
    )
}

function onSocket(value: (socket: SocketStatistics) => number): MetricDefinition['samples'] {
  return ({ sockets }) => sockets.map((s): Sample => [[s.socket, s.interface ?? '', s.purpose ?? ''], value(s)])
}

/** What has happened at all of a closed list, for each raw socket; no interface with the multicast routing socket. */
function onCounters(
  counts: (counters: PacketCounters) => Readonly<Record<string, number>>,
): MetricDefinition['samples'] {
  return ({ daemon: { kernel } }) => {
    const samples: Sample[] = []
    for (const [socket, sockets] of [
      ['ospf', kernel.ospf.counters()],
      ['igmp', kernel.igmp.counters()],
    ] as const) {
      for (const [index, counters] of sockets) {
        const name = index === undefined ? '' : (kernel.links.byIndex(index)?.name ?? `if${index}`)
        for (const [reason, count] of Object.entries(counts(counters))) {
          if (count > 0) samples.push([[socket, name, reason], count])
        }
      }
    }
    return samples
  }
}
