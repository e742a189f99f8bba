import assert from 'node:assert/strict'
import { beforeEach, describe, it, test } from 'node:test'
import { KnownLinks } from '../../../daemon/kernel/known-links.js'
import { decodeLink, type LinkMessage, RTM_DELLINK, RTM_NEWLINK } from '../../../daemon/kernel/rtnetlink/link.js'
import type { NetlinkMessage } from '../../../daemon/kernel/rtnetlink/message.js'
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
function bytesOf(index: number, name: string, ...attributes: readonly Buffer[]): Buffer {
  const header = Buffer.alloc(16)
  header.writeInt32LE(index, 4)
  header.writeUInt32LE(0x1 | 0x40 | 0x10000, 8)
  return Buffer.concat([header, attribute(IFLA_IFNAME, text(name)), attribute(IFLA_MTU, number(1500)), ...attributes])
}

function messageOf(bytes: Buffer): LinkMessage {
  const link = decodeLink(bytes)
  assert.ok(link !== undefined)
  return link
}

const newLink = (...link: Parameters<typeof bytesOf>): LinkMessage => messageOf(bytesOf(...link))
const info = (nested: number, ...parts: readonly Buffer[]): Buffer => attribute(IFLA_LINKINFO | nested, ...parts)
const vrfBytes = (index: number, name: string, table: number, nested = NLA_F_NESTED): Buffer => {
  const data = attribute(IFLA_INFO_DATA | nested, attribute(IFLA_VRF_TABLE, number(table)))
  return bytesOf(index, name, info(nested, attribute(IFLA_INFO_KIND, text('vrf')), data))
}
const vrfDevice = (...device: Parameters<typeof vrfBytes>): LinkMessage => messageOf(vrfBytes(...device))
const portBytes = (index: number, name: string, master: number, kind = 'vrf'): Buffer =>
  bytesOf(
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

const port = (...link: Parameters<typeof portBytes>): LinkMessage => messageOf(portBytes(...link))

describe('links in VRFs', () => {
  const message = (type: number, payload: Buffer): NetlinkMessage => ({
    type,
    flags: 0,
    sequence: 0,
    port: 0,
    payload,
  })
  const [here, gone] = [
    (payload: Buffer) => message(RTM_NEWLINK, payload),
    (payload: Buffer) => message(RTM_DELLINK, payload),
  ]
  let links: KnownLinks
  /** Events of one burst: what is handed over, and the VRF that each link is in then. */
  const hear = (...events: readonly NetlinkMessage[]): string[] => {
    for (const event of events) links.apply(event)
    return links
      .handOver()
      .inputs.map((input) =>
        input.on === 'link' ? `${input.link.name} in ${links.vrfOf(input.link.index)}` : `${input.index} gone`,
      )
  }
  beforeEach(() => {
    links = new KnownLinks(() => undefined)
    links.replaceAll(
      [vrfBytes(7, 'red', 77), portBytes(8, 'v0', 7), portBytes(9, 'v1', 7), bytesOf(10, 'v2')].map(here),
      [],
    )
    hear()
  })

  it('are handed over when its device has another name, of which the kernel tells nothing but that', () => {
    assert.deepEqual(hear(here(vrfBytes(7, 'blue', 77))), ['blue in blue', 'v0 in blue', 'v1 in blue'])
    assert.deepEqual([links.vrf('red'), links.vrf('blue')], [undefined, { name: 'blue', table: 77 }])
    assert.deepEqual(hear(here(vrfBytes(7, 'blue', 77))), [])
  })

  it('are handed over when two devices have each other’s name', () => {
    hear(here(vrfBytes(11, 'blue', 88)), here(portBytes(10, 'v2', 11)))
    const names = [vrfBytes(7, 'tmp', 77), vrfBytes(11, 'red', 88), vrfBytes(7, 'blue', 77)]
    assert.deepEqual(hear(...names.map(here)).sort(), [
      'blue in blue',
      'red in red',
      'v0 in blue',
      'v1 in blue',
      'v2 in red',
    ])
    assert.deepEqual([links.vrf('red')?.table, links.vrf('blue')?.table], [88, 77])
  })

  it('are in none when the device is deleted, and in the new one when they are put into that', () => {
    const released = [bytesOf(8, 'v0'), bytesOf(9, 'v1')].map(here)
    assert.deepEqual(hear(...released, gone(vrfBytes(7, 'red', 77))), ['7 gone', 'v0 in undefined', 'v1 in undefined'])
    assert.equal(links.vrf('red'), undefined)
    assert.deepEqual(hear(here(vrfBytes(12, 'red', 78))), ['red in red'])
    assert.deepEqual(hear(here(portBytes(8, 'v0', 12))), ['v0 in red'])
    assert.deepEqual(links.vrf('red'), { name: 'red', table: 78 })
  })

  it('are in the new one when the device was deleted and made again in one burst', () => {
    const events = [
      here(bytesOf(8, 'v0')),
      here(bytesOf(9, 'v1')),
      gone(vrfBytes(7, 'red', 77)),
      here(vrfBytes(12, 'red', 78)),
      here(portBytes(8, 'v0', 12)),
    ]
    // The engine of v0 is told nothing: it is in a VRF of the same name, and the instance sees that its table is another
    assert.deepEqual(hear(...events), ['7 gone', 'v1 in undefined', 'red in red'])
    assert.deepEqual([links.vrfOf(8), links.vrf('red')], ['red', { name: 'red', table: 78 }])
  })

  it('are handed over when the kernel tells of them before it tells of the device', () => {
    hear(gone(vrfBytes(7, 'red', 77)))
    assert.deepEqual(hear(here(vrfBytes(7, 'red', 77))), ['red in red', 'v0 in red', 'v1 in red'])
  })
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
