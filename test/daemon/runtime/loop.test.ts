import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Loop } from '../../../daemon/runtime/loop.js'
import { FakeEngine, FakeWorld } from './fakes.js'

type Input = { readonly on: 'time' } | { readonly on: 'packet'; readonly n: number }

describe('the loop', () => {
  it('handles an input in a later turn, and performs its effects in order', () => {
    const world = new FakeWorld()
    const loop = new Loop(world)
    const performed: string[] = []
    const engine = new FakeEngine<Input, string>((input) =>
      input.on === 'packet' ? [`${input.n}a`, `${input.n}b`] : [],
    )
    const seat = loop.seat<Input, string>('one', engine, (effect) => performed.push(effect))
    loop.post(seat, { on: 'packet', n: 1 }, 'bulk')
    loop.post(seat, { on: 'packet', n: 2 }, 'bulk')
    assert.deepEqual(performed, [])
    world.runSoon()
    assert.deepEqual(performed, ['1a', '1b', '2a', '2b'])
  })

  it('finishes the effects of one input before it hands over what they caused', () => {
    const world = new FakeWorld()
    const loop = new Loop(world)
    const order: string[] = []
    const second = loop.seat<Input, string>(
      'second',
      new FakeEngine<Input, string>(() => {
        order.push('second engine')
        return []
      }),
      () => {},
    )
    const first = loop.seat<Input, string>('first', new FakeEngine<Input, string>(() => ['x', 'y']), (effect) => {
      order.push(effect)
      loop.post(second, { on: 'packet', n: 0 }, 'ordinary')
    })
    loop.post(first, { on: 'packet', n: 1 }, 'bulk')
    world.runSoon()
    assert.deepEqual(order, ['x', 'y', 'second engine', 'second engine'])
  })

  it('has one timer, for the engine that wants to be woken first', () => {
    const world = new FakeWorld()
    const loop = new Loop(world)
    const early = new FakeEngine<Input, never>()
    const late = new FakeEngine<Input, never>()
    const seat = loop.seat<Input, never>('early', early, () => {})
    loop.seat<Input, never>('late', late, () => {})
    early.wake = 100
    late.wake = 200
    loop.post(seat, { on: 'packet', n: 1 }, 'bulk')
    world.runSoon()
    assert.deepEqual(world.timersSet, [100])
    early.answer = () => {
      early.wake = undefined
      return []
    }
    late.answer = () => {
      late.wake = undefined
      return []
    }
    world.advance(500)
    assert.deepEqual(early.handled.at(-1), { input: { on: 'time' }, at: 100 })
    assert.deepEqual(late.handled, [{ input: { on: 'time' }, at: 200 }])
    assert.deepEqual(world.timersSet, [])
  })

  it('is woken neither before a fraction of a millisecond is over nor at once by a timer that is months away', () => {
    const world = new FakeWorld()
    const loop = new Loop(world)
    const engine = new FakeEngine<Input, never>()
    const seat = loop.seat<Input, never>('ospf', engine, () => {})
    engine.wake = 10.25
    loop.post(seat, { on: 'packet', n: 1 }, 'bulk')
    world.runSoon()
    assert.deepEqual(world.timersSet, [11])
    engine.answer = () => {
      engine.wake = 60 * 24 * 3_600_000
      return []
    }
    world.advance(20)
    assert.deepEqual(world.timersSet, [11 + 3_600_000])
  })

  it('reads what waits in the sockets before a timer runs late, and hands over the Hello that saves a neighbor', () => {
    const world = new FakeWorld()
    const loop = new Loop(world)
    const engine = new FakeEngine<Input, never>((input) => {
      if (input.on === 'packet') engine.wake = 140
      return []
    })
    const seat = loop.seat<Input, never>('ospf', engine, () => {})
    engine.wake = 40
    world.onDrain = () => {
      world.onDrain = () => {}
      loop.post(seat, { on: 'packet', n: 1 }, 'urgent')
    }
    loop.post(seat, { on: 'time' }, 'ordinary')
    world.runSoon()
    engine.handled.length = 0
    world.time = 60
    world.advance(40)
    assert.deepEqual(engine.handled, [{ input: { on: 'packet', n: 1 }, at: 60 }])
    assert.equal(world.drained, 1)
  })

  it('reads it as well before a timer that runs in time, after an input that took long', () => {
    const world = new FakeWorld()
    const loop = new Loop(world)
    const order: string[] = []
    const engine = new FakeEngine<Input, never>((input) => {
      order.push(input.on === 'packet' ? `packet ${input.n}` : 'time')
      if (input.on === 'time') engine.wake = undefined
      else if (input.n === 1) world.time += 1000
      return []
    })
    const seat = loop.seat<Input, never>('ospf', engine, () => {})
    engine.wake = 1000
    world.onDrain = () => loop.post(seat, { on: 'packet', n: 2 }, 'urgent')
    loop.post(seat, { on: 'packet', n: 1 }, 'bulk')
    world.runSoon()
    assert.deepEqual(order, ['packet 1', 'packet 2', 'time'])
  })

  it('looks into no socket before a timer that runs in time', () => {
    const world = new FakeWorld()
    const loop = new Loop(world)
    const engine = new FakeEngine<Input, never>((input) => {
      if (input.on === 'time') engine.wake = undefined
      return []
    })
    const seat = loop.seat<Input, never>('ospf', engine, () => {})
    engine.wake = 40
    loop.post(seat, { on: 'packet', n: 1 }, 'bulk')
    world.runSoon()
    world.advance(100)
    assert.equal(engine.handled.at(-1)?.input.on, 'time')
    assert.equal(world.drained, 0)
  })

  it('runs a due timer after a few packets of a backlog at most', () => {
    const world = new FakeWorld()
    const loop = new Loop(world)
    const engine = new FakeEngine<Input, never>((input) => {
      world.time += 1
      if (input.on === 'time') engine.wake = undefined
      return []
    })
    engine.wake = 10
    const seat = loop.seat<Input, never>('ospf', engine, () => {})
    for (let n = 0; n < 100; n++) loop.post(seat, { on: 'packet', n }, 'bulk')
    world.runSoon()
    const at = engine.handled.find(({ input }) => input.on === 'time')?.at
    assert.ok(at !== undefined && at <= 13, `the timer that was due at 10 ran at ${at}`)
  })

  it('lets packets that came before a due timer count, while they are few', () => {
    const world = new FakeWorld()
    const loop = new Loop(world)
    const engine = new FakeEngine<Input, never>((input) => {
      if (input.on === 'time') engine.wake = undefined
      return []
    })
    const seat = loop.seat<Input, never>('igmp', engine, () => {})
    engine.wake = 40
    world.onDrain = () => loop.post(seat, { on: 'packet', n: 1 }, 'bulk')
    loop.post(seat, { on: 'packet', n: 0 }, 'bulk')
    world.runSoon()
    world.time = 60
    world.advance(40)
    const kinds = engine.handled.map(({ input }) => input.on)
    assert.deepEqual(kinds, ['packet', 'packet', 'time'])
  })

  it('looks at I/O again after a bounded time, however long the backlog', () => {
    const world = new FakeWorld()
    const loop = new Loop(world)
    const engine = new FakeEngine<Input, never>(() => {
      world.time += 1
      return []
    })
    const seat = loop.seat<Input, never>('ospf', engine, () => {})
    for (let n = 0; n < 100; n++) loop.post(seat, { on: 'packet', n }, 'bulk')
    world.runOneSoon()
    assert.ok(engine.handled.length < 10, `${engine.handled.length} packets in one turn`)
    world.runSoon()
    assert.equal(engine.handled.length, 100)
  })

  it('gives each engine its turn: the backlog of one does not delay the packets of another', () => {
    const world = new FakeWorld()
    const loop = new Loop(world)
    const order: string[] = []
    const seats = ['a', 'b'].map((name) =>
      loop.seat<Input, never>(
        name,
        new FakeEngine<Input, never>(() => {
          order.push(name)
          return []
        }),
        () => {},
      ),
    )
    for (let n = 0; n < 3; n++) loop.post(seats[0]!, { on: 'packet', n }, 'bulk')
    loop.post(seats[1]!, { on: 'packet', n: 0 }, 'bulk')
    world.runSoon()
    assert.deepEqual(order, ['a', 'b', 'a', 'a'])
  })

  it('drops and counts packets beyond what may wait', () => {
    const world = new FakeWorld()
    const loop = new Loop(world)
    const engine = new FakeEngine<Input, never>()
    const seat = loop.seat<Input, never>('ospf', engine, () => {})
    for (let n = 0; n < 40_000; n++) loop.post(seat, { on: 'packet', n }, 'bulk')
    assert.equal(seat.dropped, 40_000 - 32_768)
    world.runSoon()
    assert.equal(engine.handled.length, 32_768)
  })

  it('lets a flood of forged Hellos delay neither what the machine says nor other packets for long', () => {
    const world = new FakeWorld()
    const loop = new Loop(world)
    const order: number[] = []
    const engine = new FakeEngine<Input, never>((input) => {
      if (input.on === 'packet') order.push(input.n)
      return []
    })
    const seat = loop.seat<Input, never>('ospf', engine, () => {})
    for (let n = 0; n < 10_000; n++) loop.post(seat, { on: 'packet', n: 1 }, 'urgent')
    for (let n = 0; n < 3; n++) loop.post(seat, { on: 'packet', n: 2 }, 'bulk')
    loop.post(seat, { on: 'packet', n: 3 }, 'ordinary')
    world.runSoon()
    assert.equal(order.length, 10_004)
    assert.equal(order.indexOf(3), 0)
    // The Hellos beyond what may be urgent wait with the other packets, in front of these three.
    assert.ok(order.slice(4096 + 600).includes(2))
    const alone = new Loop(world)
    order.length = 0
    const other = alone.seat<Input, never>('ospf', engine, () => {})
    for (let n = 0; n < 1000; n++) alone.post(other, { on: 'packet', n: 1 }, 'urgent')
    alone.post(other, { on: 'packet', n: 2 }, 'bulk')
    world.runSoon()
    assert.equal(order.indexOf(2), 16)
  })

  it('hands nothing to an engine that was taken out, nor to any after the end', () => {
    const world = new FakeWorld()
    const loop = new Loop(world)
    const [gone, ended] = [new FakeEngine<Input, never>(), new FakeEngine<Input, never>()]
    const goneSeat = loop.seat<Input, never>('gone', gone, () => {})
    const endedSeat = loop.seat<Input, never>('ended', ended, () => {})
    loop.post(goneSeat, { on: 'packet', n: 1 }, 'ordinary')
    loop.remove(goneSeat)
    loop.post(endedSeat, { on: 'packet', n: 1 }, 'ordinary')
    world.runOneSoon()
    loop.end()
    loop.post(endedSeat, { on: 'packet', n: 2 }, 'ordinary')
    world.runSoon()
    assert.deepEqual([gone.handled.length, ended.handled.length], [0, 1])
  })
})
