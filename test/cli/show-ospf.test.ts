import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { renderInterfaces, renderNeighbors, renderSpf } from '../../cli/show/ospf.js'
import { renderDatabase } from '../../cli/show/ospf-database.js'
import { parseWanted, renderRoutes } from '../../cli/show/ospf-routes.js'
import { milliseconds } from '../../protocols/base/duration.js'
import type { DatabaseEntryView, InterfaceView, NeighborView, RouteView } from '../../protocols/ospf/view.js'
import { OSPF_VIEW } from '../daemon/runtime/fake-daemon.js'
import { NO_INSTANCE, ONE_INSTANCE, ofDefault } from './one-instance.js'

const table = (text: string): string => text.replace(/^\n/, '').replace(/\n *$/, '')

describe('show ospf neighbors', () => {
  const neighbor = (changes: Partial<NeighborView>): NeighborView => ({ ...OSPF_VIEW.neighbors[0]!, ...changes })

  it('shows each neighbor with its role and times, and why it is not Full', () => {
    const neighbors = [
      neighbor({}),
      neighbor({
        routerId: '10.0.0.3',
        address: '10.0.1.3',
        state: '2-Way',
        role: 'Other',
        deadIn: milliseconds(37_900),
        whyNotFull: 'neither of us is DR or Backup (as it should be)',
      }),
      neighbor({
        interface: 'p2p1',
        routerId: '10.0.0.7',
        address: '10.0.7.2',
        state: 'ExStart',
        role: null,
        deadIn: milliseconds(3_100),
        inState: milliseconds(12_400),
        whyNotFull: 'MTU mismatch: theirs 9000, ours 1500',
      }),
      OSPF_VIEW.neighbors[1]!,
    ]
    assert.equal(
      renderNeighbors({ ...ONE_INSTANCE, neighbors: ofDefault(neighbors) }),
      table(`
AREA     INTERFACE  NEIGHBOR   ADDRESS   STATE    ROLE    DEAD     UP  WHY NOT FULL
0.0.0.0  lan0       192.0.2.2  10.0.1.2  Full     DR     38.2s  2h14m
0.0.0.0  lan0       10.0.0.3   10.0.1.3  2-Way    Other  37.9s  2h14m  neither of us is DR or Backup (as it should be)
0.0.0.0  p2p1       10.0.0.7   10.0.7.2  ExStart  -       3.1s    12s  MTU mismatch: theirs 9000, ours 1500
0.0.0.0  lan0       -          10.0.1.9  -        -          -      -  4 packets refused, last 2 s ago: area mismatch
`),
    )
  })

  it('says what would fill an empty table', () => {
    assert.match(renderNeighbors({ ...ONE_INSTANCE, neighbors: [] }), /^No neighbors: nobody answered our Hellos/)
    assert.match(renderNeighbors({ ...NO_INSTANCE, neighbors: [] }), /^OSPF does not run/)
  })
})

describe('show ospf interfaces', () => {
  it('shows each interface with its state, its neighbors and what it refused', () => {
    assert.equal(
      renderInterfaces({ ...ONE_INSTANCE, interfaces: ofDefault(OSPF_VIEW.interfaces) }),
      table(`
AREA     INTERFACE  TYPE       ADDRESS      STATE   COST  PRI  DR        BACKUP    FULL  MTU   HELLO  DEAD  AUTHENTICATION  TTL  ALLOWED  REFUSED
0.0.0.0  lan0       broadcast  10.0.1.1/24  Backup    10    1  10.0.1.2  10.0.1.1   1/2  1500    10s   40s  -               -    -              5
`),
    )
  })

  it('shows the Designated Router and its Backup by their names, where they advertise one (RFC 5642)', () => {
    const [lan] = OSPF_VIEW.interfaces
    const named = { ...lan!, designatedRouterHostname: 'core1', backupDesignatedRouterHostname: 'edge1' }
    assert.match(renderInterfaces({ ...ONE_INSTANCE, interfaces: ofDefault([named]) }), / core1 {2}edge1 +1\/2 /)
  })

  it('shows whether its network is hidden, and that it is passive', () => {
    const [lan] = OSPF_VIEW.interfaces
    const typeOf = (changes: Partial<InterfaceView>): string | undefined =>
      / lan0 +(.*?) {2}10\.0/.exec(
        renderInterfaces({ ...ONE_INSTANCE, interfaces: ofDefault([{ ...lan!, ...changes }]) }),
      )?.[1]
    assert.equal(typeOf({ prefixSuppressed: true }), 'broadcast, hidden')
    assert.equal(typeOf({ passive: true }), 'broadcast, passive')
  })

  it('shows the MTU, and that it is not compared; a virtual link has none', () => {
    const [lan] = OSPF_VIEW.interfaces
    const mtu = (changes: Partial<InterfaceView>): string | undefined =>
      /1\/2 +(.*?) +10s/.exec(
        renderInterfaces({ ...ONE_INSTANCE, interfaces: ofDefault([{ ...lan!, ...changes }]) }),
      )?.[1]
    assert.equal(mtu({ mtuIgnored: true }), '1500, ignored')
    const virtualLink = { transitArea: '0.0.0.1', neighbor: '10.0.0.2', outgoing: 'lan0', noPath: null }
    assert.equal(mtu({ virtualLink }), '-')
  })

  it('shows which TTL is asked for and whose packets are accepted', () => {
    const [lan] = OSPF_VIEW.interfaces
    const shown = (changes: Partial<InterfaceView>): string | undefined =>
      renderInterfaces({ ...ONE_INSTANCE, interfaces: ofDefault([{ ...lan!, ...changes }]) })
        .split('\n')[1]
        ?.match(/40s {2}- +(.*?) +5$/)?.[1]
    assert.equal(shown({ ttlSecurity: true }), '255  -')
    assert.equal(shown({ ttlSecurity: true, ttlSecurityHops: 3 }), '>=253  -')
    assert.equal(shown({ ttlSecurity: 'transmit-only' }), 'sends 255  -')
    const allowNeighbors = { routerIds: ['10.0.0.2', '10.0.0.3'], sources: ['10.0.1.0/24'] }
    assert.equal(shown({ allowNeighbors }), '-    10.0.0.2 10.0.0.3 from 10.0.1.0/24')
  })

  it('says what would fill an empty table', () => {
    assert.match(
      renderInterfaces({ ...ONE_INSTANCE, interfaces: [] }),
      /^No interfaces: no link of this machine matches/,
    )
  })
})

describe('show ospf spf', () => {
  it('shows the last calculations, the newest first', () => {
    const run = (ago: number, trigger: string) =>
      ({ ago: milliseconds(ago), kind: 'full', trigger, vertices: 3, routes: 412, changed: 6 }) as const
    const spf = {
      ...OSPF_VIEW.spf,
      state: 'SHORT_WAIT',
      nextRunIn: milliseconds(180),
      log: [run(61_000, 'own interfaces'), run(4_000, 'router-LSA 10.0.0.1 and 2 more')],
    } as const
    assert.equal(
      renderSpf({ ...ONE_INSTANCE, spf: ofDefault([spf]) }),
      table(`
3 calculations; the next is due in 0.2s; delay state SHORT_WAIT (RFC 8405)

AGO  KIND  VERTICES  ROUTES  CHANGED  BECAUSE OF
4s   full         3     412        6  router-LSA 10.0.0.1 and 2 more
1m   full         3     412        6  own interfaces
`),
    )
  })
})

describe('show ospf routes', () => {
  const route = (prefix: string, changes: Partial<RouteView> = {}): RouteView => ({
    prefix,
    pathType: 'intra-area',
    fromHostname: null,
    area: '0.0.0.0',
    cost: 30,
    type2Cost: null,
    tag: null,
    nextHops: [{ interface: 'p2p1', gateway: '10.0.7.2' }],
    from: '10.0.0.1',
    unchanged: milliseconds(41 * 60_000),
    changedBy: 'router-LSA 10.0.0.1',
    ...changes,
  })
  const routes = [
    route('10.0.0.0/8', { pathType: 'external-2', type2Cost: 20, from: '10.0.0.9' }),
    route('10.1.0.0/24', { nextHops: [{ interface: 'lan0', gateway: null }] }),
    route('10.9.0.0/16', {
      pathType: 'inter-area',
      nextHops: [
        { interface: 'p2p1', gateway: '10.0.7.2' },
        { interface: 'p2p2', gateway: '10.0.8.2' },
      ],
    }),
    route('10.9.4.0/24'),
  ]
  const shown = (wanted: string): string[] =>
    renderRoutes({ ...ONE_INSTANCE, routes: ofDefault(routes) }, parseWanted(wanted))
      .split('\n')
      .slice(1)
      .map((line) => line.split(' ')[0]!)

  it('shows each route with every next hop and where it comes from', () => {
    assert.equal(
      renderRoutes({ ...ONE_INSTANCE, routes: ofDefault(routes) }),
      table(`
PREFIX       TYPE         COST  NEXT HOPS                     FROM           SINCE
10.0.0.0/8   external-2  30/20  10.0.7.2 p2p1                 ASBR 10.0.0.9    41m
10.1.0.0/24  intra-area     30  connected lan0                10.0.0.1         41m
10.9.0.0/16  inter-area     30  10.0.7.2 p2p1, 10.0.8.2 p2p2  ABR 10.0.0.1     41m
10.9.4.0/24  intra-area     30  10.0.7.2 p2p1                 10.0.0.1         41m
`),
    )
  })

  it('finds a prefix with what is inside it, or the route that packets to an address take', () => {
    assert.deepEqual(shown('10.9.0.0/16'), ['10.9.0.0/16', '10.9.4.0/24'])
    assert.deepEqual(shown('10.9.4.7'), ['10.9.4.0/24'])
    assert.deepEqual(shown('10.9.77.0/24'), ['10.9.0.0/16'])
    assert.equal(
      renderRoutes({ ...ONE_INSTANCE, routes: ofDefault(routes) }, parseWanted('192.0.2.1')),
      'No route to there among 4.',
    )
    assert.equal(parseWanted('10.9.0.1/16'), undefined)
  })

  it('says what would fill an empty table', () => {
    assert.match(renderRoutes({ ...ONE_INSTANCE, routes: [] }), /^No routes: a Full neighbor/)
  })
})

describe('show ospf database', () => {
  const lsa = (changes: Partial<DatabaseEntryView>): DatabaseEntryView => ({
    area: '0.0.0.0',
    interface: null,
    type: 'router',
    linkStateId: '192.0.2.1',
    advertisingRouter: '192.0.2.1',
    advertisingHostname: null,
    age: 18,
    sequenceNumber: '0x80000002',
    checksum: '0xfcc1',
    length: 48,
    selfOriginated: true,
    body: {
      bits: [],
      links: [{ linkId: '10.0.12.2', linkData: '10.0.12.1', type: 'transit', metric: 10 }],
    },
    ...changes,
  })
  const network = lsa({
    type: 'network',
    linkStateId: '10.0.12.2',
    advertisingRouter: '192.0.2.2',
    length: 32,
    selfOriginated: false,
    body: { networkMask: '255.255.255.0', attachedRouters: ['192.0.2.1', '192.0.2.2'] },
  })
  const answer = { ...ONE_INSTANCE, lsas: ofDefault([lsa({}), network]) }

  it('shows the header of each LSA, and which are our own', () => {
    assert.equal(
      renderDatabase(answer, { type: undefined, detail: false }),
      table(`
SCOPE         TYPE     LINK STATE ID  ADVERTISING ROUTER  AGE  SEQUENCE    CHECKSUM  BYTES
area 0.0.0.0  router   192.0.2.1      192.0.2.1           18s  0x80000002  0xfcc1       48  own
area 0.0.0.0  network  10.0.12.2      192.0.2.2           18s  0x80000002  0xfcc1       32
`),
    )
  })

  it('shows routers by their names, where they advertise one (RFC 5642)', () => {
    const named = { ...answer, lsas: ofDefault([lsa({ advertisingHostname: 'core1' }), network]) }
    const routers = renderDatabase(named, { type: undefined, detail: false })
      .split('\n')
      .map((line) => line.slice(38, 56).trim())
    assert.deepEqual(routers, ['ADVERTISING ROUTER', 'core1', '192.0.2.2'])
  })

  it('shows what an LSA says, with --detail, of the type that is asked for', () => {
    assert.equal(
      renderDatabase(answer, { type: 'network', detail: true }),
      table(`
SCOPE         TYPE     LINK STATE ID  ADVERTISING ROUTER  AGE  SEQUENCE    CHECKSUM  BYTES
area 0.0.0.0  network  10.0.12.2      192.0.2.2           18s  0x80000002  0xfcc1       32
  networkMask: 255.255.255.0
  attachedRouters: 192.0.2.1 192.0.2.2
`),
    )
    const router = renderDatabase(answer, { type: 'Router-LSA', detail: true })
    assert.match(router, / {2}links:\n {4}linkId {5}linkData {3}type {5}metric\n {4}10\.0\.12\.2 {2}10\.0\.12\.1/)
  })

  it('says which types there are when there is none of the one that is asked for', () => {
    assert.equal(
      renderDatabase(answer, { type: 'summary', detail: false }),
      'No LSA of type summary; there are: network, router.',
    )
  })
})
