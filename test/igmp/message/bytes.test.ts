import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { formatIpv4 } from '../../../protocols/base/ipv4.js'
import { decodeMessage, encodeMessage, type IgmpMessage } from '../../../protocols/igmp/message/message.js'
import type { CapturedPacket } from '../../bytes/captured-packet.js'
import { igmpHost } from '../../bytes/igmp-host.js'
import { igmpQuerier } from '../../bytes/igmp-querier.js'

/** What a message says, in the words of the captures' remarks. */
function inWords(message: IgmpMessage): string {
  switch (message.type) {
    case 'report-v3':
      return message.records
        .map(({ record, group, sources }) => [record, formatIpv4(group), ...sources.map(formatIpv4)].join(' '))
        .join('; ')
    case 'query': {
      const group = message.group === 0 ? 'general' : formatIpv4(message.group)
      if (message.version === 1) return 'v1 query'
      if (message.version === 2) return `v2 query ${group} ${message.maxResponseTime} ms`
      const flags = `S ${message.suppressRouterSideProcessing ? 1 : 0} QRV ${message.robustnessVariable}`
      const sources = message.sources.map(formatIpv4).join(' ')
      return `v3 query ${group} ${message.maxResponseTime} ms ${flags} QQI ${message.queryInterval} ms ${sources}`.trim()
    }
    case 'advertisement':
    case 'solicitation':
    case 'termination':
      return message.type
    default:
      return `${message.type} ${formatIpv4(message.group)}`
  }
}

/** What each captured packet says, beside what tshark said of it. */
const HOST: Readonly<Record<string, string>> = {
  'v3: join': 'TO_EX 239.1.1.1',
  'v3: leave': 'TO_IN 239.1.1.1',
  'v3: join of a source': 'ALLOW 232.1.1.1 192.0.2.10',
  'v3: leave of a source': 'BLOCK 232.1.1.1 192.0.2.10',
  'v3: two group records, the first with BLOCK_OLD_SOURCES': 'BLOCK 232.1.1.1 192.0.2.11; TO_EX 239.2.2.2',
  'v3: a source blocked': 'BLOCK 239.2.2.2 192.0.2.66',
  'v3: a source unblocked': 'ALLOW 239.2.2.2 192.0.2.66',
  'v3: answer to a general query or state change with excluded sources':
    'TO_EX 239.2.2.2 192.0.2.66 192.0.2.67; ALLOW 232.1.1.1 192.0.2.10; TO_EX 239.1.1.1',
  'v3: current state of three groups':
    'IS_EX 239.2.2.2 192.0.2.66 192.0.2.67; IS_IN 232.1.1.1 192.0.2.10; IS_EX 239.1.1.1',
  'v3: change to INCLUDE with one source': 'TO_IN 239.2.2.2 192.0.2.68',
  'v3: answer to a group-specific query': 'TO_IN 239.2.2.2 192.0.2.68',
  'v3: three groups left at once': 'TO_IN 239.1.1.1; BLOCK 232.1.1.1 192.0.2.10; BLOCK 239.2.2.2 192.0.2.68',
  'v2: report': 'report-v2 239.3.3.3',
  'v2: leave': 'leave 239.3.3.3',
  'v1: report': 'report-v1 239.4.4.4',
  'v2: report in answer to a v2 query': 'report-v2 232.1.1.1',
  'v3: a multicast router joins its three groups': 'TO_EX 224.0.0.13; TO_EX 224.0.0.22; TO_EX 224.0.0.2',
}

const QUERIER: Readonly<Record<string, string>> = {
  'v3: general query': 'v3 query general 1000 ms S 1 QRV 2 QQI 125000 ms',
  'v3: group-specific query': 'v3 query 239.1.1.1 1000 ms S 0 QRV 2 QQI 125000 ms',
  'v3: second group-specific query': 'v3 query 239.1.1.1 1000 ms S 0 QRV 2 QQI 125000 ms',
  'v3: group-and-source-specific query': 'v3 query 239.1.1.1 1000 ms S 0 QRV 2 QQI 125000 ms 192.0.2.66',
  'v3: group-and-source-specific query of an SSM group':
    'v3 query 232.1.1.1 1000 ms S 0 QRV 2 QQI 125000 ms 192.0.2.10',
  'v3: group-and-source-specific query for source 0.0.0.0 (an oddity of pimd)':
    'v3 query 239.1.1.1 1000 ms S 0 QRV 2 QQI 125000 ms 0.0.0.0',
  'v2: group-specific query': 'v2 query 232.1.1.1 1000 ms',
  'v2: general query': 'v2 query general 1000 ms',
}

describe('packets that others made', () => {
  const readings: readonly [readonly CapturedPacket[], Readonly<Record<string, string>>][] = [
    [igmpHost, HOST],
    [igmpQuerier, QUERIER],
  ]
  for (const [packets, expected] of readings) {
    for (const packet of packets) {
      test(`${packet.from}: ${packet.name}`, () => {
        const message = decodeMessage(packet.bytes)
        assert.ok(message.ok)
        assert.equal(inWords(message.value), expected[packet.name])
      })

      test(`${packet.from}: ${packet.name}: we encode it to the same bytes`, () => {
        const message = decodeMessage(packet.bytes)
        assert.ok(message.ok)
        assert.deepEqual([...encodeMessage(message.value)], [...packet.bytes])
      })
    }
  }
})
