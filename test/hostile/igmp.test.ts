import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { instant, milliseconds, seconds } from '../../protocols/base/duration.js'
import { ipv4, ipv4FromNumber } from '../../protocols/base/ipv4.js'
import { IgmpEngine } from '../../protocols/igmp/engine.js'
import { decodeMessage, encodeMessage } from '../../protocols/igmp/message/message.js'
import type { RecordType } from '../../protocols/igmp/message/report-v3.js'
import { DEFAULT_IGMP_INTERFACE } from '../../protocols/igmp/settings.js'
import { igmpHost } from '../bytes/igmp-host.js'
import { igmpQuerier } from '../bytes/igmp-querier.js'
import { H1, LAN, Lan, lanLink, settingsOf } from '../igmp/lan.js'
import { checksummed } from '../igmp/message/checksummed.js'

const CAPTURED = [...igmpHost, ...igmpQuerier].map(({ bytes }) => bytes)

/** Each packet is either understood or counted under one reason. */
function receive(lan: Lan, bytes: Uint8Array, source = H1): void {
  const before = accounted(lan)
  lan.packet(source, '224.0.0.22', bytes)
  assert.ok(accounted(lan) > before, 'a packet vanished without a reason')
}

function accounted(lan: Lan): number {
  const { received, refused } = lan.interface()
  return [...Object.values(received), ...Object.values(refused)].reduce((sum, n) => sum + n, 0)
}

describe('hostile IGMP packets', () => {
  test('every captured packet, cut at every length, with a right and with its old checksum', () => {
    const lan = new Lan()
    for (const bytes of CAPTURED) {
      for (let length = 0; length < bytes.length; length++) {
        receive(lan, bytes.slice(0, length))
        receive(lan, checksummed(bytes.slice(0, length)))
      }
    }
  })

  test('every captured packet with every octet at its extremes', () => {
    const lan = new Lan()
    for (const bytes of CAPTURED) {
      for (let at = 0; at < bytes.length; at++) {
        for (const value of [0, 1, 0x7f, 0x80, 0xff]) {
          const changed = bytes.slice()
          changed[at] = value
          receive(lan, checksummed(changed))
        }
      }
    }
  })

  test('random bytes of every type', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(0x11, 0x12, 0x16, 0x17, 0x22, 0x30),
        fc.uint8Array({ maxLength: 200 }),
        (type, rest) => {
          const lan = new Lan()
          receive(lan, checksummed(Uint8Array.from([type, ...rest])))
          lan.pass(300)
        },
      ),
      { numRuns: 500 },
    )
  })

  test('decoding never reads what is not there and never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        const message = decodeMessage(checksummed(bytes))
        assert.ok(message.ok || message.error.length > 0)
      }),
      { numRuns: 2000 },
    )
  })

  test('random conversations leave the counts right and end in nothing', () => {
    const record = fc.constantFrom<RecordType>('IS_IN', 'IS_EX', 'TO_IN', 'TO_EX', 'ALLOW', 'BLOCK')
    const source = fc.integer({ min: 1, max: 6 }).map((n) => `10.9.0.${n}`)
    const step = fc.record({
      host: fc.constantFrom('10.0.0.101', '10.0.0.102', '0.0.0.0'),
      say: fc.constantFrom('v3', 'v3', 'v3', 'v2', 'v1', 'leave', 'query'),
      record,
      group: fc.constantFrom('239.1.1.1', '239.1.1.2', '232.1.1.1'),
      sources: fc.uniqueArray(source, { maxLength: 4 }),
      pause: fc.constantFrom(0, 0, 0.3, 1, 2, 130),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.boolean(), fc.boolean(), (steps, tracking, immediate) => {
        const lan = new Lan({ explicitTracking: tracking, immediateLeave: immediate })
        for (const { host, say, record, group, sources, pause } of steps) {
          if (say === 'v3') lan.reportV3(host, record, group, ...sources)
          else if (say === 'v2') lan.reportV2(host, group)
          else if (say === 'v1') lan.reportV1(host, group)
          else if (say === 'leave') lan.leave(host, group)
          else
            lan.query('10.0.0.200', {
              type: 'query',
              version: 3,
              group: ipv4(group),
              maxResponseTime: milliseconds(1000),
              suppressRouterSideProcessing: sources.length % 2 === 0,
              robustnessVariable: 2,
              queryInterval: seconds(125),
              sources: sources.map(ipv4),
            })
          lan.pass(pause)
          const view = lan.engine.view(lan.instant)
          const records = view.groups.reduce((sum, { sources }) => sum + sources.length, 0)
          assert.equal(view.interfaces[0]?.sources, records)
          for (const { filterMode, sources, expires } of view.groups) {
            if (filterMode === 'INCLUDE') assert.ok(sources.length > 0 && sources.every(({ forwarded }) => forwarded))
            else assert.ok(expires !== null && expires > 0)
            for (const { expires, forwarded } of sources) assert.equal(forwarded, expires !== null && expires > 0)
          }
        }
        lan.pass(600)
        const { groups, sources, trackedHosts, joins, leaves } = lan.interface()
        assert.deepEqual({ groups, sources, trackedHosts }, { groups: 0, sources: 0, trackedHosts: 0 })
        assert.equal(joins, leaves)
      }),
      { numRuns: 300 },
    )
  })
})

describe('floods', () => {
  test('forged reports for ever new groups hit the limits and nothing else', () => {
    const limits = { ...DEFAULT_IGMP_INTERFACE.limits, groups: 100, groupsPerHost: 60 }
    const lan = new Lan({ limits })
    for (let i = 0; i < 5000; i++) lan.reportV3(`10.0.0.${20 + (i % 200)}`, 'TO_EX', `239.7.${i >> 8}.${i & 255}`)
    assert.equal(lan.interface().groups, 100)
    assert.equal(lan.interface().refused['limit-groups'], 4900)
    lan.pass(261)
    assert.equal(lan.interface().groups, 0)
  })

  test('one host gets no more groups than its share', () => {
    const limits = { ...DEFAULT_IGMP_INTERFACE.limits, groupsPerHost: 10 }
    const lan = new Lan({ limits })
    for (let i = 0; i < 50; i++) lan.reportV2(H1, `239.7.0.${i}`)
    lan.reportV2('10.0.0.102', '239.7.1.1')
    assert.equal(lan.interface().groups, 11)
    assert.equal(lan.interface().refused['limit-groups-per-host'], 40)
    lan.pass(261)
    lan.reportV2(H1, '239.7.0.1')
    assert.equal(lan.interface().groups, 1)
  })

  test('ever new sources hit the limit of the group and of the link; those already known stay in force', () => {
    const limits = { ...DEFAULT_IGMP_INTERFACE.limits, sourcesPerGroup: 20, sources: 30 }
    const lan = new Lan({ limits }).settle()
    for (let i = 1; i <= 200; i++) lan.reportV3(H1, 'ALLOW', '239.1.1.1', `10.9.0.${i}`)
    for (let i = 1; i <= 200; i++) lan.reportV3(H1, 'ALLOW', '239.1.1.2', `10.9.0.${i}`)
    assert.equal(lan.group('239.1.1.1')?.sources.length, 20)
    assert.equal(lan.group('239.1.1.2')?.sources.length, 10)
    assert.equal(lan.interface().refused['limit-sources'], 370)
    lan.pass(100)
    lan.reportV3(H1, 'IS_IN', '239.1.1.1', '10.9.0.1', '10.9.0.199')
    assert.match(lan.state('239.1.1.1'), / 1=260 /)
  })

  test('an exclusion of too many sources excludes those that fit', () => {
    const limits = { ...DEFAULT_IGMP_INTERFACE.limits, sourcesPerGroup: 2 }
    const lan = new Lan({ limits })
    lan.reportV3(H1, 'TO_EX', '239.1.1.1', '10.9.0.1', '10.9.0.2', '10.9.0.3')
    assert.equal(lan.state('239.1.1.1'), 'EXCLUDE (1=0 2=0) 260')
  })

  test('reports beyond the rate are refused, and the rate comes back', () => {
    const limits = { ...DEFAULT_IGMP_INTERFACE.limits, reportsPerSecond: 10 }
    const lan = new Lan({ limits })
    for (let i = 0; i < 50; i++) lan.reportV2(H1, '239.1.1.1')
    assert.equal(lan.interface().refused['limit-rate'], 40)
    lan.pass(0.5)
    for (let i = 0; i < 50; i++) lan.reportV2(H1, '239.1.1.1')
    assert.equal(lan.interface().refused['limit-rate'], 85)
  })

  test('refusals are told once and then at most once a minute, with their number', () => {
    const lan = new Lan()
    for (let i = 0; i < 1000; i++) lan.packet('192.0.2.1', '224.0.0.22', CAPTURED[0] as Uint8Array)
    const told = () => lan.notices().filter(({ notice }) => notice === 'igmp-refused')
    assert.equal(told().length, 1)
    lan.pass(61)
    lan.packet('192.0.2.1', '224.0.0.22', CAPTURED[0] as Uint8Array)
    const last = told().at(-1)
    assert.ok(last?.notice === 'igmp-refused')
    assert.equal(last.count, 1000)
  })

  test('200,000 group-source pairs are held, refreshed and let go without a stall', () => {
    const engine = new IgmpEngine()
    engine.handle({ on: 'settings', settings: settingsOf() }, instant(0))
    engine.handle({ on: 'link', link: lanLink() }, instant(0))
    let longest = 0
    const timed = (run: () => void) => {
      const before = process.cpuUsage()
      run()
      longest = Math.max(longest, process.cpuUsage(before).user / 1000)
    }
    const report = (now: number) => {
      for (let g = 0; g < 1000; g++) {
        const sources = Array.from({ length: 200 }, (_, i) => ipv4FromNumber(0x0a090000 + i + 1))
        const bytes = encodeMessage({
          type: 'report-v3',
          records: [{ record: 'IS_IN', group: ipv4FromNumber(0xef000000 + (1 << 16) + g), sources }],
        })
        const packet = { on: 'packet', interface: LAN, source: ipv4(H1), destination: ipv4('224.0.0.22') } as const
        timed(() => engine.handle({ ...packet, ttl: 1, routerAlert: true, bytes }, instant(now)))
      }
    }
    report(0)
    report(125_000)
    assert.equal(engine.view(instant(125_000)).interfaces[0]?.sources, 200_000)
    for (let now = 125_000; now <= 386_000; now += 1000) timed(() => engine.handle({ on: 'time' }, instant(now)))
    assert.equal(engine.view(instant(386_000)).interfaces[0]?.sources, 0)
    assert.ok(longest < 500, `longest stall ${longest} ms of processor time`)
  })
})
