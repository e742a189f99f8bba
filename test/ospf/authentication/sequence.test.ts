import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rememberSequence, replayed, type SequenceNumbers } from '../../../protocols/ospf/authentication/sequence.js'
import { routerId } from '../../../protocols/ospf/identifiers.js'
import type { Authentication } from '../../../protocols/ospf/packet/authentication.js'

const EXTENDED: Authentication = { type: 'extended', keyChain: 'backbone', keys: [] }
const R2 = routerId(2)

function after(keyId: number, number: bigint): SequenceNumbers {
  const numbers: SequenceNumbers = new Map()
  rememberSequence(numbers, R2, 'hello', { keyId, number })
  return numbers
}

test('RFC 7474 §2: the sequence number must be greater than the last of that packet type from that neighbor', () => {
  const numbers = after(1, 7n)
  assert.equal(replayed(numbers, EXTENDED, R2, 'hello', { keyId: 1, number: 7n }), 'hello with 7 after 7')
  assert.equal(replayed(numbers, EXTENDED, R2, 'hello', { keyId: 1, number: 8n }), undefined)
  assert.equal(replayed(numbers, EXTENDED, R2, 'link-state-update', { keyId: 1, number: 1n }), undefined)
  assert.equal(replayed(numbers, EXTENDED, routerId(3), 'hello', { keyId: 1, number: 1n }), undefined)
})

test('RFC 7474 §8: a router that lost its numbers begins anew with a new key, and nothing of the old one is accepted', () => {
  const numbers = after(1, 7n)
  assert.equal(replayed(numbers, EXTENDED, R2, 'hello', { keyId: 2, number: 1n }), undefined)
  rememberSequence(numbers, R2, 'hello', { keyId: 2, number: 1n })
  assert.equal(replayed(numbers, EXTENDED, R2, 'hello', { keyId: 1, number: 6n }), 'hello with 6 after 7')
})

test('what is remembered is bounded: the neighbor of longest ago makes room', () => {
  const numbers = after(1, 7n)
  for (let id = 10; id < 10 + 4096; id++) rememberSequence(numbers, routerId(id), 'hello', { keyId: 1, number: 1n })
  assert.equal(numbers.size, 4096)
  assert.equal(numbers.has(R2), false)
})
