import { type SettingInForce, settingsInForce } from '../../config/in-force.js'
import { formatPrefix } from '../../protocols/base/prefix.js'
import type { IgmpGroupView, IgmpInterfaceView } from '../../protocols/igmp/view.js'
import type { FlowView, MulticastInterfaceView, MulticastView } from '../../protocols/multicast/view.js'
import type { SocketStatistics } from '../ports/socket-statistics.js'
import type { OspfInstance } from '../runtime/ospf-instance.js'
import type { Inspection } from './inspection.js'
import { type InstanceView, instanceView, type Made, OSPF_ANSWERS, type OspfAnswers } from './ospf-answers.js'

/** What each path of the control socket answers, as JSON. Times are milliseconds. */
export interface Answers extends OspfAnswers {
  '/igmp/interfaces': { readonly configured: boolean; readonly interfaces: readonly IgmpInterfaceView[] }
  '/igmp/groups': { readonly configured: boolean; readonly groups: readonly IgmpGroupView[] }
  '/multicast/routes': {
    readonly configured: boolean
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
  '/configuration': { readonly settings: readonly SettingInForce[] }
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
  /** Every instance; none where OSPF is not configured. */
  readonly ospf: readonly InstanceView[]
  readonly igmp: { readonly configured: boolean; readonly interfaces: number; readonly groups: number }
  readonly multicast: { readonly configured: boolean; readonly owned: boolean; readonly flows: number }
  readonly routes: {
    readonly wanted: number
    readonly installed: number
    /** Wanted routes that are not in the kernel as they should be; the first hundred. */
    readonly troubles: readonly {
      readonly table: number
      readonly prefix: string
      readonly trouble: string
      readonly reason: string | null
    }[]
  }
  /** Bytes. */
  readonly memory: number
  readonly timers: { readonly run: number; readonly worstLateness: number }
}

const MOST_TROUBLES = 100

type Answering = {
  readonly [P in keyof Answers]: (about: Inspection, asked: readonly OspfInstance[]) => Made<Answers[P]>
}

/** What is answered; of OSPF about the instances that are asked for. */
export const ANSWERS: Answering = {
  ...OSPF_ANSWERS,
  '/igmp/interfaces': ({ daemon: d }) => ({
    configured: d.settings.igmp !== undefined,
    interfaces: d.igmp.view(d.now()).interfaces,
  }),
  '/igmp/groups': ({ daemon: d }) => ({
    configured: d.settings.igmp !== undefined,
    groups: d.igmp.view(d.now()).groups,
  }),
  '/multicast/routes': ({ daemon: d }) => {
    const { interfaces, flows } = d.multicast.view(d.now())
    return { configured: d.settings.multicast !== undefined, owned: d.kernel.multicast.owned, interfaces, flows }
  },
  '/multicast/explanation': multicastExplanation,
  '/configuration': ({ daemon: d }) => ({ settings: settingsInForce(d.settings) }),
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

function status(about: Inspection): Status {
  const { daemon, version, configFile } = about
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
    ospf: daemon.ospf.all.map((instance) => instanceView(instance, about)),
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
      installed: daemon.routes.installed,
      troubles: troubles(daemon),
    },
    memory: process.memoryUsage.rss(),
    timers: { run: daemon.loop.lateness.count, worstLateness: daemon.loop.lateness.worst },
  }
}

function troubles(daemon: Inspection['daemon']): Status['routes']['troubles'] {
  const found: Status['routes']['troubles'][number][] = []
  for (const [table, { routes }] of daemon.routes.all) {
    for (const { prefix, trouble, reason } of routes?.troubles() ?? []) {
      if (found.length === MOST_TROUBLES) return found
      found.push({ table, prefix: formatPrefix(prefix), trouble, reason: reason ?? null })
    }
  }
  return found
}
