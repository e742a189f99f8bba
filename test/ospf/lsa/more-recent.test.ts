import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { DoNotAge } from '../../../protocols/ospf/lsa/age.js'
import { compareInstances, type Instance } from '../../../protocols/ospf/lsa/more-recent.js'

const instance = (sequenceNumber: number, checksum: number, age: number): Instance => ({
  sequenceNumber,
  checksum,
  age,
})

test('§13.1: the LSA with the newer sequence number is more recent, compared as signed 32-bit integers', () => {
  assert.ok(compareInstances(instance(1, 0, 0), instance(-0x7fffffff, 0xffff, 3600)) > 0)
  assert.ok(compareInstances(instance(-0x7fffffff, 0, 0), instance(0x7fffffff, 0, 0)) < 0)
})

test('§13.1: then the one with the larger checksum, compared as unsigned 16-bit integers', () => {
  assert.ok(compareInstances(instance(1, 0x8000, 0), instance(1, 0x7fff, 3600)) > 0)
})

test('§13.1: then, if one alone has age MaxAge, that one', () => {
  assert.ok(compareInstances(instance(1, 1, 3600), instance(1, 1, 3599)) > 0)
  assert.ok(compareInstances(instance(1, 1, 0), instance(1, 1, 3600)) < 0)
  assert.equal(compareInstances(instance(1, 1, 3600), instance(1, 1, 3600)), 0)
})

test('§13.1: then, if the ages differ by more than MaxAgeDiff, the one with the smaller age', () => {
  assert.ok(compareInstances(instance(1, 1, 0), instance(1, 1, 901)) > 0)
  assert.equal(compareInstances(instance(1, 1, 0), instance(1, 1, 900)), 0)
  assert.ok(compareInstances(instance(1, 1, 2000), instance(1, 1, 1000)) < 0)
})

test('RFC 1793 §2.2: the DoNotAge bit is no part of the age compared', () => {
  assert.equal(compareInstances(instance(1, 1, DoNotAge | 5), instance(1, 1, 5)), 0)
  assert.ok(compareInstances(instance(1, 1, DoNotAge | 3600), instance(1, 1, 5)) > 0)
})

test('of two instances one is more recent, or neither is, whichever is named first', () => {
  const any = fc.record({
    sequenceNumber: fc.integer({ min: -2, max: 2 }),
    checksum: fc.integer({ min: 1, max: 3 }),
    age: fc.constantFrom(0, 1, 900, 901, 1801, 3599, 3600),
  })
  fc.assert(fc.property(any, any, (a, b) => Math.sign(compareInstances(a, b)) === -Math.sign(compareInstances(b, a))))
})
