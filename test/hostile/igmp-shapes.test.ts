import assert from 'node:assert/strict'
import { test } from 'node:test'
import { milliseconds, seconds } from '../../protocols/base/duration.js'
import { ipv4, ipv4FromNumber, UNSPECIFIED } from '../../protocols/base/ipv4.js'
import { encodeMessage } from '../../protocols/igmp/message/message.js'
import type { Query } from '../../protocols/igmp/message/query.js'
import { DEFAULT_IGMP_INTERFACE } from '../../protocols/igmp/settings.js'
import { H1, Lan } from '../igmp/lan.js'
import { checksummed } from '../igmp/message/checksummed.js'

/** The shapes of published bugs in other implementations of IGMP: each is answered or refused, and the router goes on. */

const GROUP = '239.1.1.1'
const QUERIER = '10.0.0.2'

function query(change: Partial<Extract<Query, { version: 3 }>> = {}): Query {
  return {
    type: 'query',
    version: 3,
    group: UNSPECIFIED,
    maxResponseTime: milliseconds(10_000),
    suppressRouterSideProcessing: false,
    robustnessVariable: 2,
    queryInterval: seconds(125),
    sources: [],
    ...change,
  }
}

test('CVE-2012-0207: a version 3 query with Max Resp Code 0, general and specific', () => {
  const lan = new Lan().settle()
  lan.reportV3(H1, 'TO_EX', GROUP)
  lan.query(QUERIER, query({ maxResponseTime: milliseconds(0) }))
  assert.equal(lan.interface().querier, QUERIER)
  lan.query(QUERIER, query({ maxResponseTime: milliseconds(0), group: ipv4(GROUP) }))
  lan.query(QUERIER, query({ maxResponseTime: milliseconds(0), group: ipv4(GROUP), sources: [ipv4('10.9.0.1')] }))
  lan.pass(1)
  assert.notEqual(lan.group(GROUP), undefined, 'who answers at once is not cut off before')
})

test('CVE-2007-0069: queries with as many sources as they hold, and that say they hold more', () => {
  const lan = new Lan().settle()
  const sources = Array.from({ length: 366 }, (_, n) => ipv4FromNumber(ipv4('10.9.0.1') + n))
  lan.query(QUERIER, query({ group: ipv4(GROUP), sources }))
  assert.equal(lan.interface().received['query-v3'], 1)
  const lying = encodeMessage(query({ group: ipv4(GROUP), sources }))
  new DataView(lying.buffer).setUint16(10, 0xffff)
  lan.packet(QUERIER, GROUP, checksummed(lying))
  assert.equal(lan.interface().refused.truncated, 1)
})

test('CVE-2002-2185: a report to a unicast address that is not ours', () => {
  const lan = new Lan().settle()
  lan.packet(H1, '10.0.0.77', encodeMessage({ type: 'report-v2', group: ipv4(GROUP) }))
  assert.equal(lan.interface().refused.destination, 1)
  assert.equal(lan.group(GROUP), undefined)
})

test('FRR 50e1a4be63: 5,000 sources, then BLOCK: they are asked for in queries that fit the MTU', () => {
  const limits = { ...DEFAULT_IGMP_INTERFACE.limits, sourcesPerGroup: 5000, sources: 5000 }
  const lan = new Lan({ limits }).settle()
  const sources = Array.from({ length: 5000 }, (_, n) => `10.9.${Math.floor(n / 250)}.${(n % 250) + 1}`)
  lan.reportV3(H1, 'ALLOW', GROUP, ...sources)
  lan.reportV3(H1, 'BLOCK', GROUP, ...sources)
  lan.pass(0.1)
  const asked = lan.sent.flatMap((sent) => (sent.query.version === 3 ? [sent.query.sources] : []))
  assert.equal(asked.length, Math.ceil(5000 / 366))
  assert.equal(new Set(asked.flat()).size, 5000)
  lan.pass(10)
  assert.equal(lan.group(GROUP), undefined)
})

test('FRR 9ebc245ac4: mtrace queries and responses, whole and short, are no message of ours', () => {
  const lan = new Lan().settle()
  for (const type of [0x1e, 0x1f]) {
    for (const length of [1, 7, 8, 23, 24, 56])
      lan.packet(H1, '224.0.0.2', checksummed(Uint8Array.of(type, ...new Uint8Array(length))))
  }
  const { refused } = lan.interface()
  assert.equal(
    Object.values(refused).reduce((sum, n) => sum + n, 0),
    12,
  )
})
