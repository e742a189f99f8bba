import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { spread } from '../../../daemon/sockets/host-memberships.js'
import type { Namespace } from '../../../lab/namespace.js'
import { type Ipv4, ipv4, ipv4FromNumber } from '../../../protocols/base/ipv4.js'
import { scenario } from '../../netns/scenario.js'
import { eventually, RemoteKernel } from '../kernel/remote-kernel.js'

const GROUP = ipv4('239.1.2.3')
const source = (n: number): Ipv4 => ipv4FromNumber(0x0a090000 + n)
const sources = (from: number, to: number): Ipv4[] => Array.from({ length: to - from + 1 }, (_, i) => source(from + i))

describe('spreading the sources of a group over socket filters', () => {
  const include = (...list: Ipv4[]) => ({ filterMode: 'INCLUDE' as const, sources: list })
  const exclude = (...list: Ipv4[]) => ({ filterMode: 'EXCLUDE' as const, sources: list })

  test('an inclusion takes as many filters as it needs', () => {
    assert.deepEqual(spread([], include(...sources(1, 5)), 2), [
      include(...sources(1, 2)),
      include(...sources(3, 4)),
      include(source(5)),
    ])
  })

  test('a source stays in the filter that has it; new ones take the room of those that went', () => {
    const held = [include(...sources(1, 2)), include(...sources(3, 4))]
    const wanted = include(source(2), source(4), source(9))
    assert.deepEqual(spread(held, wanted, 2), [include(source(2), source(9)), include(source(4))])
    assert.deepEqual(spread(held, include(source(4)), 2), [undefined, include(source(4))])
    assert.deepEqual(spread(held, include(), 2), [undefined, undefined])
  })

  test('an exclusion takes one filter, and excludes what fits', () => {
    const held = [include(...sources(1, 2)), include(...sources(3, 4))]
    assert.deepEqual(spread(held, exclude(...sources(1, 5)), 2), [exclude(...sources(1, 2)), undefined])
    assert.deepEqual(spread([exclude()], include(source(1)), 2), [include(source(1))])
  })
})

/** What the kernel is a member of on its links, as it reports it: `239.1.2.3 INCLUDE 3`. */
async function filters(at: Namespace, group: string): Promise<string> {
  const hex = `0x${ipv4(group).toString(16).padStart(8, '0')}`
  const rows = (await at.run(['cat', '/proc/net/mcfilter'])).split('\n').map((line) => line.trim().split(/\s+/))
  const mine = rows.filter((row) => row[2] === hex)
  const included = mine.filter((row) => row[4] !== '0').length
  const excluded = mine.filter((row) => row[5] !== '0').length
  return `${included} included, ${excluded} excluded`
}

async function groups(at: Namespace): Promise<number> {
  const rows = (await at.run(['cat', '/proc/net/igmp'])).split('\n')
  return rows.filter((row) => /^\s+[0-9A-F]{8}\s/.test(row) && !/^\s+[0-9A-F]{6}E0\s/.test(row)).length
}

scenario('the kernel is a member of any number of groups and sources, spread over sockets', [], async (network) => {
  const [router, above] = [await network.add('router'), await network.add('above', 'host')]
  await network.connect(
    { at: router, name: 'wan', addresses: ['10.0.1.1/24'] },
    { at: above, name: 'eth0', addresses: ['10.0.1.2/24'] },
  )
  const capture = above.start('tcpdump', ['tcpdump', '-nl', '-v', '-i', 'eth0', 'igmp'])
  await capture.said(/listening on/)
  const kernel = await RemoteKernel.start(router)
  const wan = await kernel.link('wan')
  const set = (group: Ipv4, filterMode: string, list: readonly Ipv4[]) =>
    kernel.call('kernel.hostMemberships.set', { interface: wan.index, group, filterMode, sources: list })

  await set(GROUP, 'INCLUDE', sources(1, 35))
  assert.equal(await filters(router, '239.1.2.3'), '35 included, 0 excluded')
  await set(GROUP, 'INCLUDE', sources(20, 60))
  assert.equal(await filters(router, '239.1.2.3'), '41 included, 0 excluded')
  await set(GROUP, 'EXCLUDE', sources(1, 3))
  assert.equal(await filters(router, '239.1.2.3'), '0 included, 3 excluded')
  await set(GROUP, 'INCLUDE', sources(1, 12))
  assert.equal(await filters(router, '239.1.2.3'), '12 included, 0 excluded')
  await set(GROUP, 'INCLUDE', [])
  assert.equal(await filters(router, '239.1.2.3'), '0 included, 0 excluded')

  for (let n = 1; n <= 50; n++) await set(ipv4FromNumber(0xef020000 + n), 'EXCLUDE', [])
  assert.equal(await groups(router), 50)
  assert.deepEqual(await kernel.call('kernel.hostMemberships.counters'), { groups: 50, rejected: 0 })
  for (let n = 1; n <= 49; n++) await set(ipv4FromNumber(0xef020000 + n), 'INCLUDE', [])
  assert.equal(await groups(router), 1)

  // What the router above hears first of a source-specific membership names the source (RFC 4605 §4.3).
  await set(ipv4('232.1.1.1'), 'INCLUDE', [source(1)])
  await eventually(() => /232\.1\.1\.1/.test(capture.log))
  assert.ok(/gaddr 232\.1\.1\.1 allow, 1 source/.test(capture.log))
  assert.ok(!/gaddr 232\.1\.1\.1 to_ex/.test(capture.log))
  await kernel.stop()
})
