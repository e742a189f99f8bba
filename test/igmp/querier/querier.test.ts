import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { milliseconds, seconds } from '../../../protocols/base/duration.js'
import { ipv4, UNSPECIFIED } from '../../../protocols/base/ipv4.js'
import type { Query, QueryV2, QueryV3 } from '../../../protocols/igmp/message/query.js'
import { H1, Lan, lanLink, ROUTER } from '../lan.js'

/** The router is 10.0.0.10. */
const LOWER = '10.0.0.2'
const LOWEST = '10.0.0.1'
const HIGHER = '10.0.0.77'
const G = '239.1.1.1'

function v3(changes: Partial<QueryV3> = {}): QueryV3 {
  return {
    type: 'query',
    version: 3,
    group: UNSPECIFIED,
    maxResponseTime: seconds(10),
    suppressRouterSideProcessing: false,
    robustnessVariable: 2,
    queryInterval: seconds(125),
    sources: [],
    ...changes,
  }
}

const V1: Query = { type: 'query', version: 1, group: UNSPECIFIED }
const v2 = (group: string, ms: number): QueryV2 => ({
  type: 'query',
  version: 2,
  group: ipv4(group),
  maxResponseTime: milliseconds(ms),
})

describe('RFC 3376 §8.6, §8.7: startup', () => {
  test('[Startup Query Count] general queries are sent, a quarter of the Query Interval apart, the first at once', () => {
    const lan = new Lan()
    lan.pass(300)
    assert.deepEqual(lan.queries(), ['0 general', '31.25 general', '156.25 general', '281.25 general'])
  })

  test('the Startup Query Count is the Robustness Variable, or what is configured, as is the interval', () => {
    const lan = new Lan({ robustnessVariable: 3 })
    lan.pass(100)
    assert.deepEqual(lan.queries(), ['0 general', '31.25 general', '62.5 general'])
    const configured = new Lan({ startupQueryCount: 3, startupQueryInterval: seconds(2) })
    configured.pass(100)
    assert.deepEqual(configured.queries(), ['0 general', '2 general', '4 general'])
  })
})

describe('RFC 3376 §4.1: the general query', () => {
  test('is sent to 224.0.0.1 from the own address of the interface, with QRV, QQIC and the Query Response Interval', () => {
    const lan = new Lan({ robustnessVariable: 3, queryInterval: seconds(60), queryMaxResponseTime: seconds(4) })
    assert.deepEqual(lan.sent[0], {
      at: 0,
      destination: '224.0.0.1',
      source: ROUTER,
      query: v3({ robustnessVariable: 3, queryInterval: seconds(60), maxResponseTime: seconds(4) }),
    })
  })

  test('§4.1.6: a Robustness Variable above 7 is sent as 0', () => {
    const { query } = new Lan({ robustnessVariable: 8 }).sent[0] ?? {}
    assert.ok(query?.version === 3)
    assert.equal(query.robustnessVariable, 0)
  })

  test('§6.6.1: its S flag is clear', () => {
    const { query } = new Lan().sent[0] ?? {}
    assert.ok(query?.version === 3)
    assert.equal(query.suppressRouterSideProcessing, false)
  })

  test('no query is sent from a link without an address, nor from one that is down', () => {
    const lan = new Lan()
    lan.input({ on: 'link', link: lanLink({ addresses: [] }) })
    lan.queries()
    lan.pass(600)
    assert.deepEqual(lan.queries(), [])
    assert.equal(lan.interface().whyNot, 'no IPv4 address')
    lan.input({ on: 'link', link: lanLink({ up: false }) })
    lan.pass(600)
    assert.deepEqual(lan.queries(), [])
    assert.equal(lan.interface().whyNot, 'link down')
    lan.input({ on: 'link', link: lanLink() })
    assert.deepEqual(lan.queries(), ['1200 general'])
  })

  test('when its address changes it asks from the new one at once; the groups stay', () => {
    const lan = new Lan().settle()
    lan.reportV2(H1, G)
    const address = { address: ipv4('10.0.0.11'), prefixLength: 24, secondary: false }
    lan.input({ on: 'link', link: lanLink({ addresses: [address] }) })
    assert.equal(lan.sent[0]?.source, '10.0.0.11')
    assert.equal(lan.told(G), 'EXCLUDE ()')
  })
})

describe('RFC 3376 §6.6.2: querier election', () => {
  test('a general query from a lower address makes us non-querier, which sends no general queries', () => {
    const lan = new Lan().settle()
    lan.query(LOWER, v3())
    assert.equal(lan.interface().querierState, 'Non-Querier')
    assert.equal(lan.interface().querier, LOWER)
    lan.pass(250)
    assert.deepEqual(lan.queries(), [])
  })

  test('a query from a higher address, our own, or 0.0.0.0 does not', () => {
    const lan = new Lan().settle()
    for (const source of [HIGHER, ROUTER, '0.0.0.0']) lan.query(source, v3())
    assert.equal(lan.interface().querierState, 'Querier')
  })

  test('addresses are compared as unsigned integers in host order', () => {
    const lan = new Lan()
    const link = lanLink({ addresses: [{ address: ipv4('192.0.2.1'), prefixLength: 16, secondary: false }] })
    lan.input({ on: 'link', link })
    lan.query('192.0.1.255', v3())
    assert.equal(lan.interface().querierState, 'Non-Querier')
    const other = new Lan()
    other.input({ on: 'link', link })
    other.query('192.0.3.0', v3())
    assert.equal(other.interface().querierState, 'Querier')
  })

  test('only a general query takes part', () => {
    const lan = new Lan().settle()
    lan.query(LOWER, v3({ group: ipv4(G) }))
    assert.equal(lan.interface().querierState, 'Querier')
  })

  test('a query from outside the subnet does not take part', () => {
    const lan = new Lan().settle()
    lan.query('9.9.9.9', v3())
    assert.equal(lan.interface().querierState, 'Querier')
    assert.equal(lan.interface().refused['source-not-on-subnet'], 1)
  })

  test('when the other querier has been silent for RV*QI + QRI/2 we send a general query at once and are querier', () => {
    const lan = new Lan().settle()
    lan.query(LOWER, v3())
    lan.pass(254.9)
    assert.equal(lan.interface().querierState, 'Non-Querier')
    lan.pass(0.1)
    assert.equal(lan.interface().querierState, 'Querier')
    lan.pass(130)
    assert.deepEqual(lan.queries(), ['315 general', '440 general'])
  })

  test('the timer is restarted by the current querier and by a lower address only', () => {
    const lan = new Lan().settle()
    lan.query(LOWER, v3())
    lan.pass(200)
    lan.query('10.0.0.5', v3())
    assert.equal(lan.interface().querier, LOWER)
    assert.equal(lan.interface().otherQuerierPresent, 55_000)
    lan.query(LOWER, v3())
    assert.equal(lan.interface().otherQuerierPresent, 255_000)
    lan.query(LOWEST, v3())
    assert.equal(lan.interface().querier, LOWEST)
  })

  test('the next best takes over from a dead querier, though its address is higher', () => {
    const lan = new Lan().settle()
    lan.query(LOWEST, v3())
    lan.pass(255)
    assert.equal(lan.interface().querierState, 'Querier')
    lan.query(LOWER, v3())
    assert.equal(lan.interface().querier, LOWER)
  })

  test('§4.1.5: a query with the S flag takes part in the election as any other', () => {
    const lan = new Lan().settle()
    lan.query(LOWER, v3({ suppressRouterSideProcessing: true }))
    assert.equal(lan.interface().querierState, 'Non-Querier')
  })

  test('a query of an older version takes part, is warned of at most once a minute, and changes no version', () => {
    const lan = new Lan().settle()
    const warnings = () => lan.notices().filter(({ notice }) => notice === 'igmp-version-mismatch').length
    lan.query(LOWER, v2('0.0.0.0', 10_000))
    lan.query(LOWER, v2('0.0.0.0', 10_000))
    assert.equal(lan.interface().querierState, 'Non-Querier')
    assert.equal(lan.interface().version, 3)
    assert.equal(warnings(), 1)
    lan.pass(61)
    lan.query(LOWER, V1)
    assert.equal(warnings(), 2)
  })

  test('the change is told to forwarding and in a notice', () => {
    const lan = new Lan().settle()
    lan.query(LOWER, v3())
    lan.pass(300)
    assert.deepEqual(
      lan.effects.filter((effect) => effect.do === 'querier'),
      [
        { do: 'querier', interface: 3, querier: false },
        { do: 'querier', interface: 3, querier: true },
      ],
    )
    const queriers = lan.notices().flatMap((notice) => (notice.notice === 'igmp-querier' ? [notice.self] : []))
    assert.deepEqual(queriers, [false, true])
  })
})

describe("RFC 3376 §4.1.6, §4.1.7: adopting the querier's variables", () => {
  test('a non-querier adopts QRV and QQI, and returns to its own when it becomes querier', () => {
    const lan = new Lan().settle()
    lan.query(LOWER, v3({ robustnessVariable: 3, queryInterval: seconds(20), maxResponseTime: seconds(4) }))
    assert.equal(lan.interface().robustnessVariable, 3)
    assert.equal(lan.interface().queryInterval, 20_000)
    lan.reportV2(H1, G)
    assert.equal(lan.group(G)?.expires, 64_000)
    assert.equal(lan.interface().otherQuerierPresent, 62_000)
    lan.pass(62)
    assert.equal(lan.interface().robustnessVariable, 2)
    assert.equal(lan.interface().queryInterval, 125_000)
  })

  test('a QRV or QQI of 0 means what is configured', () => {
    const lan = new Lan({ robustnessVariable: 4, queryInterval: seconds(50) }).settle()
    lan.query(LOWER, v3({ robustnessVariable: 0, queryInterval: seconds(0) }))
    assert.equal(lan.interface().robustnessVariable, 4)
    assert.equal(lan.interface().queryInterval, 50_000)
  })

  test('what a router says that is not the querier is not adopted', () => {
    const lan = new Lan().settle()
    lan.query(HIGHER, v3({ robustnessVariable: 7 }))
    assert.equal(lan.interface().robustnessVariable, 2)
    lan.query(LOWER, v3({ robustnessVariable: 3 }))
    lan.query('10.0.0.5', v3({ robustnessVariable: 7 }))
    assert.equal(lan.interface().robustnessVariable, 3)
  })
})

describe('RFC 3376 §6.6.1, RFC 2236 §3: queries received', () => {
  test('a specific query with a clear S flag lowers the timers to LMQT', () => {
    const lan = new Lan().settle()
    lan.query(LOWER, v3())
    lan.reportV3(H1, 'IS_EX', G)
    lan.reportV3(H1, 'ALLOW', G, '10.9.0.1', '10.9.0.2')
    lan.query(LOWER, v3({ group: ipv4(G), maxResponseTime: seconds(1), sources: [ipv4('10.9.0.1')] }))
    assert.equal(lan.state(G), 'EXCLUDE (1=2 2=260) 260')
    lan.query(LOWER, v3({ group: ipv4(G), maxResponseTime: seconds(1) }))
    assert.equal(lan.state(G), 'EXCLUDE (1=2 2=260) 2')
  })

  test('and never raises them', () => {
    const lan = new Lan().settle()
    lan.query(LOWER, v3())
    lan.reportV3(H1, 'IS_EX', G)
    lan.query(LOWER, v3({ group: ipv4(G), maxResponseTime: seconds(1) }))
    lan.pass(1.5)
    lan.query(LOWER, v3({ group: ipv4(G), maxResponseTime: seconds(1) }))
    assert.equal(lan.state(G), 'EXCLUDE () 0.5')
  })

  test('a Max Resp Code of 0 leaves hosts the own Last Member Query Time to answer', () => {
    const lan = new Lan().settle()
    lan.query(LOWER, v3())
    lan.reportV3(H1, 'IS_EX', G)
    lan.query(LOWER, v3({ group: ipv4(G), maxResponseTime: seconds(0) }))
    assert.equal(lan.state(G), 'EXCLUDE () 2')
  })

  test('a querier lowers no timer for the query of another router', () => {
    const lan = new Lan().settle()
    lan.reportV3(H1, 'IS_EX', G)
    lan.query(HIGHER, v3({ group: ipv4(G), maxResponseTime: seconds(1) }))
    lan.query(LOWER, v2(G, 100))
    assert.equal(lan.state(G), 'EXCLUDE () 260')
  })

  test('with the S flag set no timer changes', () => {
    const lan = new Lan().settle()
    lan.query(LOWER, v3())
    lan.reportV3(H1, 'IS_EX', G)
    const suppressRouterSideProcessing = true
    lan.query(LOWER, v3({ group: ipv4(G), maxResponseTime: seconds(1), suppressRouterSideProcessing }))
    assert.equal(lan.state(G), 'EXCLUDE () 260')
  })

  test('of a version 2 querier, LMQT is [Last Member Query Count] times the Max Response Time in the message', () => {
    const lan = new Lan().settle()
    lan.query(LOWER, v2('0.0.0.0', 10_000))
    lan.reportV2(H1, G)
    lan.query(LOWER, v2(G, 2500))
    assert.equal(lan.state(G), 'EXCLUDE () 5')
  })

  test('a non-querier ignores Leave messages and sends no specific queries', () => {
    const lan = new Lan().settle()
    lan.query(LOWER, v3())
    lan.reportV2(H1, G)
    lan.reportV3(H1, 'IS_IN', '239.1.1.2', '10.9.0.1')
    lan.leave(H1, G)
    lan.reportV3(H1, 'BLOCK', '239.1.1.2', '10.9.0.1')
    lan.pass(10)
    assert.deepEqual(lan.queries(), [])
    assert.equal(lan.state(G), 'EXCLUDE () 250')
    assert.equal(lan.state('239.1.1.2'), 'INCLUDE (1=250)')
  })

  test('any Querier to Non-Querier transition is ignored while last member queries are pending', () => {
    const lan = new Lan().settle()
    lan.reportV2(H1, G)
    lan.leave(H1, G)
    lan.query(LOWER, v3())
    assert.equal(lan.interface().querierState, 'Querier')
    lan.pass(1.5)
    assert.deepEqual(lan.queries(), ['60 Q(G)', '61 Q(G)'])
    lan.pass(0.5)
    assert.equal(lan.interface().querierState, 'Non-Querier')
    assert.equal(lan.interface().querier, LOWER)
    assert.equal(lan.interface().otherQuerierPresent, 253_000)
  })

  test('hosts that leave all the time do not put the transition off for ever', () => {
    const lan = new Lan().settle()
    lan.reportV2(H1, G)
    lan.leave(H1, G)
    lan.query(LOWER, v3())
    for (let i = 0; i < 10; i++) {
      lan.reportV2(H1, `239.1.2.${i}`)
      lan.leave(H1, `239.1.2.${i}`)
      lan.pass(0.25)
    }
    assert.equal(lan.interface().querierState, 'Non-Querier')
  })
})

describe('RFC 3376 §7.3.1: versions by configuration', () => {
  test('in IGMPv1 mode queries have 8 octets and a Max Resp Code of 0, and Leave messages are ignored', () => {
    const lan = new Lan({ version: 1 }).settle()
    lan.pass(125)
    assert.deepEqual(
      lan.sent.map(({ query }) => query),
      [V1],
    )
    lan.queries()
    lan.reportV1(H1, G)
    lan.leave(H1, G)
    lan.reportV3(H1, 'TO_IN', G)
    lan.pass(10)
    assert.deepEqual(lan.queries(), [])
    assert.equal(lan.told(G), 'EXCLUDE ()')
  })

  test('in IGMPv2 mode general and group-specific queries have 8 octets', () => {
    const lan = new Lan({ version: 2 }).settle()
    lan.reportV2(H1, G)
    lan.leave(H1, G)
    lan.pass(125)
    assert.deepEqual(
      lan.sent.map(({ query }) => query),
      [v2(G, 1000), v2(G, 1000), v2('0.0.0.0', 10_000)],
    )
  })

  test('in IGMPv2 mode a version 3 query is warned of', () => {
    const lan = new Lan({ version: 2 }).settle()
    lan.query(LOWER, v3())
    assert.equal(lan.notices().filter(({ notice }) => notice === 'igmp-version-mismatch').length, 1)
  })

  test('in IGMPv2 mode the reports of version 3 hosts count for the group', () => {
    const lan = new Lan({ version: 2 }).settle()
    lan.reportV3(H1, 'TO_EX', G, '10.9.0.1')
    assert.equal(lan.told(G), 'EXCLUDE ()')
    lan.reportV3(H1, 'TO_IN', G)
    lan.pass(3)
    assert.deepEqual(lan.queries(), ['60 Q(G)', '61 Q(G)'])
    assert.equal(lan.told(G), 'INCLUDE ()')
  })
})

describe('passive interfaces', () => {
  test('never send a query, and learn who is querier from any query', () => {
    const lan = new Lan({ passive: true })
    lan.reportV2(H1, G)
    lan.leave(H1, G)
    lan.pass(600)
    lan.query(HIGHER, v3())
    assert.deepEqual(lan.queries(), [])
    assert.equal(lan.interface().querierState, 'Non-Querier')
    assert.equal(lan.interface().querier, HIGHER)
    lan.pass(600)
    assert.deepEqual(lan.queries(), [])
    assert.equal(lan.interface().querier, null)
  })
})
