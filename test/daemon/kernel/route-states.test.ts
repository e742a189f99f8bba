import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { RouteStates } from '../../../daemon/kernel/route-states.js'
import { ipv4, ipv4FromNumber } from '../../../protocols/base/ipv4.js'
import { prefix, prefixKey, prefixOf } from '../../../protocols/base/prefix.js'
import type { Route } from '../../../protocols/engine/route.js'

const [ONE, TWO] = [prefix('192.0.2.0/24'), prefix('198.51.100.0/24')]
const route = (gateway: string): Route => ({
  prefix: ONE,
  nextHops: [{ interface: 2, gateway: ipv4(gateway), onlink: false }],
})

describe('the prefixes of a table', () => {
  test('are each compared once, however many wait and whatever comes meanwhile', () => {
    for (let count = 0; count < 40; count++) {
      const states = new RouteStates()
      const all = Array.from({ length: count }, (_, i) => states.of(prefixOf(ipv4FromNumber(i), 32)))
      for (const state of all) states.queue(state)
      const taken = new Set<unknown>()
      for (let state = states.take(); state !== undefined; state = states.take()) {
        assert(!taken.has(state))
        taken.add(state)
        if (taken.size === 20) states.queue(states.of(ONE))
      }
      assert.equal(taken.size, count + Number(count >= 20))
      assert(states.isQueueEmpty)
    }
  })

  test('are compared in the order in which something about them changed first where they are few', () => {
    const states = new RouteStates()
    for (const each of [TWO, ONE, TWO]) states.queue(states.of(each))
    assert.deepEqual([states.take()?.prefix, states.take()?.prefix, states.take()], [TWO, ONE, undefined])
    assert(states.isQueueEmpty)
  })

  test('wait while a request about them is with the kernel, and are compared after its answer', () => {
    const states = new RouteStates()
    const state = states.of(ONE)
    states.queue(state)
    assert.equal(states.take(), state)
    state.sent = true
    states.want(state, route('10.0.0.1'))
    states.queue(state)
    assert.equal(states.take(), undefined)
    states.answered(state)
    assert.equal(states.take(), state)
    state.sent = true
    states.answered(state)
    assert.equal(states.take(), undefined)
  })

  test('count what is wanted and what is known', () => {
    const states = new RouteStates()
    for (const each of [ONE, TWO]) states.want(states.of(each), route('10.0.0.1'))
    states.want(states.of(TWO), route('10.0.0.2'))
    states.know(states.of(ONE), route('10.0.0.1'))
    assert.deepEqual([states.wanted, states.known], [2, 1])
    for (const state of states.all()) states.want(state, undefined)
    states.know(states.of(ONE), undefined)
    states.know(states.of(ONE), undefined)
    assert.deepEqual([states.wanted, states.known], [0, 0])
  })

  test('are forgotten when nothing is known of them, and nothing is under way', () => {
    const states = new RouteStates()
    const [one, two] = [states.of(ONE), states.of(TWO)]
    one.sent = true
    states.know(two, route('10.0.0.1'))
    states.forgetEmpty()
    assert.deepEqual([...states.all()], [one, two])
    states.answered(one)
    states.know(two, undefined)
    states.forgetEmpty()
    assert.equal(states.find(prefixKey(ONE)), undefined)
    assert.deepEqual([...states.all()], [])
  })
})
