import assert from 'node:assert/strict'
import { beforeEach, describe, it, test } from 'node:test'
import { seconds } from '../../../protocols/base/duration.js'
import { ipv4, ipv4FromNumber } from '../../../protocols/base/ipv4.js'
import { routerId } from '../../../protocols/ospf/identifiers.js'
import { encodeLsa } from '../../../protocols/ospf/lsa/encode.js'
import { type Lsa, LsType } from '../../../protocols/ospf/lsa/lsa.js'
import { MAX_REQUESTS } from '../../../protocols/ospf/neighbor/exchange.js'
import type { OspfSettings } from '../../../protocols/ospf/settings.js'
import { dd, hello, LoneEngine } from '../engine/lone-engine.js'
import { ethernet, POINT_TO_POINT, settings } from '../engine/network.js'
import { foreign, MAIN, rule } from '../external/as-boundary.js'

const US = '1.1.1.1'
const NEIGHBOR = { address: '10.0.0.2', id: '9.9.9.9' }
const MAXIMUM = 20

const SETTINGS: OspfSettings = {
  ...settings(US, { 'eth*': POINT_TO_POINT, lan: { passive: true } }),
  redistribute: [rule('static')],
  maximumLsas: MAXIMUM,
  overflowPause: seconds(60),
}

/** An opaque LSA of area scope, which says nothing to the routing calculation. */
function lsa(n: number, { instance = 1, bytes = 32, from = '9.9.9.9' } = {}): Lsa {
  return encodeLsa({
    options: 2,
    type: LsType.opaqueArea,
    linkStateId: ipv4(`77.0.${n >> 8}.${n & 255}`),
    advertisingRouter: routerId(ipv4(from)),
    sequenceNumber: -0x80000000 + instance,
    body: new Uint8Array(bytes - 20),
  })
}

const many = (from: number, to: number): Lsa[] => Array.from({ length: to - from }, (_, i) => lsa(from + i))

describe('maximum-lsas', () => {
  let engine: LoneEngine

  const start = (more: Partial<OspfSettings> = {}): void => {
    engine = new LoneEngine(
      { ...SETTINGS, ...more },
      ethernet(1, 'eth0', '10.0.0.1/24'),
      ethernet(2, 'lan', '10.2.0.1/24'),
    )
    engine.pass(1000)
    adjacent()
  }
  const adjacent = (): void => {
    engine.hear(NEIGHBOR, hello(US))
    const options = { options: 0x42 }
    engine.hear(NEIGHBOR, dd('IMS', 100, [], options))
    engine.hear(NEIGHBOR, dd('S', 101, [], options))
    assert.equal(engine.state(NEIGHBOR.address), 'Full')
    engine.pass(1000)
    engine.takeSent()
  }
  const update = (lsas: readonly Lsa[], age: number): void =>
    engine.hear(NEIGHBOR, { type: 'link-state-update', copies: lsas.map((each) => ({ lsa: each, age })) })
  const hear = (...lsas: readonly Lsa[]): void => update(lsas, 1)
  const flush = (...lsas: readonly Lsa[]): void => {
    engine.pass(2000)
    update(lsas, 3600)
    engine.pass(100)
  }
  const counted = (): number => engine.engine.view(engine.now).foreignLsas.counted
  const said = (notice: string): number => engine.notices.filter((each) => each.notice === notice).length
  const pauseLeft = (): number | null => engine.engine.view(engine.now).foreignLsas.pauseLeft
  /** One LSA too many, and the time that our flushed LSAs take when nobody acknowledges them. */
  const overflow = (): void => {
    hear(...many(0, MAXIMUM), lsa(MAXIMUM))
    engine.pass(3000)
    assert.ok(engine.engine.isPaused)
  }

  beforeEach(() => start())

  it('are held; one more is neither installed nor acknowledged, and said once', () => {
    hear(...many(0, MAXIMUM))
    assert.deepEqual([counted(), said('lsas-overflown')], [MAXIMUM, 0])
    engine.takeSent()
    hear(lsa(MAXIMUM), lsa(MAXIMUM + 1))
    hear(lsa(MAXIMUM + 2))
    assert.equal(counted(), MAXIMUM)
    assert.equal(engine.interface().refusedLsas['lsa-maximum'], 2, 'of each packet what is before it counts')
    assert.equal(said('lsas-overflown'), 1)
    const acknowledged = engine.takeBodies('link-state-acknowledgment').flatMap(({ headers }) => headers)
    assert.ok(acknowledged.every(({ linkStateId }) => linkStateId < ipv4(`77.0.0.${MAXIMUM}`)))
  })

  it('never keep a newer instance of what is held away', () => {
    hear(...many(0, MAXIMUM))
    engine.pass(2000)
    hear(lsa(3, { instance: 2 }))
    assert.deepEqual([counted(), said('lsas-overflown')], [MAXIMUM, 0])
    assert.ok([...engine.engine.database(engine.now)].some(({ sequenceNumber }) => sequenceNumber === '0x80000002'))
  })

  it('do not count what this router originates, but what says so and is another’s', () => {
    assert.ok([...engine.engine.database(engine.now)].length > 0)
    assert.equal(counted(), 0)
    hear(lsa(1, { from: US }))
    assert.equal(counted(), 1)
    hear(...many(2, MAXIMUM + 2))
    assert.equal(said('lsas-overflown'), 1)
  })

  it('count an LSA of more than 1 kB once for each that it begins', () => {
    hear(lsa(1, { bytes: 1024 }))
    assert.equal(counted(), 1)
    hear(lsa(2, { bytes: 1028 }))
    assert.equal(counted(), 3)
    engine.pass(2000)
    hear(lsa(2, { instance: 2 }))
    assert.equal(counted(), 2, 'as it is now')
    hear(lsa(3, { bytes: 1024 * (MAXIMUM - 1) }))
    assert.equal(said('lsas-overflown'), 1)
  })

  it('forget those that are gone', () => {
    hear(...many(0, 5))
    flush(lsa(0), lsa(1))
    assert.equal(counted(), 3)
    engine.input({ on: 'link-removed', index: 1 })
    engine.pass(3600 * 1000)
    assert.equal(counted(), 0)
  })

  it('are warned of at three quarters, and again when they were far below', () => {
    hear(...many(0, 15))
    assert.equal(said('lsas-near-maximum'), 0)
    hear(lsa(15))
    hear(lsa(16))
    assert.equal(said('lsas-near-maximum'), 1)
    flush(lsa(15), lsa(16))
    hear(lsa(17), lsa(18))
    assert.equal(said('lsas-near-maximum'), 1)
    flush(...many(0, 10))
    hear(...many(20, 30))
    assert.equal(said('lsas-near-maximum'), 2)
  })

  it('exceeded, end the adjacencies: own LSAs are flushed, routes withdrawn, links closed, and nothing is said for a while', () => {
    hear(...many(0, MAXIMUM))
    engine.takeSent()
    hear(lsa(MAXIMUM))
    const flushed = engine.takeBodies('link-state-update').flatMap(({ lsas }) => lsas)
    assert.ok(flushed.some(({ age, type }) => age === 3600 && type === LsType.router))
    engine.pass(3000)
    assert.deepEqual(engine.engine.view(engine.now).neighbors, [])
    assert.equal([...engine.engine.database(engine.now)].length, 0)
    assert.ok(engine.deeds().includes('close 1'))
    engine.takeSent()
    hear(lsa(1))
    engine.hear(NEIGHBOR, hello(US))
    engine.pass(50_000)
    assert.deepEqual(engine.takeSent(), [])
    const { foreignLsas, routerId: shown } = engine.engine.view(engine.now)
    assert.deepEqual([shown, foreignLsas.overflows, foreignLsas.maximum], [US, 1, MAXIMUM])
    assert.ok(foreignLsas.pauseLeft! > 0 && foreignLsas.pauseLeft! < 10_000)
  })

  it('let routes of a former life go, which nobody else would take away before the pause is over', () => {
    engine = new LoneEngine(SETTINGS, ethernet(1, 'eth0', '10.0.0.1/24'))
    adjacent()
    assert.ok(!engine.deeds().includes('converged'))
    overflow()
    assert.equal(engine.deeds().filter((deed) => deed === 'converged').length, 1)
  })

  it('are tried again after the pause, with the links and the routes of others as they are then', () => {
    engine.input({ on: 'foreign-routes', table: MAIN, changes: [foreign('192.0.2.0/24')] })
    overflow()
    engine.input({ on: 'link', link: ethernet(3, 'eth1', '10.3.0.1/24') })
    engine.effects.length = 0
    engine.pass(61_000)
    assert.equal(engine.engine.isPaused, false)
    assert.equal(said('overflow-pause-over'), 1)
    assert.ok(engine.effects.some((each) => each.do === 'follow-routes' && each.tables.includes(MAIN)))
    engine.input({ on: 'foreign-routes', table: MAIN, changes: [foreign('192.0.2.0/24')] })
    assert.equal(engine.interface('eth1').state, 'Point-to-point')
    adjacent()
    hear(...many(0, MAXIMUM))
    assert.equal(counted(), MAXIMUM)
    assert.equal(engine.engine.view(engine.now).foreignLsas.overflows, 1)
    assert.ok([...engine.engine.database(engine.now)].some(({ type }) => type === 'as-external'))
    hear(lsa(MAXIMUM))
    engine.pass(3000)
    assert.equal(engine.engine.view(engine.now).foreignLsas.overflows, 2)
  })

  it('begin anew at once when the settings change, during the pause or before it', () => {
    overflow()
    engine.input({ on: 'settings', settings: { ...SETTINGS, maximumLsas: 2 * MAXIMUM } })
    assert.equal(pauseLeft(), null)
    adjacent()
    hear(...many(0, MAXIMUM + 1))
    assert.equal(counted(), MAXIMUM + 1)
    start()
    hear(...many(0, MAXIMUM + 1))
    engine.input({ on: 'settings', settings: { ...SETTINGS, maximumLsas: 2 * MAXIMUM } })
    engine.pass(3000)
    assert.equal(engine.engine.isPaused, false)
    adjacent()
  })

  it('stop like any other instance when they are told to in the pause, or on the way into it', () => {
    overflow()
    engine.input({ on: 'shutdown' })
    assert.equal(engine.deeds().at(-1), 'stopped')
    assert.equal(engine.engine.wakeAt(), undefined)
    start()
    hear(...many(0, MAXIMUM + 1))
    engine.input({ on: 'shutdown' })
    engine.pass(3000)
    assert.equal(engine.deeds().at(-1), 'stopped')
    assert.equal(engine.engine.isPaused, false)
  })

  it('let a restart go ahead that is asked for on the way into the pause, with no grace left', () => {
    engine.input({ on: 'clock', wallClock: 1_000_000 })
    hear(...many(0, MAXIMUM + 1))
    engine.effects.length = 0
    engine.input({ on: 'prepare-restart' })
    const ready = engine.effects.filter((effect) => effect.do === 'ready-to-restart')
    assert.deepEqual(ready, [{ do: 'ready-to-restart', graceEnds: 1_000_000, unacknowledged: 0 }])
    assert.equal(engine.engine.wakeAt(), undefined)
  })

  it('bring about the end that waits until others send around the router', () => {
    start({ stubRouter: { ...SETTINGS.stubRouter, onShutdown: seconds(60) } })
    engine.input({ on: 'shutdown' })
    hear(...many(0, MAXIMUM + 1))
    engine.pass(3000)
    assert.equal(engine.deeds().at(-1), 'stopped')
    assert.equal(engine.engine.wakeAt(), undefined)
  })

  it('bound what one neighbor may describe', () => {
    start()
    engine = new LoneEngine(SETTINGS, ethernet(1, 'eth0', '10.0.0.1/24'))
    engine.hear(NEIGHBOR, hello(US))
    engine.hear(NEIGHBOR, dd('IMS', 100))
    engine.hear(NEIGHBOR, dd('MS', 101, many(0, MAXIMUM)))
    assert.equal(engine.state(NEIGHBOR.address), 'Exchange')
    engine.hear(NEIGHBOR, dd('MS', 102, many(MAXIMUM, MAXIMUM + 1)))
    assert.equal(engine.state(NEIGHBOR.address), 'ExStart')
    assert.match(engine.neighbor(NEIGHBOR.address)!.whyNotFull!, /describes more than 20 LSAs \(maximum-lsas\)/)
    assert.deepEqual(engine.refused(), { 'too-many-lsas': 1 })
    assert.equal(said('lsas-overflown'), 0, 'nothing was received')
  })
})

test('what all neighbors together describe is bounded too: the exchange of one is broken off, the others go on', () => {
  const own = { ...settings(US, { 'eth*': POINT_TO_POINT }), maximumLsas: MAX_REQUESTS }
  const links = [1, 2].map((n) => ethernet(n, `eth${n}`, `10.0.${n}.1/30`))
  const engine = new LoneEngine(own, ...links)
  const any = lsa(0)
  const neighbors = [1, 2].map((n) => ({ address: `10.0.${n}.2`, id: `9.9.9.${n}`, interface: n }))
  for (const from of neighbors) {
    engine.hear(from, hello(US))
    engine.hear(from, dd('IMS', 1000))
  }
  const describe = (from: (typeof neighbors)[number], packet: number): void => {
    const headers = Array.from({ length: 3000 }, (_, i) => ({
      ...any,
      linkStateId: ipv4FromNumber(packet * 3000 + i),
    }))
    engine.hear(from, dd('MS', 1000 + packet, headers))
  }
  let packet = 1
  for (; packet * 6000 <= MAX_REQUESTS; packet++) for (const from of neighbors) describe(from, packet)
  assert.deepEqual([engine.state('10.0.1.2'), engine.state('10.0.2.2')], ['Exchange', 'Exchange'])
  for (const end = packet + 3; packet < end && engine.state('10.0.1.2') === 'Exchange'; packet++)
    describe(neighbors[0]!, packet)
  assert.deepEqual([engine.state('10.0.1.2'), engine.state('10.0.2.2')], ['ExStart', 'Exchange'])
  assert.match(engine.neighbor('10.0.1.2')!.whyNotFull!, /all neighbors describe more than 1000000 LSAs together/)
})
