import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Link } from '../../../protocols/engine/link.js'
import { RouterBits } from '../../../protocols/ospf/lsa/router-lsa.js'
import { calculateRoutes } from '../../../protocols/ospf/routing/calculate.js'
import type { OspfSettings } from '../../../protocols/ospf/settings.js'
import type { Network, Router } from '../engine/network.js'
import { Fixture, routerLsa, summaryLsa } from '../routing/fixture.js'
import { type Chain, chain } from './chain.js'
import { routerLinks, sentBy, untilVirtuallyFull, virtualInterface } from './looks.js'

/** Of the links in area 1, those between the routers are without an address. */
function unnumbered(_: string, link: Link): Link {
  const isBetween = link.kind !== 'loopback' && link.addresses.some(({ address }) => address >>> 16 === 0x0a01)
  return isBetween ? { ...link, kind: 'point-to-point', addresses: [] } : link
}

/** OSPF does not run on the loopbacks of these. */
function withoutLoopback(...names: string[]) {
  return (name: string, own: OspfSettings): OspfSettings => ({
    ...own,
    areas: own.areas.map((area) => ({
      ...area,
      interfaces: area.interfaces.filter(({ pattern }) => pattern !== 'lo' || !names.includes(name)),
    })),
  })
}

/** The prefixes of the links in area 1 are suppressed. */
function hidden(_: string, own: OspfSettings): OspfSettings {
  const hide = ({ pattern, settings }: OspfSettings['areas'][number]['interfaces'][number]) => ({
    pattern,
    settings: { ...settings, prefixSuppression: true },
  })
  return {
    ...own,
    areas: own.areas.map((area) => (area.id === 1 ? { ...area, interfaces: area.interfaces.map(hide) } : area)),
  }
}

function warnings({ effects }: Router): string[] {
  return effects.flatMap((effect) =>
    effect.do === 'notice' && effect.notice.notice === 'virtual-link-unusable' ? [effect.notice.reason] : [],
  )
}

/** Down for ten minutes, without having been anything else; why, as it is shown and as it was told once. */
function staysDown({ network, r2, r4 }: Chain): Readonly<Record<string, string>> {
  network.pass(600_000)
  const all = [r2, r4].map((router) => {
    const { state, stateChanges, virtualLink } = virtualInterface(network, router)
    assert.deepEqual([state, stateChanges], ['Down', 0], router.name)
    assert.deepEqual(warnings(router), [virtualLink?.noPath], router.name)
    return [router.name, virtualLink!.noPath!]
  })
  return Object.fromEntries(all)
}

const THEIRS =
  'the neighbor has no address in area 0.0.0.1: its links are unnumbered or hidden, and no loopback is in the area'
const OURS = 'no address of ours in area 0.0.0.1: our links are unnumbered or hidden, and no loopback is in the area'

function neighborAddress(network: Network, { engine }: Router): string | undefined {
  return engine.view(network.now).neighbors.find((each) => each.interface.startsWith('vlink:'))?.address
}

describe('A virtual link’s addresses (RFC 2328 §15)', () => {
  it('may be impossible to calculate where both endpoints connect via unnumbered links: it stays down and says why', () => {
    const both = chain({ links: unnumbered, loopbacks: true, settings: withoutLoopback('r2', 'r4') })
    assert.deepEqual(staysDown(both), { r2: THEIRS, r4: THEIRS })
  })

  it('may be impossible to calculate where one endpoint does: it stays down at both, and each says whose is missing', () => {
    const one = chain({ links: unnumbered, loopbacks: true, settings: withoutLoopback('r4') })
    assert.deepEqual(staysDown(one), { r2: THEIRS, r4: OURS })
  })

  it('are found once a loopback is in the area, and the link goes down for good when it is there no more', () => {
    const all = chain({ links: unnumbered, loopbacks: true })
    const { network, r2, r4, settings } = all
    untilVirtuallyFull(network, r2, r4)
    assert.equal(neighborAddress(network, r2), '10.9.0.4')
    network.input(r4, { on: 'settings', settings: withoutLoopback('r4')('r4', settings.r4!) })
    network.until(() => [r2, r4].every((router) => virtualInterface(network, router).state === 'Down'))
    const changes = [r2, r4].map((router) => virtualInterface(network, router).stateChanges)
    network.pass(600_000)
    assert.deepEqual(
      [r2, r4].map((router) => virtualInterface(network, router).stateChanges),
      changes,
    )
    assert.equal(virtualInterface(network, r2).virtualLink?.noPath, THEIRS)
  })

  it('RFC 6860 §4.2: are never those of an interface whose prefix is hidden', () => {
    assert.deepEqual(staysDown(chain({ settings: hidden })), { r2: THEIRS, r4: THEIRS })
    const { network, r2, r4 } = chain({ settings: hidden, loopbacks: true })
    untilVirtuallyFull(network, r2, r4)
    assert.equal(neighborAddress(network, r2), '10.9.0.4')
    assert.equal(virtualInterface(network, r2).address, '10.9.0.2')
    network.until(() => routerLinks(network, r4, '0.0.0.0', '10.0.0.2').includes('virtual 10.0.0.4 10.9.0.2 20'))
    const last = sentBy(r2).findLast(({ area, destination }) => area === 0 && destination === '10.9.0.4')
    assert.equal(last?.source, '10.9.0.2')
  })
})

describe('A network of the backbone that is inside of a transit area as well', () => {
  interface Costs {
    /** From us to 1.1.1.3 over the backbone. */
    readonly straight?: number
    /** Of the network at 1.1.1.3 in the backbone, and in area 1. */
    readonly host?: number
    readonly inTransit?: number
    /** From 1.1.1.2 to 1.1.1.3 by a virtual link. */
    readonly virtual?: number
  }

  /**
   * We, 1.1.1.2 and 1.1.1.3 are border routers of the backbone and area 1. We have a link of cost 10 with 1.1.1.2 in each,
   * and a link with 1.1.1.3 in the backbone; in area 1 that is 50 behind 1.1.1.2. 10.9.0.3 is at 1.1.1.3 in both.
   */
  function route({ straight, host = 0, inTransit = 0, virtual }: Costs, bits = RouterBits.B | RouterBits.V): string {
    const f = new Fixture('1.1.1.1')
    f.interface(1, '10.0.2.1/24', { neighbors: [['1.1.1.2', '10.0.2.2']] })
    if (straight !== undefined) f.interface(2, '10.0.3.1/24', { cost: straight, neighbors: [['1.1.1.3', '10.0.3.3']] })
    f.interface(3, '10.1.2.1/24', { area: 1, neighbors: [['1.1.1.2', '10.1.2.2']] })
    const [there, back] =
      virtual === undefined
        ? [[], []]
        : [[`virtual 1.1.1.3 10.1.3.2 ${virtual}`], [`virtual 1.1.1.2 10.1.3.3 ${virtual}`]]
    f.tell(routerLsa('1.1.1.2', ['p2p 1.1.1.1 10.0.2.2 10', ...there], RouterBits.B), 0)
    f.tell(routerLsa('1.1.1.3', ['p2p 1.1.1.1 10.0.3.3 10', ...back, `stub 10.9.0.3/32 ${host}`], RouterBits.B), 0)
    f.tell(routerLsa('1.1.1.2', ['p2p 1.1.1.1 10.1.2.2 10', 'p2p 1.1.1.3 10.1.3.2 50'], bits), 1)
    f.tell(routerLsa('1.1.1.3', ['p2p 1.1.1.2 10.1.3.3 50', `stub 10.9.0.3/32 ${inTransit}`], bits), 1)
    f.tell(summaryLsa('10.9.0.3/32', '1.1.1.2', 0), 1)
    calculateRoutes(f.memory)
    const { area, cost, nextHops } = f.route('10.9.0.3/32')!
    return `area ${area}: ${cost} dev ${nextHops.map((hop) => hop.interface).join()}`
  }

  it('is one of the backbone where that is nearer over its own links: 1.1.1.2 may send the packets back to us', () => {
    assert.equal(route({ straight: 10 }), 'area 0: 10 dev 2')
    assert.equal(route({ straight: 59 }), 'area 0: 59 dev 2')
  })

  it('is one of the transit area where that is nearer, or as near', () => {
    assert.equal(route({ straight: 60 }), 'area 1: 60 dev 3')
    assert.equal(route({ straight: 10, host: 100 }), 'area 1: 60 dev 3')
  })

  it('is one of the transit area, whatever it costs, where a virtual link is on the way: those inside know no other', () => {
    assert.equal(route({ virtual: 50, inTransit: 30 }), 'area 1: 90 dev 3')
    assert.equal(route({ straight: 70, virtual: 50, inTransit: 30 }), 'area 1: 90 dev 3')
    assert.equal(route({ straight: 20, virtual: 50, inTransit: 30 }), 'area 0: 20 dev 2')
  })

  it('is so too where a way over links of the backbone only is as long: routers on that may still choose the other', () => {
    assert.equal(route({ straight: 60, virtual: 50, inTransit: 30 }), 'area 1: 90 dev 3')
  })

  it('is one of the nearer area where the other carries no transit traffic', () => {
    assert.equal(route({ straight: 20 }, RouterBits.B), 'area 0: 20 dev 2')
    assert.equal(route({ straight: 20, host: 100 }, RouterBits.B), 'area 1: 60 dev 3')
  })
})
