import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { encodeRouteRequest, isAboutNothing, type RouteRequest } from '../../../daemon/kernel/route-request.js'
import { decodeMessages, NetlinkWriter, NLM_F_ACK } from '../../../daemon/kernel/rtnetlink/message.js'
import { ipv4, ipv4FromNumber } from '../../../protocols/base/ipv4.js'
import { prefixOf } from '../../../protocols/base/prefix.js'
import type { NextHop } from '../../../protocols/engine/route.js'

const hopSets: readonly (readonly NextHop[])[] = [
  [{ interface: 2, gateway: ipv4('10.0.0.2'), onlink: false }],
  [
    { interface: 2, gateway: ipv4('10.0.0.2'), onlink: false },
    { interface: 3, gateway: ipv4('10.0.1.2'), onlink: true },
  ],
  [],
]

const request: fc.Arbitrary<RouteRequest> = fc
  .record({
    operation: fc.constantFrom('add', 'replace', 'delete'),
    address: fc.nat({ max: 0xffffffff }),
    length: fc.constantFrom(0, 24, 32),
    nextHops: fc.constantFrom(...hopSets),
    metric: fc.constantFrom(20, 21),
    object: fc.constantFrom(undefined, 188_000_001, 188_000_002),
  })
  .map(({ operation, address, length, nextHops, metric, object }) => {
    const prefix = prefixOf(ipv4FromNumber(address), length)
    const where = { state: undefined, prefix, slot: { table: 254, metric } }
    return operation === 'delete'
      ? { ...where, operation, route: undefined }
      : { ...where, operation, route: { prefix, nextHops }, object }
  })

describe('the requests of a datagram', () => {
  test('are the same bytes whether a message is like the one before or made by itself', () => {
    fc.assert(
      fc.property(fc.array(request, { minLength: 1, maxLength: 30 }), (requests) => {
        const writer = new NetlinkWriter(16)
        const alone: Buffer[] = []
        requests.forEach((each, i) => {
          const flags = i === requests.length - 1 ? NLM_F_ACK : 0
          encodeRouteRequest(writer, each, requests[i - 1], flags, 100 + i)
          const single = new NetlinkWriter()
          encodeRouteRequest(single, each, undefined, flags, 100 + i)
          alone.push(single.finish())
        })
        assert.deepEqual(writer.finish(), Buffer.concat(alone))
        assert.equal([...decodeMessages(writer.finish())].length, requests.length)
      }),
    )
  })

  test('are about nothing when what is to go has gone', () => {
    const prefix = prefixOf(ipv4('192.0.2.0'), 24)
    const where = { state: undefined, prefix, slot: { table: 254, metric: 20 } }
    const deletion: RouteRequest = { ...where, operation: 'delete', route: undefined }
    const replacement: RouteRequest = {
      ...where,
      operation: 'replace',
      route: { prefix, nextHops: [] },
      object: undefined,
    }
    assert(isAboutNothing(deletion, 'ESRCH'))
    assert(!isAboutNothing(deletion, 'EPERM'))
    assert(!isAboutNothing(replacement, 'ESRCH'))
  })
})
