import assert from 'node:assert/strict'
import { test } from 'node:test'
import { diff, formatChange } from '../../config/diff.js'
import { settingsOf, withInterface } from './problems.js'

const changes = (before: string, after: string) => diff(settingsOf(before), settingsOf(after)).map(formatChange)

test('two spellings of the same settings do not differ', () => {
  const before = withInterface('hello-interval: 10', 'dead-interval: 40 s')
  assert.deepEqual(changes(before, `kernel: { table: 254 }\n${withInterface().replace('    0:', '    0.0.0.0:')}`), [])
})

test('a changed value is told in the words of the file', () => {
  const before = `router-id: 192.0.2.1\n${withInterface('cost: 10')}\nmetrics: { listen: 127.0.0.1:80 }`
  const after = `router-id: 192.0.2.2\n${withInterface('hello-interval: 2', 'priority: 0')}
  reference-bandwidth: 10 Gbit/s\nmetrics: { listen: "[::1]:80" }\nlog: { level: debug }`
  assert.deepEqual(changes(before, after), [
    'ospf.reference-bandwidth: 100 Gbit/s → 10 Gbit/s',
    'ospf.areas.0.0.0.0.interfaces.lan0.cost: no longer set (was 10)',
    'ospf.areas.0.0.0.0.interfaces.lan0.priority: 1 → 0',
    'ospf.areas.0.0.0.0.interfaces.lan0.hello-interval: 10 s → 2 s',
    'ospf.areas.0.0.0.0.interfaces.lan0.dead-interval: 40 s → 8 s',
    'router-id: 192.0.2.1 → 192.0.2.2',
    'metrics.listen: 127.0.0.1:80 → [::1]:80',
    'log.level: info → debug',
  ])
})

test('of what is new or gone only the section itself is told', () => {
  const before = `${withInterface()}\nmulticast: { forward: [lan0] }`
  const after = `${withInterface()}\n        lan1: { cost: 3 }\nigmp: { interfaces: { lan0: } }\nmulticast: {}`
  assert.deepEqual(changes(before, after), [
    'ospf.areas.0.0.0.0.interfaces.lan1: added',
    'igmp: added',
    'multicast.forward: lan0 → none',
  ])
  assert.deepEqual(changes(after, before), [
    'ospf.areas.0.0.0.0.interfaces.lan1: removed',
    'igmp: removed',
    'multicast.forward: none → lan0',
  ])
})

test('the order of patterns is a setting', () => {
  const before = 'igmp: { interfaces: { "a*": , "*b": } }'
  const after = 'igmp: { interfaces: { "*b": , "a*": } }'
  assert.deepEqual(changes(before, after), ['igmp.interfaces: a*, *b → *b, a*'])
})

test('a list is told as a whole', () => {
  const file = (policy: string) => `igmp: { interfaces: { lan0: { policy: ${policy} } } }`
  assert.deepEqual(changes(file('[]'), file('[{ action: refuse, group: 239.0.0.0/8 }]')), [
    'igmp.interfaces.lan0.policy: none → { action: refuse, group: 239.0.0.0/8 }',
  ])
})

test('a proxy is told by the name it has in the file', () => {
  assert.deepEqual(changes('multicast: {}', 'multicast: { proxy: [{ upstream: wan0, downstream: ["lan*"] }] }'), [
    'multicast.proxy: none → { upstream: wan0, downstream: lan* }',
  ])
})

test('each change says which part of the settings it belongs to', () => {
  const [change] = diff(settingsOf(`router-id: 192.0.2.1\n${withInterface()}`), settingsOf(withInterface()))
  assert.deepEqual(change, { section: 'ospf', path: 'router-id', before: '192.0.2.1', after: undefined })
})
