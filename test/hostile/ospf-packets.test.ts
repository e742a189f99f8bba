import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { viewLsaBody } from '../../protocols/ospf/lsa/view.js'
import { decodeBody, decodeHeader, PACKET_HEADER_LENGTH } from '../../protocols/ospf/packet/packet.js'
import { ospfAuthentication } from '../bytes/ospf-authentication.js'
import { ospfLanExchange } from '../bytes/ospf-lan-exchange.js'
import { ospfLanUpdates } from '../bytes/ospf-lan-updates.js'
import { ospfNssa } from '../bytes/ospf-nssa.js'
import { ospfPointToPoint } from '../bytes/ospf-point-to-point.js'
import { repair } from './repair.js'

const CAPTURED = [...ospfLanExchange, ...ospfLanUpdates, ...ospfNssa, ...ospfPointToPoint, ...ospfAuthentication].map(
  ({ bytes }) => bytes,
)
const UPDATE = 4

/** The first reason for which any of the packet is refused; undefined when all of it is good. Never throws. */
function refusal(packet: Uint8Array): string | undefined {
  const header = decodeHeader(packet)
  if (!header.ok) return header.error.reason
  const body = decodeBody(header.value, packet)
  if (!body.ok) return body.error.reason
  if (body.value.type !== 'link-state-update') return undefined
  for (const lsa of body.value.lsas) viewLsaBody(lsa)
  return body.value.refused[0]?.reason
}

function changed(packet: Uint8Array, at: number, ...values: number[]): Uint8Array {
  const copy = packet.slice()
  copy.set(values, at)
  return copy
}

const captured = fc.constantFrom(...CAPTURED)

test('a packet cut short at any length is refused with a reason', () => {
  for (const packet of CAPTURED) {
    const { length } = packet
    const announced = new DataView(packet.buffer, packet.byteOffset).getUint16(2)
    for (let end = 0; end < Math.min(length, announced); end++)
      assert.notEqual(refusal(packet.subarray(0, end)), undefined, `${end} of ${length} bytes`)
  }
})

test('a packet cut short at any length whose own length says so is refused or has fewer whole parts', () => {
  for (const packet of CAPTURED) {
    for (let end = PACKET_HEADER_LENGTH; end < packet.length; end++)
      refusal(repair(changed(packet.subarray(0, end), 2, end >> 8, end & 255)))
  }
})

test('any wrong packet length is refused or read as far as it goes', () => {
  for (const packet of CAPTURED)
    for (const length of [0, 1, 23, 24, 25, 43, 44, 45, packet.length - 1, packet.length + 1, 0x7fff, 0x8000, 0xffff])
      if (length > packet.length || length < PACKET_HEADER_LENGTH)
        assert.equal(refusal(repair(changed(packet, 2, length >> 8, length & 255))), 'length')
      else refusal(repair(changed(packet, 2, length >> 8, length & 255)))
})

test('any byte of any captured packet may be anything, its checksums right: no throw, no hang', () => {
  for (const packet of CAPTURED) {
    for (let at = 0; at < packet.length; at++)
      for (const value of [0, 1, 2, 0x7f, 0x80, 0xfe, 0xff]) refusal(repair(changed(packet, at, value)))
  }
})

test('captured packets with several bytes changed, their checksums right', () => {
  const changes = fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { minLength: 1, maxLength: 12 })
  fc.assert(
    fc.property(captured, changes, (packet, list) => {
      const copy = packet.slice()
      for (const [at, value] of list) copy[at % copy.length] = value
      refusal(copy)
      refusal(repair(copy))
    }),
    { numRuns: 3000 },
  )
})

test('captured packets with parts cut out, doubled and moved, their checksums right', () => {
  fc.assert(
    fc.property(captured, fc.nat(400), fc.nat(400), fc.nat(60), (packet, from, to, length) => {
      const part = packet.subarray(from % packet.length, (from % packet.length) + length)
      const at = to % packet.length
      refusal(repair(Uint8Array.of(...packet.subarray(0, at), ...part, ...packet.subarray(at))))
      refusal(repair(Uint8Array.of(...packet.subarray(0, at), ...packet.subarray(at + length))))
    }),
    { numRuns: 2000 },
  )
})

test('random bytes behind a good header', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 6 }), fc.uint8Array({ maxLength: 300 }), (type, body) => {
      const length = PACKET_HEADER_LENGTH + body.length
      const header = [2, type, length >> 8, length & 255, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
      refusal(repair(Uint8Array.of(...header, ...body)))
    }),
    { numRuns: 3000 },
  )
})

test('random bytes', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => refusal(bytes) !== undefined))
})

test('the largest packet of the smallest LSAs is read in bounded time', () => {
  const packet = new Uint8Array(65515)
  packet.set([2, UPDATE, packet.length >> 8, packet.length & 255, 1, 1, 1, 1])
  const count = Math.floor((packet.length - 28) / 20)
  new DataView(packet.buffer).setUint32(24, count)
  for (let i = 0; i < count; i++)
    packet.set([0, 1, 2, 10, 4, 0, i >> 8, i & 255, 1, 1, 1, 1, 0x80, 0, 0, 1, 0, 0, 0, 20], 28 + 20 * i)
  const good = repair(packet)
  const before = process.cpuUsage()
  assert.equal(refusal(good), undefined)
  assert.ok(process.cpuUsage(before).user < 500_000)
})
