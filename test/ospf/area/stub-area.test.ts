import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ipv4 } from '../../../protocols/base/ipv4.js'
import { prefix } from '../../../protocols/base/prefix.js'
import { LsType } from '../../../protocols/ospf/lsa/lsa.js'
import { dd, type From, hello, LoneEngine } from '../engine/lone-engine.js'
import { ethernet, type Network, type Router } from '../engine/network.js'
import { rule } from '../external/as-boundary.js'
import { lsaOf, OneRouter } from '../one-router.js'
import { areas, chain } from './areas.js'

function lsasOf(network: Network, router: Router, area: string) {
  return [...router.engine.database(network.now)].filter((lsa) => lsa.area === area || lsa.area === null)
}

describe('RFC 2328 §3.6, AS-external-LSAs and stub areas', () => {
  /** r2 is AS boundary router, r4 in the stub area 2. */
  function withExternals() {
    const built = chain((own) => ({
      ...own,
      areas: own.areas.map((area) => (area.id === 2 ? { ...area, areaType: 'stub' } : area)),
      redistribute: own.name === 'r2' || own.name === 'r3' ? [rule('static')] : [],
    }))
    const { network, r2 } = built
    network.pass(10_000)
    const nextHops = [{ interface: 2, gateway: ipv4('10.0.0.9'), onlink: false }]
    const to = prefix('198.51.100.0/24')
    const changes = [{ prefix: to, route: { prefix: to, protocol: 4, metric: 0, realm: 0, nextHops } }]
    network.input(r2, { on: 'foreign-routes', table: 254, changes })
    network.pass(10_000)
    return built
  }
  const externals = (network: Network, router: Router) =>
    [...router.engine.database(network.now)].filter(({ type }) => type === 'as-external').length

  it('§13.3: are flooded through normal areas, and not into stub areas', () => {
    const { network, r1, r3, r4 } = withExternals()
    assert.deepEqual(
      [r1, r3, r4].map((router) => externals(network, router)),
      [1, 1, 0],
    )
  })

  it('§10.3: are not described to a neighbor in a stub area', () => {
    const { network, r3, r4 } = withExternals()
    network.replace(r4, areas('10.0.0.4', { 2: { areaType: 'stub', links: { up: {}, lan: { passive: true } } } }))
    network.until(() => r4.engine.view(network.now).neighbors[0]?.state === 'Full')
    network.pass(5000)
    assert.deepEqual([externals(network, r3), externals(network, r4)], [1, 0])
  })

  it('§12.4.1: bit E is in the router-LSAs of normal areas, never in that of a stub area', () => {
    const { network, r3 } = withExternals()
    const bits = (area: string): unknown =>
      lsasOf(network, r3, area).find(
        ({ type, advertisingRouter }) => type === 'router' && advertisingRouter === '10.0.0.3',
      )?.body.bits
    assert.deepEqual(bits('0.0.0.0'), ['B', 'E'])
    assert.deepEqual(bits('0.0.0.2'), ['B'])
  })

  it('§13 (3), RFC 5250 §3, erratum 3746: what comes there of types 4, 5 and 11 is discarded unacknowledged', () => {
    for (const [type, taken] of [
      [LsType.summaryNetwork, true],
      [LsType.summaryAsbr, false],
      [LsType.asExternal, false],
      [LsType.opaqueAs, false],
    ] as const) {
      const router = new OneRouter('10.0.0.1')
      router.area.settings = { ...router.area.settings, areaType: 'stub' }
      const link = router.addInterface('10.1.0.1', 'point-to-point', 'Point-to-point')
      const neighbor = router.addNeighbor(link, '10.1.0.2')
      const length = { [LsType.asExternal]: 16, [LsType.opaqueAs]: 4 }[type as number] ?? 8
      const body = new Uint8Array(length)
      if (length >= 8) body.set([255, 255, 0, 0])
      const lsa = lsaOf(type, '10.9.0.0', '10.0.0.9', 1, body)
      router.update(neighbor, lsa)
      router.pass(1000)
      assert.equal(router.find(lsa) !== undefined, taken, `type ${type}`)
      assert.equal(router.takeAcknowledged().length, taken ? 1 : 0, `type ${type}`)
      assert.equal(link.counters.refusedLsas.get('lsa-not-in-stub-area'), taken ? undefined : 1, `type ${type}`)
    }
  })

  it('§10.6: an AS-external-LSA that is described in a stub area is SeqNumberMismatch, in a normal area it is requested', () => {
    const external = lsaOf(
      LsType.asExternal,
      '10.9.0.0',
      '10.0.0.9',
      1,
      Uint8Array.of(255, 255, 0, 0, ...new Uint8Array(12)),
    )
    for (const [areaType, state] of [
      ['stub', 'ExStart'],
      ['normal', 'Loading'],
    ] as const) {
      const engine = new LoneEngine(
        areas('5.5.5.5', { 1: { areaType, links: { eth0: {} } } }),
        ethernet(1, 'eth0', '10.0.0.1/24'),
      )
      const from: From = { address: '10.0.0.2', id: '9.9.9.9', area: 1 }
      const options = areaType === 'stub' ? 0 : 2
      engine.pass(200)
      engine.hear(from, { ...hello('5.5.5.5'), options })
      engine.hear(from, dd('IMS', 1000, [], { options }))
      engine.hear(from, dd('S', 1001, [external], { options }))
      assert.equal(engine.state(from.address), state)
    }
  })
})
