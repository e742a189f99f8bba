import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sendDatagrams } from '../../../daemon/sockets/ip-header.js'
import { parseUpcall } from '../../../daemon/sockets/multicast-routing-socket.js'
import type { Network } from '../../../lab/network.js'
import { type Ipv4, ipv4, UNSPECIFIED } from '../../../protocols/base/ipv4.js'
import type { Link } from '../../../protocols/engine/link.js'
import { internetChecksum } from '../../../protocols/wire/internet-checksum.js'
import { scenario } from '../../netns/scenario.js'
import { eventually, RemoteKernel } from '../kernel/remote-kernel.js'

const ALL_SYSTEMS = ipv4('224.0.0.1')
const ALL_ROUTERS = ipv4('224.0.0.2')
const IGMPV3_ROUTERS = ipv4('224.0.0.22')
const GROUP = ipv4('239.1.2.3')
const HOST = ipv4('10.0.1.2')

/** Types of RFC 2236 §2.1 and RFC 3376 §4. */
const MEMBERSHIP_QUERY = 0x11
const V1_REPORT = 0x12
const V2_REPORT = 0x16
const LEAVE = 0x17
const V3_REPORT = 0x22

/** An IGMP message of eight bytes. */
function igmp(type: number, group: Ipv4): Uint8Array {
  const bytes = new Uint8Array(8)
  const view = new DataView(bytes.buffer)
  view.setUint8(0, type)
  view.setUint32(4, group)
  view.setUint16(2, internetChecksum(bytes))
  return bytes
}

function datagram(type: number, group: Ipv4, destination: Ipv4, routerAlert: boolean, source = HOST): Uint8Array {
  const out = new Uint8Array(64)
  let length = 0
  sendDatagrams({ protocol: 2, source, destination, ttl: 1, routerAlert }, igmp(type, group), 1500, 1, out, (n) => {
    length = n
    return undefined
  })
  return out.slice(0, length)
}

/** A router with a LAN to a host on either side. */
async function twoLans(network: Network) {
  const [router, host1, host2] = [
    await network.add('router'),
    await network.add('h1', 'host'),
    await network.add('h2', 'host'),
  ]
  const kernels: { lan: Link; host: RemoteKernel }[] = []
  await network.connect(
    { at: router, name: 'lan1', addresses: ['10.0.1.1/24'] },
    { at: host1, name: 'eth1', addresses: ['10.0.1.2/24'] },
  )
  await network.connect(
    { at: router, name: 'lan2', addresses: ['10.0.2.1/24'] },
    { at: host2, name: 'eth2', addresses: ['10.0.2.2/24'] },
  )
  const kernel = await RemoteKernel.start(router)
  for (const [name, host] of [
    ['lan1', host1],
    ['lan2', host2],
  ] as const) {
    kernels.push({ lan: await kernel.link(name), host: await RemoteKernel.start(host) })
  }
  const [one, two] = kernels
  await kernel.call('kernel.multicast.start')
  for (const [vif, { lan }] of kernels.entries()) {
    await kernel.call('kernel.igmp.open', lan.index)
    await kernel.call('kernel.multicast.addVif', vif, lan.index)
  }
  const stop = () => Promise.all([kernel, one!.host, two!.host].map((one) => one.stop()))
  return { router, kernel, one: one!, two: two!, stop }
}

scenario('every IGMP message of a host arrives once, with its link', [], async (network) => {
  const { kernel, one, stop } = await twoLans(network)
  const lan = one.lan.index
  const messages: [what: string, datagram: Uint8Array, interface_: number, routerAlert: boolean][] = [
    ['version 3 report', datagram(V3_REPORT, UNSPECIFIED, IGMPV3_ROUTERS, true), lan, true],
    ['version 3 report without Router Alert', datagram(V3_REPORT, UNSPECIFIED, IGMPV3_ROUTERS, false), lan, false],
    [
      'version 3 report of another host',
      datagram(V3_REPORT, UNSPECIFIED, IGMPV3_ROUTERS, true, ipv4('10.0.1.77')),
      lan,
      true,
    ],
    ['leave', datagram(LEAVE, GROUP, ALL_ROUTERS, true), lan, true],
    ['query', datagram(MEMBERSHIP_QUERY, UNSPECIFIED, ALL_SYSTEMS, true), lan, true],
    ['version 2 report', datagram(V2_REPORT, GROUP, GROUP, true), lan, true],
    ['version 2 report without Router Alert', datagram(V2_REPORT, GROUP, GROUP, false), lan, false],
    ['version 1 report', datagram(V1_REPORT, GROUP, GROUP, false), lan, false],
    ['group-specific query', datagram(MEMBERSHIP_QUERY, GROUP, GROUP, true), lan, true],
    ['leave to the group', datagram(LEAVE, GROUP, GROUP, false), lan, false],
  ]
  for (const [what, bytes, interface_, routerAlert] of messages) {
    // The kernels of the routers and hosts report groups of their own meanwhile.
    const mine = () =>
      kernel.all('igmpPacket').filter((p) => p.source === new DataView(bytes.buffer).getUint32(12) && p.ttl === 1)
    const before = mine().length
    await one.host.call('wire.send', 'eth1', bytes)
    await eventually(() => mine().length > before)
    const packet = mine()[before]
    assert.deepEqual([packet.interface, packet.routerAlert], [interface_, routerAlert], what)
    assert.equal(packet.bytes.hex, Buffer.from(bytes.subarray(-8)).toString('hex'), what)
  }
  await stop()
})

scenario(
  'a query leaves with TTL 1, TOS 0xc0, Router Alert and the given source, and only there',
  [],
  async (network) => {
    const { kernel, router, one, two, stop } = await twoLans(network)
    await router.ip('address add 10.0.1.9/24 dev lan1')
    const capture = router.start('tcpdump', ['tcpdump', '-vnl', '-i', 'any', '-c', '2', 'igmp[0]=0x11'])
    await capture.said(/listening on/)
    const query = (source: string, destination: Ipv4, group: Ipv4) =>
      kernel.call('kernel.igmp.send', {
        interface: one.lan.index,
        source: ipv4(source),
        destination,
        bytes: igmp(MEMBERSHIP_QUERY, group),
      })
    await one.host.call('kernel.igmp.open', (await one.host.link('eth1')).index)
    await two.host.call('kernel.igmp.open', (await two.host.link('eth2')).index)
    await query('0.0.0.0', ALL_SYSTEMS, UNSPECIFIED)
    await query('10.0.1.9', ALL_SYSTEMS, UNSPECIFIED)
    await query('10.0.1.1', GROUP, GROUP)
    await capture.said(
      /lan1 {2}Out IP \(tos 0xc0, ttl 1.*proto IGMP \(2\), length 32, options \(RA\)\)\s+10.0.1.9 > 224.0.0.1: igmp query/,
    )
    await capture.said(/lan1 {2}Out IP \(tos 0xc0, ttl 1.*options \(RA\)\)\s+10.0.1.1 > 239.1.2.3: igmp query/)
    const { value } = await one.host.until(
      (told) => told.event === 'igmpPacket' && told.value.source === ipv4('10.0.1.9'),
    )
    assert.equal(value.bytes.hex, Buffer.from(igmp(MEMBERSHIP_QUERY, UNSPECIFIED)).toString('hex'))
    assert.deepEqual(
      two.host.all('igmpPacket').filter((p) => p.bytes.hex.startsWith('11')),
      [],
    )
    const counters = new Map<number, { sendFailures: Record<string, number> }>(
      await kernel.call('kernel.igmp.counters'),
    )
    assert.equal(counters.get(one.lan.index)!.sendFailures['no-source-address'], 1)
    await stop()
  },
)

test('an upcall is told from an IGMP packet, and the kinds that nobody asked for are left out', () => {
  const upcall = (hex: string) => parseUpcall(new Uint8Array(Buffer.from(hex, 'hex')))
  const noCache = '4500001cb7bc400001000300' + '0a630002ef050505' + '0100000100000000'
  assert.deepEqual(upcall(noCache), {
    upcall: 'NOCACHE',
    vif: 3,
    source: ipv4('10.99.0.2'),
    group: ipv4('239.5.5.5'),
  })
  assert.equal(upcall(noCache.replace('40000100', '40000200'))?.upcall, 'WRONGVIF')
  assert.equal(upcall(noCache.replace('40000100', '40000300')), undefined)
  // With IP options: about an IGMP report with Router Alert to a group that the router has joined itself.
  assert.equal(upcall(noCache.replace('4500', '4600')), undefined)
})
