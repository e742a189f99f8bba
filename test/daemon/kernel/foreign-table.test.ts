import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ForeignTable } from '../../../daemon/kernel/foreign-table.js'
import type { RouteMessage } from '../../../daemon/kernel/rtnetlink/route.js'
import { ipv4 } from '../../../protocols/base/ipv4.js'
import { formatPrefix, prefix } from '../../../protocols/base/prefix.js'

function route(text: string, gateway: string, more: Partial<RouteMessage> = {}): RouteMessage {
  return {
    table: 254,
    metric: 0,
    protocol: 4,
    prefix: prefix(text),
    nextHops: [{ interface: 2, gateway: ipv4(gateway), onlink: false }],
    kind: 'unicast',
    typeOfService: 0,
    realm: 0,
    object: undefined,
    ...more,
  }
}

/** `10.9.0.0/16 4 0`: protocol and metric; `-` where there is none any more. */
function changes(table: ForeignTable): string[] {
  return [...table.takeChanges()].map(({ prefix: of, route: it }) =>
    [formatPrefix(of), ...(it === undefined ? ['-'] : [it.protocol, it.metric])].join(' '),
  )
}

test('the route with the lowest metric counts, and the next one when it goes', () => {
  const table = new ForeignTable()
  const dhcp = route('10.9.0.0/16', '10.0.0.2', { protocol: 16, metric: 100 })
  table.add(dhcp)
  table.add(route('10.9.0.0/16', '10.0.0.3'))
  assert.deepEqual(changes(table), ['10.9.0.0/16 4 0'])
  table.remove(route('10.9.0.0/16', '10.0.0.3'))
  assert.deepEqual(changes(table), ['10.9.0.0/16 16 100'])
  table.remove(dhcp)
  assert.deepEqual(changes(table), ['10.9.0.0/16 -'])
})

test('what came and went between is not told', () => {
  const table = new ForeignTable()
  table.add(route('10.9.0.0/16', '10.0.0.2'))
  table.remove(route('10.9.0.0/16', '10.0.0.2'))
  assert.deepEqual(changes(table), [])
})

test('a table that was read again tells what is different', () => {
  const table = new ForeignTable()
  for (const each of ['10.1.0.0/16', '10.2.0.0/16']) table.add(route(each, '10.0.0.2'))
  changes(table)
  table.become([route('10.2.0.0/16', '10.0.0.2'), route('10.3.0.0/16', '10.0.0.2')])
  assert.deepEqual(changes(table), ['10.1.0.0/16 -', '10.3.0.0/16 4 0'])
})

test('a route takes the place of another of its metric, of which only one may be there', () => {
  const table = new ForeignTable()
  table.add(route('10.9.0.0/16', '10.0.0.2'))
  assert.equal(table.replace(route('10.9.0.0/16', '10.0.0.3', { protocol: 12 })), true)
  assert.deepEqual(changes(table), ['10.9.0.0/16 12 0'])
  table.add(route('10.9.0.0/16', '10.0.0.4'))
  assert.equal(table.replace(route('10.9.0.0/16', '10.0.0.5')), false)
})
