import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { milliseconds, seconds } from '../../../protocols/base/duration.js'
import { ipv4, ipv4FromNumber } from '../../../protocols/base/ipv4.js'
import { encodeMessage } from '../../../protocols/igmp/message/message.js'
import { H1, H2, Lan, lanLink, ROUTER } from '../lan.js'

const G = '239.1.1.1'
const S1 = '10.9.0.1'
const S2 = '10.9.0.2'
const S3 = '10.9.0.3'

describe('RFC 3376 §6.6.3: building and sending specific queries', () => {
  test('§4.1.12: Q(G) and Q(G,S) are sent to the group, from our own address, in LMQI to be answered', () => {
    const lan = new Lan({ lastMemberQueryInterval: milliseconds(500) }).settle()
    lan.reportV3(H1, 'TO_EX', G)
    lan.reportV3(H1, 'ALLOW', G, S1)
    lan.reportV3(H1, 'TO_IN', G)
    assert.deepEqual(
      lan.sent.map(({ destination, source, query }) => [
        destination,
        source,
        query.version === 3 && query.maxResponseTime,
      ]),
      [
        [G, ROUTER, 500],
        [G, ROUTER, 500],
      ],
    )
    assert.deepEqual(lan.queries(), ['60 Q(G)', '60 Q(G,1)'])
  })

  test('they are sent [Last Member Query Count] times, every [Last Member Query Interval]', () => {
    const lan = new Lan({ lastMemberQueryCount: 3, lastMemberQueryInterval: seconds(2) }).settle()
    lan.reportV2(H1, G)
    lan.leave(H1, G)
    lan.reportV3(H1, 'IS_IN', '239.1.1.2', S1)
    lan.reportV3(H1, 'BLOCK', '239.1.1.2', S1)
    lan.pass(20)
    assert.deepEqual(lan.queries(), ['60 Q(G)', '60 Q(G,1)', '62 Q(G)', '62 Q(G,1)', '64 Q(G)', '64 Q(G,1)'])
  })

  test('§6.4.2: traffic goes on for the Last Member Query Time, and stops then', () => {
    const lan = new Lan().settle()
    lan.reportV2(H1, G)
    lan.leave(H1, G)
    lan.pass(1.999)
    assert.equal(lan.told(G), 'EXCLUDE ()')
    lan.pass(0.001)
    assert.equal(lan.told(G), 'INCLUDE ()')
    assert.equal(lan.group(G), undefined)
  })

  test('§6.4.2: a report that answers leaves the suggestion to forward without any interruption', () => {
    const lan = new Lan().settle()
    lan.reportV3(H1, 'TO_EX', G)
    lan.reportV3(H1, 'TO_IN', G)
    lan.pass(0.7)
    lan.reportV3(H2, 'IS_EX', G)
    lan.pass(10)
    const memberships = lan.effects.filter((effect) => effect.do === 'membership')
    assert.equal(memberships.length, 1)
    assert.equal(lan.told(G), 'EXCLUDE ()')
  })

  test('TO_IN({}) in EXCLUDE mode sends Q(G) and lowers the group timer to LMQT; it deletes nothing', () => {
    const lan = new Lan().settle()
    lan.reportV3(H1, 'TO_EX', G)
    lan.reportV3(H1, 'TO_IN', G)
    assert.equal(lan.state(G), 'EXCLUDE () 2')
    assert.deepEqual(lan.queries(), ['60 Q(G)'])
  })

  test('§6.6.3.1: a retransmitted Q(G) has the S flag when a report has raised the group timer above LMQT', () => {
    const lan = new Lan().settle()
    lan.reportV3(H1, 'TO_EX', G)
    lan.reportV3(H1, 'TO_IN', G)
    lan.pass(0.5)
    lan.reportV3(H2, 'IS_EX', G)
    lan.pass(5)
    assert.deepEqual(lan.queries(), ['60 Q(G)', '61 Q(G) S'])
  })

  test('§6.6.3.2: only sources with timers above LMQT are lowered and asked for', () => {
    const lan = new Lan().settle()
    lan.reportV3(H1, 'IS_IN', G, S1, S2)
    lan.reportV3(H1, 'BLOCK', G, S1)
    lan.pass(0.5)
    lan.reportV3(H1, 'BLOCK', G, S1, S2)
    assert.equal(lan.state(G), 'INCLUDE (1=1.5 2=2)')
    lan.pass(0.4)
    assert.deepEqual(lan.queries(), ['60 Q(G,1)', '60.5 Q(G,2)'])
    lan.pass(5)
    assert.deepEqual(lan.queries(), ['61 Q(G,1)', '61.5 Q(G,2)'])
  })

  test('§6.6.3.2: a retransmission is split into one with the S flag (timers above LMQT) and one without', () => {
    const lan = new Lan().settle()
    lan.reportV3(H1, 'IS_IN', G, S1, S2)
    lan.reportV3(H1, 'BLOCK', G, S1, S2)
    lan.pass(0.5)
    lan.reportV3(H2, 'IS_IN', G, S2)
    lan.pass(5)
    assert.deepEqual(lan.queries(), ['60 Q(G,1 2)', '61 Q(G,2) S', '61 Q(G,1)'])
    assert.equal(lan.state(G), 'INCLUDE (2=255)')
  })

  test('§6.6.3.2: a message that would hold no sources is not sent', () => {
    const lan = new Lan().settle()
    lan.reportV3(H1, 'IS_IN', G, S1)
    lan.reportV3(H1, 'BLOCK', G, S1)
    lan.reportV3(H2, 'IS_IN', G, S1)
    lan.pass(5)
    assert.deepEqual(lan.queries(), ['60 Q(G,1)', '61 Q(G,1) S'])
  })

  test('§6.6.3.2, Note: beside Q(G) the message with the S flag is left out', () => {
    const lan = new Lan().settle()
    lan.reportV3(H1, 'TO_EX', G)
    lan.reportV3(H1, 'ALLOW', G, S1, S2)
    lan.reportV3(H1, 'TO_IN', G)
    lan.reportV3(H2, 'IS_IN', G, S2)
    lan.pass(5)
    assert.deepEqual(lan.queries(), ['60 Q(G)', '60 Q(G,1 2)', '61 Q(G)', '61 Q(G,1)'])
  })

  test('§6.4.2: new and pending queries are merged: a leave said twice is asked after once', () => {
    const lan = new Lan().settle()
    lan.reportV3(H1, 'TO_EX', G)
    lan.reportV3(H1, 'TO_IN', G)
    lan.pass(0.3)
    lan.reportV3(H1, 'TO_IN', G)
    lan.pass(5)
    assert.deepEqual(lan.queries(), ['60 Q(G)', '61 Q(G)'])
  })

  test('a report that says the same again and again causes each query once', () => {
    const lan = new Lan().settle()
    const sources = [ipv4(S1)]
    const records = Array.from({ length: 180 }, (_, i) => ({
      record: i % 2 === 0 ? ('ALLOW' as const) : ('BLOCK' as const),
      group: ipv4(G),
      sources,
    }))
    lan.packet(H1, '224.0.0.22', encodeMessage({ type: 'report-v3', records }))
    assert.deepEqual(lan.queries(), ['60 Q(G,1)'])
  })

  test('a leave after an answer is asked after anew', () => {
    const lan = new Lan().settle()
    lan.reportV2(H1, G)
    lan.leave(H1, G)
    lan.pass(0.5)
    lan.reportV2(H2, G)
    lan.leave(H2, G)
    lan.pass(5)
    assert.deepEqual(lan.queries(), ['60 Q(G)', '60.5 Q(G)', '61.5 Q(G)'])
  })

  test('§4.1.8: the sources of Q(G,S) are split by the MTU, 366 to a message at 1500', () => {
    const lan = new Lan().settle()
    const sources = Array.from({ length: 800 }, (_, i) => ipv4FromNumber(0x0a090001 + i))
    const report = (record: 'ALLOW' | 'BLOCK') =>
      lan.packet(H1, '224.0.0.22', encodeMessage({ type: 'report-v3', records: [{ record, group: ipv4(G), sources }] }))
    report('ALLOW')
    report('BLOCK')
    const sizes = lan.sent.map(({ query }) => (query.version === 3 ? query.sources.length : 0))
    assert.deepEqual(sizes, [366, 366, 68])
    const asked = lan.sent.flatMap(({ query }) => (query.version === 3 ? query.sources : []))
    assert.equal(new Set(asked).size, 800)
  })

  test('a small MTU makes smaller messages', () => {
    const lan = new Lan().settle()
    lan.input({ on: 'link', link: lanLink({ mtu: 48 }) })
    lan.reportV3(H1, 'ALLOW', G, S1, S2, S3, '10.9.0.4')
    lan.reportV3(H1, 'BLOCK', G, S1, S2, S3, '10.9.0.4')
    assert.deepEqual(lan.queries(), ['60 Q(G,1 2 3)', '60 Q(G,4)'])
  })

  test('queries end with the querier role and with the group', () => {
    const lan = new Lan({ lastMemberQueryCount: 5 }).settle()
    lan.reportV2(H1, G)
    lan.leave(H1, G)
    lan.input({ on: 'link', link: lanLink({ up: false }) })
    lan.pass(10)
    assert.deepEqual(lan.queries(), ['60 Q(G)'])
  })
})

describe('RFC 3376 §6.2.2, §6.3, §6.5: timers', () => {
  test('§6.5: when the group timer expires, running sources are all that is left, without a gap for them', () => {
    const lan = new Lan().settle()
    lan.reportV3(H1, 'IS_EX', G, S3)
    lan.pass(100)
    lan.reportV3(H2, 'ALLOW', G, S1)
    assert.equal(lan.told(G), `EXCLUDE (${S3})`)
    lan.pass(160)
    assert.equal(lan.told(G), `INCLUDE (${S1})`)
    assert.equal(lan.state(G), 'INCLUDE (1=100)')
    lan.pass(100)
    assert.equal(lan.told(G), 'INCLUDE ()')
  })

  test('§6.5: without running sources the group is deleted', () => {
    const lan = new Lan().settle()
    lan.reportV3(H1, 'IS_EX', G, S3)
    lan.pass(260)
    assert.equal(lan.group(G), undefined)
    assert.equal(lan.told(G), 'INCLUDE ()')
  })

  test('§6.3: EXCLUDE, source timer 0: stop forwarding the source, do not remove the record', () => {
    const lan = new Lan().settle()
    lan.reportV3(H1, 'IS_EX', G)
    lan.reportV3(H1, 'ALLOW', G, S1)
    lan.pass(100)
    lan.reportV3(H1, 'IS_EX', G, S1)
    assert.equal(lan.told(G), 'EXCLUDE ()')
    lan.pass(160)
    assert.equal(lan.state(G), 'EXCLUDE (1=0) 100')
    assert.equal(lan.told(G), `EXCLUDE (${S1})`)
  })

  test('§6.3: INCLUDE, source timer 0: remove the record; with the last one the group', () => {
    const lan = new Lan().settle()
    lan.reportV3(H1, 'IS_IN', G, S1)
    lan.pass(100)
    lan.reportV3(H1, 'IS_IN', G, S2)
    lan.pass(160)
    assert.equal(lan.state(G), 'INCLUDE (2=100)')
    lan.pass(100)
    assert.equal(lan.state(G), 'none')
  })

  test('EXCLUDE{S}: other sources are forwarded, S is not', () => {
    const lan = new Lan()
    lan.reportV3(H1, 'TO_EX', G, S1)
    assert.equal(lan.told(G), `EXCLUDE (${S1})`)
  })

  test('INCLUDE{S} in any group range forwards only S', () => {
    const lan = new Lan()
    for (const group of [G, '225.1.1.1', '232.1.1.1']) {
      lan.reportV3(H1, 'TO_IN', group, S1)
      assert.equal(lan.told(group), `INCLUDE (${S1})`)
    }
  })

  test('IS_IN({}) changes nothing: it neither creates a group nor keeps one alive', () => {
    const lan = new Lan().settle()
    lan.reportV3(H1, 'IS_IN', G)
    assert.equal(lan.state(G), 'none')
    lan.reportV3(H1, 'IS_EX', G, S1)
    lan.pass(100)
    lan.reportV3(H1, 'IS_IN', G)
    assert.equal(lan.state(G), 'EXCLUDE (1=0) 160')
    lan.reportV3(H1, 'IS_IN', '239.1.1.2', S1)
    lan.pass(100)
    lan.reportV3(H1, 'IS_IN', '239.1.1.2')
    assert.equal(lan.state('239.1.1.2'), 'INCLUDE (1=160)')
  })

  test('TO_IN({}), BLOCK and ALLOW({}) for an unknown group create nothing', () => {
    const lan = new Lan()
    lan.reportV3(H1, 'TO_IN', G)
    lan.reportV3(H1, 'BLOCK', G, S1)
    lan.reportV3(H1, 'ALLOW', G)
    lan.leave(H1, G)
    assert.deepEqual(lan.engine.view(lan.instant).groups, [])
    assert.equal(lan.told(G), 'nothing')
  })

  test('what forwarding is told is told once, and only when it is different', () => {
    const lan = new Lan().settle()
    const records = [
      { record: 'IS_IN' as const, group: ipv4(G), sources: [ipv4(S1)] },
      { record: 'IS_IN' as const, group: ipv4(G), sources: [ipv4(S2)] },
    ]
    for (let i = 0; i < 5; i++) lan.packet(H1, '224.0.0.22', encodeMessage({ type: 'report-v3', records }))
    assert.equal(lan.effects.filter((effect) => effect.do === 'membership').length, 1)
    assert.equal(lan.told(G), `INCLUDE (${S1} ${S2})`)
  })
})

describe('immediate leave', () => {
  test('ends the membership at once, without a query', () => {
    const lan = new Lan({ immediateLeave: true }).settle()
    lan.reportV2(H1, G)
    lan.leave(H1, G)
    assert.equal(lan.told(G), 'INCLUDE ()')
    lan.reportV3(H1, 'IS_IN', G, S1, S2)
    lan.reportV3(H1, 'BLOCK', G, S1)
    assert.equal(lan.told(G), `INCLUDE (${S2})`)
    lan.reportV3(H1, 'TO_EX', G)
    lan.reportV3(H1, 'BLOCK', G, S3)
    assert.equal(lan.told(G), `EXCLUDE (${S3})`)
    assert.deepEqual(lan.queries(), [])
  })
})
