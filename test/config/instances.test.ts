import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { diff, formatChange } from '../../config/diff.js'
import { patternsMeet } from '../../config/instances.js'
import { distancesByPathType, instancesOf, metricsByPathType, VRF_TABLE } from '../../config/settings.js'
import { ipv4 } from '../../protocols/base/ipv4.js'
import { matchesPattern } from '../../protocols/engine/pattern.js'
import { problemsOf, settingsOf } from './problems.js'

const BLUE = 'ospf-instances: { blue: { kernel: { table: 100 }, areas: { 0: { interfaces: { b0: } } } } }'
const DEFAULT = 'ospf: { areas: { 0: { interfaces: { "lan*": } } } }'

/** The default instance, and one called blue with these keys, its interfaces on line 5. */
const withBlue = (keys: string, interfaces: string): string =>
  `${DEFAULT}\nospf-instances:\n  blue:\n    ${keys}\n    areas: { 0: { interfaces: { ${interfaces} } } }`

test('an instance has every key of OSPF, its own Router ID, kernel table and metrics', () => {
  const text = `router-id: 192.0.2.1\nhostname: r1\n${DEFAULT}
ospf-instances:
  blue:
    router-id: 198.51.100.1
    maximum-paths: 4
    distance: { external: 150, external-1: 140 }
    kernel: { table: 100, external-metric: 30, external-2-metric: 40 }
    areas: { 0: { interfaces: { b0: { cost: 3 } } } }
    redistribute: [{ from: static }, { from: static, table: 7 }]
    default-information: { always: true }`
  const [first, blue] = instancesOf(settingsOf(text))
  assert.equal(first?.name, 'default')
  assert.equal(first.kernel.table, 254)
  assert.equal(blue?.name, 'blue')
  assert.deepEqual([blue.ospf.routerId, blue.ospf.hostname], [ipv4('198.51.100.1'), 'r1'])
  assert.deepEqual(Object.values(distancesByPathType(blue.ospf.distance)), [110, 110, 140, 150])
  assert.equal(blue.kernel.table, 100)
  assert.deepEqual(Object.values(metricsByPathType(blue.kernel)), [20, 20, 30, 40])
  assert.equal(blue.ospf.maximumPaths, 4)
  assert.deepEqual(
    [...blue.ospf.redistribute.map((rule) => rule.table), blue.ospf.defaultInformation?.table],
    [254, 7, 254],
  )
})

test('an instance without a Router ID of its own has that of the top', () => {
  assert.equal(instancesOf(settingsOf(`router-id: 192.0.2.1\n${BLUE}`))[0]?.ospf.routerId, ipv4('192.0.2.1'))
  assert.equal(instancesOf(settingsOf(BLUE))[0]?.ospf.routerId, undefined)
})

test('in a VRF the tables are its own, unless another one is named', () => {
  const text =
    'ospf-instances: { blue: { vrf: v, redistribute: [{ from: static }, { from: 7, table: main }], areas: { 0: { interfaces: { "*": } } } } }'
  const [{ vrf, kernel, ospf }] = instancesOf(settingsOf(text)) as [ReturnType<typeof instancesOf>[number]]
  assert.deepEqual([vrf, kernel.table], ['v', VRF_TABLE])
  assert.deepEqual(
    ospf.redistribute.map((rule) => rule.table),
    [VRF_TABLE, 254],
  )
})

test('the name of an instance is one for a file and a label, and not that of the default instance', () => {
  for (const name of ['default', 'a/b', '..', '""', `x${'y'.repeat(32)}`, '"a b"']) {
    const problems = problemsOf(BLUE.replace('blue', name))
    assert.equal(problems.length, 1, name)
    assert.match(problems[0]!, /^f:1:19: ospf-instances.*expected a name of letters, digits, - and _/)
  }
})

test('an instance needs a kernel table or a VRF, and not both', () => {
  assert.deepEqual(problemsOf(withBlue('maximum-paths: 4', 'b0: ')), [
    'f:3:3: ospf-instances.blue.kernel: a table is needed, such as table: 100',
  ])
  const both = withBlue('vrf: v', 'b0: ').replace('    vrf: v', '    vrf: v\n    kernel: { table: 100 }')
  assert.deepEqual(problemsOf(both), ['f:5:15: ospf-instances.blue.kernel.table: the table is that of the VRF v'])
})

test('an interface belongs to one instance', () => {
  assert.deepEqual(problemsOf(withBlue('kernel: { table: 100 }', 'b0: , lan7: ')), [
    'f:5:39: ospf-instances.blue.areas.0.interfaces.lan7: an interface belongs to one instance: it is in area 0.0.0.0 of default as lan*',
  ])
  assert.equal(problemsOf(withBlue('kernel: { table: 100 }', '"*0": ')).length, 1)
})

test('the interfaces of different VRFs are different ones, whatever their patterns', () => {
  assert.equal(settingsOf(withBlue('vrf: v', '"*": ')).ospfInstances[0]?.vrf, 'v')
})

test('instances with one kernel table between them have the same metrics there', () => {
  assert.ok(settingsOf(withBlue('kernel: { table: main }', 'b0: ')))
  assert.deepEqual(problemsOf(withBlue('kernel: { table: main, external-metric: 30 }', 'b0: ')), [
    'f:4:28: ospf-instances.blue.kernel.external-metric: must be that of default (20), which has its routes in the same table',
  ])
  const theirs = `${withBlue('kernel: { table: main, external-1-metric: 40, external-2-metric: 30 }', 'b0: ')}\nkernel: { external-metric: 30 }`
  assert.deepEqual(problemsOf(theirs), [
    'f:4:28: ospf-instances.blue.kernel.external-1-metric: must be that of default (30), which has its routes in the same table',
  ])
  assert.ok(settingsOf(theirs.replace('40', '30')), 'however it is written')
})

test('what is wrong or changed within an instance is told at its place', () => {
  assert.deepEqual(problemsOf(BLUE.replace('b0:', 'b0: { cots: 3 }')), [
    'f:1:85: ospf-instances.blue.areas.0.interfaces.b0.cots: unknown key; did you mean cost?',
  ])
  assert.deepEqual(problemsOf(BLUE.replace('b0:', 'b0: { authentication: { key-chain: k } }')), [
    'f:1:103: ospf-instances.blue.areas.0.interfaces.b0.authentication.key-chain: there is no key chain k under key-chains',
  ])
  const changes = (text: string): readonly string[] => diff(settingsOf(BLUE), settingsOf(text)).map(formatChange)
  assert.deepEqual(changes(BLUE.replace('table: 100', 'table: main').replace('b0:', 'b0: { cost: 3 }')), [
    'ospf-instances.blue.kernel.table: 100 → main',
    'ospf-instances.blue.areas.0.0.0.0.interfaces.b0.cost: set to 3',
  ])
  assert.deepEqual(changes(BLUE.replace('table: 100', 'table: 100, external-1-metric: 7')), [
    'ospf-instances.blue.kernel.external-1-metric: set to 7',
  ])
  assert.deepEqual(changes(BLUE.replace('kernel: { table: 100 }', 'vrf: v')), [
    "ospf-instances.blue.kernel.table: 100 → the VRF's",
    'ospf-instances.blue.vrf: set to v',
  ])
  assert.deepEqual(changes('ospf-instances: {}'), ['ospf-instances.blue: removed'])
})

test('patterns meet where a name matches both', () => {
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 5 })
  const names = [''].concat(...[1, 2, 3, 4, 5, 6, 7, 8].map((n) => namesOf(n)))
  fc.assert(
    fc.property(pattern, pattern, (a, b) => {
      const met = names.some((name) => matchesPattern(a, name) && matchesPattern(b, name))
      assert.equal(patternsMeet(a, b), met, `${a} and ${b}`)
    }),
    { numRuns: 300 },
  )
})

/** Every name of this length of the letters a and b. */
function namesOf(length: number): string[] {
  return length === 0 ? [''] : namesOf(length - 1).flatMap((name) => [`${name}a`, `${name}b`])
}
