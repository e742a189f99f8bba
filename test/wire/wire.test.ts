import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { internetChecksum } from '../../protocols/wire/internet-checksum.js'
import { Reader } from '../../protocols/wire/reader.js'
import { Writer } from '../../protocols/wire/writer.js'

test('a reader reads network order at any offset of a larger buffer', () => {
  const bytes = Uint8Array.from([
    0xff, 0x01, 0x02, 0x03, 0x04, 0x80, 0x00, 0x00, 0x01, 0xaa, 0xbb, 0xcc, 0xdd,
  ]).subarray(1)
  const reader = new Reader(bytes)
  assert.equal(reader.uint8(), 1)
  assert.equal(reader.uint24(), 0x020304)
  assert.equal(reader.int32(), -0x7fffffff)
  assert.deepEqual(reader.bytes(2), Uint8Array.from([0xaa, 0xbb]))
  assert.equal(reader.uint16(), 0xccdd)
  assert.equal(reader.remaining, 0)
  assert.equal(reader.overrun, false)
})

test('reading past the end gives zeros and says so, and goes on saying so', () => {
  const reader = new Reader(Uint8Array.from([1, 2, 3]))
  assert.equal(reader.uint32(), 0)
  assert.ok(reader.overrun)
  assert.equal(reader.uint8(), 0)
  assert.equal(reader.bytes(1).length, 0)
  assert.ok(reader.overrun)
})

test('a writer writes what a reader reads, growing as needed', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(0xffffffff), { maxLength: 200 }), (numbers) => {
      const writer = new Writer(1)
      for (const n of numbers) writer.uint32(n).uint24(n & 0xffffff)
      const reader = new Reader(writer.finish())
      for (const n of numbers) {
        assert.equal(reader.uint32(), n)
        assert.equal(reader.uint24(), n & 0xffffff)
      }
      assert.equal(reader.remaining, 0)
    }),
  )
})

test('the checksum of a well-known IPv4 header (UDP, 192.168.0.1 to 192.168.0.199) is 0xb861, and with it the sum is good', () => {
  const header = Buffer.from('450000730000400040110000c0a80001c0a800c7', 'hex')
  assert.equal(internetChecksum(header), 0xb861)
  header.writeUInt16BE(0xb861, 10)
  assert.equal(internetChecksum(header), 0)
})

test('the checksum of the example of RFC 1071 §3 is ~0xddf2', () => {
  assert.equal(internetChecksum(Uint8Array.from([0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7])), ~0xddf2 & 0xffff)
})
