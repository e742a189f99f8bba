import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { Loop } from '../../../daemon/runtime/loop.js'
import { encodeLine, Recorder } from '../../../daemon/runtime/recorder.js'
import { playerOf, readRecording, replay } from '../../../daemon/runtime/replay.js'
import { instant } from '../../../protocols/base/duration.js'
import { FakeEngine, FakeWorld } from './fakes.js'

type Input = { readonly on: 'time' } | { readonly on: 'packet'; readonly bytes: Uint8Array }

const HEADER = { recording: 1, version: '0.0.0', seed: 7, settings: { log: { level: 'info' } } } as const

describe('a recording', () => {
  let folder: string
  let file: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'waymark-recording-'))
    file = join(folder, 'session.jsonl')
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const failed = (reason: string): void => assert.fail(reason)
  /** Answers with the bytes it has seen so far: a different answer for each order of inputs. */
  function summing(): FakeEngine<Input, string> {
    let seen = ''
    return new FakeEngine<Input, string>((input, at) => {
      seen += input.on === 'time' ? 't' : Buffer.from(input.bytes).toString('hex')
      return [`${at} ${seen}`]
    })
  }

  it('replays to the same effects', () => {
    const world = new FakeWorld()
    const recorder = new Recorder(file, HEADER, false, failed)
    const loop = new Loop(world, (engine, input, at) => recorder.record(engine, input, at))
    const effects: string[] = []
    const live = summing()
    const seat = loop.seat<Input, string>('ospf', live, (effect) => effects.push(effect))
    for (let n = 0; n < 50; n++) {
      loop.post(seat, { on: 'packet', bytes: Uint8Array.of(n, 255 - n) }, n % 3 === 0 ? 'urgent' : 'bulk')
      live.wake = world.time + 5
      world.runSoon()
      live.wake = undefined
      world.advance(7)
    }
    recorder.end()
    const read = readRecording(readFileSync(file, 'utf8'))
    assert.ok(read.ok)
    assert.deepEqual(read.value.header, HEADER)
    const replayed = replay(read.value, { ospf: playerOf(summing()) }).flatMap((each) => each.effects)
    assert.deepEqual(replayed, effects)
    assert.ok(effects.length >= 50)
  })

  it('keeps the order while writes are under way, and loses nothing when it ends in the middle of one', async () => {
    const recorder = new Recorder(file, HEADER, false, failed)
    for (let n = 0; n < 20_000; n++) {
      recorder.record('igmp', { on: 'time', n }, instant(n))
      if (n % 4000 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
    recorder.end()
    const read = readRecording(readFileSync(file, 'utf8'))
    assert.ok(read.ok)
    assert.deepEqual(
      read.value.inputs.map((each) => each.at),
      Array.from({ length: 20_000 }, (_, n) => n),
    )
  })

  it('is read up to a last line that a crash cut off, and refused with the line that is wrong', () => {
    const good = `${JSON.stringify(HEADER)}\n{"engine":"ospf","at":1,"input":{"on":"time"}}\n`
    const cut = readRecording(`${good}{"engine":"os`)
    assert.ok(cut.ok)
    assert.equal(cut.value.inputs.length, 1)
    const bad = readRecording(`${good}nonsense\n`)
    assert.deepEqual(bad, { ok: false, error: 'line 3 is not JSON' })
    assert.equal(readRecording('{"recording":99}\n').ok, false)
  })
})

describe('a recording of keys and passwords', () => {
  const input = {
    on: 'settings',
    settings: { keys: [{ keyId: 1, secret: Uint8Array.of(1, 2, 3) }], password: Uint8Array.of(4) },
  }
  const RECORD = { engine: 'ospf', at: instant(1), input }

  it('has none of them, but when it is asked for', () => {
    assert.equal(
      encodeLine(RECORD, false),
      '{"engine":"ospf","at":1,"input":{"on":"settings","settings":{"keys":[{"keyId":1,"secret":{"base64":""}}],"password":{"base64":""}}}}\n',
    )
    const read = readRecording(`${JSON.stringify(HEADER)}\n${encodeLine(RECORD, true)}`)
    assert.deepEqual(read.ok && read.value.inputs[0]?.input, input)
  })

  it('with them is for its owner only, whoever could read the file before', () => {
    const folder = mkdtempSync(join(tmpdir(), 'waymark-recording-'))
    const path = join(folder, 'session.jsonl')
    writeFileSync(path, '', { mode: 0o644 })
    new Recorder(path, HEADER, true, (reason) => assert.fail(reason)).end()
    assert.equal(statSync(path).mode & 0o777, 0o600)
    rmSync(folder, { recursive: true })
  })
})
