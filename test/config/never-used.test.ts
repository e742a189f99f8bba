import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadConfig } from '../../config/load.js'
import { formatWarning } from '../../config/problem.js'
import { withInterface } from './problems.js'

function warningsOf(...lines: readonly string[]): readonly string[] {
  const text = [withInterface(), ...lines].join('\n')
  const result = loadConfig(text, 'f', () => ({ ok: false, error: 'there is no such file' }))
  assert.ok(result.ok)
  return result.warnings.map(formatWarning)
}

const BY = (what: string) => `warning: never used: all that it matches is matched by ${what}, which comes first`

test('a prefix of a filter that an earlier one covers is a warning at its place', () => {
  assert.deepEqual(
    warningsOf('      filter:', '        in: [10.0.0.0/8 le 24, 192.0.2.0/24, 10.1.0.0/16 ge 20 le 24]'),
    [`f:7:46: ospf.areas.0.filter.in.2: ${BY('10.0.0.0/8 le 24')}`],
  )
  assert.deepEqual(warningsOf('      filter: { out: [192.0.2.0/24, 192.0.2.0/24] }'), [
    `f:6:37: ospf.areas.0.filter.out.1: ${BY('192.0.2.0/24')}`,
  ])
  assert.deepEqual(warningsOf('      filter: { in: [10.1.0.0/16, 10.0.0.0/8 le 16, 10.0.0.0/8 ge 17] }'), [])
})

test('so is one of a rule, of a condition, and of another instance', () => {
  assert.deepEqual(
    warningsOf(
      '  redistribute: [{ from: static, match: { prefix: [10.0.0.0/8 le 32, 10.1.0.0/16] } }]',
      '  default-information: { condition: [0.0.0.0/0, 0.0.0.0/0] }',
      'ospf-instances:',
      '  blue: { kernel: { table: 7 }, areas: { 0: { filter: { in: [10.0.0.0/8, 10.0.0.0/8] }, interfaces: { b0: } } } }',
    ),
    [
      `f:6:70: ospf.redistribute.0.match.prefix.1: ${BY('10.0.0.0/8 le 32')}`,
      `f:7:49: ospf.default-information.condition.1: ${BY('0.0.0.0/0')}`,
      `f:9:74: ospf-instances.blue.areas.0.filter.in.1: ${BY('10.0.0.0/8')}`,
    ],
  )
})

test('a rule of redistribution that an earlier one covers is a warning', () => {
  const rules = (...each: readonly string[]): readonly string[] =>
    warningsOf('  redistribute:', ...each.map((rule) => `    - { ${rule} }`)).map((line) => line.replace(/^f:/, ''))
  assert.deepEqual(rules('from: static', 'from: static, match: { tag: 7 }, action: reject'), [
    `8:7: ospf.redistribute.1: ${BY('rule 0 (from: static)')}`,
  ])
  for (const [wide, narrow] of [
    ['from: connected', 'from: connected, table: 7, match: { tag: 0 }'],
    ['from: kernel', 'from: static'],
    ['from: kernel', 'from: 186'],
    ['from: static', 'from: 4, match: { metric: 5 }'],
    [
      'from: static, match: { prefix: [10.0.0.0/8 le 32], tag: 7 }',
      'from: static, match: { prefix: [10.1.0.0/16], tag: 7 }',
    ],
  ] as const) {
    assert.equal(rules(wide, narrow).length, 1, `${wide} before ${narrow}`)
    assert.equal(rules(narrow, wide).length, 0, `${narrow} before ${wide}`)
  }
  for (const [one, other] of [
    ['from: kernel', 'from: connected'],
    ['from: kernel', 'from: 2'],
    ['from: static', 'from: static, table: 7'],
    ['from: static, match: { tag: 7 }', 'from: static, match: { tag: 8 }'],
    ['from: static, match: { prefix: [10.0.0.0/8 le 32] }', 'from: static, match: { metric: 5 }'],
  ] as const) {
    assert.deepEqual([...rules(one, other), ...rules(other, one)], [], `${one} and ${other}`)
  }
})

test('a rule that matches nothing, for its list of prefixes is empty, covers none and is covered by none', () => {
  const rules = [
    '{ from: static, match: { prefix: [] } }',
    '{ from: static }',
    '{ from: static, match: { prefix: [] } }',
  ]
  assert.deepEqual(warningsOf(`  redistribute: [${rules.join(', ')}]`), [])
})

test('a rule of memberships that an earlier one covers is a warning', () => {
  const rules = (...each: readonly string[]): readonly string[] =>
    warningsOf('igmp:', '  interfaces:', '    lan0:', '      policy:', ...each.map((rule) => `        - { ${rule} }`))
  assert.deepEqual(
    rules('action: refuse, group: 239.0.0.0/8', 'action: accept, group: 239.1.0.0/16, host: 10.0.0.0/8'),
    [`f:11:11: igmp.interfaces.lan0.policy.1: ${BY('rule 0 (group: 239.0.0.0/8)')}`],
  )
  assert.deepEqual(
    rules('action: refuse, group: 239.0.0.0/8, source: 10.0.0.0/8', 'action: accept, group: 239.1.0.0/16'),
    [],
  )
})
