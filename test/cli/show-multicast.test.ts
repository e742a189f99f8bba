import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { renderSockets, renderStatus } from '../../cli/show/machine.js'
import { renderIgmpGroups, renderIgmpInterfaces, renderMulticastRoutes } from '../../cli/show/multicast.js'
import type { Status } from '../../daemon/control/answers.js'
import { milliseconds, seconds } from '../../protocols/base/duration.js'
import type { IgmpGroupView, IgmpInterfaceView } from '../../protocols/igmp/view.js'

const table = (text: string): string => text.replace(/^\n/, '').replace(/\n *$/, '')
const MESSAGES = {
  'query-v1': 0,
  'query-v2': 0,
  'query-v3': 4,
  'report-v1': 0,
  'report-v2': 1,
  'report-v3': 9,
  leave: 0,
  advertisement: 0,
  solicitation: 0,
  termination: 0,
}

const lan0: IgmpInterfaceView = {
  interface: 'lan0',
  address: '10.1.0.1',
  running: true,
  whyNot: null,
  version: 3,
  passive: false,
  querierState: 'Querier',
  querier: '10.1.0.1',
  querierFor: seconds(3700),
  otherQuerierPresent: null,
  nextGeneralQuery: milliseconds(26_100),
  robustnessVariable: 2,
  queryInterval: seconds(125),
  queryMaxResponseTime: seconds(10),
  lastMemberQueryInterval: seconds(1),
  lastMemberQueryCount: 2,
  groupMembershipInterval: seconds(260),
  groups: 2,
  sources: 3,
  trackedHosts: 0,
  received: MESSAGES,
  sent: MESSAGES,
  // What other routers of the link report of 224.0.0.0/24, for one, is no refusal to an operator.
  refused: { checksum: 2, ttl: 1, 'group-link-local': 7, 'own-source': 3 },
  joins: 2,
  leaves: 0,
}

describe('show igmp interfaces', () => {
  it('shows each interface with its querier, or why IGMP does not run there', () => {
    const lan1: IgmpInterfaceView = {
      ...lan0,
      interface: 'lan1',
      address: null,
      running: false,
      whyNot: 'no address',
      querierState: null,
      querier: null,
      querierFor: null,
      nextGeneralQuery: null,
      groups: 0,
      sources: 0,
      refused: {},
    }
    assert.equal(
      renderIgmpInterfaces({ configured: true, interfaces: [lan0, lan1] }),
      table(`
INTERFACE  ADDRESS   VERSION  QUERIER       FOR  NEXT QUERY  OTHER GONE IN  INTERVAL  GROUPS  SOURCES  REFUSED  WHY NOT RUNNING
lan0       10.1.0.1        3  this router  1h1m       26.1s              -      125s       2        3        3
lan1       -               3  -               -           -              -      125s       0        0        0  no address
`),
    )
  })

  it('says what would fill an empty table', () => {
    assert.match(renderIgmpInterfaces({ configured: true, interfaces: [] }), /^No interfaces: .*igmp\.interfaces\.$/)
    assert.match(
      renderIgmpInterfaces({ configured: false, interfaces: [] }),
      /^IGMP does not run: .*no igmp section\.$/,
    )
  })
})

describe('show igmp groups', () => {
  const group: IgmpGroupView = {
    interface: 'lan0',
    group: '239.1.2.3',
    filterMode: 'EXCLUDE',
    expires: seconds(250),
    uptime: seconds(75),
    compatibilityMode: 'IGMPv2',
    version1HostPresent: null,
    version2HostPresent: seconds(200),
    lastReporter: '10.1.0.20',
    static: false,
    sources: [],
    hosts: null,
  }

  it('shows each group with what of it is wanted, and until when', () => {
    const chosen: IgmpGroupView = {
      ...group,
      group: '232.1.1.1',
      filterMode: 'INCLUDE',
      expires: null,
      compatibilityMode: 'IGMPv3',
      sources: [
        { source: '10.2.0.9', forwarded: true, expires: seconds(30) },
        { source: '10.2.0.8', forwarded: true, expires: seconds(90) },
      ],
      hosts: [{ host: '10.1.0.21', filterMode: 'INCLUDE', sources: ['10.2.0.9'], expires: seconds(90) }],
    }
    const without: IgmpGroupView = {
      ...group,
      group: '239.9.9.9',
      compatibilityMode: 'IGMPv3',
      sources: [{ source: '10.2.0.7', forwarded: false, expires: null }],
    }
    assert.equal(
      renderIgmpGroups({ configured: true, groups: [group, chosen, without] }),
      table(`
INTERFACE  GROUP      MODE              SOURCES             HOSTS  EXPIRES  UP  LAST REPORTER
lan0       239.1.2.3  EXCLUDE (IGMPv2)  all                 -        4m10s  1m  10.1.0.20
lan0       232.1.1.1  INCLUDE           10.2.0.9, 10.2.0.8  1        90.0s  1m  10.1.0.20
lan0       239.9.9.9  EXCLUDE           all but 10.2.0.7    -        4m10s  1m  10.1.0.20
`),
    )
  })

  it('says what would fill an empty table', () => {
    assert.match(renderIgmpGroups({ configured: true, groups: [] }), /^No groups: no host/)
    assert.match(renderIgmpGroups({ configured: false, groups: [] }), /^IGMP does not run: .*no igmp section\.$/)
  })
})

describe('show multicast routes', () => {
  const interfaces = [
    {
      interface: 'lan0',
      vif: 0,
      whyNot: null,
      role: 'forward',
      querier: true,
      ttlThreshold: 1,
      boundary: [],
      groups: 1,
      notSent: 0,
    },
  ] as const

  it('shows each flow with where it goes, or why it goes nowhere', () => {
    const flow = {
      source: '10.2.0.9',
      group: '239.1.2.3',
      incoming: 'lan1',
      outgoing: ['lan0', 'lan2'],
      verdict: 'forwarded',
      uptime: seconds(62),
      idle: seconds(1),
      packets: 6200,
      bytes: 8_680_000,
      wrongInterface: 0,
      packetRate: 99.7,
      byteRate: 139_580,
      wrongInterfaceRate: 0,
    } as const
    const unread = { packetRate: null, byteRate: null, wrongInterfaceRate: null }
    const silent = { ...flow, ...unread, group: '239.1.2.4', outgoing: [], verdict: 'no-member' } as const
    assert.equal(
      renderMulticastRoutes({ configured: true, owned: true, interfaces, flows: [flow, silent] }),
      table(`
SOURCE    GROUP      FROM  TO          PACKETS   RATE   BYTES      RATE  WRONG  RATE  IDLE  UP  WHY NOT FORWARDED
10.2.0.9  239.1.2.3  lan1  lan0, lan2     6200  100/s  8.7 MB  140 kB/s      0   0/s    1s  1m
10.2.0.9  239.1.2.4  lan1  -              6200      -  8.7 MB         -      0     -    1s  1m  no-member
`),
    )
  })

  it('says what would fill an empty table, and that another program is in the way', () => {
    assert.match(
      renderMulticastRoutes({ configured: true, owned: true, interfaces, flows: [] }),
      /^No flows: nothing was sent .* lan0\.$/,
    )
    assert.match(
      renderMulticastRoutes({ configured: true, owned: false, interfaces, flows: [] }),
      /^Another program owns/,
    )
    assert.match(
      renderMulticastRoutes({ configured: true, owned: false, interfaces: [], flows: [] }),
      /^No flows: no link/,
    )
    const without = renderMulticastRoutes({ configured: false, owned: false, interfaces: [], flows: [] })
    assert.match(without, /no multicast section\.$/)
  })
})

describe('show sockets', () => {
  it('shows each socket with its queue and what was dropped', () => {
    const counts = { receiveQueue: 1536, receiveBuffer: 8_388_608, sendQueue: 0, packetsReceived: 15, packetsSent: 17 }
    assert.equal(
      renderSockets({
        sockets: [
          { socket: 'ospf', interface: 'lan0', ...counts, drops: 3 },
          { socket: 'netlink', purpose: 'link events', ...counts, drops: 0 },
        ],
      }),
      table(`
SOCKET   INTERFACE  PURPOSE       QUEUE  BUFFER  RECEIVED  SENT  DROPS
ospf     lan0       -            1.5 kB  8.4 MB        15    17      3
netlink  -          link events  1.5 kB  8.4 MB        15    17      0
`),
    )
  })
})

describe('show status', () => {
  it('tells the daemon in a few lines, with every problem it has', () => {
    const ospf = {
      instance: 'default',
      state: 'running',
      stubRouter: null,
      restarting: null,
      routerId: '192.0.2.1',
      vrf: null,
      table: 254,
      areas: 1,
      interfaces: 2,
      neighbors: 2,
      fullNeighbors: 1,
      lsas: 3,
      routes: 3,
      foreignLsas: null,
      distances: null,
      metrics: null,
      abrType: null,
      rfc1583Compatibility: null,
    } as const
    const status: Status = {
      version: '1.2.3',
      pid: 77,
      uptime: 24_000,
      configuration: {
        file: '/etc/waymark/waymark.yaml',
        readAt: '2026-11-22T11:04:42.310Z',
        problems: ['w:1:2: bad'],
      },
      ospf: [ospf, { ...ospf, instance: 'blue', state: 'waiting for its VRF', vrf: 'vrf-blue' }],
      igmp: { configured: true, interfaces: 1, groups: 2 },
      multicast: { configured: false, owned: false, flows: 0 },
      routes: {
        wanted: 3,
        installed: 2,
        troubles: [
          { table: 254, prefix: '10.9.0.0/16', trouble: 'conflict', reason: null },
          { table: 100, prefix: '10.8.0.0/16', trouble: 'pending', reason: 'link-down' },
        ],
      },
      memory: 71_100_000,
      timers: { run: 42, worstLateness: 1.44 },
    }
    assert.equal(
      renderStatus(status),
      table(`
waymarkd       1.2.3, pid 77, up 24s, 71.1 MB of memory
configuration  /etc/waymark/waymark.yaml, read 2026-11-22T11:04:42.310Z
ospf           Router ID 192.0.2.1, 1 area, 2 interfaces, 1 of 2 neighbors Full, 3 LSAs
ospf blue      waiting for its VRF vrf-blue
igmp           2 groups on 1 running interface
multicast      not configured
routes         2 in the kernel of 3 wanted
timers         42 run, the latest by 1.4 ms
configuration problem: w:1:2: bad
route 10.9.0.0/16: conflict
route 10.8.0.0/16 in table 100: pending: link-down
`),
    )
    const restarting = { planned: true, graceLeft: 93_000 }
    assert.match(
      renderStatus({ ...status, ospf: [{ ...ospf, restarting }] }),
      /Router ID 192\.0\.2\.1, restarting gracefully, 93\.0s left, 1 area/,
    )
    const foreignLsas = { counted: 0, maximum: 50_000, overflows: 1, pauseLeft: milliseconds(299_000) }
    assert.match(
      renderStatus({ ...status, ospf: [{ ...ospf, state: 'paused: too many LSAs', foreignLsas }] }),
      /^ospf {11}paused, 4m59s left: there were more than 50000 LSAs of others \(maximum-lsas\)$/m,
    )
  })
})
