import assert from 'node:assert/strict'
import { test } from 'node:test'
import { diff, formatChange } from '../../config/diff.js'
import { loadConfig } from '../../config/load.js'
import { seconds } from '../../protocols/base/duration.js'
import { problemsOf, settingsOf } from './problems.js'

/** Area 1 with these virtual links in line 5, its type in line 4. */
function file(links: string, type = 'normal', area = '1'): string {
  return `ospf:\n  areas:\n    ${area}:\n      area-type: ${type}\n      virtual-links: ${links}\n      interfaces: { eth0: }`
}

test('a virtual link is configured in its transit area, by the Router ID of the other endpoint', () => {
  const { areas } = settingsOf(
    file('{ 10.0.0.3: , 10.0.0.4: { hello-interval: 1, authentication: { simple: secret } } }'),
  ).ospf!
  const [area, backbone] = areas
  assert.deepEqual(
    area!.virtualLinks.map(({ neighbor, settings: { helloInterval, deadInterval, authentication } }) => ({
      neighbor: neighbor as number,
      helloInterval,
      deadInterval,
      authentication: authentication.type,
    })),
    [
      { neighbor: 0x0a000003, helloInterval: seconds(10), deadInterval: seconds(40), authentication: 'null' },
      { neighbor: 0x0a000004, helloInterval: seconds(1), deadInterval: seconds(4), authentication: 'simple' },
    ],
  )
  assert.deepEqual([backbone!.id as number, backbone!.interfaces], [0, []], 'there is a backbone all the same')
})

test('a virtual link has no Router ID that is none, no cost, and times that fit each other', () => {
  assert.deepEqual(problemsOf(file('{ 0.0.0.0: }')), [
    'f:5:24: ospf.areas.1.virtual-links.0.0.0.0: expected a router ID such as 192.0.2.1',
  ])
  assert.deepEqual(problemsOf(file('{ 10.0.0.3: { cost: 4 } }')).length, 1)
  assert.deepEqual(problemsOf(file('{ 10.0.0.3: { hello-interval: 5, dead-interval: 5 } }')), [
    'f:5:55: ospf.areas.1.virtual-links.10.0.0.3.dead-interval: 5 s must be more than hello-interval (5 s)',
  ])
})

test('virtual links cannot be configured through stub areas, NSSAs and the backbone', () => {
  for (const type of ['stub', 'nssa'])
    assert.deepEqual(problemsOf(file('{ 10.0.0.3: }', type)), [
      'f:5:7: ospf.areas.1.virtual-links: an area of type stub or nssa can have no virtual links',
    ])
  assert.deepEqual(problemsOf(file('{ 10.0.0.3: }', 'normal', '0')), [
    'f:5:7: ospf.areas.0.virtual-links: virtual links belong to the backbone and go through another area: they are configured there',
  ])
  assert.equal(settingsOf(file('{}', 'stub')).ospf!.areas.length, 1)
})

test('a virtual link has the keys of the chain that it names, and the files of its secrets are read', () => {
  const chain = '\nkey-chains: { backbone: [{ key-id: 1, algorithm: hmac-sha-256, key-file: good }] }'
  const read = (path: string) =>
    path === 'good'
      ? { ok: true as const, value: { bytes: Buffer.from('waymark\n'), worldReadable: false } }
      : { ok: false as const, error: 'there is no such file' }
  const text = file('{ 10.0.0.3: { authentication: { key-chain: backbone } } }')
  const { authentication } = settingsOf(text + chain, read).ospf!.areas[0]!.virtualLinks[0]!.settings
  assert.equal(
    authentication.type === 'cryptographic' && Buffer.from(authentication.keys[0]!.secret).toString(),
    'waymark',
  )
  assert.deepEqual(problemsOf(text, read), [
    'f:5:54: ospf.areas.1.virtual-links.10.0.0.3.authentication.key-chain: there is no key chain backbone under key-chains',
  ])
  assert.deepEqual(problemsOf(file('{ 10.0.0.3: { authentication: { simple-file: bad } } }'), read), [
    'f:5:54: ospf.areas.1.virtual-links.10.0.0.3.authentication.simple-file: bad cannot be read: there is no such file',
  ])
})

test('a change of virtual links is told in the words of the file', () => {
  const before = file('{ 10.0.0.3: , 10.0.0.4: }')
  const after = file('{ 10.0.0.3: { dead-interval: 50 }, 10.0.0.5: }')
  assert.deepEqual(diff(settingsOf(before), settingsOf(after)).map(formatChange), [
    'ospf.areas.0.0.0.1.virtual-links.10.0.0.3.dead-interval: 40 s → 50 s',
    'ospf.areas.0.0.0.1.virtual-links.10.0.0.4: removed',
    'ospf.areas.0.0.0.1.virtual-links.10.0.0.5: added',
  ])
})

test('RFC1583Compatibility is disabled unless it is chosen', () => {
  assert.equal(settingsOf(file('{}')).ospf!.rfc1583Compatibility, false)
  assert.equal(settingsOf(`${file('{}')}\n  rfc1583-compatibility: true`).ospf!.rfc1583Compatibility, true)
})

test('a virtual link does not lead to the router itself', () => {
  assert.deepEqual(problemsOf(`${file('{ 10.0.0.3: }')}\nrouter-id: 10.0.0.3`), [
    'f:5:24: ospf.areas.1.virtual-links.10.0.0.3: is the Router ID of this router: a virtual link leads to another one',
  ])
  assert.ok(settingsOf(`${file('{ 10.0.0.3: }')}\nrouter-id: 10.0.0.4`))
})

test('what hides the ends of a virtual link, or keeps from its area what leads over it, is warned of', () => {
  const warningsOf = (area: string, rest = ''): readonly string[] => {
    const text = `ospf:\n  areas:\n    1: ${area}\n${rest}`
    const loaded = loadConfig(text, 'f', () => ({ ok: false, error: 'there is no such file' }))
    assert.ok(loaded.ok, text)
    return loaded.warnings.map(({ line, path, message }) => `${line} ${path}: ${message.slice(0, 34)}`)
  }
  const links = 'virtual-links: { 10.0.0.3: }'
  const hidden = '3 ospf.areas.1.virtual-links: prefix-suppression hides the netwo'
  assert.deepEqual(warningsOf(`{ ${links}, interfaces: { eth0: { prefix-suppression: true } } }`), [hidden])
  assert.deepEqual(warningsOf(`{ ${links}, interfaces: { eth0: } }`, '  prefix-suppression: true'), [hidden])
  assert.deepEqual(warningsOf(`{ ${links}, interfaces: { eth0: , lo: } }`, '  prefix-suppression: true'), [])
  assert.deepEqual(warningsOf(`{ ${links}, interfaces: { eth0: , eth1: { prefix-suppression: true } } }`), [])
  assert.deepEqual(warningsOf('{ interfaces: { eth0: { prefix-suppression: true } } }'), [])
  const filter = 'filter: { in: [10.0.0.0/8] }'
  assert.deepEqual(warningsOf(`{ ${links}, ${filter}, interfaces: { eth0: } }`), [
    '3 ospf.areas.1.filter.in: what this keeps from an area with ',
  ])
  assert.deepEqual(
    warningsOf(
      `{ ${links}, interfaces: { eth0: } }`,
      '    0: { filter: { out: [10.0.0.0/8] }, interfaces: { eth1: } }',
    ),
    ['4 ospf.areas.0.filter.out: what this keeps from an area with '],
  )
  assert.deepEqual(warningsOf(`{ ${filter}, interfaces: { eth0: } }`), [])
})
