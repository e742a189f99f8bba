import assert from 'node:assert/strict'
import { formatIpv4 } from '../../../protocols/base/ipv4.js'
import type { Link } from '../../../protocols/engine/link.js'
import { scenario } from '../../netns/scenario.js'
import { eventually, RemoteKernel, type Told } from './remote-kernel.js'

const addressesOf = (link: Link): string[] =>
  link.addresses.map((a) => `${formatIpv4(a.address)}/${a.prefixLength}${a.secondary ? ' secondary' : ''}`)

scenario('links and addresses are told at the start, then as they change', [], async (network) => {
  const [a, b] = [await network.add('a'), await network.add('b')]
  await network.connect({ at: a, name: 'left', addresses: ['10.0.0.1/24'] }, { at: b, name: 'right' })
  const kernel = await RemoteKernel.start(a)
  const told = kernel.all('link').map((input) => input.link as Link)
  assert.deepEqual(told.map((link) => link.name).toSorted(), ['left', 'lo'])
  const lo = told.find((link) => link.name === 'lo')!
  assert.deepEqual([lo.kind, lo.up, lo.mtu], ['loopback', true, 65536])
  const left = told.find((link) => link.name === 'left')!
  assert.deepEqual([left.kind, left.mtu, addressesOf(left)], ['broadcast', 1500, ['10.0.0.1/24']])

  const becomes = (isSo: (link: Link) => boolean) => eventually(async () => isSo(await kernel.link('left')))
  // The kernel may take a second to say that a new link has carrier.
  await becomes((link) => link.up && link.speed === 10_000)
  await a.ip('address add 10.0.0.2/24 dev left', 'address add 10.7.0.1 peer 10.7.0.2/32 dev left')
  await becomes((link) => link.addresses.length === 3)
  assert.deepEqual(addressesOf(await kernel.link('left')), ['10.0.0.1/24', '10.7.0.1/32', '10.0.0.2/24 secondary'])
  await a.sysctl({ 'conf/left/promote_secondaries': 1 })
  await a.ip('address delete 10.0.0.1/24 dev left')
  await becomes((link) => addressesOf(link).join() === '10.7.0.1/32,10.0.0.2/24')
  await a.ip('link set left mtu 9000')
  await becomes((link) => link.mtu === 9000)
  await a.ip('link set left down')
  await becomes((link) => !link.up)
  await a.ip('link set left name uplink')
  await eventually(async () => (await kernel.call('kernel.links.byName', 'uplink'))?.index === left.index)
  await b.ip('link delete right')
  await kernel.until(({ value }) => value.on === 'link-removed' && value.index === left.index)
  assert.deepEqual(
    (await kernel.call('kernel.links.all')).map((link: Link) => link.name),
    ['lo'],
  )
  await kernel.stop()
})

scenario('the loss of carrier is told within 50 ms', [], async (network) => {
  const [a, b] = [await network.add('a'), await network.add('b')]
  // The kernel tells of a veth's carrier at once only where its index differs from its peer's; else within a second.
  await b.ip('link add other type bridge')
  await network.connect({ at: a, name: 'left', addresses: ['10.0.0.1/24'] }, { at: b, name: 'right' })
  const kernel = await RemoteKernel.start(a)
  const left =
    (up: boolean) =>
    ({ event, value }: Told) =>
      event === 'link' && value.link?.name === 'left' && value.link.up === up
  await kernel.until(left(true))
  // The best of some tries: the machine may be busy with other things.
  const delays: number[] = []
  for (let i = 0; i < 4; i++) {
    const from = kernel.told.length
    await b.ip('link set right down')
    const done = Date.now()
    delays.push((await kernel.until(left(false), from)).at - done)
    await b.ip('link set right up')
    await kernel.until(left(true), from)
  }
  assert(Math.min(...delays) < 50, `told ${delays} ms after the command ended`)
  await kernel.stop()
})

scenario('a point-to-point device is one, and a link that is taken off a bridge stays', [], async (network) => {
  const a = await network.add('a')
  const kernel = await RemoteKernel.start(a)
  await a.ip('tuntap add mode tun name tun0', 'link set tun0 up')
  await eventually(async () => (await kernel.call('kernel.links.byName', 'tun0'))?.kind === 'point-to-point')
  assert.equal((await kernel.link('tun0')).up, false, 'nobody has opened it: it has no carrier')
  await a.ip('link add v0 type veth peer name v1', 'link add bridge0 type bridge', 'link set v0 master bridge0')
  await a.ip('link set v0 nomaster', 'link delete bridge0')
  await kernel.until(({ event, value }) => event === 'link' && value.on === 'link-removed')
  assert.equal(kernel.all('link').filter((input) => input.on === 'link-removed').length, 1)
  assert.equal((await kernel.link('v0')).name, 'v0')
  await kernel.stop()
})

scenario('a link that goes and comes under its old index within one burst is told as another', [], async (network) => {
  const a = await network.add('a')
  await a.ip('link add br7 index 70 type bridge', 'link set br7 up')
  const kernel = await RemoteKernel.start(a)
  const from = kernel.told.length
  await kernel.whileBlocked(network, () => a.ip('link delete br7', 'link add br8 index 70 type bridge'))
  await kernel.until(({ event, value }) => event === 'link' && value.link?.name === 'br8', from)
  const inputs = kernel.told.slice(from).filter(({ event }) => event === 'link')
  const told = inputs.map(({ value }) => value.link?.name ?? value.on)
  assert.deepEqual(told.slice(0, 2), ['link-removed', 'br8'])
  await kernel.stop()
})

scenario('after messages were lost everything is read again', [], async (network) => {
  const [a, b] = [await network.add('a'), await network.add('b')]
  await network.connect({ at: a, name: 'left' }, { at: b, name: 'right' })
  const kernel = await RemoteKernel.start(a)
  // Messages of about 12 MB, as the kernel counts them: more than the buffer takes.
  const lines: string[] = []
  for (let i = 0; i < 9000; i++) {
    const address = `10.${1 + (i >> 8)}.${i & 255}.1/32 dev left`
    lines.push(`address add ${address}`, ...(i % 3 === 0 ? [] : [`address delete ${address}`]))
  }
  await kernel.whileBlocked(network, () => a.ip(...lines))
  await kernel.until(({ event, value }) => event === 'notice' && value.notice === 'netlink-overrun')
  await eventually(async () => (await kernel.link('left')).addresses.length === 3000)
  await kernel.stop()
})
