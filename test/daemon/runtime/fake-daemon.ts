import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Loaded } from '../../../config/load.js'
import { DEFAULT_INSTANCE, type Settings } from '../../../config/settings.js'
import { Daemon } from '../../../daemon/daemon.js'
import type { IgmpSpeaker, MulticastForwarder, OspfSpeaker } from '../../../daemon/engines.js'
import { Journal } from '../../../daemon/journal/journal.js'
import type { Kernel, KernelHandlers } from '../../../daemon/ports/kernel.js'
import type { PacketCounters } from '../../../daemon/ports/ospf-sockets.js'
import type { RouteTableSettings, UnicastRoutes } from '../../../daemon/ports/unicast-routes.js'
import { type InstanceState, instanceState } from '../../../daemon/state/instance-state.js'
import { TableStore } from '../../../daemon/state/tables.js'
import { milliseconds } from '../../../protocols/base/duration.js'
import { ipv4 } from '../../../protocols/base/ipv4.js'
import { formatPrefix } from '../../../protocols/base/prefix.js'
import type { Link } from '../../../protocols/engine/link.js'
import type { Route } from '../../../protocols/engine/route.js'
import type { IgmpEffect, IgmpInput } from '../../../protocols/igmp/contract.js'
import type { MulticastEffect, MulticastInput } from '../../../protocols/multicast/contract.js'
import type { OspfEffect, OspfInput } from '../../../protocols/ospf/contract.js'
import { routerId } from '../../../protocols/ospf/identifiers.js'
import type { OspfView } from '../../../protocols/ospf/view.js'
import { settingsOf } from '../../config/problems.js'
import { INSTANCE_DEFAULTS } from '../../ospf/default-settings.js'
import { FakeEngine, FakeWorld } from './fakes.js'

export function link(index: number, name: string, ...addresses: string[]): Link {
  return {
    index,
    name,
    up: true,
    mtu: 1500,
    kind: name === 'lo' ? 'loopback' : 'broadcast',
    addresses: addresses.map((text) => ({ address: ipv4(text), prefixLength: 24, secondary: false })),
  }
}

export const SETTINGS: Settings = {
  ...settingsOf('{}'),
  ospf: {
    routerId: routerId(ipv4('192.0.2.1')),
    areas: [],
    ...INSTANCE_DEFAULTS,
    spfDelay: {
      initialDelay: milliseconds(0),
      shortDelay: milliseconds(50),
      longDelay: milliseconds(5000),
      timeToLearn: milliseconds(500),
      holdDown: milliseconds(10_000),
    },
    distance: { intraArea: 110, interArea: 110, external: 110, external1: undefined, external2: undefined },
  },
  control: { socket: '/nonexistent/control.sock' },
  log: { level: 'debug' },
}

export const OSPF_VIEW: OspfView = {
  foreignLsas: { counted: 2, maximum: 50_000, overflows: 0, pauseLeft: null },
  routerId: '192.0.2.1',
  stubRouter: null,
  externals: { networks: 3, lsas: 2 },
  asLsas: { 'as-external': 2 },
  areas: [
    {
      area: '0.0.0.0',
      type: 'normal',
      summary: true,
      transit: false,
      borderRouter: false,
      translator: null,
      interfaces: 1,
      fullNeighbors: 1,
      summaries: 0,
      ranges: [],
      externalRanges: [],
      filter: { in: null, out: null },
      defaultCost: null,
      lsas: { router: 2, network: 1 },
    },
  ],
  interfaces: [
    {
      interface: 'lan0',
      area: '0.0.0.0',
      type: 'broadcast',
      virtualLink: null,
      address: '10.0.1.1',
      prefixLength: 24,
      state: 'Backup',
      cost: 10,
      priority: 1,
      passive: false,
      prefixSuppressed: false,
      mtu: 1500,
      mtuIgnored: false,
      designatedRouter: '10.0.1.2',
      designatedRouterHostname: null,
      backupDesignatedRouter: '10.0.1.1',
      backupDesignatedRouterHostname: null,
      helloInterval: milliseconds(10_000),
      deadInterval: milliseconds(40_000),
      authentication: { type: 'null', key: null },
      ttlSecurity: false,
      ttlSecurityHops: 1,
      allowNeighbors: { routerIds: null, sources: null },
      neighbors: 2,
      fullNeighbors: 1,
      received: { hello: 12, 'database-description': 3 },
      sent: { hello: 13 },
      refusedPackets: { 'area-mismatch': 4 },
      refusedLsas: { 'lsa-checksum': 1 },
      retransmittedLsas: 2,
      stateChanges: 3,
    },
  ],
  neighbors: [
    {
      area: '0.0.0.0',
      interface: 'lan0',
      routerId: '192.0.2.2',
      hostname: null,
      address: '10.0.1.2',
      state: 'Full',
      role: 'DR',
      priority: 1,
      deadIn: milliseconds(38_200),
      inState: milliseconds(8_040_000),
      stateChanges: 6,
      retransmissionList: 0,
      requestList: 0,
      helping: null,
      whyNotFull: null,
    },
    {
      area: '0.0.0.0',
      interface: 'lan0',
      routerId: null,
      hostname: null,
      address: '10.0.1.9',
      state: null,
      role: null,
      priority: null,
      deadIn: null,
      inState: null,
      stateChanges: 0,
      retransmissionList: 0,
      requestList: 0,
      helping: null,
      whyNotFull: '4 packets refused, last 2 s ago: area mismatch',
    },
  ],
  spf: { state: 'QUIET', nextRunIn: null, runs: 3, log: [] },
  restarting: null,
  helpOutcomes: { completed: 1, 'grace-period-expired': 0, 'topology-changed': 0, abandoned: 0, refused: 2 },
}

class FakeOspf extends FakeEngine<OspfInput, OspfEffect> implements OspfSpeaker {
  isPaused = false
  view = (): OspfView => OSPF_VIEW
  database: OspfSpeaker['database'] = () => []
  routes = () => []
  externals = () => []
  borderRouters = () => []
}

class FakeIgmp extends FakeEngine<IgmpInput, IgmpEffect> implements IgmpSpeaker {
  view = () => ({ interfaces: [], groups: [], refused: { checksum: 2 } })
}

class FakeMulticast extends FakeEngine<MulticastInput, MulticastEffect> implements MulticastForwarder {
  view = () => ({
    interfaces: [],
    flows: [],
    proxies: [],
    refused: {},
    upcalls: { NOCACHE: 0, WRONGVIF: 0 },
  })
}

const PACKET_COUNTERS: PacketCounters = {
  packetsReceived: 15,
  packetsSent: 13,
  receiveRefusals: { truncated: 3, 'bad-ip-header': 0 },
  sendFailures: {
    'not-open': 0,
    'no-source-address': 0,
    'interface-down': 6,
    'no-such-interface': 0,
    'no-route': 0,
    'queue-full': 0,
    'too-long': 0,
    'not-permitted': 0,
    other: 0,
  },
}

/** A daemon whose world, kernel and engines are played by the test; `log` is everything it asked of its kernel. */
export class FakeDaemon {
  readonly world = new FakeWorld()
  readonly log: string[] = []
  readonly journal: string[] = []
  readonly folder = mkdtempSync(join(tmpdir(), 'waymark-daemon-'))
  readonly tables = new TableStore(this.folder)
  readonly ospfEngines: FakeOspf[] = []
  readonly igmp = new FakeIgmp()
  readonly multicast = new FakeMulticast()
  links: Link[] = [link(1, 'lo'), link(2, 'lan0', '10.0.1.1')]
  vrfs: { readonly name: string; readonly table: number; readonly links: readonly number[] }[] = []
  next: Loaded = { ok: true, value: SETTINGS, warnings: [] }
  /** What each table holds, by prefix. */
  readonly tablesOpened = new Map<number, ReadonlyMap<string, unknown>>()
  handlers!: KernelHandlers
  readonly daemon: Daemon

  constructor(settings: Settings = SETTINGS) {
    this.daemon = new Daemon({
      settings,
      warnings: [],
      configFile: '/etc/waymark/waymark.yaml',
      reread: () => this.next,
      openKernel: (handlers) => {
        this.handlers = handlers
        return this.#kernel()
      },
      engines: {
        ospf: () => {
          const engine = new FakeOspf()
          this.ospfEngines.push(engine)
          return engine
        },
        igmp: () => this.igmp,
        multicast: () => this.multicast,
      },
      world: this.world,
      journal: new Journal((text) => this.journal.push(text.trimEnd()), 'journald', 'debug'),
      logLevel: undefined,
      state: (instance) => this.state(instance),
      tables: this.tables,
      seed: 1,
      recordInput: undefined,
    })
    const stops = (input: { readonly on: string }): { readonly do: 'stopped' }[] =>
      input.on === 'shutdown' ? [{ do: 'stopped' }] : []
    this.igmp.answer = stops
    this.multicast.answer = stops
  }

  /** The newest OSPF engine. */
  get ospf(): FakeOspf {
    return this.ospfEngines.at(-1)!
  }

  /** What outlives the process of an instance. */
  state(instance = DEFAULT_INSTANCE): InstanceState {
    return instanceState(this.folder, instance, 'this boot')
  }

  async start(): Promise<void> {
    await this.daemon.start()
    this.world.runSoon()
  }

  remove(): void {
    rmSync(this.folder, { recursive: true })
  }

  #kernel(): Kernel {
    const note =
      (name: string) =>
      (...args: readonly unknown[]): void => {
        this.log.push([name, ...args.map((arg) => JSON.stringify(arg))].join(' '))
      }
    return {
      links: {
        start: async () => {
          for (const each of this.links) this.handlers.link({ on: 'link', link: each })
        },
        byIndex: (index) => this.links.find((each) => each.index === index),
        byName: (name) => this.links.find((each) => each.name === name),
        all: () => this.links,
        vrf: (name) => this.vrfs.find((each) => each.name === name),
        vrfOf: (index) => this.vrfs.find(({ links }) => links.includes(index))?.name,
      },
      ospf: {
        open: note('ospf open'),
        close: note('ospf close'),
        join: note('ospf join'),
        leave: note('ospf leave'),
        send: note('ospf send'),
        counters: () => new Map([[2, PACKET_COUNTERS]]),
      },
      igmp: {
        open: note('igmp open'),
        close: note('igmp close'),
        send: note('igmp send'),
        counters: () => new Map(),
      },
      multicast: {
        start: async () => ({ vifs: [], entries: [] }),
        owned: true,
        addVif: note('add vif'),
        removeVif: note('remove vif'),
        setEntry: note('set entry'),
        removeEntry: note('remove entry'),
        readEntries: async () => [],
        readVifs: async () => [{ vif: 0, interface: 3, packetsIn: 20, packetsOut: 10 }],
        findRoute: async () => [],
        watchRoutes: () => {},
        arrivingTimeToLive: async () => 1,
        counters: {
          upcallsNoCache: 0,
          upcallsWrongVif: 0,
          upcallsIgnored: 0,
          entriesSet: 0,
          entriesRemoved: 0,
          rejected: 0,
        },
        reversePathFilter: () => 0,
        reversePathFilterDrops: () => 17,
      },
      hostMemberships: { set: note('host membership'), counters: { groups: 0, rejected: 0 } },
      followRoutes: () => ({ follow: note('follow routes'), close: () => {} }),
      openRoutes: async (settings) => this.#routes(settings),
      drainNow: () => 0,
      leaveBehind: () => false,
      endFormerLife: () => {},
      socketStatistics: () => [
        {
          socket: 'ospf',
          interface: 'lan0',
          receiveQueue: 0,
          receiveBuffer: 8_388_608,
          sendQueue: 0,
          packetsReceived: 15,
          packetsSent: 13,
          drops: 0,
        },
      ],
      close: async () => note('kernel close')(),
    }
  }

  #routes({ table }: RouteTableSettings): UnicastRoutes {
    const kept = new Map<string, Route>()
    this.tablesOpened.set(table, kept)
    const note = (text: string): void => void this.log.push(`table ${table}: ${text}`)
    note('open')
    return {
      apply: (changes) => {
        for (const { prefix, route } of changes) {
          note(`${route === undefined ? 'remove' : 'put'} ${formatPrefix(prefix)}`)
          if (route === undefined) kept.delete(formatPrefix(prefix))
          else kept.set(formatPrefix(prefix), route)
        }
      },
      converged: () => note('converged'),
      settled: async () => {},
      withdrawAll: async () => note('withdraw all'),
      wanted: () => kept.values(),
      wantedCount: () => kept.size,
      installed: () => [],
      installedCount: () => kept.size,
      troubles: () => [],
      counters: {
        added: 1,
        replaced: 0,
        deleted: 0,
        rejected: 0,
        conflicts: 0,
        restored: 0,
        adopted: 0,
        swept: 0,
        verifications: 0,
        overruns: 0,
      } as UnicastRoutes['counters'],
      close: async () => note('close'),
    }
  }
}
