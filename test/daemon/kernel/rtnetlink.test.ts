import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { decodeAddress, withAddress, withoutAddress } from '../../../daemon/kernel/rtnetlink/address.js'
import { decodeLink } from '../../../daemon/kernel/rtnetlink/link.js'
import {
  decodeAcknowledgment,
  decodeDone,
  decodeMessages,
  type NetlinkMessage,
  NetlinkWriter,
} from '../../../daemon/kernel/rtnetlink/message.js'
import { decodeMulticastRoute } from '../../../daemon/kernel/rtnetlink/multicast-route.js'
import { decodeRoute, encodeRoute, encodeRouteDeletion } from '../../../daemon/kernel/rtnetlink/route.js'
import { formatIpv4, ipv4 } from '../../../protocols/base/ipv4.js'
import { formatPrefix, prefix } from '../../../protocols/base/prefix.js'
import type { LinkAddress } from '../../../protocols/engine/link.js'

/** What Linux 6.18 sent to a socket that had joined the groups for links, addresses and routes. */
const kernel = {
  // ip link set wb down; cut after the operational state: the rest is counters and the like.
  linkDown:
    '48000000100000000000000000000000000001000300000002100000000000000700030077610000' +
    '08000d00e803000005001000020000000800040' +
    '0dc05000008003200' +
    '44000000',
  // ip link set wb nomaster: the bridge says that its port went, which is not the link's end.
  portRemoved:
    '5400000011000000000000000000000007000100020000000210000000000000070003007762000008000a000400000008000400dc' +
    '05000005001000020000000a000100c6261ea234f600000800050003000000',
  // ip addr add 10.2.0.2/24 dev wa, beside 10.2.0.1/24
  secondary:
    '4c000000140000003ecd026b471200000218810003000000080001000a020002080002000a0200020700030077610000080008008100' +
    '000014000600ffffffffffffffffc7490400c7490400',
  // ip addr add 192.0.2.1 peer 192.0.2.2/32 dev wa
  peer:
    '4c000000140000003ecd026b48120000022080000300000008000100c000020208000200c000020107000300776100000800080080000' +
    '00014000600ffffffffffffffffc7490400c7490400',
  // ip route add 198.51.100.0/24 proto 188 metric 20 via 10.1.0.2 dev wa
  route:
    '44000000180000063ecd026b5412000002180000febc00010000000008000f00fe00000008000100c63364000800060014000000080005' +
    '000a0100020800040003000000',
  // ip route add 203.0.113.0/24 proto 188 metric 20 nexthop via 10.1.0.2 dev wa nexthop via 192.0.2.77 dev wb onlink
  multipath:
    '58000000180000063ecd026b5612000002180000febc00010000000008000f00fe00000008000100cb0071000800060014000000240009' +
    '001000000003000000080005000a010002100004000200000008000500c000024d',
  // ip route add blackhole 198.51.101.0/24 proto 188 metric 20 table 1000
  blackhole: '34000000180000063ecd026b5e12000002180000fcbc00060000000008000f00e803000008000100c63365000800060014000000',
  // The answer to a route over an interface that is not there.
  refusal:
    '440000000200000307000000391200089bffffff44000000180005060700000000000000200001004e657874686f702068617320696e76' +
    '616c6964206761746577617900',
} as const

function message(hex: string): NetlinkMessage {
  const [first, ...more] = decodeMessages(Buffer.from(hex, 'hex'))
  assert.equal(more.length, 0)
  return first!
}

describe('what the kernel says', () => {
  test('of a link', () => {
    assert.deepEqual(decodeLink(message(kernel.linkDown).payload), {
      index: 3,
      name: 'wa',
      mtu: 1500,
      kind: 'broadcast',
      administrativelyUp: false,
      up: false,
      master: undefined,
      vrfTable: undefined,
    })
  })

  test("of a bridge's port is not about the link", () => {
    assert.equal(decodeLink(message(kernel.portRemoved).payload), undefined)
  })

  test('of an address, secondary or with a peer', () => {
    assert.deepEqual(decodeAddress(message(kernel.secondary).payload), {
      index: 3,
      address: { address: ipv4('10.2.0.2'), prefixLength: 24, secondary: true },
    })
    assert.deepEqual(decodeAddress(message(kernel.peer).payload), {
      index: 3,
      address: { address: ipv4('192.0.2.1'), prefixLength: 32, peer: ipv4('192.0.2.2'), secondary: false },
    })
  })

  test('of a route, with one next hop or several', () => {
    const route = decodeRoute(message(kernel.route).payload)!
    assert.equal(formatPrefix(route.prefix), '198.51.100.0/24')
    assert.deepEqual([route.table, route.metric, route.protocol], [254, 20, 188])
    assert.deepEqual(route.nextHops, [{ interface: 3, gateway: ipv4('10.1.0.2'), onlink: false }])
    assert.deepEqual(decodeRoute(message(kernel.multipath).payload)!.nextHops, [
      { interface: 2, gateway: ipv4('192.0.2.77'), onlink: true },
      { interface: 3, gateway: ipv4('10.1.0.2'), onlink: false },
    ])
    const blackhole = decodeRoute(message(kernel.blackhole).payload)!
    assert.deepEqual([blackhole.table, blackhole.nextHops], [1000, []])
  })

  test('of a refusal, with its explanation', () => {
    const refusal = message(kernel.refusal)
    assert.deepEqual([refusal.type, refusal.sequence], [2, 7])
    assert.deepEqual(decodeAcknowledgment(refusal), { errno: 101, explanation: 'Nexthop has invalid gateway' })
  })

  test('is read without exception however it is cut or changed', () => {
    const samples = Object.values(kernel).map((hex) => Buffer.from(hex, 'hex'))
    const sample = fc.constantFrom(...samples)
    const change = fc.record({ at: fc.nat(255), to: fc.nat(255) })
    fc.assert(
      fc.property(sample, fc.array(change, { maxLength: 6 }), fc.nat(255), (original, changes, length) => {
        const bytes = Buffer.from(original.subarray(0, Math.max(1, length)))
        for (const { at, to } of changes) bytes[at % bytes.length] = to
        for (const found of decodeMessages(bytes)) {
          decodeLink(found.payload)
          decodeAddress(found.payload)
          decodeRoute(found.payload)
          decodeMulticastRoute(found.payload)
          decodeAcknowledgment(found)
          decodeDone(found)
        }
      }),
      { numRuns: 2000 },
    )
  })
})

describe('what is asked of the kernel', () => {
  const slot = { table: 254, metric: 20 }
  const single = {
    prefix: prefix('198.51.100.0/24'),
    nextHops: [{ interface: 3, gateway: ipv4('10.1.0.2'), onlink: false }],
  }
  const several = {
    prefix: prefix('203.0.113.0/24'),
    nextHops: [
      { interface: 2, gateway: ipv4('192.0.2.77'), onlink: true },
      { interface: 3, gateway: ipv4('10.1.0.2'), onlink: false },
      { interface: 4, onlink: false },
    ],
  }

  for (const [name, route] of [
    ['one next hop', single],
    ['several', several],
  ] as const) {
    test(`is a route with ${name} that reads back as it is`, () => {
      const writer = new NetlinkWriter(16)
      encodeRoute(writer, 'add', route, slot, 4, 9)
      const request = message(writer.finish().toString('hex'))
      assert.deepEqual([request.type, request.flags, request.sequence], [24, 0x605, 9])
      const read = decodeRoute(request.payload)!
      assert.deepEqual(read, {
        ...slot,
        protocol: 188,
        kind: 'unicast',
        typeOfService: 0,
        realm: 0,
        object: undefined,
        ...route,
      })
    })
  }

  test('never takes the place of a route that is there, but to replace one', () => {
    const flagsOf = (how: 'add' | 'replace') => {
      const writer = new NetlinkWriter()
      encodeRoute(writer, how, single, slot, 0, 1)
      return message(writer.finish().toString('hex')).flags
    }
    assert.equal(flagsOf('add') & 0x300, 0x200)
    assert.equal(flagsOf('replace') & 0x300, 0x100)
  })

  test('names a nexthop object in the place of what that says', () => {
    const writer = new NetlinkWriter(16)
    encodeRoute(writer, 'add', single, slot, 0, 1, 188_000_001)
    const { nextHops, object } = decodeRoute(message(writer.finish().toString('hex')).payload)!
    assert.deepEqual([nextHops, object], [[], 188_000_001])
  })

  test('is the deletion of our own route only: its protocol stands in it', () => {
    const writer = new NetlinkWriter()
    encodeRouteDeletion(writer, single.prefix, { table: 1000, metric: 7 }, 0, 1)
    const { type, payload } = message(writer.finish().toString('hex'))
    const { table, metric, protocol } = decodeRoute(payload)!
    assert.deepEqual([type, table, metric, protocol], [25, 1000, 7, 188])
  })
})

describe("a link's addresses", () => {
  const at = (text: string, secondary: boolean): LinkAddress => ({ address: ipv4(text), prefixLength: 24, secondary })

  test('are in the order of the kernel: primary ones first, each kind as it came', () => {
    let addresses: LinkAddress[] = []
    for (const address of [at('10.0.0.1', false), at('10.0.0.2', true), at('10.1.0.1', false), at('10.0.0.3', true)]) {
      addresses = withAddress(addresses, address)
    }
    const names = () => addresses.map(({ address }) => formatIpv4(address))
    assert.deepEqual(names(), ['10.0.0.1', '10.1.0.1', '10.0.0.2', '10.0.0.3'])
    // promote_secondaries: the first of the secondary ones becomes the primary of its subnet.
    addresses = withAddress(withoutAddress(addresses, at('10.0.0.1', false)), at('10.0.0.2', false))
    assert.deepEqual(names(), ['10.1.0.1', '10.0.0.2', '10.0.0.3'])
  })
})
