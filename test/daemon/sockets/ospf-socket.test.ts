import assert from 'node:assert/strict'
import type { Namespace } from '../../../lab/namespace.js'
import type { Network } from '../../../lab/network.js'
import { ipv4 } from '../../../protocols/base/ipv4.js'
import { scenario } from '../../netns/scenario.js'
import { eventually, RemoteKernel } from '../kernel/remote-kernel.js'

const AllSPFRouters = ipv4('224.0.0.5')
const AllDRouters = ipv4('224.0.0.6')

function payload(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => i * 7)
}

function hex(bytes: Uint8Array): { hex: string } {
  return { hex: Buffer.from(bytes).toString('hex') }
}

/** Two namespaces with a cable between them, 10.0.0.1 at the one end and .2 at the other. */
async function cable(network: Network): Promise<readonly [Namespace, Namespace]> {
  const [a, b] = [await network.add('a'), await network.add('b')]
  await network.connect(
    { at: a, name: 'left', addresses: ['10.0.0.1/24'] },
    { at: b, name: 'right', addresses: ['10.0.0.2/24'] },
  )
  return [a, b]
}

/** A daemon's kernel at each end, which is open for OSPF. */
async function openAt(a: Namespace, b: Namespace) {
  const [ka, kb] = [await RemoteKernel.start(a), await RemoteKernel.start(b)]
  const [left, right] = [await ka.link('left'), await kb.link('right')]
  await ka.call('kernel.ospf.open', left.index)
  await kb.call('kernel.ospf.open', right.index)
  return { ka, kb, left, right }
}

scenario('an OSPF packet arrives with its source, destination, TTL and TOS', [], async (network) => {
  const [a, b] = [await network.add('a'), await network.add('b')]
  await network.connect(
    { at: a, name: 'left', addresses: ['10.0.0.1/24', '10.0.0.9/24'] },
    { at: b, name: 'right', addresses: ['10.0.0.2/24'] },
  )
  const [ka, kb] = [await RemoteKernel.start(a), await RemoteKernel.start(b)]
  const left = await ka.link('left')
  const right = await kb.link('right')
  const capture = b.start('tcpdump', ['tcpdump', '-vnl', '-i', 'right', '-c', '1', 'ip', 'proto', '89'])
  await capture.said(/listening on/)
  await ka.call('kernel.ospf.open', left.index)
  await kb.call('kernel.ospf.open', right.index)
  const sent = { source: ipv4('10.0.0.9'), destination: AllSPFRouters, ttl: 1, bytes: payload(52) }
  await ka.call('kernel.ospf.send', { interface: left.index, ...sent })
  const { value } = await kb.until((told) => told.event === 'ospfPacket')
  assert.deepEqual(value, { interface: right.index, ...sent, bytes: hex(sent.bytes) })
  await capture.said(/tos 0xc0, ttl 1,.*proto OSPF \(89\), length 72/)
  await Promise.all([ka.stop(), kb.stop()])
})

scenario('own packets are not received, nor those of the next link', [], async (network) => {
  const [a, b] = [await network.add('a'), await network.add('b')]
  for (const i of [1, 2]) {
    await network.connect(
      { at: a, name: `left${i}`, addresses: [`10.0.${i}.1/24`] },
      { at: b, name: `right${i}`, addresses: [`10.0.${i}.2/24`] },
    )
  }
  const [ka, kb] = [await RemoteKernel.start(a), await RemoteKernel.start(b)]
  const [left1, left2] = [await ka.link('left1'), await ka.link('left2')]
  const [right1, right2] = [await kb.link('right1'), await kb.link('right2')]
  for (const { index } of [left1, left2]) await ka.call('kernel.ospf.open', index)
  for (const { index } of [right1, right2]) await kb.call('kernel.ospf.open', index)
  const packet = { source: ipv4('10.0.1.1'), destination: AllSPFRouters, ttl: 1 }
  for (let i = 0; i < 20; i++)
    await ka.call('kernel.ospf.send', { interface: left1.index, ...packet, bytes: payload(64) })
  const last = { source: ipv4('10.0.2.1'), destination: AllSPFRouters, ttl: 1, bytes: payload(65) }
  await ka.call('kernel.ospf.send', { interface: left2.index, ...last })
  await kb.until((told) => told.event === 'ospfPacket' && told.value.bytes.hex.length === 130)
  await eventually(() => kb.all('ospfPacket').length >= 21)
  const interfaces = kb.all('ospfPacket').map((p) => p.interface)
  assert.deepEqual(
    interfaces.toSorted((x, y) => x - y),
    [...Array(20).fill(right1.index), right2.index].toSorted((x, y) => x - y),
  )
  assert.deepEqual(ka.all('ospfPacket'), [])
  await Promise.all([ka.stop(), kb.stop()])
})

scenario('a packet longer than the MTU is fragmented and arrives whole', [], async (network) => {
  const [a, b] = await cable(network)
  await a.ip('link set left mtu 1400')
  const { ka, kb, left } = await openAt(a, b)
  for (const length of [1380, 1381, 9000, 65000]) {
    const before = kb.told.length
    const packet = { source: ipv4('10.0.0.1'), destination: ipv4('10.0.0.2'), ttl: 1, bytes: payload(length) }
    await ka.call('kernel.ospf.send', { interface: left.index, ...packet })
    const { value } = await kb.until((told) => told.event === 'ospfPacket', before)
    assert.equal(value.bytes.hex, hex(packet.bytes).hex)
  }
  await Promise.all([ka.stop(), kb.stop()])
})

scenario(
  'an unnumbered link carries packets between borrowed addresses, whatever the routes say',
  [],
  async (network) => {
    const [a, b] = [await network.add('a'), await network.add('b')]
    await network.connect({ at: a, name: 'left' }, { at: b, name: 'right' })
    await network.connect(
      { at: a, name: 'other', addresses: ['10.9.0.1/24'] },
      { at: b, name: 'rehto', addresses: ['10.9.0.2/24'] },
    )
    await a.ip('address add 10.0.0.1/32 dev lo', 'route add default via 10.99.0.9 dev left onlink')
    await b.ip('address add 10.0.0.2/32 dev lo')
    const { ka, kb, left, right } = await openAt(a, b)
    for (const destination of [AllSPFRouters, ipv4('10.0.0.2')]) {
      const before = kb.told.length
      const packet = { source: ipv4('10.0.0.1'), destination, ttl: 1, bytes: payload(44) }
      await ka.call('kernel.ospf.send', { interface: left.index, ...packet })
      const { value } = await kb.until((told) => told.event === 'ospfPacket', before)
      assert.deepEqual(value, { interface: right.index, ...packet, bytes: hex(packet.bytes) })
    }
    await Promise.all([ka.stop(), kb.stop()])
  },
)

scenario('AllDRouters is received between join and leave only', [], async (network) => {
  const [a, b] = await cable(network)
  const { ka, kb, left, right } = await openAt(a, b)
  /** Sends to AllDRouters, then to AllSPFRouters: what arrived when the second one is here. */
  const received = async (): Promise<number[]> => {
    const before = kb.told.length
    for (const destination of [AllDRouters, AllSPFRouters]) {
      const packet = { source: ipv4('10.0.0.1'), destination, ttl: 1, bytes: payload(44) }
      await ka.call('kernel.ospf.send', { interface: left.index, ...packet })
    }
    await kb.until((told) => told.event === 'ospfPacket' && told.value.destination === AllSPFRouters, before)
    return kb.told
      .slice(before)
      .filter((told) => told.event === 'ospfPacket')
      .map((told) => told.value.destination)
  }
  assert.deepEqual(await received(), [AllSPFRouters])
  await kb.call('kernel.ospf.join', right.index, AllDRouters)
  assert.deepEqual(await received(), [AllDRouters, AllSPFRouters])
  await kb.call('kernel.ospf.leave', right.index, AllDRouters)
  assert.deepEqual(await received(), [AllSPFRouters])
  // Nor because another program has joined it on the link.
  await kb.call('wire.join', '224.0.0.6', '10.0.0.2', 5006)
  assert.deepEqual(await received(), [AllSPFRouters])
  // And all of it still works when the link has another name.
  await b.ip('link set right name renamed')
  await kb.call('kernel.ospf.join', right.index, AllDRouters)
  assert.deepEqual(await received(), [AllDRouters, AllSPFRouters])
  await Promise.all([ka.stop(), kb.stop()])
})

scenario('failures to send are counted, told once a row, and end by themselves', [], async (network) => {
  const [a] = await cable(network)
  const ka = await RemoteKernel.start(a)
  const left = await ka.link('left')
  await ka.call('kernel.ospf.open', left.index)
  const packet = {
    interface: left.index,
    source: ipv4('10.0.0.1'),
    destination: AllSPFRouters,
    ttl: 1,
    bytes: payload(44),
  }
  await a.ip('link set left down')
  for (let i = 0; i < 3; i++) await ka.call('kernel.ospf.send', packet)
  await ka.call('kernel.ospf.send', { ...packet, source: 0 })
  await a.ip('link set left up')
  await ka.call('kernel.ospf.send', packet)
  const [[index, counters]] = await ka.call('kernel.ospf.counters')
  assert.equal(index, left.index)
  assert.equal(counters.packetsSent, 1)
  assert.equal(counters.sendFailures['interface-down'], 3)
  assert.equal(counters.sendFailures['no-source-address'], 1)
  const notices = ka.all('notice').filter((notice) => notice.notice === 'send-failed')
  assert.deepEqual(
    notices.map((notice) => notice.failure),
    ['interface-down'],
  )
  await ka.stop()
})

scenario('a link that was removed and made again is open again under its new index', [], async (network) => {
  const [a, b] = [await network.add('a'), await network.add('b')]
  const ends = [
    { at: a, name: 'left', addresses: ['10.0.0.1/24'] },
    { at: b, name: 'right', addresses: ['10.0.0.2/24'] },
  ] as const
  await network.connect(...ends)
  const [ka, kb] = [await RemoteKernel.start(a), await RemoteKernel.start(b)]
  const left = await ka.link('left')
  await ka.call('kernel.ospf.open', left.index)
  await b.ip('link delete right')
  await ka.until((told) => told.event === 'link' && told.value.on === 'link-removed' && told.value.index === left.index)
  const packet = { source: ipv4('10.0.0.1'), destination: AllSPFRouters, ttl: 1, bytes: payload(44) }
  await ka.call('kernel.ospf.send', { interface: left.index, ...packet })
  const [[, counters]] = await ka.call('kernel.ospf.counters')
  assert.equal(counters.sendFailures['no-such-interface'], 1)
  await ka.call('kernel.ospf.close', left.index)
  await network.connect(...ends)
  const isUp =
    (index: number) => (told: { event: string; value: { link?: { name: string; up: boolean; index: number } } }) =>
      told.event === 'link' &&
      told.value.link?.name.match(/left|right/) !== null &&
      told.value.link?.up === true &&
      told.value.link.index !== index
  await ka.until(isUp(left.index))
  const again = await ka.link('left')
  assert.notEqual(again.index, left.index)
  const right = await eventually(() => kb.call('kernel.links.byName', 'right'))
  await ka.call('kernel.ospf.open', again.index)
  await kb.call('kernel.ospf.open', right.index)
  await ka.call('kernel.ospf.send', { interface: again.index, ...packet })
  const { value } = await kb.until((told) => told.event === 'ospfPacket')
  assert.equal(value.interface, right.index)
  await Promise.all([ka.stop(), kb.stop()])
})

scenario('a link that cannot be opened yet is opened as soon as it can', [], async (network) => {
  const [a, b] = [await network.add('a'), await network.add('b')]
  const ka = await RemoteKernel.start(a)
  await ka.call('kernel.ospf.open', 999)
  const { value } = await ka.until((told) => told.event === 'notice' && told.value.notice === 'socket-failed')
  assert.deepEqual([value.socket, value.interface, value.error], ['ospf', 999, 'ENODEV'])
  await network.connect({ at: a, name: 'left', addresses: ['10.0.0.1/24'] }, { at: b, name: 'right' })
  await a.ip('link set left down', 'link add name late index 999 type bridge', 'link set late up')
  await ka.until((told) => told.event === 'notice' && told.value.notice === 'socket-recovered')
  const sockets = (await ka.call('kernel.socketStatistics')) as { socket: string; interface?: string }[]
  assert.deepEqual(
    sockets.filter((socket) => socket.socket === 'ospf').map((socket) => socket.interface),
    ['late'],
  )
  await ka.stop()
})

scenario('a burst that comes while the loop is busy is kept, and read at once by drainNow', [], async (network) => {
  const [a, b] = await cable(network)
  const { ka, kb, left } = await openAt(a, b)
  // The agent reads its standard input in one turn: it is blocked while the packets come, then asked to drain.
  const drained = Promise.all([kb.call('block', 400), kb.call('kernel.drainNow')])
  const packet = { source: ipv4('10.0.0.1'), destination: AllSPFRouters, ttl: 1, bytes: payload(1000) }
  await Promise.all(
    Array.from({ length: 1500 }, () => ka.call('kernel.ospf.send', { interface: left.index, ...packet })),
  )
  await drained
  await eventually(() => kb.all('ospfPacket').length === 1500)
  const sockets = (await kb.call('kernel.socketStatistics')) as { socket: string; drops: number }[]
  assert.deepEqual(
    sockets.filter((socket) => socket.socket === 'ospf').map((socket) => socket.drops),
    [0],
  )
  await Promise.all([ka.stop(), kb.stop()])
})
