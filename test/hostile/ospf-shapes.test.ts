import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ipv4 } from '../../protocols/base/ipv4.js'
import { routerId } from '../../protocols/ospf/identifiers.js'
import { encodeLsa } from '../../protocols/ospf/lsa/encode.js'
import { type Lsa, LsType } from '../../protocols/ospf/lsa/lsa.js'
import { viewLsaBody } from '../../protocols/ospf/lsa/view.js'
import type { LsaRefusal, PacketRefusal } from '../../protocols/ospf/notice.js'
import { decodeBody, decodeHeader, encodePacket } from '../../protocols/ospf/packet/packet.js'
import { internetChecksum, onesComplementSum } from '../../protocols/wire/internet-checksum.js'
import { OneRouter, routerLsaOf } from '../ospf/one-router.js'

/** The shapes of published bugs in other implementations' parsers: each is refused, and the router goes on. */

function lsa(
  type: number,
  body: Uint8Array,
  change: { id?: string; router?: string; sequenceNumber?: number } = {},
): Lsa {
  return encodeLsa({
    options: 2,
    type: type as LsType,
    linkStateId: ipv4(change.id ?? '10.0.0.9'),
    advertisingRouter: routerId(ipv4(change.router ?? '10.0.0.9')),
    sequenceNumber: change.sequenceNumber ?? 1,
    body,
  })
}

/** What one LSA of an update is refused for by a router that is fully adjacent to its sender. */
function refusalOf(...lsas: Lsa[]): LsaRefusal | undefined {
  const router = new OneRouter('10.0.0.1')
  const link = router.addInterface('10.1.0.1', 'point-to-point', 'Point-to-point')
  const neighbor = router.addNeighbor(link, '10.1.0.2')
  router.update(neighbor, ...lsas, routerLsaOf('10.0.0.77'))
  assert.notEqual(router.find(routerLsaOf('10.0.0.77')), undefined, 'the LSA behind it is taken')
  const [first] = link.counters.refusedLsas.keys()
  return first
}

/** A packet by its type and body, its checksum right. */
function packetRefusal(type: number, body: Uint8Array, length?: number): PacketRefusal | LsaRefusal | undefined {
  const packet = Uint8Array.of(2, type, 0, 0, 10, 0, 0, 9, ...new Uint8Array(16), ...body)
  const view = new DataView(packet.buffer)
  view.setUint16(2, length ?? packet.length)
  view.setUint16(12, internetChecksum(packet, 24, length ?? packet.length, onesComplementSum(packet, 0, 16)))
  const header = decodeHeader(packet)
  if (!header.ok) return header.error.reason
  const decoded = decodeBody(header.value, packet)
  if (!decoded.ok) return decoded.error.reason
  return decoded.value.type === 'link-state-update' ? decoded.value.refused[0]?.reason : undefined
}

test('CVE-2011-3325: the first 14 bytes of a Hello', () => {
  const hello = encodePacket(routerId(1), 0 as never, {
    type: 'hello',
    networkMask: ipv4('255.255.255.0'),
    helloInterval: 10_000 as never,
    options: 2,
    priority: 1,
    deadInterval: 40_000 as never,
    designatedRouter: ipv4('0.0.0.0'),
    backupDesignatedRouter: ipv4('0.0.0.0'),
    neighbors: [],
  })
  const header = decodeHeader(hello.subarray(0, 14))
  assert.equal(header.ok ? undefined : header.error.reason, 'truncated')
  assert.equal(packetRefusal(1, new Uint8Array(14)), 'malformed')
})

test('CVE-2011-3325: packet type 0x0a', () => assert.equal(packetRefusal(10, new Uint8Array(20)), 'unknown-type'))

test('CVE-2011-3326: an LSA of unknown type', () =>
  assert.equal(refusalOf(lsa(200, new Uint8Array(16))), 'lsa-unknown-type'))

test('CVE-2011-3323, 3324: Database Descriptions and acknowledgments whose headers are not whole', () => {
  assert.equal(packetRefusal(2, new Uint8Array(7)), 'malformed')
  assert.equal(packetRefusal(2, new Uint8Array(8 + 19)), 'malformed')
  assert.equal(packetRefusal(3, new Uint8Array(13)), 'malformed')
  assert.equal(packetRefusal(5, new Uint8Array(21)), 'malformed')
})

test('CVE-2012-0249, XORP: an LSA shorter than its length says, or with a length below its header', () => {
  const update = (length: number) => {
    const { bytes } = routerLsaOf('10.0.0.9')
    const body = Uint8Array.of(0, 0, 0, 1, ...bytes)
    new DataView(body.buffer).setUint16(4 + 18, length)
    return packetRefusal(4, body)
  }
  assert.equal(update(37), 'lsa-truncated')
  assert.equal(update(0xffff), 'lsa-truncated')
  for (const length of [0, 1, 19]) assert.equal(update(length), 'lsa-length')
})

test('#LSAs larger than the bytes', () => {
  const { bytes } = routerLsaOf('10.0.0.9')
  assert.equal(packetRefusal(4, Uint8Array.of(0, 0, 0, 2, ...bytes)), 'malformed')
  assert.equal(packetRefusal(4, Uint8Array.of(255, 255, 255, 255, ...bytes)), 'malformed')
  assert.equal(packetRefusal(4, new Uint8Array(3)), 'malformed')
})

test('CVE-2012-0250: a network-LSA with less than its mask and one router', () => {
  for (const length of [0, 4]) assert.equal(refusalOf(lsa(LsType.network, new Uint8Array(length))), 'lsa-malformed')
})

test('CVE-2013-0149: a router-LSA with the victim as Link State ID and another Advertising Router', () => {
  assert.equal(refusalOf(lsa(LsType.router, new Uint8Array(4), { id: '10.0.0.1' })), 'lsa-link-state-id')
})

test('CVE-2017-3224: MaxSequenceNumber without MaxAge for our own LSA is flushed and begun anew, not believed', () => {
  const router = new OneRouter('10.0.0.1')
  const link = router.addInterface('10.1.0.1', 'point-to-point', 'Point-to-point')
  const neighbor = router.addNeighbor(link, '10.1.0.2')
  router.update(
    neighbor,
    lsa(LsType.router, new Uint8Array(4), { id: '10.0.0.1', router: '10.0.0.1', sequenceNumber: 0x7fffffff }),
  )
  assert.equal(router.find(routerLsaOf('10.0.0.1'))?.maxAge, true)
})

test('FRR #21502: an LSA length that is no multiple of 4', () => {
  for (const extra of [1, 2, 3]) {
    assert.equal(refusalOf(lsa(LsType.opaqueArea, new Uint8Array(4 + extra))), 'lsa-malformed')
    assert.equal(refusalOf(lsa(LsType.router, new Uint8Array(4 + extra))), 'lsa-malformed')
  }
})

test('FRR PR 6217: links and TOS metrics beyond the router-LSA', () => {
  assert.equal(refusalOf(lsa(LsType.router, Uint8Array.of(0, 0, 255, 255))), 'lsa-malformed')
  assert.equal(
    refusalOf(lsa(LsType.router, Uint8Array.of(0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 3, 255, 0, 1))),
    'lsa-malformed',
  )
})

test('FRR f45be0e105: a newer instance of our own LSA, again and again', () => {
  const router = new OneRouter('10.0.0.1')
  const link = router.addInterface('10.1.0.1', 'point-to-point', 'Point-to-point')
  const neighbor = router.addNeighbor(link, '10.1.0.2')
  for (let sequence = 5; sequence < 500; sequence += 5) {
    router.update(neighbor, routerLsaOf('10.0.0.1', sequence))
    router.pass(10)
  }
  assert.ok(router.memory.flooding.own.size <= 1)
  assert.ok(router.area.database.size <= 1)
  assert.ok(router.takeFlooded().length < 200)
})

test('CVE-2024-27913, 31950, 31951, 34088, CVE-2025-61099 to 61107, FRR PR 16860, d3e8aedb87: opaque bodies are stored, and shown as far as they are understood', () => {
  for (const id of ['1.0.0.1', '4.0.0.0', '7.0.0.1', '8.0.0.1', '250.0.0.1']) {
    for (const body of [
      [0, 2, 0, 4],
      [0, 1, 255, 255, 0, 0, 0, 0],
      [0, 8, 0, 200, ...new Uint8Array(200)],
      [0, 1, 0, 8, 0, 0, 0, 0, 0, 2, 0, 0],
    ]) {
      const opaque = lsa(LsType.opaqueArea, Uint8Array.from(body), { id })
      assert.equal(refusalOf(opaque), undefined)
      const shown = JSON.stringify(viewLsaBody(opaque))
      // Router Information (RFC 7770) is read as far as it can be.
      if (id !== '4.0.0.0') assert.ok(shown.includes(Buffer.from(body).toString('hex')), shown)
    }
  }
})

test('CVE-2013-2236: an LSA as long as a packet can carry is taken whole, one that is longer not at all', () => {
  // The LSA behind it has 36 bytes.
  const most = 65535 - 24 - 4 - 20 - 36
  const long = lsa(LsType.opaqueArea, new Uint8Array(most - (most % 4)))
  assert.equal(refusalOf(long), undefined)
  const { bytes } = long
  const cut = Uint8Array.of(0, 0, 0, 1, ...bytes.subarray(0, 1400))
  assert.equal(packetRefusal(4, cut), 'lsa-truncated')
})

test('ten thousand bad LSAs are counted, and told of a few times', () => {
  const router = new OneRouter('10.0.0.1')
  const link = router.addInterface('10.1.0.1', 'point-to-point', 'Point-to-point')
  const neighbor = router.addNeighbor(link, '10.1.0.2')
  for (let i = 0; i < 1000; i++)
    router.update(neighbor, ...Array.from({ length: 10 }, () => lsa(LsType.network, new Uint8Array(4))))
  assert.equal(link.counters.refusedLsas.get('lsa-malformed'), 10_000)
  assert.ok(router.notices.length < 20)
})
