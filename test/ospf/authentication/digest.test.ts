import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { test } from 'node:test'
import { ipv4 } from '../../../protocols/base/ipv4.js'
import {
  digest,
  digestLength,
  extendedDigest,
  isKeyLongerThanDigest,
  sameDigest,
} from '../../../protocols/ospf/authentication/digest.js'
import type { Algorithm, Key } from '../../../protocols/ospf/authentication/key.js'

const FOREVER = { start: undefined, end: undefined }
const PACKET = Uint8Array.from({ length: 52 }, (_, i) => (i * 37) & 255)
const NODE_NAMES = {
  'hmac-sha-1': 'sha1',
  'hmac-sha-256': 'sha256',
  'hmac-sha-384': 'sha384',
  'hmac-sha-512': 'sha512',
}
const HMACS = Object.keys(NODE_NAMES) as (keyof typeof NODE_NAMES)[]

function key<A extends Algorithm>(algorithm: A, secret: string): Key & { readonly algorithm: A } {
  return { keyId: 1, algorithm, secret: Buffer.from(secret), sendLifetime: FOREVER, acceptLifetime: FOREVER }
}

function apad(length: number): Buffer {
  return Buffer.from('878fe1f3'.repeat(length / 4), 'hex')
}

test('MD5 is the hash of the packet and the key padded to 16 bytes (RFC 2328 §D.4.3)', () => {
  const padded = Buffer.alloc(16)
  padded.write('secret')
  const expected = createHash('md5').update(PACKET).update(padded).digest()
  assert.deepEqual(Buffer.from(digest(key('md5', 'secret'), PACKET)), expected)
})

test('an HMAC covers the packet and Apad as long as the digest (RFC 5709 §3.3)', () => {
  for (const algorithm of HMACS) {
    const length = digestLength(algorithm)
    const expected = createHmac(NODE_NAMES[algorithm], 'k').update(PACKET).update(apad(length)).digest()
    assert.equal(expected.length, length)
    assert.deepEqual(Buffer.from(digest(key(algorithm, 'k'), PACKET)), expected, algorithm)
  }
})

test('a key longer than the digest but not than the block is used as FRR, BIRD and Holo use it: unhashed', () => {
  const secret = 'x'.repeat(40)
  const expected = createHmac('sha1', secret).update(PACKET).update(apad(20)).digest()
  assert.deepEqual(Buffer.from(digest(key('hmac-sha-1', secret), PACKET)), expected)
  assert.ok(isKeyLongerThanDigest(key('hmac-sha-1', secret)))
  assert.ok(!isKeyLongerThanDigest(key('hmac-sha-1', 'x'.repeat(20))))
  assert.ok(!isKeyLongerThanDigest(key('hmac-sha-1', 'x'.repeat(65))))
})

test('type 3 puts the source address into Apad and the protocol ID 3 behind the key (RFC 7474 §5, §6)', () => {
  const source = ipv4('192.0.2.1')
  for (const algorithm of HMACS) {
    const pad = apad(digestLength(algorithm))
    pad.writeUInt32BE(source)
    const ks = Buffer.concat([Buffer.from('secret'), Buffer.from([0, 3])])
    const expected = createHmac(NODE_NAMES[algorithm], ks).update(PACKET).update(pad).digest()
    assert.deepEqual(Buffer.from(extendedDigest(key(algorithm, 'secret'), source, PACKET)), expected, algorithm)
  }
})

test('type 3 hashes a key that with the protocol ID is longer than the digest (RFC 7474 §6)', () => {
  const secret = 'x'.repeat(31)
  const ko = createHash('sha256')
    .update(secret)
    .update(Buffer.from([0, 3]))
    .digest()
  const pad = apad(32)
  pad.writeUInt32BE(1)
  const expected = createHmac('sha256', ko).update(PACKET).update(pad).digest()
  assert.deepEqual(Buffer.from(extendedDigest(key('hmac-sha-256', secret), ipv4('0.0.0.1'), PACKET)), expected)
})

test('digests are the same only when every byte is', () => {
  const a = digest(key('hmac-sha-256', 'k'), PACKET)
  const b = Uint8Array.from(a)
  assert.ok(sameDigest(a, b))
  b[31]! ^= 1
  assert.ok(!sameDigest(a, b))
  assert.ok(!sameDigest(a, a.subarray(0, 31)))
})
