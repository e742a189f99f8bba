import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { formatBandwidth, formatDuration, parseBandwidth, parseDuration } from '../../config/units.js'
import { milliseconds } from '../../protocols/base/duration.js'

test('a duration carries a unit, and a bare number is seconds', () => {
  assert.equal(parseDuration('10 s'), 10_000)
  assert.equal(parseDuration('10s'), 10_000)
  assert.equal(parseDuration('200 ms'), 200)
  assert.equal(parseDuration('2 min'), 120_000)
  assert.equal(parseDuration('1.5 h'), 5_400_000)
  assert.equal(parseDuration('0.3 s'), 300)
  assert.equal(parseDuration(4), 4000)
  assert.equal(parseDuration(0.05), 50)
})

test('what is no duration is refused', () => {
  for (const text of ['', '10', 's', '10 m', '10 sec', '-1 s', '1e3 s', '1 s 2 ms', ' 1 s', '1. s', '10 S']) {
    assert.equal(parseDuration(text), undefined, text)
  }
})

test('a duration that is written for a person is read as the same duration', () => {
  assert.equal(formatDuration(milliseconds(0)), '0 s')
  assert.equal(formatDuration(milliseconds(120_000)), '2 min')
  assert.equal(formatDuration(milliseconds(90_000)), '90 s')
  assert.equal(formatDuration(milliseconds(25_500)), '25.5 s')
  assert.equal(formatDuration(milliseconds(200)), '200 ms')
  fc.assert(
    fc.property(fc.nat(100_000_000), (ms) => {
      assert.equal(parseDuration(formatDuration(milliseconds(ms))), ms)
    }),
  )
})

test('a bandwidth carries a unit, and a bare number is Mbit/s', () => {
  assert.equal(parseBandwidth('100 Gbit/s'), 100_000)
  assert.equal(parseBandwidth('2.5 Gbit/s'), 2500)
  assert.equal(parseBandwidth('1 Tbit/s'), 1_000_000)
  assert.equal(parseBandwidth('10 Mbit/s'), 10)
  assert.equal(parseBandwidth('64 kbit/s'), 0.064)
  assert.equal(parseBandwidth(1000), 1000)
  for (const text of ['', '100', '100 G', '100 Gbit', '100 gbit/s', '-1 Mbit/s']) {
    assert.equal(parseBandwidth(text), undefined, text)
  }
})

test('a bandwidth is written in the largest unit that keeps it whole', () => {
  assert.equal(formatBandwidth(100_000), '100 Gbit/s')
  assert.equal(formatBandwidth(2500), '2500 Mbit/s')
  assert.equal(formatBandwidth(1_000_000), '1 Tbit/s')
})
