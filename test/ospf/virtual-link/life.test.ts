import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { seconds } from '../../../protocols/base/duration.js'
import type { OspfEffect } from '../../../protocols/ospf/contract.js'
import type { AbrType, AreaSettings, OspfSettings, VirtualLink } from '../../../protocols/ospf/settings.js'
import { type Router, routesOf } from '../engine/network.js'
import { type Chain, chain, virtualLink } from './chain.js'
import { routerBits, routerLinks, untilVirtuallyFull, virtualInterface, virtualNeighbor } from './looks.js'

const TRANSIT = '0.0.0.1'
const BACKBONE = '0.0.0.0'
const CLOCK = 1_800_000_000_000

function changed(own: OspfSettings, area: number, change: Partial<AreaSettings>): OspfSettings {
  return { ...own, areas: own.areas.map((each) => (each.id === area ? { ...each, ...change } : each)) }
}

const withLinks = (own: OspfSettings, virtualLinks: readonly VirtualLink[]) => changed(own, 1, { virtualLinks })

function notices({ effects }: Router, interfaceKey: string): string[] {
  return effects.flatMap((effect) =>
    effect.do === 'notice' && 'interface' in effect.notice && effect.notice.interface === interfaceKey
      ? [effect.notice.notice]
      : [],
  )
}

describe('Other settings', () => {
  it('take a virtual link away and bring it back without disturbing the rest', () => {
    const { network, r1, r2, r4, settings } = chain()
    untilVirtuallyFull(network, r2, r4)
    network.pass(10_000)
    r2.effects.length = 0
    network.input(r2, { on: 'settings', settings: withLinks(settings.r2!, []) })
    network.pass(100)
    assert.equal(virtualInterface(network, r2), undefined)
    network.until(() => routerBits(network, r4, TRANSIT, '10.0.0.2') === 'B')
    network.until(() => !routesOf(network, r1).some((route) => route.startsWith('10.2.0.0')))
    network.input(r2, { on: 'settings', settings: settings.r2! })
    untilVirtuallyFull(network, r2, r4)
    network.until(() => routesOf(network, r1).includes('10.2.0.0/24 40 via 10.0.0.2 down'))
    // The other end goes on sending Hellos to a virtual link that is no more
    const refused = (notice: string) => notice === 'packet-refused'
    for (const name of ['up', 'down']) assert.ok(notices(r2, name).every(refused), name)
  })

  it('change times of a virtual link in place', () => {
    const { network, r2, r4, settings } = chain()
    untilVirtuallyFull(network, r2, r4)
    const slower = { helloInterval: seconds(15), deadInterval: seconds(60) }
    network.input(r2, { on: 'settings', settings: withLinks(settings.r2!, [virtualLink('10.0.0.4', slower)]) })
    network.input(r4, { on: 'settings', settings: withLinks(settings.r4!, [virtualLink('10.0.0.2', slower)]) })
    r2.effects.length = 0
    network.pass(200_000)
    assert.equal(virtualInterface(network, r2).helloInterval, seconds(15))
    assert.equal(virtualNeighbor(network, r2), 'Full')
    assert.deepEqual(notices(r2, 'vlink:0.0.0.1:10.0.0.4'), [])
  })

  it('may change the authentication of both ends, whose adjacency stays', () => {
    const { network, r2, r4, settings } = chain()
    untilVirtuallyFull(network, r2, r4)
    for (const router of [r2, r4]) network.input(router, { on: 'clock', wallClock: CLOCK })
    const always = { start: undefined, end: undefined }
    const secret = Uint8Array.from([1, 2, 3])
    const key = { keyId: 1, algorithm: 'hmac-sha-256', secret, sendLifetime: always, acceptLifetime: always } as const
    const authentication = { type: 'cryptographic', keyChain: 'a', keys: [key], strictSequence: false } as const
    const change = (router: Router, neighbor: string): void => {
      const own = withLinks(settings[router.name]!, [virtualLink(neighbor, { authentication })])
      network.input(router, { on: 'settings', settings: own })
    }
    change(r2, '10.0.0.4')
    network.pass(5000)
    change(r4, '10.0.0.2')
    r2.effects.length = 0
    network.pass(100_000)
    assert.equal(virtualInterface(network, r2).authentication.type, 'cryptographic')
    assert.deepEqual(notices(r2, 'vlink:0.0.0.1:10.0.0.4'), [])
    assert.equal(virtualNeighbor(network, r4), 'Full')
  })

  it('that name the transit area no more end it', () => {
    const { network, r2, r4, settings } = chain()
    untilVirtuallyFull(network, r2, r4)
    const own = { ...settings.r2!, areas: settings.r2!.areas.filter(({ id }) => id !== 1) }
    network.input(r2, { on: 'settings', settings: own })
    network.pass(1000)
    assert.equal(virtualInterface(network, r2), undefined)
    assert.equal(routerLinks(network, r2, BACKBONE, '10.0.0.2').filter((link) => link.startsWith('virtual')).length, 0)
  })
})

describe('A router that is attached to the backbone by a virtual link only', () => {
  for (const abrType of ['standard', 'cisco', 'ibm'] as const satisfies AbrType[]) {
    it(`is an area border router of type ${abrType} (RFC 3509), and says so when the link is up`, () => {
      const { network, r1, r2, r4 } = chain({ settings: (_, own) => ({ ...own, abrType }) })
      untilVirtuallyFull(network, r2, r4)
      network.pass(10_000)
      assert.equal(routerBits(network, r1, BACKBONE, '10.0.0.4'), 'B')
      assert.ok(routesOf(network, r1).includes('10.2.0.0/24 40 via 10.0.0.2 down'))
      assert.ok(routesOf(network, r4).includes('10.0.1.0/24 40 via 10.1.1.3 up'))
    })
  }

  it('comes up also where both ends have nothing else in the backbone (RFC 3509 §3)', () => {
    const { network, r2, r4 } = chain({
      settings: (name, own) => (name === 'r2' ? changed(own, 0, { interfaces: [] }) : own),
    })
    untilVirtuallyFull(network, r2, r4)
    network.pass(10_000)
    assert.ok(routesOf(network, r2).includes('10.2.0.0/24 30 via 10.1.0.3 down'))
  })
})

describe('The routes of a router whose virtual link comes up', () => {
  it('lead by way of the transit area’s summary-LSAs until the backbone is reached, without a gap', () => {
    const { network, r2, r4 } = chain()
    const known = () => routesOf(network, r4).some((route) => route.startsWith('10.0.1.0/24'))
    network.until(known)
    while (virtualNeighbor(network, r4) !== 'Full' || routerBits(network, r4, BACKBONE, '10.0.0.2') === '') {
      network.pass(5)
      assert.ok(known(), `at ${network.now}, ${virtualNeighbor(network, r4)}`)
    }
    for (let i = 0; i < 2000; i++) {
      network.pass(5)
      assert.ok(known(), `at ${network.now}`)
    }
    assert.equal(virtualNeighbor(network, r2), 'Full')
    assert.equal(r4.engine.routes(network.now).find(({ prefix }) => prefix === '10.0.1.0/24')?.area, BACKBONE)
  })
})

describe('A stub router (RFC 6987)', () => {
  it('at the end of a virtual link advertises it with MaxLinkMetric', () => {
    const { network, r1, r2, r4 } = chain({
      settings: (name, own) => (name === 'r4' ? { ...own, stubRouter: { ...own.stubRouter, always: true } } : own),
    })
    untilVirtuallyFull(network, r2, r4)
    network.pass(10_000)
    assert.deepEqual(routerLinks(network, r1, BACKBONE, '10.0.0.4'), ['virtual 10.0.0.2 10.1.1.4 65535'])
    assert.ok(routesOf(network, r4).some((route) => route.startsWith('10.0.1.0/24 40 ')))
  })

  it('on the way makes the path longer than a virtual link may be', () => {
    const { network, r2 } = chain({
      settings: (name, own) => (name === 'r3' ? { ...own, stubRouter: { ...own.stubRouter, always: true } } : own),
    })
    network.pass(60_000)
    assert.equal(virtualInterface(network, r2).state, 'Down')
  })
})

describe('Graceful restart over a virtual link (RFC 3623)', () => {
  function graceful(): Chain {
    const all = chain({
      settings: (_, own) => ({ ...own, gracefulRestart: { ...own.gracefulRestart, enabled: true } }),
    })
    untilVirtuallyFull(all.network, all.r2, all.r4)
    all.network.pass(20_000)
    for (const router of all.network.routers) {
      all.network.input(router, { on: 'clock', wallClock: CLOCK + all.network.now })
      router.effects.length = 0
    }
    return all
  }

  const routeChanges = ({ effects }: Router): OspfEffect[] => effects.filter((effect) => effect.do === 'routes')

  function comeBack({ network, settings }: Chain, router: Router, graceEnds: number, planned: boolean): void {
    network.prepare = (engine) => {
      engine.handle({ on: 'clock', wallClock: CLOCK + network.now }, network.now)
      engine.handle({ on: 'former-life', bootCount: 2, sequenceNumber: 0 }, network.now)
      engine.handle({ on: 'restarted', graceEnds, planned }, network.now)
    }
    network.replace(router, settings[router.name]!)
  }

  const outcomeOf = ({ effects }: Router) =>
    effects.flatMap((effect) =>
      effect.do === 'notice' && effect.notice.notice === 'restart-ended' ? [effect.notice.outcome] : [],
    )

  it('keeps the link in our LSAs, and bit V in that of the transit area, while we help (§3)', () => {
    const all = graceful()
    const { network, r1, r2, r3, r4 } = all
    network.input(r4, { on: 'prepare-restart' })
    network.until(() => r4.effects.some((effect) => effect.do === 'ready-to-restart'))
    const ready = r4.effects.find((effect) => effect.do === 'ready-to-restart')!
    assert.equal(ready.unacknowledged, 0, 'the Grace-LSA goes over the virtual link too')
    network.pass(45_000)
    assert.equal(virtualNeighbor(network, r2), 'Down')
    assert.equal(routerBits(network, r3, TRANSIT, '10.0.0.2'), 'BV')
    assert.ok(routerLinks(network, r1, BACKBONE, '10.0.0.2').includes('virtual 10.0.0.4 10.1.0.2 20'))
    comeBack(all, r4, ready.graceEnds, true)
    network.until(() => outcomeOf(r4).length > 0)
    network.pass(30_000)
    assert.deepEqual(outcomeOf(r4), ['completed'])
    assert.equal(virtualNeighbor(network, r2), 'Full')
    assert.equal(virtualNeighbor(network, r4), 'Full')
    for (const router of [r1, r2, r3]) assert.deepEqual(routeChanges(router), [], router.name)
  })

  it('is over only when the virtual link, which the calculation brings up, is back too (§2)', () => {
    const all = graceful()
    const { network, r1, r2, r4 } = all
    comeBack(all, r4, CLOCK + network.now + 100_000, false)
    r4.effects.length = 0
    network.until(() => outcomeOf(r4).length > 0)
    assert.deepEqual(outcomeOf(r4), ['completed'])
    assert.equal(virtualNeighbor(network, r4), 'Full')
    network.pass(60_000)
    for (const router of [r1, r2]) assert.deepEqual(routeChanges(router), [], router.name)
  })

  it('of the only router by which the helper reaches the backbone changes no route of the helper', () => {
    const all = graceful()
    const { network, r1, r2, r3, r4 } = all
    comeBack(all, r2, CLOCK + network.now + 100_000, false)
    r2.effects.length = 0
    network.until(() => outcomeOf(r2).length > 0)
    assert.deepEqual(outcomeOf(r2), ['completed'])
    network.pass(60_000)
    assert.equal(virtualNeighbor(network, r4), 'Full')
    for (const router of [r1, r3, r4]) assert.deepEqual(routeChanges(router), [], router.name)
  })

  it('ends when the way to the restarting router is lost', () => {
    const all = graceful()
    const { network, r2, r3, r4 } = all
    network.input(r4, { on: 'prepare-restart' })
    network.until(() => r4.effects.some((effect) => effect.do === 'ready-to-restart'))
    const link = [...r3.links.values()].find(({ name }) => name === 'down')!
    network.input(r3, { on: 'link', link: { ...link, up: false } })
    network.until(() => virtualInterface(network, r2).state === 'Down')
    network.pass(10_000)
    assert.equal(virtualNeighbor(network, r2), undefined)
    assert.equal(routerBits(network, r2, TRANSIT, '10.0.0.2'), 'B')
  })
})
