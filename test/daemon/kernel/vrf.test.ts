import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeLink, type LinkMessage } from '../../../daemon/kernel/rtnetlink/link.js'
import { vrfOf } from '../../../daemon/kernel/vrf.js'
import { scenario } from '../../netns/scenario.js'
import { RemoteKernel } from './remote-kernel.js'

/** An attribute of rtnetlink: length, type, value, padding to four bytes. */
function attribute(type: number, ...value: readonly Buffer[]): Buffer {
  const body = Buffer.concat(value)
  const header = Buffer.alloc(4)
  header.writeUInt16LE(4 + body.length, 0)
  header.writeUInt16LE(type, 2)
  return Buffer.concat([header, body, Buffer.alloc((4 - (body.length % 4)) % 4)])
}

const text = (value: string): Buffer => Buffer.from(`${value}\0`)

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value, 0)
  return bytes
}

const NLA_F_NESTED = 0x8000
const [IFLA_IFNAME, IFLA_MTU, IFLA_MASTER, IFLA_LINKINFO] = [3, 4, 10, 18]
const [IFLA_INFO_KIND, IFLA_INFO_DATA, IFLA_INFO_SLAVE_KIND, IFLA_INFO_SLAVE_DATA] = [1, 2, 4, 5]
/** Its number is that of a port's table in its own nest (IFLA_VRF_PORT_TABLE) too. */
const IFLA_VRF_TABLE = 1

/** RTM_NEWLINK as linux/if_link.h has it: this kernel makes no VRF, so that none of these bytes could be captured. */
function newLink(index: number, name: string, ...attributes: readonly Buffer[]): LinkMessage {
  const header = Buffer.alloc(16)
  header.writeInt32LE(index, 4)
  header.writeUInt32LE(0x1 | 0x40 | 0x10000, 8)
  const all = [header, attribute(IFLA_IFNAME, text(name)), attribute(IFLA_MTU, number(1500)), ...attributes]
  const link = decodeLink(Buffer.concat(all))
  assert.ok(link !== undefined)
  return link
}

const info = (nested: number, ...parts: readonly Buffer[]): Buffer => attribute(IFLA_LINKINFO | nested, ...parts)
const vrfDevice = (index: number, name: string, table: number, nested = NLA_F_NESTED): LinkMessage => {
  const data = attribute(IFLA_INFO_DATA | nested, attribute(IFLA_VRF_TABLE, number(table)))
  return newLink(index, name, info(nested, attribute(IFLA_INFO_KIND, text('vrf')), data))
}
const port = (index: number, name: string, master: number, kind = 'vrf'): LinkMessage =>
  newLink(
    index,
    name,
    attribute(IFLA_MASTER, number(master)),
    info(
      NLA_F_NESTED,
      attribute(IFLA_INFO_KIND, text('veth')),
      attribute(IFLA_INFO_SLAVE_KIND, text(kind)),
      attribute(IFLA_INFO_SLAVE_DATA | NLA_F_NESTED, attribute(IFLA_VRF_TABLE, number(77))),
    ),
  )

test('a VRF device tells its table, with the flag of nested attributes or, as older kernels, without it', () => {
  for (const nested of [NLA_F_NESTED, 0]) {
    const { vrfTable, kind, master } = vrfDevice(7, 'red', 77, nested)
    assert.deepEqual({ vrfTable, kind, master }, { vrfTable: 77, kind: 'loopback', master: undefined })
  }
})

test('what is no VRF device has no table, whatever data of its own it tells', () => {
  const data = attribute(IFLA_INFO_DATA, attribute(IFLA_VRF_TABLE, number(77)))
  assert.equal(newLink(7, 'br0', info(0, attribute(IFLA_INFO_KIND, text('bridge')), data)).vrfTable, undefined)
  assert.equal(newLink(7, 'red', info(0, attribute(IFLA_INFO_KIND, text('vrf')))).vrfTable, undefined)
  assert.equal(
    newLink(7, 'red', info(0, attribute(IFLA_INFO_KIND, text('vrf')), attribute(IFLA_INFO_DATA))).vrfTable,
    undefined,
  )
  assert.equal(port(8, 'v0', 7).vrfTable, undefined, 'the table of the port is told with the port, too')
})

test('a link is in the VRF that it is enslaved to, and a bridge is none', () => {
  const links = [
    vrfDevice(7, 'red', 77),
    newLink(9, 'br0'),
    port(8, 'v0', 7),
    port(10, 'v1', 9, 'bridge'),
    newLink(11, 'v2'),
  ]
  const byIndex = (index: number): LinkMessage | undefined => links.find((link) => link.index === index)
  const found = [...links, port(12, 'v3', 99)].map((link) => [link.name, vrfOf(link, byIndex)])
  assert.deepEqual(found, [
    ['red', 'red'],
    ['br0', undefined],
    ['v0', 'red'],
    ['v1', undefined],
    ['v2', undefined],
    ['v3', undefined],
  ])
  assert.equal(vrfOf(undefined, byIndex), undefined)
})

scenario('a port of a bridge in this kernel is in no VRF, and a bridge is no VRF by its name', [], async (network) => {
  const at = await network.add('a')
  await at.ip('link add v0 type veth peer name v1', 'link add red type bridge', 'link set v0 master red')
  const kernel = await RemoteKernel.start(at)
  const { index } = await kernel.link('v0')
  assert.equal((await kernel.call('kernel.links.vrfOf', index)) ?? undefined, undefined)
  assert.equal((await kernel.call('kernel.links.vrf', 'red')) ?? undefined, undefined)
  await kernel.stop()
})
