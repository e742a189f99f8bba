import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { problemsOf, settingsOf, withInterface } from './problems.js'

describe('problems', () => {
  it('are all reported at once, in the order of the file', () => {
    const text = `${withInterface('cost: 0', 'prioritty: 3', 'passive: yes')}\nlog: { level: warn }\nkernel: { table: 255 }`
    assert.deepEqual(problemsOf(text), [
      'f:6:17: ospf.areas.0.interfaces.lan0.cost: expected a whole number from 1 to 65535, not 0',
      'f:7:11: ospf.areas.0.interfaces.lan0.prioritty: unknown key; did you mean priority?',
      'f:8:20: ospf.areas.0.interfaces.lan0.passive: expected true or false, not "yes"',
      'f:9:15: log.level: expected one of error | warning | notice | info | debug, not "warn"',
      'f:10:18: kernel.table: expected main, or the number of a table from 1 to 4294967295 (255, the local table, excepted), not 255',
    ])
  })

  it('name the keys there are where no known key is near an unknown one', () => {
    assert.deepEqual(problemsOf('xyz: 1'), [
      'f:1:1: xyz: unknown key; known here: router-id, hostname, ospf, ospf-instances, igmp, multicast, key-chains, kernel, metrics, control, log',
    ])
  })

  it('say that a required key is missing at the key above it', () => {
    assert.deepEqual(problemsOf('log: {}\nospf:\n  maximum-paths: 2'), ['f:2:1: ospf.areas: required key is missing'])
  })

  it('say what was expected of a value of the wrong type', () => {
    assert.deepEqual(problemsOf('ospf: 3\nlog: []\nkernel:\nmulticast: { forward: lan0 }'), [
      'f:1:7: ospf: expected a section with keys such as reference-bandwidth, maximum-paths, spf-delay, not 3',
      'f:2:6: log: expected a section with keys such as level, not a list',
      'f:3:8: kernel: expected a section with keys such as table, metric, inter-area-metric, not nothing',
      'f:4:23: multicast.forward: expected a list of interface names and patterns, not "lan0"',
    ])
  })

  it('point at the element of a list', () => {
    assert.deepEqual(problemsOf('multicast:\n  forward:\n    - lan0\n    - 7'), [
      'f:4:7: multicast.forward.1: expected the name of an interface, at most 15 characters, or a pattern with * in it, not 7',
    ])
  })

  it('are found in the place that an alias or a merge key takes a value from', () => {
    const text = `${withInterface('<<: &x { cost: none }')}\n        lan1: *x`
    assert.deepEqual(problemsOf(text), [
      'f:6:26: ospf.areas.0.interfaces.lan0.cost: expected a whole number from 1 to 65535, not "none"',
      'f:6:26: ospf.areas.0.interfaces.lan1.cost: expected a whole number from 1 to 65535, not "none"',
    ])
  })

  it('include keys that are given twice, beside all others', () => {
    assert.deepEqual(problemsOf(withInterface('cost: 10', 'passive: 0', 'cost: 20')), [
      'f:7:20: ospf.areas.0.interfaces.lan0.passive: expected true or false, not 0',
      'f:8:11: ospf.areas.0.interfaces.lan0.cost: given twice',
    ])
  })

  it('cut a long value to the length of a line', () => {
    assert.match(problemsOf(`log: { level: ${'x'.repeat(100_000)} }`)[0]!, /not "x{60}…"$/)
  })
})

describe('a text that is no configuration', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['is empty', '', 'f:1:1: the file is empty'],
    ['has comments only', '# nothing yet\n', 'f:1:1: the file is empty'],
    ['is a word', 'hello', 'f:1:1: expected a section with keys such as router-id, hostname, ospf, not "hello"'],
    ['is a list', '- 1', 'f:1:1: expected a section with keys such as router-id, hostname, ospf, not a list'],
    [
      'is not closed',
      'log: {',
      'f:1:7: YAML: Flow map in block collection must be sufficiently indented and end with a }',
    ],
    ['is indented with tabs', 'log:\n\tlevel: info', 'f:2:1: YAML: Tabs are not allowed as indentation'],
    ['has a second document', 'log: {}\n---\nlog: {}', 'f:2:1: a second YAML document in the same file'],
    ['has a list as a key', '? [a]\n: 1', 'f:1:3: a key must be a single word'],
    ['has an unknown tag', 'log: !x {}', 'f:1:6: YAML: Unresolved tag: !x'],
    ['has an alias of nothing', 'log: *x', 'f:1:6: the alias *x stands for nothing above it'],
    ['contains itself', 'log: &x { level: *x }', 'f:1:18: the alias *x is part of what it stands for'],
    ['merges what has no keys', 'log: { <<: 3 }', 'f:1:1: YAML: Merge sources must be maps or map aliases'],
    ['has a key that means something in JavaScript', '__proto__: {}', 'f:1:1: __proto__: unknown key'],
  ]
  for (const [name, text, problem] of cases) {
    it(`is refused where it ${name}`, () => assert.deepEqual(problemsOf(text), [problem]))
  }

  it('is refused where its aliases multiply into a bomb', () => {
    const lines = ['a0: &a0 [1, 2, 3]']
    for (let i = 1; i < 10; i++)
      lines.push(
        `a${i}: &a${i} [${Array(10)
          .fill(`*a${i - 1}`)
          .join(', ')}]`,
      )
    assert.match(problemsOf(lines.join('\n'))[0]!, /^f:1:1: YAML: Excessive alias count/)
  })

  it('is refused where it is nested without end', () => {
    for (const open of ['[', '{ a: ', '- ']) assert.equal(problemsOf(open.repeat(20_000)).length > 0, true)
  })

  it('is refused in a time that grows with its size, where everything in it is wrong', () => {
    const timeOf = (count: number): number => {
      const text = Array.from({ length: count }, (_, i) => `key${i}: 1`).join('\n')
      const before = process.cpuUsage()
      assert.equal(problemsOf(text).length, count)
      const { user, system } = process.cpuUsage(before)
      return user + system
    }
    timeOf(2000)
    // Sixteen times the size; its square would be 256 times the time.
    const small = timeOf(2000)
    assert.ok(timeOf(32_000) < 64 * small)
  })
})

describe('YAML', () => {
  it('is version 1.2 whatever a directive says: `no` is a word', () => {
    assert.deepEqual(problemsOf(`%YAML 1.1\n---\n${withInterface('passive: no')}`), [
      'f:8:20: ospf.areas.0.interfaces.lan0.passive: expected true or false, not "no"',
    ])
  })

  it('may share settings by anchors and merge keys', () => {
    const text = `${withInterface('<<: &fast { hello-interval: 1, dead-interval: 4 }', 'cost: 5')}\n        lan1: *fast`
    const rules = settingsOf(text).ospf!.areas[0]!.interfaces
    assert.deepEqual(
      rules.map(({ pattern, settings }) => [pattern, settings.helloInterval, settings.deadInterval, settings.cost]),
      [
        ['lan0', 1000, 4000, 5],
        ['lan1', 1000, 4000, undefined],
      ],
    )
  })
})
