import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DEFAULT_IGMP_INTERFACE } from '../../../protocols/igmp/settings.js'
import { H1, H2, Lan, settingsOf } from '../lan.js'

const G = '239.1.1.1'
const S1 = '10.9.0.1'
const S2 = '10.9.0.2'

const tracking = (): Lan => new Lan({ explicitTracking: true }).settle()

describe('explicit tracking of hosts', () => {
  test('the leave of the last host ends the membership at once, without a query', () => {
    const lan = tracking()
    lan.reportV3(H1, 'TO_EX', G)
    lan.reportV3(H1, 'TO_IN', G)
    assert.equal(lan.told(G), 'INCLUDE ()')
    assert.deepEqual(lan.queries(), [])
  })

  test('the leave of one host changes nothing for the second', () => {
    const lan = tracking()
    lan.reportV3(H1, 'TO_EX', G)
    lan.reportV3(H2, 'TO_EX', G)
    lan.reportV3(H1, 'TO_IN', G)
    lan.pass(100)
    assert.deepEqual(lan.queries(), ['156.25 general'])
    assert.equal(lan.state(G), 'EXCLUDE () 160')
    lan.reportV3(H2, 'TO_IN', G)
    assert.equal(lan.told(G), 'INCLUDE ()')
  })

  test('so it is for sources', () => {
    const lan = tracking()
    lan.reportV3(H1, 'ALLOW', G, S1, S2)
    lan.reportV3(H2, 'ALLOW', G, S2)
    lan.reportV3(H1, 'BLOCK', G, S1, S2)
    assert.equal(lan.told(G), `INCLUDE (${S2})`)
    lan.reportV3(H2, 'BLOCK', G, S2)
    assert.equal(lan.told(G), 'INCLUDE ()')
    assert.deepEqual(lan.queries(), [])
  })

  test('a source that one host excludes goes on for the host that does not, and for one that includes it', () => {
    const lan = tracking()
    lan.reportV3(H1, 'TO_EX', G)
    lan.reportV3(H2, 'TO_EX', G)
    lan.reportV3(H1, 'BLOCK', G, S1)
    assert.equal(lan.told(G), 'EXCLUDE ()')
    lan.reportV3(H2, 'TO_IN', G, S1)
    assert.equal(lan.told(G), 'EXCLUDE ()')
    lan.reportV3(H2, 'BLOCK', G, S1)
    assert.equal(lan.told(G), `EXCLUDE (${S1})`)
  })

  test('a host that has been silent for a Group Membership Interval counts no more', () => {
    const lan = tracking()
    lan.reportV3(H1, 'TO_EX', G)
    lan.pass(200)
    lan.reportV3(H2, 'TO_EX', G)
    lan.pass(100)
    assert.deepEqual(
      lan.group(G)?.hosts?.map(({ host }) => host),
      [H2],
    )
    lan.reportV3(H2, 'TO_IN', G)
    assert.equal(lan.told(G), 'INCLUDE ()')
  })

  test('nothing is taken for known before every host has had the time to answer a general query', () => {
    const lan = new Lan({ explicitTracking: true })
    lan.pass(20)
    lan.reportV3(H1, 'TO_EX', G)
    lan.reportV3(H1, 'TO_IN', G)
    assert.deepEqual(lan.queries(), ['0 general', '20 Q(G)'])
    assert.equal(lan.told(G), 'EXCLUDE ()')
  })

  test('where older hosts are, which keep silent when another reports, the last one is asked for as ever', () => {
    const lan = tracking()
    lan.reportV2(H1, G)
    lan.leave(H1, G)
    assert.deepEqual(lan.queries(), ['60 Q(G)'])
  })

  test('a report from 0.0.0.0 may be of anybody: the last host is asked for', () => {
    const lan = tracking()
    lan.reportV3('0.0.0.0', 'TO_EX', G)
    lan.reportV3(H1, 'TO_EX', G)
    lan.reportV3(H1, 'TO_IN', G)
    assert.deepEqual(lan.queries(), ['60 Q(G)'])
  })

  test('hosts beyond the limit are not tracked, and the last host is asked for', () => {
    const limits = { ...DEFAULT_IGMP_INTERFACE.limits, trackedHosts: 1 }
    const lan = new Lan({ explicitTracking: true, limits }).settle()
    lan.reportV3(H1, 'TO_EX', G)
    lan.reportV3(H2, 'TO_EX', G)
    lan.reportV3(H1, 'TO_IN', G)
    assert.deepEqual(lan.queries(), ['60 Q(G)'])
    assert.equal(lan.interface().refused['limit-tracked-hosts'], 1)
    assert.equal(lan.interface().trackedHosts, 0)
  })

  test('a current state that comes in several records is kept whole', () => {
    const lan = tracking()
    lan.reportV3(H1, 'IS_IN', G, S1)
    lan.reportV3(H1, 'IS_IN', G, S2)
    assert.deepEqual(lan.group(G)?.hosts?.[0]?.sources, [S1, S2])
  })

  test('turned on while running it waits a round of queries; turned off it forgets', () => {
    const lan = new Lan().settle()
    lan.reportV3(H1, 'TO_EX', G)
    lan.input({ on: 'settings', settings: settingsOf({ explicitTracking: true }) })
    lan.reportV3(H2, 'TO_EX', G)
    lan.reportV3(H2, 'TO_IN', G)
    assert.deepEqual(lan.queries(), ['60 Q(G)'])
    lan.pass(1)
    lan.reportV3(H1, 'IS_EX', G)
    lan.pass(140)
    lan.queries()
    lan.reportV3(H1, 'TO_IN', G)
    assert.equal(lan.told(G), 'INCLUDE ()')
    lan.reportV3(H1, 'TO_EX', G)
    lan.input({ on: 'settings', settings: settingsOf() })
    assert.equal(lan.interface().trackedHosts, 0)
    assert.equal(lan.group(G)?.hosts, null)
  })
})
