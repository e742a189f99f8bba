import assert from 'node:assert/strict'
import { test } from 'node:test'
import { diff, formatChange } from '../../config/diff.js'
import { formatPrefix } from '../../protocols/base/prefix.js'
import { formatPrefixRange } from '../../protocols/base/prefix-list.js'
import { problemsOf, settingsOf, withInterface } from './problems.js'

const file = (...lines: readonly string[]) => [withInterface(), ...lines.map((line) => `  ${line}`)].join('\n')
const ospfOf = (...lines: readonly string[]) => settingsOf(file(...lines)).ospf!

test('what is different of the default route is told in the words of the file', () => {
  const [before, after] = ['{ metric: 3 }', '{ metric: 4, tag: 7 }'].map((text) =>
    settingsOf(file(`default-information: ${text}`)),
  )
  assert.deepEqual(diff(before!, after!).map(formatChange), [
    'ospf.default-information.metric: 3 → 4',
    'ospf.default-information.tag: set to 7',
  ])
})

test('nothing is redistributed where nothing is said', () => {
  assert.deepEqual(ospfOf().redistribute, [])
  assert.equal(ospfOf().defaultInformation, undefined)
})

test("a rule has FRR's metric and type, the main table, and accepts everything", () => {
  assert.deepEqual(ospfOf('redistribute: [{ from: static }, { from: 186, table: 100 }]').redistribute, [
    {
      from: 'static',
      table: 254,
      match: { prefix: undefined, metric: undefined, tag: undefined },
      action: 'accept',
      set: { metric: 20, metricType: 2, tag: undefined, forwardingAddress: 'next-hop' },
    },
    {
      from: 186,
      table: 100,
      match: { prefix: undefined, metric: undefined, tag: undefined },
      action: 'accept',
      set: { metric: 20, metricType: 2, tag: undefined, forwardingAddress: 'next-hop' },
    },
  ])
})

test('a rule matches and sets what it says', () => {
  const [rule] = ospfOf(
    'redistribute:',
    '  - from: kernel',
    '    match: { prefix: [198.51.100.0/24 le 28, 203.0.113.0/24], metric: 5, tag: 6 }',
    '    action: reject',
    '    set: { metric: 7, metric-type: 1, tag: 65001, forwarding-address: 192.0.2.9 }',
  ).redistribute
  assert.deepEqual(rule!.match.prefix!.map(formatPrefixRange), ['198.51.100.0/24 le 28', '203.0.113.0/24'])
  assert.equal(rule!.action, 'reject')
  assert.deepEqual(rule!.set, { metric: 7, metricType: 1, tag: 65_001, forwardingAddress: 0xc0000209 })
})

test('default-information is advertised with a default route of our own, always, or on another condition', () => {
  const condition = (text: string) =>
    ospfOf(`default-information: ${text}`).defaultInformation!.condition?.map(formatPrefixRange)
  assert.deepEqual(condition('{}'), ['0.0.0.0/0'])
  assert.equal(condition('{ always: true }'), undefined)
  assert.deepEqual(condition('{ condition: [10.0.0.0/8 le 16] }'), ['10.0.0.0/8 le 16'])
  assert.equal(ospfOf('default-information: {}').defaultInformation!.set.metric, 10)
})

test('an external range stands for the networks in it, or hides them', () => {
  const { externalRanges } = ospfOf('external-ranges: { 10.0.0.0/8: , 192.0.2.0/24: { advertise: false } }')
  assert.deepEqual(
    externalRanges.map(({ prefix, ...more }) => [formatPrefix(prefix), more]),
    [
      ['10.0.0.0/8', { advertise: true, metric: undefined, metricType: undefined, tag: 0 }],
      ['192.0.2.0/24', { advertise: false, metric: undefined, metricType: undefined, tag: 0 }],
    ],
  )
  assert.deepEqual(problemsOf(file('external-ranges: { 10.0.0.0/8: { advertise: false, metric: 5 } }')), [
    'f:6:36: ospf.external-ranges.10.0.0.0/8.advertise: a range that is not advertised has no metric',
  ])
})

test('what cannot be is a problem at its place', () => {
  assert.deepEqual(
    problemsOf(
      file(
        'redistribute:',
        '  - { from: 188 }',
        '  - { from: static, match: { prefix: [10.0.0.0/8 le 4] }, set: { metric: 16777215 } }',
        'default-information: { always: true, condition: [10.0.0.0/8] }',
      ),
    ),
    [
      'f:7:15: ospf.redistribute.0.from: expected connected, static, kernel, or the number of a routing protocol from 1 to 255 (188, our own, excepted), not 188',
      'f:8:41: ospf.redistribute.1.match.prefix.0: expected a prefix such as 192.0.2.0/24, with `ge 25`, `le 28` or both after it for those within it, not "10.0.0.0/8 le 4"',
      'f:8:76: ospf.redistribute.1.set.metric: expected a whole number from 0 to 16777214, not 16777215',
      'f:9:40: ospf.default-information.condition: is not looked at where it is always advertised',
    ],
  )
})

test('a changed rule is told as it is written', () => {
  const before = settingsOf(file('redistribute: [{ from: static }]'))
  const after = settingsOf(
    file('redistribute: [{ from: static, match: { prefix: [10.0.0.0/8 le 16] }, set: { forwarding-address: none } }]'),
  )
  assert.deepEqual(diff(before, after).map(formatChange), [
    'ospf.redistribute: { from: static, table: main, action: accept, set: { metric: 20, metric-type: 2, forwarding-address: next-hop } } → { from: static, table: main, match: { prefix: 10.0.0.0/8 le 16 }, action: accept, set: { metric: 20, metric-type: 2, forwarding-address: none } }',
  ])
})
