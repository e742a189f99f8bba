import assert from 'node:assert/strict'
import { afterEach, describe, it } from 'node:test'
import { type InstanceSettings, type Settings, VRF_TABLE } from '../../../config/settings.js'
import { ipv4 } from '../../../protocols/base/ipv4.js'
import { prefix } from '../../../protocols/base/prefix.js'
import type { OspfEffect, OspfInput } from '../../../protocols/ospf/contract.js'
import { FakeDaemon, link, SETTINGS } from './fake-daemon.js'

const BLUE: InstanceSettings = {
  name: 'blue',
  vrf: undefined,
  kernel: { ...SETTINGS.kernel, table: 100 },
  ospf: SETTINGS.ospf!,
}
const IN_VRF: InstanceSettings = {
  ...BLUE,
  vrf: 'vrf-blue',
  kernel: { ...SETTINGS.kernel, table: VRF_TABLE },
  ospf: { ...SETTINGS.ospf!, defaultInformation: { condition: [], table: VRF_TABLE, set: {} as never } },
}
const ROUTE = { prefix: prefix('10.9.0.0/16'), nextHops: [{ interface: 2, gateway: ipv4('10.0.1.2'), onlink: false }] }
const OPEN: OspfEffect = { do: 'open', interface: 2 }
const CLOSE: OspfEffect = { do: 'close', interface: 2 }

const withInstances = (...ospfInstances: readonly InstanceSettings[]): Settings => ({ ...SETTINGS, ospfInstances })

describe('instances of OSPF', () => {
  let fake: FakeDaemon
  const begin = async (settings: Settings, change: (fake: FakeDaemon) => void = () => {}): Promise<void> => {
    fake = new FakeDaemon(settings)
    change(fake)
    await fake.start()
    fake.log.length = 0
  }
  const reload = (settings: Settings): void => {
    fake.next = { ok: true, value: settings, warnings: [] }
    fake.daemon.reload()
    fake.world.runSoon()
  }
  const settled = async (): Promise<void> => {
    for (let i = 0; i < 3; i++) {
      await new Promise(setImmediate)
      fake.world.runSoon()
    }
  }
  const engine = (name: string) => {
    const index = ['default', 'blue'].indexOf(name)
    return fake.ospfEngines[index]!
  }
  /** Has the engine want this at the next input of any kind. */
  const has = (name: string, ...effects: OspfEffect[]): void => {
    engine(name).answer = () => effects
    fake.daemon.ospf.get(name)!.life.tellClock()
    fake.world.runSoon()
    engine(name).answer = stops
  }
  const stops = (input: OspfInput): OspfEffect[] => (input.on === 'shutdown' ? [{ do: 'stopped' }] : [])
  const inputs = (name: string): string[] => engine(name).handled.map(({ input }) => input.on)
  const routes = (...changes: (typeof ROUTE | undefined)[]): OspfEffect => ({
    do: 'routes',
    changes: changes.map((route) => ({ prefix: ROUTE.prefix, route }) as never),
  })
  afterEach(() => fake.remove())

  it('each have their own engine, kernel table and state', async () => {
    await begin(withInstances(BLUE))
    assert.equal(fake.ospfEngines.length, 2)
    has('default', routes(ROUTE), { do: 'remember', sequenceNumber: 7 })
    has('blue', routes(ROUTE), { do: 'remember', sequenceNumber: 9 })
    assert.deepEqual(fake.log, ['table 254: put 10.9.0.0/16', 'table 100: put 10.9.0.0/16'])
    assert.equal(fake.state().formerLives.read().sequenceNumber, 7)
    assert.equal(fake.state('blue').formerLives.read().sequenceNumber, 9)
    assert.deepEqual(
      fake.daemon.loop.seats.map(({ name }) => name),
      ['multicast', 'igmp', 'ospf', 'ospf:blue'],
    )
  })

  it('are handed the packets of their own interfaces', async () => {
    await begin(withInstances(BLUE))
    has('default', OPEN)
    has('blue', { do: 'open', interface: 3 })
    for (const ospf of fake.ospfEngines) ospf.handled.length = 0
    const addresses = { source: ipv4('10.0.1.2'), destination: ipv4('224.0.0.5') }
    fake.handlers.ospfPacket({ interface: 3, ...addresses, ttl: 1, bytes: Uint8Array.of(2, 1) })
    fake.world.runSoon()
    assert.deepEqual([inputs('default'), inputs('blue')], [[], ['packet']])
  })

  it('say in the journal which of them it is about', async () => {
    await begin(withInstances(BLUE))
    has('blue', {
      do: 'notice',
      notice: { notice: 'stub-router', level: 'notice', reason: 'operator', before: undefined },
    })
    assert.match(fake.journal.at(-1)!, /^<5>blue: OSPF: stub router \(operator\).* ospf-instance=blue/)
  })

  it('that a reload changes are told of it, the others are not', async () => {
    await begin(withInstances(BLUE))
    for (const ospf of fake.ospfEngines) ospf.handled.length = 0
    reload(withInstances({ ...BLUE, ospf: { ...BLUE.ospf, maximumPaths: 2 } }))
    assert.deepEqual([inputs('default'), inputs('blue')], [[], ['settings']])
    assert.match(fake.journal.at(-1)!, /loaded: ospf-instances\.blue\.maximum-paths: 16 → 2/)
  })

  it('that a reload removes flush their LSAs and take their routes out, the others stay as they are', async () => {
    await begin(withInstances(BLUE))
    has('default', routes(ROUTE))
    has('blue', routes(ROUTE))
    fake.log.length = 0
    for (const ospf of fake.ospfEngines) ospf.handled.length = 0
    reload(SETTINGS)
    await settled()
    assert.deepEqual([inputs('default'), inputs('blue')], [[], ['shutdown']])
    assert.deepEqual(fake.log, ['table 100: withdraw all', 'table 100: close'])
    assert.equal(fake.daemon.ospf.get('blue'), undefined)
    assert.deepEqual(fake.tables.read(), [254])
  })

  it('that a reload adds begin at once, with every link', async () => {
    await begin(SETTINGS)
    for (const ospf of fake.ospfEngines) ospf.handled.length = 0
    reload(withInstances(BLUE))
    await settled()
    assert.deepEqual(inputs('default'), [])
    assert.deepEqual(inputs('blue'), ['clock', 'former-life', 'settings', 'link', 'link'])
    assert.deepEqual(fake.log, ['table 100: open'])
  })

  it('that are back before they have stopped begin anew when they have', async () => {
    await begin(withInstances(BLUE))
    engine('blue').answer = () => []
    reload(SETTINGS)
    assert.equal(fake.daemon.ospf.get('blue')?.status, 'stopping')
    reload(withInstances(BLUE))
    has('blue', { do: 'stopped' })
    await settled()
    assert.equal(fake.ospfEngines.length, 3)
    assert.equal(fake.daemon.ospf.get('blue')?.status, 'running')
  })

  it('hand an interface over when the one before has let it go, with the groups that are joined there', async () => {
    await begin(withInstances(BLUE))
    const [group] = [ipv4('224.0.0.6')]
    has('default', OPEN)
    has('blue', OPEN, { do: 'join', interface: 2, group })
    has('blue', { do: 'send', interface: 2, source: 1, destination: 2, ttl: 1, bytes: Uint8Array.of(1) } as never)
    assert.deepEqual(fake.log, ['ospf open 2'])
    has('default', CLOSE)
    assert.deepEqual(fake.log, ['ospf open 2', 'ospf close 2', 'ospf open 2', `ospf join 2 ${group}`])
    has('default', CLOSE)
    has('blue', CLOSE)
    assert.deepEqual(fake.log.slice(4), ['ospf close 2'])
  })

  it('sharing a kernel table have the route of the least distance in it, the others take its place when it goes', async () => {
    const shared = { ...BLUE, kernel: SETTINGS.kernel }
    const distance = { intraArea: 110, interArea: 110, external: 120, external1: undefined, external2: 100 }
    await begin(withInstances({ ...shared, ospf: { ...BLUE.ospf, distance } }))
    const table = fake.tablesOpened.get(254)!
    const external = { ...ROUTE, pathType: 'external-2' as const }
    has('default', routes(external))
    assert.deepEqual(table.get('10.9.0.0/16'), external)
    const better = { ...external, nextHops: [] }
    has('blue', routes(better))
    assert.deepEqual(table.get('10.9.0.0/16'), better, 'the distance of blue is less')
    has('blue', routes({ ...better, pathType: 'inter-area' } as never))
    assert.deepEqual(table.get('10.9.0.0/16'), external, 'among equals the default instance is first')
    has('default', routes(undefined))
    assert.deepEqual(table.get('10.9.0.0/16'), { ...better, pathType: 'inter-area' })
    has('default', routes(external))
    fake.log.length = 0
    has('blue', routes({ ...better, pathType: 'external-1' } as never))
    assert.deepEqual(table.get('10.9.0.0/16'), external, 'that of its type 1 is more')
    has('blue', routes({ ...better, pathType: 'inter-area' } as never))
    reload(withInstances({ ...shared, ospf: { ...BLUE.ospf, distance: { ...distance, interArea: 90 } } }))
    assert.deepEqual(table.get('10.9.0.0/16'), { ...better, pathType: 'inter-area' }, 'a reload changed its distance')
    reload(SETTINGS)
    await settled()
    assert.deepEqual(table.get('10.9.0.0/16'), external, 'blue is gone')
    assert.ok(!fake.log.includes('table 254: withdraw all'))
  })

  it('sharing a kernel table sweep what is left of an earlier life when both know what they want', async () => {
    await begin(withInstances({ ...BLUE, kernel: SETTINGS.kernel }))
    has('default', { do: 'converged' })
    assert.deepEqual(fake.log, [])
    has('blue', { do: 'converged' })
    assert.deepEqual(fake.log, ['table 254: converged'])
  })

  it('of an earlier life have no routes left in tables that are not in the configuration any more', async () => {
    fake = new FakeDaemon(SETTINGS)
    fake.tables.write([100, 254])
    await fake.start()
    assert.deepEqual(fake.log.slice(1), ['table 100: open', 'table 100: converged', 'table 100: close'])
    assert.deepEqual(fake.tables.read(), [254])
  })

  it('in a VRF that is not there wait for it and say so, and the others run', async () => {
    await begin(withInstances(IN_VRF))
    assert.equal(fake.ospfEngines.length, 1)
    assert.equal(fake.daemon.ospf.get('blue')?.status, 'waiting for its VRF')
    const warnings = fake.journal.filter((line) =>
      /^<4>blue: OSPF waits for the VRF vrf-blue: there is no such/.test(line),
    )
    assert.equal(warnings.length, 1)
    reload(withInstances(IN_VRF))
    assert.equal(fake.ospfEngines.length, 1)
    assert.deepEqual(fake.log, [])
  })

  it('in a VRF have its links, which the others do not, and its table', async () => {
    await begin(withInstances(IN_VRF), (f) => {
      f.links.push(link(3, 'lan1', '10.0.3.1'), link(4, 'vrf-blue'))
      f.vrfs.push({ name: 'vrf-blue', table: 77, links: [3, 4] })
    })
    const links = (name: string) =>
      engine(name).handled.flatMap(({ input }) => (input.on === 'link' ? [input.link.name] : []))
    assert.deepEqual(
      [links('default'), links('blue')],
      [
        ['lo', 'lan0'],
        ['lan1', 'vrf-blue'],
      ],
    )
    const settings = engine('blue').handled.flatMap(({ input }) => (input.on === 'settings' ? [input.settings] : []))
    assert.equal(settings[0]?.defaultInformation?.table, 77)
    has('blue', routes(ROUTE))
    assert.deepEqual(fake.log, ['table 77: put 10.9.0.0/16'])
  })

  it('begin when their VRF comes, stop when it goes, and are told of links that are put into it', async () => {
    await begin(withInstances(IN_VRF))
    fake.links.push(link(4, 'vrf-blue'))
    fake.vrfs.push({ name: 'vrf-blue', table: 77, links: [4] })
    fake.handlers.link({ on: 'link', link: fake.links[2]! })
    fake.world.runSoon()
    await settled()
    assert.equal(fake.daemon.ospf.get('blue')?.status, 'running')
    assert.deepEqual(fake.log, ['table 77: open'])
    fake.vrfs[0] = { name: 'vrf-blue', table: 77, links: [2, 4] }
    for (const ospf of fake.ospfEngines) ospf.handled.length = 0
    fake.handlers.link({ on: 'link', link: fake.links[1]! })
    fake.world.runSoon()
    assert.deepEqual([inputs('default'), inputs('blue')], [['link-removed'], ['link']])
    engine('blue').answer = stops
    fake.vrfs.length = 0
    fake.handlers.link({ on: 'link-removed', index: 4 })
    fake.world.runSoon()
    await settled()
    assert.equal(fake.daemon.ospf.get('blue')?.status, 'waiting for its VRF')
    assert.deepEqual(fake.log.slice(1), ['table 77: withdraw all', 'table 77: close'])
  })

  it('all stop when the daemon does, and are all asked to go around', async () => {
    await begin(withInstances(BLUE))
    for (const ospf of fake.ospfEngines) ospf.answer = stops
    assert.equal(fake.daemon.ospf.stubRouter(true), true)
    assert.equal(fake.daemon.ospf.stubRouter(false, 'blue'), true)
    const stopped = fake.daemon.stop('SIGTERM')
    fake.world.runSoon()
    await stopped
    assert.deepEqual(inputs('default').slice(-2), ['stub-router', 'shutdown'])
    assert.deepEqual(inputs('blue').slice(-3), ['stub-router', 'stub-router', 'shutdown'])
    assert.deepEqual(fake.log.filter((line) => line.endsWith('withdraw all')).sort(), [
      'table 100: withdraw all',
      'table 254: withdraw all',
    ])
  })

  it('restart gracefully together, if each of them may', async () => {
    const gracefulRestart = { ...SETTINGS.ospf!.gracefulRestart, enabled: true }
    const ospf = { ...SETTINGS.ospf!, gracefulRestart }
    await begin({ ...SETTINGS, ospf, ospfInstances: [BLUE] })
    assert.deepEqual(await fake.daemon.restartGracefully(), {
      restarting: false,
      reason: 'ospf-instances.blue.graceful-restart.enabled is not true',
    })
    reload({ ...SETTINGS, ospf, ospfInstances: [{ ...BLUE, ospf }] })
    for (const each of fake.ospfEngines) {
      each.answer = () => [{ do: 'ready-to-restart', graceEnds: 5 as never, unacknowledged: 2 }]
    }
    const restarting = fake.daemon.restartGracefully()
    fake.world.runSoon()
    assert.deepEqual(await restarting, { restarting: true, unacknowledged: 4 })
    assert.deepEqual([fake.state().restarts.read().planned, fake.state('blue').restarts.read().planned], [true, true])
  })
})
