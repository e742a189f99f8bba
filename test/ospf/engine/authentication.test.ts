import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seconds } from '../../../protocols/base/duration.js'
import { ipv4 } from '../../../protocols/base/ipv4.js'
import type { Algorithm, ExtendedKey, Key } from '../../../protocols/ospf/authentication/key.js'
import type { OspfEffect } from '../../../protocols/ospf/contract.js'
import type { Authentication } from '../../../protocols/ospf/packet/authentication.js'
import { ethernet, Network, POINT_TO_POINT, type Router, settings } from './network.js'

const FOREVER = { start: undefined, end: undefined }
const EPOCH = 1_800_000_000_000

function key<A extends Algorithm>(keyId: number, algorithm: A, secret = 'waymark'): Key & { readonly algorithm: A } {
  return { keyId, algorithm, secret: Buffer.from(secret), sendLifetime: FOREVER, acceptLifetime: FOREVER }
}

function cryptographic(strictSequence: boolean, ...keys: Key[]): Authentication {
  return { type: 'cryptographic', keyChain: 'backbone', keys, strictSequence }
}

function pair(ours: Authentication, theirs = ours): { network: Network; r1: Router; r2: Router } {
  const network = new Network()
  network.wire('r1 1', 'r2 1')
  const start = (name: string, address: string, authentication: Authentication) => {
    const interfaces = {
      eth0: { ...POINT_TO_POINT, authentication, helloInterval: seconds(1), deadInterval: seconds(4) },
    }
    const router = network.router(name, settings(address, interfaces), [ethernet(1, 'eth0', `${address}/24`)])
    network.input(router, { on: 'clock', wallClock: EPOCH + network.now })
    return router
  }
  const r1 = start('r1', '10.0.0.1', ours)
  return { network, r1, r2: start('r2', '10.0.0.2', theirs) }
}

function isFull({ engine }: Router, { now }: Network): boolean {
  return engine.view(now).neighbors.some(({ state }) => state === 'Full')
}

/** What `router` sends from now on until one matches. */
function nextHello({ network }: { network: Network }, router: Router): Extract<OspfEffect, { do: 'send' }> {
  const before = router.effects.length
  const hellos = () => router.effects.slice(before).filter((e) => e.do === 'send' && e.bytes[1] === 1)
  network.until(() => hellos().length > 0)
  return hellos()[0] as Extract<OspfEffect, { do: 'send' }>
}

function refused({ engine }: Router, { now }: Network): Readonly<Record<string, number>> {
  return engine.view(now).interfaces[0]!.refusedPackets
}

const KINDS: Record<string, Authentication> = {
  'a simple password': { type: 'simple', password: Buffer.from('secret\0\0') },
  MD5: cryptographic(false, key(1, 'md5')),
  'HMAC-SHA-1': cryptographic(true, key(2, 'hmac-sha-1')),
  'HMAC-SHA-256': cryptographic(false, key(3, 'hmac-sha-256')),
  'HMAC-SHA-384': cryptographic(true, key(4, 'hmac-sha-384')),
  'HMAC-SHA-512': cryptographic(false, key(255, 'hmac-sha-512')),
  'extended sequence numbers': {
    type: 'extended',
    keyChain: 'backbone',
    keys: [key(70_000, 'hmac-sha-256') as ExtendedKey],
  },
}

for (const [name, authentication] of Object.entries(KINDS)) {
  test(`two routers with ${name} become Full and refuse nothing`, () => {
    const { network, r1, r2 } = pair(authentication)
    network.until(() => isFull(r1, network) && isFull(r2, network))
    network.pass(30_000)
    assert.ok(isFull(r1, network))
    assert.deepEqual(refused(r1, network), {})
  })
}

test('routers with different keys do not meet, and each says what is wrong with the other', () => {
  const { network, r1 } = pair(cryptographic(false, key(1, 'md5')), cryptographic(false, key(1, 'md5', 'other')))
  network.pass(5000)
  const [row] = r1.engine.view(network.now).neighbors
  assert.equal(row?.state, null)
  assert.match(row?.whyNotFull ?? '', /MD5 digest wrong for key 1/)
})

test('a key chain rolls over from one key to the next without losing the adjacency', () => {
  const at = EPOCH + 1_000_000 + 60_000
  const old: Key = { ...key(1, 'md5'), sendLifetime: { start: undefined, end: at } }
  const next: Key = { ...key(2, 'hmac-sha-256'), sendLifetime: { start: at, end: undefined } }
  const { network, r1, r2 } = pair(cryptographic(false, old, next))
  network.until(() => isFull(r1, network) && isFull(r2, network))
  assert.equal(nextHello({ network }, r1).bytes[18], 1)
  network.pass(70_000)
  assert.equal(nextHello({ network }, r1).bytes[18], 2)
  assert.ok(isFull(r1, network) && isFull(r2, network))
  assert.equal(
    r1.engine.view(network.now).neighbors[0]?.stateChanges,
    r2.engine.view(network.now).neighbors[0]?.stateChanges,
  )
  assert.deepEqual(refused(r1, network), {})
})

test('a packet with a lower sequence number than the last of its type is a replay; the same number again is one only when strict', () => {
  for (const strict of [false, true]) {
    const { network, r1, r2 } = pair(cryptographic(strict, key(1, 'hmac-sha-256')))
    network.until(() => isFull(r1, network) && isFull(r2, network))
    const older = nextHello({ network }, r2)
    const last = nextHello({ network }, r2)
    network.pass(10)
    const replay = ({ bytes }: typeof last) =>
      network.input(r1, {
        on: 'packet',
        interface: 1,
        source: ipv4('10.0.0.2'),
        destination: ipv4('224.0.0.5'),
        ttl: 1,
        bytes,
      })
    replay(last)
    assert.deepEqual(refused(r1, network), strict ? { 'authentication-sequence': 1 } : {})
    replay(older)
    assert.equal(refused(r1, network)['authentication-sequence'], strict ? 2 : 1)
    assert.ok(isFull(r1, network))
  }
})

test('§D.5: the sequence number of a packet whose digest is wrong is not kept', () => {
  const { network, r1, r2 } = pair(cryptographic(true, key(1, 'hmac-sha-256')))
  network.until(() => isFull(r1, network) && isFull(r2, network))
  const { source, destination, ttl, bytes } = nextHello({ network }, r2)
  const forged = bytes.slice()
  new DataView(forged.buffer).setUint32(20, 0xffffffff)
  network.input(r1, { on: 'packet', interface: 1, source, destination, ttl, bytes: forged })
  assert.deepEqual(refused(r1, network), { 'authentication-failed': 1 })
  network.pass(10_000)
  assert.deepEqual(refused(r1, network), { 'authentication-failed': 1 })
  assert.ok(isFull(r1, network))
})

test('sequence numbers go on above those of a former life, though the clock has been set back', () => {
  const { network, r1 } = pair(cryptographic(true, key(1, 'md5')))
  network.pass(5000)
  const kept = r1.effects.filter((e) => e.do === 'remember').at(-1)!
  const hello = (router: Router) => new DataView(nextHello({ network }, router).bytes.buffer).getUint32(20)
  const before = hello(r1)
  assert.ok(before <= kept.sequenceNumber)
  const again = pair(cryptographic(true, key(1, 'md5')))
  again.network.input(again.r1, { on: 'former-life', bootCount: 2, sequenceNumber: kept.sequenceNumber })
  again.network.input(again.r1, { on: 'clock', wallClock: 0 })
  const packet = nextHello(again, again.r1)
  assert.ok(new DataView(packet.bytes.buffer).getUint32(20) > kept.sequenceNumber)
})

test('extended sequence numbers begin with the boot count (RFC 7474 §3)', () => {
  const { network, r1 } = pair(KINDS['extended sequence numbers']!)
  network.input(r1, { on: 'former-life', bootCount: 7, sequenceNumber: 0 })
  const { bytes } = nextHello({ network }, r1)
  const view = new DataView(bytes.buffer)
  assert.equal(view.getUint32(view.getUint16(2)), 7)
})

test('a chain whose last key has expired is used on, and that is said once; so is that it has a valid key again', () => {
  const end = EPOCH + 1_000_000 + 60_000
  const chain = (...keys: Key[]) => cryptographic(false, ...keys)
  const old: Key = {
    ...key(1, 'hmac-sha-1'),
    sendLifetime: { start: undefined, end },
    acceptLifetime: { start: undefined, end },
  }
  const { network, r1, r2 } = pair(chain(old))
  network.until(() => isFull(r1, network) && isFull(r2, network))
  const inUse = () => r1.engine.view(network.now).interfaces[0]!.authentication.key
  assert.deepEqual(inUse(), { keyChain: 'backbone', keyId: 1, algorithm: 'hmac-sha-1', expired: false })
  network.pass(90_000)
  assert.ok(isFull(r1, network))
  assert.equal(inUse()?.expired, true)
  const said = () =>
    r1.effects.flatMap((e) =>
      e.do === 'notice' && e.notice.notice === 'key-chain' ? [[e.notice.level, e.notice.expired]] : [],
    )
  assert.deepEqual(said(), [['warning', true]])
  const interfaces = {
    eth0: {
      ...POINT_TO_POINT,
      authentication: chain(old, key(2, 'md5')),
      helloInterval: seconds(1),
      deadInterval: seconds(4),
    },
  }
  network.input(r1, { on: 'settings', settings: settings('10.0.0.1', interfaces) })
  network.pass(2000)
  assert.deepEqual(said(), [
    ['warning', true],
    ['notice', false],
  ])
})

test('routers that go over to another type of authentication meet again, though its sequence numbers are lower', () => {
  const { network, r1, r2 } = pair(KINDS['extended sequence numbers']!)
  for (const router of [r1, r2]) network.input(router, { on: 'former-life', bootCount: 0x7fffffff, sequenceNumber: 0 })
  network.until(() => isFull(r1, network) && isFull(r2, network))
  for (const router of [r1, r2]) {
    const address = router === r1 ? '10.0.0.1' : '10.0.0.2'
    const interfaces = {
      eth0: { ...POINT_TO_POINT, authentication: KINDS.MD5!, helloInterval: seconds(1), deadInterval: seconds(4) },
    }
    network.input(router, { on: 'settings', settings: settings(address, interfaces) })
  }
  network.pass(10_000)
  assert.ok(isFull(r1, network) && isFull(r2, network))
  assert.equal(refused(r1, network)['authentication-sequence'], undefined)
})

for (const [name, accepted] of [
  ['MD5', true],
  ['extended sequence numbers', false],
] as const) {
  test(`a packet of a former session is ${accepted ? 'accepted' : 'refused'} with ${name} when its sender is gone`, () => {
    const { network, r1, r2 } = pair(KINDS[name]!)
    network.until(() => isFull(r1, network) && isFull(r2, network))
    const { source, destination, ttl, bytes } = nextHello({ network }, r2)
    network.pass(2000)
    network.input(r2, { on: 'link', link: { ...ethernet(1, 'eth0', '10.0.0.2/24'), up: false } })
    network.until(() => r1.engine.view(network.now).neighbors.length === 0)
    network.input(r1, { on: 'packet', interface: 1, source, destination, ttl, bytes })
    const states = r1.engine.view(network.now).neighbors.map(({ state }) => state)
    assert.deepEqual(states, [accepted ? 'ExStart' : null])
    assert.equal(refused(r1, network)['authentication-sequence'], accepted ? undefined : 1)
    network.input(r2, { on: 'link', link: ethernet(1, 'eth0', '10.0.0.2/24') })
    network.until(() => isFull(r1, network))
  })
}
