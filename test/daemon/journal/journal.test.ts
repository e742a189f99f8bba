import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Backoff } from '../../../daemon/journal/backoff.js'
import { Journal, journalFormat } from '../../../daemon/journal/journal.js'
import { Reporter } from '../../../daemon/journal/reporter.js'
import { kernelWords } from '../../../daemon/journal/words/kernel.js'
import { OSPF_WORDS } from '../../../daemon/journal/words/ospf.js'
import { instant } from '../../../protocols/base/duration.js'
import { ipv4 } from '../../../protocols/base/ipv4.js'
import { prefix } from '../../../protocols/base/prefix.js'
import { routerId } from '../../../protocols/ospf/identifiers.js'
import type { OspfNotice } from '../../../protocols/ospf/notice.js'

const MINUTE = 60_000

describe('the journal', () => {
  const lines: string[] = []
  const write = (text: string): void => void lines.push(text)

  it('writes the priority, the sentence and the fields of a line for journald', () => {
    lines.length = 0
    const journal = new Journal(write, 'journald', 'info')
    journal.line({
      level: 'warning',
      message: 'link lost',
      fields: { interface: 'lan0', why: 'cable "A"', no: undefined },
    })
    assert.deepEqual(lines, ['<4>link lost interface=lan0 why="cable \\"A\\""\n'])
  })

  it('writes the time of day and the level for a terminal', () => {
    lines.length = 0
    const noon = new Date(2026, 0, 2, 12, 4, 31, 7)
    new Journal(write, 'terminal', 'info', () => noon).line({ level: 'info', message: 'up', fields: {} })
    assert.deepEqual(lines, ['12:04:31.007 info    up\n'])
  })

  it('leaves out lines that matter less than its level', () => {
    lines.length = 0
    const journal = new Journal(write, 'journald', 'notice')
    for (const level of ['error', 'warning', 'notice', 'info', 'debug'] as const) {
      journal.line({ level, message: level, fields: {} })
    }
    journal.level = 'debug'
    journal.line({ level: 'debug', message: 'now', fields: {} })
    assert.deepEqual(lines, ['<3>error\n', '<4>warning\n', '<5>notice\n', '<7>now\n'])
  })

  it('lets nothing that came from the network begin a line of its own', () => {
    lines.length = 0
    new Journal(write, 'journald', 'info').line({ level: 'info', message: 'a\n<0>b', fields: { c: 'd\ne' } })
    assert.deepEqual(lines, ['<6>a <0>b c="d e"\n'])
  })

  it('writes for journald only where standard error is the stream that systemd made', () => {
    assert.equal(journalFormat({ JOURNAL_STREAM: '8:1234' }, { dev: 8, ino: 1234 }), 'journald')
    assert.equal(journalFormat({ JOURNAL_STREAM: '8:1234' }, { dev: 24, ino: 3 }), 'terminal')
    assert.equal(journalFormat({}, { dev: 8, ino: 1234 }), 'terminal')
  })
})

describe('a fact that repeats', () => {
  it('is said at once, then after a minute, ten minutes and each hour, with how often it happened', () => {
    const backoff = new Backoff()
    const said: [number, number][] = []
    for (let at = 0; at <= 3 * 60 * MINUTE; at += 1000) {
      const admitted = backoff.admit('lan0 checksum', instant(at))
      if (admitted !== undefined) said.push([at / MINUTE, admitted.held])
    }
    assert.deepEqual(said, [
      [0, 0],
      [1, 59],
      [11, 599],
      [71, 3599],
      [131, 3599],
    ])
  })

  it('begins anew after it stayed away, and does not hold back another fact', () => {
    const backoff = new Backoff()
    assert.deepEqual(backoff.admit('a', instant(0)), { held: 0 })
    assert.deepEqual(backoff.admit('b', instant(1)), { held: 0 })
    assert.equal(backoff.admit('a', instant(2)), undefined)
    assert.deepEqual(backoff.admit('a', instant(MINUTE)), { held: 1 })
    assert.deepEqual(backoff.admit('a', instant(20 * MINUTE)), { held: 0 })
    assert.deepEqual(backoff.admit('a', instant(21 * MINUTE)), { held: 0 })
  })

  it('with ever new names costs a bounded memory, and a line a minute for each name that is remembered', () => {
    const backoff = new Backoff()
    let said = 0
    for (let n = 0; n < 10_000; n++) if (backoff.admit(`forged ${n}`, instant(n)) !== undefined) said++
    assert.equal(said, 1024)
    assert.deepEqual(backoff.admit('later', instant(2 * MINUTE)), { held: 0 })
  })
})

describe('a notice', () => {
  const refused = (source: string): OspfNotice => ({
    notice: 'packet-refused',
    level: 'warning',
    interface: 'lan0',
    source: ipv4(source),
    reason: 'dead-interval-mismatch',
    detail: 'theirs 40, ours 4',
  })

  it('of something refused is said at once, then held back and counted, by interface, source and reason', () => {
    const lines: string[] = []
    let now = 0
    const reporter = new Reporter(new Journal((text) => lines.push(text), 'journald', 'info'), () => instant(now))
    for (now = 0; now <= MINUTE; now += 10_000) reporter.report(OSPF_WORDS, refused('10.0.1.2'))
    reporter.report(OSPF_WORDS, refused('10.0.1.3'))
    const from = (source: string, more: string): string =>
      `<4>OSPF packet from ${source} on lan0 refused: dead-interval mismatch: theirs 40, ours 4${more} interface=lan0 source=${source} reason=dead-interval-mismatch\n`
    assert.deepEqual(lines, [
      from('10.0.1.2', ''),
      from('10.0.1.2', ' (and 5 more since this was last said)'),
      from('10.0.1.3', ''),
    ])
    assert.deepEqual(reporter.counts.get('packet-refused'), { level: 'warning', count: 8 })
  })

  it('of one kind is written 500 times in a burst and 5 times a second, and then how many were left out', () => {
    const lines: string[] = []
    let now = 0
    const reporter = new Reporter(new Journal((text) => lines.push(text), 'journald', 'info'), () => instant(now))
    const elected = (last: number): OspfNotice => ({
      notice: 'designated-router',
      level: 'info',
      interface: 'lan0',
      designatedRouter: ipv4(`10.0.0.${last}`),
      backupDesignatedRouter: ipv4('0.0.0.0'),
    })
    for (let i = 0; i < 2000; i++) reporter.report(OSPF_WORDS, elected(i % 250))
    assert.equal(lines.length, 500)
    now = 1000
    for (let i = 0; i < 2000; i++) reporter.report(OSPF_WORDS, elected(i % 250))
    assert.equal(lines.length, 505)
    assert.match(lines[500]!, / \(1500 lines of this kind were left out before\) /)
    reporter.report(OSPF_WORDS, refused('10.0.1.2'))
    assert.equal(lines.length, 506)
    assert.equal(reporter.counts.get('designated-router')?.count, 4000)
  })

  it('of an adjacency says up or down with the reason', () => {
    const change = (from: 'Loading' | 'Full', to: 'Full' | 'Down', reason: string): string =>
      OSPF_WORDS['neighbor-state']({
        notice: 'neighbor-state',
        level: 'notice',
        interface: 'lan0',
        neighbor: routerId(ipv4('192.0.2.2')),
        address: ipv4('10.0.1.2'),
        from,
        to,
        event: 'LoadingDone',
        reason,
      }).message
    assert.equal(change('Loading', 'Full', ''), 'OSPF adjacency up: 192.0.2.2 (10.0.1.2) on lan0, Loading -> Full')
    assert.equal(
      change('Full', 'Down', 'no Hello for 40 s'),
      'OSPF adjacency down: 192.0.2.2 (10.0.1.2) on lan0, Full -> Down: no Hello for 40 s',
    )
  })

  it('of the kernel names the link, and gives the kernel its own words', () => {
    const words = kernelWords((index) => `eth${index}`)
    const rejected = (table: number): string =>
      words['route-rejected']({
        notice: 'route-rejected',
        level: 'warning',
        prefix: prefix('10.9.0.0/16'),
        count: 1,
        reason: 'ENETUNREACH: Nexthop has invalid gateway',
        table,
      }).message
    const reason = 'ENETUNREACH: Nexthop has invalid gateway'
    assert.equal(rejected(254), `the kernel refused the route to 10.9.0.0/16: ${reason}`)
    assert.equal(rejected(100), `the kernel refused the route to 10.9.0.0/16 in table 100: ${reason}`)
    const failed = words['reverse-path-filter']({
      notice: 'reverse-path-filter',
      level: 'warning',
      interface: 3,
      mode: 'strict',
    })
    assert.match(failed.message, /^rp_filter is strict on eth3/)
  })
})
