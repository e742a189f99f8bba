import assert from 'node:assert/strict'
import { test } from 'node:test'
import { milliseconds, seconds } from '../../../protocols/base/duration.js'
import { hello, LoneEngine } from '../engine/lone-engine.js'
import { ethernet, POINT_TO_POINT, settings } from '../engine/network.js'

const FAST = { ...POINT_TO_POINT, helloInterval: milliseconds(200), deadInterval: seconds(1) }
const THEIRS = { ...hello('10.0.0.1'), helloInterval: seconds(0), deadInterval: seconds(1) }
const R2 = { address: '10.0.0.2' }

test('several Hellos a second are sent, each with HelloInterval 0 and RouterDeadInterval 1', () => {
  const engine = new LoneEngine(settings('10.0.0.1', { eth0: FAST }), ethernet(1, 'eth0', '10.0.0.1/24'))
  engine.takeSent()
  engine.pass(2000)
  const sent = engine.takeBodies('hello')
  assert.ok(sent.length >= 10 && sent.length <= 11, `${sent.length} Hellos in 2 s`)
  assert.ok(sent.every(({ helloInterval, deadInterval }) => helloInterval === 0 && deadInterval === 1000))
})

test('a neighbor whose Hellos say HelloInterval 0 is accepted by one of sub-second Hellos, however often it sends', () => {
  const engine = new LoneEngine(settings('10.0.0.1', { eth0: FAST }), ethernet(1, 'eth0', '10.0.0.1/24'))
  engine.hear(R2, THEIRS)
  assert.equal(engine.state(R2.address), 'ExStart')
  engine.pass(999)
  assert.notEqual(engine.state(R2.address), undefined)
  engine.pass(1)
  assert.equal(engine.state(R2.address), undefined)
})

test('HelloInterval 0 does not match whole seconds, nor the other way round', () => {
  const slow = new LoneEngine(settings('10.0.0.1', { eth0: POINT_TO_POINT }), ethernet(1, 'eth0', '10.0.0.1/24'))
  slow.hear(R2, THEIRS)
  assert.match(slow.neighbor(R2.address)?.whyNotFull ?? '', /^hello-interval mismatch: theirs less than 1, ours 10 /)
  const fast = new LoneEngine(settings('10.0.0.1', { eth0: FAST }), ethernet(1, 'eth0', '10.0.0.1/24'))
  fast.hear(R2, hello('10.0.0.1'))
  assert.match(fast.neighbor(R2.address)?.whyNotFull ?? '', /^hello-interval mismatch: theirs 10, ours less than 1 /)
})
