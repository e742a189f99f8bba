import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ipv4 } from '../../../protocols/base/ipv4.js'
import { routerId } from '../../../protocols/ospf/identifiers.js'
import { lsaChecksum, lsaChecksumIsGood } from '../../../protocols/ospf/lsa/checksum.js'
import { encodeLsa } from '../../../protocols/ospf/lsa/encode.js'
import { LsType } from '../../../protocols/ospf/lsa/lsa.js'
import { encodeRouterLsa, forEachRouterLink } from '../../../protocols/ospf/lsa/router-lsa.js'
import { decodeLsa } from '../../../protocols/ospf/lsa/validate.js'
import { Reader } from '../../../protocols/wire/reader.js'

/** An LSA that is good but for what is said, its checksum right. */
function lsa(
  change: { type?: number; body?: Uint8Array; sequenceNumber?: number; linkStateId?: string; router?: string } = {},
): Uint8Array {
  return encodeLsa({
    options: 2,
    type: (change.type ?? LsType.router) as LsType,
    linkStateId: ipv4(change.linkStateId ?? '10.0.0.1'),
    advertisingRouter: routerId(ipv4(change.router ?? '10.0.0.1')),
    sequenceNumber: change.sequenceNumber ?? 1,
    body: change.body ?? Uint8Array.of(0, 0, 0, 0),
  }).bytes as Uint8Array
}

function refusal(bytes: Uint8Array): string | undefined {
  const result = decodeLsa(new Reader(bytes))
  return result.ok ? undefined : result.error.reason
}

function withBytes(bytes: Uint8Array, at: number, ...values: number[]): Uint8Array {
  const copy = bytes.slice()
  copy.set(values, at)
  return copy
}

test('a good one is accepted', () => assert.equal(refusal(lsa()), undefined))

test('§12.1.7: a checksum of zero is a failure, for an LSA whose sums are right too', () => {
  assert.equal(refusal(withBytes(lsa(), 16, 0, 0)), 'lsa-checksum')
})

test('§12.1.7: any changed byte but the age is noticed', () => {
  const good = lsa({ body: encodeRouterLsa({ bits: 1, links: [{ id: 1, data: 2, type: 3, metric: 4 }] }) })
  fc.assert(
    fc.property(fc.integer({ min: 2, max: good.length - 1 }), fc.integer({ min: 1, max: 254 }), (at, by) => {
      const bad = withBytes(good, at, (good[at]! + by) % 255)
      // 0 and 255 are one number to the checksum
      return bad[at]! % 255 === good[at]! % 255 || refusal(bad) !== undefined
    }),
  )
  assert.equal(refusal(withBytes(good, 0, 0x0e, 0x0f)), undefined, 'the age is not part of it')
})

test('§12.1.7: the checksum of any LSA is never zero and verifies', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 20, maxLength: 9000 }), (bytes) => {
      bytes[16] = 0
      bytes[17] = 0
      const checksum = lsaChecksum(bytes)
      bytes[16] = checksum >> 8
      bytes[17] = checksum & 255
      return checksum !== 0 && lsaChecksumIsGood(bytes)
    }),
  )
})

test('§A.4.1: a length of less than the header, or of more than there is, is refused; nothing is read behind it', () => {
  assert.equal(refusal(withBytes(lsa(), 18, 0, 19)), 'lsa-length')
  assert.equal(refusal(withBytes(lsa(), 18, 0, 25)), 'lsa-truncated')
  assert.equal(refusal(withBytes(lsa(), 18, 0xff, 0xff)), 'lsa-truncated')
  assert.equal(refusal(lsa().subarray(0, 19)), 'lsa-truncated')
})

test('§12.1.4: a router-LSA whose Link State ID is not its Advertising Router is refused', () => {
  assert.equal(refusal(lsa({ linkStateId: '10.0.0.2' })), 'lsa-link-state-id')
})

test('§13 (2): types 1 to 5, 7 and 9 to 11 are known', () => {
  const known: number[] = []
  for (let type = 0; type < 256; type++)
    if (refusal(lsa({ type, body: new Uint8Array(16) })) !== 'lsa-unknown-type') known.push(type)
  assert.deepEqual(known, [1, 2, 3, 4, 5, 7, 9, 10, 11])
})

test('§12.1.1, §12.1.6: an age beyond MaxAge and the reserved sequence number are refused', () => {
  assert.equal(refusal(withBytes(lsa(), 0, 0x0e, 0x10)), undefined)
  assert.equal(refusal(withBytes(lsa(), 0, 0x0e, 0x11)), 'lsa-age')
  assert.equal(refusal(withBytes(lsa(), 0, 0x8e, 0x11)), 'lsa-age')
  assert.equal(refusal(lsa({ sequenceNumber: -0x80000000 })), 'lsa-sequence-number')
})

test('§A.4.2: links and TOS metrics beyond the LSA are refused', () => {
  const link = [10, 0, 0, 2, 10, 0, 0, 1, 1, 0, 0, 10]
  const withLinks = (count: number, tos: number, ...rest: number[]) =>
    refusal(lsa({ body: Uint8Array.of(0, 0, 0, count, ...link.with(9, tos), ...rest) }))
  assert.equal(withLinks(1, 0), undefined)
  assert.equal(withLinks(2, 0), 'lsa-malformed')
  assert.equal(withLinks(1, 1), 'lsa-malformed')
  assert.equal(withLinks(1, 1, 8, 0, 0, 1), undefined)
  assert.equal(withLinks(1, 255, 8, 0, 0, 1), 'lsa-malformed')
  assert.equal(refusal(lsa({ body: new Uint8Array(0) })), 'lsa-malformed')
})

test('§A.4.2: links behind TOS metrics are found', () => {
  const body = Uint8Array.of(
    0,
    0,
    0,
    2,
    1,
    1,
    1,
    1,
    2,
    2,
    2,
    2,
    1,
    1,
    0,
    7,
    8,
    0,
    0,
    1,
    255,
    255,
    255,
    255,
    4,
    4,
    4,
    4,
    3,
    0,
    0,
    9,
  )
  const result = decodeLsa(new Reader(lsa({ body })))
  assert.ok(result.ok)
  const seen: number[][] = []
  forEachRouterLink(result.value, (...link) => {
    seen.push(link)
  })
  assert.deepEqual(seen, [
    [1, 0x01010101, 0x02020202, 7],
    [3, 0xffffffff, 0x04040404, 9],
  ])
})

test('§A.4.3 to §A.4.5: bodies that are too short or not whole are refused', () => {
  for (const [type, good, bad] of [
    [LsType.network, [8, 12], [0, 4, 6]],
    [LsType.summaryNetwork, [8, 12], [0, 4, 9]],
    [LsType.summaryAsbr, [8], [0, 4]],
    [LsType.asExternal, [16, 28], [0, 12, 20, 24]],
    [LsType.nssaExternal, [16], [8, 12]],
    [LsType.opaqueArea, [0, 4, 1000], [1, 2, 3, 1001]],
  ] as const) {
    for (const length of good)
      assert.equal(refusal(lsa({ type, body: new Uint8Array(length) })), undefined, `type ${type}, ${length}`)
    for (const length of bad)
      assert.equal(refusal(lsa({ type, body: new Uint8Array(length) })), 'lsa-malformed', `type ${type}, ${length}`)
  }
})

test('a mask with holes is not for the decoder to judge', () => {
  const body = Uint8Array.of(255, 0, 255, 0, 0, 0, 0, 1)
  assert.equal(refusal(lsa({ type: LsType.summaryNetwork, body })), undefined)
})

test('an LSA keeps no large packet in memory: its bytes are its own', () => {
  const packet = new Uint8Array(65536)
  const one = lsa()
  packet.set(one)
  const result = decodeLsa(new Reader(packet))
  assert.ok(result.ok)
  assert.equal(result.value.bytes.buffer.byteLength, one.length)
  packet.fill(255)
  assert.deepEqual(result.value.bytes, one)
})

test('the LSAs of a small packet share its memory', () => {
  const one = lsa()
  const packet = Uint8Array.of(...one, ...one)
  const reader = new Reader(packet)
  for (const at of [0, one.length]) {
    const result = decodeLsa(reader)
    assert.ok(result.ok)
    assert.deepEqual(result.value.bytes, one)
    assert.deepEqual([result.value.bytes.buffer, result.value.bytes.byteOffset], [packet.buffer, at])
  }
})
