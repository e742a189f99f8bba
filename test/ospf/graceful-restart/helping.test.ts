import assert from 'node:assert/strict'
import { beforeEach, describe, it } from 'node:test'
import { type Duration, seconds } from '../../../protocols/base/duration.js'
import { ipv4 } from '../../../protocols/base/ipv4.js'
import { routerId } from '../../../protocols/ospf/identifiers.js'
import { encodeGraceLsa, type RestartReason } from '../../../protocols/ospf/lsa/grace-lsa.js'
import { type Lsa, LsType } from '../../../protocols/ospf/lsa/lsa.js'
import { decodeRouterLsa } from '../../../protocols/ospf/lsa/router-lsa.js'
import type { Neighbor, OspfInterface, OspfMemory } from '../../../protocols/ospf/memory.js'
import { neighborEvent } from '../../../protocols/ospf/neighbor/neighbor.js'
import { whyNotFull } from '../../../protocols/ospf/neighbor/view.js'
import { interfaceChanged } from '../../../protocols/ospf/originate/events.js'
import type { HelperSettings } from '../../../protocols/ospf/settings.js'
import { aged, lsaOf, OneRouter, routerLsaOf } from '../one-router.js'

interface Grace {
  readonly period?: Duration
  readonly reason?: RestartReason
  readonly address?: string
  readonly sequenceNumber?: number
}

function graceOf(router: string, { period = seconds(120), reason, address, sequenceNumber = 1 }: Grace = {}): Lsa {
  const body = encodeGraceLsa({
    gracePeriod: period,
    reason: reason ?? 'software restart',
    interfaceAddress: address === undefined ? undefined : ipv4(address),
  })
  return lsaOf(LsType.opaqueLink, '3.0.0.0', router, sequenceNumber, body)
}

function configure(memory: OspfMemory, helper: Partial<HelperSettings>): void {
  const { gracefulRestart } = memory.settings
  memory.settings = {
    ...memory.settings,
    gracefulRestart: { ...gracefulRestart, helper: { ...gracefulRestart.helper, ...helper } },
  }
}

describe('helper of a graceful restart (RFC 3623 §3)', () => {
  let router: OneRouter
  let p2p: OspfInterface
  let x: Neighbor

  beforeEach(() => {
    router = new OneRouter('10.0.0.1')
    p2p = router.addInterface('10.0.1.1', 'point-to-point', 'Point-to-point')
    x = router.addNeighbor(p2p, '10.0.1.2', 'Full', '10.0.0.2')
  })

  function silent(neighbor: Neighbor): void {
    neighborEvent(router.memory, neighbor, 'InactivityTimer', 'no Hello for 40 s')
    router.settle()
  }

  function linksToX(): number {
    const lsa = router.find({
      type: LsType.router,
      linkStateId: ipv4('10.0.0.1'),
      advertisingRouter: router.memory.routerId,
    })
    return lsa === undefined ? 0 : decodeRouterLsa(lsa.lsa).links.filter((link) => link.id === x.routerId).length
  }

  describe('entering (§3.1)', () => {
    it('(1) helps a neighbor that is Full', () => {
      router.update(x, graceOf('10.0.0.2'))
      assert.equal(x.helping?.until, router.memory.now + 120_000)
      assert.equal(whyNotFull(x, router.memory.now), 'restarting, 120 s of grace left')
    })

    it('(1) does not help one that is not', () => {
      x.state = 'Loading'
      router.update(x, graceOf('10.0.0.2'))
      assert.equal(x.helping, undefined)
      assert.equal(router.memory.gracefulRestart.outcomes.refused, 1)
    })

    it('(1) knows it by its interface address on a network with several neighbors', () => {
      const lan = router.addInterface('10.0.2.1', 'broadcast', 'DR', { dr: '10.0.2.1' })
      const y = router.addNeighbor(lan, '10.0.2.3', 'Full', '10.0.0.3')
      router.update(y, graceOf('10.0.0.3', { address: '10.0.2.4' }))
      assert.equal(y.helping, undefined)
      router.update(y, graceOf('10.0.0.3', { address: '10.0.2.3', sequenceNumber: 2 }))
      router.pass(1100)
      assert.notEqual(y.helping, undefined)
    })

    it('(2) does not help while a changed LSA is unacknowledged', () => {
      const other = router.addNeighbor(router.addInterface('10.0.3.1', 'point-to-point', 'Point-to-point'), '10.0.3.2')
      router.update(other, routerLsaOf('10.0.0.9'))
      router.update(x, graceOf('10.0.0.2'))
      assert.equal(x.helping, undefined)
      const { notice, ...rest } = router.notices.at(-1)!
      assert.equal(notice, 'restart-not-helped')
      assert.match(JSON.stringify(rest), /not acknowledged a change of the router-LSA 10\.0\.0\.9/)
    })

    it('(2) helps while a periodic refresh is unacknowledged', () => {
      const other = router.addNeighbor(router.addInterface('10.0.3.1', 'point-to-point', 'Point-to-point'), '10.0.3.2')
      router.hold(routerLsaOf('10.0.0.9', 1))
      router.acknowledgeAll(x, other)
      router.update(other, routerLsaOf('10.0.0.9', 2))
      assert.equal(x.retransmissionList.size, 1)
      router.update(x, graceOf('10.0.0.2'))
      assert.notEqual(x.helping, undefined)
    })

    it('(2) takes a refresh of a change that was not acknowledged for a change', () => {
      const other = router.addNeighbor(router.addInterface('10.0.3.1', 'point-to-point', 'Point-to-point'), '10.0.3.2')
      router.update(other, routerLsaOf('10.0.0.9', 1))
      router.pass(1100)
      router.update(other, routerLsaOf('10.0.0.9', 2))
      router.update(x, graceOf('10.0.0.2'))
      assert.equal(x.helping, undefined)
    })

    it('(3) does not help when the LS age is the grace period or more, which underflows nowhere', () => {
      for (const age of [120, 121, 3599]) {
        router.update(x, aged(graceOf('10.0.0.2', { sequenceNumber: age }), age))
        router.pass(1100)
        assert.equal(x.helping, undefined, `age ${age}`)
      }
    })

    it('(3) counts the grace period from when the LS age was 0', () => {
      router.update(x, aged(graceOf('10.0.0.2'), 100))
      assert.equal(x.helping?.until, router.memory.now + 20_000)
    })

    it('(4) does not help against the configuration', () => {
      configure(router.memory, { enabled: false })
      router.update(x, graceOf('10.0.0.2'))
      assert.equal(x.helping, undefined)
      configure(router.memory, { enabled: true, maximumGracePeriod: seconds(119) })
      router.update(x, graceOf('10.0.0.2', { sequenceNumber: 2 }))
      router.pass(1100)
      assert.equal(x.helping, undefined)
    })

    it('(4) does not help a router that is none of those that are to be helped', () => {
      configure(router.memory, { routers: [routerId(ipv4('10.0.0.7'))] })
      router.update(x, graceOf('10.0.0.2'))
      assert.equal(x.helping, undefined)
      configure(router.memory, { routers: [routerId(ipv4('10.0.0.7')), x.routerId] })
      router.pass(1100)
      router.update(x, graceOf('10.0.0.2', { sequenceNumber: 2 }))
      assert.notEqual(x.helping, undefined)
    })

    it('(4) helps after a software restart or upgrade, and where only these are helped not for another reason or none', () => {
      configure(router.memory, { plannedOnly: true })
      const reasons = ['unknown', 'switch to redundant control processor', 'software reload/upgrade'] as const
      for (const [i, reason] of reasons.entries()) {
        router.update(x, graceOf('10.0.0.2', { reason, sequenceNumber: i + 1 }))
        assert.equal(x.helping !== undefined, reason === 'software reload/upgrade', reason)
        router.pass(1100)
      }
    })

    it('accepts a new Grace-LSA of a neighbor that it helps already, whatever its state is', () => {
      router.update(x, graceOf('10.0.0.2'))
      x.state = 'Exchange'
      router.pass(10_000)
      router.update(x, graceOf('10.0.0.2', { sequenceNumber: 2, period: seconds(60) }))
      assert.equal(x.helping?.until, router.memory.now + 60_000)
    })
  })

  describe('helping', () => {
    beforeEach(() => {
      interfaceChanged(router.memory, p2p)
      router.settle()
      router.pass(1000)
      router.hold(routerLsaOf('10.0.0.9', 1))
      router.acknowledgeAll(x)
      router.update(x, graceOf('10.0.0.2'))
    })

    it('lists the adjacency in its router-LSA whatever the state of the neighbor is', () => {
      silent(x)
      router.pass(6000)
      assert.equal(x.state, 'Down')
      assert.ok(p2p.neighbors.has(x.routerId))
      assert.equal(linksToX(), 1)
    })

    it('ends when the grace period expires, and drops the link', () => {
      silent(x)
      router.pass(121_000)
      assert.equal(x.helping, undefined)
      assert.equal(p2p.neighbors.size, 0)
      assert.equal(linksToX(), 0)
      assert.equal(router.memory.gracefulRestart.outcomes['grace-period-expired'], 1)
    })

    it('ends when the Grace-LSA is flushed, and keeps a neighbor that is Full', () => {
      router.pass(1100)
      router.update(x, aged(graceOf('10.0.0.2'), 3600))
      assert.equal(x.helping, undefined)
      assert.equal(linksToX(), 1)
      assert.equal(router.memory.gracefulRestart.outcomes.completed, 1)
    })

    it('ends when the content of an LSA changes that would be flooded to the neighbor', () => {
      const other = router.addNeighbor(router.addInterface('10.0.3.1', 'point-to-point', 'Point-to-point'), '10.0.3.2')
      router.update(other, routerLsaOf('10.0.0.9', 2, 7))
      assert.equal(x.helping, undefined)
      assert.equal(router.memory.gracefulRestart.outcomes['topology-changed'], 1)
    })

    it('does not end for a periodic refresh, nor for an opaque LSA', () => {
      const other = router.addNeighbor(router.addInterface('10.0.3.1', 'point-to-point', 'Point-to-point'), '10.0.3.2')
      router.update(other, routerLsaOf('10.0.0.9', 2))
      router.update(other, lsaOf(LsType.opaqueArea, '1.0.0.1', '10.0.0.9', 1, new Uint8Array(4)))
      assert.notEqual(x.helping, undefined)
    })

    it('does not end when the topology changes without strict LSA checking', () => {
      configure(router.memory, { strictLsaChecking: false })
      router.hold(routerLsaOf('10.0.0.9', 2, 7))
      assert.notEqual(x.helping, undefined)
    })

    it('ends when the interface goes down', () => {
      silent(x)
      neighborEvent(router.memory, x, 'KillNbr', 'link down')
      router.settle()
      assert.equal(x.helping, undefined)
      assert.equal(p2p.neighbors.size, 0)
    })
  })
})
