import assert from 'node:assert/strict'
import { test } from 'node:test'
import { acceptKey, isExpired, type Key, sendKey } from '../../../protocols/ospf/authentication/key.js'

type Times = [start: number | undefined, end: number | undefined]

function key(keyId: number, send: Times, accept: Times = send): Key {
  const lifetime = ([start, end]: Times) => ({ start, end })
  return {
    keyId,
    algorithm: 'hmac-sha-256',
    secret: new Uint8Array(1),
    sendLifetime: lifetime(send),
    acceptLifetime: lifetime(accept),
  }
}

test('of several keys valid for sending the one whose lifetime started most recently is used', () => {
  const keys = [key(1, [undefined, 100]), key(2, [50, undefined])]
  assert.equal(sendKey(keys, 49)?.keyId, 1)
  assert.equal(sendKey(keys, 50)?.keyId, 2)
  assert.equal(sendKey(keys, 1000)?.keyId, 2)
})

test('of keys that started together the one with the larger Key ID is used', () => {
  assert.equal(sendKey([key(7, [0, 10]), key(3, [0, 10])], 5)?.keyId, 7)
})

test('the last key to expire is used for ever, and this is known', () => {
  const keys = [key(1, [0, 100]), key(2, [0, 90])]
  assert.equal(sendKey(keys, 200)?.keyId, 1)
  assert.equal(acceptKey(keys, 1, 200)?.keyId, 1)
  assert.equal(acceptKey(keys, 2, 200), undefined)
  assert.ok(isExpired(keys, 200) && !isExpired(keys, 95))
})

test('a key that has not begun is never sent with while another ever was valid', () => {
  assert.equal(sendKey([key(1, [0, 10]), key(2, [50, 60])], 20)?.keyId, 1)
})

test('where every key lies in the future, the first to begin is used', () => {
  assert.equal(sendKey([key(1, [90, 100]), key(2, [50, 60])], 20)?.keyId, 2)
})

test('all keys valid for accepting are accepted by the ID the packet names, and no other', () => {
  const keys = [key(1, [0, 10], [0, 100]), key(2, [10, 20], [0, 100]), key(3, [0, 100], [50, 100])]
  assert.equal(acceptKey(keys, 1, 20)?.keyId, 1)
  assert.equal(acceptKey(keys, 2, 20)?.keyId, 2)
  assert.equal(acceptKey(keys, 3, 20), undefined)
  assert.equal(acceptKey(keys, 9, 20), undefined)
})

test('without keys there is nothing to send with', () => {
  assert.equal(sendKey([], 0), undefined)
})
