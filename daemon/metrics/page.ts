import { fileURLToPath } from 'node:url'
import type { MetricDefinition } from './definition.js'
import { LATENESS_HELP, LATENESS_NAME, METRICS, PREFIX } from './registry.js'

/** `docs/metrics.md`: every metric, from the same list that is served. */
export function metricsPage(): string {
  const rows = [...METRICS, { name: LATENESS_NAME, kind: 'histogram', help: LATENESS_HELP, labels: [] } as const]
  const table = rows
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, kind, labels, help }) => `| \`${PREFIX}${name}\` | ${kind} | ${labelList(labels)} | ${help} |`)
  return `# Metrics

Prometheus scrapes them from the address of \`metrics.listen\` in the configuration, path \`/metrics\`; they are also on the
control socket: \`curl --unix-socket /run/waymark/control.sock http://localhost/metrics\`.

\`ospf_instance\` is the name of an instance of OSPF, \`default\` for that of \`ospf\` in the configuration (\`instance\` is
Prometheus' own name for the address that it scrapes); \`table\` is the number of a kernel table, 254 being main.
Label values are this router's own interfaces, areas, neighbors and the closed lists of types, states and reasons: nobody
on the network can add one by sending packets. Beside these there are the metrics of the process and of Node.js
(\`process_*\`, \`nodejs_*\`).

This page is generated: \`node build/daemon/metrics/page.js > docs/metrics.md\`.

| Name | Type | Labels | What it is |
|---|---|---|---|
${table.join('\n')}

## What to watch

* \`waymark_ospf_neighbor_state != 8\` on links where every neighbor should be Full (on a LAN, neighbors that are neither
  Designated Router nor Backup stay at 4, 2-Way).
* \`rate(waymark_ospf_packets_dropped_total[5m]) > 0\`: somebody is misconfigured, or forges packets; the reason says which.
* \`waymark_fib_route_troubles > 0\`: the kernel refuses routes, or another program's are in the way.
* \`waymark_config_last_reload_successful == 0\`: the file on disk is not what runs.
* \`rate(waymark_socket_receive_drops_total[5m]) > 0\`: packets come faster than they are read.
* \`histogram_quantile(0.99, rate(waymark_${LATENESS_NAME}_bucket[5m])) > 0.1\`: timers run late, and with them Hellos.
`
}

function labelList(labels: MetricDefinition['labels']): string {
  return labels.map((label) => `\`${label}\``).join(', ')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.stdout.write(metricsPage())
