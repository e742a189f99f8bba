import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { milliseconds, seconds } from '../../protocols/base/duration.js'
import { formatIpv4 } from '../../protocols/base/ipv4.js'
import { prefix } from '../../protocols/base/prefix.js'
import { rule } from '../ospf/external/as-boundary.js'
import { SimNetwork } from './network.js'
import { type EndPlan, type NetworkPlan, nameOf, TopologyBuilder } from './topology.js'
import type { Packet } from './wire.js'

const CONVERGENCE = seconds(120)

function running(build: (builder: TopologyBuilder) => void): SimNetwork {
  const builder = new TopologyBuilder()
  build(builder)
  const network = new SimNetwork(builder.build())
  network.start()
  network.converge(CONVERGENCE)
  return network
}

/** How long until all routes are the oracle's, in milliseconds. */
function convergence(network: SimNetwork): number {
  const start = network.world.now
  assert.ok(
    network.world.runUntil(() => network.problems().length === 0, CONVERGENCE),
    network.problems().join('\n'),
  )
  return network.world.now - start
}

function ring(builder: TopologyBuilder, size: number): void {
  const routers = builder.routers(size)
  for (let i = 0; i < size; i++) builder.pointToPoint([routers[i]!, routers[(i + 1) % size]!])
}

/** Who is Designated Router of the LAN and who Backup, as its first living end has it. */
function roles(network: SimNetwork, lan: NetworkPlan): { dr: EndPlan | undefined; backup: EndPlan | undefined } {
  const watcher = lan.ends.find((end) => end.up && end.router.alive)!
  const view = network.router(watcher.router).engine!.view(network.world.now)
  const shown = view.interfaces.find(({ interface: name }) => name === nameOf(lan, watcher))!
  const endOf = (address: string | null): EndPlan | undefined => lan.ends.find((e) => formatIpv4(e.address) === address)
  return { dr: endOf(shown.designatedRouter), backup: endOf(shown.backupDesignatedRouter) }
}

describe('a link that is cut', () => {
  it('is gone around within a second, whatever the dead interval', () => {
    const network = running((builder) => ring(builder, 8))
    network.run(seconds(60))
    const [wire] = network.topology.networks
    network.setCarrier(wire!, wire!.ends[0]!, false)
    const took = convergence(network)
    assert.ok(took < 1000, `${took} ms`)
    network.setCarrier(wire!, wire!.ends[0]!, true)
    network.converge(CONVERGENCE)
  })

  it('is gone around after the dead interval where nobody sees it', () => {
    const network = running((builder) => ring(builder, 6))
    const [wire] = network.topology.networks
    network.setGroups(wire!, (end) => wire!.ends.indexOf(end))
    const took = convergence(network)
    assert.ok(took > 29_000 && took < 46_000, `${took} ms`)
  })

  it('leaves the other one of two parallel links', () => {
    const network = running((builder) => {
      const [a, b] = builder.routers(2)
      builder.pointToPoint([a!, b!])
      builder.pointToPoint([a!, b!], [10, 10], false)
    })
    const [plan] = network.topology.routers
    const other = formatIpv4(network.topology.routers[1]!.loopback)
    const hops = (): number => network.router(plan!).kernel.table().get(`${other}/32`)!.split(', ').length
    assert.equal(hops(), 2)
    const [wire] = network.topology.networks
    network.setCarrier(wire!, wire!.ends[0]!, false)
    convergence(network)
    assert.equal(hops(), 1)
  })
})

describe('a network that falls apart', () => {
  it('has a Designated Router in each part, and one again when it is whole', () => {
    const network = running((builder) => {
      const routers = builder.routers(6)
      builder.lan(routers)
      for (const router of routers.slice(0, 2)) builder.pointToPoint([router, builder.router()])
    })
    const [lan] = network.topology.networks
    network.setGroups(lan!, (end) => lan!.ends.indexOf(end) % 2)
    network.converge(CONVERGENCE)
    network.setGroups(lan!, () => 0)
    network.converge(CONVERGENCE)
  })

  it('is bridged by another way between its parts', () => {
    const network = running((builder) => {
      const routers = builder.routers(4)
      builder.lan(routers)
      builder.pointToPoint([routers[0]!, routers[1]!], [100, 100])
    })
    const [lan] = network.topology.networks
    network.setGroups(lan!, (end) => lan!.ends.indexOf(end) % 2)
    network.converge(CONVERGENCE)
    assert.equal(network.router(network.topology.routers[0]!).kernel.table().size > 0, true)
  })
})

describe('the Designated Router', () => {
  it('is succeeded by the Backup when it dies, and does not take the office back', () => {
    const network = running((builder) => {
      const routers = builder.routers(5)
      builder.lan(
        routers,
        [1, 2, 3, 4, 5].map((priority) => [10, priority] as const),
      )
      builder.pointToPoint([routers[0]!, builder.router()])
    })
    const [lan] = network.topology.networks
    const before = roles(network, lan!)
    network.kill(before.dr!.router)
    network.converge(CONVERGENCE)
    const after = roles(network, lan!)
    assert.equal(after.dr, before.backup)
    network.startRouter(before.dr!.router)
    network.converge(CONVERGENCE)
    assert.equal(roles(network, lan!).dr, after.dr)
  })

  it('may change its Router ID: the old network-LSA does not shadow the new one', () => {
    const network = running((builder) => {
      const routers = builder.routers(4)
      builder.lan(routers)
      builder.pointToPoint([routers[0]!, builder.router()])
      builder.pointToPoint([routers[1]!, builder.router()])
    })
    const [lan] = network.topology.networks
    const { router } = roles(network, lan!).dr!
    network.kill(router)
    router.routerId = (router.routerId + 0x10000) as never
    network.startRouter(router)
    network.converge(CONVERGENCE)
  })
})

describe('an LSA that is flushed', () => {
  it('leaves routers that were cut off too, when one gets it back from the other right after its flush', () => {
    const outside = prefix('198.51.100.0/24')
    const builder = new TopologyBuilder()
    const [r1, r2, r3] = builder.routers(3)
    const [near, far] = [builder.pointToPoint([r1!, r2!]), builder.pointToPoint([r2!, r3!])]
    r1!.configuration = { ...r1!.configuration, redistribute: [rule('static')] }
    r1!.outside = { ...r1!.outside, foreign: [{ prefix: outside, realm: 0, gateway: undefined }] }
    const network = new SimNetwork(builder.build())
    network.start()
    network.run(seconds(60))
    const holders = (): string[] =>
      network.topology.routers
        .filter((router) => [...network.database(router).keys()].some((key) => key.includes('198.51.100.0')))
        .map(({ name }) => name)
    assert.deepEqual(holders(), ['r1', 'r2', 'r3'])
    for (const link of [near, far]) network.setCarrier(link, link.ends[0]!, false)
    network.setOutside(r1!, { foreign: [] })
    network.run(seconds(60))
    assert.deepEqual(holders(), ['r2', 'r3'])
    network.setCarrier(near, near.ends[0]!, true)
    network.run(milliseconds(100))
    network.setCarrier(far, far.ends[0]!, true)
    network.run(seconds(30))
    assert.deepEqual(holders(), [])
  })
})

describe('an exchange', () => {
  it('begins anew when its slave was led back into it by an old packet, and its master is through', () => {
    const builder = new TopologyBuilder()
    const [r1, r2] = builder.routers(2) // r2 is master: its Router ID is larger
    const link = builder.pointToPoint([r1!, r2!])
    const network = new SimNetwork(builder.build())
    const wire = network.wire(link)
    const openings: Packet[] = []
    wire.tap = (from, packet) => {
      if (from.router === r2 && packet.bytes[1] === 2 && packet.bytes[27] === 7) openings.push(packet)
      return true
    }
    network.start()
    network.converge(CONVERGENCE)
    const [former] = openings.splice(0)
    // Another exchange: the opening of the last one would not be answered twice
    network.router(r1!).receive(link.ends[0]!, former!)
    network.run(seconds(1))
    network.converge(CONVERGENCE)
    assert.ok(openings.length > 0)
    wire.tap = (from, packet) => !(from.router === r1 && packet.bytes[1] === 2)
    for (let i = 0; i < 2; i++) network.router(r1!).receive(link.ends[0]!, former!)
    wire.tap = undefined
    const state = (): unknown => network.router(r1!).engine!.view(network.world.now).neighbors[0]!.state
    assert.equal(state(), 'Exchange')
    network.run(seconds(45))
    assert.equal(state(), 'Full')
    network.converge(CONVERGENCE)
  })
})

describe('two routers with one Router ID', () => {
  it('make traffic at a bounded rate, and recover when one of them changes', () => {
    const network = running((builder) => ring(builder, 5))
    const [first, , third] = network.topology.routers
    const own = third!.routerId
    third!.routerId = first!.routerId
    network.startRouter(third!)
    network.run(seconds(120))
    const before = network.packets()
    network.run(seconds(600))
    const rate = (network.packets() - before) / 600
    assert.ok(rate < 40, `${rate} packets a second on 5 links`)
    third!.routerId = own
    network.startRouter(third!)
    network.run(seconds(60))
    network.converge(CONVERGENCE)
  })
})
