import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ipv4, ipv4FromNumber } from '../../protocols/base/ipv4.js'
import { type Prefix, prefix, prefixOf } from '../../protocols/base/prefix.js'
import {
  coversPrefixRange,
  formatPrefixRange,
  inPrefixRange,
  parsePrefixRange,
} from '../../protocols/base/prefix-list.js'

const matches = (range: string, of: string) => inPrefixRange(parsePrefixRange(range)!, prefix(of))

test('a bare prefix is that one only', () => {
  assert.equal(matches('198.51.100.0/24', '198.51.100.0/24'), true)
  assert.equal(matches('198.51.100.0/24', '198.51.100.0/25'), false)
  assert.equal(matches('198.51.100.0/24', '198.51.0.0/16'), false)
})

test('with le it is those within it up to a length, itself included', () => {
  assert.equal(matches('198.51.100.0/24 le 28', '198.51.100.0/24'), true)
  assert.equal(matches('198.51.100.0/24 le 28', '198.51.100.128/28'), true)
  assert.equal(matches('198.51.100.0/24 le 28', '198.51.100.128/29'), false)
  assert.equal(matches('198.51.100.0/24 le 28', '198.51.101.0/28'), false)
})

test('with ge it is those within it from a length on', () => {
  assert.equal(matches('10.0.0.0/8 ge 16', '10.0.0.0/8'), false)
  assert.equal(matches('10.0.0.0/8 ge 16', '10.1.0.0/16'), true)
  assert.equal(matches('10.0.0.0/8 ge 16', '10.1.1.1/32'), true)
  assert.equal(matches('10.0.0.0/8 ge 16 le 24', '10.1.1.1/32'), false)
})

test('lengths that no prefix within it can have are refused', () => {
  for (const text of [
    '10.0.0.0/8 le 7',
    '10.0.0.0/8 ge 4',
    '10.0.0.0/8 ge 24 le 16',
    '10.0.0.0/8 le 33',
    '10.0.0.0',
    '',
  ])
    assert.equal(parsePrefixRange(text), undefined, text)
})

test('is written as it is read', () => {
  for (const text of [
    '10.0.0.0/8',
    '10.0.0.0/8 le 24',
    '10.0.0.0/8 ge 16',
    '10.0.0.0/8 ge 16 le 24',
    '0.0.0.0/0 le 32',
  ])
    assert.equal(formatPrefixRange(parsePrefixRange(text)!), text)
})

test('covers another one where it has every prefix of it', () => {
  const arbitrary = fc
    .tuple(
      fc.constantFrom('0.0.0.0', '10.0.0.0', '10.128.0.0', '192.0.0.0'),
      fc.integer({ min: 0, max: 4 }),
      fc.nat(3),
      fc.nat(3),
    )
    .map(([address, length, more, wide]) => {
      const from = Math.min(length + more, 6)
      return { prefix: prefixOf(ipv4(address), length), from, to: Math.min(from + wide, 6) }
    })
  const all: Prefix[] = []
  for (let length = 0; length <= 6; length++)
    for (let i = 0; i < 2 ** length; i++) all.push({ address: ipv4FromNumber((i * 2 ** (32 - length)) >>> 0), length })
  fc.assert(
    fc.property(arbitrary, arbitrary, (outer, inner) => {
      const every = all.every((each) => !inPrefixRange(inner, each) || inPrefixRange(outer, each))
      assert.equal(coversPrefixRange(outer, inner), every)
    }),
  )
})
