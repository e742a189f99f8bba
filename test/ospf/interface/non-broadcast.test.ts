import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seconds } from '../../../protocols/base/duration.js'
import { formatIpv4, ipv4 } from '../../../protocols/base/ipv4.js'
import type { InterfaceSettings } from '../../../protocols/ospf/settings.js'
import { hello, LoneEngine } from '../engine/lone-engine.js'
import { databaseOf, ethernet, Network, type Router, routesOf, settings, states } from '../engine/network.js'

const link = ethernet(1, 'eth0', '10.0.0.1/24')

/** `10.0.0.2 0`: a configured neighbor and its priority, 1 unless said. */
function configured(...neighbors: readonly string[]): InterfaceSettings['staticNeighbors'] {
  return neighbors.map((each) => {
    const [address, priority = '1'] = each.split(' ')
    return { address: ipv4(address!), priority: Number(priority) }
  })
}

function nbma(priority: number, ...neighbors: readonly string[]): Partial<InterfaceSettings> {
  return {
    interfaceType: 'non-broadcast',
    priority,
    staticNeighbors: configured(...neighbors),
    pollInterval: seconds(60),
  }
}

function engineOf(own: Partial<InterfaceSettings>): LoneEngine {
  return new LoneEngine(settings('10.0.0.1', { eth0: own }), link)
}

/** Where Hellos were sent since this was last asked, each once, in order. */
function hellosTo(engine: LoneEngine): string[] {
  const sent = engine.takeSent().filter(({ body }) => body.type === 'hello')
  return [...new Set(sent.map(({ destination }) => formatIpv4(destination)))].sort()
}

test('§9.3: when an NBMA interface comes up, the event Start is generated for each neighbor that is also eligible', () => {
  const engine = engineOf(nbma(1, '10.0.0.2', '10.0.0.3 0', '10.0.0.1', '10.9.0.1'))
  assert.deepEqual(hellosTo(engine), ['10.0.0.2'])
  assert.equal(engine.state('10.0.0.2'), 'Attempt')
  assert.equal(engine.neighbor('10.0.0.2')?.routerId, null)
  assert.equal(engine.neighbor('10.0.0.2')?.whyNotFull, 'it does not answer our Hellos')
  assert.equal(engine.state('10.0.0.3'), undefined)
})

test('§9.5.1: Hellos go to a neighbor every HelloInterval, and every PollInterval once it is Down', () => {
  const engine = engineOf(nbma(1, '10.0.0.2'))
  engine.takeSent()
  engine.pass(39_000)
  const atFirst = engine.takeBodies('hello').length
  assert.ok(atFirst >= 3 && atFirst <= 5, `${atFirst} Hellos in 39 s`)
  engine.pass(2000)
  assert.equal(engine.state('10.0.0.2'), undefined, 'RouterDeadInterval is over')
  // It has made itself Designated Router meanwhile and goes on asking
  engine.takeSent()
  engine.pass(120_000)
  assert.equal(engine.takeBodies('hello').length, 2)
  engine.hear({ address: '10.0.0.2' }, hello())
  assert.equal(engine.state('10.0.0.2'), 'Init')
})

test('§9.4 (6): a router that becomes Designated Router starts sending Hellos to those that are not eligible', () => {
  const engine = engineOf(nbma(1, '10.0.0.2 0'))
  assert.deepEqual(hellosTo(engine), [])
  engine.pass(40_000)
  assert.equal(engine.interface().state, 'DR')
  assert.deepEqual(hellosTo(engine), ['10.0.0.2'])
  assert.equal(engine.state('10.0.0.2'), 'Attempt')
})

test('§9.5.1: a router that is not eligible sends only to Designated Router and Backup, and answers the eligible', () => {
  const engine = engineOf(nbma(0, '10.0.0.2'))
  engine.pass(100_000)
  assert.deepEqual(hellosTo(engine), [])
  engine.hear({ address: '10.0.0.2' }, { ...hello(), priority: 0 })
  assert.deepEqual(hellosTo(engine), [], 'it is not eligible either')
  engine.hear({ address: '10.0.0.3' }, hello())
  assert.deepEqual(hellosTo(engine), ['10.0.0.3'])
  engine.hear({ address: '10.0.0.3' }, { ...hello('10.0.0.1'), designatedRouter: ipv4('10.0.0.3') })
  engine.takeSent()
  engine.pass(11_000)
  assert.equal(engine.interface().designatedRouter, '10.0.0.3')
  assert.deepEqual(hellosTo(engine), ['10.0.0.3'])
})

test('a Hello lists the neighbors that were heard, not those that are only configured', () => {
  const engine = engineOf(nbma(1, '10.0.0.2', '10.0.0.3'))
  engine.hear({ address: '10.0.0.2', id: '192.0.2.2' }, hello())
  engine.pass(10_000)
  const last = engine.takeBodies('hello').at(-1)
  assert.deepEqual(last?.neighbors.map(formatIpv4), ['192.0.2.2'])
})

test('a neighbor that is configured while the interface is up is called, one that is no longer is not', () => {
  const engine = engineOf(nbma(1, '10.0.0.2'))
  engine.input({ on: 'settings', settings: settings('10.0.0.1', { eth0: nbma(1, '10.0.0.3') }) })
  assert.deepEqual([engine.state('10.0.0.2'), engine.state('10.0.0.3')], [undefined, 'Attempt'])
})

test('§10.5: the mask is compared on NBMA and point-to-multipoint networks too', () => {
  for (const interfaceType of ['non-broadcast', 'point-to-multipoint'] as const) {
    const engine = engineOf({ interfaceType })
    engine.hear({ address: '10.0.0.2' }, { ...hello(), networkMask: ipv4('255.255.0.0') })
    assert.deepEqual(engine.refused(), { 'mask-mismatch': 1 })
  }
})

/** Three routers on one wire, which carries nothing that is sent to a group. */
function three(
  own: (name: string) => Partial<InterfaceSettings>,
  multicast = false,
): { network: Network; routers: Router[] } {
  const network = new Network()
  network.wire('r1 1', 'r2 1', 'r3 1')
  network.drops = (_from, { destination }) => !multicast && destination >>> 28 === 0xe
  const routers = [1, 2, 3].map((n) => {
    const name = `r${n}`
    const fast = { helloInterval: seconds(1), deadInterval: seconds(4) }
    const links = [ethernet(1, 'eth0', `10.0.0.${n}/24`), ethernet(2, 'eth1', `10.${n}.0.1/24`)]
    const interfaces = { eth0: { ...fast, ...own(name) }, eth1: { passive: true } }
    return network.router(name, settings(`192.0.2.${n}`, interfaces), links)
  })
  return { network, routers }
}

test('three routers on an NBMA network elect a Designated Router among the eligible and become Full with it', () => {
  const { network, routers } = three((name) =>
    name === 'r3' ? nbma(0) : nbma(name === 'r1' ? 5 : 1, '10.0.0.1', '10.0.0.2', '10.0.0.3 0'),
  )
  const [r1, , r3] = routers as [Router, Router, Router]
  network.until(() => Object.values(states(network, r3)).filter((state) => state === 'Full').length === 2)
  network.pass(20_000)
  assert.deepEqual(states(network, r1), { '192.0.2.2': 'Full', '192.0.2.3': 'Full' })
  for (const router of routers) assert.deepEqual(databaseOf(network, router), databaseOf(network, r1))
  assert.ok(routesOf(network, r3).includes('10.2.0.0/24 20 via 10.0.0.2 eth0'), routesOf(network, r3).join('\n'))
  assert.ok(databaseOf(network, r1).some((lsa) => lsa.startsWith('network ')))
})

for (const multicast of [true, false]) {
  test(`§12.4.1.4: three routers on a point-to-multipoint network with${multicast ? '' : 'out'} multicast are all Full, and each is a host of cost 0`, () => {
    const { network, routers } = three((name) => {
      const others = ['10.0.0.1', '10.0.0.2', '10.0.0.3'].filter((each) => !each.endsWith(name.slice(1)))
      return { interfaceType: 'point-to-multipoint', staticNeighbors: multicast ? [] : configured(...others) }
    }, multicast)
    const [r1] = routers as [Router, Router, Router]
    network.until(() => routers.every((router) => Object.values(states(network, router)).join() === 'Full,Full'))
    network.pass(20_000)
    for (const router of routers) assert.deepEqual(databaseOf(network, router), databaseOf(network, r1))
    assert.deepEqual(routesOf(network, r1).sort(), [
      '10.0.0.1/32 0 via - eth0',
      '10.0.0.2/32 10 via 10.0.0.2 eth0',
      '10.0.0.3/32 10 via 10.0.0.3 eth0',
      '10.1.0.0/24 10 via - eth1',
      '10.2.0.0/24 20 via 10.0.0.2 eth0',
      '10.3.0.0/24 20 via 10.0.0.3 eth0',
    ])
    assert.ok(!databaseOf(network, r1).some((lsa) => lsa.startsWith('network ')))
  })
}

test('routers with host addresses, on a tunnel to many, are a point-to-multipoint network whose Hellos have the mask of a host', () => {
  const network = new Network()
  network.wire('r1 1', 'r2 1')
  const [r1, r2] = [1, 2].map((n) => {
    const own: Partial<InterfaceSettings> = {
      interfaceType: 'point-to-multipoint',
      staticNeighbors: configured(`10.255.0.${3 - n}`),
    }
    return network.router(`r${n}`, settings(`10.255.0.${n}`, { wg0: own }), [ethernet(1, 'wg0', `10.255.0.${n}/32`)])
  }) as [Router, Router]
  network.until(
    () => Object.values(states(network, r1)).join() === 'Full' && states(network, r2)['10.255.0.1'] === 'Full',
  )
  network.pass(10_000)
  assert.deepEqual(routesOf(network, r1), ['10.255.0.1/32 0 via - wg0', '10.255.0.2/32 10 via 10.255.0.2 wg0'])
  const hellos = r1.effects.flatMap((each) => (each.do === 'send' && each.bytes[1] === 1 ? [each] : []))
  assert.ok(hellos.every(({ bytes }) => new DataView(bytes.buffer, bytes.byteOffset).getUint32(24) === 0xffffffff))
})

test('of several host addresses of a point-to-multipoint network the first one speaks', () => {
  const own = { wg0: { interfaceType: 'point-to-multipoint' as const } }
  const engine = new LoneEngine(settings('10.0.0.1', own), ethernet(1, 'wg0', '10.255.0.1/32', '10.255.0.9/32'))
  const senders = new Set(engine.takeSent().map(({ source }) => formatIpv4(source)))
  assert.deepEqual([...senders], ['10.255.0.1'])
})
