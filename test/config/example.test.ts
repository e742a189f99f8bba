import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { loadConfig } from '../../config/load.js'
import { settingsOf } from './problems.js'

const example = readFileSync(new URL('../../../config/example.yaml', import.meta.url), 'utf8')

test('the example is a configuration', () => {
  const { ospf, igmp, multicast } = settingsOf(example)
  assert.equal(ospf?.routerId, 0xc0000201)
  assert.equal(igmp?.interfaces.length, 2)
  assert.deepEqual(multicast?.forward, ['lan0', 'lan1'])
})

/** Settings, or problems that each have a place in the text and say something; never an exception. */
function judge(text: string): void {
  const result = loadConfig(text, 'f', () => ({ ok: false, error: 'there is no such file' }))
  if (result.ok) return
  assert.ok(result.error.length > 0)
  const lines = text.split(/\r\n|\r|\n/)
  for (const { file, line, column, message } of result.error) {
    assert.equal(file, 'f')
    assert.ok(line >= 1 && line <= lines.length, `line ${line} of ${lines.length}`)
    assert.ok(column >= 1 && column <= text.length + 1)
    assert.notEqual(message, '')
    assert.doesNotMatch(message, /undefined|\[object|Invalid/)
  }
}

const position = fc.nat(example.length)
const fragment = fc.oneof(
  fc.constantFrom(...':{}[]-#&*!|>\'"%@`,?\n \t'),
  fc.constantFrom(
    ': ',
    '- ',
    '? ',
    '&a ',
    '*a',
    '<<: *a',
    '!!str ',
    '---\n',
    '...\n',
    '%YAML 1.1\n',
    '~',
    'null',
    '.nan',
  ),
  fc.constantFrom('0', '-1', '1e99', '0x10', '.inf', '99999999999999999999', 'true', '1 s', '10 Gbit/s', '0.0.0.0'),
  fc.string({ unit: 'binary', maxLength: 5 }),
)

test('whatever is put into the example, there are settings or problems with a place', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(position, fc.nat(20), fragment), { minLength: 1, maxLength: 3 }), (edits) => {
      let text = example
      for (const [at, cut, added] of edits) text = text.slice(0, at) + added + text.slice(at + cut)
      judge(text)
    }),
    { numRuns: 500 },
  )
})

test('whatever line is left out, moved in or written twice, there are settings or problems with a place', () => {
  const lines = example.split('\n')
  for (let i = 0; i < lines.length; i++) {
    judge([...lines.slice(0, i), ...lines.slice(i + 1)].join('\n'))
    judge([...lines.slice(0, i), ` ${lines[i]}`, ...lines.slice(i + 1)].join('\n'))
    judge([...lines.slice(0, i), lines[i], ...lines.slice(i)].join('\n'))
  }
})

test('whatever value a key has, there are settings or problems with a place', () => {
  const values = ['', '~', '[]', '{}', '[1, {}]', '{ a: 1 }', '-1', '1.5', '.inf', '.nan', 'x', '""', 'true', '1 s']
  for (const match of example.matchAll(/^( *[a-z-]+:) *[^{}#\n]*$/gm)) {
    for (const value of values) {
      const end = match.index + match[0].length
      judge(`${example.slice(0, match.index)}${match[1]} ${value}${example.slice(end)}`)
    }
  }
})

test('whatever the text is, there are settings or problems with a place', () => {
  fc.assert(
    fc.property(fc.array(fragment, { maxLength: 40 }), (parts) => judge(parts.join(''))),
    { numRuns: 1000 },
  )
})
