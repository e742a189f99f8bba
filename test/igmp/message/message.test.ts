import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { milliseconds, seconds } from '../../../protocols/base/duration.js'
import { ipv4 } from '../../../protocols/base/ipv4.js'
import { decodeMessage, encodeMessage } from '../../../protocols/igmp/message/message.js'
import { type QueryV3, sourcesPerQuery } from '../../../protocols/igmp/message/query.js'
import { hex } from '../../bytes/captured-packet.js'
import { checksummed } from './checksummed.js'

const G = ipv4('239.1.1.1')

function decoded(text: string) {
  const message = decodeMessage(checksummed(hex(text)))
  assert.ok(message.ok, message.ok ? '' : message.error)
  return message.value
}

function refused(text: string): string {
  const message = decodeMessage(checksummed(hex(text)))
  return message.ok ? 'accepted' : message.error
}

describe('RFC 3376 §7.1: query version distinctions', () => {
  test('IGMPv1 Query: length = 8 octets AND Max Resp Code field is zero', () => {
    assert.deepEqual(decoded('11000000 00000000'), { type: 'query', version: 1, group: 0 })
  })

  test('IGMPv2 Query: length = 8 octets AND Max Resp Code field is non-zero', () => {
    const query = decoded('110a0000 ef010101')
    assert.deepEqual(query, { type: 'query', version: 2, group: G, maxResponseTime: 1000 })
  })

  test('IGMPv3 Query: length >= 12 octets', () => {
    const query = decoded('110a0000 ef010101 0a7d0001 c0000201')
    assert.deepEqual(query, {
      type: 'query',
      version: 3,
      group: G,
      maxResponseTime: 1000,
      suppressRouterSideProcessing: true,
      robustnessVariable: 2,
      queryInterval: 125_000,
      sources: [ipv4('192.0.2.1')],
    })
  })

  test('queries of 9 to 11 octets MUST be silently ignored', () => {
    assert.equal(refused('110a0000 00000000 00'), 'query-length')
    assert.equal(refused('110a0000 00000000 0000'), 'query-length')
    assert.equal(refused('110a0000 00000000 000000'), 'query-length')
  })

  test('the full range of a version 2 Max Resp Time is linear: 0xFF is 25.5 s', () => {
    const query = decoded('11ff0000 00000000')
    assert.ok(query.type === 'query' && query.version === 2)
    assert.equal(query.maxResponseTime, 25_500)
  })

  test('a version 3 Max Resp Code is floating point: 0xFF is 3174.4 s', () => {
    const query = decoded('11ff0000 00000000 02ff0000')
    assert.ok(query.type === 'query' && query.version === 3)
    assert.equal(query.maxResponseTime, 3_174_400)
    assert.equal(query.queryInterval, 31_744_000)
  })

  test('a query with fewer sources than it says, or for a group that is none, is refused', () => {
    assert.equal(refused('110a0000 ef010101 027d0002 c0000201'), 'truncated')
    assert.equal(refused('110a0000 0a000001'), 'group-not-multicast')
    assert.equal(refused('110a0000 0a000001 027d0000'), 'group-not-multicast')
    assert.equal(refused('110a0000 00000000 027d0001 c0000201'), 'group-not-multicast')
  })
})

describe('RFC 3376 §4: what every message has in common', () => {
  test('the checksum is over the whole IP payload, additional data included, which then is ignored', () => {
    assert.deepEqual(decoded('16000000 ef010101 deadbeef 01'), { type: 'report-v2', group: G })
    const bytes = checksummed(hex('16000000 ef010101 deadbeef'))
    bytes[11] = 0xee
    assert.deepEqual(decodeMessage(bytes), { ok: false, error: 'checksum' })
  })

  test('additional data after the sources of a query and after the records of a report is ignored', () => {
    const query = decoded('110a0000 ef010101 027d0001 c0000201 deadbeef')
    assert.ok(query.type === 'query' && query.version === 3)
    assert.equal(query.sources.length, 1)
    const report = decoded('22000000 00000001 04000000 ef010101 deadbeef')
    assert.ok(report.type === 'report-v3')
    assert.equal(report.records.length, 1)
    assert.equal(report.truncated, false)
  })

  test('a wrong checksum is refused', () => {
    const bytes = checksummed(hex('16000000 ef010101'))
    bytes[2] = (bytes[2] ?? 0) ^ 1
    assert.deepEqual(decodeMessage(bytes), { ok: false, error: 'checksum' })
  })

  test('unrecognized message types are ignored', () => {
    for (const type of ['13', '14', '1e', '1f', '33', '00', 'ff']) {
      assert.equal(refused(`${type}000000 ef010101`), 'unknown-type')
    }
  })

  test('less than 8 octets is no message, but for those of router discovery that have 4', () => {
    for (let length = 0; length < 8; length++) {
      assert.deepEqual(decodeMessage(new Uint8Array(length)), { ok: false, error: 'truncated' })
    }
    assert.deepEqual(decoded('31000000'), { type: 'solicitation' })
    assert.deepEqual(decoded('32000000'), { type: 'termination' })
    assert.equal(refused('310000'), 'truncated')
    assert.equal(refused('30140000'), 'truncated')
  })
})

describe('RFC 3376 §4.2: version 3 reports', () => {
  test('§4.2.12: records of unknown types are ignored and the following ones processed', () => {
    const report = decoded('22000000 00000003 07000000 ef010101 00000001 ef020202 c0000201 04000000 ef030303')
    assert.ok(report.type === 'report-v3')
    assert.deepEqual(report.records, [{ record: 'TO_EX', group: ipv4('239.3.3.3'), sources: [] }])
    assert.equal(report.unknownRecords, 2)
  })

  test('§4.2.6: Aux Data Len counts 32-bit words, which are skipped', () => {
    const report = decoded('22000000 00000002 01020001 ef010101 c0000201 aaaaaaaa bbbbbbbb 04010000 ef020202 cccccccc')
    assert.ok(report.type === 'report-v3')
    assert.deepEqual(report.records, [
      { record: 'IS_IN', group: G, sources: [ipv4('192.0.2.1')] },
      { record: 'TO_EX', group: ipv4('239.2.2.2'), sources: [] },
    ])
  })

  test('sources or records beyond the packet: what is there whole is taken, the rest dropped', () => {
    const counts = decoded('22000000 0000ffff 04000000 ef010101')
    assert.ok(counts.type === 'report-v3')
    assert.deepEqual([counts.records.length, counts.truncated], [1, true])
    const sources = decoded('22000000 00000002 04000000 ef010101 0100ffff ef020202 c0000201')
    assert.ok(sources.type === 'report-v3')
    assert.deepEqual([sources.records.length, sources.truncated], [1, true])
    const auxiliary = decoded('22000000 00000002 04000000 ef010101 01ff0000 ef020202 c0000201')
    assert.ok(auxiliary.type === 'report-v3')
    assert.deepEqual([auxiliary.records.length, auxiliary.truncated], [1, true])
  })
})

describe('encoding queries', () => {
  const general: QueryV3 = {
    type: 'query',
    version: 3,
    group: ipv4('0.0.0.0'),
    maxResponseTime: seconds(10),
    suppressRouterSideProcessing: false,
    robustnessVariable: 2,
    queryInterval: seconds(125),
    sources: [],
  }

  test('§8.8: times that have no code go out as the next lower one', () => {
    const bytes = encodeMessage({ ...general, maxResponseTime: milliseconds(12_950), queryInterval: seconds(130) })
    assert.equal(bytes[1], 0x80)
    assert.equal(bytes[9], 0x80)
  })

  test('§7.3.1: the Max Resp Time of a version 2 query is linear, from 1 to 255', () => {
    const code = (ms: number) =>
      encodeMessage({ type: 'query', version: 2, group: G, maxResponseTime: milliseconds(ms) })[1]
    assert.deepEqual([code(20_000), code(25_500), code(99_000), code(100), code(10)], [200, 255, 255, 1, 1])
  })

  test('§7.3.1: a version 1 query has 8 octets and a Max Resp Code of 0', () => {
    const bytes = encodeMessage({ type: 'query', version: 1, group: ipv4('0.0.0.0') })
    assert.deepEqual([bytes.length, bytes[1]], [8, 0])
  })

  test('§4.1.8: 366 sources fit into a query on Ethernet', () => {
    assert.equal(sourcesPerQuery(1500), 366)
    assert.equal(sourcesPerQuery(576), 135)
    assert.equal(sourcesPerQuery(20), 1)
  })
})
