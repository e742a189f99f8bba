import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import type { Settings } from '../../../config/settings.js'
import { ipv4 } from '../../../protocols/base/ipv4.js'
import { prefix } from '../../../protocols/base/prefix.js'
import type { OspfEffect } from '../../../protocols/ospf/contract.js'
import { routerId } from '../../../protocols/ospf/identifiers.js'
import { FakeDaemon, link, SETTINGS } from './fake-daemon.js'

const UNNAMED: Settings = { ...SETTINGS, ospf: { ...SETTINGS.ospf!, routerId: undefined } }
const ROUTE = { prefix: prefix('10.9.0.0/16'), nextHops: [{ interface: 2, gateway: ipv4('10.0.1.2'), onlink: false }] }

describe('the daemon', () => {
  let fake: FakeDaemon
  const begin = async (settings: Settings = SETTINGS, change: (fake: FakeDaemon) => void = () => {}): Promise<void> => {
    fake = new FakeDaemon(settings)
    change(fake)
    await fake.start()
  }
  const inputs = (engine: { readonly handled: readonly { readonly input: { readonly on: string } }[] }): string[] =>
    engine.handled.map(({ input }) => input.on)
  beforeEach(() => begin())
  afterEach(() => fake.remove())

  it('hands each engine its settings before its links', () => {
    assert.deepEqual(inputs(fake.ospf), ['clock', 'former-life', 'settings', 'link', 'link'])
    assert.deepEqual(inputs(fake.igmp), ['settings', 'link', 'link'])
    assert.deepEqual(inputs(fake.multicast), ['settings', 'link', 'link'])
  })

  it('performs what an engine asks for, routes in the table of the configuration', () => {
    fake.ospf.answer = (): OspfEffect[] => [
      { do: 'open', interface: 2 },
      { do: 'join', interface: 2, group: ipv4('224.0.0.6') },
      { do: 'routes', changes: [{ prefix: ROUTE.prefix, route: ROUTE }] },
      { do: 'converged' },
    ]
    fake.daemon.onConverged = () => fake.log.push('the world is told')
    fake.handlers.link({ on: 'link', link: link(2, 'lan0', '10.0.1.1') })
    fake.world.runSoon()
    assert.deepEqual(fake.log, [
      'table 254: open',
      'ospf open 2',
      `ospf join 2 ${ipv4('224.0.0.6')}`,
      'table 254: put 10.9.0.0/16',
      'table 254: converged',
      'the world is told',
    ])
  })

  it('handles a Hello before other packets that came earlier', () => {
    const packet = (type: number) => ({
      interface: 2,
      source: ipv4('10.0.1.2'),
      destination: ipv4('224.0.0.5'),
      ttl: 1,
      bytes: Uint8Array.of(2, type),
    })
    fake.ospf.answer = () => [{ do: 'open', interface: 2 }]
    fake.handlers.link({ on: 'link', link: link(2, 'lan0', '10.0.1.1') })
    fake.world.runSoon()
    fake.ospf.handled.length = 0
    fake.handlers.ospfPacket(packet(4))
    fake.handlers.ospfPacket(packet(1))
    fake.world.runSoon()
    const types = fake.ospf.handled.map(({ input }) => (input.on === 'packet' ? input.bytes[1] : undefined))
    assert.deepEqual(types, [1, 4])
  })

  it('tells multicast forwarding what IGMP learns, and shares a link socket between the two', () => {
    fake.multicast.handled.length = 0
    fake.igmp.answer = () => [{ do: 'open', interface: 2 }]
    fake.multicast.answer = (input) => (input.on === 'igmp' ? [{ do: 'add-vif', vif: 0, interface: 2 }] : [])
    fake.handlers.link({ on: 'link', link: link(2, 'lan0', '10.0.1.1') })
    fake.world.runSoon()
    assert.deepEqual(inputs(fake.multicast), ['link', 'igmp'])
    fake.igmp.answer = () => [{ do: 'close', interface: 2 }]
    fake.multicast.answer = (input) => (input.on === 'igmp' ? [{ do: 'remove-vif', vif: 0 }] : [])
    fake.handlers.link({ on: 'link-removed', index: 2 })
    fake.world.runSoon()
    assert.deepEqual(
      fake.log.filter((line) => /igmp|vif/.test(line)),
      ['igmp open 2', 'add vif 0 2', 'remove vif 0', 'igmp close 2'],
    )
  })

  it('chooses the highest address of a loopback link as Router ID, and keeps it for the next start', async () => {
    fake.remove()
    await begin(UNNAMED, (f) => {
      f.links = [link(1, 'lo', '127.0.0.1', '192.0.2.7'), link(2, 'lan0', '203.0.113.9')]
    })
    assert.equal(settingsOf(fake), ipv4('192.0.2.7'))
    assert.equal(fake.state().routerIds.read(), ipv4('192.0.2.7'))
  })

  it('keeps the Router ID that was chosen at an earlier start, whatever the addresses are now', async () => {
    fake.remove()
    await begin(UNNAMED, (f) => f.state().routerIds.write(routerId(ipv4('198.51.100.1'))))
    assert.equal(settingsOf(fake), ipv4('198.51.100.1'))
  })

  it('waits for an address to choose a Router ID from', async () => {
    fake.remove()
    await begin(UNNAMED, (f) => {
      f.links = [link(1, 'lo', '127.0.0.1')]
    })
    assert.equal(fake.ospfEngines.length, 0)
    assert.equal(fake.daemon.ospf.get('default')?.status, 'waiting for a Router ID')
    assert.match(fake.journal.join('\n'), /^<4>OSPF waits for an address/m)
    fake.links.push(link(2, 'lan0', '10.0.1.1'))
    fake.handlers.link({ on: 'link', link: fake.links[1]! })
    fake.world.runSoon()
    assert.equal(settingsOf(fake), ipv4('10.0.1.1'))
    assert.deepEqual(inputs(fake.ospf), ['clock', 'former-life', 'settings', 'link', 'link'])
  })

  it('counts the starts of OSPF and keeps what it must remember for the next one', async () => {
    const lives = () => fake.ospf.handled.flatMap(({ input }) => (input.on === 'former-life' ? [input] : []))
    assert.deepEqual(lives(), [{ on: 'former-life', bootCount: 1, sequenceNumber: 0 }])
    fake.ospf.answer = () => [{ do: 'remember', sequenceNumber: 4711 }]
    fake.handlers.link({ on: 'link', link: link(3, 'lan1', '10.0.3.1') })
    fake.world.runSoon()
    assert.deepEqual(fake.state().formerLives.read(), { bootCount: 1, sequenceNumber: 4711 })
  })

  it('applies on reload only what changed', () => {
    fake.ospf.handled.length = 0
    fake.igmp.handled.length = 0
    const ospf = { ...SETTINGS.ospf!, maximumPaths: 2 }
    fake.next = { ok: true, value: { ...SETTINGS, ospf }, warnings: [] }
    assert.deepEqual(fake.daemon.reload(), { loaded: true, changed: ['ospf.maximum-paths: 16 → 2'] })
    fake.world.runSoon()
    assert.deepEqual(inputs(fake.ospf), ['settings'])
    assert.deepEqual(inputs(fake.igmp), [])
    assert.match(fake.journal.at(-1)!, /configuration \/etc\/waymark\/waymark.yaml loaded: ospf\.maximum-paths: 16 → 2/)
    assert.deepEqual(fake.daemon.reload(), { loaded: true, changed: [] })
  })

  it('keeps the old configuration when the new one has problems, and says so with the list', () => {
    fake.ospf.handled.length = 0
    fake.next = { ok: false, error: [{ file: 'w.yaml', line: 3, column: 5, path: 'ospf.x', message: 'unknown key' }] }
    const expected = { loaded: false, problems: ['w.yaml:3:5: ospf.x: unknown key'] }
    assert.deepEqual(fake.daemon.reload(), expected)
    fake.world.runSoon()
    assert.deepEqual(fake.ospf.handled, [])
    assert.equal(fake.daemon.settings, SETTINGS)
    assert.match(fake.journal.at(-1)!, /^<3>.*1 problem.*w\.yaml:3:5: ospf\.x: unknown key/)
  })

  it('says of a configuration that it loads what is probably not meant so', () => {
    const warning = {
      file: 'w.yaml',
      line: 3,
      column: 5,
      path: 'key-chains.old',
      message: 'no interface uses this key chain',
    }
    fake.next = { ok: true, value: SETTINGS, warnings: [warning] }
    fake.daemon.reload()
    assert.match(fake.journal.at(-1)!, /^<4>configuration w\.yaml:3:5: key-chains\.old: warning: no interface uses/)
  })

  it('leaves the routes where they are while their metrics change', async () => {
    fake.ospf.answer = () => [{ do: 'routes', changes: [{ prefix: ROUTE.prefix, route: ROUTE }] }]
    fake.handlers.link({ on: 'link', link: link(2, 'lan0', '10.0.1.1') })
    fake.world.runSoon()
    fake.log.length = 0
    fake.next = { ok: true, value: { ...SETTINGS, kernel: { ...SETTINGS.kernel, externalMetric: 110 } }, warnings: [] }
    fake.daemon.reload()
    await new Promise(setImmediate)
    assert.deepEqual(fake.log, ['table 254: close', 'table 254: open', 'table 254: put 10.9.0.0/16'])
  })

  it('moves the routes to another table without a gap', async () => {
    fake.ospf.answer = () => [{ do: 'routes', changes: [{ prefix: ROUTE.prefix, route: ROUTE }] }]
    fake.handlers.link({ on: 'link', link: link(2, 'lan0', '10.0.1.1') })
    fake.world.runSoon()
    fake.log.length = 0
    fake.next = { ok: true, value: { ...SETTINGS, kernel: { ...SETTINGS.kernel, table: 100 } }, warnings: [] }
    fake.daemon.reload()
    await new Promise(setImmediate)
    assert.deepEqual(fake.log, [
      'table 100: open',
      'table 100: put 10.9.0.0/16',
      'table 254: withdraw all',
      'table 254: close',
    ])
  })

  it('ends OSPF when the configuration drops it, and begins a new instance when it is back', () => {
    fake.ospf.answer = (input) => (input.on === 'shutdown' ? [{ do: 'stopped' }] : [])
    fake.next = { ok: true, value: { ...SETTINGS, ospf: undefined }, warnings: [] }
    fake.daemon.reload()
    fake.world.runSoon()
    assert.equal(fake.daemon.ospf.get('default')?.life.engine, undefined)
    fake.next = { ok: true, value: SETTINGS, warnings: [] }
    fake.daemon.reload()
    fake.world.runSoon()
    assert.equal(fake.ospfEngines.length, 2)
    assert.deepEqual(inputs(fake.ospf), ['clock', 'former-life', 'settings', 'link', 'link'])
  })

  it('stops in order: own LSAs flushed, then routes withdrawn, then the kernel closed', async () => {
    fake.ospf.answer = (input) =>
      input.on === 'shutdown'
        ? [{ do: 'routes', changes: [{ prefix: ROUTE.prefix, route: undefined }] }, { do: 'stopped' }]
        : []
    fake.log.length = 0
    const stopped = fake.daemon.stop('SIGTERM')
    fake.world.runSoon()
    await stopped
    assert.deepEqual(fake.log, [
      'table 254: remove 10.9.0.0/16',
      'table 254: withdraw all',
      'table 254: close',
      'kernel close',
    ])
    assert.match(fake.journal.at(-1)!, /stopped after/)
  })

  it('does not wait for ever for an engine that does not stop', async () => {
    fake.ospf.answer = () => []
    const stopped = fake.daemon.stop('SIGTERM')
    fake.world.runSoon()
    fake.world.advance(3000)
    await stopped
    assert.match(fake.journal.at(-1)!, /without waiting longer for ospf$/)
    assert.ok(fake.log.includes('table 254: withdraw all'))
  })

  it('says a calculation in one line, with what it took', () => {
    fake.ospf.answer = () => {
      fake.world.time += 4.1
      return [
        {
          do: 'notice',
          notice: { notice: 'routes-calculated', level: 'info', routes: 412, added: 3, removed: 1, changed: 2 },
        },
      ]
    }
    fake.handlers.link({ on: 'link', link: link(2, 'lan0', '10.0.1.1') })
    fake.world.runSoon()
    assert.equal(fake.journal.at(-1), '<6>OSPF: 412 routes: 3 added, 1 removed, 2 changed, 4.1 ms routes=412')
  })
})

function settingsOf(fake: FakeDaemon): number | undefined {
  const inputs = fake.ospf.handled.map(({ input }) => input)
  return inputs.find((input) => input.on === 'settings')?.settings.routerId
}
