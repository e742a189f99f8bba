import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { seconds } from '../../protocols/base/duration.js'
import { ipv4 } from '../../protocols/base/ipv4.js'
import { prefix } from '../../protocols/base/prefix.js'
import { DEFAULT_MULTICAST_INTERFACE } from '../../protocols/multicast/settings.js'
import { lan, Router } from './router.js'

const G = '239.1.1.1'
const S = '10.0.0.5'

describe('forwarding between own LANs', () => {
  test('a flow goes to every LAN with a member and not back', () => {
    const router = new Router({ forward: ['lan*'] })
    router.wants(10, G)
    router.wants(11, G)
    router.packet(10, S, G)
    assert.equal(router.entry(S, G), 'lan0 -> lan1')
    assert.equal(router.flow(S, G)?.verdict, 'forwarded')
  })

  test('an unwanted flow is silenced by an empty entry, and opened in place by the first member', () => {
    const router = new Router({ forward: ['lan*'] })
    router.packet(10, S, G)
    assert.equal(router.entry(S, G), 'lan0 ->')
    assert.equal(router.flow(S, G)?.verdict, 'no-member')
    router.wants(11, G)
    assert.equal(router.entry(S, G), 'lan0 -> lan1')
    router.wants(12, G)
    assert.equal(router.entry(S, G), 'lan0 -> lan1 lan2')
    router.leaves(11, G)
    assert.equal(router.entry(S, G), 'lan0 -> lan2')
    assert.equal(router.count('remove-entry'), 0)
  })

  test('INCLUDE forwards only what is named, EXCLUDE all but what is named, in any group range', () => {
    const router = new Router({ forward: ['lan*'] })
    router.wants(11, G, S)
    router.membership(12, G, 'EXCLUDE', [S])
    router.packet(10, S, G)
    router.packet(10, '10.0.0.6', G)
    assert.equal(router.entry(S, G), 'lan0 -> lan1')
    assert.equal(router.entry('10.0.0.6', G), 'lan0 -> lan2')
    router.membership(12, G, 'EXCLUDE', [])
    assert.equal(router.entry(S, G), 'lan0 -> lan1 lan2')
  })

  test('a change that leaves an entry as it is is not given to the kernel again', () => {
    const router = new Router({ forward: ['lan*'] })
    router.wants(11, G)
    router.packet(10, S, G)
    router.effects.length = 0
    router.membership(11, G, 'EXCLUDE', ['10.0.0.99'])
    router.wants(11, '239.9.9.9')
    router.link({ ...lan(1), up: false })
    assert.equal(router.count('set-entry'), 0)
  })

  test('nothing is forwarded onto a LAN whose querier is another router, unless that is configured', () => {
    const router = new Router({ forward: ['lan*'] })
    router.wants(11, G)
    router.packet(10, S, G)
    router.querier(11, false)
    assert.equal(router.entry(S, G), 'lan0 ->')
    assert.equal(router.flow(S, G)?.verdict, 'not-querier')
    router.querier(11, true)
    assert.equal(router.entry(S, G), 'lan0 -> lan1')
    router.querier(11, false)
    const settings = { ...DEFAULT_MULTICAST_INTERFACE, forwardAsNonQuerier: true }
    router.settings({ forward: ['lan*'], interfaces: [{ pattern: 'lan1', settings }] })
    assert.equal(router.entry(S, G), 'lan0 -> lan1')
  })

  test('a boundary lets a group neither in nor out; a TTL threshold goes into the entry', () => {
    const bounded = { ...DEFAULT_MULTICAST_INTERFACE, boundary: [prefix('239.0.0.0/8')], ttlThreshold: 8 }
    const router = new Router({ forward: ['lan*'], interfaces: [{ pattern: 'lan1', settings: bounded }] })
    router.wants(11, G)
    router.wants(11, '224.5.5.5')
    router.wants(10, G)
    router.packet(10, S, G)
    assert.equal(router.flow(S, G)?.verdict, 'boundary')
    router.packet(10, S, '224.5.5.5')
    assert.deepEqual(router.entries.get(`${S} 224.5.5.5`)?.outgoing, [{ vif: router.vifOf(11), threshold: 8 }])
    router.packet(11, '10.1.0.7', G)
    assert.equal(router.entry('10.1.0.7', G), 'lan1 ->')
  })

  test('a link that is not named forwards nothing, in either direction', () => {
    const router = new Router({ forward: ['lan0', 'lan1'] })
    router.input({ on: 'igmp', interface: 12, running: true })
    router.wants(12, G)
    router.wants(11, G)
    router.packet(10, S, G)
    assert.equal(router.entry(S, G), 'lan0 -> lan1')
    router.packet(12, '10.2.0.9', G)
    assert.equal(router.flow('10.2.0.9', G)?.verdict, 'incoming-not-forwarding')
  })
})

describe('the reverse path', () => {
  test('a source that is in no subnet of the incoming link is not forwarded', () => {
    const router = new Router({ forward: ['lan*'] })
    router.wants(11, G)
    router.packet(10, '192.0.2.9', G)
    assert.equal(router.entry('192.0.2.9', G), 'lan0 ->')
    assert.equal(router.flow('192.0.2.9', G)?.verdict, 'reverse-path')
  })

  test('unless the check is turned off', () => {
    const settings = { ...DEFAULT_MULTICAST_INTERFACE, reversePath: 'none' as const }
    const router = new Router({ forward: ['lan*'], interfaces: [{ pattern: 'lan0', settings }] })
    router.wants(11, G)
    router.packet(10, '192.0.2.9', G)
    assert.equal(router.entry('192.0.2.9', G), 'lan0 -> lan1')
  })

  test('a flow met first on a wrong link is expected on the one its source is connected to', () => {
    const router = new Router({ forward: ['lan*'] })
    router.wants(12, G)
    router.packet(11, S, G)
    assert.equal(router.entry(S, G), 'lan0 -> lan2')
  })

  test('WRONGVIF moves a flow whose source has moved to another link', () => {
    const router = new Router({ forward: ['lan*'] })
    router.wants(12, G)
    router.packet(10, S, G)
    router.link(lan(0, { addresses: [] }))
    router.link(lan(1, { addresses: [{ address: ipv4('10.0.0.1'), prefixLength: 24, secondary: false }] }))
    router.packet(11, S, G)
    assert.equal(router.entry(S, G), 'lan1 -> lan2')
  })

  test('with two links equally right, a flow is followed only when the one in use has fallen silent', () => {
    const settings = { ...DEFAULT_MULTICAST_INTERFACE, reversePath: 'none' as const }
    const router = new Router({ forward: ['lan*'], interfaces: [{ pattern: '*', settings }] })
    const remote = '192.0.2.9'
    router.wants(12, G)
    router.packet(10, remote, G)
    for (let i = 0; i < 4; i++) {
      router.packet(10, remote, G)
      router.packet(11, remote, G)
      router.answer()
    }
    assert.equal(router.entry(remote, G), 'lan0 -> lan2', 'both carry it: a loop is not followed')
    for (let i = 0; i < 3; i++) {
      router.packet(11, remote, G)
      router.answer()
    }
    assert.equal(router.entry(remote, G), 'lan1 -> lan2')
  })
})

describe('virtual interfaces', () => {
  test('go to links that need one, never by ifindex, and not to others', () => {
    const router = new Router({ forward: ['lan1'] }, [lan(0), lan(1), lan(200)])
    assert.deepEqual([...router.vifs], [[0, 11]])
    router.input({ on: 'igmp', interface: 210, running: true })
    assert.deepEqual([...router.vifs.values()], [11, 210])
    router.input({ on: 'igmp', interface: 210, running: false })
    assert.deepEqual([...router.vifs.values()], [11])
  })

  test('nothing comes in on a VIF when its flows end; entries are replaced before its number is used again, which is last', () => {
    const router = new Router({ forward: ['lan*'] })
    router.wants(11, G)
    router.wants(12, G)
    router.packet(10, S, G)
    router.packet(11, '10.1.0.4', G)
    router.input({ on: 'link-removed', index: 11 })
    assert.equal(router.entry(S, G), 'lan0 -> lan2')
    assert.equal(router.entry('10.1.0.4', G), 'none')
    assert.deepEqual(router.removals(), ['remove-vif', 'remove-entry'])
    router.link(lan(1, { index: 77 }))
    assert.equal(router.vifOf(77), 3)
    router.querier(77, true)
    router.wants(77, G)
    assert.equal(router.entry(S, G), 'lan0 -> lan1 lan2')
  })

  test('a 33rd link waits until one is free', () => {
    const links = Array.from({ length: 33 }, (_, n) => lan(n))
    const router = new Router({ forward: ['*'] }, links)
    assert.equal(router.vifs.size, 32)
    const waiting = router.engine.view(router.instant).interfaces.find(({ vif }) => vif === null)
    assert.equal(waiting?.interface, 'lan32')
    assert.match(waiting?.whyNot ?? '', /32/)
    router.input({ on: 'link-removed', index: 10 })
    assert.equal(router.vifOf(42), 0)
  })

  test('loopback gets none', () => {
    const router = new Router({ forward: ['*'] }, [lan(0, { name: 'lo', kind: 'loopback' }), lan(1)])
    assert.deepEqual([...router.vifs.values()], [11])
  })
})

describe('entries and time', () => {
  test('a flow without packets expires; one in use stays', () => {
    const router = new Router({ forward: ['lan*'], flowTimeout: seconds(210) })
    router.wants(11, G)
    router.packet(10, S, G)
    router.packet(10, '10.0.0.6', G)
    for (let i = 0; i < 30; i++) {
      router.packet(10, S, G)
      router.pass(10)
    }
    assert.equal(router.entry(S, G), 'lan0 -> lan1')
    assert.equal(router.entry('10.0.0.6', G), 'none')
    assert.equal(router.flow('10.0.0.6', G), undefined)
    router.pass(300)
    assert.equal(router.entries.size, 0)
    assert.equal(router.engine.wakeAt(), undefined, 'nothing is read while there is nothing to read')
  })

  test('counters are shown as the kernel counts them, with the rate between two readings', () => {
    const router = new Router({ forward: ['lan*'] })
    router.wants(11, G)
    router.packet(10, S, G)
    router.pass(5)
    assert.deepEqual([router.flow(S, G)?.packets, router.flow(S, G)?.packetRate], [0, null])
    for (let i = 0; i < 50; i++) router.packet(10, S, G)
    router.pass(5)
    const seen = router.flow(S, G)!
    assert.deepEqual([seen.packets, seen.packetRate, seen.byteRate, seen.wrongInterfaceRate], [50, 10, 1000, 0])
    for (let i = 0; i < 10; i++) router.packet(12, S, G)
    router.pass(5)
    assert.deepEqual([router.flow(S, G)?.wrongInterface, router.flow(S, G)?.wrongInterfaceRate], [10, 2])
  })

  test('packets that the kernel did not send for their TTL are counted by the link that they were for', () => {
    const router = new Router({ forward: ['lan*'] })
    router.wants(11, G)
    router.packet(10, S, G)
    router.pass(10)
    const notSent = (): number[] => router.engine.view(router.instant).interfaces.map((each) => each.notSent)
    for (let i = 0; i < 50; i++) router.packet(10, S, G, i % 2 === 0 ? 1 : 8)
    router.pass(5)
    assert.deepEqual(notSent(), [0, 25, 0])
    for (let i = 0; i < 50; i++) router.packet(10, S, G)
    router.pass(5)
    assert.deepEqual(notSent(), [0, 25, 0])
    // A flow that went elsewhere meanwhile says nothing.
    for (let i = 0; i < 50; i++) router.packet(10, S, G, 1)
    router.wants(12, G)
    router.pass(5)
    assert.deepEqual(notSent(), [0, 25, 0])
  })

  test('an entry that somebody else removed is put back; one that is not ours goes', () => {
    const router = new Router({ forward: ['lan*'] })
    router.wants(11, G)
    router.packet(10, S, G)
    router.entries.clear()
    router.entries.set('10.0.0.66 239.6.6.6', { incoming: 0, outgoing: [], packets: 0, wrongInterface: 0 })
    router.pass(31)
    assert.equal(router.entry(S, G), 'lan0 -> lan1')
    assert.equal(router.entry('10.0.0.66', '239.6.6.6'), 'none')
  })

  test('a spray of sources takes the room of silenced flows, never that of forwarded ones', () => {
    const router = new Router({ forward: ['lan*'], maximumFlows: 100 })
    router.wants(11, G)
    router.packet(10, S, G)
    for (let i = 0; i < 1000; i++) router.packet(10, `10.0.0.${i % 250}`, `239.2.${i >> 8}.${i & 255}`)
    assert.equal(router.entries.size, 100)
    assert.equal(router.entry(S, G), 'lan0 -> lan1')
    for (let i = 0; i < 250; i++) router.packet(10, `10.0.0.${i}`, G)
    assert.equal(router.entries.size, 100)
    assert.equal(router.engine.view(router.instant).refused['limit-flows'], 150)
  })

  test('a spray of sources to a group that is wanted makes room when it is over, not after the timeout', () => {
    const router = new Router({ forward: ['lan*'], maximumFlows: 100 })
    router.wants(11, G)
    router.packet(10, S, G)
    for (let i = 6; i < 200; i++) router.packet(10, `10.0.0.${i}`, G)
    assert.equal(router.entry('10.0.0.201', G), 'none')
    for (let i = 0; i < 3; i++) {
      router.packet(10, S, G)
      router.pass(5)
    }
    router.packet(10, '10.0.0.201', G)
    assert.equal(router.entry('10.0.0.201', G), 'lan0 -> lan1')
    assert.equal(router.entry(S, G), 'lan0 -> lan1', 'one in use stays')
  })

  test('NOCACHE for a flow that is known gives its entry again', () => {
    const router = new Router({ forward: ['lan*'] })
    router.wants(11, G)
    router.packet(10, S, G)
    router.entries.clear()
    router.packet(10, S, G)
    assert.equal(router.entry(S, G), 'lan0 -> lan1')
  })

  test('what cannot be a flow is refused with a reason', () => {
    const router = new Router({ forward: ['lan*'] })
    router.upcall('NOCACHE', 31, S, G)
    router.upcall('NOCACHE', 0, S, '224.0.0.5')
    router.upcall('NOCACHE', 0, S, '10.0.0.1')
    router.upcall('NOCACHE', 0, '0.0.0.0', G)
    router.upcall('WRONGVIF', 0, S, G)
    assert.deepEqual(router.engine.view(router.instant).refused, {
      'unknown-vif': 1,
      'group-link-local': 1,
      'group-not-multicast': 1,
      'source-invalid': 1,
      'unknown-flow': 1,
    })
    assert.equal(router.entries.size, 0)
  })

  test('shutdown leaves nothing', () => {
    const router = new Router({ forward: ['lan*'] })
    router.wants(11, G)
    router.packet(10, S, G)
    const effects = router.input({ on: 'shutdown' })
    assert.equal(router.entries.size, 0)
    assert.equal(router.vifs.size, 0)
    assert.deepEqual(effects.at(-1), { do: 'stopped' })
  })
})
