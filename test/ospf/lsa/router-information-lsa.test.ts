import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ipv4 } from '../../../protocols/base/ipv4.js'
import { routerId } from '../../../protocols/ospf/identifiers.js'
import { encodeLsa } from '../../../protocols/ospf/lsa/encode.js'
import { type Lsa, LsType } from '../../../protocols/ospf/lsa/lsa.js'
import {
  decodeRouterInformationLsa,
  encodeRouterInformationLsa,
  InformationalCapabilities,
  isHostname,
} from '../../../protocols/ospf/lsa/router-information-lsa.js'

function lsaOf(body: Uint8Array): Lsa {
  return encodeLsa({
    options: 2,
    type: LsType.opaqueArea,
    linkStateId: ipv4('4.0.0.0'),
    advertisingRouter: routerId(ipv4('192.0.2.1')),
    sequenceNumber: 1,
    body,
  })
}

const decode = (...bytes: readonly number[]) => decodeRouterInformationLsa(lsaOf(Uint8Array.from(bytes)))

test('RFC 7770 §2.2, RFC 5642 §3: TLVs 1 and 7, each padded to four bytes', () => {
  const body = encodeRouterInformationLsa({ capabilities: InformationalCapabilities.stubRouter, hostname: 'edge1' })
  assert.deepEqual(
    [...body],
    [0, 1, 0, 4, 0x20, 0, 0, 0, 0, 7, 0, 5, ...[...'edge1'].map((c) => c.charCodeAt(0)), 0, 0, 0],
  )
  assert.deepEqual(decodeRouterInformationLsa(lsaOf(body)), { capabilities: 0x20000000, hostname: 'edge1' })
})

test('RFC 7770 §2.3: TLVs that are not known are ignored, and of two the first counts', () => {
  const name = (text: string) => [0, 7, 0, 2, ...[...text].map((c) => c.charCodeAt(0)), 0, 0]
  assert.equal(decode(0, 99, 0, 5, 1, 2, 3, 4, 5, 0, 0, 0, ...name('r1'), ...name('r2')).hostname, 'r1')
})

test('a TLV that is longer than the LSA ends what is read of it', () => {
  assert.deepEqual(decode(0, 1, 0, 4, 0x80, 0, 0, 0, 0, 7, 0xff, 0xff, 0x61, 0, 0, 0), {
    capabilities: 0x80000000,
    hostname: undefined,
  })
  for (let length = 0; length < 16; length++)
    decode(...[0, 7, 0, 9, 97, 98, 99, 100, 101, 102, 103, 104, 105, 0, 0, 0].slice(0, length))
})

test('RFC 5642 §3: a name of other than visible ASCII characters is none', () => {
  assert.equal(decode(0, 7, 0, 0).hostname, undefined)
  assert.equal(decode(0, 7, 0, 2, 0x1b, 0x5b, 0, 0).hostname, undefined)
  assert.equal(decode(0, 7, 0, 2, 0xc3, 0xa9, 0, 0).hostname, undefined)
  assert.equal(isHostname('edge 1'), false)
  assert.equal(isHostname('x'.repeat(256)), false)
})
