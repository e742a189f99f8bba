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
  readonly ospf: readonly InstanceSnapshot[]
  readonly igmp: IgmpView
  readonly multicast: MulticastView
  readonly vifs: readonly KernelVif[]
  readonly sockets: readonly SocketStatistics[]
}

/** An OSPF instance. */
export interface InstanceSnapshot {
  readonly name: string
  /** undefined while it does not run. */
  readonly view: OspfView | undefined
}

/** The value of one metric for one combination of its labels' values, in the order of `labels`. */
export type Sample = readonly [labels: readonly string[], value: number]

/**
 * A metric as it is named, explained and read. Counting happens elsewhere, in plain numbers: nothing here costs
 * anything between two scrapes.
 */
export interface MetricDefinition<From = Snapshot> {
  /** Without the prefix `waymark_`; a counter's ends in `_total`, a unit stands before that. */
  readonly name: string
  readonly kind: 'gauge' | 'counter'
  readonly help: string
  /**
   * Label values come from closed lists and from what this router has: none from what a packet says,
   * but for the addresses of a bounded number of groups and flows.
   */
  readonly labels: readonly string[]
  readonly samples: (from: From) => Iterable<Sample>
}

export function gauge<From = Snapshot>(
  name: string,
  labels: readonly string[],
  help: string,
  samples: MetricDefinition<From>['samples'],
): MetricDefinition<From> {
  return { name, kind: 'gauge', help, labels, samples }
}

export function counter<From = Snapshot>(
  name: string,
  labels: readonly string[],
  help: string,
  samples: MetricDefinition<From>['samples'],
): MetricDefinition<From> {
  return { name, kind: 'counter', help, labels, samples }
}

/** One sample for each entry of `counts`, with its name as the last label. */
export function byName(labels: readonly string[], counts: Readonly<Record<string, number | undefined>>): Sample[] {
  return Object.entries(counts).map(([name, n]) => [[...labels, name], n ?? 0])
}
