import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatIpv4, ipv4 } from '../../../protocols/base/ipv4.js'
import { areaId, routerId } from '../../../protocols/ospf/identifiers.js'
import { encodePacket } from '../../../protocols/ospf/packet/packet.js'
import { aged, OneRouter, routerLsaOf } from '../one-router.js'
import { dd, type From, hello, LoneEngine } from './lone-engine.js'
import { ethernet, POINT_TO_POINT, settings } from './network.js'

const THEM: From = { address: '10.0.0.2', id: '9.9.9.9' }

/** Where each type of packet went: `hello 224.0.0.5`. */
function destinations(engine: LoneEngine): string[] {
  return [
    ...new Set(engine.takeSent().map(({ body, destination }) => `${body.type} ${formatIpv4(destination)}`)),
  ].sort()
}

/** Hellos, Database Descriptions and Link State Requests to a neighbor that has an LSA which we lack. */
function exchange(type: typeof POINT_TO_POINT): LoneEngine {
  const engine = new LoneEngine(
    settings('5.5.5.5', { eth0: { ...type, priority: 0 } }),
    ethernet(1, 'eth0', '10.0.0.1/24'),
  )
  engine.pass(200)
  const greeting = { ...hello('5.5.5.5'), designatedRouter: ipv4('10.0.0.2') }
  engine.hear(THEM, greeting)
  engine.hear(THEM, dd('IMS', 1000))
  engine.hear(THEM, dd('S', 1001, [routerLsaOf('10.0.0.9')]))
  assert.equal(engine.state(THEM.address), 'Loading')
  return engine
}

test('§8.1: on broadcast networks Hellos go to AllSPFRouters, Database Descriptions and requests to the neighbor', () => {
  assert.deepEqual(destinations(exchange({})), [
    'database-description 10.0.0.2',
    'hello 224.0.0.5',
    'link-state-request 10.0.0.2',
  ])
})

test('§8.1: on point-to-point networks every packet goes to AllSPFRouters', () => {
  assert.deepEqual(destinations(exchange(POINT_TO_POINT)), [
    'database-description 224.0.0.5',
    'hello 224.0.0.5',
    'link-state-request 224.0.0.5',
  ])
})

test('§8.1: Link State Updates that are flooded go to AllSPFRouters from DR and Backup, to AllDRouters from others', () => {
  for (const [state, address, destination] of [
    ['DR', '10.1.0.1', '224.0.0.5'],
    ['Backup', '10.1.0.2', '224.0.0.5'],
    ['DROther', '10.1.0.3', '224.0.0.6'],
  ] as const) {
    const router = new OneRouter('10.0.0.1')
    const lan = router.addInterface(address, 'broadcast', state, { dr: '10.1.0.1', bdr: '10.1.0.2' })
    const line = router.addInterface('10.2.0.1', 'point-to-point', 'Point-to-point')
    router.addNeighbor(lan, '10.1.0.4', 'Full')
    router.update(router.addNeighbor(line, '10.2.0.2'), routerLsaOf('10.0.0.9'))
    assert.deepEqual(
      router.takeFlooded().map((sent) => formatIpv4(sent.destination)),
      [destination],
      state,
    )
  }
})

test('§13.3 (5): InfTransDelay is added with every retransmission too, to the age of then', () => {
  const router = new OneRouter('10.0.0.1')
  const left = router.addInterface('10.1.0.1', 'point-to-point', 'Point-to-point')
  const right = router.addInterface('10.2.0.1', 'point-to-point', 'Point-to-point')
  router.addNeighbor(right, '10.2.0.2')
  router.update(router.addNeighbor(left, '10.1.0.2'), aged(routerLsaOf('10.0.0.9'), 7))
  router.pass(10_000)
  assert.deepEqual(
    router.takeFlooded().map(({ lsa }) => lsa.age),
    [8, 13, 18],
  )
})

test('§A.3.1: what is behind the packet’s own length is not looked at (RFC 5613 puts a block there)', () => {
  const engine = new LoneEngine(settings('5.5.5.5', { eth0: POINT_TO_POINT }), ethernet(1, 'eth0', '10.0.0.1/24'))
  const packet = encodePacket(routerId(ipv4('9.9.9.9')), areaId(0), hello('5.5.5.5'))
  engine.hearBytes(THEM, Uint8Array.of(...packet, 0xff, 0xf6, 0, 3, 0, 1, 0, 4, 0, 0, 0, 1))
  assert.equal(engine.state(THEM.address), 'ExStart')
  assert.deepEqual(engine.refused(), {})
})
