import type { Metric, Registry } from 'prom-client'
import type { Inspection } from '../control/inspection.js'
import type { Reply } from '../control/server.js'
import { LATENESS_BUCKETS } from '../runtime/lateness.js'
import type { MetricDefinition, Snapshot } from './definition.js'
import { MACHINE_METRICS } from './machine.js'
import { IGMP_METRICS, MULTICAST_METRICS } from './multicast.js'
import { OSPF_METRICS } from './ospf.js'

export const PREFIX = 'waymark_'

/** Every metric of our own but the histogram of timers. */
export const METRICS: readonly MetricDefinition[] = [
  ...MACHINE_METRICS,
  ...OSPF_METRICS,
  ...IGMP_METRICS,
  ...MULTICAST_METRICS,
]

export const LATENESS_NAME = 'timer_lateness_seconds'
export const LATENESS_HELP = 'How much later than wanted timers ran: what the load of the event loop does to Hellos'

type Prometheus = typeof import('prom-client')

/**
 * Answers scrapes with everything in METRICS, the lateness of timers, and the metrics of the process. prom-client is loaded
 * here and not before: a router's start does not wait for it, and many never need its memory.
 */
export async function metricsOf({ daemon, version }: Inspection): Promise<() => Promise<Reply>> {
  const prometheus = await import('prom-client')
  const registry = new prometheus.Registry()
  let snapshot: Snapshot | undefined
  for (const definition of METRICS) register(prometheus, registry, definition, () => snapshot)
  // A histogram that is kept elsewhere: prom-client asks any metric by `get`, but its types name only its own.
  registry.registerMetric({ name: PREFIX + LATENESS_NAME, get: () => lateness(daemon) } as unknown as Metric)
  prometheus.collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 100 })
  // Names that end in _total on gauges: promtool refuses them.
  for (const name of ['handles', 'requests', 'resources']) {
    registry.removeSingleMetric(`nodejs_active_${name}_total`)
    registry.removeSingleMetric(`nodejs_active_${name}`)
  }
  return async () => {
    const vifs = await daemon.kernel.multicast.readVifs()
    const now = daemon.now()
    snapshot = {
      daemon,
      version,
      ospf: daemon.ospf.all.map(({ name, life }) => ({ name, view: life.engine?.view(now) })),
      igmp: daemon.igmp.view(now),
      multicast: daemon.multicast.view(now),
      vifs,
      sockets: daemon.kernel.socketStatistics(),
    }
    return { status: 200, type: registry.contentType, body: await registry.metrics() }
  }
}

function register(
  { Counter, Gauge }: Prometheus,
  registry: Registry,
  definition: MetricDefinition,
  snapshot: () => Snapshot | undefined,
): void {
  const configuration = {
    name: PREFIX + definition.name,
    help: definition.help,
    labelNames: [...definition.labels],
    registers: [registry],
  }
  const read = (set: (labels: Record<string, string>, value: number) => void): void => {
    const current = snapshot()
    if (current === undefined) return
    for (const [values, value] of definition.samples(current)) {
      set(Object.fromEntries(definition.labels.map((label, i) => [label, values[i] ?? ''])), value)
    }
  }
  if (definition.kind === 'gauge') {
    new Gauge({
      ...configuration,
      collect() {
        this.reset()
        read((labels, value) => this.set(labels, value))
      },
    })
  } else {
    new Counter({
      ...configuration,
      collect() {
        this.reset()
        read((labels, value) => this.inc(labels, value))
      },
    })
  }
}

async function lateness(daemon: Inspection['daemon']): Promise<object> {
  const { counts, count, sum } = daemon.loop.lateness
  const name = PREFIX + LATENESS_NAME
  let below = 0
  const buckets = LATENESS_BUCKETS.map((bound, i) => {
    below += counts[i]!
    return { metricName: `${name}_bucket`, labels: { le: bound / 1000 }, value: below }
  })
  return {
    name,
    help: LATENESS_HELP,
    type: 'histogram',
    values: [
      ...buckets,
      { metricName: `${name}_bucket`, labels: { le: '+Inf' }, value: count },
      { metricName: `${name}_sum`, labels: {}, value: sum / 1000 },
      { metricName: `${name}_count`, labels: {}, value: count },
    ],
  }
}
