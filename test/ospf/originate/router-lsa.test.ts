import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatIpv4, ipv4 } from '../../../protocols/base/ipv4.js'
import { areaId } from '../../../protocols/ospf/identifiers.js'
import { decodeNetworkLsa } from '../../../protocols/ospf/lsa/network-lsa.js'
import type { OspfInterface } from '../../../protocols/ospf/memory.js'
import { interfaceChanged } from '../../../protocols/ospf/originate/events.js'
import { networkLsa } from '../../../protocols/ospf/originate/network-lsa.js'
import { routerLsa } from '../../../protocols/ospf/originate/router-lsa.js'
import { lsaOf, OneRouter } from '../one-router.js'

const TYPES = ['', 'point-to-point', 'transit', 'stub', 'virtual']

/** The links as text: `stub 10.1.0.0 255.255.255.0 cost 10`. */
function links(router: OneRouter): string[] {
  return routerLsa(router.memory, router.area).links.map(
    ({ type, id, data, metric }) => `${TYPES[type]} ${formatIpv4(id)} ${formatIpv4(data)} cost ${metric}`,
  )
}

const STUB = 'stub 10.1.0.0 255.255.255.0 cost 10'

test('§12.4.1: an interface that is Down adds no link', () => {
  const router = new OneRouter()
  router.addInterface('10.1.0.1', 'broadcast', 'Down')
  assert.deepEqual(links(router), [])
})

test('§12.4.1: an interface in state Loopback adds a host of cost 0 for each address', () => {
  const router = new OneRouter()
  router.addInterface('10.1.0.1', 'loopback', 'Loopback', { others: ['10.1.0.9'] })
  router.addInterface('192.0.2.1', 'loopback', 'Loopback', { length: 32 })
  assert.deepEqual(links(router), [
    'stub 10.1.0.1 255.255.255.255 cost 0',
    'stub 10.1.0.9 255.255.255.255 cost 0',
    'stub 192.0.2.1 255.255.255.255 cost 0',
  ])
})

test('§12.4.1: a loopback costs what it is told to, as one that several routers have must', () => {
  const router = new OneRouter()
  router.addInterface('192.0.2.1', 'loopback', 'Loopback', { length: 32, cost: 7 })
  assert.deepEqual(links(router), ['stub 192.0.2.1 255.255.255.255 cost 7'])
})

test('§12.4.1.1: a numbered point-to-point interface adds its adjacency and its subnet', () => {
  const router = new OneRouter()
  const link = router.addInterface('10.1.0.1', 'point-to-point', 'Point-to-point')
  const neighbor = router.addNeighbor(link, '10.1.0.2', 'Loading', '10.0.0.2')
  assert.deepEqual(links(router), [STUB], 'the subnet regardless of the neighbor')
  neighbor.state = 'Full'
  assert.deepEqual(links(router), ['point-to-point 10.0.0.2 10.1.0.1 cost 10', STUB])
})

test('§12.4.1.1: an unnumbered one has the ifIndex as Link Data and adds no stub network', () => {
  const router = new OneRouter()
  const link = router.addInterface('10.9.9.9', 'point-to-point', 'Point-to-point', { length: 32 })
  Object.assign(link, { unnumbered: true, prefix: undefined })
  router.addNeighbor(link, '10.9.9.8', 'Full', '10.0.0.2')
  assert.deepEqual(links(router), ['point-to-point 10.0.0.2 0.0.0.1 cost 10'])
})

test('§12.4.1.1: one with a /32 address of its own has it as Link Data and as a host', () => {
  const router = new OneRouter()
  for (let i = 0; i < 2; i++) {
    const link = router.addInterface('192.0.2.1', 'point-to-point', 'Point-to-point', { length: 32 })
    link.cost = 10 + i
    router.addNeighbor(link, '192.0.2.2', 'Full', '10.0.0.2')
  }
  assert.deepEqual(
    links(router),
    [
      'point-to-point 10.0.0.2 192.0.2.1 cost 10',
      'stub 192.0.2.1 255.255.255.255 cost 10',
      'point-to-point 10.0.0.2 192.0.2.1 cost 11',
    ],
    'parallel links, and one host for the address that they share',
  )
})

test('§12.4.1.2: a broadcast interface in Waiting is a stub network', () => {
  const router = new OneRouter()
  const lan = router.addInterface('10.1.0.1', 'broadcast', 'Waiting', { dr: '10.1.0.2' })
  router.addNeighbor(lan, '10.1.0.2', 'Full')
  assert.deepEqual(links(router), [STUB])
})

test('§12.4.1.2: it is a transit network when the router is fully adjacent to the Designated Router', () => {
  const router = new OneRouter()
  const lan = router.addInterface('10.1.0.3', 'broadcast', 'DROther', { dr: '10.1.0.1', bdr: '10.1.0.2' })
  const dr = router.addNeighbor(lan, '10.1.0.1', 'Loading')
  router.addNeighbor(lan, '10.1.0.2', 'Full')
  assert.deepEqual(links(router), [STUB], 'fully adjacent to the Backup alone')
  dr.state = 'Full'
  assert.deepEqual(links(router), ['transit 10.1.0.1 10.1.0.3 cost 10'])
})

test('§12.4.1.2: or when the router is Designated Router itself and fully adjacent to another', () => {
  const router = new OneRouter()
  const lan = router.addInterface('10.1.0.1', 'broadcast', 'DR', { dr: '10.1.0.1' })
  assert.deepEqual(links(router), [STUB])
  router.addNeighbor(lan, '10.1.0.2', 'Full')
  assert.deepEqual(links(router), ['transit 10.1.0.1 10.1.0.1 cost 10'])
})

test('§12.4.1: bit B is set where interfaces in several areas are up', () => {
  const router = new OneRouter()
  router.addInterface('10.1.0.1', 'point-to-point', 'Point-to-point')
  const elsewhere = router.addInterface('10.2.0.1', 'point-to-point', 'Down')
  const area = { ...router.area, id: areaId(1), interfaces: new Set([elsewhere]) }
  Object.assign(elsewhere, { area })
  router.area.interfaces.delete(elsewhere)
  router.memory.areas.set(area.id, area)
  assert.equal(routerLsa(router.memory, router.area).bits, 0)
  elsewhere.state = 'Point-to-point'
  assert.equal(routerLsa(router.memory, router.area).bits, 1)
})

function designated() {
  const router = new OneRouter('10.0.0.9')
  const lan = router.addInterface('10.1.0.1', 'broadcast', 'DR', { dr: '10.1.0.1', bdr: '10.1.0.2' })
  const first = router.addNeighbor(lan, '10.1.0.2', 'Full', '10.0.0.12')
  const second = router.addNeighbor(lan, '10.1.0.3', 'Loading', '10.0.0.3')
  return { router, lan, first, second }
}

const ours = lsaOf(2, '10.1.0.1', '10.0.0.9', 1, new Uint8Array(8))

function change(router: OneRouter, ospfInterface: OspfInterface): void {
  interfaceChanged(router.memory, ospfInterface)
  router.settle()
  // The first instance waits for what else is about to be added
  if (router.find(ours) === undefined) router.pass(200)
}

test('§12.4.2: the Designated Router originates a network-LSA that lists itself and who is fully adjacent to it', () => {
  const { router, lan, second } = designated()
  change(router, lan)
  const body = decodeNetworkLsa(router.find(ours)!.lsa)
  assert.equal(body.networkMask, ipv4('255.255.255.0'))
  assert.deepEqual(body.attachedRouters, [ipv4('10.0.0.9'), ipv4('10.0.0.12')])
  second.state = 'Full'
  change(router, lan)
  router.pass(2000)
  assert.deepEqual(decodeNetworkLsa(router.find(ours)!.lsa).attachedRouters, [
    ipv4('10.0.0.3'),
    ipv4('10.0.0.9'),
    ipv4('10.0.0.12'),
  ])
})

test('§12.4.2: nobody else originates it, nor a Designated Router that is fully adjacent to nobody', () => {
  const { lan, first } = designated()
  for (const state of ['Waiting', 'DROther', 'Backup'] as const)
    assert.equal(networkLsa({ ...lan, state }, 1 as never), undefined)
  first.state = 'ExStart'
  assert.equal(networkLsa(lan, 1 as never), undefined)
})

test('§13 (5)(a): it is not flushed so soon after its origination that the flush might overtake it', () => {
  const { router, lan } = designated()
  change(router, lan)
  lan.state = 'Backup'
  change(router, lan)
  assert.equal(router.find(ours)?.maxAge, false)
  router.pass(1100)
  assert.notEqual(router.find(ours)?.maxAge, false)
})

test('§13.6: nor so soon after it was sent again that the flush might overtake that', () => {
  const { router, lan } = designated()
  change(router, lan)
  // Nobody acknowledges it; it is sent again after RxmtInterval
  router.pass(5010)
  lan.state = 'Backup'
  change(router, lan)
  assert.equal(router.find(ours)?.maxAge, false)
  router.pass(1100)
  assert.notEqual(router.find(ours)?.maxAge, false)
})

test('§12.4.2: it is flushed when the router is Designated Router no longer, or has lost its last neighbor', () => {
  for (const lose of ['role', 'neighbor', 'interface'] as const) {
    const { router, lan, first } = designated()
    change(router, lan)
    assert.equal(router.find(ours)?.maxAge, false)
    router.pass(2000)
    if (lose === 'role') lan.state = 'Backup'
    if (lose === 'neighbor') first.state = 'Init'
    if (lose === 'interface') {
      lan.state = 'Down'
      router.memory.interfaces.delete(lan.key)
    }
    change(router, lan)
    // While another takes our place the network stays
    assert.equal(router.find(ours)?.maxAge === false, lose === 'role')
    router.pass(1000)
    assert.notEqual(router.find(ours)?.maxAge, false, lose)
  }
})

test('§12.4.2: its first instance goes out at once where nobody is about to become fully adjacent, as when a Backup takes over', () => {
  for (const state of ['Full', 'Loading'] as const) {
    const { router, lan, second } = designated()
    second.state = state
    interfaceChanged(router.memory, lan)
    router.settle()
    assert.equal(router.find(ours) !== undefined, state === 'Full', state)
  }
})
