import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  differing,
  type Meaning,
  meaningOf,
  operationFor,
  overUsableLinks,
  sameNextHops,
} from '../../../daemon/kernel/reconcile.js'
import type { RouteEvent } from '../../../daemon/kernel/route-events.js'
import { ipv4 } from '../../../protocols/base/ipv4.js'
import { prefix, prefixKey } from '../../../protocols/base/prefix.js'
import type { NextHop, Route } from '../../../protocols/engine/route.js'

const PREFIX = prefix('192.0.2.0/24')
const KEY = prefixKey(PREFIX)
const via = (gateway: string, onlink = false): NextHop => ({ interface: 2, gateway: ipv4(gateway), onlink })
const route = (...nextHops: NextHop[]): Route => ({ prefix: PREFIX, nextHops })
interface Known {
  readonly known: Route
  readonly adopted: boolean
  readonly shared: boolean
}
const known = (value: Route, flags: Partial<Known> = {}): Known => ({
  known: value,
  adopted: false,
  shared: false,
  ...flags,
})
const unknown = { known: undefined, adopted: false, shared: false }

describe('what is done about one prefix', () => {
  const a = route(via('10.0.0.1'))
  const b = route(via('10.0.0.2'))
  const rows: [
    what: string,
    wanted: Route | undefined,
    known_: Known | undefined,
    converged: boolean,
    done: string | undefined,
  ][] = [
    ['a wanted route that is not there is added', a, undefined, false, 'add'],
    ['a wanted route that is there is left', a, known(a), false, undefined],
    ['a route that changed is replaced', b, known(a), false, 'replace'],
    ['a route that is not wanted any more is deleted', undefined, known(a), false, 'delete'],
    ['a route of a former life stays until convergence', undefined, known(a, { adopted: true }), false, undefined],
    ['a route of a former life goes after it', undefined, known(a, { adopted: true }), true, 'delete'],
    ['a route of a former life that is wanted is left', a, known(a, { adopted: true }), false, undefined],
    [
      'a route of a former life is replaced when it is wanted otherwise',
      b,
      known(a, { adopted: true }),
      false,
      'replace',
    ],
    [
      'a route beside a foreign one is deleted first: to replace could replace that one',
      b,
      known(a, { shared: true }),
      true,
      'delete',
    ],
    ['a route beside a foreign one is left while it is right', a, known(a, { shared: true }), true, undefined],
    ['nothing is done about what is neither wanted nor there', undefined, undefined, true, undefined],
  ]
  for (const [what, wanted, there, converged, done] of rows) {
    test(what, () => assert.equal(operationFor(there ?? unknown, wanted, converged), done))
  }
})

test('next hops are the same when interface, gateway and onlink are, the latter only with a gateway', () => {
  assert(sameNextHops([via('10.0.0.1')], [via('10.0.0.1')]))
  assert(!sameNextHops([via('10.0.0.1')], [via('10.0.0.1', true)]))
  assert(!sameNextHops([via('10.0.0.1')], [via('10.0.0.1'), via('10.0.0.2')]))
  assert(sameNextHops([{ interface: 2, onlink: true }], [{ interface: 2, onlink: false }]))
  assert(!sameNextHops([{ interface: 2, onlink: false }], [{ interface: 3, onlink: false }]))
})

test('a route is used over those of its next hops whose links are up', () => {
  const [a, b] = [via('10.0.0.1'), { interface: 3, gateway: ipv4('10.0.1.1'), onlink: false }]
  const both = route(a, b)
  const upIs = (...links: number[]) => overUsableLinks(both, (link) => links.includes(link))
  assert.equal(upIs(2, 3), both)
  assert.deepEqual(upIs(3), route(b))
  assert.equal(upIs(), undefined)
  assert.deepEqual(
    overUsableLinks(route(), () => false),
    route(),
    'one that discards needs no link',
  )
})

test('a verification finds what is missing, changed and unknown', () => {
  const prefixes = ['10.1.0.0/16', '10.2.0.0/16', '10.3.0.0/16'].map((text) => prefix(text))
  const [one, two, three] = prefixes.map(prefixKey)
  const here = [
    { prefix: prefixes[0]!, known: route(via('10.0.0.1')) },
    { prefix: prefixes[1]!, known: route(via('10.0.0.1')) },
    { prefix: prefixes[2]!, known: undefined },
  ]
  const found = new Map([
    [two!, route(via('10.0.0.2'))],
    [three!, route(via('10.0.0.1'))],
  ])
  assert.deepEqual(differing(here, found), { missing: [one], changed: [two], unknown: [three] })
})

describe('what others do to a table', () => {
  const slot = { table: 254, metric: 20 }
  const isKnown = (key: number): boolean => key === KEY
  const OTHER = prefix('198.51.100.0/24')
  const event = (name: RouteEvent['event'], protocol: number, of = PREFIX, at = slot): RouteEvent => ({
    event: name,
    route: {
      ...at,
      protocol,
      prefix: of,
      nextHops: [],
      object: undefined,
      kind: 'unicast',
      typeOfService: 0,
      realm: 0,
    },
  })
  const nothing = { deleted: [], replaced: [], joined: [], freed: [], unexplained: false }
  const rows: [what: string, event: RouteEvent, meaning: Partial<Meaning>][] = [
    ['an own route that is removed is missing', event('removed', 188), { deleted: [KEY] }],
    ['an own route that is replaced is missing', event('replaced', 4), { replaced: [KEY] }],
    ['a route beside an own one is remembered', event('added-beside', 4), { joined: [KEY] }],
    ["another's route that goes may make room", event('removed', 4), { freed: [KEY] }],
    ["another's route that is replaced by another's does not matter", event('replaced', 4, OTHER), {}],
    ['an own route that nobody here made is looked into', event('added-beside', 188), { unexplained: true }],
    ['nor does another table', event('removed', 188, PREFIX, { table: 1, metric: 20 }), {}],
    ['nor another metric', event('removed', 188, PREFIX, { table: 254, metric: 21 }), {}],
  ]
  for (const [what, happened, meaning] of rows) {
    test(what, () => assert.deepEqual(meaningOf([happened], slot, isKnown), { ...nothing, ...meaning }))
  }
})
