import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { formatIpv4, ipv4, ipv4FromNumber, isMulticast, parseIpv4 } from '../../protocols/base/ipv4.js'
import {
  contains,
  covers,
  formatPrefix,
  lengthOfMask,
  maskOf,
  parsePrefix,
  prefix,
  prefixKey,
  prefixOf,
} from '../../protocols/base/prefix.js'

test('an address is compared as the unsigned number it is', () => {
  assert.ok(ipv4('192.0.2.1') > ipv4('10.0.0.1'))
  assert.equal(ipv4('255.255.255.255'), 0xffffffff)
  assert.equal(ipv4FromNumber(-1), 0xffffffff)
})

test('what is not four decimal octets is not an address', () => {
  for (const text of ['', '1.2.3', '1.2.3.4.5', '256.1.1.1', '01.2.3.4', '1.2.3.x', '-1.2.3.4', ' 1.2.3.4', '1..2.3']) {
    assert.equal(parseIpv4(text), undefined, text)
  }
})

test('an address survives being written and read', () => {
  fc.assert(fc.property(fc.nat(0xffffffff), (n) => parseIpv4(formatIpv4(n)) === n))
})

test('224.0.0.0/4 is multicast and nothing else', () => {
  assert.ok(isMulticast(ipv4('224.0.0.0')) && isMulticast(ipv4('239.255.255.255')))
  assert.ok(!isMulticast(ipv4('223.255.255.255')) && !isMulticast(ipv4('240.0.0.0')))
})

test('every prefix length has one mask, and a mask with a gap has no length', () => {
  for (let length = 0; length <= 32; length++) assert.equal(lengthOfMask(maskOf(length)), length)
  assert.equal(lengthOfMask(ipv4('255.0.255.0')), undefined)
  assert.equal(lengthOfMask(ipv4('0.0.0.1')), undefined)
})

test('a prefix with host bits, a length beyond 32 or a leading zero is not a prefix', () => {
  for (const text of ['10.0.0.1/8', '10.0.0.0/33', '10.0.0.0/08', '10.0.0.0', '10.0.0.0/', '/8', '10.0.0/8']) {
    assert.equal(parsePrefix(text), undefined, text)
  }
  assert.equal(formatPrefix(prefix('0.0.0.0/0')), '0.0.0.0/0')
})

test('a prefix contains its addresses and covers its longer prefixes', () => {
  const outer = prefix('10.1.0.0/16')
  assert.ok(contains(outer, ipv4('10.1.255.255')) && !contains(outer, ipv4('10.2.0.0')))
  assert.ok(covers(outer, prefix('10.1.2.0/24')) && covers(outer, outer) && !covers(outer, prefix('10.0.0.0/8')))
  assert.ok(contains(prefix('0.0.0.0/0'), ipv4('255.255.255.255')))
})

test('two prefixes have the same key only when they are the same', () => {
  const anyPrefix = fc
    .tuple(fc.nat(0xffffffff), fc.integer({ min: 0, max: 32 }))
    .map(([address, length]) => prefixOf(ipv4FromNumber(address), length))
  fc.assert(
    fc.property(
      anyPrefix,
      anyPrefix,
      (a, b) => (prefixKey(a) === prefixKey(b)) === (formatPrefix(a) === formatPrefix(b)),
    ),
  )
})
