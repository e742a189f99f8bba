import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ipv4 } from '../../../protocols/base/ipv4.js'
import type { Algorithm, ExtendedKey, Key } from '../../../protocols/ospf/authentication/key.js'
import {
  AuType,
  type Authentication,
  authenticate,
  NULL_AUTHENTICATION,
  protect,
  trailerLength,
} from '../../../protocols/ospf/packet/authentication.js'
import { decodeHeader } from '../../../protocols/ospf/packet/packet.js'
import { internetChecksum } from '../../../protocols/wire/internet-checksum.js'
import type { CapturedPacket } from '../../bytes/captured-packet.js'
import { ospfAuthentication } from '../../bytes/ospf-authentication.js'

const FOREVER = { start: undefined, end: undefined }
const SOURCE = ipv4('10.0.1.1')

function key<A extends Algorithm>(keyId: number, algorithm: A, secret: string): Key & { readonly algorithm: A } {
  return { keyId, algorithm, secret: Buffer.from(secret), sendLifetime: FOREVER, acceptLifetime: FOREVER }
}

const SIMPLE: Authentication = { type: 'simple', password: Buffer.from('secret\0\0') }
const CRYPTOGRAPHIC: Authentication = {
  type: 'cryptographic',
  keyChain: 'backbone',
  strictSequence: false,
  keys: [
    key(7, 'md5', 'waymark'),
    key(9, 'hmac-sha-256', 'waymark'),
    key(1, 'hmac-sha-1', "a key of forty-two characters in all, isn't"),
  ],
}
const EXTENDED: Authentication = {
  type: 'extended',
  keyChain: 'backbone',
  keys: [key(70000, 'hmac-sha-384', 'waymark') as ExtendedKey],
}

function check(authentication: Authentication, packet: Uint8Array, source = SOURCE, wallClock = 0) {
  const header = decodeHeader(packet)
  assert.ok(header.ok, header.ok ? '' : header.error.detail)
  return authenticate(authentication, header.value, packet, source, wallClock)
}

function reasonOf(authentication: Authentication, packet: Uint8Array, source = SOURCE, wallClock = 0): string {
  const result = check(authentication, packet, source, wallClock)
  return result.ok ? 'accepted' : `${result.error.reason}: ${result.error.detail}`
}

function authenticationOf({ bytes }: CapturedPacket): Authentication {
  return bytes[15] === AuType.simple ? SIMPLE : CRYPTOGRAPHIC
}

/** The captured packet as it was before its sender authenticated it. */
function unprotected({ bytes }: CapturedPacket): Uint8Array<ArrayBuffer> {
  const packet = Uint8Array.from(bytes.subarray(0, (bytes[2]! << 8) | bytes[3]!))
  packet.fill(0, 12, 24)
  const checksum = internetChecksum(packet)
  packet[12] = checksum >> 8
  packet[13] = checksum & 255
  return packet
}

for (const packet of ospfAuthentication) {
  test(`${packet.name} (${packet.from}) is authentic, and one changed byte is not`, () => {
    const authentication = authenticationOf(packet)
    const result = check(authentication, packet.bytes, ipv4(packet.source))
    assert.ok(result.ok, result.ok ? '' : result.error.detail)
    if (authentication.type !== 'cryptographic') return
    assert.ok(result.value.sequence!.number > 1_700_000_000n)
    for (const at of [4, 11, 20, 23, 24, packet.bytes.length - 1]) {
      const changed = Uint8Array.from(packet.bytes)
      changed[at]! ^= 1
      assert.match(reasonOf(authentication, changed), /^authentication-failed: .* digest wrong for key/)
    }
  })

  test(`${packet.name} (${packet.from}): we would have sent the same bytes`, () => {
    const authentication = authenticationOf(packet)
    const view = new DataView(packet.bytes.buffer, packet.bytes.byteOffset)
    const keys = CRYPTOGRAPHIC.type === 'cryptographic' ? CRYPTOGRAPHIC.keys : []
    const one: Authentication =
      authentication.type === 'simple'
        ? authentication
        : {
            type: 'cryptographic',
            keyChain: 'backbone',
            strictSequence: false,
            keys: keys.filter(({ keyId }) => keyId === view.getUint8(18)),
          }
    const sent = protect(one, unprotected(packet), {
      source: ipv4(packet.source),
      wallClock: 0,
      sequenceNumber: BigInt(view.getUint32(20)),
    })
    assert.deepEqual(Buffer.from(sent), Buffer.from(packet.bytes))
  })
}

test('a packet of another AuType is refused with both types named', () => {
  const packet = ospfAuthentication.find(({ name }) => name.startsWith('MD5'))!
  assert.equal(reasonOf(NULL_AUTHENTICATION, packet.bytes), 'authentication-type: theirs cryptographic, ours null')
  const simple = ospfAuthentication.find(({ name }) => name.startsWith('simple'))!
  assert.equal(reasonOf(CRYPTOGRAPHIC, simple.bytes), 'authentication-type: theirs simple password, ours cryptographic')
})

test('a wrong password, an unknown key, another algorithm under the key and a cut digest are refused, each in its words', () => {
  const simple = ospfAuthentication.find(({ name }) => name.startsWith('simple'))!
  const md5 = ospfAuthentication.find(({ name }) => name.startsWith('MD5'))!
  const wrong: Authentication = { type: 'simple', password: Buffer.from('secrets\0') }
  assert.equal(reasonOf(wrong, simple.bytes), 'authentication-failed: wrong password')
  const only = (...keys: Key[]): Authentication => ({
    type: 'cryptographic',
    keyChain: 'backbone',
    strictSequence: false,
    keys,
  })
  assert.equal(reasonOf(only(key(8, 'md5', 'waymark')), md5.bytes), 'authentication-failed: no key 7 valid now')
  assert.equal(
    reasonOf(only(key(7, 'hmac-sha-1', 'waymark')), md5.bytes),
    'authentication-failed: authentication data of 16 bytes, HMAC-SHA-1 of key 7 has 20',
  )
  assert.equal(
    reasonOf(CRYPTOGRAPHIC, md5.bytes.subarray(0, md5.bytes.length - 1)),
    'authentication-failed: authentication data of 16 bytes cut short',
  )
})

test('a key outside its accept lifetime is refused while another is valid', () => {
  const md5 = ospfAuthentication.find(({ name }) => name.startsWith('MD5'))!
  const old = { ...key(7, 'md5', 'waymark'), acceptLifetime: { start: undefined, end: 1000 } }
  const both: Authentication = {
    type: 'cryptographic',
    keyChain: 'backbone',
    strictSequence: false,
    keys: [old, key(8, 'md5', 'other')],
  }
  assert.equal(reasonOf(both, md5.bytes, SOURCE, 999), 'accepted')
  assert.equal(reasonOf(both, md5.bytes, SOURCE, 1000), 'authentication-failed: no key 7 valid now')
})

test('type 3 carries a 64-bit sequence number and a 32-bit Key ID, and no checksum (RFC 7474 §3)', () => {
  const packet = unprotected(ospfAuthentication[0]!)
  const sent = protect(EXTENDED, packet, { source: SOURCE, wallClock: 0, sequenceNumber: 0x1_0000_0002n })
  const view = new DataView(sent.buffer, sent.byteOffset)
  const length = view.getUint16(2)
  assert.equal(view.getUint16(12), 0)
  assert.equal(view.getUint16(14), 3)
  assert.equal(view.getUint32(16), 48 + 8)
  assert.equal(view.getUint32(20), 70000)
  assert.equal(view.getBigUint64(length), 0x1_0000_0002n)
  assert.equal(sent.length, length + 8 + 48)
  const result = check(EXTENDED, sent)
  assert.ok(result.ok)
  assert.equal(result.value.sequence?.number, 0x1_0000_0002n)
})

test('type 3 notices another source address and another sequence number (RFC 7474 §5)', () => {
  const sent = protect(EXTENDED, unprotected(ospfAuthentication[0]!), {
    source: SOURCE,
    wallClock: 0,
    sequenceNumber: 5n,
  })
  assert.match(reasonOf(EXTENDED, sent, ipv4('10.0.1.9')), /^authentication-failed: HMAC-SHA-384 digest wrong/)
  sent[sent.length - 49]! ^= 1
  assert.match(reasonOf(EXTENDED, sent), /^authentication-failed: HMAC-SHA-384 digest wrong/)
})

test('the trailer counts against the MTU with the longest digest of the keys', () => {
  assert.equal(trailerLength(NULL_AUTHENTICATION), 0)
  assert.equal(trailerLength(SIMPLE), 0)
  assert.equal(trailerLength(CRYPTOGRAPHIC), 32)
  assert.equal(trailerLength(EXTENDED), 56)
})

test('whatever the authentication fields say, authenticating does not throw', () => {
  const packet = ospfAuthentication.find(({ name }) => name.startsWith('MD5'))!
  for (let at = 14; at < 24; at++) {
    for (const value of [0, 1, 3, 7, 9, 20, 127, 255]) {
      for (const end of [packet.bytes.length, packet.bytes.length - 16]) {
        const changed = Uint8Array.from(packet.bytes.subarray(0, end))
        changed[at] = value
        const header = decodeHeader(changed)
        if (!header.ok) continue
        for (const authentication of [NULL_AUTHENTICATION, SIMPLE, CRYPTOGRAPHIC, EXTENDED]) {
          authenticate(authentication, header.value, changed, SOURCE, 0)
        }
      }
    }
  }
})
