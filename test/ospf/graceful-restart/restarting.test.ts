import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { OspfEffect } from '../../../protocols/ospf/contract.js'
import type { OspfNotice } from '../../../protocols/ospf/notice.js'
import type { InterfaceSettings, OspfSettings } from '../../../protocols/ospf/settings.js'
import { ethernet, Network, POINT_TO_POINT, type Router, routesOf, settings, states } from '../engine/network.js'

const CLOCK = 1_800_000_000_000

function graceful(id: string, interfaces: Readonly<Record<string, Partial<InterfaceSettings>>>): OspfSettings {
  const plain = settings(id, interfaces)
  return { ...plain, gracefulRestart: { ...plain.gracefulRestart, enabled: true } }
}

class Restarts extends Network {
  wallClock(): number {
    return CLOCK + this.now
  }

  tellClock(router: Router): void {
    this.input(router, { on: 'clock', wallClock: this.wallClock() })
  }

  /** `waymark restart --graceful`: until the process ends. Returns when the grace period ends. */
  leave(router: Router): number {
    const ready = (): Extract<OspfEffect, { do: 'ready-to-restart' }> | undefined =>
      router.effects.find((effect) => effect.do === 'ready-to-restart')
    router.effects.length = 0
    this.input(router, { on: 'prepare-restart' })
    this.until(() => ready() !== undefined, 10_000)
    assert.equal(ready()!.unacknowledged, 0)
    return ready()!.graceEnds
  }

  comeBack(router: Router, again: OspfSettings, graceEnds: number, planned: boolean): void {
    router.effects.length = 0
    this.prepare = (engine) => {
      engine.handle({ on: 'clock', wallClock: this.wallClock() }, this.now)
      engine.handle({ on: 'former-life', bootCount: 2, sequenceNumber: 0 }, this.now)
      engine.handle({ on: 'restarted', graceEnds, planned }, this.now)
    }
    this.replace(router, again)
    this.prepare = () => {}
  }

  full(...routers: Router[]): boolean {
    return routers.every((router) => {
      const all = Object.values(states(this, router))
      return all.length > 0 && all.every((state) => state === 'Full')
    })
  }
}

function routeChanges(router: Router): number {
  return router.effects.filter((effect) => effect.do === 'routes').length
}

function ended(router: Router): Extract<OspfNotice, { notice: 'restart-ended' }> | undefined {
  for (const effect of router.effects)
    if (effect.do === 'notice' && effect.notice.notice === 'restart-ended') return effect.notice
  return undefined
}

/** a — b — c, point-to-point; b restarts. */
function chain(grace = true) {
  const network = new Restarts()
  const make = grace ? graceful : settings
  const p2p = { 'eth*': POINT_TO_POINT }
  const bSettings = make('10.0.0.2', p2p)
  const a = network.router('a', settings('10.0.0.1', p2p), [
    ethernet(1, 'eth1', '10.1.0.1/24'),
    ethernet(9, 'eth9', '10.9.0.1/24'),
  ])
  const b = network.router('b', bSettings, [ethernet(1, 'eth1', '10.1.0.2/24'), ethernet(2, 'eth2', '10.2.0.2/24')])
  const c = network.router('c', settings('10.0.0.3', p2p), [ethernet(2, 'eth2', '10.2.0.3/24')])
  network.wire('a 1', 'b 1')
  network.wire('b 2', 'c 2')
  network.until(() => network.full(a, b, c))
  network.pass(20_000)
  for (const router of [a, b, c]) {
    network.tellClock(router)
    router.effects.length = 0
  }
  return { network, a, b, c, bSettings }
}

describe('restarting router (RFC 3623 §2)', () => {
  it('planned: no neighbor changes a route, and none of its own is touched until the restart is over', () => {
    const { network, a, b, c, bSettings } = chain()
    const before = routesOf(network, b)
    const ends = network.leave(b)
    network.pass(5_000)
    network.comeBack(b, bSettings, ends, true)
    network.until(() => ended(b) !== undefined)
    assert.equal(ended(b)!.outcome, 'completed')
    assert.deepEqual(routesOf(network, b), before)
    network.pass(60_000)
    assert.ok(network.full(a, b, c))
    assert.deepEqual([routeChanges(a), routeChanges(c)], [0, 0])
    for (const effect of b.effects)
      if (effect.do === 'routes') assert.ok(effect.changes.every(({ route }) => route !== undefined))
    assert.ok(b.effects.some((effect) => effect.do === 'restarted'))
  })

  it('never originates a router-LSA without the adjacencies of before when all are back', () => {
    const network = new Restarts()
    const bSettings = graceful('10.0.0.2', { 'eth*': POINT_TO_POINT })
    const a = network.router('a', settings('10.0.0.1', { 'eth*': POINT_TO_POINT }), [
      ethernet(1, 'eth1', '10.1.0.1/24'),
    ])
    const b = network.router('b', bSettings, [ethernet(1, 'eth1', '10.1.0.2/24')])
    network.wire('a 1', 'b 1')
    network.until(() => network.full(a, b))
    network.pass(20_000)
    network.tellClock(b)
    network.comeBack(b, bSettings, network.wallClock() + 60_000, false)
    const linkTypes = new Set<string>()
    const look = (): void => {
      for (const { type, advertisingRouter, body } of a.engine.database(network.now))
        if (type === 'router' && advertisingRouter === '10.0.0.2')
          linkTypes.add((body.links as { readonly type: string }[]).map((link) => link.type).join())
    }
    network.until(() => {
      look()
      return ended(b) !== undefined
    })
    const over = network.now
    network.until(() => {
      look()
      return network.now > over + 3_000
    })
    assert.deepEqual([...linkTypes], ['point-to-point,stub'])
  })

  it('is helped though it is silent for longer than RouterDeadInterval', () => {
    const { network, a, b, c, bSettings } = chain()
    const ends = network.leave(b)
    network.pass(100_000)
    assert.deepEqual([routeChanges(a), routeChanges(c)], [0, 0])
    assert.match(
      network.routers[0]!.engine.view(network.now).neighbors[0]!.whyNotFull!,
      /^restarting, \d+ s of grace left$/,
    )
    network.comeBack(b, bSettings, ends, true)
    network.until(() => ended(b) !== undefined)
    assert.equal(ended(b)!.outcome, 'completed')
    network.pass(60_000)
    assert.deepEqual([routeChanges(a), routeChanges(c)], [0, 0])
  })

  it('unplanned: Grace-LSAs go out before the first Hello, with reason unknown', () => {
    const { network, a, b, c, bSettings } = chain()
    const types: number[] = []
    network.drops = (from, packet) => {
      if (from === b && packet.interface === 1) types.push(packet.bytes[1]!)
      return false
    }
    network.comeBack(b, bSettings, network.wallClock() + 120_000, false)
    network.until(() => ended(b) !== undefined)
    assert.deepEqual(types.slice(0, 3), [4, 4, 1])
    assert.equal(ended(b)!.outcome, 'completed')
    network.pass(60_000)
    assert.ok(network.full(a, b, c))
    assert.deepEqual([routeChanges(a), routeChanges(c)], [0, 0])
  })

  it('without the setting a restart is an ordinary one', () => {
    const { network, b, a } = chain(false)
    network.comeBack(b, settings('10.0.0.2', { 'eth*': POINT_TO_POINT }), network.wallClock() + 120_000, true)
    network.pass(30_000)
    assert.equal(ended(b), undefined)
    assert.ok(routeChanges(a) > 0)
  })

  it('(2) exits when a neighbor does not list it any more', () => {
    const { network, a, b, bSettings } = chain()
    const ends = network.leave(b)
    // a did not hear of it in time: it begins anew
    network.replace(a, settings('10.0.0.1', { 'eth*': POINT_TO_POINT }))
    network.pass(45_000)
    network.comeBack(b, bSettings, ends, true)
    network.until(() => ended(b) !== undefined)
    assert.equal(ended(b)!.outcome, 'inconsistent')
    network.pass(60_000)
    assert.ok(network.full(a, b))
  })

  it('(3) exits when the grace period expires, and removes what is no longer valid', () => {
    const { network, b, c, bSettings } = chain()
    const ends = network.leave(b)
    network.drops = (from) => from === c
    network.pass(5_000)
    network.comeBack(b, bSettings, ends, true)
    network.until(() => ended(b) !== undefined, 130_000)
    assert.equal(ended(b)!.outcome, 'grace-period-expired')
    assert.ok(
      b.effects.some((effect) => effect.do === 'converged') ||
        network.until(() => b.effects.some((e) => e.do === 'converged')) > 0,
    )
  })

  it('flushes its Grace-LSAs and what it does not originate any more', () => {
    const { network, a, b, bSettings } = chain()
    const ends = network.leave(b)
    network.comeBack(b, bSettings, ends, true)
    network.until(() => ended(b) !== undefined)
    network.pass(10_000)
    for (const router of [a, b]) {
      const left = [...router.engine.database(network.now)].filter(({ type }) => type === 'opaque-link')
      assert.deepEqual(left, [])
    }
    assert.equal(a.engine.view(network.now).helpOutcomes.completed, 1)
  })

  for (const [role, priorities] of [
    ['DR', [1, 5, 2]],
    ['Backup', [5, 2, 1]],
    ['DROther', [5, 1, 2]],
  ] as const)
    it(`on a broadcast network it is ${role} again`, () => {
      const network = new Restarts()
      const lan = (priority: number): Readonly<Record<string, Partial<InterfaceSettings>>> => ({ eth1: { priority } })
      const [pa, pb, pc] = priorities
      const bSettings = graceful('10.0.0.2', lan(pb))
      const a = network.router('a', settings('10.0.0.1', lan(pa)), [ethernet(1, 'eth1', '10.1.0.1/24')])
      const b = network.router('b', bSettings, [ethernet(1, 'eth1', '10.1.0.2/24')])
      const c = network.router('c', settings('10.0.0.3', lan(pc)), [ethernet(1, 'eth1', '10.1.0.3/24')])
      network.wire('a 1', 'b 1', 'c 1')
      network.until(() => network.full(a, b, c))
      network.pass(20_000)
      for (const router of [a, b, c]) network.tellClock(router)
      const roleOf = (router: Router): string => router.engine.view(network.now).interfaces[0]!.state
      const roles = [a, b, c].map(roleOf)
      assert.equal(roleOf(b), role)
      for (const router of [a, b, c]) router.effects.length = 0
      const ends = network.leave(b)
      network.pass(50_000)
      network.comeBack(b, bSettings, ends, true)
      network.until(() => ended(b) !== undefined)
      assert.equal(ended(b)!.outcome, 'completed')
      network.pass(60_000)
      assert.deepEqual([a, b, c].map(roleOf), roles)
      assert.ok(network.full(a, b, c))
      for (const router of [a, c]) {
        assert.equal(routeChanges(router), 0)
        const elections = router.effects.filter((e) => e.do === 'notice' && e.notice.notice === 'designated-router')
        assert.deepEqual(elections, [])
      }
    })
})
