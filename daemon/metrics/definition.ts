import type { IgmpView } from '../../protocols/igmp/view.js'
import type { MulticastView } from '../../protocols/multicast/view.js'
import type { OspfView } from '../../protocols/ospf/view.js'
import type { Inspection } from '../control/inspection.js'
import type { KernelVif } from '../ports/multicast-table.js'
import type { SocketStatistics } from '../ports/socket-statistics.js'

/** What all metrics of one scrape are read from, so that they agree with each other. */
export interface Snapshot {
  readonly daemon: Inspection['daemon']
  readonly version: string
  /** undefined while OSPF does not run. */
  readonly ospf: OspfView | undefined
  readonly igmp: IgmpView
  readonly multicast: MulticastView
  readonly vifs: readonly KernelVif[]
  readonly sockets: readonly SocketStatistics[]
}

/** The value of one metric for one combination of its labels' values, in the order of `labels`. */
export type Sample = readonly [labels: readonly string[], value: number]

/**
 * A metric as it is named, explained and read. Counting happens elsewhere, in plain numbers: nothing here costs
 * anything between two scrapes.
 */
export interface MetricDefinition {
  /** Without the prefix `waymark_`; a counter's ends in `_total`, a unit stands before that. */
  readonly name: string
  readonly kind: 'gauge' | 'counter'
  readonly help: string
  /** Label values come from closed lists and from what this router has: none from what a packet says. */
  readonly labels: readonly string[]
  readonly samples: (snapshot: Snapshot) => Iterable<Sample>
}

export function gauge(
  name: string,
  labels: readonly string[],
  help: string,
  samples: MetricDefinition['samples'],
): MetricDefinition {
  return { name, kind: 'gauge', help, labels, samples }
}

export function counter(
  name: string,
  labels: readonly string[],
  help: string,
  samples: MetricDefinition['samples'],
): MetricDefinition {
  return { name, kind: 'counter', help, labels, samples }
}

/** One sample for each entry of `counts`, with its name as the last label. */
export function byName(labels: readonly string[], counts: Readonly<Record<string, number | undefined>>): Sample[] {
  return Object.entries(counts).map(([name, n]) => [[...labels, name], n ?? 0])
}
