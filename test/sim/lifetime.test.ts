import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { milliseconds, seconds } from '../../protocols/base/duration.js'
import { formatIpv4, type Ipv4 } from '../../protocols/base/ipv4.js'
import { maskOf } from '../../protocols/base/prefix.js'
import { InitialSequenceNumber, MaxAge, MaxSequenceNumber } from '../../protocols/ospf/constants.js'
import { encodeLsa } from '../../protocols/ospf/lsa/encode.js'
import { type Lsa, LsType } from '../../protocols/ospf/lsa/lsa.js'
import { encodeNetworkLsa } from '../../protocols/ospf/lsa/network-lsa.js'
import { encodeRouterLsa } from '../../protocols/ospf/lsa/router-lsa.js'
import { forgeUpdate } from './forge.js'
import { SimNetwork } from './network.js'
import { type RouterPlan, TopologyBuilder } from './topology.js'

const MINUTE = seconds(60)
const CONVERGENCE = seconds(120)
const HOUR = seconds(3600)

/** A chain r1 – LAN (r1 r2 r3) – r3 – r4. */
function lanAndLink(): { network: SimNetwork; routers: RouterPlan[] } {
  const builder = new TopologyBuilder()
  const routers = builder.routers(4)
  builder.lan(routers.slice(0, 3))
  builder.pointToPoint([routers[2]!, routers[3]!])
  const network = new SimNetwork(builder.build())
  network.start()
  network.converge(CONVERGENCE)
  return { network, routers }
}

function hasRouteTo(network: SimNetwork, from: RouterPlan, to: RouterPlan): boolean {
  return network
    .router(from)
    .kernel.table()
    .has(`${formatIpv4(to.loopback)}/32`)
}

function sequenceOf(network: SimNetwork, of: RouterPlan, at: RouterPlan): string | undefined {
  const id = formatIpv4(of.routerId)
  return network.database(at).get(`router ${id} ${id}`)?.split(' ')[0]
}

function routerLsaOf(plan: RouterPlan, sequenceNumber: number): Lsa {
  const body = encodeRouterLsa({ bits: 0, links: [] })
  const linkStateId = plan.routerId as number as Ipv4
  return encodeLsa({
    type: LsType.router,
    linkStateId,
    advertisingRouter: plan.routerId,
    options: 2,
    sequenceNumber,
    body,
  })
}

describe('LSAs from a former life (RFC 2328 §13.4)', () => {
  it('are succeeded when a router that restarted at once receives its own', () => {
    const { network, routers } = lanAndLink()
    const r4 = routers[3]!
    for (let life = 0; life < 3; life++) {
      network.kill(r4)
      network.run(seconds(1))
      network.startRouter(r4)
      network.converge(CONVERGENCE)
    }
    assert.ok(Number(sequenceOf(network, r4, routers[0]!)) >= 0x80000001 + 3)
  })

  it('are flushed when the router wants no such LSA any more, also a network-LSA under its address', () => {
    const { network, routers } = lanAndLink()
    const [wire] = network.topology.networks
    const end = wire!.ends[1]!
    const notDr = network.topology.networks[1]!.ends[1]!
    const network_ = encodeNetworkLsa({ networkMask: maskOf(24), attachedRouters: [notDr.router.routerId] })
    const stale = encodeLsa({
      type: LsType.network,
      linkStateId: notDr.address,
      advertisingRouter: notDr.router.routerId,
      options: 2,
      sequenceNumber: 77,
      body: network_,
    })
    forgeUpdate(network, wire!, end, stale)
    network.run(seconds(1))
    network.converge(MINUTE)
    for (const plan of routers)
      for (const key of network.database(plan).keys())
        assert.ok(!key.includes(`network ${formatIpv4(notDr.address)}`), `${plan.name} has ${key}`)
  })
})

describe('the sequence number (RFC 2328 §12.1.6)', () => {
  it('begins anew after its last value, once the last instance is flushed everywhere', () => {
    const { network, routers } = lanAndLink()
    const [wire] = network.topology.networks
    const r4 = routers[3]!
    forgeUpdate(network, wire!, wire!.ends[0]!, routerLsaOf(r4, MaxSequenceNumber))
    network.run(seconds(30))
    network.converge(MINUTE)
    const first = (InitialSequenceNumber >>> 0).toString(16)
    for (const plan of routers) assert.equal(sequenceOf(network, r4, plan), `0x${first}`)
  })

  it('goes on over the last value but one', () => {
    const { network, routers } = lanAndLink()
    const [wire] = network.topology.networks
    const r4 = routers[3]!
    forgeUpdate(network, wire!, wire!.ends[0]!, routerLsaOf(r4, MaxSequenceNumber - 1))
    network.run(seconds(20))
    assert.equal(sequenceOf(network, r4, routers[0]!), '0x7fffffff')
    network.configure(network.topology.networks[1]!.ends[1]!, { cost: 33 })
    network.converge(MINUTE)
    assert.match(sequenceOf(network, r4, routers[0]!)!, /^0x8000000/)
  })
})

describe('ageing (RFC 2328 §14)', () => {
  it('removes the LSAs of a dead router from every database when they reach MaxAge, and not before', () => {
    const { network, routers } = lanAndLink()
    network.kill(routers[3]!)
    network.run(seconds(MaxAge - 1900))
    assert.equal(network.strangers().length, 3)
    network.run(seconds(2000))
    assert.deepEqual(network.strangers(), [])
    assert.deepEqual(network.problems(), [])
  })

  it('leaves nothing of a router that ended in good order, at once', () => {
    const { network, routers } = lanAndLink()
    network.stop(routers[3]!)
    network.run(seconds(10))
    assert.deepEqual(network.strangers(), [])
  })

  it('leaves a network in place when its Designated Router ends in good order', () => {
    const { network, routers } = lanAndLink()
    network.run(MINUTE)
    const [lan] = network.topology.networks
    const designated = network.router(routers[0]!).engine!.view(network.world.now).interfaces[1]!.designatedRouter
    const dr = lan!.ends.find((end) => formatIpv4(end.address) === designated)!
    const others = lan!.ends.filter((end) => end !== dr).map(({ router }) => router)
    const areConnected = (): boolean =>
      others.every((one) => others.every((other) => one === other || hasRouteTo(network, one, other)))
    assert.ok(areConnected())
    network.stop(dr.router)
    // The others are cut from each other for the delay of a calculation at most
    let cut = 0
    for (let ms = 0; ms < 45_000; ms += 10) {
      network.run(milliseconds(10))
      if (!areConnected()) cut += 10
    }
    assert.ok(cut <= 250, `${cut} ms`)
    network.converge(MINUTE)
  })
})

describe('a quiet network', () => {
  it('sends Hellos and refreshes for a day, and nothing grows', () => {
    const { network } = lanAndLink()
    network.run(HOUR)
    const firstHour = network.packets()
    network.run(HOUR)
    const secondHour = network.packets() - firstHour
    network.run(seconds(22 * 3600))
    const hourly = (network.packets() - firstHour - secondHour) / 22
    // 5 interfaces, a Hello in 10 s: 1800 an hour; 5 LSAs are refreshed and acknowledged twice an hour.
    assert.ok(secondHour < 1800 + 120, `${secondHour} packets in the second hour`)
    assert.ok(hourly < 1800 + 120, `${hourly} packets an hour`)
    assert.deepEqual(network.problems(), [])
    assert.deepEqual(network.strangers(), [])
  })
})
