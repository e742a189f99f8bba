import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seconds } from '../../../protocols/base/duration.js'
import { ipv4 } from '../../../protocols/base/ipv4.js'
import { dd, type From, hello, LoneEngine } from './lone-engine.js'
import { ethernet, Network, POINT_TO_POINT, settings, states } from './network.js'

const R1 = '1.1.1.1'
const R2: From = { address: '10.0.0.2', id: '2.2.2.2' }

function onLine(): LoneEngine {
  return new LoneEngine(settings(R1, { eth0: POINT_TO_POINT }), ethernet(1, 'eth0', '10.0.0.1/30'))
}

function why(engine: LoneEngine): string | null | undefined {
  return engine.neighbor(R2.address)?.whyNotFull
}

test('a source of which nothing but refused packets is known has a row of its own, with the last reason', () => {
  const engine = onLine()
  engine.hear(R2, { ...hello(), helloInterval: seconds(1) })
  engine.pass(3000)
  for (let i = 0; i < 3; i++) engine.hear(R2, { ...hello(), deadInterval: seconds(4) })
  engine.pass(2000)
  assert.deepEqual(engine.neighbor(R2.address), {
    area: '0.0.0.0',
    interface: 'eth0',
    routerId: '2.2.2.2',
    hostname: null,
    address: '10.0.0.2',
    state: null,
    role: null,
    priority: null,
    deadIn: null,
    inState: null,
    stateChanges: 0,
    retransmissionList: 0,
    requestList: 0,
    helping: null,
    whyNotFull: 'dead-interval mismatch: theirs 4, ours 40 (4 packets refused, last 2 s ago)',
  })
  engine.pass(119_000)
  assert.equal(engine.neighbor(R2.address), undefined)
})

test('a neighbor that is refused now, but was not before, says why', () => {
  const engine = onLine()
  engine.hear(R2, hello())
  engine.pass(10_000)
  engine.hear(R2, { ...hello(R1), deadInterval: seconds(60) })
  assert.equal(why(engine), 'dead-interval mismatch: theirs 60, ours 40 (1 packet refused, last 0 s ago)')
  // It was mended
  engine.pass(1000)
  engine.hear(R2, hello())
  assert.equal(why(engine), 'our Router ID is not in its Hellos: it does not hear us')
})

test('what is refused in every healthy network is counted, but explains nothing', () => {
  const engine = onLine()
  engine.hear({ ...R2, destination: '224.0.0.6' }, hello())
  engine.hear(R2, { type: 'link-state-acknowledgment', headers: [] })
  assert.deepEqual(engine.refused(), { destination: 1, 'unknown-neighbor': 1 })
  assert.equal(engine.neighbor(R2.address), undefined)
  assert.deepEqual(
    engine.notices.filter(({ notice }) => notice === 'packet-refused'),
    [],
  )
})

test('a neighbor on its way says where it is', () => {
  const engine = onLine()
  engine.hear(R2, hello(R1))
  assert.equal(why(engine), 'databases are being compared')
  engine.pass(5001)
  assert.equal(why(engine), 'it does not answer our Database Descriptions')
})

test('a full neighbor has nothing to explain', () => {
  const engine = onLine()
  engine.hear(R2, hello(R1))
  engine.hear(R2, dd('IMS', 1))
  engine.hear(R2, dd('S', 2))
  assert.deepEqual([engine.state(R2.address), why(engine)], ['Full', null])
})

test('roles on a broadcast network are those that the interface elected; on a line there are none', () => {
  const network = new Network()
  network.wire('r1 1', 'r2 1', 'r3 1', 'r4 1')
  const routers = [1, 2, 3, 4].map((n) =>
    network.router(`r${n}`, settings(`${n}.${n}.${n}.${n}`, { eth0: {} }), [ethernet(1, 'eth0', `10.0.0.${n}/24`)]),
  )
  network.pass(60_000)
  const view = routers[0]!.engine.view(network.now)
  assert.deepEqual(view.neighbors.map(({ routerId, role, state }) => `${routerId} ${role} ${state}`).sort(), [
    '2.2.2.2 Other 2-Way',
    '3.3.3.3 Backup Full',
    '4.4.4.4 DR Full',
  ])
  assert.deepEqual(view.areas, [
    {
      area: '0.0.0.0',
      type: 'normal',
      summary: true,
      transit: false,
      borderRouter: false,
      translator: null,
      interfaces: 1,
      fullNeighbors: 2,
      summaries: 0,
      ranges: [],
      externalRanges: [],
      filter: { in: null, out: null },
      defaultCost: null,
      lsas: { router: 4, network: 1 },
    },
  ])
  const line = onLine()
  line.hear(R2, hello(R1))
  assert.equal(line.neighbor(R2.address)?.role, null)
})

test('packets are counted by type, and an interface shows what it has agreed on', () => {
  const engine = new LoneEngine(
    settings(R1, { eth0: { priority: 7, mtuIgnore: true } }),
    ethernet(1, 'eth0', '10.0.0.1/24'),
  )
  engine.hear(R2, { ...hello(R1), designatedRouter: ipv4(R2.address) })
  const { received, sent, ...view } = engine.interface()
  assert.deepEqual([received.hello, sent.hello, sent['database-description']], [1, 1, 1])
  assert.deepEqual(view, {
    interface: 'eth0',
    area: '0.0.0.0',
    authentication: { type: 'null', key: null },
    ttlSecurity: false,
    ttlSecurityHops: 1,
    allowNeighbors: { routerIds: null, sources: null },
    type: 'broadcast',
    virtualLink: null,
    address: '10.0.0.1',
    prefixLength: 24,
    state: 'Backup',
    cost: 10,
    priority: 7,
    passive: false,
    prefixSuppressed: false,
    mtu: 1500,
    mtuIgnored: true,
    designatedRouter: '10.0.0.2',
    designatedRouterHostname: null,
    backupDesignatedRouter: '10.0.0.1',
    backupDesignatedRouterHostname: null,
    helloInterval: 10_000,
    deadInterval: 40_000,
    neighbors: 1,
    fullNeighbors: 0,
    refusedPackets: {},
    refusedLsas: {},
    retransmittedLsas: 0,
    stateChanges: 2,
  })
})

test('two routers with different MTUs both say why they are not Full, until one of them is changed', () => {
  const network = new Network()
  network.wire('r1 1', 'r2 1')
  const links = [1, 2].map((n) => ({ ...ethernet(1, 'eth0', `10.0.0.${n}/30`), mtu: n === 1 ? 1500 : 9000 }))
  const [r1, r2] = [1, 2].map((n) =>
    network.router(`r${n}`, settings(`${n}.${n}.${n}.${n}`, { eth0: POINT_TO_POINT }), [links[n - 1]!]),
  )
  network.pass(30_000)
  const whys = [r1!, r2!].map((router) => router.engine.view(network.now).neighbors[0]?.whyNotFull)
  assert.deepEqual(whys, [
    'MTU mismatch: theirs 9000, ours 1500',
    'it does not answer our Database Descriptions; MTU theirs 1500, ours 9000',
  ])
  network.input(r2!, { on: 'link', link: { ...links[1]!, mtu: 1500 } })
  network.until(() => states(network, r1!)['2.2.2.2'] === 'Full' && states(network, r2!)['1.1.1.1'] === 'Full', 11_000)
})
