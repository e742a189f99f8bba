import { formatPrefix } from '../../protocols/base/prefix.js'
import type { IgmpGroupView, IgmpInterfaceView } from '../../protocols/igmp/view.js'
import type { FlowView, MulticastInterfaceView, MulticastView } from '../../protocols/multicast/view.js'
import type {
  AreaView,
  DatabaseEntryView,
  ExternalRouteView,
  InterfaceView,
  NeighborView,
  RouteView,
  SpfView,
} from '../../protocols/ospf/view.js'
import type { SocketStatistics } from '../ports/socket-statistics.js'
import type { Inspection } from './inspection.js'

/** What each path of the control socket answers, as JSON. Times are milliseconds. */
export interface Answers {
  '/ospf/neighbors': { readonly running: boolean; readonly neighbors: readonly NeighborView[] }
  '/ospf/interfaces': { readonly running: boolean; readonly interfaces: readonly InterfaceView[] }
  '/ospf/database': { readonly running: boolean; readonly lsas: readonly DatabaseEntryView[] }
  '/ospf/routes': { readonly running: boolean; readonly routes: readonly RouteView[] }
  '/ospf/externals': { readonly running: boolean; readonly externals: readonly ExternalRouteView[] }
  '/ospf/areas': { readonly running: boolean; readonly areas: readonly AreaView[] }
  '/ospf/spf': { readonly running: boolean; readonly spf: SpfView | null }
  '/igmp/interfaces': { readonly interfaces: readonly IgmpInterfaceView[] }
  '/igmp/groups': { readonly groups: readonly IgmpGroupView[] }
  '/multicast/routes': {
    /** The kernel's multicast table is ours. */
    readonly owned: boolean
    readonly interfaces: readonly MulticastInterfaceView[]
    readonly flows: readonly FlowView[]
  }
  /** Everything that decides where packets of a group go, at one moment. */
  '/multicast/explanation': {
    readonly owned: boolean
    readonly interfaces: readonly (MulticastInterfaceView & {
      /** net.ipv4.conf.*.rp_filter; null where the kernel does not say. */
      readonly reversePathFilter: number | null
    })[]
    readonly flows: readonly FlowView[]
    /** First packets of flows that were refused, by reason. */
    readonly refused: MulticastView['refused']
    readonly igmp: readonly IgmpInterfaceView[]
    readonly groups: readonly IgmpGroupView[]
    /** Packets that the kernel's reverse path filter dropped; null where the kernel does not say. */
    readonly reversePathFilterDrops: number | null
  }
  '/sockets': { readonly sockets: readonly SocketStatistics[] }
  '/status': Status
}

export interface Status {
  readonly version: string
  readonly pid: number
  readonly uptime: number
  readonly configuration: {
    readonly file: string
    /** When the file was last read, as ISO 8601, and what came of it. */
    readonly readAt: string
    readonly problems: readonly string[]
  }
  readonly ospf: {
    readonly state: 'not configured' | 'waiting for a Router ID' | 'running'
    readonly routerId: string | null
    /** Why others are asked to send around this router (RFC 6987). */
    readonly stubRouter: string | null
    readonly areas: number
    readonly interfaces: number
    readonly neighbors: number
    readonly fullNeighbors: number
    readonly lsas: number
  }
  readonly igmp: { readonly configured: boolean; readonly interfaces: number; readonly groups: number }
  readonly multicast: { readonly configured: boolean; readonly owned: boolean; readonly flows: number }
  readonly routes: {
    readonly wanted: number
    readonly installed: number
    /** Wanted routes that are not in the kernel as they should be; the first hundred. */
    readonly troubles: readonly { readonly prefix: string; readonly trouble: string; readonly reason: string | null }[]
  }
  /** Bytes. */
  readonly memory: number
  readonly timers: { readonly run: number; readonly worstLateness: number }
}

const MOST_TROUBLES = 100

/** An answer as it is made: a list may come element by element. */
type Made<T> = { readonly [K in keyof T]: T[K] extends readonly (infer Element)[] ? Iterable<Element> : T[K] }

export const ANSWERS: { readonly [P in keyof Answers]: (about: Inspection) => Made<Answers[P]> } = {
  '/ospf/neighbors': ({ daemon: d }) => ({
    running: running(d),
    neighbors: d.ospf.engine?.view(d.now())?.neighbors ?? [],
  }),
  '/ospf/interfaces': ({ daemon: d }) => ({
    running: running(d),
    interfaces: d.ospf.engine?.view(d.now())?.interfaces ?? [],
  }),
  '/ospf/database': ({ daemon: d }) => ({ running: running(d), lsas: d.ospf.engine?.database(d.now()) ?? [] }),
  '/ospf/routes': ({ daemon: d }) => ({ running: running(d), routes: d.ospf.engine?.routes(d.now()) ?? [] }),
  '/ospf/externals': ({ daemon: d }) => ({ running: running(d), externals: d.ospf.engine?.externals(d.now()) ?? [] }),
  '/ospf/areas': ({ daemon: d }) => ({ running: running(d), areas: d.ospf.engine?.view(d.now())?.areas ?? [] }),
  '/ospf/spf': ({ daemon: d }) => ({ running: running(d), spf: d.ospf.engine?.view(d.now())?.spf ?? null }),
  '/igmp/interfaces': ({ daemon: d }) => ({ interfaces: d.igmp.view(d.now()).interfaces }),
  '/igmp/groups': ({ daemon: d }) => ({ groups: d.igmp.view(d.now()).groups }),
  '/multicast/routes': ({ daemon: d }) => {
    const { interfaces, flows } = d.multicast.view(d.now())
    return { owned: d.kernel.multicast.owned, interfaces, flows }
  },
  '/multicast/explanation': multicastExplanation,
  '/sockets': ({ daemon: d }) => ({ sockets: d.kernel.socketStatistics() }),
  '/status': status,
}

function multicastExplanation({ daemon: d }: Inspection): Answers['/multicast/explanation'] {
  const { interfaces, flows, refused } = d.multicast.view(d.now())
  const igmp = d.igmp.view(d.now())
  return {
    owned: d.kernel.multicast.owned,
    interfaces: interfaces.map((each) => {
      const index = d.kernel.links.byName(each.interface)?.index
      const mode = index === undefined ? undefined : d.kernel.multicast.reversePathFilter(index)
      return { ...each, reversePathFilter: mode ?? null }
    }),
    flows,
    refused,
    igmp: igmp.interfaces,
    groups: igmp.groups,
    reversePathFilterDrops: d.kernel.multicast.reversePathFilterDrops() ?? null,
  }
}

function running(daemon: Inspection['daemon']): boolean {
  return daemon.ospf.engine !== undefined
}

function status({ daemon, version, configFile }: Inspection): Status {
  const ospf = daemon.ospf.engine?.view(daemon.now())
  const igmp = daemon.igmp.view(daemon.now())
  const { result, wallClock } = daemon.lastReload
  return {
    version,
    pid: process.pid,
    uptime: daemon.now() - daemon.startedAt,
    configuration: {
      file: configFile,
      readAt: new Date(wallClock).toISOString(),
      problems: result.loaded ? [] : result.problems,
    },
    ospf: {
      state:
        ospf !== undefined ? 'running' : daemon.ospf.waitsForRouterId ? 'waiting for a Router ID' : 'not configured',
      routerId: ospf?.routerId ?? null,
      stubRouter: ospf?.stubRouter ?? null,
      areas: ospf?.areas.length ?? 0,
      interfaces: ospf?.interfaces.length ?? 0,
      neighbors: ospf?.neighbors.filter((neighbor) => neighbor.routerId !== null).length ?? 0,
      fullNeighbors: ospf?.neighbors.filter((neighbor) => neighbor.state === 'Full').length ?? 0,
      lsas: ospf?.areas.reduce((sum, area) => sum + sumOf(area.lsas), 0) ?? 0,
    },
    igmp: {
      configured: daemon.settings.igmp !== undefined,
      interfaces: igmp.interfaces.filter((each) => each.running).length,
      groups: igmp.interfaces.reduce((sum, each) => sum + each.groups, 0),
    },
    multicast: {
      configured: daemon.settings.multicast !== undefined,
      owned: daemon.kernel.multicast.owned,
      flows: daemon.multicast.view(daemon.now()).flows.length,
    },
    routes: {
      wanted: daemon.routes.wanted,
      installed: daemon.routes.table?.installedCount() ?? 0,
      troubles: troubles(daemon),
    },
    memory: process.memoryUsage.rss(),
    timers: { run: daemon.loop.lateness.count, worstLateness: daemon.loop.lateness.worst },
  }
}

function troubles(daemon: Inspection['daemon']): Status['routes']['troubles'] {
  const found: { prefix: string; trouble: string; reason: string | null }[] = []
  for (const { prefix, trouble, reason } of daemon.routes.table?.troubles() ?? []) {
    found.push({ prefix: formatPrefix(prefix), trouble, reason: reason ?? null })
    if (found.length === MOST_TROUBLES) break
  }
  return found
}

function sumOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, n) => sum + n, 0)
}
