import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { instant } from '../../../protocols/base/duration.js'
import { sendHello } from '../../../protocols/ospf/interface/hello.js'
import { encodeLsa } from '../../../protocols/ospf/lsa/encode.js'
import type { Lsa } from '../../../protocols/ospf/lsa/lsa.js'
import { RouterBits } from '../../../protocols/ospf/lsa/router-lsa.js'
import {
  nextHopLost,
  nextHopsChanged,
  topologyChanged,
  withdrawRoutes,
} from '../../../protocols/ospf/routing/schedule.js'
import { routeViews, spfView } from '../../../protocols/ospf/routing/view.js'
import { OneRouter } from '../one-router.js'
import { externalLsa, Fixture, type LsaText, routerLsa } from './fixture.js'

/** Runs what is due until `at`; when the calculations were. */
function calculations(f: Fixture, at: number): number[] {
  const before = f.memory.routing.runs
  for (;;) {
    const next = f.memory.agenda.next()
    if (next === undefined || next > at) break
    f.memory.now = next
    f.memory.agenda.takeDue(next)?.()
  }
  f.memory.now = instant(at)
  return f.memory.routing.log.slice(before - f.memory.routing.runs || f.memory.routing.log.length).map((run) => run.at)
}

/** A link changes its cost. */
function igpEvent(f: Fixture): void {
  f.tell(
    routerLsa('2.2.2.2', [`p2p 1.1.1.1 10.0.0.2 ${1 + f.memory.routing.pending.triggers + f.memory.routing.runs}`]),
  )
}

function quiet(): Fixture {
  const f = new Fixture('1.1.1.1')
  f.interface(1, '10.0.0.1/24', { neighbors: [['2.2.2.2', '10.0.0.2']] })
  f.tell(routerLsa('2.2.2.2', ['p2p 1.1.1.1 10.0.0.2 77']))
  f.settle()
  f.memory.now = instant(100_000)
  return f
}

describe('RFC 8405 §5', () => {
  it('calculates INITIAL_SPF_DELAY after the first event in QUIET, then SHORT_SPF_DELAY after further ones', () => {
    const f = quiet()
    assert.equal(spfView(f.memory).state, 'QUIET')
    igpEvent(f)
    assert.equal(spfView(f.memory).state, 'SHORT_WAIT')
    assert.equal(spfView(f.memory).nextRunIn, 50)
    assert.deepEqual(calculations(f, 100_100), [100_050])
    igpEvent(f)
    igpEvent(f)
    assert.deepEqual(calculations(f, 100_400), [100_300])
  })

  it('goes to LONG_WAIT TIME_TO_LEARN after the first event, and waits LONG_SPF_DELAY there', () => {
    const f = quiet()
    igpEvent(f)
    assert.deepEqual(calculations(f, 100_600), [100_050])
    assert.equal(spfView(f.memory).state, 'LONG_WAIT')
    igpEvent(f)
    assert.deepEqual(calculations(f, 106_000), [105_600])
  })

  it('does not wait when a Full neighbor is lost, but delays what follows', () => {
    const f = quiet()
    igpEvent(f)
    calculations(f, 100_600)
    assert.equal(spfView(f.memory).state, 'LONG_WAIT')
    nextHopLost(f.memory)
    assert.deepEqual(calculations(f, 100_600), [100_600])
    igpEvent(f)
    assert.deepEqual(calculations(f, 106_000), [105_600])
  })

  it('does not wait when a link of ours is complete, as a neighbor lists us, but for a few at a time', () => {
    const f = quiet()
    igpEvent(f)
    calculations(f, 100_600)
    assert.equal(spfView(f.memory).state, 'LONG_WAIT')
    for (const at of [100_700, 100_800, 100_900, 101_000]) {
      f.memory.now = instant(at)
      f.tell(routerLsa('2.2.2.2', []))
      f.tell(routerLsa('2.2.2.2', ['p2p 1.1.1.1 10.0.0.2 5']))
      assert.deepEqual(calculations(f, at), [at])
    }
    f.tell(routerLsa('2.2.2.2', []))
    f.tell(routerLsa('2.2.2.2', ['p2p 1.1.1.1 10.0.0.2 5']))
    assert.deepEqual(calculations(f, 101_000), [])
  })

  it('is QUIET again when there was no event for HOLDDOWN', () => {
    const f = quiet()
    igpEvent(f)
    calculations(f, 109_000)
    igpEvent(f)
    calculations(f, 118_999)
    assert.equal(spfView(f.memory).state, 'LONG_WAIT')
    calculations(f, 119_000)
    assert.equal(spfView(f.memory).state, 'QUIET')
  })

  it('is not moved by own interfaces without adjacencies, which are looked at all the same', () => {
    const f = quiet()
    f.interface(2, '10.7.0.1/24')
    assert.equal(spfView(f.memory).state, 'QUIET')
    assert.deepEqual(calculations(f, 100_100), [100_050])
    assert.equal(f.way('10.7.0.0/24'), '10 via - eth2')
  })

  it('is not moved by LSAs while no neighbor is Full, and is quick when the first one is', () => {
    const f = new Fixture('1.1.1.1')
    f.interface(1, '10.0.0.1/24')
    calculations(f, 1000)
    f.tell(routerLsa('2.2.2.2', ['p2p 1.1.1.1 10.0.0.2 10', 'stub 10.2.0.0/24 1']))
    assert.equal(spfView(f.memory).nextRunIn, null)
    calculations(f, 5000)
    f.interface(1, '10.0.0.1/24', { neighbors: [['2.2.2.2', '10.0.0.2']] })
    assert.deepEqual(calculations(f, 5050), [5050])
    assert.equal(f.way('10.2.0.0/24'), '11 via 10.0.0.2 eth1')
  })

  it('is not moved by an LSA that says nothing about routes', () => {
    const f = quiet()
    f.tell(routerLsa('2.2.2.2', ['p2p 1.1.1.1 10.0.0.2 10']))
    f.settle()
    f.tell(routerLsa('2.2.2.2', ['p2p 1.1.1.1 10.0.0.2 10']))
    assert.equal(spfView(f.memory).nextRunIn, null)
  })
})

describe('withdrawRoutes', () => {
  it('takes every announced route back and calculates nothing more', () => {
    const f = quiet()
    const entry = f.tell(routerLsa('2.2.2.2', ['p2p 1.1.1.1 10.0.0.2 10', 'stub 10.2.0.0/24 1']))
    f.settle()
    f.memory.effects = []
    withdrawRoutes(f.memory)
    assert.deepEqual(
      f.memory.effects.flatMap((e) => (e.do === 'routes' ? e.changes.map((c) => c.route) : [])),
      [undefined],
    )
    topologyChanged(f.memory, f.area(), undefined, entry)
    assert.deepEqual(f.settle(), [])
    assert.deepEqual(routeViews(f.memory), [])
  })
})

describe('the views', () => {
  it('show routes by prefix and calculations with what made them necessary', () => {
    const f = quiet()
    f.tell(routerLsa('2.2.2.2', ['p2p 1.1.1.1 10.0.0.2 10', 'stub 10.2.0.0/24 1', 'stub 10.2.0.0/16 1']))
    f.tell(routerLsa('3.3.3.3', []))
    calculations(f, 100_050)
    assert.deepEqual(
      routeViews(f.memory).map((v) => [v.prefix, v.pathType, v.area, v.cost, v.from, v.unchanged, v.changedBy]),
      [
        ['10.0.0.0/24', 'intra-area', '0.0.0.0', 10, '1.1.1.1', 100_050, 'own adjacencies and 1 more'],
        ['10.2.0.0/16', 'intra-area', '0.0.0.0', 11, '2.2.2.2', 0, 'router-LSA 2.2.2.2 and 1 more'],
        ['10.2.0.0/24', 'intra-area', '0.0.0.0', 11, '2.2.2.2', 0, 'router-LSA 2.2.2.2 and 1 more'],
      ],
    )
    assert.deepEqual(spfView(f.memory).log.at(-1), {
      ago: 0,
      kind: 'incremental',
      trigger: 'router-LSA 2.2.2.2 and 1 more',
      vertices: 1,
      routes: 3,
      changed: 2,
    })
  })
})

/** A router with a Full neighbor, some six seconds after its last Hello, is told of so many external networks of the neighbor's. */
function toldOf(networks: number): { readonly router: OneRouter; readonly runs: () => number } {
  const router = new OneRouter('10.0.0.1')
  const ospfInterface = router.addInterface('10.0.0.1', 'point-to-point', 'Point-to-point')
  const neighbor = router.addNeighbor(ospfInterface, '10.0.0.2', 'Full', '2.2.2.2')
  sendHello(router.memory, ospfInterface)
  nextHopsChanged(router.memory)
  router.update(neighbor, lsa(routerLsa('2.2.2.2', ['p2p 10.0.0.1 10.0.0.2 10'], RouterBits.E)))
  router.pass(16_000)
  const before = router.memory.routing.runs
  for (let i = 0; i < networks; i++)
    router.update(neighbor, lsa(externalLsa(`20.${i >> 8}.${i & 255}.0/24`, '2.2.2.2', 1)))
  router.takeSent()
  return { router, runs: () => router.memory.routing.runs - before }
}

function hellos(router: OneRouter): number {
  return router.takeSent().filter(({ body }) => body.type === 'hello').length
}

function lsa({ type, linkStateId, advertisingRouter, body }: LsaText): Lsa {
  return encodeLsa({ options: 2, type, linkStateId, advertisingRouter, sequenceNumber: 1, body })
}

describe('a calculation that may take long', () => {
  it('begins after the Hellos that are due meanwhile are sent', () => {
    const { router, runs } = toldOf(2100)
    while (runs() === 0 && hellos(router) === 0) router.pass(1)
    assert.equal(runs(), 0)
    router.pass(1)
    assert.equal(runs(), 1)
    assert.equal(router.memory.routing.routes.size, 2101)
  })

  it('is not put off where it is short, or no Hello is due', () => {
    const small = toldOf(100)
    const quiet = toldOf(2100)
    for (const ospfInterface of quiet.router.memory.interfaces.values()) sendHello(quiet.router.memory, ospfInterface)
    quiet.router.takeSent()
    for (const { router, runs } of [small, quiet]) {
      while (runs() === 0) router.pass(1)
      assert.equal(hellos(router), 0)
    }
  })

  it('is the comparison of the trees too: Hellos go before it', () => {
    const { router, runs } = toldOf(2100)
    const { routing } = router.memory
    routing.verified = undefined
    while (runs() === 0) router.pass(1)
    router.pass(6000)
    const [ospfInterface] = router.memory.interfaces.values()
    sendHello(router.memory, ospfInterface!)
    while (routing.verified === undefined) router.pass(1)
    const ahead = routing.verified - ospfInterface!.lastHelloSent!
    assert.ok(ahead > 0 && ahead < 1, `${ahead} ms`)
  })
})
