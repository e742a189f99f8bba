import assert from 'node:assert/strict'
import type { Network } from '../../../lab/network.js'
import { ipv4 } from '../../../protocols/base/ipv4.js'
import { scenario } from '../../netns/scenario.js'
import { eventually, RemoteKernel } from './remote-kernel.js'

const GROUP = '239.1.2.3'
const SOURCE = '10.0.1.2'
const PORT = 5000
const FLOW = { source: ipv4(SOURCE), group: ipv4(GROUP) }

/** A router with three LANs, a host on each; VIF i is LAN i. */
async function threeLans(network: Network) {
  const router = await network.add('router')
  const hosts: RemoteKernel[] = []
  for (const i of [0, 1, 2]) {
    const host = await network.add(`h${i}`, 'host')
    await network.connect(
      { at: router, name: `lan${i}`, addresses: [`10.0.${i + 1}.1/24`] },
      { at: host, name: 'eth0', addresses: [`10.0.${i + 1}.2/24`] },
    )
    hosts.push(await RemoteKernel.start(host))
  }
  const kernel = await RemoteKernel.start(router)
  const lans = await Promise.all([0, 1, 2].map((i) => kernel.link(`lan${i}`)))
  await kernel.call('kernel.multicast.start')
  for (const [vif, lan] of lans.entries()) {
    await kernel.call('kernel.igmp.open', lan.index)
    await kernel.call('kernel.multicast.addVif', vif, lan.index)
  }
  for (const i of [1, 2]) await hosts[i]!.call('wire.join', GROUP, `10.0.${i + 1}.2`, PORT)
  const send = (text: string) => hosts[0]!.call('wire.stream', GROUP, SOURCE, PORT, text)
  const heard = async (i: number): Promise<string[]> =>
    ((await hosts[i]!.call('wire.received')) as { text: string }[]).map(({ text }) => text)
  const stop = () => Promise.all([kernel, ...hosts].map((one) => one.stop()))
  return { router, kernel, hosts, lans, send, heard, stop }
}

scenario('an upcall answered with an entry forwards the flow, its first packet too', [], async (network) => {
  const { kernel, send, heard, stop } = await threeLans(network)
  await send('first')
  const { value } = await kernel.until((told) => told.event === 'upcall')
  assert.deepEqual(value, { upcall: 'NOCACHE', vif: 0, ...FLOW })
  const to = (...vifs: number[]) => ({ ...FLOW, incoming: 0, outgoing: vifs.map((vif) => ({ vif, threshold: 1 })) })
  await kernel.call('kernel.multicast.setEntry', to(1))
  await eventually(async () => (await heard(1)).includes('first'))

  await kernel.call('kernel.multicast.setEntry', to(1, 2))
  await send('second')
  await eventually(async () => (await heard(1)).includes('second') && (await heard(2)).includes('second'))

  await kernel.call('kernel.multicast.setEntry', to())
  await send('silenced')
  const count = async () => ((await kernel.call('kernel.multicast.readEntries')) as { packets: number }[])[0]?.packets
  await eventually(async () => (await count()) === 3)
  assert.deepEqual([await heard(1), await heard(2)], [['first', 'second'], ['second']])
  assert.equal(kernel.all('upcall').length, 1)

  await kernel.call('kernel.multicast.removeEntry', FLOW.source, FLOW.group)
  assert.deepEqual(await kernel.call('kernel.multicast.readEntries'), [])
  await send('again')
  await eventually(() => kernel.all('upcall').length === 2)
  await stop()
})

scenario('a packet on the wrong interface is an upcall, and counted by the kernel', [], async (network) => {
  const { kernel, send, stop } = await threeLans(network)
  await kernel.call('kernel.multicast.setEntry', { ...FLOW, incoming: 2, outgoing: [{ vif: 1, threshold: 1 }] })
  await send('astray')
  const { value } = await kernel.until((told) => told.event === 'upcall')
  assert.deepEqual(value, { upcall: 'WRONGVIF', vif: 0, ...FLOW })
  const [entry] = (await kernel.call('kernel.multicast.readEntries')) as { packets: number; wrongInterface: number }[]
  assert.deepEqual([entry!.packets, entry!.wrongInterface], [1, 1])
  await stop()
})

scenario('an entry covers a VIF that is added after it', [], async (network) => {
  const { kernel, lans, send, heard, stop } = await threeLans(network)
  await kernel.call('kernel.multicast.removeVif', 2)
  await kernel.call('kernel.multicast.setEntry', { ...FLOW, incoming: 0, outgoing: [{ vif: 2, threshold: 1 }] })
  await kernel.call('kernel.multicast.addVif', 2, lans[2]!.index)
  await send('late')
  await eventually(async () => (await heard(2)).includes('late'))
  await stop()
})

scenario('a VIF number that the kernel still holds is taken over', [], async (network) => {
  const { kernel, lans, send, heard, stop } = await threeLans(network)
  await kernel.call('kernel.multicast.addVif', 1, lans[2]!.index)
  await kernel.call('kernel.multicast.setEntry', { ...FLOW, incoming: 0, outgoing: [{ vif: 1, threshold: 1 }] })
  await send('moved')
  await eventually(async () => (await heard(2)).includes('moved'))
  assert.deepEqual(await heard(1), [])
  await stop()
})

scenario(
  'a second owner of the multicast table waits, and installs what is wanted when the first goes',
  [],
  async (network) => {
    const { router, kernel, lans, send, heard, stop } = await threeLans(network)
    const second = await RemoteKernel.start(router)
    await second.call('kernel.multicast.start')
    await second.until((told) => told.event === 'notice' && told.value.notice === 'multicast-table-taken')
    assert.equal(await second.call('kernel.multicast.owned'), false)
    for (const [vif, lan] of lans.entries()) await second.call('kernel.multicast.addVif', vif, lan.index)
    await second.call('kernel.multicast.setEntry', { ...FLOW, incoming: 0, outgoing: [{ vif: 1, threshold: 1 }] })
    await kernel.kill()
    await second.until((told) => told.event === 'notice' && told.value.notice === 'multicast-table-owned')
    await send('taken over')
    await eventually(async () => (await heard(1)).includes('taken over'))
    await Promise.all([second.stop(), stop()])
  },
)

scenario(
  'what a killed process made is there for the next, but for entries whose link is gone',
  [],
  async (network) => {
    const { router, kernel, lans, stop } = await threeLans(network)
    const outgoing = [{ vif: 1, threshold: 3 }]
    await kernel.call('kernel.multicast.setEntry', { ...FLOW, incoming: 0, outgoing })
    await kernel.call('kernel.multicast.setEntry', { ...FLOW, source: ipv4('10.0.3.2'), incoming: 2, outgoing })
    await kernel.kill()
    await router.ip('link del lan2')
    const second = await RemoteKernel.start(router)
    assert.deepEqual(await second.call('kernel.multicast.start'), {
      vifs: [0, 1].map((vif) => ({ vif, interface: lans[vif]!.index })),
      entries: [{ ...FLOW, incoming: lans[0]!.index, outgoing: [{ interface: lans[1]!.index, threshold: 3 }] }],
    })
    const entries = (await second.call('kernel.multicast.readEntries')) as { source: number }[]
    assert.deepEqual(
      entries.map(({ source }) => source),
      [FLOW.source],
    )
    await Promise.all([second.stop(), stop()])
  },
)

scenario('a thousand flows that start while the loop is busy are all asked about', [], async (network) => {
  const { kernel, hosts, stop } = await threeLans(network)
  const busy = kernel.call('block', 500)
  await hosts[0]!.call('wire.streamMany', '239.2.0.0', 1000, SOURCE, PORT)
  await busy
  await eventually(() => new Set(kernel.all('upcall').map((upcall) => upcall.group)).size === 1000)
  await stop()
})

scenario('a reverse path filter on a link with a VIF is told, and its drops can be read', [], async (network) => {
  const { router, kernel, hosts, lans, stop } = await threeLans(network)
  assert.equal(await kernel.call('kernel.multicast.reversePathFilter', lans[0]!.index), 0)
  await router.sysctl({ 'conf/lan0/rp_filter': 1 })
  await kernel.call('kernel.multicast.removeVif', 0)
  await kernel.call('kernel.multicast.addVif', 0, lans[0]!.index)
  const { value } = await kernel.until((told) => told.event === 'notice' && told.value.notice === 'reverse-path-filter')
  assert.deepEqual([value.interface, value.mode, value.level], [lans[0]!.index, 'strict', 'warning'])
  const before = await kernel.call('kernel.multicast.reversePathFilterDrops')
  const foreign = '4500001c000000000811' + '0000' + 'c6336402ef010203' + '1388138800080000'
  await hosts[0]!.call('wire.send', 'eth0', new Uint8Array(Buffer.from(foreign, 'hex')))
  await eventually(async () => (await kernel.call('kernel.multicast.reversePathFilterDrops')) > before)
  await stop()
})
