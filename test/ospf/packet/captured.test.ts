import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ipv4 } from '../../../protocols/base/ipv4.js'
import { encodeAsExternalLsa } from '../../../protocols/ospf/lsa/as-external-lsa.js'
import { encodeLsa } from '../../../protocols/ospf/lsa/encode.js'
import { type Lsa, LsType } from '../../../protocols/ospf/lsa/lsa.js'
import { decodeNetworkLsa, encodeNetworkLsa } from '../../../protocols/ospf/lsa/network-lsa.js'
import { decodeNssaExternalLsa } from '../../../protocols/ospf/lsa/nssa-external-lsa.js'
import { decodeRouterLsa, encodeRouterLsa } from '../../../protocols/ospf/lsa/router-lsa.js'
import { decodeSummaryLsa, encodeSummaryLsa } from '../../../protocols/ospf/lsa/summary-lsa.js'
import { viewLsaBody } from '../../../protocols/ospf/lsa/view.js'
import { authenticate, NULL_AUTHENTICATION } from '../../../protocols/ospf/packet/authentication.js'
import {
  decodeBody,
  decodeHeader,
  encodePacket,
  type OutgoingBody,
  type PacketBody,
  type PacketHeader,
} from '../../../protocols/ospf/packet/packet.js'
import type { CapturedPacket } from '../../bytes/captured-packet.js'
import { ospfAuthentication } from '../../bytes/ospf-authentication.js'
import { ospfLanExchange } from '../../bytes/ospf-lan-exchange.js'
import { ospfLanUpdates } from '../../bytes/ospf-lan-updates.js'
import { ospfNssa } from '../../bytes/ospf-nssa.js'
import { ospfPointToPoint } from '../../bytes/ospf-point-to-point.js'

const UNAUTHENTICATED = [...ospfLanExchange, ...ospfLanUpdates, ...ospfNssa, ...ospfPointToPoint]
const ALL = [...UNAUTHENTICATED, ...ospfAuthentication]

function read(packet: CapturedPacket): { readonly header: PacketHeader; readonly body: PacketBody } {
  const header = decodeHeader(packet.bytes)
  assert.ok(header.ok, packet.name)
  const body = decodeBody(header.value, packet.bytes)
  assert.ok(body.ok, packet.name)
  return { header: header.value, body: body.value }
}

function named(packets: readonly CapturedPacket[], name: string): CapturedPacket {
  const found = packets.find((packet) => packet.name === name)
  assert.ok(found, name)
  return found
}

function lsasOf(packets: readonly CapturedPacket[]): Lsa[] {
  return packets.flatMap((packet) => {
    const { body } = read(packet)
    return body.type === 'link-state-update' ? body.lsas : []
  })
}

function toBeSent(body: PacketBody): OutgoingBody {
  if (body.type !== 'link-state-update') return body
  return { type: body.type, copies: body.lsas.map((lsa) => ({ lsa, age: lsa.age })) }
}

test('every captured packet is decoded, none of its LSAs refused, its type what tshark says', () => {
  const types = { Hello: 'hello', DB: 'database-description', Request: 'link-state-request' }
  for (const packet of ALL) {
    const { body } = read(packet)
    if (body.type === 'link-state-update') assert.deepEqual(body.refused, [], packet.name)
    const said = packet.tshark.replace('LS Request', 'Request').split(' ')[0] as keyof typeof types
    if (types[said] !== undefined) assert.equal(body.type, types[said], packet.name)
  }
})

test('every captured packet without authentication is encoded to the same bytes again', () => {
  for (const packet of UNAUTHENTICATED) {
    const { header, body } = read(packet)
    const encoded = encodePacket(header.routerId, header.areaId, toBeSent(body))
    const original = packet.bytes.slice(0, header.length)
    assert.deepEqual(encoded, original, packet.name)
  }
})

test('§D: a packet of another authentication type is refused with both types named', () => {
  for (const packet of ospfAuthentication) {
    const { header } = read(packet)
    const result = authenticate(NULL_AUTHENTICATION, header, packet.bytes, ipv4(packet.source), 0)
    assert.ok(!result.ok, packet.name)
    assert.equal(result.error.reason, 'authentication-type')
    assert.match(result.error.detail, /^theirs (simple password|cryptographic.*), ours null$/)
  }
})

test('the Hello of a Designated Router (FRR)', () => {
  const { header, body } = read(named(ospfLanExchange, 'Hello of the Designated Router'))
  assert.equal(header.routerId, ipv4('192.0.2.1'))
  assert.ok(body.type === 'hello')
  assert.equal(body.networkMask, ipv4('255.255.255.0'))
  assert.equal(body.helloInterval, 1000)
  assert.equal(body.deadInterval, 4000)
  assert.equal(body.priority, 10)
  assert.equal(body.designatedRouter, ipv4('10.0.0.1'))
  assert.equal(body.backupDesignatedRouter, ipv4('10.0.0.2'))
  assert.deepEqual([...body.neighbors].sort(), [ipv4('192.0.2.2'), ipv4('192.0.2.3')])
})

test('the first Database Description (FRR): I, M and MS', () => {
  const { body } = read(named(ospfPointToPoint, 'first Database Description on a point-to-point link'))
  assert.ok(body.type === 'database-description')
  assert.deepEqual(body, {
    type: 'database-description',
    interfaceMtu: 1500,
    options: 0x02,
    init: true,
    more: true,
    master: true,
    sequenceNumber: 421473597,
    headers: [],
  })
})

test('§12.1.7: the checksums of captured LSAs are those that we compute', () => {
  const lsas = lsasOf(ALL)
  assert.ok(lsas.length > 20)
  for (const lsa of lsas) {
    const again = encodeLsa({ ...lsa, body: lsa.bytes.subarray(20) })
    assert.equal(again.checksum, lsa.checksum)
    assert.deepEqual(again.bytes.subarray(2), lsa.bytes.subarray(2))
  }
})

test('captured bodies are encoded to the same bytes again', () => {
  const seen = new Set<number>()
  for (const lsa of lsasOf(ALL)) {
    const encode: Partial<Record<LsType, () => Uint8Array>> = {
      [LsType.router]: () => encodeRouterLsa(decodeRouterLsa(lsa)),
      [LsType.network]: () => encodeNetworkLsa(decodeNetworkLsa(lsa)),
      [LsType.summaryNetwork]: () => encodeSummaryLsa(decodeSummaryLsa(lsa)),
      [LsType.summaryAsbr]: () => encodeSummaryLsa(decodeSummaryLsa(lsa)),
      [LsType.asExternal]: () => encodeAsExternalLsa(decodeNssaExternalLsa(lsa)),
      [LsType.nssaExternal]: () => encodeAsExternalLsa(decodeNssaExternalLsa(lsa)),
    }
    const body = encode[lsa.type]?.()
    if (body === undefined) continue
    seen.add(lsa.type)
    assert.deepEqual(body, lsa.bytes.slice(20))
  }
  assert.deepEqual([...seen].sort(), [1, 2, 3, 4, 5, 7])
})

test('the router-LSA of a point-to-point link (BIRD), as it is shown', () => {
  const [lsa] = lsasOf([named(ospfNssa, 'router-LSA of a point-to-point link')])
  assert.deepEqual(viewLsaBody(lsa!), {
    bits: ['E'],
    links: [
      { linkId: '192.0.2.3', linkData: '10.0.1.2', type: 'point-to-point', metric: 10 },
      { linkId: '10.0.1.0', linkData: '255.255.255.252', type: 'stub', metric: 10 },
    ],
  })
})

test('every captured LSA can be shown', () => {
  for (const lsa of lsasOf(ALL)) assert.doesNotThrow(() => JSON.stringify(viewLsaBody(lsa)))
})
