import assert from 'node:assert/strict'
import { test } from 'node:test'
import { diff, formatChange } from '../../config/diff.js'
import { loadConfig } from '../../config/load.js'
import { formatProblem, formatWarning } from '../../config/problem.js'
import type { SecretReader } from '../../config/settings.js'
import type { Authentication } from '../../protocols/ospf/packet/authentication.js'
import { problemsOf, settingsOf, withInterface } from './problems.js'

const KEY = '{ key-id: 1, algorithm: hmac-sha-256, key: waymark }'

function withChain(authentication: string, ...keys: readonly string[]): string {
  const chain = keys.map((key) => `    - ${key}`).join('\n')
  return `${withInterface(`authentication: ${authentication}`)}\nkey-chains:\n  backbone:\n${chain}`
}

const files: Readonly<Record<string, { readonly bytes: Uint8Array; readonly worldReadable: boolean }>> = {
  good: { bytes: Uint8Array.from(Buffer.from('from a file\r\n')), worldReadable: false },
  open: { bytes: Buffer.from('open\n'), worldReadable: true },
  empty: { bytes: Buffer.from('\n'), worldReadable: false },
  long: { bytes: Buffer.from('far too long'), worldReadable: false },
}
const readSecret: SecretReader = (path) =>
  files[path] === undefined ? { ok: false, error: 'there is no such file' } : { ok: true, value: files[path] }

function authenticationOf(text: string): Authentication {
  return settingsOf(text, readSecret).ospf!.areas[0]!.interfaces[0]!.settings.authentication
}

function warningsOf(text: string): readonly string[] {
  const result = loadConfig(text, 'f', readSecret)
  assert.ok(result.ok, result.ok ? '' : result.error.map(formatProblem).join('\n'))
  return result.warnings.map(formatWarning)
}

test('an interface has the keys of the chain that it names', () => {
  const lifetime = 'send-lifetime: { start: 2027-01-01, end: 2027-02-01T06:00 }'
  const key2 = `{ key-id: 255, algorithm: md5, key-file: good, ${lifetime}, accept-lifetime: { end: 2027-02-01 06:00:01+00:00 } }`
  assert.deepEqual(authenticationOf(withChain('{ key-chain: backbone, strict-sequence: true }', KEY, key2)), {
    type: 'cryptographic',
    keyChain: 'backbone',
    strictSequence: true,
    keys: [
      {
        keyId: 1,
        algorithm: 'hmac-sha-256',
        secret: Uint8Array.from(Buffer.from('waymark')),
        sendLifetime: { start: undefined, end: undefined },
        acceptLifetime: { start: undefined, end: undefined },
      },
      {
        keyId: 255,
        algorithm: 'md5',
        secret: Uint8Array.from(Buffer.from('from a file')),
        sendLifetime: { start: Date.UTC(2027, 0, 1), end: Date.UTC(2027, 1, 1, 6) },
        acceptLifetime: { start: undefined, end: Date.UTC(2027, 1, 1, 6, 0, 1) },
      },
    ],
  })
  const extended = authenticationOf(withChain('{ key-chain: backbone, extended-sequence-numbers: true }', KEY))
  assert.equal(extended.type, 'extended')
})

test('a simple password is padded to the eight bytes of the header, from a file or not', () => {
  const password = (text: string) => ({ type: 'simple', password: Uint8Array.from(Buffer.from(text)) })
  const simple = (authentication: string) => authenticationOf(withInterface(`authentication: ${authentication}`))
  assert.deepEqual(simple('{ simple: secret }'), password('secret\0\0'))
  assert.deepEqual(simple('{ simple-file: open }'), password('open\0\0\0\0'))
  assert.deepEqual(authenticationOf(withInterface()), { type: 'null' })
})

test('what cannot be is a problem at its place', () => {
  const cases: Readonly<Record<string, string>> = {
    [withChain('{ key-chain: backbne }', KEY)]:
      'f:6:29: ospf.areas.0.interfaces.lan0.authentication.key-chain: there is no key chain backbne under key-chains',
    [withChain('{ key-chain: backbone }', '{ key-id: 256, algorithm: md5, key: a }')]:
      'f:6:29: ospf.areas.0.interfaces.lan0.authentication.key-chain: key 256 of backbone is above 255: this needs extended-sequence-numbers',
    [withChain('{ key-chain: backbone, extended-sequence-numbers: true }', '{ key-id: 256, algorithm: md5, key: a }')]:
      'f:6:29: ospf.areas.0.interfaces.lan0.authentication.key-chain: key 256 of backbone is for MD5, which extended sequence numbers do not have (RFC 7474)',
    [withInterface('authentication: { simple: ninechars }')]:
      'f:6:37: ospf.areas.0.interfaces.lan0.authentication.simple: expected a text of 1 to 8 ASCII characters',
    [withInterface('authentication: { simple-file: long }')]:
      'f:6:29: ospf.areas.0.interfaces.lan0.authentication.simple-file: the password in it has 12 bytes; at most 8 are possible',
    [withInterface('authentication: { simple: a, key-chain: b }')]:
      'f:6:40: ospf.areas.0.interfaces.lan0.authentication.key-chain: expected exactly one of key-chain, simple, simple-file, not key-chain and simple',
    [withInterface('authentication: {}')]:
      'f:6:11: ospf.areas.0.interfaces.lan0.authentication.key-chain: expected exactly one of key-chain, simple, simple-file, not none',
    [withInterface('authentication: { simple: a, strict-sequence: true }')]:
      'f:6:40: ospf.areas.0.interfaces.lan0.authentication.strict-sequence: needs key-chain',
    [withChain('{ key-chain: backbone }', '{ key-id: 1, algorithm: md5, key-file: nowhere }')]:
      'f:9:36: key-chains.backbone.0.key-file: nowhere cannot be read: there is no such file',
    [withChain('{ key-chain: backbone }', '{ key-id: 1, algorithm: md5, key-file: empty }')]:
      'f:9:36: key-chains.backbone.0.key-file: empty is empty',
    [withChain('{ key-chain: backbone }', '{ key-id: 1, algorithm: md5 }')]:
      'f:9:7: key-chains.backbone.0.key: expected exactly one of key, key-file, not none',
    [withChain('{ key-chain: backbone }', KEY, KEY)]:
      'f:10:9: key-chains.backbone.1.key-id: a key 1 is in this chain already',
    [withChain(
      '{ key-chain: backbone }',
      '{ key-id: 1, algorithm: md5, key: a, send-lifetime: { start: 2027-01-02, end: 2027-01-02 } }',
    )]: 'f:9:80: key-chains.backbone.0.send-lifetime.end: must be after start',
    [withChain(
      '{ key-chain: backbone }',
      '{ key-id: 1, algorithm: md5, key: a, send-lifetime: { start: 2027-13-02 } }',
    )]:
      'f:9:68: key-chains.backbone.0.send-lifetime.start: expected a date or time such as 2027-01-31 or 2027-01-31T04:00:00Z (UTC unless it says otherwise), not "2027-13-02"',
  }
  for (const [text, problem] of Object.entries(cases)) assert.deepEqual(problemsOf(text, readSecret), [problem])
})

test('a secret of the wrong kind is not repeated in the problem', () => {
  const text = withChain('{ key-chain: backbone }', '{ key-id: 1, algorithm: md5, key: 4711 }')
  assert.deepEqual(problemsOf(text), [
    'f:9:41: key-chains.backbone.0.key: expected a text of 1 to 256 ASCII characters',
  ])
})

test('what is probably not meant so is a warning, and the settings are good all the same', () => {
  const cases: Readonly<Record<string, string>> = {
    [withChain('{ simple: a }', KEY)]: 'f:8:3: key-chains.backbone: warning: no interface uses this key chain',
    [withChain('{ key-chain: backbone }', '{ key-id: 1, algorithm: md5, key-file: open }')]:
      'f:9:36: key-chains.backbone.0.key-file: warning: everybody on this machine can read open',
    [withChain('{ key-chain: backbone }', `{ key-id: 1, algorithm: hmac-sha-1, key: ${'k'.repeat(21)} }`)]:
      'f:9:43: key-chains.backbone.0.key: warning: longer than the digest of hmac-sha-1: used as it is, as FRR and BIRD do, where RFC 5709 §3.3 hashes it first; a shorter key works with every router',
    [withChain('{ key-chain: backbone }', `{ key-id: 1, algorithm: md5, key: ${'k'.repeat(17)} }`)]:
      'f:9:36: key-chains.backbone.0.key: warning: MD5 has keys of at most 16 bytes: the rest is not used',
    [withChain(
      '{ key-chain: backbone }',
      '{ key-id: 1, algorithm: md5, key: a, accept-lifetime: { end: 2027-01-01 } }',
    )]:
      'f:9:44: key-chains.backbone.0.accept-lifetime: warning: ends before the send-lifetime, or begins after it: routers with this chain refuse each other then',
  }
  for (const [text, warning] of Object.entries(cases)) assert.deepEqual(warningsOf(text), [warning])
  assert.deepEqual(warningsOf(withChain('{ key-chain: backbone }', KEY)), [])
})

test('a difference never shows a secret, but says that there is another one', () => {
  const changes = (before: string, after: string) => diff(settingsOf(before), settingsOf(after)).map(formatChange)
  const chain = withChain('{ key-chain: backbone }', KEY)
  assert.deepEqual(changes(chain, chain.replace('waymark', 'another')), [
    'key-chains.backbone: { key-id: 1, algorithm: hmac-sha-256 } → ' +
      '{ key-id: 1, algorithm: hmac-sha-256 } with another secret',
  ])
  assert.deepEqual(
    changes(withInterface('authentication: { simple: one }'), withInterface('authentication: { simple: two }')),
    [
      'ospf.areas.0.0.0.0.interfaces.lan0.authentication: { simple: (secret) } → { simple: (secret) } with another secret',
    ],
  )
  assert.deepEqual(
    changes(withInterface('authentication: { simple: one }'), chain),
    [
      'ospf.areas.0.0.0.0.interfaces.lan0.authentication: { simple: (secret) } → { key-chain: backbone }',
      'key-chains.backbone: added',
    ].map((line) => line.replace('backbone: added', 'backbone: set to { key-id: 1, algorithm: hmac-sha-256 }')),
  )
})
