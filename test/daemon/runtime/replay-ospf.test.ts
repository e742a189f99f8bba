import assert from 'node:assert/strict'
import { it } from 'node:test'
import { loadConfig } from '../../../config/load.js'
import { Loop } from '../../../daemon/runtime/loop.js'
import { encodeLine } from '../../../daemon/runtime/recorder.js'
import { playerOf, readRecording, replay } from '../../../daemon/runtime/replay.js'
import type { Seat } from '../../../daemon/runtime/seat.js'
import { ipv4 } from '../../../protocols/base/ipv4.js'
import { seededRandom } from '../../../protocols/base/random.js'
import type { OspfEffect, OspfInput } from '../../../protocols/ospf/contract.js'
import { OspfEngine } from '../../../protocols/ospf/engine.js'
import { routerId } from '../../../protocols/ospf/identifiers.js'
import type { OspfSettings } from '../../../protocols/ospf/settings.js'
import { link } from './fake-daemon.js'
import { FakeWorld } from './fakes.js'

const CONFIG = `
ospf:
  areas:
    0:
      interfaces:
        lan0: { hello-interval: 1 s, dead-interval: 4 s, authentication: { key-chain: lan } }
key-chains:
  lan: [{ key-id: 1, algorithm: hmac-sha-256, key: waymark }]
`

function settings(id: string): OspfSettings {
  const read = loadConfig(CONFIG, 'w.yaml', () => ({ ok: false, error: 'there is no such file' }))
  assert.ok(read.ok && read.value.ospf !== undefined)
  return { ...read.value.ospf, routerId: routerId(ipv4(id)) }
}

/** Fresh engines, each with the chance that its name stands for. */
const engines = () => ({ a: new OspfEngine(seededRandom(1)), b: new OspfEngine(seededRandom(2)) })

it('a session of two OSPF routers, from nothing to Full to the end, replays to the same effects', () => {
  const world = new FakeWorld()
  let recording = encodeLine({ recording: 1, version: '0', seed: 1, settings: {} }, true)
  const loop = new Loop(world, (engine, input, at) => {
    recording += encodeLine({ engine, at, input }, true)
  })
  const live = engines()
  const effects: unknown[] = []
  const seats = {} as Record<'a' | 'b', Seat<OspfInput, OspfEffect>>
  for (const [name, other] of [
    ['a', 'b'],
    ['b', 'a'],
  ] as const) {
    seats[name] = loop.seat<OspfInput, OspfEffect>(name, live[name], (effect) => {
      effects.push(effect)
      if (effect.do === 'send') loop.post(seats[other], { on: 'packet', ...effect }, 'bulk')
    })
  }
  for (const [name, last] of [
    ['a', 1],
    ['b', 2],
  ] as const) {
    loop.post(seats[name], { on: 'settings', settings: settings(`192.0.2.${last}`) }, 'ordinary')
    loop.post(seats[name], { on: 'link', link: link(2, 'lan0', `10.0.1.${last}`) }, 'ordinary')
  }
  world.runSoon()
  world.advance(30_000)
  assert.equal(live.a.view(world.now())?.neighbors[0]?.state, 'Full')
  loop.post(seats.a, { on: 'shutdown' }, 'ordinary')
  world.runSoon()
  world.advance(10_000)

  const read = readRecording(recording)
  assert.ok(read.ok)
  const { a, b } = engines()
  const replayed = replay(read.value, { a: playerOf(a), b: playerOf(b) }).flatMap((each) => each.effects)
  assert.ok(replayed.length > 100)
  assert.deepEqual(replayed, effects)
})
